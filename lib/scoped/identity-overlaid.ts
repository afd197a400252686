// The principals and policies of a snapshot with what was read again of them.
import type { GroupFile, IdentityFile, ManagedPolicyFile, UserFile } from '../snapshot/schema.ts';
import { type HoldersOverlaid, holdersOverlaid } from './holders-overlaid.ts';
import { GROUPS, type PrincipalReread, ROLES, USERS } from './holding.ts';
import { readAt } from './newest.ts';
import type { Reread } from './schema.ts';

interface IdentityOverlaid {
  readonly file: IdentityFile;
  readonly applied: readonly Reread[];
}

/** `parts` are the newest of each. Memberships follow a group that has another name now. */
export function identityOverlaid(base: IdentityFile, parts: readonly Reread[]): IdentityOverlaid {
  const groups = holdersOverlaid(GROUPS, base.GroupDetailList, parts);
  const renames = renamesIn(base.GroupDetailList, groups);
  const users = holdersOverlaid(
    USERS,
    renamedIn(base.UserDetailList, renames),
    parts.map((part) => renamedMembership(part, renames)),
  );
  const roles = holdersOverlaid(ROLES, base.RoleDetailList, parts);
  const holders = { ...base, UserDetailList: [...users.list], GroupDetailList: [...groups.list], RoleDetailList: [...roles.list] };
  const managed = parts.filter((part) => part.kind === 'managed');
  const applied = [...users.applied, ...groups.applied, ...roles.applied, ...managed];
  if (applied.length === 0) return { file: base, applied };
  return { file: { ...holders, Policies: policiesOf(base, holders, managed) }, applied };
}

interface Rename {
  readonly from: string;
  readonly to: string;
  /** In milliseconds since the epoch: a list that was read later has the new name. */
  readonly seen: number;
}

function renamesIn(base: readonly GroupFile[], { list, applied }: HoldersOverlaid<GroupFile>): readonly Rename[] {
  const before = new Map(base.map((group) => [group.GroupId, group.GroupName]));
  const seen = new Map(
    applied.filter((part): part is PrincipalReread => part.kind === 'principal').map((part) => [part.name, readAt(part)]),
  );
  return list.flatMap(({ GroupId: id, GroupName: to }) => {
    const from = id === undefined ? undefined : before.get(id);
    return from === undefined || from === to ? [] : [{ from, to, seen: seen.get(to) ?? 0 }];
  });
}

function renamedIn(users: readonly UserFile[], renames: readonly Rename[]): readonly UserFile[] {
  if (renames.length === 0) return users;
  return users.map((user) => (user.GroupList ? { ...user, GroupList: renamed(user.GroupList, renames) } : user));
}

function renamedMembership(reread: Reread, renames: readonly Rename[]): Reread {
  if (reread.kind !== 'groups') return reread;
  const later = renames.filter(({ seen }) => seen > readAt(reread));
  return later.length === 0 ? reread : { ...reread, value: { ...reread.value, value: renamed(reread.value.value, later) } };
}

function renamed(groups: readonly string[], renames: readonly Rename[]): string[] {
  return groups.map((name) => renames.find(({ from }) => from.toLowerCase() === name.toLowerCase())?.to ?? name);
}

type Holders = Pick<IdentityFile, 'UserDetailList' | 'GroupDetailList' | 'RoleDetailList'>;

/** AWS's own policies are among those of an account as long as somebody has them. */
function policiesOf(base: IdentityFile, holders: Holders, managed: readonly Extract<Reread, { kind: 'managed' }>[]): ManagedPolicyFile[] {
  const policies = new Map(base.Policies.map((policy) => [policy.Arn, policy]));
  for (const { policy, value } of managed) {
    if (value.status === 'present') policies.set(policy, value.value);
    else policies.delete(policy);
  }
  const used = usedBy(holders);
  const wereUsed = usedBy(base);
  const isLeft = (arn: string): boolean =>
    used.has(arn) || !isOfAws(arn) || !(wereUsed.has(arn) || managed.some(({ policy }) => policy === arn));
  return [...policies.values()].filter(({ Arn: arn }) => isLeft(arn));
}

function isOfAws(arn: string): boolean {
  return arn.includes(':iam::aws:');
}

function usedBy({ UserDetailList: users, GroupDetailList: groups, RoleDetailList: roles }: Holders): ReadonlySet<string> {
  const attached = [...users, ...groups, ...roles].flatMap(({ AttachedManagedPolicies: list = [] }) =>
    list.map(({ PolicyArn: arn }) => arn),
  );
  const boundaries = [...users, ...roles].flatMap(({ PermissionsBoundary: boundary }) => boundary?.PermissionsBoundaryArn ?? []);
  return new Set([...attached, ...boundaries]);
}
