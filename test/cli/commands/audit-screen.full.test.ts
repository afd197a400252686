// What the table of an audit shows changes nothing else; and the README shows it as it is.
import { spawnSync } from 'node:child_process';
import { cpSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { CLOCK_ENVIRONMENT } from '../../support/clock.ts';
import { ACME, ACME_BASELINE, expectRefusal, type Run, workplace } from '../support/program.ts';
import { PROGRAM } from '../support/shell.ts';

const { run, read, path } = workplace();
const ROOT = join(import.meta.dirname, '../../..');

const acme = (...options: readonly string[]): Run => run(['audit', '--snapshot', ACME, '--baseline', ACME_BASELINE, ...options]);

describe('filters', () => {
  test('leave the exit status and the saved audit as they are', () => {
    acme('--output', 'whole.json');
    const { status, stdout } = acme('--severity', 'low', '--output', 'filtered.json');
    expect({ status, isWhole: read('filtered.json') === read('whole.json') }).toEqual({ status: 2, isWhole: true });
    expect(stdout).toContain('9 causes, 21 findings: 1 critical, 6 high, 10 medium, 4 low\n');
    expect(stdout).toContain('\nshown: 2 of 9 causes, by --severity low\n');
  });

  test('take several words, with commas or given again', () => {
    expect(acme('--code', '202,203').stdout).toContain('shown: 2 of 9 causes');
    expect(acme('--code', '202', '--code', 'ECRD-203').stdout).toContain('shown: 2 of 9 causes');
  });

  test('choose the causes of --verbose as well', () => {
    const { stdout } = acme('--verbose', '--principal', 'ines');
    expect(stdout.match(/^(?:CRITICAL|HIGH|MEDIUM|LOW) /gm)).toEqual(['HIGH ']);
  });

  test.each([
    [['--severity', 'low', '--format', 'json'], '--severity says what the table shows, and --format json is always whole'],
    [['--summary', '--format', 'markdown'], '--summary says what the table shows, and --format markdown is always whole'],
    [['--severity', 'hihg'], '--severity `hihg` is none: did you mean `high`?'],
    [['--repository', ''], '--repository is empty'],
  ])('%o is refused in one line', (options, message) => {
    expectRefusal(acme(...options), [message]);
  });
});

test('nothing has a colour in a pipe, unless somebody asks for it', () => {
  expect(acme().stdout).not.toContain('\u001b');
  const { stdout } = example(['audit', ...EXAMPLE], { FORCE_COLOR: '1' });
  expect(stdout).toContain('\u001b[31m');
  expect(example(['audit', ...EXAMPLE, '--no-color'], { FORCE_COLOR: '1' }).stdout).not.toContain('\u001b');
  const { status } = example(['audit', ...EXAMPLE, '--output', 'coloured.txt', '--format', 'table'], { FORCE_COLOR: '1' });
  expect({ status, text: read('coloured.txt') }).toEqual({ status: 2, text: expect.not.stringContaining('\u001b') });
});

const EXAMPLE = ['--snapshot', 'examples/acme/snapshot.json', '--baseline', 'examples/acme/baseline'];

/** Runs the program in a folder with the example account, as the scripts of the package do. */
function example(args: readonly string[], env: Readonly<Record<string, string>>) {
  cpSync(join(ROOT, 'examples/acme'), join(path, 'examples/acme'), { recursive: true });
  return spawnSync(process.execPath, [PROGRAM, ...args], {
    cwd: path,
    env: { ...CLOCK_ENVIRONMENT, ...env },
    encoding: 'utf8',
    timeout: 120_000,
  });
}

test('the README shows what `npm start` prints at 80 columns', () => {
  const { scripts }: { readonly scripts: Readonly<Record<string, string>> } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  const args = scripts['start']?.split(' ').slice(2) ?? [];
  const { stdout } = example(args, { COLUMNS: '80', npm_lifecycle_event: 'start' });
  const [, shown] = /`npm start` prints this.*\n\n```\n([\s\S]*?)```/.exec(readFileSync(join(ROOT, 'README.md'), 'utf8')) ?? [];
  expect(stdout).toBe(shown);
});
