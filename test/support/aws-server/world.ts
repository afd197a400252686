// What the test server holds: plain data that a test may change between two calls.
import type { Identity, ManagedPolicy } from './world-identity.ts';

export interface World {
  partition: string;
  accounts: Record<string, Account>;
  /** Who signs with which access key; keys of assumed roles are added by the server. */
  accessKeys: Record<string, Caller>;
  /** The policies of AWS itself, `arn:aws:iam::aws:policy/...`. */
  awsManagedPolicies: ManagedPolicy[];
  organization?: Organization;
  /** Another one, with accounts of its own. */
  otherOrganization?: Organization;
  buckets: Record<string, Bucket>;
  /** By account and name: the messages that wait in it. */
  queues: Record<string, string[]>;
  /** By account and region where it is switched on: what it has, by the id of each finding. */
  securityHubs: Record<string, Record<string, Json>>;
  /** By account and region: the records of calls, in any order. */
  trails: Record<string, Json[]>;
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
  return {
    partition,
    accounts: {},
    accessKeys: {},
    awsManagedPolicies: [],
    buckets: {},
    queues: {},
    securityHubs: {},
    topics: {},
    trails: {},
    pageLimits: {},
  };
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
