// Reports on their way into the bucket, and which is the newest.
import type { AccountReport } from '../../lib/audit.ts';
import type { Bucket } from '../../lib/aws/deployment/bucket.ts';
import { logger } from './handler.ts';
import { latestKey } from './object-keys.ts';
import type { ReportKeys } from './report-keys.ts';
import type { Latest, NewReport, StoredReport } from './stored-reports.ts';

export interface ReportToSave {
  readonly keys: ReportKeys;
  readonly report: AccountReport;
  readonly known: StoredReport['known'];
  /** Whether a run that dies is tried again. */
  readonly isRetried: boolean;
  /** Milliseconds since the epoch. */
  readonly deadline: number;
}

/** Writes a report in every form that is stored; gives it as it is stored, which names what could not be made. */
export async function saveReport(bucket: Bucket, made: ReportToSave): Promise<NewReport> {
  // Whoever only asks for a report that is stored renders none.
  const { storeForms } = await import('./stored-forms.ts');
  const report = await storeForms(bucket, made);
  if (report.missing.length > 0) logger.warn('a form of the report is missing', { account: report.account, missing: report.missing });
  return report;
}

/** Makes a report that was saved the newest one of its account. */
export async function saveAsLatest(bucket: Bucket, latest: Latest): Promise<void> {
  await bucket.write(latestKey(latest.account), { chunks: [`${JSON.stringify(latest)}\n`], type: 'application/json' });
}

/** What is kept beside the word of which report is the newest. */
export function countsOf({ complete, unread, summary: { bySeverity }, causes, findings }: NewReport): NonNullable<Latest['counts']> {
  const open = new Set(findings.flatMap(({ id, state }) => (state === 'open' ? [id] : [])));
  const behind = causes.filter((cause) => cause.findings.some((id) => open.has(id)));
  return { complete, unreadParts: unread.length, bySeverity, causes: behind.length };
}

const CONSOLES: Readonly<Record<string, string>> = { 'aws-cn': 'console.amazonaws.cn', 'aws-us-gov': 'console.amazonaws-us-gov.com' };

interface ObjectAt {
  readonly bucket: string;
  readonly key: string;
  readonly partition: string;
  readonly region: string | undefined;
}

/** Where a person who is signed in can see an object; it opens nothing to anybody else. */
export function consoleUrl({ bucket, key, partition, region = 'us-east-1' }: ObjectAt): string {
  const console = CONSOLES[partition] ?? 'console.aws.amazon.com';
  return `https://${region}.${console}/s3/object/${bucket}?region=${region}&prefix=${encodeURIComponent(key)}`;
}
