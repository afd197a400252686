// Ids that earlier versions gave: what is remembered or excepted under them is about the findings that there are now.
import type { Drift, FindingObject } from '../model/drift.ts';
import type { Finding } from '../model/finding.ts';
import type { DependsOn } from '../model/finding-definition.ts';
import type { FindingId } from '../model/ids.ts';
import type { AccountSnapshot } from '../model/snapshot.ts';
import type { KnownFinding, Observed } from '../model/state.ts';
import { dependsOn } from './catalogue.ts';
import { ACCESS_FINDINGS } from './codes/access.ts';
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

/** Whether a finding that was not seen may have had other ids: of these, nobody can say which. */
export function mayHaveFormerIds({ code, repository }: Pick<Observed, 'code' | 'repository'>): boolean {
  return code === 'ECRD-105' || repository === null || !Object.hasOwn(ACCESS_FINDINGS, code);
}

/**
 * What is known, under the ids of this version. What is known under both, since an earlier version ran again in between, is one finding:
 * as the former id has it where the present one is over, and without the former id where it is not.
 */
export function underPresentIds(known: readonly KnownFinding[], observed: readonly Observed[], former: FormerIds): readonly KnownFinding[] {
  if (former.size === 0) return known;
  const remembered = new Map(known.map((finding) => [finding.id, finding]));
  const present = new Set(observed.map(({ id }) => id));
  const presentOf = new Map<FindingId, Observed>();
  const replaced = new Set<FindingId>();
  for (const now of observed) {
    const own = remembered.get(now.id);
    const before = former.get(now.id)?.find((id) => !present.has(id) && !presentOf.has(id) && isFormerOf(now, own, remembered.get(id)));
    if (before === undefined) continue;
    presentOf.set(before, now);
    if (own) replaced.add(own.state === 'resolved' ? own.id : before);
  }
  return known.flatMap((finding) => {
    if (replaced.has(finding.id)) return [];
    const now = presentOf.get(finding.id);
    return now ? [renamed(finding, now, remembered.get(now.id))] : [finding];
  });
}

/** Whether `before` is remembered of the finding; where that is remembered itself, another code is another finding, which ends by itself. */
function isFormerOf(now: Observed, own: KnownFinding | undefined, before: KnownFinding | undefined): boolean {
  return before !== undefined && (own === undefined || before.code === now.code);
}

/**
 * The finding under the id that it has now. The proof of a policy finding holds what makes up its id, so that a new id alone would look like
 * news; that of a grant, of access to come and of a gap is what it was, and a change of it is news.
 */
function renamed(before: KnownFinding, now: Observed, own: KnownFinding | undefined): KnownFinding {
  const isProofKept = PROVED_WITHOUT_ID.has(dependsOn(now.code)) || before.severity !== now.severity;
  const evidence = isProofKept ? before.evidence : now.evidence;
  const firstSeen = own && own.firstSeen < before.firstSeen ? own.firstSeen : before.firstSeen;
  return { ...before, id: now.id, evidence, firstSeen };
}

const PROVED_WITHOUT_ID: ReadonlySet<DependsOn | undefined> = new Set(['grant', 'part']);
