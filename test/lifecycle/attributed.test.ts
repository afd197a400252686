// Who may have brought a finding about is kept as long as the finding is what they made it.
import { describe, expect, test } from 'vitest';
import { attributed } from '../../lib/lifecycle/attributed.ts';
import type { Followed } from '../../lib/lifecycle/follow.ts';
import { emptyState, readState, stateChunks } from '../../lib/lifecycle/state.ts';
import { advance } from '../../lib/lifecycle/transition/transitions.ts';
import type { Attribution, WriteActor } from '../../lib/model/actor.ts';
import type { Digest, FindingId } from '../../lib/model/ids.ts';
import type { KnownFinding } from '../../lib/model/state.ts';
import { actor } from '../support/actors.ts';
import { ACCOUNT, at, exception, observed } from '../support/following.ts';
import { textOf } from '../support/stored-text.ts';

const NOW = at('2026-11-22');
const BY: Attribution = { actors: [{ ...actor(), at: at('2026-11-21') } as WriteActor], more: 0 };
const OPEN = { state: 'open', since: at('2026-11-21'), remindedAt: null } as const;
const KNOWN: KnownFinding = { ...observed(), firstSeen: at('2026-11-21'), lastSeen: at('2026-11-21'), attribution: BY, ...OPEN };
const OVER: KnownFinding = {
  ...observed(),
  firstSeen: at('2026-11-21'),
  lastSeen: at('2026-11-21'),
  attribution: BY,
  state: 'resolved',
  resolvedAt: at('2026-11-21'),
  because: 'access-removed',
};
const RUNNING = exception({ kind: 'finding' }, '2027-06-01');
const CHANGED = observed({ evidence: 'd'.repeat(64) as Digest });

describe('a step', () => {
  test.each([
    ['that finds it as it was', advance({ kind: 'still', known: KNOWN, finding: observed(), exception: undefined }, NOW)],
    ['that accepts it', advance({ kind: 'still', known: KNOWN, finding: observed(), exception: RUNNING }, NOW)],
    ['that cannot tell', advance({ kind: 'unverified', known: KNOWN, exception: undefined }, NOW)],
    ['after it was over', advance({ kind: 'clear', known: OVER, because: 'access-removed' }, NOW)],
  ])('%s keeps who made it so', (_, { finding }) => {
    expect(finding.attribution).toEqual(BY);
  });

  test.each([
    ['that finds it changed', advance({ kind: 'still', known: KNOWN, finding: CHANGED, exception: undefined }, NOW)],
    ['that finds it changed, and accepts it', advance({ kind: 'still', known: KNOWN, finding: CHANGED, exception: RUNNING }, NOW)],
    ['that finds it over', advance({ kind: 'clear', known: KNOWN, because: 'access-removed' }, NOW)],
    ['that finds it again', advance({ kind: 'still', known: OVER, finding: observed(), exception: undefined }, NOW)],
  ])('%s does not take them for who did that', (_, { finding }) => {
    expect(finding).not.toHaveProperty('attribution');
  });
});

test('what changed is given who may have done it, wherever a run has it; what did not change is not', () => {
  const other = observed({ id: `ecrd-${'b'.repeat(20)}` as FindingId });
  const { attribution: _, ...known } = KNOWN;
  const stays: KnownFinding = { ...known, id: other.id };
  const followed: Followed = {
    findings: [],
    unseen: [known, stays],
    events: [{ kind: 'opened', at: NOW, finding: known, seen: undefined }],
    state: { ...emptyState(ACCOUNT), findings: [known, stays] },
  };
  const given = new Map([known.id, other.id, `ecrd-${'c'.repeat(20)}` as FindingId].map((id) => [id, BY]));
  expect(attributed(followed, given)).toEqual({
    findings: [],
    unseen: [KNOWN, stays],
    events: [{ kind: 'opened', at: NOW, finding: KNOWN, seen: undefined }],
    state: { ...emptyState(ACCOUNT), findings: [KNOWN, stays] },
  });
  expect(attributed(followed, new Map())).toBe(followed);
});

describe('the stored state', () => {
  test('is read as it was written', () => {
    const state = { ...emptyState(ACCOUNT), findings: [KNOWN] };
    expect(readState(textOf(stateChunks(state)), ACCOUNT)).toEqual({ kind: 'state', state });
  });

  test.each([
    ['nobody', { actors: [], more: 0 }],
    ['a key of another version', { actors: [{ ...actor(), mfa: true }], more: 0 }],
    ['less than none', { actors: [actor()], more: -1 }],
  ])('is refused with %s', (_, attribution) => {
    const state = { ...emptyState(ACCOUNT), findings: [{ ...KNOWN, attribution }] };
    expect(readState(JSON.stringify(state), ACCOUNT)).toEqual({
      kind: 'problem',
      reason: expect.stringMatching(/^findings\[0\]\.attribution/),
    });
  });
});
