// The output of GetAccountAuthorizationDetails as principals, each with every policy that bears on it (F10-F12).
import type { Arn } from '../model/ids.ts';
import type { IdentityStock, LocalPrincipal } from '../model/snapshot.ts';
import { policyDocument } from './document.ts';
import { attachedPolicies, inlinePolicies, type Library, otherVersions } from './library.ts';
import { firstBy, sortedBy } from './order.ts';
import type { IdentityFile, RoleFile, UserFile } from './schema.ts';
import { tagsOf } from './tags.ts';

/** Groups and managed policies, also those that nobody is in or has; one that pages repeat is kept once. */
export function stockOf(file: IdentityFile, library: Library, root: string): IdentityStock {
  const groups = [...firstBy(file.GroupDetailList, ({ GroupName: name }) => name.toLowerCase()).values()];
  const policies = [...firstBy(file.Policies, ({ Arn: arn }) => arn).values()];
  return {
    groups: groups.map(({ GroupName: name, Arn: arn, Path: path = '/' }) => ({
      name,
      arn: arn ?? `${root}:group${path}${name}`,
      policies: library.group(name),
    })),
    managedPolicies: policies.map((policy) => ({
      arn: policy.Arn,
      document: library.managed(policy.Arn),
      otherVersions: otherVersions(policy),
    })),
  };
}

/** All users and roles in the order of their ARNs; one that pages repeat is kept once. */
export function principalsOf(file: IdentityFile, library: Library): readonly LocalPrincipal[] {
  const users = [...firstBy(file.UserDetailList, ({ Arn: arn }) => arn).values()];
  const roles = [...firstBy(file.RoleDetailList, ({ Arn: arn }) => arn).values()];
  const principals = [...users.map((user) => userOf(user, library)), ...roles.map((role) => roleOf(role, library))];
  return sortedBy(principals, ({ arn }) => arn);
}

function userOf(user: UserFile, library: Library): LocalPrincipal {
  const { UserName: name, UserId: uniqueId } = user;
  const own = [...inlinePolicies(user.UserPolicyList, { kind: 'user', name }), ...attachedPolicies(user, library)];
  const inherited = (user.GroupList ?? []).flatMap((group) => library.group(group));
  const policies = [...new Set([...own, ...inherited])];
  return { kind: 'user', ...entityOf(user, library), uniqueId, name, policies, trust: undefined, groups: [...new Set(user.GroupList)] };
}

function roleOf(role: RoleFile, library: Library): LocalPrincipal {
  const { RoleName: name, RoleId: uniqueId, AssumeRolePolicyDocument: document } = role;
  const policies = [...inlinePolicies(role.RolePolicyList, { kind: 'role', name }), ...attachedPolicies(role, library)];
  const trust = document === undefined ? undefined : policyDocument({ kind: 'trust', role: name }, document);
  return { kind: 'role', ...entityOf(role, library), uniqueId, name, policies, trust, groups: [] };
}

function entityOf(entity: UserFile | RoleFile, library: Library): Pick<LocalPrincipal, 'arn' | 'path' | 'tags' | 'boundary'> {
  const boundary = entity.PermissionsBoundary?.PermissionsBoundaryArn;
  return {
    arn: entity.Arn as Arn, // INVARIANT: contradictionsOf has found it to name a user or role of this account
    path: entity.Path ?? pathOf(entity.Arn),
    tags: tagsOf((entity.Tags ?? []).map(({ Key, Value }) => [Key, Value])),
    boundary: boundary === undefined ? { kind: 'absent' } : library.managed(boundary),
  };
}

/** `/ci/` of `arn:aws:iam::111111111111:role/ci/build`. */
function pathOf(arn: string): string {
  return arn.slice(arn.indexOf('/'), arn.lastIndexOf('/') + 1);
}
