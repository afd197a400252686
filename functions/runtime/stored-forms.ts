// Writes a report in every form that is stored; a file of its own beside a function, which loads it when there is a report to write.
import { grantsInOrder } from '../../lib/access/matrix/grants.ts';
import type { AccountReport } from '../../lib/audit.ts';
import type { Bucket } from '../../lib/aws/deployment/bucket.ts';
import type { Grant } from '../../lib/model/access.ts';
import { findingsCsv, grantsCsv } from '../../lib/report/formats/csv.ts';
import { absentPage } from '../../lib/report/html/absent-page.ts';
import { htmlOf } from '../../lib/report/html/html.ts';
import { pageAssets } from '../../lib/report/html/page-assets.ts';
import type { AuditResult } from '../../lib/report/output-format.ts';
import { JSON_FORMAT, MARKDOWN_FORMAT } from '../../lib/report/stored-formats.ts';
import { grantViews } from '../../lib/report/view.ts';
import { oneLine } from '../../lib/text/quote.ts';
import { type PageAttempts, pageAttempts } from './page-attempts.ts';
import { type MissingForm, mediaTypeOf, missingInWords, REPORT_FORMS, type ReportForm, type ReportKeys } from './report-keys.ts';
import type { NewReport, StoredReport } from './stored-reports.ts';

export interface FormsToStore {
  readonly keys: ReportKeys;
  readonly report: AccountReport;
  readonly known: StoredReport['known'];
  /** Whether a run that dies of the page is tried again, and then has to go without it. */
  readonly isRetried: boolean;
  /** Milliseconds since the epoch: when the function is ended. */
  readonly deadline: number;
}

/** A spreadsheet and a few seconds hold so many. */
const MOST_GRANTS = 200_000;
/** Milliseconds that are left for the rest after the last form that can be done without. */
const RESERVE = 30_000;

/**
 * Writes a report, first what can be too much of a large account, so that the rest says what is missing; gives the report as it is stored.
 * Throws an AuditError where the bucket does not take it.
 */
export async function storeForms(bucket: Bucket, made: FormsToStore): Promise<NewReport> {
  const write = (form: ReportForm, chunks: Iterable<string>) => bucket.write(made.keys[form], { chunks, type: mediaTypeOf(form) });
  const withMissing = (missing: readonly MissingForm[]): NewReport => ({ ...made.report.view, known: made.known, missing: [...missing] });
  const noAccess = await storedAccess(made, write);
  const noPage = await storedPage(bucket, made, withMissing(noAccess), write);
  const report = withMissing([...noPage, ...noAccess]);
  await write('findings', findingsCsv(report));
  await write('markdown', MARKDOWN_FORMAT.audit(resultOf(report)));
  await write('json', JSON_FORMAT.audit(resultOf(report)));
  return report;
}

type Write = (form: ReportForm, chunks: Iterable<string>) => Promise<void>;

/** Writes the table of access whole or not at all: nobody sees of a table that it was cut. */
async function storedAccess({ report: { view, sources }, deadline }: FormsToStore, write: Write): Promise<readonly MissingForm[]> {
  try {
    await write('access', grantsCsv(view, grantViews(bounded(grantsInOrder(sources.matrix), deadline))));
    return [];
  } catch (error) {
    if (!(error instanceof TooMuch)) throw error;
    return [{ form: 'access', reason: `${error.message}: \`ecr-drift access --format csv\` writes all of it` }];
  }
}

class TooMuch extends Error {}

function* bounded(grants: Iterable<Grant>, deadline: number): Iterable<Grant> {
  let count = 0;
  for (const grant of grants) {
    if (count === MOST_GRANTS) throw new TooMuch(`there are more than ${MOST_GRANTS} grants`);
    if (count % 1_000 === 0 && Date.now() > deadline - RESERVE) throw new TooMuch('there was no time for it');
    count += 1;
    yield grant;
  }
}

/** Writes the page, or one in its place that says why it is not there: what leads to it always finds something. */
async function storedPage(bucket: Bucket, made: FormsToStore, report: NewReport, write: Write): Promise<readonly MissingForm[]> {
  const { keys, isRetried, deadline } = made;
  const attempts = isRetried ? pageAttempts(bucket, report.account, keys.html) : UNRETRIED;
  const hindrance = Date.now() > deadline - RESERVE ? 'there was no time for it' : await attempts.begin();
  if (hindrance !== undefined) return absent(hindrance, made, report, write);
  try {
    const page = await pageOf(made, report);
    if (typeof page === 'string') return await absent(page, made, report, write);
    await write('html', page);
    return [];
  } finally {
    // Only a function that dies leaves the attempt open.
    await attempts.end();
  }
}

async function absent(reason: string, { keys }: FormsToStore, report: NewReport, write: Write): Promise<readonly MissingForm[]> {
  await write('html', [absentPage(report, { reason, others: otherNames(keys) })]);
  return [{ form: 'html', reason }];
}

const UNRETRIED: PageAttempts = { begin: async () => undefined, end: async () => undefined };

/** In chunks; or why it cannot be made. */
async function pageOf({ report: { sources } }: FormsToStore, report: NewReport): Promise<readonly string[] | string> {
  try {
    const page = { ...sources, assets: await pageAssets() };
    return [...htmlOf(resultOf(report), page)];
  } catch (error) {
    return oneLine(`it cannot be made (${error instanceof Error ? `${error.name}: ${error.message}` : 'no reason is known'})`);
  }
}

function otherNames(keys: ReportKeys): readonly string[] {
  return REPORT_FORMS.filter((form) => form !== 'html').map((form) => keys[form].slice(keys[form].lastIndexOf('/') + 1));
}

function resultOf(report: NewReport): AuditResult {
  return { view: report, printed: report, remarks: remarksOn(report) };
}

function remarksOn({ asOf, known, missing }: NewReport): readonly string[] {
  const without = known.status === 'read' ? [] : [`${known.message}: ${known.reason}`];
  return [`as of ${asOf}`, ...without, ...missing.map(missingInWords)];
}
