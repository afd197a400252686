// What was read of an account, each part with whether it could be read.
import type { GapPart } from './gap-part.ts';
import type { AccountId, Arn, Instant, RepositoryArn } from './ids.ts';
import type { PolicyDocument } from './policy.ts';
import type { RereadAt } from './reread.ts';

/** What AWS was asked for: it is there, it is not there, or nobody knows. */
export type Collected<T> =
  | { readonly kind: 'present'; readonly value: T }
  | { readonly kind: 'absent' }
  | { readonly kind: 'unknown'; readonly gap: Gap };

/** A part that was not read: shown to the operator, and the reason why nothing is concluded from it. */
export interface Gap {
  readonly part: GapPart;
  /** `ecr:GetRepositoryPolicy`. */
  readonly api: string;
  readonly code: string;
  readonly message: string;
}

export type Tags = Readonly<Record<string, string>>;

/** A user or role of the account with every policy that bears on it, groups resolved. */
export interface LocalPrincipal {
  readonly kind: 'user' | 'role';
  readonly arn: Arn;
  /** AIDA... or AROA... */
  readonly uniqueId: string;
  readonly name: string;
  readonly path: string;
  readonly tags: Tags;
  /** Inline, attached, and through groups; `unknown` where a document is missing. */
  readonly policies: readonly Collected<PolicyDocument>[];
  readonly boundary: Collected<PolicyDocument>;
  /** Who may assume a role; undefined for users. */
  readonly trust: PolicyDocument | undefined;
  /** Names of the groups that a user is in. */
  readonly groups: readonly string[];
}

/** A group of users, whoever is in it. */
export interface Group {
  readonly name: string;
  readonly arn: string;
  readonly policies: readonly Collected<PolicyDocument>[];
}

/** A managed policy, whoever has it. */
export interface ManagedPolicy {
  readonly arn: string;
  readonly document: Collected<PolicyDocument>;
  /** Versions that are not in force, as far as they were read. */
  readonly otherVersions: readonly PolicyDocument[];
}

/** What users and roles of the account can be given. */
export interface IdentityStock {
  readonly groups: readonly Group[];
  readonly managedPolicies: readonly ManagedPolicy[];
}

export interface Repository {
  readonly arn: RepositoryArn;
  readonly region: string;
  readonly name: string;
  readonly tags: Collected<Tags>;
  readonly policy: Collected<PolicyDocument>;
}

/** One region's private registry. */
export interface Registry {
  readonly region: string;
  readonly repositories: Collected<readonly Repository[]>;
  readonly policy: Collected<PolicyDocument>;
  /** The setting REGISTRY_POLICY_SCOPE: `V1` or `V2` (E3, E4). */
  readonly policyScope: Collected<string>;
  readonly creationTemplates: Collected<unknown>;
  readonly replication: Collected<unknown>;
  readonly pullThroughCacheRules: Collected<unknown>;
}

export interface OrganizationAccount {
  readonly id: AccountId;
  readonly name: string;
  /** `o-.../r-.../ou-.../` */
  readonly path: string;
}

export interface Organization {
  readonly id: string;
  readonly managementAccount: string;
  readonly path: Collected<string>;
  /** One list per level, from the organization's root down to the account. */
  readonly serviceControlPolicies: Collected<readonly (readonly PolicyDocument[])[]>;
  readonly resourceControlPolicies: Collected<readonly (readonly PolicyDocument[])[]>;
  readonly accounts: Collected<readonly OrganizationAccount[]>;
}

export interface AccountSnapshot {
  readonly partition: string;
  readonly account: AccountId;
  /** When it is judged: when its newest part was read. */
  readonly collectedAt: Instant;
  /** When reading it began, where it is judged later because of what is in `reread`. */
  readonly scannedAt?: Instant;
  /** Parts that were read again since reading it began. */
  readonly reread: readonly RereadAt[];
  readonly principals: Collected<readonly LocalPrincipal[]>;
  /** Empty where the principals were not read. */
  readonly stock: IdentityStock;
  readonly organization: Collected<Organization>;
  /** Sorted by region. */
  readonly registries: readonly Registry[];
}
