// Which findings about policies are listed where there are more than there is room for, and what becomes of those that are not.
import { expect, test } from 'vitest';
import { followSnapshot, judgeSnapshot } from '../../lib/audit.ts';
import { listedAmong } from '../../lib/checks/listed-findings.ts';
import { emptyState } from '../../lib/lifecycle/state.ts';
import type { PolicyFinding } from '../../lib/model/drift.ts';
import { ACCOUNT, snapshotOf } from '../support/account-shorthand.ts';

const found = (code: PolicyFinding['code'], severity: PolicyFinding['severity'], count: number): readonly PolicyFinding[] =>
  Array.from({ length: count }, (_, at) => ({ code, severity, region: 'us-east-1', subject: `${code} ${at}` }) as unknown as PolicyFinding); // INVARIANT: all that is asked of it

// Seen failing: the first of all taken, whatever they are.
test('something of each code, and then the gravest', () => {
  const all = [...found('ECRD-304', 'low', 10), ...found('ECRD-302', 'high', 4), ...found('ECRD-303', 'medium', 6)];
  const { listed, untold } = listedAmong(all, 8);
  const count = (code: string): number => listed.filter((each) => each.code === code).length;
  expect([count('ECRD-304'), count('ECRD-302'), count('ECRD-303')]).toEqual([1, 4, 3]);
  expect(new Set([...listed, ...untold])).toEqual(new Set(all));
  expect(listedAmong(all, 20)).toEqual({ listed: all, untold: [] });
});

const gone = (...names: readonly string[]) =>
  snapshotOf({
    repositories: Object.fromEntries(
      names.map((name) => [
        name,
        { policy: [{ Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${ACCOUNT}:role/gone-${name}` }, Action: 'ecr:ListImages' }] },
      ]),
    ),
  });

// Seen failing: what is not listed taken for what is over.
test('what is not listed is not verified while it is there, and over when it is gone', () => {
  const names = ['a', 'b', 'c', 'd', 'e'];
  const whole = judgeSnapshot(gone(...names), undefined);
  const first = followSnapshot(whole, emptyState(whole.matrix.account.ground.account));
  const stale = first.findings.filter(({ code }) => code === 'ECRD-304');
  expect(stale).toHaveLength(5);
  const judged = judgeSnapshot(gone('a', 'b', 'c', 'd'), undefined, { most: 2 });
  expect(judged.coverage.leftOut).toBeGreaterThan(1);
  const then = followSnapshot(judged, first.state);
  const over = then.unseen.filter(({ code, state }) => code === 'ECRD-304' && state === 'resolved');
  expect(over.map(({ repository }) => repository)).toEqual(['e']);
  const listed = then.findings.filter(({ code }) => code === 'ECRD-304').length;
  expect(then.unseen.filter(({ code, state }) => code === 'ECRD-304' && state !== 'resolved')).toHaveLength(4 - listed);
  expect(then.events.filter(({ finding, kind }) => finding.code === 'ECRD-304' && kind !== 'resolved')).toEqual([]);
});
