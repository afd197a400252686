// Ids that earlier versions gave: what is remembered or excepted under them is about the findings that there are now.
import type { Drift, FindingObject } from '../model/drift.ts';
import type { Finding } from '../model/finding.ts';
import type { FindingId } from '../model/ids.ts';
import type { AccountSnapshot } from '../model/snapshot.ts';
import type { KnownFinding, Observed } from '../model/state.ts';
import { describe } from './describe.ts';
import { formerCode } from './describe-grant.ts';
import { findingId } from './fingerprint.ts';

/** The former ids of each finding that had others, the latest first; two findings may have had the same. */
export type FormerIds = ReadonlyMap<FindingId, readonly FindingId[]>;

/** The ids that earlier versions gave to these findings, by the id that each has now; those that never had another are not in it. */
export function formerIds(findings: readonly Finding[], snapshot: AccountSnapshot): FormerIds {
  const { partition, account } = snapshot;
  return new Map(
    findings.flatMap((finding) => {
      if (!HAD_OTHERS.has(finding.drift.kind)) return [];
      const { code, region, capability, subject, formerly = [], principalKey: principal } = describe(finding.drift, snapshot);
      const under = (otherCode: string, object: FindingObject): FindingId =>
        findingId({ code: otherCode, partition, account, region, subject: object, principal, capability });
      const before = formerCode(finding.drift);
      const ids = [...(before === undefined ? [] : [under(before, subject)]), ...formerly.map((object) => under(code, object))];
      return ids.length === 0 ? [] : [[finding.id, ids] as const];
    }),
  );
}

const HAD_OTHERS: ReadonlySet<Drift['kind']> = new Set(['weakened', 'coming', 'hygiene', 'unverified']);

/**
 * What is known, under the ids of this version. A former id says at least as much as the proof did, so that whoever has it has that
 * proof as well, and a new id is no news by itself.
 */
export function underPresentIds(
  known: readonly KnownFinding[],
  sightings: readonly Observed[],
  former: FormerIds,
): readonly KnownFinding[] {
  if (former.size === 0) return known;
  const remembered = new Set(known.map(({ id }) => id));
  const present = new Set(sightings.map(({ id }) => id));
  const renamed = new Map<FindingId, Observed>();
  for (const sighting of sightings) {
    if (remembered.has(sighting.id)) continue;
    const before = former.get(sighting.id)?.find((id) => remembered.has(id) && !present.has(id) && !renamed.has(id));
    if (before !== undefined) renamed.set(before, sighting);
  }
  return known.map((finding) => {
    const now = renamed.get(finding.id);
    if (!now) return finding;
    // Under another code the proof is what it was, and a change of it is news.
    return { ...finding, id: now.id, evidence: now.code === finding.code ? now.evidence : finding.evidence };
  });
}
