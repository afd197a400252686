// Writes a report in every form that is stored; a file of its own beside a function, which loads it when there is a report to write.
import { getHeapStatistics } from 'node:v8';
import { countGrants, grantsInOrder } from '../../lib/access/matrix/grants.ts';
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
/** Milliseconds for the table of access, so that it leaves some to the page. */
const MOST_TIME = 20_000;
/** Milliseconds that are left for the rest after the last form that can be done without. */
const RESERVE = 30_000;

/**
 * Writes a report, first what can be too much of a large account, so that the rest says what is missing; gives the report as it is stored.
 * Throws an AuditError where the bucket does not take it.
 */
export async function storeForms(bucket: Bucket, made: FormsToStore): Promise<NewReport> {
  const write = (form: ReportForm, chunks: Iterable<string>) => bucket.write(made.keys[form], { chunks, type: mediaTypeOf(form) });
  const withMissing = (missing: readonly MissingForm[]): NewReport => ({ ...made.report.view, known: made.known, missing: [...missing] });
  const report = await withLargeForms(bucket, made, { write, withMissing });
  await write('findings', findingsCsv(report));
  await write('markdown', MARKDOWN_FORMAT.audit(resultOf(report)));
  await write('json', JSON_FORMAT.audit(resultOf(report)));
  return report;
}

type Write = (form: ReportForm, chunks: Iterable<string>) => Promise<void>;

interface Means {
  readonly write: Write;
  readonly withMissing: (missing: readonly MissingForm[]) => NewReport;
}

const UNRETRIED: PageAttempts = { begin: async () => undefined, end: async () => undefined };

/** Writes page and table of access, and gives the report with what is missing of them. */
async function withLargeForms(bucket: Bucket, made: FormsToStore, { write, withMissing }: Means): Promise<NewReport> {
  const { keys, isRetried, deadline, report } = made;
  const attempts = isRetried ? pageAttempts(bucket, report.view.account, keys.html) : UNRETRIED;
  const hindrance = Date.now() > deadline - RESERVE ? NO_TIME : await attempts.begin();
  if (hindrance !== undefined) {
    const noAccess = [accessMissing(hindrance)];
    return withMissing([...(await absent(hindrance, made, { write, report: withMissing(noAccess) })), ...noAccess]);
  }
  try {
    const noAccess = await storedAccess(made, write);
    const noPage = await storedPage(made, { write, report: withMissing(noAccess) });
    return withMissing([...noPage, ...noAccess]);
  } finally {
    // Only a function that dies leaves the attempt open.
    await attempts.end();
  }
}

const NO_TIME = 'there was no time for it';

function accessMissing(reason: string): MissingForm {
  return { form: 'access', reason: `${reason}: \`ecr-drift access --format csv\` writes all of it` };
}

/** Writes the table of access whole or not at all: nobody sees of a table that it was cut. */
async function storedAccess({ report: { view, sources }, deadline }: FormsToStore, write: Write): Promise<readonly MissingForm[]> {
  // Known before any is listed, which takes memory. Unknown grants are not among them.
  const { grants } = countGrants(sources.matrix);
  if (grants > MOST_GRANTS) return [accessMissing(`there are ${grants} grants, more than ${MOST_GRANTS}`)];
  if (isCrowded()) return [accessMissing('there was no memory for it')];
  const until = Math.min(deadline - RESERVE, Date.now() + MOST_TIME);
  try {
    await write('access', grantsCsv(view, grantViews(bounded(grantsInOrder(sources.matrix), until))));
    return [];
  } catch (error) {
    if (!(error instanceof TooMuch)) throw error;
    return [accessMissing(error.message)];
  }
}

/** Whether half of the memory is in use already, which only very large accounts need. */
function isCrowded(): boolean {
  const { used_heap_size: used, heap_size_limit: limit } = getHeapStatistics();
  return used > limit / 2;
}

class TooMuch extends Error {}

function* bounded(grants: Iterable<Grant>, until: number): Iterable<Grant> {
  let count = 0;
  for (const grant of grants) {
    if (count === MOST_GRANTS) throw new TooMuch(`there are more than ${MOST_GRANTS} grants`);
    if (count % 1_000 === 0 && Date.now() > until) throw new TooMuch(NO_TIME);
    count += 1;
    yield grant;
  }
}

interface PageMeans {
  readonly write: Write;
  readonly report: NewReport;
}

/** Writes the page, or one in its place that says why it is not there: what leads to it always finds something. */
async function storedPage(made: FormsToStore, means: PageMeans): Promise<readonly MissingForm[]> {
  const page = await pageOf(made, means.report);
  if (typeof page === 'string') return absent(page, made, means);
  await means.write('html', page);
  return [];
}

async function absent(reason: string, { keys }: FormsToStore, { write, report }: PageMeans): Promise<readonly MissingForm[]> {
  await write('html', [absentPage(report, { reason, others: otherNames(keys) })]);
  return [{ form: 'html', reason }];
}

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
