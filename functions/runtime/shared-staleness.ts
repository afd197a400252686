// What the audits of the other accounts found stale of the baseline: one small object for each account, which its audit writes.
import * as z from 'zod';
import { mapOf } from '../../lib/aws/client/concurrency.ts';
import type { Bucket } from '../../lib/aws/deployment/bucket.ts';
import type { ParsedBaseline } from '../../lib/baseline/parse/parse.ts';
import { type Among, accountsToAsk, type Staleness } from '../../lib/checks/baseline-health/shared-staleness.ts';
import { AuditError } from '../../lib/model/ports.ts';
import { readUniqueJson } from '../../lib/text/json.ts';
import { utf8Text } from '../../lib/text/utf8.ts';
import { logger } from './handler.ts';
import { stalenessKey } from './object-keys.ts';

const AT_ONCE = 10;
const schema = z.object({ sha256: z.string(), complete: z.boolean(), stale: z.array(z.string()) });

/** Remembers what was found in an account. */
export async function rememberStaleness(bucket: Bucket, account: string, staleness: Staleness): Promise<void> {
  await bucket.write(stalenessKey(account), { chunks: [`${JSON.stringify(staleness)}\n`], type: 'application/json' });
}

/** The accounts of a deployment as the audit of `own` has to know them. An object that is not there, cannot be read or holds something else says nothing. */
export async function amongAccounts(
  bucket: Bucket,
  own: string,
  accounts: readonly string[],
  parsed: ParsedBaseline | undefined,
): Promise<Among> {
  const rules = parsed?.kind === 'baseline' ? parsed.baseline.rules : [];
  const found = await mapOf(accountsToAsk(rules, own, accounts), AT_ONCE, async (account) => ({
    account,
    staleness: await stalenessOf(bucket, account),
  }));
  return { accounts, others: new Map(found.flatMap(({ account, staleness }) => (staleness ? [[account, staleness] as const] : []))) };
}

async function stalenessOf(bucket: Bucket, account: string): Promise<Staleness | undefined> {
  const stored = await readHint(bucket, stalenessKey(account));
  const text = stored && utf8Text(stored.bytes);
  const json = text === undefined ? undefined : readUniqueJson(text);
  const parsed = schema.safeParse(json?.kind === 'problem' ? undefined : json?.value);
  return parsed.success ? parsed.data : undefined;
}

/** An audit does not fail for want of what another one left for it. */
async function readHint(bucket: Bucket, key: string): ReturnType<Bucket['read']> {
  try {
    return await bucket.read(key);
  } catch (error) {
    if (!(error instanceof AuditError)) throw error;
    logger.warn('what another audit left is unknown', { reason: error.message });
    return undefined;
  }
}
