// What the snapshot holds already, as resources of a template ask for it by name.
import { isOfAws } from '../../model/policy-ref.ts';
import type { DocumentFile, GroupFile, RegionFile, RepositoryFile, RoleFile, SnapshotFile, UserFile } from '../../snapshot/schema.ts';

/** What has a name that AWS makes where a template gives none. */
export const NAMED_KINDS = ['repository', 'role', 'user', 'group', 'managedPolicy'] as const;
export type NamedKind = (typeof NAMED_KINDS)[number];

export interface Existing {
  readonly region: RegionFile;
  readonly repository: (name: string) => RepositoryFile | undefined;
  readonly role: (name: string) => RoleFile | undefined;
  readonly roles: () => readonly RoleFile[];
  readonly user: (name: string) => UserFile | undefined;
  readonly group: (name: string) => GroupFile | undefined;
  readonly hasPolicy: (arn: string) => boolean | undefined;
  /** Whether users, roles, groups and policies were read; what was not read is neither there nor missing. */
  readonly hasIdentities: boolean;
  readonly names: Readonly<Record<NamedKind, ReadonlySet<string>>>;
}

/** An index of the snapshot as a template of `region` sees it. */
export function existingIn(file: SnapshotFile, region: RegionFile): Existing {
  const identity = file.identity.status === 'present' ? file.identity.value : undefined;
  const repositories = by(region.repositories.status === 'present' ? region.repositories.value : [], (each) => each.repositoryName);
  const roles = by(identity?.RoleDetailList ?? [], ({ RoleName }) => keyOf(RoleName));
  const users = by(identity?.UserDetailList ?? [], ({ UserName }) => keyOf(UserName));
  const groups = by(identity?.GroupDetailList ?? [], ({ GroupName }) => keyOf(GroupName));
  const policies = new Set((identity?.Policies ?? []).map(({ Arn }) => Arn));
  return {
    region,
    repository: (name) => repositories.get(name),
    role: (name) => roles.get(keyOf(name)),
    roles: () => [...roles.values()],
    user: (name) => users.get(keyOf(name)),
    group: (name) => groups.get(keyOf(name)),
    hasPolicy: (arn) => (identity ? policies.has(arn) : undefined),
    hasIdentities: identity !== undefined,
    names: {
      repository: new Set(repositories.keys()),
      role: new Set([...roles.values()].map(({ RoleName }) => RoleName)),
      user: new Set([...users.values()].map(({ UserName }) => UserName)),
      group: new Set([...groups.values()].map(({ GroupName }) => GroupName)),
      managedPolicy: new Set([...policies].filter((arn) => !isOfAws(arn)).map((arn) => arn.slice(arn.lastIndexOf('/') + 1))),
    },
  };
}

function by<T>(list: readonly T[], key: (item: T) => string): ReadonlyMap<string, T> {
  return new Map(list.map((each) => [key(each), each]));
}

function keyOf(name: string): string {
  return name.toLowerCase();
}

/** The policy of a repository as the snapshot has it; undefined where nobody knows it, null where there is none. */
export function repositoryPolicyIn(repository: RepositoryFile | undefined): DocumentFile | null | undefined {
  if (!repository || repository.policy.status === 'absent') return null;
  return repository.policy.status === 'present' ? repository.policy.value : undefined;
}
