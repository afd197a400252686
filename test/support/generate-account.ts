// A made-up account of any size, shaped like a big company's, with the baseline that fits it: same shape, same bytes.
//
// Teams of 20 repositories own `team-017/...`; a repository's name says what its policy is for (`service-`, `shared-`, `export-`,
// `fn-`), so that the baseline can name access by globs. Planted, and nothing else is drift (N = ceil(size / step)):
// - every 100th team's ci-push role has AWS's PowerUser policy: list, pull, push and retag on every repository (4 findings);
// - every 100th team's first developer, who escaped the MFA policy, may delete images in one repository (1 finding);
// - every 2,000th repository, from the 8th, lets the partner account pull (1 finding);
// - every 5,000th repository, from the 12th, lets everyone pull (1 finding).

export interface AccountShape {
  readonly repositories: number;
  readonly principals: number;
  readonly regions?: readonly string[];
  readonly seed?: number;
}

interface PolicyJson {
  readonly Version: '2012-10-17' | '2008-10-17';
  readonly Statement: readonly StatementJson[];
}

interface StatementJson {
  readonly Sid?: string;
  readonly Effect: 'Allow' | 'Deny';
  readonly Principal?: '*' | Readonly<Record<string, string | readonly string[]>>;
  readonly Action?: string | readonly string[];
  readonly NotAction?: readonly string[];
  readonly Resource?: string | readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

/** A policy as an object, as JSON text, or URL-encoded as the IAM API returns it. */
type DocumentJson = PolicyJson | string;

type PartJson<T> = { readonly status: 'present'; readonly value: T } | { readonly status: 'absent' };

type InlineJson = readonly { readonly PolicyName: string; readonly PolicyDocument: DocumentJson }[];
type AttachedJson = readonly { readonly PolicyName: string; readonly PolicyArn: string }[];
type TagsJson = readonly { readonly Key: string; readonly Value: string }[];

interface HolderJson {
  readonly Path: string;
  readonly Arn: string;
  readonly CreateDate: string;
  readonly AttachedManagedPolicies: AttachedJson;
}

interface UserJson extends HolderJson {
  readonly UserName: string;
  readonly UserId: string;
  readonly UserPolicyList?: InlineJson;
  readonly GroupList: readonly string[];
  readonly Tags: TagsJson;
}

interface GroupJson extends HolderJson {
  readonly GroupName: string;
  readonly GroupId: string;
  readonly GroupPolicyList: InlineJson;
}

interface RoleJson extends HolderJson {
  readonly RoleName: string;
  readonly RoleId: string;
  readonly AssumeRolePolicyDocument: DocumentJson;
  readonly InstanceProfileList: readonly [];
  readonly RolePolicyList: InlineJson;
  readonly PermissionsBoundary?: { readonly PermissionsBoundaryType: 'Policy'; readonly PermissionsBoundaryArn: string };
  readonly Tags: TagsJson;
  readonly RoleLastUsed: { readonly LastUsedDate: string; readonly Region: string };
}

interface ManagedPolicyJson {
  readonly PolicyName: string;
  readonly PolicyId: string;
  readonly Arn: string;
  readonly Path: string;
  readonly DefaultVersionId: string;
  readonly AttachmentCount: number;
  readonly PermissionsBoundaryUsageCount: number;
  readonly IsAttachable: true;
  readonly CreateDate: string;
  readonly UpdateDate: string;
  readonly PolicyVersionList: readonly PolicyVersionJson[];
}

interface PolicyVersionJson {
  readonly Document: DocumentJson;
  readonly VersionId: string;
  readonly IsDefaultVersion: boolean;
  readonly CreateDate: string;
}

interface RepositoryJson {
  readonly repositoryName: string;
  readonly repositoryArn: string;
  readonly tags: PartJson<Readonly<Record<string, string>>>;
  readonly policy: PartJson<DocumentJson>;
}

type ControlPolicyLevels = readonly (readonly { readonly name: string; readonly document: PolicyJson }[])[];

interface OrganizationJson {
  readonly id: string;
  readonly managementAccount: string;
  readonly path: string;
  readonly serviceControlPolicies: ControlPolicyLevels;
  readonly resourceControlPolicies: ControlPolicyLevels;
  readonly accounts: readonly { readonly id: string; readonly name: string; readonly path: string }[];
}

export interface SnapshotJson {
  readonly schemaVersion: 1;
  readonly partition: 'aws';
  readonly account: string;
  readonly collectedAt: string;
  readonly identity: PartJson<{
    readonly UserDetailList: readonly UserJson[];
    readonly GroupDetailList: readonly GroupJson[];
    readonly RoleDetailList: readonly RoleJson[];
    readonly Policies: readonly ManagedPolicyJson[];
  }>;
  readonly organization: PartJson<OrganizationJson>;
  readonly regions: readonly {
    readonly region: string;
    readonly registryPolicy: PartJson<PolicyJson>;
    readonly registryPolicyScope: PartJson<{ readonly name: 'REGISTRY_POLICY_SCOPE'; readonly value: 'V2' }>;
    readonly repositories: PartJson<readonly RepositoryJson[]>;
  }[];
}

interface Random {
  readonly below: (limit: number) => number;
  readonly pick: <T>(of: readonly T[]) => T;
}

interface Team {
  readonly index: number;
  readonly name: string;
  readonly home: string;
  /** Its deployer is allowed by tags instead of names, and lives under `/abac/`. */
  readonly byTags: boolean;
  readonly planted: boolean;
}

interface PlannedRepository {
  readonly team: Team;
  readonly region: string;
  readonly name: string;
  readonly policy: PolicyJson | undefined;
}

interface Principals {
  readonly users: readonly UserJson[];
  readonly roles: readonly RoleJson[];
}

const ACCOUNT = '111111111111';
const REPLICA_SOURCE = '222222222222';
const PARTNER = '333333333333';
const MANAGEMENT = '444444444444';
const MEMBERS = [REPLICA_SOURCE, '555555555555', '666666666666', '777777777777', '888888888888'] as const;
const ORGANIZATION = 'o-bigco12345';
const ROOT_PATH = `${ORGANIZATION}/r-b1gc/`;
const OU_PATH = `${ROOT_PATH}ou-b1gc-workload/`;
const DEFAULT_REGIONS = ['eu-west-1', 'us-east-1'] as const;
const CREATED = '2024-05-06T07:08:09+00:00';
const LAST_USED = '2026-11-20T18:00:00+00:00';

const TEAM_SIZE = 20;
const TEAM_ROLES = ['ci-push', 'runtime-pull', 'deployer', 'readonly'] as const;
type TeamRole = (typeof TEAM_ROLES)[number];

const PULL = ['ecr:BatchCheckLayerAvailability', 'ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'] as const;
const UPLOAD = ['ecr:InitiateLayerUpload', 'ecr:UploadLayerPart', 'ecr:CompleteLayerUpload', 'ecr:PutImage'] as const;
const LIST = ['ecr:DescribeImages', 'ecr:DescribeRepositories', 'ecr:ListImages'] as const;
const LOGIN = allow('ecr:GetAuthorizationToken', '*');

export function generateAccount(shape: AccountShape): SnapshotJson {
  const regions = shape.regions ?? DEFAULT_REGIONS;
  const random = randomFrom(shape.seed ?? 1);
  const teams = teamsOf(shape);
  const repositories = Array.from({ length: shape.repositories }, (_, index) => planRepository(index, { teams, regions, random }));
  const principals = principalsOf(shape, { teams, repositories, random });
  return {
    schemaVersion: 1,
    partition: 'aws',
    account: ACCOUNT,
    collectedAt: '2026-11-21T20:00:00Z',
    identity: present({
      UserDetailList: principals.users,
      GroupDetailList: groupsOf(teams),
      RoleDetailList: principals.roles,
      Policies: managedPoliciesOf(teams, principals, random),
    }),
    organization: present(organizationOf(regions)),
    regions: regions.map((region, index) => ({
      region,
      registryPolicy: index === 0 ? present(registryPolicy(region)) : { status: 'absent' },
      registryPolicyScope: present({ name: 'REGISTRY_POLICY_SCOPE', value: 'V2' }),
      repositories: present(repositories.filter((repository) => repository.region === region).map((each) => repositoryJson(each, random))),
    })),
  };
}

/** What the account's owners intend: all of the generated access but the planted. */
export function generateBaseline(shape: AccountShape): string {
  const everywhere = [
    entry(`${roleArn('platform')}/*, ${roleArn('aws-reserved')}/**/AWSReservedSSO_AdministratorAccess_*`, 'any'),
    entry(`${roleArn('aws-reserved')}/**/AWSReservedSSO_ReadOnlyAccess_*, ${roleArn('*')}/*-readonly`, 'list, pull'),
    entry(`${roleArn('*')}/*-runtime-pull`, 'list, pull, ecr:BatchImportUpstreamImage'),
    entry(`${roleArn('workloads/ecs')}/*`, 'pull'),
    entry(`${roleArn('audit')}/*`, 'list'),
    entry(`${userArn('platform')}/*, ${userArn('abac')}/**, ${roleArn('abac')}/**`, 'list, pull, push'),
    entry('service-linked', 'any'),
    entry(`account:${REPLICA_SOURCE}`, 'replicate'),
  ];
  const lines = [
    'apiVersion: ecr-drift/v1',
    'kind: AccessPolicy',
    'metadata: { owner: team-platform, contact: "#platform" }',
    'groups:',
    `  insiders: [ "org:${ORGANIZATION}", organization, same-account ]`,
    `  functions: [ "service:lambda.amazonaws.com", "service:codebuild.amazonaws.com" ]`,
    'rules:',
    ...rule('everywhere', '**', everywhere),
    ...rule('shared', '*/shared-*', [entry('group:insiders', 'pull')]),
    ...rule('exports', '*/export-*', [entry('organization', 'pull')]),
    ...rule('functions', '*/fn-*', [entry('group:functions', 'pull')]),
  ];
  for (const { name } of teamsOf(shape)) {
    const role = `${roleArn(name)}/${name}`;
    const entries = [
      entry(`${role}-ci-push`, 'list, pull, push'),
      entry(`${role}-deployer`, 'list, pull, delete, configure'),
      entry(`${userArn(name)}/*`, 'list, pull'),
    ];
    lines.push(...rule(name, `${name}/**`, entries));
  }
  return `${lines.join('\n')}\n`;
}

function rule(id: string, repositories: string, entries: readonly string[]): readonly string[] {
  return [`  - id: ${id}`, `    repositories: [ "${repositories}" ]`, '    allow:', ...entries];
}

function entry(principals: string, capabilities: string): string {
  const quoted = (list: string): string => list.replaceAll(/[^, ]+/g, '"$&"');
  return `      - { principals: [ ${quoted(principals)} ], capabilities: [ ${quoted(capabilities)} ] }`;
}

// ---- repositories ----------------------------------------------------------

function teamsOf(shape: AccountShape): readonly Team[] {
  const regions = shape.regions ?? DEFAULT_REGIONS;
  return Array.from({ length: Math.max(1, Math.ceil(shape.repositories / TEAM_SIZE)) }, (_, index) => ({
    index,
    name: `team-${padded(index, 3)}`,
    home: regions[index % regions.length]!,
    byTags: index % 10 === 5,
    planted: index % 100 === 0,
  }));
}

interface RepositoryWorld {
  readonly teams: readonly Team[];
  readonly regions: readonly string[];
  readonly random: Random;
}

function planRepository(index: number, { teams, regions, random }: RepositoryWorld): PlannedRepository {
  const team = teams[Math.floor(index / TEAM_SIZE)]!;
  const region = random.below(100) < 80 ? team.home : random.pick(regions);
  const [kind, policy] = planned(index) ?? drawPolicy(team, region, random);
  return { team, region, name: `${team.name}/${kind}-${padded((index % TEAM_SIZE) + 1, 2)}`, policy };
}

type NamedPlan = readonly [kind: 'service' | 'shared' | 'export' | 'fn', policy: PolicyJson | undefined];

function planned(index: number): NamedPlan | undefined {
  if (index % 2_000 === 7) return ['service', policyOf(grant({ AWS: accountArn(PARTNER) }, PULL))];
  if (index % 5_000 === 11) return ['shared', policyOf(grant('*', PULL))];
  return undefined;
}

function drawPolicy(team: Team, region: string, random: Random): NamedPlan {
  const draw = random.below(100);
  if (draw < 40) return ['service', undefined];
  if (draw < 70) return ['service', policyOf(...teamStatements(team))];
  if (draw < 85) return ['shared', sharedPolicy(random)];
  if (draw < 90) return ['export', policyOf(grant({ AWS: accountArn(random.pick(MEMBERS)) }, PULL))];
  if (draw < 95) return ['fn', policyOf(lambdaStatement(team, region))];
  return uniquePolicy(team, random);
}

function teamStatements(team: Team): readonly StatementJson[] {
  const readers = [teamRoleArn(team, 'runtime-pull'), teamRoleArn(team, 'readonly')];
  return [
    { Sid: 'TeamPull', ...grant({ AWS: readers }, PULL) },
    { Sid: 'TeamPush', ...grant({ AWS: teamRoleArn(team, 'ci-push') }, [...PULL, ...UPLOAD]) },
  ];
}

/** Company-wide text that was pasted in more than one form over the years. */
function sharedPolicy(random: Random): PolicyJson {
  const Condition = { StringEquals: { 'aws:PrincipalOrgID': ORGANIZATION } };
  const bare = { Sid: 'OrganizationPull', ...grant('*', PULL), Condition };
  const forms = [policyOf(bare), policyOf({ ...bare, Resource: '*' }), policyOf({ ...bare, Principal: { AWS: '*' } })];
  return random.pick([...forms, { ...forms[0]!, Version: '2008-10-17' }]);
}

function lambdaStatement(team: Team, region: string): StatementJson {
  return {
    Sid: 'LambdaECRImageRetrievalPolicy',
    ...grant({ Service: 'lambda.amazonaws.com' }, ['ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer']),
    Condition: { StringLike: { 'aws:sourceArn': `arn:aws:lambda:${region}:${ACCOUNT}:function:${team.name}-*` } },
  };
}

/** One of a kind: no two repositories share such a text. */
function uniquePolicy(team: Team, random: Random): NamedPlan {
  const serial = padded(random.below(1_000_000_000), 9);
  const kinds: readonly NamedPlan[] = [
    ['service', policyOf(...teamStatements(team), denyOutside(`198.51.100.${random.below(256)}/32`, serial))],
    ['service', policyOf(...teamStatements(team), denyDelete(teamRoleArn(team, 'deployer'), serial))],
    [
      'service',
      policyOf({ Sid: `for dev ${serial}`, ...grant({ AWS: `${userArn(team.name)}/dev-${padded(team.index, 5)}` }, [...LIST, ...PULL]) }),
    ],
    ['shared', policyOf(endpointStatement(`vpce-0${serial}`))],
    ['export', policyOf(grant({ AWS: [`AROAGONE${serial}EXAM`, `arn:aws:iam::${REPLICA_SOURCE}:role/build/deploy-${serial}`] }, PULL))],
    ['fn', policyOf(codeBuildStatement(`${team.name}-${serial}`))],
  ];
  return random.pick(kinds);
}

function denyOutside(network: string, serial: string): StatementJson {
  const Condition = { NotIpAddress: { 'aws:SourceIp': ['203.0.113.0/24', network] }, Bool: { 'aws:ViaAWSService': 'false' } };
  return { Sid: `Office ${serial}`, Effect: 'Deny', Principal: '*', Action: 'ecr:*', Condition };
}

function denyDelete(except: string, serial: string): StatementJson {
  const Action = ['ecr:BatchDeleteImage', 'ecr:DeleteRepository'];
  return { Sid: `Keep ${serial}`, Effect: 'Deny', Principal: '*', Action, Condition: { ArnNotEquals: { 'aws:PrincipalArn': except } } };
}

function endpointStatement(endpoint: string): StatementJson {
  const Condition = { StringEquals: { 'aws:PrincipalOrgID': ORGANIZATION, 'aws:SourceVpce': endpoint } };
  return { Sid: 'ThroughEndpoint', ...grant('*', PULL), Condition };
}

function codeBuildStatement(project: string): StatementJson {
  const Condition = {
    StringEquals: { 'aws:SourceAccount': ACCOUNT },
    ArnLike: { 'aws:SourceArn': `arn:aws:codebuild:*:${ACCOUNT}:project/${project}` },
  };
  return { Sid: 'CodeBuildAccess', ...grant({ Service: 'codebuild.amazonaws.com' }, PULL), Condition };
}

function repositoryJson({ team, region, name, policy }: PlannedRepository, random: Random): RepositoryJson {
  const environment = random.pick(['production', 'production', 'staging', 'development']);
  return {
    repositoryName: name,
    repositoryArn: `arn:aws:ecr:${region}:${ACCOUNT}:repository/${name}`,
    tags: present({ team: team.name, environment, 'cost-center': `${4_000 + (team.index % 60)}` }),
    policy: policy === undefined ? { status: 'absent' } : present(random.below(4) === 0 ? JSON.stringify(policy) : policy),
  };
}

function registryPolicy(region: string): PolicyJson {
  const everything = `arn:aws:ecr:${region}:${ACCOUNT}:repository/*`;
  const Condition = { ArnNotLike: { 'aws:PrincipalArn': `${roleArn('platform')}/*` } };
  return policyOf(
    {
      Sid: 'Replication',
      ...grant({ AWS: accountArn(REPLICA_SOURCE) }, ['ecr:CreateRepository', 'ecr:ReplicateImage']),
      Resource: everything,
    },
    { Sid: 'KeepRepositories', Effect: 'Deny', Principal: '*', Action: 'ecr:DeleteRepository', Resource: everything, Condition },
  );
}

function organizationOf(regions: readonly string[]): OrganizationJson {
  const full = { name: 'FullAWSAccess', document: policyOf(allow('*', '*')) };
  const rcpFull = { name: 'RCPFullAWSAccess', document: policyOf({ ...grant('*', ['*']), Resource: '*' }) };
  const elsewhere: StatementJson = {
    Sid: 'OtherRegions',
    Effect: 'Deny',
    NotAction: ['account:*', 'budgets:*', 'cloudfront:*', 'iam:*', 'organizations:*', 'route53:*', 'sts:*', 'support:*', 'waf:*'],
    Resource: '*',
    Condition: {
      StringNotEquals: { 'aws:RequestedRegion': regions },
      ArnNotLike: { 'aws:PrincipalARN': 'arn:aws:iam::*:role/OrganizationAccountAccessRole' },
    },
  };
  const registry: StatementJson = {
    Sid: 'RegistrySettings',
    Effect: 'Deny',
    Action: ['ecr:DeleteRegistryPolicy', 'ecr:PutRegistryPolicy', 'ecr:PutReplicationConfiguration'],
    Resource: '*',
    Condition: { ArnNotLike: { 'aws:PrincipalArn': `${roleArn('platform')}/*` } },
  };
  const leave: StatementJson = { Effect: 'Deny', Action: 'organizations:LeaveOrganization', Resource: '*' };
  return {
    id: ORGANIZATION,
    managementAccount: MANAGEMENT,
    path: OU_PATH,
    serviceControlPolicies: [
      [full, { name: 'StayInOrganization', document: policyOf(leave) }],
      [full, { name: 'HomeRegions', document: policyOf(elsewhere) }],
      [full, { name: 'RegistrySettings', document: policyOf(registry) }],
    ],
    resourceControlPolicies: [[rcpFull], [rcpFull], [rcpFull]],
    accounts: [
      { id: ACCOUNT, name: 'workloads', path: OU_PATH },
      { id: MANAGEMENT, name: 'management', path: ROOT_PATH },
      ...MEMBERS.map((id, index) => ({ id, name: `member-${index + 1}`, path: OU_PATH })),
    ],
  };
}

// ---- identities ------------------------------------------------------------

interface PrincipalWorld {
  readonly teams: readonly Team[];
  readonly repositories: readonly PlannedRepository[];
  readonly random: Random;
}

/** The platform's own roles, then team roles (at most 60 %), workload roles (20 %), and users for the rest. */
function principalsOf(shape: AccountShape, { teams, repositories, random }: PrincipalWorld): Principals {
  const platform = platformRoles().slice(0, shape.principals);
  const rest = shape.principals - platform.length;
  const ofTeams = Math.min(teams.length * TEAM_ROLES.length, Math.floor(rest * 0.6));
  const ofWorkloads = Math.floor(rest * 0.2);
  const removable = new Map(repositories.filter(({ policy }) => policy === undefined).map((each) => [each.team.name, each]));
  const teamRoles = Array.from({ length: ofTeams }, (_, index) =>
    teamRole(teams[Math.floor(index / TEAM_ROLES.length)]!, TEAM_ROLES[index % TEAM_ROLES.length]!, random),
  );
  const workloads = Array.from({ length: ofWorkloads }, (_, index) => workloadRole(index, teams[index % teams.length]!, random));
  const users = Array.from({ length: rest - ofTeams - ofWorkloads }, (_, index) => {
    const team = teams[index % teams.length]!;
    return team.planted && index < teams.length ? deletingUser(team, removable.get(team.name)) : makeUser(index, team, random);
  });
  return { users, roles: [...platform, ...teamRoles, ...workloads] };
}

function platformRoles(): readonly RoleJson[] {
  const sso = 'aws-reserved/sso.amazonaws.com/eu-west-1';
  const linked = (service: string): string => `aws-service-role/${service}.amazonaws.com`;
  return [
    makeRole('platform', 'platform-admin', { attached: [AWS.administrator] }),
    makeRole('platform', 'platform-pipeline', { attached: [AWS.administrator] }),
    makeRole('platform', 'registry-admin', { attached: [AWS.registryFull] }),
    makeRole('audit', 'security-audit', { attached: [AWS.securityAudit] }),
    makeRole(sso, 'AWSReservedSSO_AdministratorAccess_0123456789abcdef', { attached: [AWS.administrator] }),
    makeRole(sso, 'AWSReservedSSO_ReadOnlyAccess_fedcba9876543210', { attached: [AWS.readOnly] }),
    makeRole(linked('replication.ecr'), 'AWSServiceRoleForECRReplication', { attached: [AWS.replication] }),
    makeRole(linked('pullthroughcache.ecr'), 'AWSServiceRoleForECRPullThroughCache', { attached: [AWS.pullThroughCache] }),
    makeRole(linked('support'), 'AWSServiceRoleForSupport', { attached: [AWS.support] }),
  ];
}

function teamRole(team: Team, kind: TeamRole, random: Random): RoleJson {
  const name = `${team.name}-${kind}`;
  const path = kind === 'deployer' && team.byTags ? `abac/${team.name}` : team.name;
  const boundary = kind === 'deployer' && team.index % 5 === 0 ? customerArn('developer-boundary') : undefined;
  return makeRole(path, name, { attached: teamAttachments(team)[kind], inline: [inlinePolicy(name, random)], boundary, team });
}

function teamAttachments(team: Team): Readonly<Record<TeamRole, readonly string[]>> {
  const push = customerArn(`${team.name}-push`);
  return {
    'ci-push': team.planted ? [push, AWS.registryPowerUser] : [push],
    'runtime-pull': [team.index % 2 === 0 ? AWS.registryPullOnly : AWS.registryReadOnly],
    deployer: [customerArn(team.byTags ? 'images-by-tag' : `${team.name}-deploy`)],
    readonly: [AWS.registryReadOnly, AWS.securityAudit],
  };
}

function workloadRole(index: number, team: Team, random: Random): RoleJson {
  const task = index % 4 === 0;
  const name = `${team.name}-workload-${padded(index, 4)}`;
  const boundary = index % 3 === 0 ? customerArn('workload-boundary') : undefined;
  const attached = [task ? AWS.taskExecution : AWS.lambdaExecution];
  return makeRole(task ? 'workloads/ecs' : 'workloads/lambda', name, { attached, inline: [inlinePolicy(name, random)], boundary, team });
}

interface RoleExtras {
  readonly attached: readonly string[];
  readonly inline?: InlineJson;
  readonly boundary?: string | undefined;
  readonly team?: Team;
}

function makeRole(path: string, name: string, { attached, inline = [], boundary, team }: RoleExtras): RoleJson {
  const trusted = path.startsWith('aws-service-role/') ? path.slice('aws-service-role/'.length) : 'ecs-tasks.amazonaws.com';
  return {
    Path: `/${path}/`,
    RoleName: name,
    RoleId: uniqueId('AROA', name),
    Arn: `${roleArn(path)}/${name}`,
    CreateDate: CREATED,
    AssumeRolePolicyDocument: policyOf({ Effect: 'Allow', Principal: { Service: trusted }, Action: 'sts:AssumeRole' }),
    InstanceProfileList: [],
    RolePolicyList: inline,
    AttachedManagedPolicies: attached.map(attachment),
    ...(boundary === undefined ? {} : { PermissionsBoundary: { PermissionsBoundaryType: 'Policy', PermissionsBoundaryArn: boundary } }),
    Tags: team === undefined ? [] : tagsOf(team),
    RoleLastUsed: { LastUsedDate: LAST_USED, Region: team?.home ?? 'us-east-1' },
  };
}

/** One user in 200 is a platform engineer, one in 20 is allowed by tags, and one in 10 has an inline policy. */
function makeUser(index: number, team: Team, random: Random): UserJson {
  const [path, group] = userPlace(index, team);
  const name = `dev-${padded(index, 5)}`;
  const inline = index % 10 === 3 ? { UserPolicyList: [inlinePolicy(name, random)] } : {};
  return { ...userCore(path, name), ...inline, GroupList: ['all-staff', group], Tags: tagsOf(team) };
}

function userPlace(index: number, team: Team): readonly [path: string, group: string] {
  if (index % 200 === 199) return ['platform', 'platform-engineers'];
  if (index % 20 === 10) return [`abac/${team.name}`, 'developers-by-tag'];
  return [team.name, `${team.name}-developers`];
}

/** Planted: an old hotfix, on a user whom nobody put into the group with the MFA policy. */
function deletingUser(team: Team, target: PlannedRepository | undefined): UserJson {
  const Resource = `arn:aws:ecr:${target?.region ?? team.home}:${ACCOUNT}:repository/${target?.name ?? `${team.name}/service-01`}`;
  const hotfix = { PolicyName: 'hotfix', PolicyDocument: policyOf({ Effect: 'Allow', Action: 'ecr:BatchDeleteImage', Resource }) };
  const core = userCore(team.name, `dev-${padded(team.index, 5)}`);
  return { ...core, UserPolicyList: [hotfix], GroupList: [`${team.name}-developers`], Tags: tagsOf(team) };
}

function userCore(path: string, name: string): Omit<UserJson, 'GroupList' | 'Tags'> {
  const Arn = `${userArn(path)}/${name}`;
  return { Path: `/${path}/`, UserName: name, UserId: uniqueId('AIDA', name), Arn, CreateDate: CREATED, AttachedManagedPolicies: [] };
}

function groupsOf(teams: readonly Team[]): readonly GroupJson[] {
  const staff = {
    ...makeGroup('all-staff', [AWS.changePassword]),
    GroupPolicyList: [{ PolicyName: 'force-mfa', PolicyDocument: FORCE_MFA }],
  };
  return [
    staff,
    makeGroup('platform-engineers', [AWS.registryPowerUser]),
    makeGroup('developers-by-tag', [customerArn('images-by-tag')]),
    ...teams.map(({ name }) => makeGroup(`${name}-developers`, [customerArn(`${name}-developer`)])),
  ];
}

function makeGroup(name: string, attached: readonly string[]): GroupJson {
  return {
    Path: '/',
    GroupName: name,
    GroupId: uniqueId('AGPA', name),
    Arn: `arn:aws:iam::${ACCOUNT}:group/${name}`,
    CreateDate: CREATED,
    GroupPolicyList: [],
    AttachedManagedPolicies: attached.map(attachment),
  };
}

// ---- identity policies -----------------------------------------------------

const AWS = {
  administrator: 'arn:aws:iam::aws:policy/AdministratorAccess',
  readOnly: 'arn:aws:iam::aws:policy/ReadOnlyAccess',
  securityAudit: 'arn:aws:iam::aws:policy/SecurityAudit',
  changePassword: 'arn:aws:iam::aws:policy/IAMUserChangePassword',
  registryFull: 'arn:aws:iam::aws:policy/AmazonEC2ContainerRegistryFullAccess',
  registryPowerUser: 'arn:aws:iam::aws:policy/AmazonEC2ContainerRegistryPowerUser',
  registryReadOnly: 'arn:aws:iam::aws:policy/AmazonEC2ContainerRegistryReadOnly',
  registryPullOnly: 'arn:aws:iam::aws:policy/AmazonEC2ContainerRegistryPullOnly',
  taskExecution: 'arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy',
  lambdaExecution: 'arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole',
  replication: 'arn:aws:iam::aws:policy/aws-service-role/ECRReplicationServiceRolePolicy',
  pullThroughCache: 'arn:aws:iam::aws:policy/aws-service-role/AWSECRPullThroughCache_ServiceRolePolicy',
  support: 'arn:aws:iam::aws:policy/aws-service-role/AWSSupportServiceRolePolicy',
} as const;

const REGISTRY_READ_ONLY = [
  'ecr:GetAuthorizationToken',
  ...PULL,
  ...LIST,
  'ecr:GetRepositoryPolicy',
  'ecr:GetLifecyclePolicy',
  'ecr:GetLifecyclePolicyPreview',
  'ecr:ListTagsForResource',
  'ecr:DescribeImageScanFindings',
] as const;

const OWN_ACCOUNT = { StringEquals: { 'aws:ResourceAccount': variable('aws:PrincipalAccount') } };

/** Documents of AWS managed policies; the long ones (ReadOnlyAccess, SecurityAudit, the support role's) are cut. */
const AWS_DOCUMENTS: Readonly<Record<keyof typeof AWS, PolicyJson>> = {
  administrator: policyOf(allow('*', '*')),
  readOnly: policyOf(allow(readOnlyActions(), '*')),
  securityAudit: policyOf(
    allow(securityAuditActions(), '*'),
    allow('apigateway:GET', ['arn:aws:apigateway:*::/apis', 'arn:aws:apigateway:*::/restapis/*/stages']),
  ),
  changePassword: policyOf(
    allow('iam:ChangePassword', `arn:aws:iam::*:user/${variable('aws:username')}`),
    allow('iam:GetAccountPasswordPolicy', '*'),
  ),
  registryFull: policyOf(allow(['ecr:*', 'cloudtrail:LookupEvents'], '*'), {
    ...allow('iam:CreateServiceLinkedRole', '*'),
    Condition: { StringEquals: { 'iam:AWSServiceName': ['replication.ecr.amazonaws.com'] } },
  }),
  registryPowerUser: policyOf(allow([...REGISTRY_READ_ONLY, ...UPLOAD], '*')),
  registryReadOnly: policyOf(allow(REGISTRY_READ_ONLY, '*')),
  registryPullOnly: policyOf(
    allow(['ecr:GetAuthorizationToken', 'ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer', 'ecr:BatchImportUpstreamImage'], '*'),
  ),
  taskExecution: policyOf(allow(['ecr:GetAuthorizationToken', ...PULL, 'logs:CreateLogStream', 'logs:PutLogEvents'], '*')),
  lambdaExecution: policyOf(allow(['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'], '*')),
  replication: policyOf(allow(['ecr:CreateRepository', 'ecr:ReplicateImage'], '*')),
  pullThroughCache: policyOf(
    {
      Sid: 'ECR',
      ...allow(['ecr:GetAuthorizationToken', ...PULL, ...UPLOAD, 'ecr:BatchImportUpstreamImage', 'ecr:GetImageCopyStatus'], '*'),
      Condition: OWN_ACCOUNT,
    },
    {
      Sid: 'SecretsManager',
      ...allow('secretsmanager:GetSecretValue', 'arn:aws:secretsmanager:*:*:secret:ecr-pullthroughcache/*'),
      Condition: OWN_ACCOUNT,
    },
  ),
  support: policyOf(allow(['cloudwatch:GetMetricData', 'ec2:DescribeInstances', 'rds:DescribeDBInstances', 's3:GetBucketLocation'], '*')),
};

function readOnlyActions(): readonly string[] {
  const wide = 'acm autoscaling backup cloudformation cloudfront cloudtrail cloudwatch codebuild dynamodb ec2 ecs eks elasticache';
  const more = 'elasticloadbalancing events glue kinesis kms lambda logs rds redshift route53 s3 sagemaker sns sqs ssm states tag';
  const services = `${wide} ${more}`.split(' ').flatMap((service) => [`${service}:Describe*`, `${service}:Get*`, `${service}:List*`]);
  return [
    ...services,
    'ecr:BatchCheck*',
    'ecr:BatchGet*',
    'ecr:Describe*',
    'ecr:Get*',
    'ecr:List*',
    'iam:Generate*',
    'iam:Get*',
    'iam:List*',
  ];
}

function securityAuditActions(): readonly string[] {
  const registry = ['DescribeImages', 'DescribeImageScanFindings', 'DescribeRegistry', 'DescribeRepositories', 'GetLifecyclePolicy'];
  const more = ['GetRegistryPolicy', 'GetRegistryScanningConfiguration', 'GetRepositoryPolicy', 'ListImages', 'ListTagsForResource'];
  const others = [
    'cloudtrail:GetTrail*',
    'config:Describe*',
    'ec2:Describe*',
    'guardduty:Get*',
    'iam:Get*',
    'iam:List*',
    'kms:GetKeyPolicy',
  ];
  return [...others, 's3:GetBucket*', 'sns:GetTopicAttributes', ...[...registry, ...more].map((name) => `ecr:${name}`)];
}

const FORCE_MFA = policyOf(
  {
    Sid: 'ManageOwnMfa',
    ...allow(
      ['iam:CreateVirtualMFADevice', 'iam:EnableMFADevice', 'iam:ListMFADevices'],
      [`arn:aws:iam::*:user/${variable('aws:username')}`, `arn:aws:iam::*:mfa/${variable('aws:username')}`],
    ),
  },
  {
    Sid: 'DenyAllExceptListedIfNoMFA',
    Effect: 'Deny',
    NotAction: ['iam:CreateVirtualMFADevice', 'iam:EnableMFADevice', 'iam:GetUser', 'iam:ListMFADevices', 'sts:GetSessionToken'],
    Resource: '*',
    Condition: { BoolIfExists: { 'aws:MultiFactorAuthPresent': 'false' } },
  },
);

const IMAGES_BY_TAG = policyOf(LOGIN, {
  Sid: 'ImagesOfOwnTeam',
  ...allow([...LIST, ...PULL, ...UPLOAD], '*'),
  Condition: { StringEquals: { 'aws:ResourceTag/team': variable('aws:PrincipalTag/team') } },
});

const DEVELOPER_BOUNDARY = policyOf(
  { Effect: 'Allow', NotAction: ['account:*', 'iam:*', 'organizations:*'], Resource: '*' },
  { Sid: 'PassOwnRoles', ...allow('iam:PassRole', `${roleArn('workloads')}/*`) },
  { Effect: 'Deny', Action: ['ecr:DeleteRepository', 'ecr:SetRepositoryPolicy', 'kms:ScheduleKeyDeletion'], Resource: '*' },
);

const WORKLOAD_BOUNDARY = policyOf(
  allow(['cloudwatch:*', 'dynamodb:*', 'kms:*', 'logs:*', 's3:*', 'secretsmanager:Get*', 'sqs:*', 'ssm:Get*', 'xray:*'], '*'),
  allow(['ecr:BatchCheck*', 'ecr:BatchGet*', 'ecr:Describe*', 'ecr:Get*', 'ecr:List*'], '*'),
);

function teamPolicies({ name }: Team): readonly (readonly [name: string, document: PolicyJson])[] {
  const own = `arn:aws:ecr:*:${ACCOUNT}:repository/${name}/*`;
  const manage = ['ecr:BatchDeleteImage', 'ecr:PutLifecyclePolicy', 'ecr:PutImageScanningConfiguration', 'ecr:TagResource'];
  const deploy = allow(['ecr:BatchGet*', 'ecr:Describe*', 'ecr:GetDownloadUrlForLayer', 'ecr:List*', ...manage], own);
  return [
    [`${name}-push`, policyOf({ Sid: 'Login', ...LOGIN }, { Sid: 'Images', ...allow([...LIST, ...PULL, ...UPLOAD], own) })],
    [`${name}-developer`, policyOf(LOGIN, allow([...LIST, ...PULL], own), allow('s3:Get*', `arn:aws:s3:::${name}-*/*`))],
    [`${name}-deploy`, policyOf(LOGIN, deploy, allow(['ecs:RunTask', 'ecs:UpdateService'], `arn:aws:ecs:*:${ACCOUNT}:*/${name}-*`))],
  ];
}

/** What accounts are full of: a handful of statements about other services, the resources named after their owner. */
function inlinePolicy(owner: string, random: Random): InlineJson[number] {
  const statements: readonly StatementJson[] = [
    allow(['s3:GetObject', 's3:PutObject', 's3:ListBucket'], [`arn:aws:s3:::${owner}`, `arn:aws:s3:::${owner}/*`]),
    allow(['logs:CreateLogStream', 'logs:PutLogEvents'], `arn:aws:logs:*:${ACCOUNT}:log-group:/app/${owner}:*`),
    allow(['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:Query'], `arn:aws:dynamodb:*:${ACCOUNT}:table/${owner}-*`),
    allow(['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:SendMessage'], `arn:aws:sqs:*:${ACCOUNT}:${owner}`),
    allow(['ssm:GetParameter', 'ssm:GetParametersByPath'], `arn:aws:ssm:*:${ACCOUNT}:parameter/${owner}/*`),
    { ...allow('kms:Decrypt', '*'), Condition: { StringLike: { 'kms:ViaService': 's3.*.amazonaws.com' } } },
    { ...allow('cloudwatch:PutMetricData', '*'), Condition: { StringEquals: { 'cloudwatch:namespace': owner } } },
    allow(['ec2:DescribeInstances', 'ec2:DescribeSubnets', 'ec2:DescribeVpcs'], '*'),
    allow('sts:AssumeRole', `arn:aws:iam::${REPLICA_SOURCE}:role/data/${owner}`),
    allow(['ecr:DescribeRepositories', 'ecr:GetAuthorizationToken'], '*'),
  ];
  const first = random.below(statements.length);
  const count = 4 + random.below(4);
  const drawn = Array.from({ length: count }, (_, index) => statements[(first + index) % statements.length]!);
  return { PolicyName: `${owner}-inline`, PolicyDocument: asApiReturns(policyOf(...drawn), random) };
}

function managedPoliciesOf(teams: readonly Team[], principals: Principals, random: Random): readonly ManagedPolicyJson[] {
  const documents = new Map<string, PolicyJson>(
    [
      ['images-by-tag', IMAGES_BY_TAG] as const,
      ['developer-boundary', DEVELOPER_BOUNDARY] as const,
      ['workload-boundary', WORKLOAD_BOUNDARY] as const,
      ...teams.flatMap(teamPolicies),
    ].map(([name, document]) => [customerArn(name), document]),
  );
  for (const key of Object.keys(AWS_DOCUMENTS) as (keyof typeof AWS)[]) documents.set(AWS[key], AWS_DOCUMENTS[key]);
  const holders = [...principals.users, ...principals.roles, ...groupsOf(teams)];
  const attached = countOf(holders.flatMap(({ AttachedManagedPolicies }) => AttachedManagedPolicies.map(({ PolicyArn }) => PolicyArn)));
  const bounding = countOf(principals.roles.flatMap(({ PermissionsBoundary }) => PermissionsBoundary?.PermissionsBoundaryArn ?? []));
  return [...documents].map(([Arn, document]) => ({
    ...attachmentName(Arn),
    Arn,
    DefaultVersionId: 'v2',
    AttachmentCount: attached.get(Arn) ?? 0,
    PermissionsBoundaryUsageCount: bounding.get(Arn) ?? 0,
    IsAttachable: true,
    CreateDate: CREATED,
    UpdateDate: CREATED,
    PolicyVersionList: [
      { Document: asApiReturns(document, random), VersionId: 'v2', IsDefaultVersion: true, CreateDate: CREATED },
      { Document: policyOf(allow('ecr:*', '*')), VersionId: 'v1', IsDefaultVersion: false, CreateDate: CREATED },
    ],
  }));
}

function attachmentName(arn: string): Pick<ManagedPolicyJson, 'PolicyName' | 'PolicyId' | 'Path'> {
  const [, path = ''] = arn.split(':policy');
  const cut = path.lastIndexOf('/') + 1;
  return { PolicyName: path.slice(cut), PolicyId: uniqueId('ANPA', path), Path: path.slice(0, cut) };
}

function attachment(arn: string): AttachedJson[number] {
  return { PolicyName: arn.slice(arn.lastIndexOf('/') + 1), PolicyArn: arn };
}

// ---- words of AWS ----------------------------------------------------------

function policyOf(...statements: readonly StatementJson[]): PolicyJson {
  return { Version: '2012-10-17', Statement: statements };
}

function allow(Action: string | readonly string[], Resource: string | readonly string[]): StatementJson {
  return { Effect: 'Allow', Action, Resource };
}

/** An Allow of a resource policy. */
function grant(Principal: NonNullable<StatementJson['Principal']>, Action: readonly string[]): StatementJson {
  return { Effect: 'Allow', Principal, Action };
}

/** A policy variable, `${key}`. */
function variable(key: string): string {
  return `\${${key}}`;
}

/** One document in five is left URL-encoded, as the raw IAM API returns it. */
function asApiReturns(document: PolicyJson, random: Random): DocumentJson {
  return random.below(5) === 0 ? encodeURIComponent(JSON.stringify(document)) : document;
}

function present<const T>(value: T): { readonly status: 'present'; readonly value: T } {
  return { status: 'present', value };
}

function accountArn(account: string): string {
  return `arn:aws:iam::${account}:root`;
}

function roleArn(path: string): string {
  return `arn:aws:iam::${ACCOUNT}:role/${path}`;
}

function userArn(path: string): string {
  return `arn:aws:iam::${ACCOUNT}:user/${path}`;
}

function customerArn(name: string): string {
  return `arn:aws:iam::${ACCOUNT}:policy/${name}`;
}

function teamRoleArn(team: Team, kind: TeamRole): string {
  const path = kind === 'deployer' && team.byTags ? `abac/${team.name}` : team.name;
  return `${roleArn(path)}/${team.name}-${kind}`;
}

function tagsOf(team: Team): TagsJson {
  return [
    { Key: 'team', Value: team.name },
    { Key: 'cost-center', Value: `${4_000 + (team.index % 60)}` },
  ];
}

function uniqueId(prefix: string, name: string): string {
  let hash = 0xcbf29ce484222325n;
  for (const char of name) hash = BigInt.asUintN(64, (hash ^ BigInt(char.charCodeAt(0))) * 0x100000001b3n + 1n);
  return (
    prefix +
    hash.toString(32).toUpperCase().replaceAll('0', 'W').replaceAll('1', 'X').replaceAll('8', 'Y').replaceAll('9', 'Z').padStart(17, 'A')
  );
}

function countOf(of: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const each of of) counts.set(each, (counts.get(each) ?? 0) + 1);
  return counts;
}

function padded(value: number, width: number): string {
  return String(value).padStart(width, '0');
}

/** Mulberry32: small, fast, the same on every machine. */
function randomFrom(seed: number): Random {
  let state = seed >>> 0;
  const below = (limit: number): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % limit;
  };
  return { below, pick: (of) => of[below(of.length)]! };
}
