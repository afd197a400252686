// The output formats, one line each: the media type, the ending of a file, and what renders each result. Whoever adds one adds a line.
import { joinedChunks } from '../text/chunks.ts';
import { accessTableChunks } from './access-table.ts';
import { auditTableChunks } from './audit-table.ts';
import { type ExplanationView, explanationJson, explanationReport } from './explanation.ts';
import { type AuditShown, firstScreen } from './first-screen.ts';
import { chunksOfLines } from './json.ts';
import type { AccessView, GrantView } from './schema.ts';
import { PAPER, type Screen } from './screen.ts';
import { STORED, type StoredAudit } from './stored-formats.ts';

/** An audit to render. */
export interface AuditResult extends StoredAudit {
  /** How a person wants to see it; left out, all of it. */
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

interface Results {
  readonly audit: AuditResult;
  readonly access: AccessResult;
  readonly explain: ExplanationView;
}

/** What has forms to be printed in: each command is of one kind. */
export type ResultKind = keyof Results;

/** In chunks: a large result is longer than a string may be. */
export type Rendered = Iterable<string>;

/** What is for people is laid out for a screen. */
type Renderers = { readonly [K in ResultKind]?: (result: Results[K], screen?: Screen) => Rendered };

/** A format renders an audit at least; of other results it may have no form. */
export interface OutputFormat extends Renderers {
  readonly mediaType: string;
  /** With its dot. */
  readonly ending: string;
  readonly audit: (result: AuditResult, screen?: Screen) => Rendered;
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
  json: { ...STORED.json, access: accessJson, explain: explanationJsonOf },
  markdown: STORED.markdown,
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

/** A result in a format, for a screen where it is for people. Throws a RangeError for a format that `formatsOf` does not list. */
export function rendered<K extends ResultKind>(kind: K, format: FormatName, result: Results[K], screen: Screen = PAPER): Rendered {
  const render: Renderers[K] = BY_NAME[format][kind];
  if (!render) throw new RangeError(`${kind} has no form in ${format}: use ${formatsOf(kind).join(', ')}`);
  return render(result, screen);
}

function auditTableOf({ printed, shown }: AuditResult, screen?: Screen): Rendered {
  if (shown && shown.detail !== 'whole') return [firstScreen(printed, shown, screen ?? PAPER)];
  return joinedChunks(auditTableChunks(printed, screen, shown));
}

function accessTableOf({ head, grants, by }: AccessResult, screen?: Screen): Rendered {
  return joinedChunks(accessTableChunks(head, grants(), { by, screen }));
}

function accessJson({ head, lines }: AccessResult): Rendered {
  return chunksOfLines(head, 'grants', lines());
}

function explanationReportOf(view: ExplanationView, screen?: Screen): Rendered {
  return [explanationReport(view, screen)];
}

function explanationJsonOf(view: ExplanationView): Rendered {
  return [explanationJson(view)];
}
