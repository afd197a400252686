// Differences between what is intended and what is granted, and what policies show by themselves.
import type { Grant, Places } from './access.ts';
import type { SourceLocation } from './baseline.ts';
import type { PolicyFindingCode } from './codes.ts';
import type { Reason } from './decision.ts';
import type { Instant } from './ids.ts';
import type { Layer } from './policy.ts';
import type { Severity } from './severity.ts';
import type { Gap } from './snapshot.ts';

/** The rule of the baseline that a drift is measured by. */
export interface RuleRef {
  readonly id: string;
  readonly owner: string | undefined;
  readonly at: SourceLocation;
  /** Set where the entry has expired: it allowed. */
  readonly expired?: true;
}

/** Live access against the baseline. */
export type Drift =
  | GrantDrift
  | PlaceholderAccess
  | MissingAccess
  /** Same-account grants of a repository that no rule is about, summed up. */
  | {
      readonly kind: 'unmanaged';
      readonly region: string;
      readonly repository: string;
      readonly principals: number;
      readonly grants: number;
      /** Set where nothing else is there: what the rule allows in whatever is new reaches it. */
      readonly newly?: RuleRef;
    }
  | UnsettledAccess
  | PolicyFinding
  | { readonly kind: 'unverified'; readonly gap: Gap };

/** A grant that drifts; a grant on everything is shown by that on the first of its repositories. */
export type GrantDrift =
  /** `observed`: nobody has said yet what is meant, and it is an outsider's. */
  | { readonly kind: 'unexpected'; readonly grant: Grant; readonly everywhere: AccountWideGrant | undefined; readonly observed?: true }
  /** The principal may do something here, and can do more. */
  | { readonly kind: 'raised'; readonly grant: Grant; readonly everywhere: AccountWideGrant | undefined }
  /** The access is allowed under conditions that the live one does not have, or is not shown to have. */
  | {
      readonly kind: 'weakened';
      readonly grant: Grant;
      readonly everywhere: AccountWideGrant | undefined;
      readonly rule: RuleRef;
      readonly shown: boolean;
      /** A request that gets in, and what is asked of it, in words. */
      readonly weaker?: string;
    }
  | { readonly kind: 'forbidden'; readonly grant: Grant; readonly everywhere: AccountWideGrant | undefined; readonly rule: RuleRef };

/** Access that a registry policy or a creation template gives on repositories to come, or that a registry policy gives to the registry itself. */
export interface PlaceholderAccess {
  readonly kind: 'coming';
  /** `observed`: there is no baseline that could have meant it. */
  readonly verdict: 'observed' | 'unexpected' | 'weakened' | 'forbidden';
  readonly of: 'repositories' | 'registry';
  /** INVARIANT: its repository is the pattern of names under which it is given; empty for the registry. */
  readonly access: Grant;
  /** The prefix of the template that gives it; undefined for the registry policy. */
  readonly template: string | undefined;
  /** The parts of the pattern where it is drift; none means all of it. */
  readonly among: readonly string[];
  readonly rule: RuleRef | undefined;
  /** As of weakened access. */
  readonly shown: boolean;
  /** Where the baseline lets the same access be: wherever it reaches today, or on names that lie less deep. Then it is information. */
  readonly lenience: 'today' | 'above' | undefined;
  /** Actions that are told with it. */
  readonly more: readonly string[];
}

/** Access that a rule requires or the lock holds, and that is not there. */
export interface MissingAccess {
  readonly kind: 'missing';
  readonly source: 'require' | 'lock';
  /** The rule, or the line of the lock. */
  readonly rule: RuleRef;
  readonly region: string;
  readonly repository: string;
  /** As grants name it. */
  readonly principal: string;
  readonly uniqueId: string | undefined;
  readonly capability: string;
  /** The layers that keep it away, and the Denies among them. */
  readonly blockedBy: readonly Layer[];
  readonly denials: readonly Reason[];
  /** Each action is possible, but only under conditions that exclude each other. */
  readonly isNeverWhole: boolean;
}

/** Access that the baseline asks about, and of which AWS's documentation does not say whether it is there. Everything was read. */
export interface UnsettledAccess {
  readonly kind: 'unsettled';
  /** Who asks: a rule requires or forbids it, or the lock holds it. */
  readonly asked: 'require' | 'forbid' | 'lock';
  readonly rule: RuleRef;
  readonly region: string;
  readonly repository: string;
  readonly principal: string;
  readonly uniqueId: string | undefined;
  readonly capability: string;
  /** The rules of docs/semantics.md that leave it open, sorted. */
  readonly open: readonly string[];
  /** The statements to which they apply. */
  readonly statements: readonly Reason[];
}

/**
 * What a finding is about, besides its code, region, principal and capability. A name by itself (of a repository, an action, a file), or else
 * a kind with what tells things of that kind apart.
 */
export type FindingObject = string | readonly string[];

/** What the baseline speaks of, and what does not exist. */
export interface Gone {
  readonly what: 'repository' | 'principal';
  readonly name: string;
}

/** What is wrong with a policy or with the baseline, whatever access there is. */
export interface PolicyFinding {
  readonly kind: 'hygiene';
  readonly code: PolicyFindingCode;
  readonly severity: Severity;
  readonly region: string | null;
  readonly repository: string | null;
  readonly principal: string | null;
  readonly capability: string | null;
  /** What tells it apart from others of its code: stable when statements move, Sids change or dates are written anew. */
  readonly subject: FindingObject;
  /** The subjects that earlier versions gave it, the latest first: what they remember of it is about the same. */
  readonly formerly?: readonly string[];
  /** The instant that it turns on, where there is one. It proves the finding and is no part of what the finding is about. */
  readonly date?: Instant;
  readonly message: string;
  readonly statement: Reason | undefined;
  /** Further statements that prove it, where it does not come from one of them alone. */
  readonly statements?: readonly Reason[];
  /** Whatever else proves it, in words. */
  readonly details: readonly string[];
  /** What to do about it, where that of its code does not fit. */
  readonly remedy?: string | undefined;
  /** Where in the baseline it is written, where it is about the baseline. */
  readonly at?: SourceLocation;
  /** The one repository or principal that the baseline speaks of and that does not exist, where that is all that is wrong. */
  readonly gone?: Gone;
}

/** An identity policy gives the capability on every repository of `region` (`*`: wherever); these are the ones where it is drift. */
export interface AccountWideGrant {
  readonly region: string;
  readonly repositories: Places;
}

/** The statements behind a difference: those that grant, or those that keep somebody out. */
export function reasonsIn(drift: Drift): readonly Reason[] {
  switch (drift.kind) {
    case 'unexpected':
    case 'raised':
    case 'weakened':
    case 'forbidden':
      return drift.grant.via;
    case 'coming':
      return drift.access.via;
    case 'missing':
      return drift.denials;
    case 'unsettled':
      return drift.statements;
    case 'hygiene':
      return [...(drift.statement ? [drift.statement] : []), ...(drift.statements ?? [])];
    case 'unmanaged':
    case 'unverified':
      return [];
  }
}

/** Drift as far as it is told. */
export interface ToldDrift<T extends Drift = Drift> {
  readonly drift: readonly T[];
  /** How many accesses drift, or were not looked into, and are not told of; none where fewer are than the limit. */
  readonly leftOut: number;
}
