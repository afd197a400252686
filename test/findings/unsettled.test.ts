// Access that the documentation leaves open, and access that lost its condition, followed from run to run.
import { describe, expect, test } from 'vitest';
import { followSnapshot, type Judged, judgeSnapshot } from '../../lib/audit.ts';
import { findingId } from '../../lib/findings/fingerprint.ts';
import { emptyState } from '../../lib/lifecycle/state.ts';
import type { AccountState } from '../../lib/model/state.ts';
import { auditView } from '../../lib/report/view.ts';
import { ACCOUNT, allow, judgedWorld, PULL, roleArn, rule, type World } from '../remediation/support/account.ts';
import { baselineOf } from '../support/baseline.ts';

const CI = roleArn('ci');
const deny = (listed: object): object => ({ Effect: 'Deny', NotPrincipal: listed, Action: ['ecr:PutImage'] });
const world = (...statements: readonly object[]): World => ({
  roles: [{ name: 'ci', inline: { p: [{ Effect: 'Allow', Action: 'ecr:*', Resource: '*' }] } }],
  repositories: { app: { Version: '2012-10-17', Statement: statements } },
});
const allowing = rule('**', allow(CI, 'any'));
const requiring = `${allowing}${rule('app', `require: [ { principals: [ "${CI}" ], capabilities: [ push ] } ]`, 'need')}`;
const OPEN = judgedWorld(world(deny({ AWS: CI })), requiring);

function followed(judged: Judged, known: AccountState): { readonly state: AccountState; readonly events: readonly string[] } {
  const { state, events } = followSnapshot(judged, known);
  return {
    state,
    events: events.map(({ kind, finding }) => `${kind} ${finding.code}${finding.state === 'resolved' ? ` ${finding.because}` : ''}`),
  };
}

const NOTHING_KNOWN = emptyState(OPEN.matrix.account.ground.account);

describe('what the documentation leaves open', () => {
  const first = followed(OPEN, NOTHING_KNOWN);

  test('is told once, is counted as not verified, and leaves the scan complete', () => {
    expect(first.events.toSorted()).toEqual(['opened ECRD-108', 'opened ECRD-303']);
    expect(followed(OPEN, first.state).events).toEqual([]);
    const view = auditView({ ...OPEN, followed: undefined });
    expect(view).toMatchObject({ complete: true, unread: [], summary: { unverified: 1 } });
    expect(view.findings.find(({ code }) => code === 'ECRD-108')?.evidence).toMatchObject({ unsettled: ['A49'], rule: { id: 'need' } });
  });

  test('is over when the statement says it in the documented way', () => {
    const sparing = { Effect: 'Deny', Principal: '*', Action: ['ecr:PutImage'], Condition: { ArnNotEquals: { 'aws:PrincipalArn': CI } } };
    expect(followed(judgedWorld(world(sparing), requiring), first.state).events.toSorted()).toEqual([
      'resolved ECRD-108 corrected',
      'resolved ECRD-303 corrected',
    ]);
  });

  test('is over when nobody asks any more', () => {
    expect(followed(judgedWorld(world(deny({ AWS: CI })), allowing), first.state).events).toEqual(['resolved ECRD-108 baseline-changed']);
  });

  test('opens, changes and resolves nothing of what was known: missing access stays as it was', () => {
    const other = world(deny({ AWS: roleArn('other') }));
    const missing = followed(judgedWorld(other, requiring), NOTHING_KNOWN);
    expect(missing.events).toContain('opened ECRD-102');
    const after = followed(OPEN, missing.state);
    expect(after.events.filter((each) => each.includes('ECRD-102'))).toEqual([]);
    expect(after.state.findings.find(({ code }) => code === 'ECRD-102')).toMatchObject({ state: 'open' });
  });
});

describe('access of another account that lost its condition', () => {
  const account = 'account:333333333333';
  const rules = rule(
    '**',
    `allow: [ { principals: [ "${account}" ], capabilities: [ pull ], when: { StringEquals: { "aws:SourceVpce": v } } } ]`,
  );
  const shared: World = { repositories: { app: [{ Effect: 'Allow', Principal: { AWS: '333333333333' }, Action: PULL }] } };
  const subject = { partition: 'aws', account: ACCOUNT, region: 'eu-west-1', subject: 'app', principal: account, capability: 'pull' };
  const former = findingId({ code: 'ECRD-202', ...subject });
  const now = judgedWorld(shared, rules);

  test('is followed under its new code where an earlier version told of it under that of external access', () => {
    const { state } = followed(now, NOTHING_KNOWN);
    const earlier = state.findings.map((each) => (each.code === 'ECRD-105' ? { ...each, code: 'ECRD-202', id: former } : each));
    const after = followed(now, { ...state, findings: earlier });
    expect(after.events).toEqual([]);
    expect(after.state.findings.filter(({ id }) => id === former)).toEqual([]);
    expect(after.state.findings.find(({ code }) => code === 'ECRD-105')).toMatchObject({ state: 'open' });
  });

  test('stays accepted by an exception that names the former finding', () => {
    const exception = [
      'apiVersion: ecr-drift/v1',
      'kind: Exception',
      'id: known',
      `match: { finding: ${former} }`,
      'reason: known to the team for long',
      'owner: team',
      "expires: '2026-12-31'",
    ].join('\n');
    const baseline = baselineOf({
      'rules.yaml': `apiVersion: ecr-drift/v1\nkind: AccessPolicy\nrules:\n${rules}`,
      'exceptions/e.yaml': exception,
    });
    const judged = judgeSnapshot(now.matrix.account.snapshot, baseline);
    const { state } = followed(judged, NOTHING_KNOWN);
    expect(state.findings.find(({ code }) => code === 'ECRD-105')).toMatchObject({ state: 'accepted' });
  });
});
