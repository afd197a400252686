// What the test server holds: plain data that a test may change between two calls.

export interface World {
  partition: string;
  accounts: Record<string, Account>;
  /** Who signs with which access key; keys of assumed roles are added by the server. */
  accessKeys: Record<string, Caller>;
  /** The policies of AWS itself, `arn:aws:iam::aws:policy/...`. */
  awsManagedPolicies: ManagedPolicy[];
  organization?: Organization;
  buckets: Record<string, Bucket>;
  /** By ARN: the messages that were published. */
  topics: Record<string, Message[]>;
  /** Fewer items per page than asked for, by `ecr:DescribeRepositories`: AWS may do that at any time. */
  pageLimits: Record<string, number>;
}

export interface Caller {
  readonly account: string;
  readonly arn: string;
  readonly userId: string;
}

export interface Account {
  identity: Identity;
  /** Which AWS-managed policies the authorization details bring along. */
  awsManagedInDetails: 'attached' | 'none';
  /** Roles that others may take on, by ARN. */
  assumable: Record<string, { readonly externalId?: string }>;
  regions: Record<string, Region>;
}

export interface Region {
  status: 'ENABLED' | 'ENABLED_BY_DEFAULT' | 'ENABLING' | 'DISABLING' | 'DISABLED';
  repositories: Repository[];
  registryPolicyText?: string;
  /** By name, such as `REGISTRY_POLICY_SCOPE`. */
  settings: Record<string, string>;
  creationTemplates: Json[];
  replicationRules: Json[];
  pullThroughCacheRules: Json[];
}

export interface Repository {
  readonly name: string;
  readonly tags?: Readonly<Record<string, string>>;
  readonly policyText?: string;
}

export type Json = Readonly<Record<string, unknown>>;

/** A policy as an object, as JSON text, or already URL-encoded. */
export type PolicyText = object | string;

/** The answer of GetAccountAuthorizationDetails, documents not yet encoded. */
export interface Identity {
  readonly UserDetailList: readonly User[];
  readonly GroupDetailList: readonly Group[];
  readonly RoleDetailList: readonly Role[];
  readonly Policies: readonly ManagedPolicy[];
}

interface Holder {
  readonly Arn: string;
  readonly Path?: string;
  readonly CreateDate?: string;
  readonly AttachedManagedPolicies?: readonly { readonly PolicyName?: string; readonly PolicyArn: string }[];
}

interface Principal extends Holder {
  readonly PermissionsBoundary?: { readonly PermissionsBoundaryType?: string; readonly PermissionsBoundaryArn: string };
  readonly Tags?: readonly { readonly Key: string; readonly Value: string }[];
}

interface InlinePolicy {
  readonly PolicyName: string;
  readonly PolicyDocument: PolicyText;
}

export interface User extends Principal {
  readonly UserName: string;
  readonly UserId: string;
  readonly UserPolicyList?: readonly InlinePolicy[];
  readonly GroupList?: readonly string[];
}

export interface Role extends Principal {
  readonly RoleName: string;
  readonly RoleId: string;
  readonly AssumeRolePolicyDocument?: PolicyText;
  readonly RolePolicyList?: readonly InlinePolicy[];
}

export interface Group extends Holder {
  readonly GroupName: string;
  readonly GroupId?: string;
  readonly GroupPolicyList?: readonly InlinePolicy[];
}

export interface ManagedPolicy {
  readonly Arn: string;
  readonly PolicyName?: string;
  readonly PolicyId?: string;
  readonly Path?: string;
  readonly DefaultVersionId?: string;
  readonly PolicyVersionList?: readonly PolicyVersion[];
}

export interface PolicyVersion {
  readonly VersionId?: string;
  readonly IsDefaultVersion?: boolean;
  readonly Document?: PolicyText;
  readonly CreateDate?: string;
}

export interface Organization {
  id: string;
  managementAccount: string;
  /** Who may read more than DescribeOrganization; the management account always may. */
  delegatedAdministrators: string[];
  root: { readonly id: string; readonly policyTypes: readonly string[] };
  units: { readonly id: string; readonly name: string; readonly parent: string }[];
  members: { readonly id: string; readonly name: string; readonly parent: string; readonly status: string }[];
  policies: ControlPolicy[];
}

export interface ControlPolicy {
  readonly id: string;
  readonly name: string;
  readonly type: 'SERVICE_CONTROL_POLICY' | 'RESOURCE_CONTROL_POLICY';
  readonly content: string;
  /** Ids of the root, of units and of accounts that it is attached to. */
  readonly targets: readonly string[];
}

export interface Bucket {
  /** By key: every version, the newest last. */
  objects: Record<string, ObjectVersion[]>;
}

export interface ObjectVersion {
  readonly versionId: string;
  readonly etag: string;
  readonly body: Buffer;
  readonly contentType: string;
  readonly lastModified: string;
  /** Put by DeleteObject. */
  readonly isDeleteMarker: boolean;
}

export interface Message {
  readonly id: string;
  readonly body: string;
  readonly subject?: string;
  readonly attributes: Readonly<Record<string, { readonly type: string; readonly value: string }>>;
}

/** A world without accounts, to be filled. */
export function emptyWorld(partition = 'aws'): World {
  return { partition, accounts: {}, accessKeys: {}, awsManagedPolicies: [], buckets: {}, topics: {}, pageLimits: {} };
}

/** An account without principals and regions, to be filled. */
export function emptyAccount(): Account {
  return {
    identity: { UserDetailList: [], GroupDetailList: [], RoleDetailList: [], Policies: [] },
    awsManagedInDetails: 'attached',
    assumable: {},
    regions: {},
  };
}

/** An enabled region with these repositories and nothing else. */
export function regionWith(repositories: readonly Repository[] = []): Region {
  return {
    status: 'ENABLED_BY_DEFAULT',
    repositories: [...repositories],
    settings: { BASIC_SCAN_TYPE_VERSION: 'AWS_NATIVE', BLOB_MOUNTING: 'DISABLED', REGISTRY_POLICY_SCOPE: 'V2' },
    creationTemplates: [],
    replicationRules: [],
    pullThroughCacheRules: [],
  };
}
