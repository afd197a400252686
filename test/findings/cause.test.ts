// What findings come from: the same text for all that one change of one policy brings about.
import { expect, test } from 'vitest';
import { causeOf } from '../../lib/findings/cause.ts';
import type { Finding } from '../../lib/model/finding.ts';
import { repository, UNREAD } from '../snapshot/support/files.ts';
import { account, baseline, follow, pulling, type Shape, sharing } from '../support/following.ts';

function causesIn(shape: Shape, intent = baseline()): Readonly<Record<string, number>> {
  const causes: Record<string, number> = {};
  for (const finding of follow({ snapshot: account(shape), baseline: intent }).findings) {
    const cause = causeOf(finding);
    causes[cause] = (causes[cause] ?? 0) + 1;
  }
  return causes;
}

test('grants of an identity policy have one cause wherever they reach', () => {
  expect(causesIn({ roles: [pulling('dev', 'a', 'b')], repositories: [repository('a'), repository('b')] })).toEqual({
    'inline policy Own of role dev': 2,
  });
});

test('grants of a repository policy have one cause whomever it names, and each repository its own', () => {
  const both = sharing(['222222222222', '333333333333']);
  expect(causesIn({ repositories: [repository('a', { policy: both }), repository('b', { policy: both })] })).toEqual({
    'repository policy of a in us-east-1': 2,
    'repository policy of b in us-east-1': 2,
  });
});

test('parts that one call fails to read for one reason have one cause', () => {
  expect(causesIn({ repositories: [repository('a', { policy: UNREAD }), repository('b', { policy: UNREAD })] })).toEqual({
    'ecr:GetRepositoryPolicy failed: AccessDenied': 2,
  });
});

test('a cause is short, and two long ones are still two', () => {
  const gap = (code: string) =>
    ({ drift: { kind: 'unverified', gap: { part: { kind: 'identity' }, api: 'a', code, message: '' } } }) as Finding;
  const long = [causeOf(gap(`${'x'.repeat(10_000)}1`)), causeOf(gap(`${'x'.repeat(10_000)}2`))];
  expect(new Set(long).size).toBe(2);
  for (const cause of long) expect(cause.length).toBeLessThan(330);
});
