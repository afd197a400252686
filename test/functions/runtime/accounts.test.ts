// The list of accounts that travels beside the functions.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { readAccounts } from '../../../functions/runtime/accounts.ts';
import { readConfig } from '../../../lib/config.ts';
import { DERIVED } from '../../../serverless/derived.ts';

const LIST = ['this', ...Array.from({ length: 1_000 }, (_, index) => String(100_000_000_000 + index))];

/** A list in a folder, and what the environment says that was deployed. */
async function accountsOf(packed: string, deployed: string): Promise<readonly string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'ecr-drift-accounts-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, 'accounts.txt'), `${packed}\n`);
  const variable = await DERIVED['accounts']?.(async () => deployed);
  return readAccounts(readConfig(['ACCOUNTS'], { ACCOUNTS: String(variable) }).ACCOUNTS, folder);
}

test('a thousand accounts are read as they were deployed', async () => {
  expect(await accountsOf(LIST.join(', '), LIST.join(', '))).toEqual(LIST);
});

test('a shorter list than the one that was deployed is refused: accounts would be left out without a word', async () => {
  const refusal = accountsOf('this', LIST.join(','));
  await expect(refusal).rejects.toThrow('accounts.txt is not the list of accounts that was deployed: deploy again');
});

test('a list in the environment is taken as it is', async () => {
  expect(await readAccounts(readConfig(['ACCOUNTS'], { ACCOUNTS: 'this, 222222222222' }).ACCOUNTS)).toEqual(['this', '222222222222']);
});
