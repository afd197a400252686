// Which managed policies somebody has in authorization details.
import type { IdentityFile } from './schema.ts';

/** The ARNs of those that are attached to anybody, or are anybody's permissions boundary. */
export function attachedPolicies({
  UserDetailList: users,
  GroupDetailList: groups,
  RoleDetailList: roles,
}: Pick<IdentityFile, 'UserDetailList' | 'GroupDetailList' | 'RoleDetailList'>): ReadonlySet<string> {
  const attached = [...users, ...groups, ...roles].flatMap(({ AttachedManagedPolicies: list = [] }) =>
    list.map(({ PolicyArn: arn }) => arn),
  );
  const boundaries = [...users, ...roles].flatMap(({ PermissionsBoundary: boundary }) => boundary?.PermissionsBoundaryArn ?? []);
  return new Set([...attached, ...boundaries]);
}
