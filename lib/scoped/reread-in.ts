// A part of a snapshot as it would be if it had been read again and nothing had changed.
import type { PolicyOwner } from '../model/policy-ref.ts';
import type { RereadPart } from '../model/reread.ts';
import type { IdentityFile, RegionFile, RoleFile, SnapshotFile, UnreadFile, UserFile } from '../snapshot/schema.ts';
import { GROUPS, type Holding, type Lists, ROLES, USERS } from './holding.ts';
import { organizationRereadIn } from './organization-reread-in.ts';
import type { Reread } from './schema.ts';

/** What `file` says of a part, as old as it is; undefined where that is unknown, or nothing that the snapshot can say. */
export function rereadIn(file: SnapshotFile, part: RereadPart): Reread | undefined {
  const asOf = file.collectedAt;
  const identity = file.identity.status === 'present' ? file.identity.value : undefined;
  switch (part.kind) {
    case 'repository': {
      const repositories = regionIn(file, part.region)?.repositories;
      if (repositories?.status !== 'present') return undefined;
      const found = repositories.value.find(({ repositoryName: name }) => name === part.repository);
      return { ...part, asOf, value: presentOr(found) };
    }
    case 'registry':
      return settingIn(file, part);
    case 'principal':
      return identity && principalIn(identity, part, asOf);
    case 'inline': {
      const lists = identity && listsIn(identity, part.of, part.id);
      const found = lists?.inline.find(({ PolicyName: name }) => name === part.policy);
      return lists && { ...part, asOf, value: presentOr(found?.PolicyDocument) };
    }
    case 'attached': {
      const lists = identity && listsIn(identity, part.of, part.id);
      return lists && { ...part, asOf, value: { status: 'present', value: lists.attached.map(({ PolicyArn: arn }) => arn) } };
    }
    case 'groups': {
      const lists = identity && listsIn(identity, 'user', part.id);
      const groups = (lists?.groups ?? []).map((name) => ({
        GroupName: name,
        GroupId: identity && named(GROUPS, identity, name)?.GroupId,
      }));
      const known = groups.flatMap(({ GroupName, GroupId }) => (GroupId === undefined ? [] : [{ GroupName, GroupId }]));
      // One without an id may be any group of its name.
      return lists && known.length === groups.length ? { ...part, asOf, value: { status: 'present', value: known } } : undefined;
    }
    case 'managed': {
      const found = identity?.Policies.find(({ Arn: arn }) => arn === part.policy);
      return identity && !found?.error ? { ...part, asOf, value: presentOr(found) } : undefined;
    }
    case 'organization':
      return file.organization?.status === 'unknown' ? undefined : { ...part, asOf, value: file.organization ?? ABSENT };
    case 'controlPolicies':
    case 'controlLevel':
    case 'controlPolicy':
    case 'member':
      return file.organization?.status === 'present' ? organizationRereadIn(file.organization.value, part, file) : undefined;
  }
}

function regionIn({ regions }: SnapshotFile, name: string): RegionFile | undefined {
  return regions.find(({ region }) => region === name);
}

type OfRegistry = Extract<RereadPart, { kind: 'registry' }>;

/** A setting that the snapshot leaves out is absent. */
function settingIn(file: SnapshotFile, { region: name, part }: OfRegistry): Reread | undefined {
  const region = regionIn(file, name);
  const place = { kind: 'registry', region: name, asOf: file.collectedAt } as const;
  switch (part) {
    case 'registryPolicy':
      return region && ofKnown(region.registryPolicy, (value) => ({ ...place, part, value }));
    case 'registryPolicyScope':
      return region && ofKnown(region.registryPolicyScope ?? ABSENT, (value) => ({ ...place, part, value }));
    case 'replication':
    case 'pullThroughCacheRules':
    case 'creationTemplates':
      return region && ofKnown(region[part] ?? ABSENT, (value) => ({ ...place, part, value }));
  }
}

function ofKnown<V extends { readonly status: string }, R>(
  value: V | UnreadFile,
  made: (value: Exclude<V, UnreadFile>) => R,
): R | undefined {
  // INVARIANT: the status alone tells an unread part from the others.
  return value.status === 'unknown' ? undefined : made(value as Exclude<V, UnreadFile>);
}

function principalIn(file: IdentityFile, { kind, of, name }: Extract<RereadPart, { kind: 'principal' }>, asOf: string): Reread | undefined {
  switch (of) {
    case 'user':
      return { kind, of, name, asOf, value: presentOr(userHead(named(USERS, file, name))) };
    case 'role':
      return { kind, of, name, asOf, value: presentOr(roleHead(named(ROLES, file, name))) };
    case 'group': {
      const found = named(GROUPS, file, name);
      if (found === undefined) return { kind, of, name, asOf, value: ABSENT };
      const { GroupPolicyList: _inline, AttachedManagedPolicies: _attached, GroupId, ...head } = found;
      return GroupId === undefined ? undefined : { kind, of, name, asOf, value: { status: 'present', value: { ...head, GroupId } } };
    }
  }
}

function userHead(user: UserFile | undefined): UserFile | undefined {
  if (user === undefined) return undefined;
  const { UserPolicyList: _inline, AttachedManagedPolicies: _attached, GroupList: _groups, ...head } = user;
  return head;
}

function roleHead(role: RoleFile | undefined): RoleFile | undefined {
  if (role === undefined) return undefined;
  const { RolePolicyList: _inline, AttachedManagedPolicies: _attached, ...head } = role;
  return head;
}

function named<F>({ listIn, nameOf }: Holding<F>, file: IdentityFile, name: string): F | undefined {
  return listIn(file).find((each) => nameOf(each).toLowerCase() === name.toLowerCase());
}

/** Of whoever has this id. */
function listsIn(file: IdentityFile, of: PolicyOwner['kind'], id: string): Lists | undefined {
  switch (of) {
    case 'user':
      return listsWithId(USERS, file, id);
    case 'role':
      return listsWithId(ROLES, file, id);
    case 'group':
      return listsWithId(GROUPS, file, id);
  }
}

function listsWithId<F>({ listIn, idOf, listsOf }: Holding<F>, file: IdentityFile, id: string): Lists | undefined {
  const found = listIn(file).find((each) => idOf(each) === id);
  return found && listsOf(found);
}

const ABSENT = { status: 'absent' } as const;

function presentOr<T>(value: T | undefined): { readonly status: 'present'; readonly value: T } | typeof ABSENT {
  return value === undefined ? ABSENT : { status: 'present', value };
}
