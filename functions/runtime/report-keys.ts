// Where the forms of a report are in the bucket, each with the ending of its format.
import { JSON_FORMAT, MARKDOWN_FORMAT } from '../../lib/report/stored-formats.ts';

/** What a report is stored as: JSON for programs, Markdown for people. */
export const STORED_FORMATS = { json: JSON_FORMAT, markdown: MARKDOWN_FORMAT } as const;
export type StoredFormat = keyof typeof STORED_FORMATS;

export type ReportKeys = Readonly<Record<StoredFormat, string>>;

/** The report of an audit, by account and time. */
export function reportKeys(account: string, at: string): ReportKeys {
  return keysOf(`reports/${account}/${at.replaceAll(':', '-')}`);
}

/** A report that changed no state; `name` is an execution or an invocation. */
export function liveKeys(account: string, name: string): ReportKeys {
  return keysOf(`live/${account}/${name}`);
}

function keysOf(name: string): ReportKeys {
  return { json: `${name}${JSON_FORMAT.ending}`, markdown: `${name}${MARKDOWN_FORMAT.ending}` };
}
