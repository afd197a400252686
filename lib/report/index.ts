// The output formats, one line each: the media type, the ending of a file, and what renders each result. Whoever adds one adds a line.
import { joinedChunks } from '../text/chunks.ts';
import { accessTableChunks } from './access-table.ts';
import { auditTableChunks } from './audit-table.ts';
import { checkJson } from './check-json.ts';
import { checkMarkdown } from './check-markdown.ts';
import { auditOfCheck, type CheckResult } from './check-result.ts';
import { checkTable } from './check-table.ts';
import { type ExplanationView, explanationReport } from './explanation.ts';
import { firstScreen } from './first-screen.ts';
import { asffOf } from './formats/asff.ts';
import { codequalityOf } from './formats/codequality.ts';
import { findingsCsv, grantsCsv } from './formats/csv.ts';
import { junitOf } from './formats/junit.ts';
import { ocsfOf } from './formats/ocsf.ts';
import { type OriginOf, sarifOf } from './formats/sarif.ts';
import { checkPage } from './html/check-page.ts';
import { htmlOf } from './html/html.ts';
import type { AccessResult, AuditResult, OutputFormat, Rendered, Renderers, ResultKind, Results } from './output-format.ts';
import { PAPER, type Screen } from './screen.ts';
import { JSON_FORMAT, MARKDOWN_FORMAT } from './stored-formats.ts';

export type { AccessResult, AuditResult, ResultKind } from './output-format.ts';

/** In the order in which help lists them. */
export const FORMATS = {
  table: {
    mediaType: 'text/plain; charset=utf-8',
    ending: '.txt',
    audit: auditTableOf,
    access: accessTableOf,
    explain: explanationReportOf,
    check: checkTableOf,
  },
  json: { ...JSON_FORMAT, check: checkJson },
  markdown: { ...MARKDOWN_FORMAT, check: checkMarkdownOf },
  html: { mediaType: 'text/html; charset=utf-8', ending: '.html', audit: (result) => htmlOf(result, result.page), check: checkPage },
  csv: { mediaType: 'text/csv; charset=utf-8', ending: '.csv', audit: ({ view }) => findingsCsv(view), access: accessCsv },
  sarif: { mediaType: 'application/sarif+json', ending: '.sarif', audit: ({ view }) => sarifOf(view), check: checkSarif },
  junit: { mediaType: 'application/xml', ending: '.junit.xml', audit: ({ view }) => junitOf(view), check: checkJunit },
  codequality: {
    mediaType: 'application/json',
    ending: '.codequality.json',
    audit: ({ view }) => codequalityOf(view),
    check: checkCodequality,
  },
  asff: { mediaType: 'application/x-ndjson', ending: '.asff.jsonl', audit: ({ view }) => asffOf(view) },
  ocsf: { mediaType: 'application/json', ending: '.ocsf.json', audit: ({ view }) => ocsfOf(view) },
} as const satisfies Record<string, OutputFormat>;

export type FormatName = keyof typeof FORMATS;

/** What a command prints where nobody chose. */
export const PRINTED_FORMAT = 'table' satisfies FormatName;
/** What a command saves where nobody chose: the one that programs, this one among them, read again. */
export const SAVED_FORMAT = 'json' satisfies FormatName;

const BY_NAME: Readonly<Record<FormatName, OutputFormat>> = FORMATS;
/** The formats that a result has, in the order of the table. */
export function formatsOf(kind: ResultKind): readonly FormatName[] {
  // INVARIANT: Object.keys of a literal gives the names that it was written with.
  const names = Object.keys(FORMATS) as readonly FormatName[];
  return names.filter((name) => BY_NAME[name][kind] !== undefined);
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

function checkTableOf(result: CheckResult, screen?: Screen): Rendered {
  return [checkTable(result, screen)];
}

function checkMarkdownOf(result: CheckResult): Rendered {
  return [checkMarkdown(result)];
}

function checkJunit(result: CheckResult): Rendered {
  return junitOf(auditOfCheck(result));
}

function checkSarif(result: CheckResult): Rendered {
  return sarifOf(auditOfCheck(result), originIn(result));
}

function checkCodequality(result: CheckResult): Rendered {
  return codequalityOf(auditOfCheck(result), originIn(result));
}

function originIn({ head, files }: CheckResult): OriginOf {
  const from = new Map(head.opened.map(({ id, addresses = [] }) => [id, addresses]));
  return ({ id }) => ({ addresses: from.get(id) ?? [], files });
}

function accessTableOf({ head, grants, by }: AccessResult, screen?: Screen): Rendered {
  return joinedChunks(accessTableChunks(head, grants(), { by, screen }));
}

function accessCsv({ head, grants }: AccessResult): Rendered {
  return grantsCsv(head, grants());
}

function explanationReportOf(view: ExplanationView, screen?: Screen): Rendered {
  return [explanationReport(view, screen)];
}
