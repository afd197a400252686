// When an audit last judged an account: one small object, which the audit writes and the watch reads.
import * as z from 'zod';
import type { Bucket } from '../../lib/aws/deployment/bucket.ts';
import { readUniqueJson } from '../../lib/text/json.ts';
import { utf8Text } from '../../lib/text/utf8.ts';

const KEY = 'watch/last-audit.json';
const schema = z.object({ at: z.iso.datetime() });

/** Remembers that an audit judged at `now`. */
export async function rememberAudit(bucket: Bucket, now: Date): Promise<void> {
  await bucket.write(KEY, { chunks: [`${JSON.stringify({ at: now.toISOString() })}\n`], type: 'application/json' });
}

/** Milliseconds since the epoch; undefined where nothing is remembered yet. Throws where what is remembered cannot be read: that is not "never". */
export async function lastAudit(bucket: Bucket): Promise<number | undefined> {
  const stored = await bucket.read(KEY);
  if (stored === undefined) return undefined;
  const text = utf8Text(stored.bytes);
  const json = text === undefined ? undefined : readUniqueJson(text);
  const parsed = schema.safeParse(json?.kind === 'problem' ? undefined : json?.value);
  if (parsed.success) return Date.parse(parsed.data.at);
  throw new Error(`s3://${bucket.name}/${KEY} does not say when an audit was: delete it, and the next audit writes it anew`);
}
