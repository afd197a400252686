import type { PrincipalClass } from './access.ts';
import type { Digest } from './ids.ts';

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
  | { readonly kind: 'organization'; readonly id: string }
  | { readonly kind: 'organizationalUnit'; readonly path: string }
  | { readonly kind: 'service'; readonly service: string }
  | { readonly kind: 'permissionSet'; readonly name: string }
  | { readonly kind: 'tag'; readonly key: string; readonly value: string }
  | { readonly kind: 'class'; readonly class: PrincipalClass };

/** Which repositories a rule is about; an empty list of accounts, regions or tags asks nothing. */
export interface RepositorySelector {
  readonly names: readonly string[];
  readonly accounts: readonly string[];
  readonly regions: readonly string[];
  readonly tags: readonly { readonly key: string; readonly value: string }[];
}

/** One line of a rule: these principals, these capabilities. */
export interface RuleEntry {
  readonly verb: 'allow' | 'forbid';
  readonly principals: readonly PrincipalSelector[];
  /** Names of capabilities, raw actions, raw action globs, or `any`, as written. */
  readonly capabilities: readonly string[];
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

export interface Baseline {
  /** The file or folder as it was given. */
  readonly path: string;
  /** Of all files, paths and texts, sorted by path. */
  readonly sha256: Digest;
  readonly rules: readonly Rule[];
}

/** Something wrong in a baseline; any one of them makes the baseline invalid. */
export interface BaselineIssue {
  readonly reason: string;
  readonly at: SourceLocation;
}
