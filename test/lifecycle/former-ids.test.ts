// Ids of earlier versions where a run sees less than the one before: nothing that is remembered or excepted by them is lost.
import { describe, expect, test } from 'vitest';
import { followSnapshot, judgeSnapshot } from '../../lib/audit.ts';
import { formerIds } from '../../lib/findings/former-ids.ts';
import { emptyState } from '../../lib/lifecycle/state.ts';
import type { Baseline } from '../../lib/model/baseline.ts';
import type { FindingId } from '../../lib/model/ids.ts';
import type { AccountSnapshot } from '../../lib/model/snapshot.ts';
import type { AccountState } from '../../lib/model/state.ts';
import { REFUSED, repository } from '../snapshot/support/files.ts';
import { account, at, baseline, exception, TYPICAL, told } from '../support/following.ts';

const SNAPSHOT = account(TYPICAL);

function run(snapshot: AccountSnapshot, known: AccountState, intent: Baseline = baseline()) {
  return followSnapshot(judgeSnapshot(snapshot, intent), known);
}

/** The former id of each finding of a code. */
function formerIn(snapshot: AccountSnapshot, code: string): readonly FindingId[] {
  const { findings } = judgeSnapshot(snapshot, baseline());
  const former = formerIds(findings, snapshot);
  return findings.filter((each) => each.code === code).flatMap(({ id }) => former.get(id) ?? []);
}

/** What the version before remembered: the same findings, each under its former id where it had one. */
function earlier(snapshot: AccountSnapshot): AccountState {
  const { findings } = judgeSnapshot(snapshot, baseline());
  const former = formerIds(findings, snapshot);
  const { state } = run(snapshot, emptyState(snapshot.account));
  return { ...state, findings: state.findings.map((each) => ({ ...each, id: former.get(each.id)?.[0] ?? each.id })) };
}

describe('what is accepted by the id of an earlier version', () => {
  const [former] = formerIn(SNAPSHOT, 'ECRD-204');
  if (former === undefined) throw new Error('the statement that names an account had no other id');
  const intent = baseline({ exceptions: [exception({ kind: 'finding', finding: former }, '2027-06-01')] });
  const accepted = run(SNAPSHOT, earlier(SNAPSHOT), intent);
  const unread = account({ ...TYPICAL, repositories: [repository('team/app', { policy: REFUSED })], collectedAt: at('2026-11-02') });

  test('is accepted under its present one', () => {
    expect(told(accepted)).toEqual(['accepted ECRD-204 account:222222222222 team/app']);
    expect(told(run(SNAPSHOT, accepted.state, intent))).toEqual([]);
  });

  // Seen failing: without the exception that it stands under, what nobody could look at was told to be accepted no more.
  test('stays accepted while nobody can look at it', () => {
    const { events, state } = run(unread, accepted.state, intent);
    expect(events.filter(({ finding }) => finding.code === 'ECRD-204')).toEqual([]);
    expect(state.findings.find(({ code }) => code === 'ECRD-204')).toMatchObject({ state: 'accepted', exception: 'EXC-1' });
  });

  test('is open once its exception is gone, also where nobody can look', () => {
    expect(told(run(unread, accepted.state))).toContain('exception-expired ECRD-204 account:222222222222 team/app');
  });

  test('leaves no idle exception in a run that does not look there', () => {
    const elsewhere = account({ ...TYPICAL, regions: [], collectedAt: at('2026-11-02') });
    expect(told(run(elsewhere, accepted.state, intent)).filter((line) => line.includes('ECRD-405'))).toEqual([]);
  });
});
