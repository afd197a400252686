// What an effect does to findings of access: those that go, and grants on everything that go in part.
import { type Account, subjectNamed } from '../../access/account/account.ts';
import { accountWideGrants } from '../../access/cell/account-wide.ts';
import { isCapability } from '../../model/access.ts';
import type { Drift, GrantDrift } from '../../model/drift.ts';
import type { Finding } from '../../model/finding.ts';
import type { FindingId } from '../../model/ids.ts';
import type { Repository } from '../../model/snapshot.ts';
import type { AccessEffect, NamedGrant } from './effect.ts';

export interface Removed {
  readonly ids: readonly FindingId[];
  /** Grants on everything that go in part, and are reported for each repository where they stay. */
  readonly split: readonly FindingId[];
}

export interface ReportedGrant {
  readonly finding: Finding;
  /** How many grants it reports. */
  readonly size: number;
  readonly isAbout: (repository: Repository) => boolean;
  /** Whether it sums up grants that it does not list: where some of them go, the finding stays what it is. */
  readonly isSum: boolean;
}

export type ReportedBy = (grant: NamedGrant) => readonly ReportedGrant[];

export interface Reporting {
  readonly reportsOf: ReportedBy;
  /** Grants on everything, accepted ones among them. */
  readonly wide: readonly Finding[];
  /** What may become something else, because it is to end. */
  readonly targets: ReadonlySet<FindingId>;
}

/** The findings that an effect removes; undefined where one that stays would mean something else. */
export function removedFindings(effect: AccessEffect, { reportsOf, wide, targets }: Reporting): Removed | undefined {
  const removed = removedBy(effect, reportsOf, targets);
  return removed && narrowedBy(effect, removed, wide, targets);
}

function removedBy(effect: AccessEffect, reportsOf: ReportedBy, targets: Reporting['targets']): Removed | undefined {
  const altered = [...effect.altered, ...effect.alteredActions].flatMap(reportsOf);
  if (altered.some(({ isSum, finding }) => !isSum && !targets.has(finding.id))) return undefined;
  const counts = new Map<ReportedGrant, number>();
  for (const report of [...effect.lost, ...effect.lostActions, ...effect.unreported].flatMap(reportsOf))
    counts.set(report, (counts.get(report) ?? 0) + 1);
  const whole = [...counts].filter(([report, count]) => count >= report.size).map(([report]) => report);
  const parts = [...counts.keys()].filter((report) => !whole.includes(report) && !report.isSum);
  const split = parts.filter(({ finding }) => !isEverywhere(effect.after, finding)).map(({ finding }) => finding.id);
  return { ids: [...whole.map(({ finding }) => finding.id), ...split], split };
}

/** A grant on everything may end without any of its grants: where it goes on, it is by name. */
function narrowedBy(effect: AccessEffect, removed: Removed, wide: readonly Finding[], targets: Reporting['targets']): Removed | undefined {
  const owned = wide.filter(({ id, principal }) => effect.owners.has(principal ?? '') && !removed.ids.includes(id));
  const narrowed = owned.filter((each) => !isEverywhere(effect.after, each));
  if (narrowed.some(({ id, state }) => state === 'accepted' && !targets.has(id))) return undefined;
  const ids = narrowed.map(({ id }) => id);
  return { ids: [...removed.ids, ...ids], split: [...removed.split, ...ids] };
}

/** Whether it is still a grant on everything. */
function isEverywhere(account: Account, { drift }: Finding): boolean {
  if (!isOfGrant(drift) || !isCapability(drift.grant.capability)) return false;
  const { principal, region, capability } = drift.grant;
  const reach = accountWideGrants(account, subjectNamed(account, principal.name))(region, capability);
  return reach !== undefined && reach === drift.everywhere?.region;
}

/** Whether the drift is of a grant that is there. */
export function isOfGrant(drift: Drift): drift is GrantDrift {
  return drift.kind === 'unexpected' || drift.kind === 'raised' || drift.kind === 'weakened' || drift.kind === 'forbidden';
}
