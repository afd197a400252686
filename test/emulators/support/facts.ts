// A snapshot as single facts, so that two can be compared and every difference has a name.
import type { RegionFile, SnapshotFile } from '../../../lib/snapshot/schema.ts';

export type Facts = Readonly<Record<string, string>>;

type Identity = Extract<SnapshotFile['identity'], { status: 'present' }>['value'];

/** Every fact under its name: what was not read has none. */
export function factsOf({ identity, regions }: Pick<SnapshotFile, 'identity' | 'regions'>): Facts {
  const people = identity.status === 'present' ? identityFacts(identity.value) : [];
  return Object.fromEntries([...people, ...regions.flatMap(regionFacts)]);
}

/** Names what one has and the other has not, or has otherwise. */
export function differences(expected: Facts, found: Facts): readonly string[] {
  const names = [...new Set([...Object.keys(expected), ...Object.keys(found)])].sort();
  return names.filter((name) => expected[name] !== found[name]).map((name) => `${wordFor(expected[name], found[name])}: ${name}`);
}

function wordFor(expected: string | undefined, found: string | undefined): string {
  if (found === undefined) return 'missing';
  return expected === undefined ? 'extra' : 'different';
}

type Fact = readonly [name: string, value: string];

function identityFacts({ UserDetailList, GroupDetailList, RoleDetailList, Policies }: Identity): readonly Fact[] {
  const used = new Set([...UserDetailList, ...GroupDetailList, ...RoleDetailList].flatMap(policiesOf));
  return [
    ...UserDetailList.flatMap((user) => [
      ...holderFacts(`user ${user.UserName}`, user, user.UserPolicyList),
      ...(user.GroupList ?? []).map((group): Fact => [`user ${user.UserName} in group ${group}`, 'yes']),
    ]),
    ...GroupDetailList.flatMap((group) => holderFacts(`group ${group.GroupName}`, group, group.GroupPolicyList)),
    ...RoleDetailList.flatMap((role): readonly Fact[] => [
      ...holderFacts(`role ${role.RoleName}`, role, role.RolePolicyList),
      [`role ${role.RoleName} trust`, document(role.AssumeRolePolicyDocument)],
    ]),
    ...Policies.filter(({ Arn }) => !Arn.includes('::aws:') || used.has(Arn)).map(({ Arn, PolicyVersionList = [] }): Fact => {
      const current = PolicyVersionList.find(({ IsDefaultVersion }) => IsDefaultVersion === true)?.Document;
      return [`policy ${Arn.slice(Arn.lastIndexOf('/') + 1)}`, Arn.includes('::aws:') ? typeof document(current) : document(current)];
    }),
  ];
}

interface Holder {
  readonly Path?: string | undefined;
  readonly AttachedManagedPolicies?: readonly { readonly PolicyArn: string }[] | undefined;
  readonly PermissionsBoundary?: { readonly PermissionsBoundaryArn: string } | undefined;
  readonly Tags?: readonly { readonly Key: string; readonly Value: string }[] | undefined;
}

/** Emulators list policies of AWS that nobody has; AWS does not. */
function policiesOf({ AttachedManagedPolicies = [], PermissionsBoundary }: Holder): readonly string[] {
  const attached = AttachedManagedPolicies.map(({ PolicyArn }) => PolicyArn);
  return PermissionsBoundary === undefined ? attached : [...attached, PermissionsBoundary.PermissionsBoundaryArn];
}

type Inline = readonly { readonly PolicyName: string; readonly PolicyDocument: unknown }[] | undefined;

function holderFacts(name: string, holder: Holder, inline: Inline = []): readonly Fact[] {
  const { Path = '/', AttachedManagedPolicies = [], PermissionsBoundary, Tags = [] } = holder;
  return [
    [`${name} path`, Path],
    ...inline.map(({ PolicyName, PolicyDocument }): Fact => [`${name} inline ${PolicyName}`, document(PolicyDocument)]),
    ...AttachedManagedPolicies.map(({ PolicyArn }): Fact => [`${name} attached ${PolicyArn.slice(PolicyArn.lastIndexOf('/') + 1)}`, 'yes']),
    ...(PermissionsBoundary === undefined ? [] : [[`${name} boundary`, PermissionsBoundary.PermissionsBoundaryArn] as const]),
    ...Tags.map(({ Key, Value }): Fact => [`${name} tag ${Key}`, Value]),
  ];
}

function regionFacts({ region, repositories, registryPolicy, ...others }: RegionFile): readonly Fact[] {
  const listed = repositories.status === 'present' ? repositories.value : [];
  return [
    ...listed.flatMap(({ repositoryName: name, policy, tags }): readonly Fact[] => [
      [`${region} repository ${name}`, policy.status === 'present' ? document(policy.value) : policy.status],
      ...Object.entries(tags?.status === 'present' ? tags.value : {}).map(([key, value]): Fact => [`${region} tag ${name} ${key}`, value]),
    ]),
    [`${region} registry policy`, registryPolicy.status === 'present' ? document(registryPolicy.value) : registryPolicy.status],
    ...(['creationTemplates', 'replication', 'pullThroughCacheRules'] as const).map(
      (part): Fact => [`${region} ${part}`, howMany(others[part])],
    ),
  ];
}

/** How long the list is that AWS answered, wherever it is in the answer. */
function howMany(part: RegionFile['replication']): string {
  if (part === undefined || part.status === 'absent') return '0';
  return part.status === 'present' ? String(firstList(part.value)?.length) : part.status;
}

function firstList(value: unknown): readonly unknown[] | undefined {
  if (Array.isArray(value)) return value;
  if (typeof value !== 'object' || value === null) return undefined;
  return Object.values(value)
    .map(firstList)
    .find((list) => list !== undefined);
}

/** A document as text that depends on nothing but what it says. */
function document(value: unknown): string {
  const text = typeof value === 'string' && value.startsWith('%7B') ? decodeURIComponent(value) : value;
  return JSON.stringify(sorted(typeof text === 'string' ? JSON.parse(text) : text));
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .map(([key, inner]) => [key, sorted(inner)] as const)
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}
