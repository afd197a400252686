import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { directoryStore } from '../../lib/cli/files/state-directory.ts';
import { holdsToContract } from './finding-store.ts';

holdsToContract('a directory', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'ecr-drift-state-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const pathOf = (account: string) => join(folder, `${account}.json`);
  return {
    open: () => directoryStore(folder),
    plant: async (account, content) => writeFileSync(pathOf(account), content),
    look: async (account) => readFileSync(pathOf(account), 'utf8'),
  };
});
