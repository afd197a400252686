// Reports that were stored, read again.
import * as z from 'zod';
import type { Bucket } from '../../lib/aws/deployment/bucket.ts';
import { type AuditView, storedAuditSchema } from '../../lib/report/schema.ts';
import { utf8Text } from '../../lib/text/utf8.ts';
import { latestKey } from './object-keys.ts';
import type { ReportKeys } from './report-keys.ts';

const latestSchema = z.object({ account: z.string(), collectedAt: z.string(), keys: z.object({ json: z.string(), markdown: z.string() }) });
export type Latest = z.output<typeof latestSchema>;

/** Whether a report goes on from what earlier audits knew; without it every finding counts as seen for the first time. */
const knownSchema = z.discriminatedUnion('status', [
  z.object({ status: z.literal('read') }),
  z.object({ status: z.literal('unread'), reason: z.string(), message: z.string() }),
]);

const reportSchema = storedAuditSchema.extend({ known: knownSchema.default({ status: 'read' }) });
/** An audit as it may have been stored, with what a reader has to know of how it was made. */
export type StoredReport = z.output<typeof reportSchema>;
/** The same as this version stores it. */
export type NewReport = AuditView & Pick<StoredReport, 'known'>;

export type StoredReportReading<T> =
  | { readonly kind: 'read'; readonly value: T }
  | { readonly kind: 'none' }
  /** There is an object, and this version cannot read it. */
  | { readonly kind: 'unreadable'; readonly place: string };

/** Which report of the account is the newest. */
export function latestOf(bucket: Bucket, account: string): Promise<StoredReportReading<Latest>> {
  return objectAs(bucket, latestKey(account), latestSchema);
}

/** A report as it was saved. */
export function readReport(bucket: Bucket, { json }: ReportKeys): Promise<StoredReportReading<StoredReport>> {
  return objectAs(bucket, json, reportSchema);
}

async function objectAs<S extends z.ZodType>(bucket: Bucket, key: string, schema: S): Promise<StoredReportReading<z.output<S>>> {
  const stored = await bucket.read(key);
  if (stored === undefined) return { kind: 'none' };
  const parsed = schema.safeParse(jsonIn(stored.bytes));
  return parsed.success ? { kind: 'read', value: parsed.data } : { kind: 'unreadable', place: `s3://${bucket.name}/${key}` };
}

/** Undefined, which no schema takes, where the bytes are no JSON. */
function jsonIn(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(utf8Text(bytes) ?? '');
  } catch {
    return undefined;
  }
}
