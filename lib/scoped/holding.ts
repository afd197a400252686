// Users, roles and groups alike: somebody with a name and an id, who has policies.
import type { PolicyOwner } from '../model/policy-ref.ts';
import type { GroupFile, IdentityFile, InlinePolicyFile, RoleFile, UserFile } from '../snapshot/schema.ts';
import type { Reread } from './schema.ts';

export type PrincipalReread = Extract<Reread, { kind: 'principal' }>;
export type AttachedFile = NonNullable<UserFile['AttachedManagedPolicies']>[number];

/** What somebody has, each of which is a part of its own. */
export interface Lists {
  readonly inline: readonly InlinePolicyFile[];
  readonly attached: readonly AttachedFile[];
  /** Only a user is in groups. */
  readonly groups: readonly string[];
}

export interface Holding<F> {
  readonly of: PolicyOwner['kind'];
  readonly listIn: (file: IdentityFile) => readonly F[];
  readonly nameOf: (file: F) => string;
  /** Unique over all time; undefined where the snapshot does not have it. */
  readonly idOf: (file: F) => string | undefined;
  readonly listsOf: (file: F) => Lists;
  readonly withLists: (file: F, lists: Lists) => F;
  /** What a reading says of one who is there, without lists. */
  readonly headOf: (reread: PrincipalReread) => F | undefined;
}

export const USERS: Holding<UserFile> = {
  of: 'user',
  listIn: ({ UserDetailList }) => UserDetailList,
  nameOf: ({ UserName }) => UserName,
  idOf: ({ UserId }) => UserId,
  listsOf: ({ UserPolicyList: inline = [], AttachedManagedPolicies: attached = [], GroupList: groups = [] }) => ({
    inline,
    attached,
    groups,
  }),
  withLists: (file, { inline, attached, groups }) => ({
    ...file,
    UserPolicyList: [...inline],
    AttachedManagedPolicies: [...attached],
    GroupList: [...groups],
  }),
  headOf: (reread) => (reread.of === 'user' && reread.value.status === 'present' ? reread.value.value : undefined),
};

export const ROLES: Holding<RoleFile> = {
  of: 'role',
  listIn: ({ RoleDetailList }) => RoleDetailList,
  nameOf: ({ RoleName }) => RoleName,
  idOf: ({ RoleId }) => RoleId,
  listsOf: ({ RolePolicyList: inline = [], AttachedManagedPolicies: attached = [] }) => ({ inline, attached, groups: [] }),
  withLists: (file, { inline, attached }) => ({ ...file, RolePolicyList: [...inline], AttachedManagedPolicies: [...attached] }),
  headOf: (reread) => (reread.of === 'role' && reread.value.status === 'present' ? reread.value.value : undefined),
};

export const GROUPS: Holding<GroupFile> = {
  of: 'group',
  listIn: ({ GroupDetailList }) => GroupDetailList,
  nameOf: ({ GroupName }) => GroupName,
  idOf: ({ GroupId }) => GroupId,
  listsOf: ({ GroupPolicyList: inline = [], AttachedManagedPolicies: attached = [] }) => ({ inline, attached, groups: [] }),
  withLists: (file, { inline, attached }) => ({ ...file, GroupPolicyList: [...inline], AttachedManagedPolicies: [...attached] }),
  headOf: (reread) => (reread.of === 'group' && reread.value.status === 'present' ? reread.value.value : undefined),
};

/** What `values` has of an id; nothing of somebody whose id nobody knows. */
export function ofId<T>(values: ReadonlyMap<string, T>, id: string | undefined): T | undefined {
  return id === undefined ? undefined : values.get(id);
}
