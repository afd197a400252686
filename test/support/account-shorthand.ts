// Small accounts in few words: test/corpus/access writes them, and here they become snapshot files (docs/formats.md#snapshot).

import type { AccountSnapshot } from '../../lib/model/snapshot.ts';
import { readSnapshot } from '../../lib/snapshot/parse.ts';

export const ACCOUNT = '111111111111';
const REGION = 'us-east-1';

/** A statement in full, or one of the words below. */
type StatementWord = string | object;
/** `unknown` (not read), `absent`, a list of statements, or a document as it is. */
type PolicyWord = 'unknown' | 'absent' | readonly StatementWord[] | object;

export interface PrincipalWords {
  readonly path?: string;
  /** A list of statements, the name of an AWS managed policy, or `missing`: attached, and its document is not there. */
  readonly policies?: readonly (readonly StatementWord[] | string | object)[];
  readonly boundary?: readonly StatementWord[] | 'missing';
  readonly tags?: Readonly<Record<string, string>>;
  readonly groups?: readonly string[];
  readonly trust?: readonly object[];
}

export interface RepositoryWords {
  readonly policy?: PolicyWord;
  readonly tags?: 'unknown' | Readonly<Record<string, string>>;
}

export interface TemplateWords {
  readonly policy?: readonly StatementWord[] | object;
  readonly tags?: Readonly<Record<string, string>>;
}

export interface RegionWords {
  readonly repositories?: 'unknown' | 'absent' | Readonly<Record<string, RepositoryWords>>;
  readonly 'registry policy'?: PolicyWord;
  readonly 'registry scope'?: 'V1' | 'V2' | 'unknown';
  /** Creation templates by prefix. */
  readonly templates?: 'unknown' | Readonly<Record<string, TemplateWords>>;
  /** Prefixes of pull-through cache rules. */
  readonly caches?: readonly string[];
}

export interface AccountWords extends RegionWords {
  readonly identity?: 'unknown';
  readonly users?: Readonly<Record<string, PrincipalWords>>;
  readonly roles?: Readonly<Record<string, PrincipalWords>>;
  readonly groups?: Readonly<Record<string, Pick<PrincipalWords, 'policies'>>>;
  readonly organization?: 'unknown' | OrganizationWords;
  /** Beside the region `us-east-1`, whose parts stand by themselves. */
  readonly regions?: Readonly<Record<string, RegionWords>>;
}

export interface OrganizationWords {
  readonly management?: string;
  readonly path?: string | 'unknown';
  readonly scps?: 'unknown' | readonly (readonly PolicyWord[])[];
  readonly rcps?: 'unknown' | readonly (readonly PolicyWord[])[];
  /** Path by account, or its name and path; without a name it is called as its id is. */
  readonly accounts?: 'unknown' | Readonly<Record<string, string | { readonly name: string; readonly path: string }>>;
}

const STATEMENTS: Readonly<Record<string, object>> = {
  login: allow('ecr:GetAuthorizationToken'),
  list: allow('ecr:DescribeImages', 'ecr:ListImages'),
  pull: allow('ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'),
  push: allow(
    'ecr:BatchCheckLayerAvailability',
    'ecr:InitiateLayerUpload',
    'ecr:UploadLayerPart',
    'ecr:CompleteLayerUpload',
    'ecr:PutImage',
  ),
  everything: allow('*'),
};

/** AWS managed policies as far as they speak of ECR (docs/semantics.md D16; read 2026-08). */
const MANAGED: Readonly<Record<string, readonly object[]>> = {
  ReadOnlyAccess: [allow('ecr:BatchCheck*', 'ecr:BatchGet*', 'ecr:Describe*', 'ecr:Get*', 'ecr:List*', 's3:Get*')],
  ViewOnlyAccess: [allow('ecr:DescribeRegistry', 'ecr:DescribeRepositories', 'ecr:ListImages')],
  AmazonEC2ContainerRegistryPullOnly: [
    allow('ecr:GetAuthorizationToken', 'ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer', 'ecr:BatchImportUpstreamImage'),
  ],
  AmazonEC2ContainerRegistryPowerUser: [
    allow(
      ...['ecr:GetAuthorizationToken', 'ecr:BatchCheckLayerAvailability', 'ecr:GetDownloadUrlForLayer', 'ecr:GetRepositoryPolicy'],
      ...['ecr:DescribeRepositories', 'ecr:ListImages', 'ecr:DescribeImages', 'ecr:BatchGetImage', 'ecr:GetLifecyclePolicy'],
      ...['ecr:GetLifecyclePolicyPreview', 'ecr:ListTagsForResource', 'ecr:DescribeImageScanFindings', 'ecr:InitiateLayerUpload'],
      ...['ecr:UploadLayerPart', 'ecr:CompleteLayerUpload', 'ecr:PutImage'],
    ),
  ],
  AdministratorAccess: [allow('*')],
};

function allow(...actions: readonly string[]): object {
  return { Effect: 'Allow', Action: actions, Resource: '*' };
}

/** The snapshot as the product reads it. */
export function snapshotOf(words: AccountWords): AccountSnapshot {
  const reading = readSnapshot(JSON.stringify(snapshotFile(words)));
  if (reading.kind === 'problem') throw new Error(reading.reason);
  return reading.snapshot;
}

export function snapshotFile(words: AccountWords): object {
  const { identity, organization, regions = {}, ...rest } = words;
  return {
    schemaVersion: 1,
    partition: 'aws',
    account: ACCOUNT,
    collectedAt: '2026-11-21T20:00:00Z',
    identity: identity === 'unknown' ? unread('iam:GetAccountAuthorizationDetails') : { status: 'present', value: identityOf(rest) },
    organization: organizationOf(organization),
    regions: [regionOf(REGION, rest), ...Object.entries(regions).map(([name, region]) => regionOf(name, region))],
  };
}

function unread(api: string): object {
  return { status: 'unknown', error: { code: 'AccessDeniedException', message: 'not allowed', api } };
}

function documentOf(policy: readonly StatementWord[] | object): object {
  if (!Array.isArray(policy)) return policy;
  const words: readonly StatementWord[] = policy;
  return { Version: '2012-10-17', Statement: words.map((word) => (typeof word === 'string' ? statementNamed(word) : word)) };
}

function statementNamed(word: string): object {
  const statement = STATEMENTS[word];
  if (!statement) throw new Error(`no statement is called \`${word}\``);
  return statement;
}

function part(policy: PolicyWord | undefined, api: string): object {
  if (policy === undefined || policy === 'absent') return { status: 'absent' };
  return policy === 'unknown' ? unread(api) : { status: 'present', value: documentOf(Object(policy)) };
}

function identityOf({ users = {}, roles = {}, groups = {} }: AccountWords): object {
  const names = [...Object.values(users), ...Object.values(roles), ...Object.values(groups)].flatMap(({ policies = [] }) => policies);
  const managed = [...new Set(names.filter((name) => typeof name === 'string' && name !== 'missing'))].map(String);
  const boundaries = [...Object.entries(users), ...Object.entries(roles)].flatMap(([name, { boundary }]) =>
    boundary === undefined || boundary === 'missing' ? [] : [managedPolicy(boundaryArn(name), documentOf(boundary))],
  );
  return {
    UserDetailList: Object.entries(users).map(([name, user]) => ({
      ...entityOf('user', name, user),
      UserName: name,
      UserId: uniqueId('AIDA', name),
      UserPolicyList: inlineOf(user),
      GroupList: user.groups ?? [],
    })),
    GroupDetailList: Object.entries(groups).map(([name, group]) => ({
      GroupName: name,
      GroupPolicyList: inlineOf(group),
      AttachedManagedPolicies: attachedTo(group),
    })),
    RoleDetailList: Object.entries(roles).map(([name, role]) => ({
      ...entityOf('role', name, role),
      RoleName: name,
      RoleId: uniqueId('AROA', name),
      RolePolicyList: inlineOf(role),
      AssumeRolePolicyDocument: {
        Version: '2012-10-17',
        Statement: role.trust ?? [{ Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' }],
      },
    })),
    Policies: [...managed.map((name) => managedPolicy(`arn:aws:iam::aws:policy/${name}`, documentOf(managedNamed(name)))), ...boundaries],
  };
}

function managedNamed(name: string): readonly object[] {
  const statements = MANAGED[name];
  if (!statements) throw new Error(`no managed policy is called \`${name}\``);
  return statements;
}

function managedPolicy(arn: string, document: object): object {
  return { Arn: arn, DefaultVersionId: 'v1', PolicyVersionList: [{ VersionId: 'v1', IsDefaultVersion: true, Document: document }] };
}

const boundaryArn = (name: string): string => `arn:aws:iam::${ACCOUNT}:policy/boundary-of-${name}`;

/** `AIDAALICE` for alice. */
function uniqueId(prefix: string, name: string): string {
  return `${prefix}${name.toUpperCase().replaceAll(/[^A-Z0-9]/g, '')}`;
}

function entityOf(kind: 'user' | 'role', name: string, { path = '/', boundary, tags = {}, policies = [] }: PrincipalWords): object {
  const limit = boundary === undefined ? {} : { PermissionsBoundary: { PermissionsBoundaryArn: boundaryArn(name) } };
  return {
    Arn: `arn:aws:iam::${ACCOUNT}:${kind}${path}${name}`,
    Path: path,
    AttachedManagedPolicies: attachedTo({ policies }),
    Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
    ...limit,
  };
}

function attachedTo({ policies = [] }: Pick<PrincipalWords, 'policies'>): readonly object[] {
  return policies.flatMap((policy) =>
    typeof policy === 'string' ? [{ PolicyName: policy, PolicyArn: `arn:aws:iam::aws:policy/${policy}` }] : [],
  );
}

function inlineOf({ policies = [] }: Pick<PrincipalWords, 'policies'>): readonly object[] {
  return policies.flatMap((policy, index) =>
    typeof policy === 'string' ? [] : [{ PolicyName: `p${index}`, PolicyDocument: documentOf(policy) }],
  );
}

function regionOf(region: string, words: RegionWords): object {
  const { repositories = {}, 'registry policy': policy, 'registry scope': scope, templates, caches } = words;
  const setting =
    scope === 'unknown' ? unread('ecr:GetAccountSetting') : { status: 'present', value: { name: 'REGISTRY_POLICY_SCOPE', value: scope } };
  return {
    region,
    registryPolicy: part(policy, 'ecr:GetRegistryPolicy'),
    ...(scope === undefined ? {} : { registryPolicyScope: setting }),
    ...(templates === undefined ? {} : { creationTemplates: templatesOf(templates) }),
    ...(caches === undefined ? {} : { pullThroughCacheRules: { status: 'present', value: caches.map(cacheRule) } }),
    repositories: repositoriesOf(region, repositories),
  };
}

function templatesOf(templates: NonNullable<RegionWords['templates']>): object {
  if (templates === 'unknown') return unread('ecr:DescribeRepositoryCreationTemplates');
  const value = Object.entries(templates).map(([prefix, { policy, tags = {} }]) => ({
    prefix,
    appliedFor: ['CREATE_ON_PUSH'],
    ...(policy === undefined ? {} : { repositoryPolicy: JSON.stringify(documentOf(policy)) }),
    resourceTags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
  }));
  return { status: 'present', value };
}

function cacheRule(prefix: string): object {
  return { ecrRepositoryPrefix: prefix, upstreamRegistryUrl: 'registry-1.docker.io' };
}

function repositoriesOf(region: string, repositories: NonNullable<RegionWords['repositories']>): object {
  if (repositories === 'unknown') return unread('ecr:DescribeRepositories');
  if (repositories === 'absent') return { status: 'absent' };
  const value = Object.entries(repositories).map(([name, { policy, tags }]) => ({
    repositoryName: name,
    repositoryArn: `arn:aws:ecr:${region}:${ACCOUNT}:repository/${name}`,
    ...(tags === undefined ? {} : { tags: tags === 'unknown' ? unread('tag:GetResources') : { status: 'present', value: tags } }),
    policy: part(policy, 'ecr:GetRepositoryPolicy'),
  }));
  return { status: 'present', value };
}

function organizationOf(words: AccountWords['organization']): object {
  if (words === undefined) return { status: 'absent' };
  if (words === 'unknown') return unread('organizations:DescribeOrganization');
  const { management = '999999999999', path = 'o-acme/r-1/ou-prod/', scps, rcps, accounts } = words;
  const api = 'organizations:ListPoliciesForTarget';
  const levels = (given: OrganizationWords['scps']) =>
    given === 'unknown' ? unread(api) : given?.map((level) => level.map((policy) => documentOf(Object(policy))));
  return {
    status: 'present',
    value: {
      id: 'o-acme',
      managementAccount: management,
      path: path === 'unknown' ? unread('organizations:ListParents') : path,
      ...(scps === undefined ? {} : { serviceControlPolicies: levels(scps) }),
      ...(rcps === undefined ? {} : { resourceControlPolicies: levels(rcps) }),
      ...(accounts === undefined
        ? {}
        : {
            accounts:
              accounts === 'unknown'
                ? unread('organizations:ListAccounts')
                : Object.entries(accounts).map(([id, of]) => (typeof of === 'string' ? { id, name: id, path: of } : { id, ...of })),
          }),
    },
  };
}
