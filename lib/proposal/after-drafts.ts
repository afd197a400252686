// The snapshot that drafts come to: whoever and whatever they leave alone is the very object of the snapshot before.
import type { AccountSnapshot, LocalPrincipal, Registry, Repository } from '../model/snapshot.ts';
import { principalsOf, stockOf } from '../snapshot/identity.ts';
import { libraryOf } from '../snapshot/library.ts';
import { sortedBy } from '../snapshot/order.ts';
import { registryOf } from '../snapshot/registry.ts';
import type { IdentityFile, RegionFile, RoleFile, SnapshotFile, UserFile } from '../snapshot/schema.ts';
import type { IdentityDraft } from './identity-draft.ts';

interface IdentityInput {
  readonly draft: IdentityDraft;
  readonly identity: IdentityFile;
  readonly root: string;
  readonly snapshot: AccountSnapshot;
}

/** Whoever is untouched, with the groups and policies that bear on him, is the same object as before. */
export function identityAfter({ draft, identity, root, snapshot }: IdentityInput): Pick<AccountSnapshot, 'principals' | 'stock'> {
  const next = draft.file();
  if (isSameIdentity(identity, next)) return snapshot;
  const library = libraryOf(next);
  const before = new Map(snapshot.principals.kind === 'present' ? snapshot.principals.value.map((each) => [each.arn as string, each]) : []);
  const untouched = untouchedOf(identity, draft, next);
  const rest = (entity: UserFile | RoleFile): boolean => !untouched.has(entity) || !before.has(entity.Arn);
  const made = principalsOf(
    { ...next, UserDetailList: next.UserDetailList.filter(rest), RoleDetailList: next.RoleDetailList.filter(rest) },
    library,
  );
  const kept = [...untouched].map((entity) => before.get(entity.Arn)).filter((each): each is LocalPrincipal => each !== undefined);
  return {
    principals: { kind: 'present', value: sortedBy([...made, ...kept], ({ arn }) => arn) },
    stock: stockOf(next, library, root),
  };
}

function isSameIdentity(before: IdentityFile, after: IdentityFile): boolean {
  const lists = ['UserDetailList', 'GroupDetailList', 'RoleDetailList', 'Policies'] as const;
  return lists.every((list) => {
    const had = new Set<unknown>(before[list]);
    return before[list].length === after[list].length && after[list].every((each) => had.has(each));
  });
}

function untouchedOf(before: IdentityFile, { altered }: IdentityDraft, after: IdentityFile): ReadonlySet<UserFile | RoleFile> {
  const had = new Set<UserFile | RoleFile>([...before.UserDetailList, ...before.RoleDetailList]);
  const groupsWith = new Set(
    after.GroupDetailList.filter(({ AttachedManagedPolicies: attached = [] }) =>
      attached.some(({ PolicyArn }) => altered.policies.has(PolicyArn)),
    ).map(({ GroupName }) => GroupName.toLowerCase()),
  );
  const isUntouched = (entity: UserFile | RoleFile, groups: readonly string[]): boolean =>
    had.has(entity) &&
    !(entity.AttachedManagedPolicies ?? []).some(({ PolicyArn }) => altered.policies.has(PolicyArn)) &&
    !(entity.PermissionsBoundary && altered.policies.has(entity.PermissionsBoundary.PermissionsBoundaryArn)) &&
    !groups.some((group) => altered.groups.has(group.toLowerCase()) || groupsWith.has(group.toLowerCase()));
  return new Set([
    ...after.UserDetailList.filter((user) => isUntouched(user, user.GroupList ?? [])),
    ...after.RoleDetailList.filter((role) => isUntouched(role, [])),
  ]);
}

/** Repositories that are untouched are the same objects as before, and so is the policy of a registry. */
export function registriesAfter(snapshot: AccountSnapshot, file: SnapshotFile, changed: readonly RegionFile[]): readonly Registry[] {
  const byRegion = new Map(changed.map((each) => [each.region, each]));
  return snapshot.registries.map((registry) => {
    const next = byRegion.get(registry.region);
    const before = file.regions.find(({ region }) => region === registry.region);
    if (!next || !before) return registry;
    const { partition, account } = snapshot;
    const untouched = new Set(before.repositories.status === 'present' ? before.repositories.value : []);
    const list = next.repositories.status === 'present' ? next.repositories.value : [];
    const made = registryOf(
      { partition, account },
      {
        ...next,
        repositories: withList(
          next,
          list.filter((each) => !untouched.has(each)),
        ),
      },
    );
    const kept = new Map(registry.repositories.kind === 'present' ? registry.repositories.value.map((each) => [each.name, each]) : []);
    const stays = list.filter((each) => untouched.has(each)).map(({ repositoryName }) => kept.get(repositoryName));
    const settings = { ...made, policy: before.registryPolicy === next.registryPolicy ? registry.policy : made.policy };
    if (made.repositories.kind !== 'present') return settings;
    return {
      ...settings,
      repositories: { kind: 'present', value: sortedBy([...made.repositories.value, ...stays.filter(isPresent)], ({ name }) => name) },
    };
  });
}

function isPresent(repository: Repository | undefined): repository is Repository {
  return repository !== undefined;
}

function withList(
  file: RegionFile,
  value: Extract<RegionFile['repositories'], { readonly status: 'present' }>['value'],
): RegionFile['repositories'] {
  return file.repositories.status === 'present' ? { status: 'present', value } : file.repositories;
}
