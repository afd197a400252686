// Which accounts to read: in the environment, or packed beside a function, because an environment holds 4 KB.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Config, readConfig } from '../lib/config.ts';

const PACKED = 'accounts.txt';

/** The accounts that `ACCOUNTS` lists; throws where they are packed and the list beside the function is none. */
export async function readAccounts(accounts: Config<'ACCOUNTS'>['ACCOUNTS']): Promise<readonly string[]> {
  if (accounts !== 'packaged') return accounts;
  const packed = await readFile(join(import.meta.dirname, PACKED), 'utf8');
  const { ACCOUNTS: listed } = readConfig(['ACCOUNTS'], { ACCOUNTS: packed });
  if (listed === 'packaged') throw new Error(`${PACKED} lists no accounts: deploy again`);
  return listed;
}
