// When an audit last judged an account: one small object, which the audit writes and the watch reads.
import * as z from 'zod';
import type { Bucket } from '../lib/aws/bucket.ts';
import { utf8Text } from '../lib/text/utf8.ts';

const KEY = 'watch/last-audit.json';
const schema = z.object({ at: z.iso.datetime() });

/** Remembers that an audit judged at `now`. */
export async function rememberAudit(bucket: Bucket, now: Date): Promise<void> {
  await bucket.write(KEY, { text: `${JSON.stringify({ at: now.toISOString() })}\n`, type: 'application/json' });
}

/** Milliseconds since the epoch; undefined where nothing is remembered yet. Throws where what is remembered cannot be read. */
export async function lastAudit(bucket: Bucket): Promise<number | undefined> {
  const stored = await bucket.read(KEY);
  return stored && Date.parse(schema.parse(JSON.parse(utf8Text(stored.bytes) ?? '')).at);
}
