import { describe, expect, test } from 'vitest';
import { advance, isForgotten, type Observation } from '../../../lib/lifecycle/transition/transitions.ts';
import type { Digest, Instant } from '../../../lib/model/ids.ts';
import type { AccessStatus, KnownFinding, Observed } from '../../../lib/model/state.ts';
import { at, exception, observed } from '../../support/following.ts';

const NOW = at('2026-11-21');
const BEFORE = { firstSeen: at('2026-11-01'), lastSeen: at('2026-11-20') };
const RUNNING = exception({ kind: 'finding' }, '2027-06-01');
const STANDINGS = {
  open: { state: 'open', since: BEFORE.firstSeen, remindedAt: at('2026-11-19') },
  accepted: { state: 'accepted', exception: RUNNING.id, until: RUNNING.expires, warnedAt: null },
  resolved: { state: 'resolved', resolvedAt: at('2026-11-10'), because: 'access-removed' },
} as const satisfies Record<string, AccessStatus>;

function known(state: keyof typeof STANDINGS, fields: Partial<Observed> = {}): KnownFinding {
  return { ...observed(fields), ...BEFORE, ...STANDINGS[state] };
}

const CHANGED = observed({ evidence: 'd'.repeat(64) as Digest });

type State = keyof typeof STANDINGS;
type Column = 'same evidence' | 'new evidence' | 'clear' | 'not verified' | 'exception begins' | 'exception ends';

/** The exception of a finding goes on in every column but the last two. */
function observation(state: State, column: Column): Observation {
  const finding = known(state);
  const going = state === 'accepted' ? RUNNING : undefined;
  switch (column) {
    case 'same evidence':
      return { kind: 'still', known: finding, finding: observed(), exception: going };
    case 'new evidence':
      return { kind: 'still', known: finding, finding: CHANGED, exception: going };
    case 'clear':
      return { kind: 'clear', known: finding, because: 'access-removed' };
    case 'not verified':
      return { kind: 'unverified', known: finding, exception: going };
    case 'exception begins':
      return { kind: 'still', known: finding, finding: observed(), exception: RUNNING };
    case 'exception ends':
      return { kind: 'still', known: finding, finding: observed(), exception: undefined };
  }
}

describe('the transition table', () => {
  test.each<[known: State, column: Column, state: State, events: readonly string[]]>([
    ['open', 'same evidence', 'open', []],
    ['open', 'new evidence', 'open', ['updated']],
    ['open', 'clear', 'resolved', ['resolved']],
    ['open', 'not verified', 'open', []],
    ['open', 'exception begins', 'accepted', ['accepted']],
    ['accepted', 'same evidence', 'accepted', []],
    ['accepted', 'new evidence', 'accepted', ['updated']],
    ['accepted', 'clear', 'resolved', ['resolved']],
    ['accepted', 'not verified', 'accepted', []],
    ['accepted', 'exception ends', 'open', ['exception-expired']],
    ['resolved', 'same evidence', 'open', ['reopened']],
    ['resolved', 'new evidence', 'open', ['reopened']],
    ['resolved', 'clear', 'resolved', []],
    ['resolved', 'not verified', 'resolved', []],
    ['resolved', 'exception begins', 'accepted', ['reopened']],
  ])('%s, %s: %s', (state, column, next, events) => {
    const step = advance(observation(state, column), NOW);
    expect([step.finding.state, step.events]).toEqual([next, events]);
  });

  test.each([
    ['nothing is known of it: open', undefined, 'open'],
    ['nothing is known of it and an exception runs: accepted, and told all the same', RUNNING, 'accepted'],
  ] as const)('%s', (_, running, state) => {
    const { finding, events } = advance({ kind: 'new', finding: observed(), exception: running }, NOW);
    expect([finding.state, events, finding.firstSeen, finding.lastSeen]).toEqual([state, ['opened'], NOW, NOW]);
  });
});

describe('what a step leaves behind', () => {
  test('a finding seen again keeps when it was first seen', () => {
    const { finding } = advance(observation('open', 'new evidence'), NOW);
    expect(finding).toEqual({ ...CHANGED, ...STANDINGS.open, firstSeen: BEFORE.firstSeen, lastSeen: NOW });
  });

  test('a resolved finding says when and why, and nothing of a former acceptance', () => {
    const { finding } = advance({ kind: 'clear', known: known('accepted'), because: 'principal-deleted' }, NOW);
    expect(finding).toEqual({ ...observed(), ...BEFORE, state: 'resolved', resolvedAt: NOW, because: 'principal-deleted' });
  });

  test('a finding that could not be verified was not seen', () => {
    const { finding } = advance(observation('open', 'not verified'), NOW);
    expect(finding).toEqual(known('open'));
  });

  test('a reopened finding is the same finding', () => {
    const { finding } = advance(observation('resolved', 'same evidence'), NOW);
    expect(finding).toEqual({ ...observed(), firstSeen: BEFORE.firstSeen, lastSeen: NOW, state: 'open', since: NOW, remindedAt: null });
  });
});

describe('deadlines', () => {
  const ending = exception({ kind: 'finding' }, '2026-12-01');
  const accepted = (warnedAt: Instant | null): KnownFinding => ({
    ...observed(),
    ...BEFORE,
    state: 'accepted',
    exception: ending.id,
    until: ending.expires,
    warnedAt,
  });
  const still = (finding: KnownFinding, running = ending): Observation => ({
    kind: 'still',
    known: finding,
    finding: observed(),
    exception: running,
  });

  test.each([
    ['15 days before nobody is warned', '2026-11-16', []],
    ['14 days before people are warned', '2026-11-17', ['exception-expiring']],
    ['on the last day people are warned, if nobody was before', '2026-11-30', ['exception-expiring']],
  ])('%s', (_, day, events) => {
    expect(advance(still(accepted(null)), at(day)).events).toEqual(events);
  });

  test('people are warned once, and state remembers it', () => {
    const { finding } = advance(still(accepted(null)), NOW);
    expect(finding).toMatchObject({ state: 'accepted', warnedAt: NOW });
    expect(advance(still(finding), at('2026-11-30')).events).toEqual([]);
  });

  test('a renewed exception has a deadline of its own', () => {
    const renewed = exception({ kind: 'finding' }, '2027-01-01');
    const { finding, events } = advance(still(accepted(NOW), renewed), at('2026-11-30'));
    expect([finding, events]).toMatchObject([{ until: renewed.expires, warnedAt: null }, []]);
    expect(advance(still(finding, renewed), at('2026-12-30')).events).toEqual(['exception-expiring']);
  });

  test('an acceptance for a few days is not a warning by itself: that comes with the next run', () => {
    const first = advance(still(known('open')), NOW);
    expect(first.events).toEqual(['accepted']);
    expect(advance(still(first.finding), at('2026-11-22')).events).toEqual(['exception-expiring']);
  });

  test('news and a warning may come together', () => {
    const seen: Observation = { kind: 'still', known: accepted(null), finding: CHANGED, exception: ending };
    expect(advance(seen, NOW).events).toEqual(['updated', 'exception-expiring']);
  });

  test('a deadline passes whether or not the finding could be verified', () => {
    const unverified = (running: typeof ending | undefined): Observation => ({
      kind: 'unverified',
      known: accepted(null),
      exception: running,
    });
    expect(advance(unverified(ending), NOW).events).toEqual(['exception-expiring']);
    const { finding, events } = advance(unverified(undefined), at('2026-12-01'));
    expect([finding.state, finding.lastSeen, events]).toEqual(['open', BEFORE.lastSeen, ['exception-expired']]);
  });

  test('how long before is up to the caller', () => {
    expect(advance(still(accepted(null)), NOW, 3).events).toEqual([]);
  });
});

test.each([
  ['a resolved finding is remembered for 90 days', '2027-02-08', false],
  ['and then forgotten', '2027-02-09', true],
])('%s', (_, day, forgotten) => {
  expect(isForgotten(known('resolved'), at(day))).toBe(forgotten);
});

test('what is not resolved is never forgotten', () => {
  expect([known('open'), known('accepted')].map((finding) => isForgotten(finding, at('2036-01-01')))).toEqual([false, false]);
});
