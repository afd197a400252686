// What a run followed, with who may have brought about what changed.
import type { Attribution } from '../model/actor.ts';
import type { FindingId } from '../model/ids.ts';
import type { Followed } from './follow.ts';

/** Puts each attribution to the finding that changed, wherever the run has it; one of a finding that did not change is nothing to it. */
export function attributed(followed: Followed, attributions: ReadonlyMap<FindingId, Attribution>): Followed {
  const changed = new Set(followed.events.map(({ finding }) => finding.id));
  const given = new Map([...attributions].filter(([id]) => changed.has(id)));
  if (given.size === 0) return followed;
  const to = <T extends { readonly id: FindingId }>(finding: T): T => {
    const attribution = given.get(finding.id);
    return attribution === undefined ? finding : { ...finding, attribution };
  };
  return {
    findings: followed.findings.map(to),
    unseen: followed.unseen.map(to),
    events: followed.events.map((event) => ({ ...event, finding: to(event.finding), seen: event.seen && to(event.seen) })),
    state: { ...followed.state, findings: followed.state.findings.map(to) },
  };
}
