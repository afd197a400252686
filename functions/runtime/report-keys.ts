// Where the forms of a report are in the bucket, each with the ending of its format.
import { STORED } from '../../lib/report/stored-formats.ts';

/** What a report is stored as: JSON for programs, Markdown for people. */
export const STORED_FORMATS = ['json', 'markdown'] as const satisfies readonly (keyof typeof STORED)[];

export type ReportKeys = Readonly<Record<(typeof STORED_FORMATS)[number], string>>;

/** The report of an audit, by account and time. */
export function reportKeys(account: string, at: string): ReportKeys {
  return keysOf(`reports/${account}/${at.replaceAll(':', '-')}`);
}

/** A report that changed no state; `name` is an execution or an invocation. */
export function liveKeys(account: string, name: string): ReportKeys {
  return keysOf(`live/${account}/${name}`);
}

function keysOf(name: string): ReportKeys {
  return { json: `${name}${STORED.json.ending}`, markdown: `${name}${STORED.markdown.ending}` };
}
