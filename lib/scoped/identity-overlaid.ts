// The principals and policies of a snapshot with what was read again of them.
import { isOfAws } from '../model/policy-ref.ts';
import { attachedPolicies } from '../snapshot/attached.ts';
import type { IdentityFile, ManagedPolicyFile, UserFile } from '../snapshot/schema.ts';
import { holdersOverlaid } from './holders-overlaid.ts';
import { GROUPS, ofId, ROLES, USERS } from './holding.ts';
import type { Reread } from './schema.ts';

interface IdentityOverlaid {
  readonly file: IdentityFile;
  readonly applied: readonly Reread[];
}

/** `parts` are the newest of each. Memberships follow a group that has another name now. */
export function identityOverlaid(base: IdentityFile, parts: readonly Reread[]): IdentityOverlaid {
  const groups = holdersOverlaid(GROUPS, base.GroupDetailList, parts);
  const names = new Map(groups.list.flatMap(({ GroupId: id, GroupName: name }) => (id === undefined ? [] : [[id, name] as const])));
  const users = holdersOverlaid(
    USERS,
    renamedIn(base, names),
    parts.map((part) => renamedMembership(part, names)),
  );
  const roles = holdersOverlaid(ROLES, base.RoleDetailList, parts);
  const holders = { ...base, UserDetailList: [...users.list], GroupDetailList: [...groups.list], RoleDetailList: [...roles.list] };
  const managed = parts.filter((part) => part.kind === 'managed');
  const applied = [...users.applied, ...groups.applied, ...roles.applied, ...managed];
  if (applied.length === 0) return { file: base, applied };
  return { file: { ...holders, Policies: policiesOf(base, holders, managed) }, applied };
}

/** By the ids of groups. */
type Names = ReadonlyMap<string, string>;

/** The users, in their groups as these are called now. */
function renamedIn({ UserDetailList: users, GroupDetailList: groups }: IdentityFile, names: Names): readonly UserFile[] {
  const renamed = new Map(
    groups.flatMap(({ GroupId: id, GroupName: before }) => {
      const name = ofId(names, id);
      return name === undefined || name === before ? [] : [[before.toLowerCase(), name] as const];
    }),
  );
  if (renamed.size === 0) return users;
  return users.map((user) =>
    user.GroupList ? { ...user, GroupList: user.GroupList.map((name) => renamed.get(name.toLowerCase()) ?? name) } : user,
  );
}

function renamedMembership(reread: Reread, names: Names): Reread {
  if (reread.kind !== 'groups') return reread;
  const value = reread.value.value.map((group) => ({ ...group, GroupName: names.get(group.GroupId) ?? group.GroupName }));
  return { ...reread, value: { ...reread.value, value } };
}

type Holders = Pick<IdentityFile, 'UserDetailList' | 'GroupDetailList' | 'RoleDetailList'>;

/** AWS's own policies are among those of an account as long as somebody has them. */
function policiesOf(base: IdentityFile, holders: Holders, managed: readonly Extract<Reread, { kind: 'managed' }>[]): ManagedPolicyFile[] {
  const policies = new Map(base.Policies.map((policy) => [policy.Arn, policy]));
  for (const { policy, value } of managed) {
    if (value.status === 'present') policies.set(policy, value.value);
    else policies.delete(policy);
  }
  const used = attachedPolicies(holders);
  const wereUsed = attachedPolicies(base);
  const isLeft = (arn: string): boolean =>
    used.has(arn) || !isOfAws(arn) || !(wereUsed.has(arn) || managed.some(({ policy }) => policy === arn));
  return [...policies.values()].filter(({ Arn: arn }) => isLeft(arn));
}
