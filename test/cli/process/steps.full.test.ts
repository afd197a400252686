// What the program is at, on a terminal: a pseudo-terminal of the system stands in for it.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ACME, ACME_BASELINE, workplace } from '../support/program.ts';
import { PROGRAM } from '../support/shell.ts';

const { path } = workplace();
/** A machine may have the program and no pseudo-terminals, as in a container without /dev/ptmx. */
const HAS_TERMINAL =
  process.platform === 'linux' &&
  spawnSync('script', ['--quiet', '--return', '--command', 'true', '/dev/null'], { input: '' }).status === 0;

test.skipIf(!HAS_TERMINAL)(
  'is said where somebody waits, and gone before the result (needs script of util-linux and a pseudo-terminal)',
  () => {
    const audit = `'${process.execPath}' '${PROGRAM}' audit --snapshot - --baseline '${ACME_BASELINE}' --fail-on never --summary`;
    const command = `(sleep 4; cat '${ACME}') | ${audit}`;
    spawnSync('script', ['--quiet', '--return', '--command', command, 'typescript'], {
      cwd: path,
      input: '',
      env: { PATH: process.env['PATH'], TERM: 'dumb' },
    });
    const typed = readFileSync(join(path, 'typescript'), 'utf8');
    const [before = '', after = ''] = typed.split('acme-production');
    expect(before).toContain('\r\u001b[Kreading standard input 1 s');
    expect(before.endsWith('\r\u001b[K')).toBe(true);
    expect(after).not.toContain('\u001b[K');
    expect(after).toContain('DRIFT: 9 causes');
  },
);
