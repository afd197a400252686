// Reports that were stored, read again.
import * as z from 'zod';
import type { Bucket } from '../../lib/aws/deployment/bucket.ts';
import { type AuditView, auditSchema, storedAuditSchema } from '../../lib/report/schema.ts';
import { utf8Text } from '../../lib/text/utf8.ts';
import { latestKey } from './object-keys.ts';
import { REPORT_FORMS } from './report-keys.ts';

const latestSchema = z.object({
  account: z.string(),
  collectedAt: z.string(),
  /** Earlier versions stored two forms alone. */
  keys: z.object({
    json: z.string(),
    markdown: z.string(),
    html: z.string().optional(),
    findings: z.string().optional(),
    access: z.string().optional(),
  }),
  /** For who asks about many accounts at once; earlier versions did not keep it. */
  counts: z
    .object({
      complete: z.boolean(),
      unreadParts: z.number(),
      /** Of open findings. */
      bySeverity: auditSchema.shape.summary.shape.bySeverity,
      /** With something open. */
      causes: z.number(),
    })
    .optional(),
});
export type Latest = z.output<typeof latestSchema>;
export type StoredKeys = Latest['keys'];

/** Whether a report goes on from what earlier audits knew; without it every finding counts as seen for the first time. */
const knownSchema = z.discriminatedUnion('status', [
  z.object({ status: z.literal('read') }),
  z.object({ status: z.literal('unread'), reason: z.string(), message: z.string() }),
]);

const EARLIER = 'an earlier version stored the report';
const missingSchema = z.array(z.object({ form: z.enum(REPORT_FORMS), reason: z.string() }));

const reportSchema = storedAuditSchema.extend({
  known: knownSchema.default({ status: 'read' }),
  /** The forms that it does not have. */
  missing: missingSchema.default([
    { form: 'html', reason: EARLIER },
    { form: 'findings', reason: EARLIER },
    { form: 'access', reason: EARLIER },
  ]),
});
/** An audit as it may have been stored, with what a reader has to know of how it was made. */
export type StoredReport = z.output<typeof reportSchema>;
/** The same as this version stores it. */
export type NewReport = AuditView & Pick<StoredReport, 'known' | 'missing'>;

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
export function readReport(bucket: Bucket, { json }: Pick<StoredKeys, 'json'>): Promise<StoredReportReading<StoredReport>> {
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
