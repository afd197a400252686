// A run that read some parts of an account again: only what those parts bear on may move.
import { type FormerIds, formerIds } from '../findings/former-ids.ts';
import type { FindingId } from '../model/ids.ts';
import type { AccountSnapshot } from '../model/snapshot.ts';
import type { AccountState, KnownFinding } from '../model/state.ts';
import { asKnown, type Followed } from './follow.ts';

/** The same account before and after, each followed from nothing, by the same baseline at the same time. */
export interface BothFollowed {
  readonly before: Followed;
  readonly after: Followed;
  readonly snapshots: { readonly before: AccountSnapshot; readonly after: AccountSnapshot };
}

/**
 * The findings that are not the same before and after, with the ids that earlier versions gave them: those that the difference of the two
 * snapshots bears on. A finding that merely belongs to a cause with others now is the same.
 */
export function movedFindings({ before, after, snapshots }: BothFollowed): ReadonlySet<FindingId> {
  const [had, has] = [contents(before.state), contents(after.state)];
  const moved = new Set([...had.keys(), ...has.keys()].filter((id) => had.get(id) !== has.get(id)));
  return new Set([...moved, ...idsBefore(before, snapshots.before, moved), ...idsBefore(after, snapshots.after, moved)]);
}

function contents({ findings }: AccountState): ReadonlyMap<FindingId, string> {
  return new Map(findings.map(({ causeId: _, cause: __, ...rest }) => [rest.id, JSON.stringify(rest)]));
}

function idsBefore({ findings }: Followed, snapshot: AccountSnapshot, moved: ReadonlySet<FindingId>): readonly FindingId[] {
  const former: FormerIds = formerIds(
    findings.filter(({ id }) => moved.has(id)),
    snapshot,
  );
  return [...former.values()].flat();
}

/** What a run followed, as far as `moved` goes: every other finding stays as it was known, and one that nobody knows is not told yet. */
export function narrowed(followed: Followed, known: AccountState, moved: ReadonlySet<FindingId>): Followed {
  const remembered = new Map(known.findings.map((finding) => [finding.id, finding]));
  const stayed = known.findings.filter(({ id }) => !moved.has(id));
  const state = { ...followed.state, findings: [...stayed, ...followed.state.findings.filter(({ id }) => moved.has(id))].sort(byId) };
  const findings = followed.findings.flatMap((finding) => {
    if (moved.has(finding.id)) return [finding];
    const before = remembered.get(finding.id);
    return before && before.state !== 'resolved' ? [asKnown(finding, before)] : [];
  });
  const seen = new Set(findings.map(({ id }) => id));
  return {
    findings,
    unseen: state.findings.filter(({ id }) => !seen.has(id)),
    events: followed.events.filter(({ finding: { id } }) => moved.has(id)),
    state,
  };
}

function byId(a: KnownFinding, b: KnownFinding): number {
  return a.id < b.id ? -1 : 1;
}
