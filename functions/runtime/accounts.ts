// Which accounts to read: in the environment, or packed beside a function, because an environment holds 4 KB.
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Config, readConfig } from '../../lib/config.ts';

const PACKED = 'accounts.txt';

/** The accounts that `ACCOUNTS` lists, or those of the list in `folder` that it names by its digest; throws where that is another list, or none. */
export async function readAccounts(accounts: Config<'ACCOUNTS'>['ACCOUNTS'], folder = import.meta.dirname): Promise<readonly string[]> {
  if (typeof accounts !== 'string') return accounts;
  const packed = (await readFile(join(folder, PACKED), 'utf8')).trim();
  const digest = createHash('sha256').update(packed).digest('hex').slice(0, 16);
  const { ACCOUNTS: listed } = readConfig(['ACCOUNTS'], { ACCOUNTS: packed });
  if (typeof listed === 'string' || accounts !== `packaged:${digest}`)
    throw new Error(`${PACKED} is not the list of accounts that was deployed: deploy again, and nothing else beside it`);
  return listed;
}
