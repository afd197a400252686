// Reports on their way into the bucket: JSON for programs, Markdown for people, and which is the newest.
import type { Bucket } from '../../lib/aws/deployment/bucket.ts';
import { latestKey } from './object-keys.ts';
import { type ReportKeys, STORED_FORMATS, type StoredFormat } from './report-keys.ts';
import type { Latest, NewReport } from './stored-reports.ts';

/** Writes a report in every form that is stored. */
export async function saveReport(bucket: Bucket, keys: ReportKeys, report: NewReport): Promise<void> {
  const result = { view: report, printed: report, remarks: remarksOn(report) };
  // INVARIANT: an object literal has the keys of its type.
  const names = Object.keys(STORED_FORMATS) as readonly StoredFormat[];
  await Promise.all(
    names.map((name) => bucket.write(keys[name], { chunks: STORED_FORMATS[name].audit(result), type: STORED_FORMATS[name].mediaType })),
  );
}

function remarksOn({ asOf, known }: NewReport): readonly string[] {
  const without = known.status === 'read' ? [] : [`${known.message}: ${known.reason}`];
  return [`as of ${asOf}`, ...without];
}

/** Makes a report that was saved the newest one of its account. */
export async function saveAsLatest(bucket: Bucket, latest: Latest): Promise<void> {
  await bucket.write(latestKey(latest.account), { chunks: [`${JSON.stringify(latest)}\n`], type: 'application/json' });
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
