// Random accounts that share names and ids, so that between two of them somebody is deleted, renamed, or made again under an old name.
import fc from 'fast-check';
import type { IdentityFile, SnapshotFile } from '../../../lib/snapshot/schema.ts';

const ACCOUNT = '111111111111';
const ROOT = `arn:aws:iam::${ACCOUNT}`;
const REGIONS = ['eu-central-1', 'us-east-1'] as const;

type Members = Record<string, unknown>;

const DOCUMENTS = ['ecr:BatchGetImage', 'ecr:PutImage', 'ecr:*'].map(
  (Action): Members => ({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action, Resource: '*' }],
  }),
);
const LOCAL = ['p1', 'p2'].map((name) => `${ROOT}:policy/${name}`);
const OF_AWS = ['A1', 'A2'].map((name) => `arn:aws:iam::aws:policy/${name}`);
const ABSENT = { status: 'absent' } as const;
const UNKNOWN = { status: 'unknown', error: { code: 'AccessDenied' } } as const;

const document = fc.constantFrom(...DOCUMENTS);
const tags = fc.constantFrom<Holder['tags'][]>([], [{ Key: 'team', Value: 'a' }], [{ Key: 'team', Value: 'b' }]);

interface Holder {
  readonly id: string;
  readonly name: string;
  readonly inline: readonly (readonly [string, Members])[];
  readonly attached: readonly string[];
  readonly boundary: string | undefined;
  readonly tags: { Key: string; Value: string }[];
  readonly trust: Members;
  readonly groups: readonly number[];
}

/** Ids and names by themselves: who is called what differs from world to world. */
function holders(prefix: string): fc.Arbitrary<readonly Holder[]> {
  const one = fc.record({
    inline: fc.uniqueArray(fc.tuple(fc.constantFrom('x', 'y'), document), { selector: ([name]) => name, maxLength: 2 }),
    attached: fc.subarray([...LOCAL, ...OF_AWS], { maxLength: 2 }),
    boundary: fc.option(fc.constantFrom(...LOCAL, ...OF_AWS), { nil: undefined, freq: 2 }),
    tags,
    trust: document,
    groups: fc.subarray([0, 1, 2], { maxLength: 2 }),
  });
  const ids = fc.shuffledSubarray([1, 2, 3, 4], { maxLength: 3 });
  const names = fc.shuffledSubarray(['ana', 'bob', 'Carl'], { minLength: 3 });
  return fc
    .tuple(ids, names, fc.array(one, { minLength: 3, maxLength: 3 }))
    .map(([chosen, called, contents]) => chosen.map((id, at) => ({ id: `${prefix}${id}`, name: called[at]!, ...contents[at]! })));
}

const identity: fc.Arbitrary<IdentityFile> = fc
  .record({
    users: holders('AIDA'),
    roles: holders('AROA'),
    groups: holders('AGPA'),
    local: fc.array(document, { minLength: 2, maxLength: 2 }),
  })
  .map(({ users, roles, groups, local }) => {
    const used = [...users, ...roles, ...groups].flatMap(({ attached }) => attached);
    const guarding = [...users, ...roles].flatMap(({ boundary }) => boundary ?? []);
    const ofAws = OF_AWS.filter((arn) => used.includes(arn) || guarding.includes(arn));
    const managed = (Arn: string, Document: Members) => ({
      Arn,
      DefaultVersionId: 'v1',
      PolicyVersionList: [{ VersionId: 'v1', IsDefaultVersion: true, Document }],
    });
    return {
      UserDetailList: users.map((user) => ({
        ...entity('user', user),
        ...guarded(user),
        UserName: user.name,
        UserId: user.id,
        UserPolicyList: inline(user),
        GroupList: user.groups.flatMap((at) => groups[at]?.name ?? []),
      })),
      RoleDetailList: roles.map((role) => ({
        ...entity('role', role),
        ...guarded(role),
        RoleName: role.name,
        RoleId: role.id,
        RolePolicyList: inline(role),
        AssumeRolePolicyDocument: role.trust,
      })),
      GroupDetailList: groups.map((group) => ({
        ...entity('group', group),
        GroupName: group.name,
        GroupId: group.id,
        GroupPolicyList: inline(group),
      })),
      Policies: [...LOCAL.map((arn, at) => managed(arn, local[at]!)), ...ofAws.map((arn) => managed(arn, DOCUMENTS[0]!))],
    };
  });

function entity(kind: string, { name, attached }: Holder) {
  return { Arn: `${ROOT}:${kind}/${name}`, Path: '/', AttachedManagedPolicies: attached.map((PolicyArn) => ({ PolicyArn })) };
}

function guarded({ boundary, tags: Tags }: Holder) {
  return { Tags, ...(boundary === undefined ? {} : { PermissionsBoundary: { PermissionsBoundaryArn: boundary } }) };
}

function inline({ inline: list }: Holder) {
  return list.map(([PolicyName, PolicyDocument]) => ({ PolicyName, PolicyDocument }));
}

const present = <T>(value: T) => ({ status: 'present' as const, value });
const policy = fc.oneof(fc.constant(ABSENT), document.map(present));

function region(name: string): fc.Arbitrary<SnapshotFile['regions'][number]> {
  const repository = (repositoryName: string) =>
    fc.record({ policy, tags: fc.constantFrom({}, { a: '1' }, { a: '2' }).map(present) }).map((parts) => ({
      ...{ repositoryName, repositoryArn: `arn:aws:ecr:${name}:${ACCOUNT}:repository/${repositoryName}` },
      ...parts,
    }));
  const repositories = fc
    .subarray(['a', 'b', 'c/d'])
    .chain((names) => fc.tuple(...names.map(repository)))
    .map((list) => present([...list]));
  return fc.record({
    region: fc.constant(name),
    repositories,
    registryPolicy: policy,
    registryPolicyScope: fc.constantFrom('V1', 'V2').map((value) => present({ value })),
    creationTemplates: fc.constantFrom<Members[][]>([], [{ prefix: 'team' }]).map(present),
    replication: fc.constantFrom<Members[][]>([], [{ destinations: [] }]).map((rules) => present({ replicationConfiguration: { rules } })),
    pullThroughCacheRules: fc.constantFrom<Members[][]>([], [{ ecrRepositoryPrefix: 'hub', upstreamRegistryUrl: 'u' }]).map(present),
  });
}

const levels = fc.array(
  fc.array(
    document.map((value) => ({ name: 'n', document: value })),
    { minLength: 1, maxLength: 2 },
  ),
  { minLength: 2, maxLength: 2 },
);
const organization = fc.oneof(
  fc.constant(ABSENT),
  fc
    .record({ serviceControlPolicies: levels, resourceControlPolicies: levels, path: fc.constantFrom('o-a/r-a/', 'o-a/r-a/ou-a-b/') })
    .map((parts) => present({ id: 'o-a', managementAccount: '999999999999', accounts: [], ...parts })),
);

/** An account of which everything could be read. */
export const arbitraryWorld: fc.Arbitrary<SnapshotFile> = fc
  .record({ identity, organization, regions: fc.tuple(...REGIONS.map(region)) })
  .map(({ identity: value, organization: around, regions }) => ({
    ...{ schemaVersion: 1 as const, partition: 'aws', account: ACCOUNT, collectedAt: '2026-11-21T20:00:00Z' },
    identity: present(value),
    organization: around,
    regions: [...regions],
  }));

/** What of an account a scan could not read, by its names. */
export const arbitraryBlindness: fc.Arbitrary<readonly string[]> = fc.subarray(['identity', 'repositories of eu-central-1', 'us-east-1']);

/** The account as a scan sees it that could not read these. */
export function seenWithout(file: SnapshotFile, blindness: readonly string[]): SnapshotFile {
  return {
    ...file,
    ...(blindness.includes('identity') ? { identity: UNKNOWN } : {}),
    regions: file.regions.flatMap((each) => {
      if (blindness.includes(each.region)) return [];
      return blindness.includes(`repositories of ${each.region}`) ? [{ ...each, repositories: UNKNOWN }] : [each];
    }),
  };
}

/** The same account in which everybody has another name; who is in which group is as it was. */
export function renamed(file: SnapshotFile): SnapshotFile {
  if (file.identity.status !== 'present') return file;
  const { UserDetailList: users, GroupDetailList: groups, ...others } = file.identity.value;
  const next = (names: readonly string[]) => (name: string) => [...names, `${names[0]}-2`][names.indexOf(name) + 1]!;
  const user = next(users.map(({ UserName }) => UserName));
  const group = next(groups.map(({ GroupName }) => GroupName));
  const value = {
    ...others,
    UserDetailList: users.map((each) => ({
      ...each,
      UserName: user(each.UserName),
      Arn: `${ROOT}:user/${user(each.UserName)}`,
      GroupList: (each.GroupList ?? []).map(group),
    })),
    GroupDetailList: groups.map((each) => ({ ...each, GroupName: group(each.GroupName), Arn: `${ROOT}:group/${group(each.GroupName)}` })),
  };
  return { ...file, identity: present(value) };
}
