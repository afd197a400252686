// What only a directory has to show: processes that race, processes that die, files that cannot be read.
import { execFile, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { directoryStore } from '../../../lib/cli/files/state-directory.ts';
import { emptyState, withUnsent } from '../../../lib/lifecycle/state.ts';
import { ACCOUNT } from '../../support/following.ts';

const run = promisify(execFile);
const LIB = fileURLToPath(new URL('../../../lib', import.meta.url));
const STATE = withUnsent(emptyState(ACCOUNT), [{ topic: 'findings', id: 'a', subject: null, body: '', attributes: {} }]);

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ecr-drift-state-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
});

const fileOf = () => join(folder, `${ACCOUNT}.json`);
const lockOf = () => `${fileOf()}.lock`;

/** A script of its own process that has the store at hand. */
function scriptOf(body: string): readonly string[] {
  const imports = `
    import { directoryStore } from ${JSON.stringify(`${LIB}/cli/files/state-directory.ts`)};
    import { record } from ${JSON.stringify(`${LIB}/lifecycle/state-store.ts`)};
    import { withUnsent } from ${JSON.stringify(`${LIB}/lifecycle/state.ts`)};
    const store = directoryStore(${JSON.stringify(folder)});
    const account = '${ACCOUNT}';`;
  return ['--input-type=module', '--eval', `${imports}\n${body}`];
}

test('of processes that write at once none loses what it wrote', async () => {
  const writer = (name: string) =>
    scriptOf(`for (let i = 0; i < 5; i += 1)
      await record(store, account, (known) => ({ state: withUnsent(known, [{ topic: 'findings', id: '${name}' + i, subject: null, body: '', attributes: {} }]) }));`);
  await Promise.all(['a', 'b', 'c', 'd'].map((name) => run(process.execPath, [...writer(name)])));
  const { state } = await directoryStore(folder).load(ACCOUNT);
  expect(state.unsent).toHaveLength(20);
  expect(readdirSync(folder)).toEqual([`${ACCOUNT}.json`]);
});

test('the lock of a process that was killed is broken', async () => {
  const child = spawn(process.execPath, ['--eval', '']);
  await new Promise((resolve) => child.once('exit', resolve));
  writeFileSync(lockOf(), JSON.stringify({ host: hostname(), process: child.pid, token: 'x' }));
  await directoryStore(folder).save(STATE, undefined);
  expect((await directoryStore(folder).load(ACCOUNT)).state).toEqual(STATE);
  expect(readdirSync(folder)).toEqual([`${ACCOUNT}.json`]);
});

test.each([
  ['a process that lives', () => ({ host: hostname(), process: process.pid, token: 'x' })],
  ['another host, where nobody knows who lives', () => ({ host: 'elsewhere', process: 1, token: 'x' })],
])('the lock of %s is respected, and who waits too long is told', async (_, holder) => {
  writeFileSync(lockOf(), JSON.stringify(holder()));
  await expect(directoryStore(folder, 100).save(STATE, undefined)).rejects.toMatchObject({
    code: 'denied',
    message: `${fileOf()} is being written by another audit: if none is running, remove ${lockOf()}`,
  });
  expect(readdirSync(folder)).toEqual([`${ACCOUNT}.json.lock`]);
});

test('a write that waits goes ahead when the lock is gone', async () => {
  writeFileSync(lockOf(), JSON.stringify({ host: hostname(), process: process.pid, token: 'x' }));
  const saved = directoryStore(folder).save(STATE, undefined);
  rmSync(lockOf());
  await saved;
  expect((await directoryStore(folder).load(ACCOUNT)).state).toEqual(STATE);
});

test('a folder that is not there yet is made', async () => {
  const deep = directoryStore(join(folder, 'a', 'b'));
  expect((await deep.load(ACCOUNT)).version).toBeUndefined();
  await deep.save(STATE, undefined);
  expect((await deep.load(ACCOUNT)).state).toEqual(STATE);
});

test('a file that is no text is refused and stays', async () => {
  writeFileSync(fileOf(), Buffer.from([0x7b, 0xff, 0x7d]));
  await expect(directoryStore(folder).load(ACCOUNT)).rejects.toMatchObject({
    code: 'damaged',
    message: expect.stringContaining(`${fileOf()}, cannot be continued: not UTF-8 text; restore ${fileOf()} from a copy`),
  });
  expect(readFileSync(fileOf())).toEqual(Buffer.from([0x7b, 0xff, 0x7d]));
});

test('a refusal names the file and what is wrong with it', async () => {
  writeFileSync(fileOf(), '{"schemaVersion":7}');
  await expect(directoryStore(folder).load(ACCOUNT)).rejects.toThrow(
    `the state of account ${ACCOUNT}, ${fileOf()}, cannot be continued: a later ecr-drift wrote it (schemaVersion 7): run that one again; restore`,
  );
});

test('what cannot be read is not taken for nothing', async () => {
  mkdirSync(fileOf());
  await expect(directoryStore(folder).load(ACCOUNT)).rejects.toMatchObject({
    code: 'denied',
    message: `cannot read ${fileOf()}: it is a folder`,
  });
  await expect(directoryStore(folder).save(STATE, undefined)).rejects.toMatchObject({ code: 'denied' });
  expect(readdirSync(folder)).toEqual([`${ACCOUNT}.json`]);
});

test('a folder that cannot be made is one line', async () => {
  writeFileSync(join(folder, 'file'), '');
  await expect(directoryStore(join(folder, 'file')).save(STATE, undefined)).rejects.toMatchObject({ code: 'denied' });
});
