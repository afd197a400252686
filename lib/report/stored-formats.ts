// JSON and Markdown, by themselves: whoever writes these has none of the other formats in its bundle.
import { type ExplanationView, explanationJson } from './explanation.ts';
import { chunksOfJson, chunksOfLines } from './json.ts';
import { markdownOf } from './markdown.ts';
import type { AccessResult, AuditResult, OutputFormat, Rendered } from './output-format.ts';

/** For programs, this one among them. */
export const JSON_FORMAT = {
  mediaType: 'application/json',
  ending: '.json',
  audit: auditJson,
  access: accessJson,
  explain: explanationJsonOf,
} as const satisfies OutputFormat;

/** For people, where text is rendered. */
export const MARKDOWN_FORMAT = {
  mediaType: 'text/markdown; charset=utf-8',
  ending: '.md',
  audit: auditMarkdown,
} as const satisfies OutputFormat;

function auditJson({ view: { findings, ...head } }: AuditResult): Rendered {
  return chunksOfJson(head, 'findings', findings);
}

function auditMarkdown({ printed, remarks }: AuditResult): Rendered {
  return [markdownOf(printed, remarks)];
}

function accessJson({ head, lines }: AccessResult): Rendered {
  return chunksOfLines(head, 'grants', lines());
}

function explanationJsonOf(view: ExplanationView): Rendered {
  return [explanationJson(view)];
}
