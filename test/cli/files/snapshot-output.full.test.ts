// `snapshot --output`: the same places as every other output, and they are looked at before anything is read.

import { spawn } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, statSync, symlinkSync } from 'node:fs';
import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { collecting } from '../../aws/collect/support/collecting.ts';
import { runLive } from '../support/live-program.ts';
import { workplace } from '../support/program.ts';
import { deviceIn, NO_DEVICES, shell, WITHOUT_POSIX } from '../support/shell.ts';

const { server } = await collecting();
const { file, read, names, path } = workplace();
const at = (name: string) => join(path, name);
const snapshot = (output: string) => runLive({ args: ['snapshot', '--output', output], server, folder: path });

describe.skipIf(WITHOUT_POSIX)('a snapshot (not on Windows: it has no such files)', () => {
  test('goes through a link, gzipped by the name that was given, and keeps the mode of what it replaces', async () => {
    file('real/old', 'old');
    chmodSync(at('real/old'), 0o640);
    symlinkSync('real/old', at('linked.json.gz'));
    expect((await snapshot('linked.json.gz')).status).toBe(0);
    expect((await lstat(at('linked.json.gz'))).isSymbolicLink()).toBe(true);
    expect(JSON.parse(gunzipSync(readFileSync(at('real/old'))).toString())).toMatchObject({ schemaVersion: 1 });
    expect(statSync(at('real/old')).mode & 0o777).toBe(0o640);
    expect(names('real')).toEqual(['old']);
  });

  test('is the same in a FIFO, for a reader that comes late and reads slowly', async () => {
    await snapshot('plain.json');
    shell(path, 'mkfifo fifo.json');
    const reader = spawn('sh', ['-c', 'sleep 1; (sleep 1; cat) < fifo.json > copy.json'], { cwd: path });
    const { status } = await snapshot('fifo.json');
    await new Promise((resolve) => reader.once('exit', resolve));
    expect({ status, isFifo: statSync(at('fifo.json')).isFIFO() }).toEqual({ status: 0, isFifo: true });
    expect(withoutTime(read('copy.json'))).toBe(withoutTime(read('plain.json')));
  });

  test('that nobody reads is given up when it is interrupted', async () => {
    shell(path, 'mkfifo unread.json');
    const { status, stderr } = await runLive({
      args: ['snapshot', '--output', 'unread.json'],
      server,
      folder: path,
      meanwhile: (child) => child.stderr?.once('data', () => child.kill('SIGINT')),
    });
    expect(status).toBe(1);
    expect(stderr).toMatch(/^read account .*\ninterrupted: nothing was written\n$/);
  });

  test('into standard output by its name is the same', async () => {
    symlinkSync('/dev/fd/1', at('stdout'));
    const { status, stdout } = await snapshot('stdout');
    expect({ status, text: withoutTime(stdout) }).toEqual({ status: 0, text: withoutTime(read('plain.json')) });
  });

  test('into a full device is one line after the scan', async ({ skip }) => {
    const full = deviceIn(path, 'full');
    if (full === undefined) return skip(NO_DEVICES);
    const { status, stderr } = await snapshot(full);
    expect(status).toBe(1);
    expect(stderr.split('\n').slice(1)).toEqual([`cannot write ${full}: no space left`, '']);
  });

  test('is refused before anything is read where it cannot go', async () => {
    mkdirSync(at('folder'));
    symlinkSync('circle', at('circle'));
    for (const [output, reason] of [
      ['folder', 'it is a folder'],
      ['circle', 'its links lead in a circle'],
    ] as const) {
      expect(await snapshot(output)).toEqual({ status: 1, stdout: '', stderr: `cannot write ${output}: ${reason}\n` });
    }
    expect(server.calls).toEqual([]);
  });
});

function withoutTime(text: string): string {
  return text.replace(/"collectedAt":"[^"]*"/, '');
}
