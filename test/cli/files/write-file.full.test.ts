// Where results go: the plain file behind a name is replaced whole; devices and FIFOs get a stream; nothing else is written over.
import { chmodSync, linkSync, lstatSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { region, repository, snapshotFile } from '../../snapshot/support/files.ts';
import { entry } from '../../support/baseline.ts';
import { type Run, workplace } from '../support/program.ts';
import { deviceIn, NO_DEVICES, shell, WITHOUT_POSIX } from '../support/shell.ts';

const { run, file, read, path } = workplace();
const at = (name: string) => join(path, name);

const snapshot = file(
  'snapshot.json',
  snapshotFile({ collectedAt: '2020-01-01T00:00:00Z', regions: [region('us-east-1', [repository('a')])] }),
);
const baseline = file('baseline/rules.yaml', entry('{ principals: [public], capabilities: [pull] }'));
const changed = file('changed.yaml', entry('{ principals: [public], capabilities: [push] }'));
const scenarios = file('scenarios.jsonl', '{"name":"odd"}\n');

/** Every command that writes a file, as far as its `--output`. */
const COMMANDS: readonly (readonly [string, readonly string[]])[] = [
  ['audit', ['audit', '--snapshot', snapshot, '--fail-on', 'never', '--format', 'json']],
  ['access', ['access', '--snapshot', snapshot, '--format', 'json']],
  ['explain', ['explain', '--snapshot', snapshot, '--principal', '*', '--repository', 'a', '--action', 'pull', '--format', 'json']],
  ['simulate', ['simulate', scenarios]],
  ['baseline diff', ['baseline', 'diff', baseline, changed]],
  ['baseline capture', ['baseline', 'capture', '--snapshot', snapshot, '--as', 'lock']],
];
const INPUTS: Readonly<Record<string, string>> = { simulate: scenarios, 'baseline diff': changed };

/** Nothing but one line, and nothing beside the file. */
function expectRefused({ status, stdout, stderr }: Run, line: string): void {
  expect({ status, stdout, stderr }).toEqual({ status: 1, stdout: '', stderr: `${line}\n` });
  expect(readdirSync(path).filter((name) => name.endsWith('.tmp'))).toEqual([]);
}

describe.skipIf(WITHOUT_POSIX).each(COMMANDS)('the output of %s (not on Windows: it has no such files)', (command, args) => {
  const name = command.replace(' ', '-');
  const to = (output: string) => run([...args, '--output', output]);

  test('goes through links, hanging ones too, and leaves them links', () => {
    file(`${name}/real/old`, 'old');
    symlinkSync('real/old', at(`${name}/first`));
    symlinkSync('first', at(`${name}/second`));
    symlinkSync('real/deep/new', at(`${name}/hanging`));
    expect([to(`${name}/second`), to(`${name}/hanging`)].map(({ status }) => status)).toEqual(
      Array(2).fill(command === 'simulate' ? 1 : 0),
    );
    for (const each of ['first', 'second', 'hanging']) expect(lstatSync(at(`${name}/${each}`)).isSymbolicLink()).toBe(true);
    expect(read(`${name}/real/old`)).not.toBe('old');
    expect(read(`${name}/real/deep/new`)).toBe(read(`${name}/real/old`));
    expect(readdirSync(at(`${name}/real`)).sort()).toEqual(['deep', 'old']);
  });

  test('is the whole text in a FIFO, which stays one', () => {
    const fifo = `${name}.fifo`;
    const quoted = [...args, '--output', fifo].map((word) => `'${word}'`).join(' ');
    const { stdout } = shell(path, `mkfifo ${fifo}; cat ${fifo} & ecr-drift ${quoted} >/dev/null 2>&1; wait`);
    to(`${name}.file`);
    expect(stdout).toBe(read(`${name}.file`));
    expect(lstatSync(at(fifo)).isFIFO()).toBe(true);
  });

  test('goes into devices, and a full one is one line', ({ skip }) => {
    const [nothing, full] = [deviceIn(path, 'null'), deviceIn(path, 'full')];
    if (nothing === undefined || full === undefined) return skip(NO_DEVICES);
    expect(to(nothing).status).toBe(command === 'simulate' ? 1 : 0);
    // What is empty fits everywhere.
    if (read(`${name}.file`) !== '') expectRefused(to(full), `cannot write ${full}: no space left`);
    for (const device of [nothing, full]) expect(lstatSync(device).isCharacterDevice()).toBe(true);
  });

  test('goes to standard output where that is its name', () => {
    symlinkSync('/dev/fd/1', at(`${name}.stdout`));
    expect(to(`${name}.stdout`).stdout).toBe(read(`${name}.file`));
    expect(lstatSync(at(`${name}.stdout`)).isSymbolicLink()).toBe(true);
  });

  test('never takes the place of a folder or of the input, whatever its name', () => {
    // Where a folder is given, a capture goes into it.
    const folder = command === 'baseline capture' ? `${name}/access.lock.jsonl` : `${name}/folder`;
    mkdirSync(at(folder), { recursive: true });
    expectRefused(to(command === 'baseline capture' ? name : folder), `cannot write ${folder}: it is a folder`);
    const input = INPUTS[command] ?? snapshot;
    const before = read(input);
    linkSync(at(input), at(`${name}.hard`));
    symlinkSync(input, at(`${name}.soft`));
    for (const each of [input, `./${input}`, `${name}.hard`, `${name}.soft`])
      expectRefused(to(each), `cannot write ${each}: it is an input of this command: give another name`);
    expect(read(input)).toBe(before);
  });

  test('keeps the mode of what it replaces, and leaves that of a new file to the mask of the user', () => {
    file(`${name}.mode`, '');
    chmodSync(at(`${name}.mode`), 0o640);
    to(`${name}.mode`);
    const quoted = [...args, '--output', `${name}.masked`].map((word) => `'${word}'`).join(' ');
    shell(path, `umask 027; ecr-drift ${quoted}`);
    expect([`${name}.mode`, `${name}.masked`].map((each) => statSync(at(each)).mode & 0o777)).toEqual([0o640, 0o640]);
    shell(path, `umask 077; ecr-drift ${quoted}`);
    expect(statSync(at(`${name}.masked`)).mode & 0o777).toBe(0o640);
  });
});

describe.skipIf(WITHOUT_POSIX)('an output is refused (not on Windows: it has no such files)', () => {
  const to = (output: string, ...more: readonly string[]) => run(['audit', '--snapshot', snapshot, '--output', output, ...more]);

  test('whose links lead in a circle', () => {
    symlinkSync('circle-b', at('circle-a'));
    symlinkSync('circle-a', at('circle-b'));
    expectRefused(to('circle-a'), 'cannot write circle-a: its links lead in a circle');
  });

  test('that is a socket', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(at('socket'), resolve));
    expectRefused(to('socket'), 'cannot write socket: it is no plain file but a FIFO, a socket or a device: put a plain file there');
    await new Promise((resolve) => server.close(resolve));
  });

  test('that is a file of the baseline', () => {
    const before = read(baseline);
    expectRefused(to(baseline, '--baseline', 'baseline'), `cannot write ${baseline}: it is an input of this command: give another name`);
    expect(read(baseline)).toBe(before);
  });

  test('before findings are followed: what a run found new is not lost with its output', () => {
    expect(to(snapshot, '--state', 'unfollowed').status).toBe(1);
    expect(readdirSync(path)).not.toContain('unfollowed');
  });

  test('below a file', () => {
    expectRefused(to(`${snapshot}/out.json`), `cannot write ${snapshot}/out.json: part of the path is not a folder`);
  });
});

test.skipIf(WITHOUT_POSIX)('an exception goes through a link into the file behind it (not on Windows: it has no links)', () => {
  file('linked/rules.yaml', entry('{ principals: [public], capabilities: [pull] }'));
  file('linked/kept/exceptions.yaml', 'apiVersion: ecr-drift/v1\nkind: Exception\nitems: []\n');
  symlinkSync('kept/exceptions.yaml', at('linked/exceptions.yaml'));
  const terms = ['--reason', 'r', '--owner', 'o', '--expires', '9999-01-01', '--baseline', 'linked'];
  const { status, stderr } = run(['except', '--code', 'ECRD-101', ...terms]);
  expect({ status, stderr }).not.toMatchObject({ stderr: expect.stringContaining('bug') });
  expect(lstatSync(at('linked/exceptions.yaml')).isSymbolicLink()).toBe(true);
});

describe.skipIf(WITHOUT_POSIX)('a state (not on Windows: it has no links)', () => {
  const follow = () => run(['audit', '--snapshot', snapshot, '--state', 'state', '--fail-on', 'never']);

  test('is written through a link, beside what it names, with the mode that it has', () => {
    mkdirSync(at('state'));
    mkdirSync(at('elsewhere'));
    symlinkSync('../elsewhere/real.json', at('state/111111111111.json'));
    expect(follow().status).toBe(0);
    chmodSync(at('elsewhere/real.json'), 0o600);
    expect(follow().status).toBe(0);
    expect(lstatSync(at('state/111111111111.json')).isSymbolicLink()).toBe(true);
    expect(JSON.parse(readFileSync(at('elsewhere/real.json'), 'utf8'))).toMatchObject({ account: '111111111111' });
    expect(statSync(at('elsewhere/real.json')).mode & 0o777).toBe(0o600);
    expect([readdirSync(at('state')), readdirSync(at('elsewhere'))]).toEqual([['111111111111.json'], ['real.json']]);
  });

  test('that is a FIFO is one line, and nobody waits for it', () => {
    const { status, stderr } = shell(
      path,
      `mkdir fifo-state; mkfifo fifo-state/111111111111.json; ecr-drift audit --snapshot ${snapshot} --state fifo-state`,
    );
    expect({ status, stderr }).toEqual({
      status: 1,
      stderr: 'cannot read fifo-state/111111111111.json: it is no plain file but a FIFO, a socket or a device: put a plain file there\n',
    });
  });
});

describe.skipIf(WITHOUT_POSIX)('standard output (not on Windows: it has no such devices)', () => {
  const audit = `ecr-drift audit --snapshot ${snapshot} --baseline baseline --format json`;

  test('that is full is one line, whatever is printed', () => {
    for (const command of [
      audit,
      'ecr-drift --help',
      'ecr-drift --version',
      `ecr-drift simulate ${scenarios}`,
      'ecr-drift baseline lint baseline',
    ]) {
      const { status, stderr } = shell(path, `${command} > /dev/full`);
      expect({ command, status, stderr }).toEqual({ command, status: 1, stderr: 'cannot write to standard output: no space left\n' });
    }
  });

  test('that is closed early changes neither the exit status nor the file', () => {
    const drifting = file('drifting.json', {
      ...snapshotFile({
        regions: [
          region(
            'us-east-1',
            Array.from({ length: 400 }, (_, index) => repository(`r${index}`)),
          ),
        ],
      }),
    });
    writeFileSync(at('require.yaml'), entry('{ principals: [public], capabilities: [pull] }').replace('allow:', 'require:'));
    const { stdout, stderr } = shell(
      path,
      `{ ecr-drift audit --snapshot ${drifting} --baseline require.yaml --fail-on info --format json; echo "exit $?" >&2; } | head -c 1`,
    );
    expect({ stdout, stderr }).toEqual({ stdout: '{', stderr: 'exit 2\n' });
  });

  test('is not what standard error is: where that is full, the exit status still says it', () => {
    expect(shell(path, 'ecr-drift audit --snapshot nowhere.json 2>/dev/full')).toEqual({ status: 1, stdout: '', stderr: '' });
  });
});
