// The forms that a report is stored in, and where each is in the bucket.

/** In the order in which people are told of them. */
const FORMS = {
  html: { ending: '.html', mediaType: 'text/html; charset=utf-8', what: 'the page' },
  markdown: { ending: '.md', mediaType: 'text/markdown; charset=utf-8', what: 'the text' },
  findings: { ending: '.findings.csv', mediaType: 'text/csv; charset=utf-8', what: 'the table of findings' },
  access: { ending: '.access.csv', mediaType: 'text/csv; charset=utf-8', what: 'the table of access' },
  json: { ending: '.json', mediaType: 'application/json', what: 'the data' },
} as const;

export type ReportForm = keyof typeof FORMS;
export type ReportKeys = Readonly<Record<ReportForm, string>>;

// INVARIANT: an object literal has the keys of its type.
export const REPORT_FORMS = Object.keys(FORMS) as readonly ReportForm[];

/** A form that a report does not have, and why. */
export interface MissingForm {
  readonly form: ReportForm;
  readonly reason: string;
}

/** The content type of a form. */
export function mediaTypeOf(form: ReportForm): (typeof FORMS)[ReportForm]['mediaType'] {
  return FORMS[form].mediaType;
}

/** `the page is missing: why`. */
export function missingInWords({ form, reason }: MissingForm): string {
  return `${FORMS[form].what} is missing: ${reason}`;
}

/** The report of an audit, by account and time. */
export function reportKeys(account: string, at: string): ReportKeys {
  return keysOf(`reports/${account}/${at.replaceAll(':', '-')}`);
}

/** A report that changed no state; `name` is an execution or an invocation. */
export function liveKeys(account: string, name: string): ReportKeys {
  return keysOf(`live/${account}/${name}`);
}

function keysOf(name: string): ReportKeys {
  // INVARIANT: one entry for each form.
  return Object.fromEntries(REPORT_FORMS.map((form) => [form, `${name}${FORMS[form].ending}`])) as ReportKeys;
}
