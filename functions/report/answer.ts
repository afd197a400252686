// The answer about one report: what it comes to, how old it is, and what opens it.
import type { Bucket } from '../../lib/aws/deployment/bucket.ts';
import { objectLink } from '../../lib/aws/deployment/object-link.ts';
import { type ReportSummary, reportSummary } from '../../lib/report/summary.ts';
import { missingInWords, REPORT_FORMS, type ReportForm } from '../runtime/report-keys.ts';
import { consoleUrl } from '../runtime/reports.ts';
import type { StoredKeys, StoredReport } from '../runtime/stored-reports.ts';
import { type Age, ageOf, type OverdueAudit, overdueOf } from './age.ts';

/** By form; null where the report does not have it. Until when at most: a link ends with the session of the function that signed it, which may be sooner. */
type Links = Readonly<Record<ReportForm, string | null>> & { readonly untilAtMost: string };

/** Whom the links let in. */
interface Opens {
  readonly links: string;
  readonly console: string;
}

export interface ReportAnswer extends Omit<ReportSummary, 'asOf'>, Age {
  /** All of it in one line. */
  readonly headline: string;
  /** Null where the age is what the schedule lets expect. */
  readonly stale: OverdueAudit | null;
  readonly known: StoredReport['known'];
  readonly missing: StoredReport['missing'];
  readonly links: Links;
  /** Where a person who is signed in sees the report. */
  readonly console: string;
  readonly opens: Opens;
  readonly message: string;
}

export interface ReportPlace {
  readonly bucket: Bucket;
  /** Of the account that the bucket is in. */
  readonly own: { readonly account: string; readonly partition: string };
  /** Milliseconds since the epoch. */
  readonly now: number;
}

export interface Told {
  readonly keys: StoredKeys;
  readonly report: StoredReport;
  /** When it was read, where the report itself does not say. */
  readonly collectedAt?: string;
  /** Undefined where nothing is expected to come after it. */
  readonly scheduleHours: number | undefined;
}

const LINK_SECONDS = 3_600;

/** The answer about a report that is stored, with fresh links. */
export async function answerOf(place: ReportPlace, { keys, report, collectedAt, scheduleHours }: Told): Promise<ReportAnswer> {
  const { asOf: _, account, ...summary } = reportSummary(report);
  const age = ageOf(report.asOf ?? collectedAt ?? null, place.now);
  const stale = overdueOf(age, scheduleHours) ?? null;
  const links = await linksTo(place.bucket, keys, report);
  return {
    headline: headlineOf({ account, open: summary.open, complete: summary.complete, age, stale }),
    account,
    ...age,
    stale,
    ...summary,
    known: report.known,
    missing: report.missing,
    links,
    console: consoleTo(place, keys.html ?? keys.markdown),
    opens: {
      links: `anybody who has them, without a login, until ${links.untilAtMost} at the latest`,
      console: `who is signed in to account ${place.own.account} and may read s3://${place.bucket.name}`,
    },
    message: [
      `the links work until ${links.untilAtMost} at the latest, and no longer than the session of the function's role: ask again for new ones`,
      ...report.missing.map(missingInWords),
    ].join('; '),
  };
}

interface Headline {
  readonly account: string;
  readonly open: string;
  /** Null where nobody counted. */
  readonly complete: boolean | null;
  readonly age: Age;
  readonly stale: OverdueAudit | null;
}

/** `account 111111111111, read 3 hours ago, complete: no open findings`. */
export function headlineOf({ account, open, complete, age: { age }, stale }: Headline): string {
  const read = age === null ? 'read at a time that its report does not say' : `read ${age} ago`;
  const whole = complete === null ? '' : `, ${complete ? 'complete' : 'INCOMPLETE'}`;
  return `${stale === null ? '' : `${stale.message}. `}account ${account}, ${read}${whole}: ${open}`;
}

/** The page, or what stands in its place, in the console. */
export function consoleTo({ bucket, own: { partition } }: ReportPlace, key: string): string {
  return consoleUrl({ bucket: bucket.name, key, partition, region: process.env['AWS_REGION'] });
}

async function linksTo(bucket: Bucket, keys: StoredKeys, { missing }: StoredReport): Promise<Links> {
  const untilAtMost = new Date(Date.now() + LINK_SECONDS * 1000).toISOString();
  const linked = REPORT_FORMS.map(async (form) => {
    const key = missing.some((each) => each.form === form) ? undefined : keys[form];
    return [form, key === undefined ? null : await objectLink(bucket, key, LINK_SECONDS)] as const;
  });
  // INVARIANT: one entry for each form.
  return { ...(Object.fromEntries(await Promise.all(linked)) as Record<ReportForm, string | null>), untilAtMost };
}
