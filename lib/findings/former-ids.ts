// Ids that earlier versions gave: what is remembered or excepted under them is about the findings that there are now.
import type { Finding } from '../model/finding.ts';
import type { FindingId } from '../model/ids.ts';
import type { AccountSnapshot } from '../model/snapshot.ts';
import type { KnownFinding, Observed } from '../model/state.ts';
import { formerCode } from './describe-grant.ts';
import { findingId } from './fingerprint.ts';

/** The former id of each finding that had another one; two findings may have had the same. */
export type FormerIds = ReadonlyMap<FindingId, FindingId>;

/** The ids that earlier versions gave to these findings, by the id that each has now; those that never had another are not in it. */
export function formerIds(findings: readonly Finding[], { partition, account }: AccountSnapshot): FormerIds {
  const subject = { partition, account };
  return new Map(
    findings.flatMap(({ id, code, region, principal, repository, capability, drift }) => {
      const about = { ...subject, region, capability };
      const before = formerCode(drift);
      if (drift.kind === 'weakened' && before !== undefined) {
        const { name, uniqueId } = drift.grant.principal;
        return [[id, findingId({ ...about, code: before, subject: repository ?? '', principal: uniqueId ?? name })] as const];
      }
      if (drift.kind !== 'hygiene' || drift.formerly === undefined) return [];
      return [[id, findingId({ ...about, code, subject: drift.formerly, principal })] as const];
    }),
  );
}

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
    const before = former.get(sighting.id);
    if (before === undefined || remembered.has(sighting.id) || present.has(before) || renamed.has(before)) continue;
    renamed.set(before, sighting);
  }
  return known.map((finding) => {
    const now = renamed.get(finding.id);
    if (!now) return finding;
    // Under another code the proof is what it was, and a change of it is news.
    return { ...finding, id: now.id, evidence: now.code === finding.code ? now.evidence : finding.evidence };
  });
}
