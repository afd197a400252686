// When people are told again of what is still open.
import { describe, expect, test } from 'vitest';
import { remind } from '../../lib/lifecycle/reminders.ts';
import { advance } from '../../lib/lifecycle/transition/transitions.ts';
import type { Instant } from '../../lib/model/ids.ts';
import type { AccessStatus, KnownFinding } from '../../lib/model/state.ts';
import { at, exception, observed } from '../support/following.ts';

const OPENED = at('2026-11-01');

function open(remindedAt: Instant | null = null, fields: Partial<KnownFinding> = {}): KnownFinding {
  return { ...observed(), firstSeen: OPENED, lastSeen: OPENED, ...fields, state: 'open', since: OPENED, remindedAt } as KnownFinding;
}

function isDue(finding: KnownFinding, now: string): boolean {
  return remind([finding], () => false, at(now)).due.length > 0;
}

describe('an open finding', () => {
  test.each([
    ['is due after a day', null, '2026-11-02', true],
    ['is not due before', null, '2026-11-01T23:59:59Z', false],
    ['is not due twice for one day', '2026-11-02', '2026-11-03', false],
    ['is due after three days', '2026-11-02', '2026-11-04', true],
    ['is not due on the fifth day', '2026-11-04', '2026-11-06', false],
    ['is due after a week', '2026-11-04', '2026-11-08', true],
    ['is not due six days later', '2026-11-08', '2026-11-14', false],
    ['is due every week from then on', '2026-11-08', '2026-11-15', true],
    ['is due once where a reminder is long overdue', null, '2026-12-24', true],
    ['is due by the calendar of its opening, however late the last reminder was', '2026-11-17', '2026-11-22', true],
  ])('%s', (_, remindedAt, now, due) => {
    expect(isDue(open(remindedAt === null ? null : at(remindedAt)), now)).toBe(due);
  });

  test('remembers when people were reminded, and only then changes', () => {
    const [due, mild] = [open(), open(null, { severity: 'medium' })];
    const { findings } = remind([due, mild], () => false, at('2026-11-02'));
    expect(findings).toEqual([{ ...due, remindedAt: at('2026-11-02') }, mild]);
  });

  test('that people hear of anyway is not told twice', () => {
    expect(remind([open()], () => true, at('2026-11-02'))).toEqual({ findings: [open()], due: [] });
  });

  test.each([
    ['critical', true],
    ['high', true],
    ['medium', false],
    ['low', false],
    ['info', false],
  ] as const)('of severity %s: due is %s', (severity, due) => {
    expect(isDue(open(null, { severity }), '2026-11-02')).toBe(due);
  });
});

test.each<readonly [string, AccessStatus]>([
  ['accepted', { state: 'accepted', exception: 'EXC-1', until: at('2027-01-01'), warnedAt: null }],
  ['resolved', { state: 'resolved', resolvedAt: OPENED, because: 'access-removed' }],
])('nobody is reminded of what is %s', (_, standing) => {
  const known = { ...observed(), firstSeen: OPENED, lastSeen: OPENED, ...standing };
  expect(isDue(known, '2026-12-24')).toBe(false);
});

describe('since when a finding is open', () => {
  const still = (known: KnownFinding, now: string) =>
    advance({ kind: 'still', known, finding: observed(), exception: undefined }, at(now)).finding;

  test('stays while it is', () => {
    expect(still(open(at('2026-11-04')), '2026-11-05')).toMatchObject({ since: OPENED, remindedAt: at('2026-11-04') });
  });

  test('begins anew when its exception ends', () => {
    const { id, expires } = exception({ kind: 'finding' }, '2026-11-05');
    const accepted: KnownFinding = { ...open(), state: 'accepted', exception: id, until: expires, warnedAt: null };
    expect(still(accepted, '2026-11-05')).toMatchObject({ since: at('2026-11-05'), remindedAt: null });
  });

  test('goes on while it cannot be verified', () => {
    const { finding } = advance({ kind: 'unverified', known: open(at('2026-11-02')), exception: undefined }, at('2026-11-05'));
    expect(finding).toEqual(open(at('2026-11-02')));
  });
});
