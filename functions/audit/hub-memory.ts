// What Security Hub has of the findings of an account: one object, which says no more than what Security Hub has confirmed.
import * as z from 'zod';
import type { Bucket } from '../../lib/aws/deployment/bucket.ts';
import { AuditError } from '../../lib/model/ports.ts';
import { utf8Text } from '../../lib/text/utf8.ts';
import { hubKey } from '../runtime/object-keys.ts';

const entrySchema = z.object({
  /** Of everything but times. */
  digest: z.string(),
  sentAt: z.iso.datetime(),
  isArchived: z.boolean(),
  /** What it takes to archive it when nothing else is known of it any more. */
  title: z.string(),
  createdAt: z.string(),
  label: z.enum(['INFORMATIONAL', 'LOW', 'MEDIUM', 'HIGH', 'CRITICAL']),
});
const schema = z.object({ schemaVersion: z.literal(1), findings: z.record(z.string(), entrySchema) });

/** A finding as Security Hub has it. */
export type SentFinding = z.output<typeof entrySchema>;
/** By id. */
export type SentFindings = ReadonlyMap<string, SentFinding>;

export interface HubMemory {
  readonly sent: SentFindings;
  /** Not where there is something that cannot be read: then Security Hub may have what is not in it. */
  readonly isWhole: boolean;
}

const NOTHING: SentFindings = new Map();

/** What was sent; never throws for want of it: everything is sent again then, which does no harm. */
export async function readSent(bucket: Bucket, account: string): Promise<HubMemory> {
  try {
    const stored = await bucket.read(hubKey(account));
    if (stored === undefined) return { sent: NOTHING, isWhole: true };
    const parsed = schema.safeParse(JSON.parse(utf8Text(stored.bytes) ?? ''));
    return parsed.success ? { sent: new Map(Object.entries(parsed.data.findings)), isWhole: true } : { sent: NOTHING, isWhole: false };
  } catch (error) {
    if (error instanceof AuditError || error instanceof SyntaxError) return { sent: NOTHING, isWhole: false };
    throw error;
  }
}

/** Remembers what Security Hub has now. */
export async function rememberSent(bucket: Bucket, account: string, sent: SentFindings): Promise<void> {
  await bucket.write(hubKey(account), { chunks: chunksOf(sent), type: 'application/json' });
}

function* chunksOf(sent: SentFindings): Iterable<string> {
  let separator = '';
  yield '{"schemaVersion":1,"findings":{';
  for (const [id, entry] of sent) {
    yield `${separator}\n${JSON.stringify(id)}:${JSON.stringify(entry)}`;
    separator = ',';
  }
  yield '\n}}\n';
}
