// Parts that were read again, laid over the snapshot of a full scan.
import { rereadKey } from '../model/reread.ts';
import type { SnapshotFile } from '../snapshot/schema.ts';
import { identityOverlaid } from './identity-overlaid.ts';
import { newest, readAt } from './newest.ts';
import { organizationOverlaid } from './organization-overlaid.ts';
import { regionOverlaid } from './region-overlaid.ts';
import type { Reread } from './schema.ts';

/**
 * The snapshot with each of these parts that is newer than its own; `reread` says which those are. What belongs to a part of the account that
 * the snapshot could not read, or to a region that it does not have, changes nothing.
 */
export function overlaid(base: SnapshotFile, parts: readonly Reread[]): SnapshotFile {
  const newer = newerThan(base, parts);
  const regions = base.regions.map((region) => regionOverlaid(region, newer));
  const identity = base.identity.status === 'present' ? identityOverlaid(base.identity.value, newer) : undefined;
  const organization = organizationOverlaid(base, newer);
  const applied = [...regions.flatMap((each) => each.applied), ...(identity?.applied ?? []), ...organization.applied];
  if (applied.length === 0) return base;
  return {
    ...base,
    ...(identity ? { identity: { status: 'present', value: identity.file } } : {}),
    ...(organization.applied.length > 0 ? { organization: organization.file } : {}),
    regions: regions.map(({ file }) => file),
    reread: rereadOf(base, applied),
  };
}

function newerThan(base: SnapshotFile, parts: readonly Reread[]): readonly Reread[] {
  const scanned = Date.parse(base.collectedAt);
  const known = new Map((base.reread ?? []).map((each) => [rereadKey(each.part), readAt(each)]));
  return newest(parts, []).filter((part) => readAt(part) > (known.get(rereadKey(part)) ?? scanned));
}

type RereadList = NonNullable<SnapshotFile['reread']>;

function rereadOf({ reread = [] }: SnapshotFile, applied: readonly Reread[]): RereadList {
  const added = newest(applied, []).map((each) => ({ part: placeOf(each), asOf: each.asOf }));
  const all = new Map([...reread, ...added].map((each) => [rereadKey(each.part), each]));
  return [...all.values()];
}

/** The part without what it says. */
function placeOf(reread: Reread): RereadList[number]['part'] {
  switch (reread.kind) {
    case 'repository':
      return { kind: reread.kind, region: reread.region, repository: reread.repository };
    case 'registry':
      return { kind: reread.kind, region: reread.region, part: reread.part };
    case 'principal':
      return { kind: reread.kind, of: reread.of, name: reread.name };
    case 'inline':
      return { kind: reread.kind, of: reread.of, name: reread.name, id: reread.id, policy: reread.policy };
    case 'attached':
      return { kind: reread.kind, of: reread.of, name: reread.name, id: reread.id };
    case 'groups':
      return { kind: reread.kind, name: reread.name, id: reread.id };
    case 'managed':
      return { kind: reread.kind, policy: reread.policy };
    case 'organization':
    case 'controlPolicies':
      return { kind: reread.kind };
    case 'controlLevel':
      return { kind: reread.kind, target: reread.target };
    case 'controlPolicy':
      return { kind: reread.kind, of: reread.of, name: reread.name };
    case 'member':
      return { kind: reread.kind, account: reread.account };
  }
}
