// The output formats, one line each: the media type, the ending of a file, and what renders each result. Whoever adds one adds a line.
import { joinedChunks } from '../text/chunks.ts';
import { accessTableChunks } from './access-table.ts';
import { auditTableChunks } from './audit-table.ts';
import { type ExplanationView, explanationJson, explanationReport } from './explanation.ts';
import { chunksOfJson, chunksOfLines } from './json.ts';
import { markdownOf } from './markdown.ts';
import type { AccessView, AuditView, GrantView } from './schema.ts';

/** An audit to render. */
export interface AuditResult {
  /** As it is saved for programs. */
  readonly view: AuditView;
  /** The same with commands that work where a person reads them. */
  readonly printed: AuditView;
  /** What a reader has to know besides, a paragraph each. */
  readonly remarks: readonly string[];
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

interface Results {
  readonly audit: AuditResult;
  readonly access: AccessResult;
  readonly explain: ExplanationView;
}

/** What has forms to be printed in: each command is of one kind. */
export type ResultKind = keyof Results;

/** In chunks: a large result is longer than a string may be. */
export type Rendered = Iterable<string>;

type Renderers = { readonly [K in ResultKind]?: (result: Results[K]) => Rendered };

/** A format renders an audit at least; of other results it may have no form. */
export interface OutputFormat extends Renderers {
  readonly mediaType: string;
  /** With its dot. */
  readonly ending: string;
  readonly audit: (result: AuditResult) => Rendered;
}

/** In the order in which help lists them. */
export const FORMATS = {
  table: {
    mediaType: 'text/plain; charset=utf-8',
    ending: '.txt',
    audit: auditTableOf,
    access: accessTableOf,
    explain: explanationReportOf,
  },
  json: { mediaType: 'application/json', ending: '.json', audit: auditJson, access: accessJson, explain: explanationJsonOf },
  markdown: { mediaType: 'text/markdown; charset=utf-8', ending: '.md', audit: auditMarkdown },
} as const satisfies Record<string, OutputFormat>;

export type FormatName = keyof typeof FORMATS;

/** What a command prints where nobody chose. */
export const PRINTED_FORMAT = 'table' satisfies FormatName;
/** What a command saves where nobody chose: the one that programs, this one among them, read again. */
export const SAVED_FORMAT = 'json' satisfies FormatName;

const BY_NAME: Readonly<Record<FormatName, OutputFormat>> = FORMATS;
// INVARIANT: Object.keys of a literal gives the names that it was written with.
const NAMES = Object.keys(FORMATS) as readonly FormatName[];

/** The formats that a result has, in the order of the table. */
export function formatsOf(kind: ResultKind): readonly FormatName[] {
  return NAMES.filter((name) => BY_NAME[name][kind] !== undefined);
}

/** A result in a format. Throws a RangeError for a format that `formatsOf` does not list. */
export function rendered<K extends ResultKind>(kind: K, format: FormatName, result: Results[K]): Rendered {
  const render: Renderers[K] = BY_NAME[format][kind];
  if (!render) throw new RangeError(`${kind} has no form in ${format}: use ${formatsOf(kind).join(', ')}`);
  return render(result);
}

function auditTableOf({ printed }: AuditResult): Rendered {
  return joinedChunks(auditTableChunks(printed));
}

function auditJson({ view: { findings, ...head } }: AuditResult): Rendered {
  return chunksOfJson(head, 'findings', findings);
}

function auditMarkdown({ printed, remarks }: AuditResult): Rendered {
  return [markdownOf(printed, remarks)];
}

function accessTableOf({ head, grants, by }: AccessResult): Rendered {
  return joinedChunks(accessTableChunks(head, grants(), { by }));
}

function accessJson({ head, lines }: AccessResult): Rendered {
  return chunksOfLines(head, 'grants', lines());
}

function explanationReportOf(view: ExplanationView): Rendered {
  return [explanationReport(view)];
}

function explanationJsonOf(view: ExplanationView): Rendered {
  return [explanationJson(view)];
}
