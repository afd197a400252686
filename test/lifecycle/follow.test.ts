import { describe, expect, test } from 'vitest';
import type { Baseline } from '../../lib/model/baseline.ts';
import type { FindingId } from '../../lib/model/ids.ts';
import type { AccountState } from '../../lib/model/state.ts';
import { repository } from '../snapshot/support/files.ts';
import { account, at, baseline, exception, follow, type Shape, sharing, standing, TYPICAL, told } from '../support/following.ts';

const SHARED = 'ECRD-202 account:222222222222 team/app pull';
const ALONE: Shape = { repositories: [repository('team/app', { policy: sharing() })] };
const PRIVATE: Shape = { repositories: [repository('team/app')] };

function on(date: string, shape: Shape, known?: AccountState, intent: Baseline = baseline()) {
  return follow({ snapshot: account({ ...shape, collectedAt: at(date) }), baseline: intent, ...(known && { known }) });
}

test('a finding is opened, accepted, warned of, reopened when its exception lapses, and resolved: always the same finding', () => {
  const opened = on('2026-11-02', ALONE);
  const [{ id, firstSeen } = { id: '' as FindingId, firstSeen: '' }] = opened.findings;
  const accepting = baseline({ exceptions: [exception({ kind: 'finding', finding: id }, '2026-12-24')] });
  const days = [
    (known: AccountState) => on('2026-11-03', ALONE, known),
    (known: AccountState) => on('2026-11-04', ALONE, known, accepting),
    (known: AccountState) => on('2026-12-09', ALONE, known, accepting),
    (known: AccountState) => on('2026-12-11', ALONE, known, accepting),
    (known: AccountState) => on('2026-12-12', ALONE, known, accepting),
    (known: AccountState) => on('2026-12-24', ALONE, known, accepting),
    (known: AccountState) => on('2026-12-25', PRIVATE, known, accepting),
    (known: AccountState) => on('2026-12-26', ALONE, known),
  ];
  const story = [opened];
  for (const day of days) story.push(day(story.at(-1)!.state));
  expect(story.map(told)).toEqual([
    [`opened ${SHARED}`],
    [],
    [`accepted ${SHARED}`],
    [],
    [`exception-expiring ${SHARED}`],
    [],
    [`exception-expired ${SHARED}`],
    [`resolved access-removed ${SHARED}`],
    [`reopened ${SHARED}`],
  ]);
  expect(story.flatMap(({ state }) => state.findings.map((finding) => [finding.id, finding.firstSeen]))).toEqual(
    story.map(() => [id, firstSeen]),
  );
});

describe('what a run returns', () => {
  const first = on('2026-11-02', TYPICAL);

  test('the findings that it saw, in their state and since when', () => {
    const [finding] = first.findings.filter(({ code }) => code === 'ECRD-202');
    const accepting = baseline({ exceptions: [exception({ kind: 'selector', code: 'ECRD-202' }, '2027-01-01')] });
    const second = on('2026-11-03', TYPICAL, first.state, accepting);
    const [later] = second.findings.filter(({ code }) => code === 'ECRD-202');
    expect(later).toEqual({
      ...finding,
      state: 'accepted',
      acceptance: { exception: 'EXC-1', until: at('2027-01-01') },
      firstSeen: at('2026-11-02'),
      lastSeen: at('2026-11-03'),
    });
  });

  test('the findings that it remembers', () => {
    const second = on('2026-11-03', { ...TYPICAL, repositories: [repository('team/app'), repository('team/web')] }, first.state);
    expect(second.unseen).toMatchObject([{ code: 'ECRD-202', state: 'resolved', resolvedAt: at('2026-11-03') }]);
    expect(second.findings).toHaveLength(3);
  });

  test('events with the proof where it was seen', () => {
    const second = on('2026-11-03', PRIVATE, first.state);
    expect(first.events.every(({ seen, finding }) => seen?.id === finding.id)).toBe(true);
    expect(second.events.every(({ seen }) => seen === undefined)).toBe(true);
  });

  test('and leaves unsent messages alone', () => {
    const waiting = { ...first.state, unsent: [{ topic: 'findings', id: 'a', subject: null, body: '{}', attributes: {} } as const] };
    expect(on('2026-11-03', TYPICAL, waiting).state.unsent).toEqual(waiting.unsent);
  });
});

describe('exceptions', () => {
  const byCode = (expires: string, id?: string) => exception({ kind: 'selector', code: 'ECRD-202' }, expires, id);
  const accepted = on('2026-11-02', ALONE, undefined, baseline({ exceptions: [byCode('2027-01-01')] }));

  test('one that is taken out of the baseline has ended', () => {
    expect(told(on('2026-11-03', ALONE, accepted.state))).toEqual([`exception-expired ${SHARED}`]);
  });

  test('one that another one outlasts ends unnoticed', () => {
    const both = baseline({ exceptions: [byCode('2027-01-01'), byCode('2027-06-01', 'EXC-2')] });
    const later = on('2026-11-03', ALONE, accepted.state, both);
    expect(told(later)).toEqual([]);
    expect(later.state.findings).toMatchObject([{ exception: 'EXC-2', until: at('2027-06-01'), warnedAt: null }]);
    expect(told(on('2027-01-02', ALONE, later.state, both))).toEqual([]);
  });

  test('accepting a finding does not accept a higher capability', () => {
    const [{ id } = { id: '' as FindingId }] = accepted.findings;
    const one = baseline({ exceptions: [exception({ kind: 'finding', finding: id }, '2027-01-01')] });
    const deleting = sharing('222222222222', { Action: ['ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer', 'ecr:BatchDeleteImage'] });
    const followed = on('2026-11-03', { repositories: [repository('team/app', { policy: deleting })] }, accepted.state, one);
    expect(standing(followed)).toEqual({ [SHARED]: 'accepted', 'ECRD-202 account:222222222222 team/app delete': 'open' });
  });
});

describe('time', () => {
  const first = on('2026-11-02', ALONE);

  test('the same snapshot twice says nothing twice', () => {
    const again = on('2026-11-02', ALONE, first.state);
    expect([again.events, again.state]).toEqual([[], first.state]);
  });

  test('a resolved finding leaves after 90 days, and comes back as new', () => {
    const gone = on('2026-11-03', PRIVATE, first.state);
    const later = on('2027-02-01', PRIVATE, gone.state);
    expect(later.state.findings).toHaveLength(1);
    const forgotten = on('2027-02-02', PRIVATE, later.state);
    expect([forgotten.events, forgotten.unseen, forgotten.state.findings]).toEqual([[], [], []]);
    expect(told(on('2027-02-03', ALONE, forgotten.state))).toEqual([`opened ${SHARED}`]);
  });

  test('a snapshot that is older than the state moves nothing', () => {
    expect(() => on('2026-11-01', PRIVATE, first.state)).toThrow(
      'the findings of 111111111111 were last followed at 2026-11-02T00:00:00Z, and this snapshot is older: 2026-11-01T00:00:00Z',
    );
  });
});
