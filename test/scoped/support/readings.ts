// What somebody reads again who reads, of one account, everything that differs from another.
import type { RereadPart } from '../../../lib/model/reread.ts';
import { REGISTRY_PARTS } from '../../../lib/model/reread.ts';
import type { AccountSnapshot } from '../../../lib/model/snapshot.ts';
import { meaningOf } from '../../../lib/scoped/meaning-of.ts';
import { rereadIn } from '../../../lib/scoped/reread-in.ts';
import type { Reread } from '../../../lib/scoped/schema.ts';
import { readSnapshotValue } from '../../../lib/snapshot/parse.ts';
import type { SnapshotFile } from '../../../lib/snapshot/schema.ts';

/** Minutes after the scan, as an instant. */
export function minute(minutes: number): string {
  return new Date(Date.parse('2026-11-21T20:00:00Z') + minutes * 60_000).toISOString();
}

/** The parts of `now` that differ from `before`, all read at one time. */
export function readingsOf(before: SnapshotFile, now: SnapshotFile, asOf: string): readonly Reread[] {
  return placesIn(before, now).flatMap((place) => {
    const known = rereadIn(before, place);
    const read = rereadIn(now, place);
    if (read === undefined || (known !== undefined && meaningOf(known) === meaningOf(read))) return [];
    return [{ ...read, asOf }];
  });
}

function placesIn(before: SnapshotFile, now: SnapshotFile): readonly RereadPart[] {
  const both = [before, now];
  const regions = [...new Set(both.flatMap((file) => file.regions.map(({ region }) => region)))];
  const places: RereadPart[] = [{ kind: 'organization' }];
  for (const region of regions) {
    const names = both.flatMap((file) => {
      const repositories = file.regions.find((each) => each.region === region)?.repositories;
      return repositories?.status === 'present' ? repositories.value.map(({ repositoryName }) => repositoryName) : [];
    });
    places.push(...REGISTRY_PARTS.map((part) => ({ kind: 'registry', region, part }) as const));
    places.push(...[...new Set(names)].map((repository) => ({ kind: 'repository', region, repository }) as const));
  }
  return [...places, ...identityPlaces(before, now)];
}

function identityPlaces(before: SnapshotFile, now: SnapshotFile): readonly RereadPart[] {
  const holders = [before, now].flatMap(holdersIn);
  const names = new Map(holders.map(({ of, name }) => [`${of} ${name.toLowerCase()}`, { kind: 'principal', of, name } as const]));
  const ids = holdersIn(now).flatMap(({ of, name, id }): readonly RereadPart[] => {
    const own = holders.filter((each) => each.of === of && each.id === id).flatMap(({ inline }) => inline);
    return [
      ...[...new Set(own)].map((policy) => ({ kind: 'inline', of, name, id, policy }) as const),
      { kind: 'attached', of, name, id },
      ...(of === 'user' ? [{ kind: 'groups', name, id } as const] : []),
    ];
  });
  // Nobody asks for a policy of AWS's that nobody has.
  const arns = new Set([...policiesIn(now), ...policiesIn(before).filter((arn) => !arn.includes(':iam::aws:'))]);
  return [...names.values(), ...ids, ...[...arns].map((policy) => ({ kind: 'managed', policy }) as const)];
}

function policiesIn({ identity }: SnapshotFile): readonly string[] {
  return identity.status === 'present' ? identity.value.Policies.map(({ Arn }) => Arn) : [];
}

interface HolderNames {
  readonly of: 'user' | 'role' | 'group';
  readonly name: string;
  readonly id: string;
  readonly inline: readonly string[];
}

function holdersIn({ identity }: SnapshotFile): readonly HolderNames[] {
  if (identity.status !== 'present') return [];
  const { UserDetailList: users, RoleDetailList: roles, GroupDetailList: groups } = identity.value;
  const namesOf = (list: readonly { readonly PolicyName: string }[] = []) => list.map(({ PolicyName }) => PolicyName);
  return [
    ...users.map((each) => ({ of: 'user' as const, name: each.UserName, id: each.UserId, inline: namesOf(each.UserPolicyList) })),
    ...roles.map((each) => ({ of: 'role' as const, name: each.RoleName, id: each.RoleId, inline: namesOf(each.RolePolicyList) })),
    ...groups.map((each) => ({
      of: 'group' as const,
      name: each.GroupName,
      id: each.GroupId ?? '',
      inline: namesOf(each.GroupPolicyList),
    })),
  ];
}

/** The account as it is judged, its lists in one order, without when it was read. */
export function judgedAs(file: SnapshotFile): object {
  const reading = readSnapshotValue(file);
  if (reading.kind === 'problem') throw new Error(reading.reason);
  const { reread: _reread, collectedAt: _at, stock, principals, ...others }: AccountSnapshot = reading.snapshot;
  const sorted = (list: readonly unknown[]) => list.map((each) => JSON.stringify(each)).sort();
  return {
    ...others,
    groups: sorted(stock.groups.map((group) => ({ ...group, policies: sorted(group.policies) }))),
    managedPolicies: sorted(stock.managedPolicies),
    principals:
      principals.kind === 'present'
        ? principals.value.map((each) => ({ ...each, policies: sorted(each.policies), groups: each.groups.toSorted() }))
        : principals.kind,
  };
}
