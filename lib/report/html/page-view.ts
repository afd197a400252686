// What is embedded in the page: the audit as its script reads it. Everything in it is text to show, never markup.
import type { Capability, PrincipalClass } from '../../model/access.ts';
import type { Severity } from '../../model/severity.ts';
import type { Direction } from '../direction.ts';
import type { AuditView, FindingView } from '../schema.ts';

/** How a right stands to what is intended, the gravest first. */
export const VERDICTS = ['unexpected', 'missing', 'accepted', 'unjudged', 'expected'] as const;
export type RightVerdict = (typeof VERDICTS)[number];

/** Whether a right is there, the least certain first. */
export const CERTAINTIES = ['unknown', 'conditional', 'allowed'] as const;
export type Certainty = (typeof CERTAINTIES)[number];

export interface PageView {
  readonly account: string;
  /** What the account is called in its organization, where that was read. */
  readonly accountName: string | null;
  readonly asOf: string;
  /** What was read again after that, in a line; empty where nothing was. */
  readonly reread: string;
  readonly regions: readonly string[];
  readonly complete: boolean;
  readonly unread: Listed<AuditView['unread'][number]>;
  readonly incompleteness: readonly string[];
  readonly baseline: PageBaseline | null;
  readonly remarks: readonly string[];
  readonly summary: AuditView['summary'];
  readonly observed: AuditView['observed'];
  readonly notes: Listed<AuditView['notes'][number]>;
  readonly codes: readonly PageCode[];
  readonly events: Listed<PageEvent> | null;
  readonly causes: Listed<PageCause>;
  readonly findings: Listed<PageFinding>;
  readonly access: PageAccess | null;
  readonly outsiders: Listed<PageOutsider>;
  readonly registries: readonly PageRegistry[];
  /** Of the same audit in `--format json`: what is not listed here is there. */
  readonly sha256: string;
}

/** The first of a list, and how many there are. */
export interface Listed<T> {
  readonly first: readonly T[];
  readonly total: number;
}

export interface PageCode {
  readonly code: string;
  readonly name: string;
  readonly meaning: string;
  readonly remedy: string;
}

export interface PageEvent {
  readonly event: string;
  readonly id: string;
  readonly code: string;
  readonly message: string;
}

export interface PageCause {
  readonly id: string;
  readonly severity: Severity;
  readonly direction: Direction;
  /** `ECRD-103 ForbiddenAccess (2)`. */
  readonly label: string;
  readonly message: string;
  /** How many of its findings are in each state. */
  readonly states: Readonly<Record<FindingView['state'], number>>;
  readonly firstSeen: string;
  readonly evidence: readonly string[];
  /** Who may have brought it about; null where nobody knows. */
  readonly who: string | null;
  readonly findings: Listed<string>;
  readonly repositories: readonly string[];
  readonly principals: readonly string[];
  /** The policy that would be changed, in words. */
  readonly policy: string;
  readonly remedy: string;
  readonly remediation: PageRemediation | null;
}

export interface PageRemediation {
  /** Why there is no change, where there is none. */
  readonly why: string | null;
  readonly changes: readonly {
    readonly place: string;
    readonly diff: string;
    readonly command: string;
    readonly affects: readonly string[];
  }[];
  readonly warnings: readonly string[];
  readonly alsoRemoves: number;
  readonly leaves: number;
  readonly accept: string;
}

export interface PageFinding {
  readonly id: string;
  readonly cause: string | null;
  readonly code: string;
  readonly name: string;
  readonly severity: Severity;
  readonly state: FindingView['state'];
  readonly region: string | null;
  readonly repository: string | null;
  readonly principal: string | null;
  readonly capability: string | null;
  readonly message: string;
  readonly evidence: readonly string[];
  readonly accept: string | null;
  readonly exception: string | null;
  readonly until: string | null;
  readonly firstSeen: string;
  readonly unverifiedSince: string | null;
}

/** The access matrix: of repositories and principals, or of groups of them where there are too many. */
export interface PageAccess {
  readonly kind: 'whole' | 'groups';
  readonly totals: { readonly grants: number; readonly principals: number; readonly repositories: number };
  /** How many repositories nobody reaches but the account itself; null where no repository was read. */
  readonly closed: number;
  readonly rows: readonly PageRow[];
  readonly columns: readonly PageColumn[];
  /** Row, column, position in `rights`; where nothing is, nobody has access. */
  readonly cells: readonly (readonly [row: number, column: number, rights: number])[];
  /** What a cell holds: the same of many cells. */
  readonly rights: readonly (readonly PageRight[])[];
  /** What `via` and `depends` of rights name by position. */
  readonly texts: readonly string[];
}

export interface PageRow {
  readonly name: string;
  readonly region: string;
  /** How many repositories it is. */
  readonly size: number;
  /** Of a group the names that it begins and ends with, in the order of their characters. */
  readonly from?: string;
  readonly to?: string;
}

export interface PageColumn {
  readonly name: string;
  readonly class: PrincipalClass;
  readonly account: string | null;
  readonly size: number;
}

export interface PageRight {
  readonly capability: Capability | string;
  readonly verdict: RightVerdict;
  readonly certainty: Certainty;
  readonly via: readonly number[];
  readonly depends: readonly number[];
  /** Of groups: how many pairs of a principal and a repository have it. */
  readonly pairs?: number;
  /** Of those, how many are unexpected. */
  readonly unexpected?: number;
}

/** Somebody outside the account, and what they can do in how many repositories. */
export interface PageOutsider {
  readonly name: string;
  readonly class: PrincipalClass;
  readonly account: string | null;
  readonly rights: readonly { readonly capability: string; readonly certainty: Certainty; readonly repositories: Listed<string> }[];
}

export type PageSetting =
  | { readonly kind: 'present'; readonly text: string }
  | { readonly kind: 'absent' }
  | { readonly kind: 'unread'; readonly code: string; readonly message: string };

export interface PageRegistry {
  readonly region: string;
  /** Null where they were not read. */
  readonly repositories: number | null;
  readonly settings: readonly { readonly name: string; readonly value: PageSetting }[];
}

export interface PageBaseline {
  readonly path: string;
  readonly sha256: string;
  readonly rules: number;
  readonly lockedGrants: number;
  readonly exceptions: readonly PageException[];
  readonly reviews: readonly {
    readonly file: string;
    readonly owner: string | null;
    readonly days: number;
    readonly reviewed: string | null;
  }[];
}

export interface PageException {
  readonly id: string;
  readonly match: string;
  readonly reason: string;
  readonly owner: string;
  readonly ticket: string | null;
  readonly expires: string;
  readonly daysLeft: number;
  /** How many findings it accepts now. */
  readonly accepts: number;
  readonly at: string;
}
