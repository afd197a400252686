// Reports that were stored, read again.
import * as z from 'zod';
import type { Bucket } from '../lib/aws/bucket.ts';
import { type StoredAuditView, storedAuditSchema } from '../lib/report/schema.ts';
import { latestKey, type ReportKeys } from './keys.ts';

const latestSchema = z.object({ account: z.string(), collectedAt: z.string(), keys: z.object({ json: z.string(), markdown: z.string() }) });
export type Latest = z.output<typeof latestSchema>;

/** Which report of the account is the newest; undefined where there is none yet. */
export async function latestOf(bucket: Bucket, account: string): Promise<Latest | undefined> {
  const stored = await bucket.read(latestKey(account));
  return stored && latestSchema.parse(JSON.parse(stored.text));
}

/** A report as it was saved; undefined where there is none that this version can read. */
export async function readReport(bucket: Bucket, { json }: ReportKeys): Promise<StoredAuditView | undefined> {
  const stored = await bucket.read(json);
  return stored && storedAuditSchema.safeParse(JSON.parse(stored.text)).data;
}
