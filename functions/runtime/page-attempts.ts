// Whether a page and a table of access were begun and never finished: a function that dies of them is started again, and then has to do without.
import * as z from 'zod';
import type { Bucket } from '../../lib/aws/deployment/bucket.ts';
import { AuditError } from '../../lib/model/ports.ts';
import { utf8Text } from '../../lib/text/utf8.ts';
import { attemptKey } from './object-keys.ts';

export interface PageAttempts {
  /** Notes that they are begun; says why they must not be. */
  readonly begin: () => Promise<string | undefined>;
  readonly end: () => Promise<void>;
}

const schema = z.object({ page: z.string(), isDone: z.boolean() });

/** The attempts at one page of an account and the table beside it, remembered in one small object. */
export function pageAttempts(bucket: Bucket, account: string, page: string): PageAttempts {
  const note = async (isDone: boolean) =>
    bucket.write(attemptKey(account), { chunks: [`${JSON.stringify({ page, isDone })}\n`], type: 'application/json' });
  return {
    begin: async () => {
      const last = await lastAttempt(bucket, account);
      if (last?.page === page && !last.isDone)
        return 'the function ended while the page or the table of access was made, of memory or time: see its log';
      await note(false);
      return undefined;
    },
    end: () => note(true),
  };
}

/** Nothing fails for want of what an earlier attempt left. */
async function lastAttempt(bucket: Bucket, account: string): Promise<z.output<typeof schema> | undefined> {
  try {
    const stored = await bucket.read(attemptKey(account));
    const text = stored && utf8Text(stored.bytes);
    return text === undefined ? undefined : schema.safeParse(JSON.parse(text)).data;
  } catch (error) {
    if (error instanceof AuditError || error instanceof SyntaxError) return undefined;
    throw error;
  }
}
