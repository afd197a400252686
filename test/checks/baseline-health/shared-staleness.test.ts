// A baseline of several accounts: what matches nothing in any of them is told once.
import { describe, expect, test } from 'vitest';
import { followSnapshot, judgeSnapshot } from '../../../lib/audit.ts';
import { ALONE, type Among, accountsToAsk, type Staleness } from '../../../lib/checks/baseline-health/shared-staleness.ts';
import { emptyState } from '../../../lib/lifecycle/state.ts';
import type { Baseline } from '../../../lib/model/baseline.ts';
import { ACCOUNT, snapshotOf } from '../../support/account-shorthand.ts';
import { rules } from '../../support/audited.ts';

const FIRST = '000000000001';
const OTHER = '222222222222';
const LAST = '999999999999';
const SNAPSHOT = snapshotOf({ users: { alice: { policies: [['list']] } }, repositories: { 'team/app': {} } });

/** A rule that matches no repository of the account; `accounts` of the rule as YAML. */
function baselineFor(accounts = ''): Baseline {
  return rules(`  - { id: gone, repositories: ["nowhere/**"]${accounts}, allow: [{ principals: [same-account], capabilities: [any] }] }`);
}

const BASELINE = baselineFor();
const KEY = 'ECRD-405 ["rule","gone"]';
/** As the version before wrote it. */
const FORMER_KEY = 'ECRD-405 rule "gone"';
const stale: Staleness = { sha256: BASELINE.sha256, complete: true, stale: [KEY] };
const matched: Staleness = { ...stale, stale: [] };

function among(others: Readonly<Record<string, Staleness | undefined>>): Among {
  const known = Object.entries(others).flatMap(([account, staleness]) => (staleness ? [[account, staleness] as const] : []));
  return { accounts: [ACCOUNT, ...Object.keys(others)], others: new Map(known) };
}

function told(where: Among, baseline = BASELINE): readonly string[] {
  return judgeSnapshot(SNAPSHOT, baseline, { among: where })
    .findings.filter(({ code }) => code === 'ECRD-405')
    .map(({ message }) => message);
}

const MESSAGE = 'rule `gone` matches no repository';

describe('a rule that matches nothing', () => {
  test.each<readonly [string, Among, readonly string[]]>([
    ['is told of an account that is audited alone', ALONE, [MESSAGE]],
    ['is told where it matches nothing in the others', among({ [OTHER]: stale, [LAST]: stale }), [MESSAGE]],
    ['is told where the version before found that in another', among({ [OTHER]: { ...stale, stale: [FORMER_KEY] } }), [MESSAGE]],
    ['is told by the first of the accounts alone', among({ [FIRST]: stale, [OTHER]: stale }), []],
    ['is not told where another account has what it matches', among({ [OTHER]: stale, [LAST]: matched }), []],
    ['is not told while another account has not been audited', among({ [OTHER]: stale, [LAST]: undefined }), []],
    ['is not told where another account was judged by another baseline', among({ [OTHER]: { ...stale, sha256: 'x' } }), []],
    ['is not told where something of another account was not read', among({ [OTHER]: { ...matched, complete: false } }), []],
    ['is told where that account was found to have nothing all the same', among({ [OTHER]: { ...stale, complete: false } }), [MESSAGE]],
  ])('%s', (_, where, expected) => {
    expect(told(where)).toEqual(expected);
  });

  test('that names its accounts is told by the first of these', () => {
    const baseline = baselineFor(`, accounts: ["${ACCOUNT}", "${LAST}"]`);
    const others = { [FIRST]: undefined, [LAST]: { ...stale, sha256: baseline.sha256 } };
    expect(told(among(others), baseline)).toEqual([MESSAGE]);
    expect(told(among({ ...others, [LAST]: undefined }), baseline)).toEqual([]);
  });

  test('is in what the other accounts get to know, whoever tells it', () => {
    expect(judgeSnapshot(SNAPSHOT, BASELINE, { among: among({ [FIRST]: undefined }) }).staleness).toEqual(stale);
    expect(judgeSnapshot(SNAPSHOT, undefined).staleness).toBeUndefined();
  });
});

describe('a rule that was told to match nothing', () => {
  const first = followSnapshot(judgeSnapshot(SNAPSHOT, BASELINE, { among: among({ [OTHER]: stale }) }), emptyState(SNAPSHOT.account)).state;
  const then = (where: Among) => {
    const { state } = followSnapshot(judgeSnapshot(SNAPSHOT, BASELINE, { among: where }), first);
    return state.findings.filter(({ code }) => code === 'ECRD-405').map((finding) => finding.state);
  };

  test('is over when another account has what it matches', () => {
    expect(then(among({ [OTHER]: matched }))).toEqual(['resolved']);
  });

  test('is not over while nobody can say so', () => {
    expect(then(among({ [OTHER]: { ...matched, complete: false } }))).toEqual(['open']);
    expect(then(among({ [OTHER]: stale, [LAST]: undefined }))).toEqual(['open']);
  });
});

test('whom an audit has to ask: the accounts of what it would be the first to tell', () => {
  const all = [LAST, ACCOUNT, OTHER];
  const limited = { repositories: { accounts: [OTHER, LAST] } };
  expect(accountsToAsk([limited], ACCOUNT, all)).toEqual([OTHER, LAST]);
  expect(accountsToAsk([limited], OTHER, all)).toEqual([LAST]);
  expect(accountsToAsk([limited], LAST, all)).toEqual([]);
});
