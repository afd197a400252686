// What is intended: rules, exceptions, and grants that are locked as they were.
import type { Capability, PrincipalClass } from './access.ts';
import type { NamedResidual } from './decision.ts';
import type { Digest, FindingId, Instant } from './ids.ts';
import type { Condition } from './policy.ts';

/** Where a person wrote it; messages and reports point here. Lines count from 1. */
export interface SourceLocation {
  readonly file: string;
  readonly line: number;
}

export interface SourceFile {
  readonly path: string;
  readonly text: string;
}

/** Whom an entry is about. Globs are anchored: `*` stops at `/`, `**` does not. */
export type PrincipalSelector =
  | { readonly kind: 'arn'; readonly glob: string }
  | { readonly kind: 'account'; readonly account: string }
  /** The account of the organization that is called so. */
  | { readonly kind: 'accountName'; readonly name: string }
  | { readonly kind: 'organization'; readonly id: string }
  | { readonly kind: 'organizationalUnit'; readonly path: string }
  | { readonly kind: 'service'; readonly service: string }
  | { readonly kind: 'permissionSet'; readonly name: string }
  | { readonly kind: 'tag'; readonly key: string; readonly value: string }
  | { readonly kind: 'class'; readonly class: PrincipalClass };

/** The repositories that a document lists: those that were there when somebody last looked. */
export interface KnownRepositories {
  readonly at: SourceLocation;
  /** By region and name, where each is written. */
  readonly places: ReadonlyMap<string, ReadonlyMap<string, SourceLocation>>;
}

/** Which side of a list of known repositories a rule is about. */
export interface KnownBound {
  readonly side: 'known' | 'new';
  readonly of: KnownRepositories;
}

/** Which repositories a rule is about; an empty list of accounts, regions or tags asks nothing. */
export interface RepositorySelector {
  readonly names: readonly string[];
  readonly accounts: readonly string[];
  readonly regions: readonly string[];
  readonly tags: readonly { readonly key: string; readonly value: string }[];
  /** Undefined where the document of the rule lists none. */
  readonly known?: KnownBound | undefined;
}

/** Intent as an AWS policy document: what the engine says that it grants is what the entry allows. */
export interface IntentPolicy {
  /** The file as it was named, or `policy` where the document is written in the rule. */
  readonly name: string;
  /** JSON text; may hold {PARTITION}, {REGION}, {ACCOUNT_ID} and {REPOSITORY}. */
  readonly text: string;
  /** An identity policy is that of the entry's principals; a repository policy names its own. */
  readonly style: 'identity' | 'repository';
}

/** One line of a rule: these principals, these capabilities. */
export interface RuleEntry {
  readonly verb: 'allow' | 'require' | 'forbid';
  /** None only beside a policy of repository style. */
  readonly principals: readonly PrincipalSelector[];
  /** Names of capabilities, raw actions, raw action globs, or `any`, as written; none beside a policy. */
  readonly capabilities: readonly string[];
  readonly policy: IntentPolicy | undefined;
  /** Live access must be at least as strict; empty asks nothing. */
  readonly when: readonly Condition[];
  /** From then on the entry allows, requires or forbids nothing; its rule stays about its repositories. */
  readonly expires: Instant | undefined;
  /** Whom a forbid leaves alone for a time; none of other entries. */
  readonly except: readonly Exemption[];
  readonly reason: string | undefined;
  readonly owner: string | undefined;
  readonly ticket: string | undefined;
  readonly at: SourceLocation;
}

/** Principals whom a forbid does not forbid anything until it expires; whether they are allowed to is another question. */
export interface Exemption {
  readonly principals: readonly PrincipalSelector[];
  readonly reason: string;
  readonly owner: string;
  readonly ticket: string | undefined;
  readonly expires: Instant;
  readonly at: SourceLocation;
}

export interface Rule {
  readonly id: string;
  /** `metadata.owner` of the file. */
  readonly owner: string | undefined;
  readonly repositories: RepositorySelector;
  readonly entries: readonly RuleEntry[];
  readonly at: SourceLocation;
}

/** What an exception is for: one finding, or whatever a selector means. Omitted parts ask nothing. */
export type ExceptionMatch =
  | { readonly kind: 'finding'; readonly finding: FindingId }
  | {
      readonly kind: 'selector';
      readonly code: string | undefined;
      readonly repositories: readonly string[];
      readonly principals: readonly PrincipalSelector[];
      readonly capabilities: readonly string[];
    };

/** A deviation for a time: its findings are accepted until it expires. */
export interface Exception {
  readonly id: string;
  readonly match: ExceptionMatch;
  readonly reason: string;
  readonly owner: string;
  readonly ticket: string | undefined;
  readonly expires: Instant;
  readonly at: SourceLocation;
}

/** One accepted grant of the lock: a grant of docs/formats.md#effective-access without `via`. */
export interface LockedGrant {
  readonly region: string;
  readonly repository: string;
  readonly principal: string;
  readonly principalClass: PrincipalClass;
  readonly capability: Capability;
  readonly decision: 'allowed' | 'conditional';
  readonly conditions: readonly NamedResidual[];
  readonly at: SourceLocation;
}

/** When the rules of a file have to be looked at again. */
export interface ReviewPeriod {
  readonly days: number;
  /** The end of the day of the last review; undefined where nobody has written it down. */
  readonly reviewed: Instant | undefined;
  readonly owner: string | undefined;
  readonly at: SourceLocation;
}

export interface Baseline {
  /** The file or folder as it was given. */
  readonly path: string;
  /** Of all files, paths and texts, sorted by path. */
  readonly sha256: Digest;
  readonly rules: readonly Rule[];
  /** Lists of repositories, one of each document that has one: even without rules nothing else is expected there. */
  readonly known?: readonly KnownRepositories[];
  readonly exceptions: readonly Exception[];
  readonly lock: readonly LockedGrant[];
  /** Whether there is a lock: one without lines takes no grant as it is. */
  readonly hasLock: boolean;
  readonly reviews: readonly ReviewPeriod[];
  /** For how many days from now an exception may hold at most. */
  readonly maxExceptionDays: number;
}

/** Something wrong in a baseline; any one of them makes the baseline invalid. */
export interface BaselineIssue {
  readonly reason: string;
  readonly at: SourceLocation;
}
