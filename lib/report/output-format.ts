// What a result is when it is rendered, and what a format has to say of itself.
import type { CheckResult } from './check-result.ts';
import type { ExplanationView } from './explanation.ts';
import type { AuditShown } from './first-screen.ts';
import type { PageSources } from './page-sources.ts';
import type { AccessView, AuditView, GrantView } from './schema.ts';
import type { Screen } from './screen.ts';

/** An audit to render. */
export interface AuditResult {
  /** As it is saved for programs. */
  readonly view: AuditView;
  /** The same with commands that work where a person reads them. */
  readonly printed: AuditView;
  /** What a reader has to know besides, a paragraph each. */
  readonly remarks: readonly string[];
  /** What only the page shows besides; undefined where nobody has it. */
  readonly page?: PageSources;
  /** How a person wants to see it in a terminal; left out, all of it. */
  readonly shown?: AuditShown;
}

/** Effective access to render; the grants are asked for once, by the renderer, in one form or the other. */
export interface AccessResult {
  readonly head: Omit<AccessView, 'grants'>;
  readonly grants: () => Iterable<GrantView>;
  /** The same, each as JSON. */
  readonly lines: () => Iterable<string>;
  /** What each section for people is about. */
  readonly by: 'repository' | 'principal';
}

export interface Results {
  readonly audit: AuditResult;
  readonly access: AccessResult;
  readonly explain: ExplanationView;
  readonly check: CheckResult;
}

/** What has forms to be printed in: each command is of one kind. */
export type ResultKind = keyof Results;

/** In chunks: a large result is longer than a string may be. */
export type Rendered = Iterable<string>;

/** What is for people is laid out for a screen. */
export type Renderers = { readonly [K in ResultKind]?: (result: Results[K], screen?: Screen) => Rendered };

/** A format renders an audit at least; of other results it may have no form. */
export interface OutputFormat extends Renderers {
  readonly mediaType: string;
  /** With its dot. */
  readonly ending: string;
  readonly audit: (result: AuditResult, screen?: Screen) => Rendered;
}
