// The formats in which a deployed auditor keeps a report, apart from those that only a terminal shows: functions are bundled without them.
import { chunksOfJson } from './json.ts';
import { markdownOf } from './markdown.ts';
import type { AuditView } from './schema.ts';

/** An audit to keep. */
export interface StoredAudit {
  /** As it is saved for programs. */
  readonly view: AuditView;
  /** The same with commands that work where a person reads them. */
  readonly printed: AuditView;
  /** What a reader has to know besides, a paragraph each. */
  readonly remarks: readonly string[];
}

export const STORED = {
  json: { mediaType: 'application/json', ending: '.json', audit: auditJson },
  markdown: { mediaType: 'text/markdown; charset=utf-8', ending: '.md', audit: auditMarkdown },
} as const;

function auditJson({ view: { findings, ...head } }: StoredAudit): Iterable<string> {
  return chunksOfJson(head, 'findings', findings);
}

function auditMarkdown({ printed, remarks }: StoredAudit): Iterable<string> {
  return [markdownOf(printed, remarks)];
}
