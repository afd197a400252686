// Files that are not what they should be: too large, endless, elsewhere, not there. One line each, and nobody waits for them.
import { spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, symlinkSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { region, repository, snapshotFile } from '../../snapshot/support/files.ts';
import { entry } from '../../support/baseline.ts';
import { ACME, expectRefusal, workplace } from '../support/program.ts';
import { AS_ROOT, PROGRAM, shell, WITHOUT_POSIX } from '../support/shell.ts';

const { run, file, folder, path } = workplace();
const at = (name: string) => join(path, name);
const LARGE = 'it is more than 256 MiB of text: give less at once';
const NO_FILE = 'it is no plain file but a FIFO, a socket or a device: put a plain file there';
const RULES = entry('{ principals: [public], capabilities: [pull] }');
const MIB = 1024 * 1024;

/** Runs the program and looks how much memory it takes, in MiB. */
async function peak(...args: readonly string[]): Promise<number> {
  const child = spawn(process.execPath, [PROGRAM, ...args], { cwd: path, env: {}, stdio: 'ignore' });
  let most = 0;
  const look = setInterval(() => {
    most = Math.max(most, memoryOf(child.pid));
  }, 5);
  await new Promise((resolve) => child.once('exit', resolve));
  clearInterval(look);
  return most;
}

/** The most that a process has taken so far; nothing where it has ended. */
function memoryOf(pid: number | undefined): number {
  const name = `/proc/${pid}/status`;
  const [, kibibytes = '0'] = /VmHWM:\s+(\d+) kB/.exec(existsSync(name) ? readFileSync(name, 'utf8') : '') ?? [];
  return Number(kibibytes) / 1024;
}

describe('a text that no process can hold is refused', () => {
  const refused = (name: string) => {
    expectRefusal(run(['access', '--snapshot', name]), [`cannot read ${name}: ${LARGE}`]);
    expectRefusal(run(['simulate', name]), [`cannot read ${name}: ${LARGE}`]);
    expectRefusal(run(['audit', '--snapshot', ACME, '--baseline', name]), [`cannot read ${name}: ${LARGE}`]);
  };

  test('as a file of 3 GiB, before it is read', () => {
    truncateSync(at(file('large.yaml', '')), 3 * 1024 * MIB);
    refused('large.yaml');
  });

  test.skipIf(process.platform !== 'linux')('as a small gzip file, in bounded memory (only where /proc tells the memory)', async () => {
    file('bomb.yaml', gzipped(450));
    refused('bomb.yaml');
    const mebibytes = await peak('access', '--snapshot', 'bomb.yaml');
    expect(mebibytes).toBeGreaterThan(250);
    expect(mebibytes).toBeLessThan(600);
  });

  test.skipIf(WITHOUT_POSIX)('as a device without end (not on Windows: it has none)', () => {
    expectRefusal(run(['access', '--snapshot', '/dev/zero']), [`cannot read /dev/zero: ${LARGE}`]);
    const { status, stderr } = shell(path, 'ecr-drift simulate - < /dev/zero');
    expect({ status, stderr }).toEqual({
      status: 1,
      stderr: expect.stringMatching(/^cannot read standard input: it is more than 256 MiB.*\n$/),
    });
  });

  test('and one that they can hold is not', () => {
    const text = JSON.stringify(snapshotFile({ regions: [region('us-east-1', [repository('a')])] }));
    const { status, stderr } = run(['access', '--snapshot', file('padded.json.gz', gzipSync(text.padEnd(64 * MIB)))]);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  });
});

/** So many MiB of zeros as gzip: members one after the other are one text. */
function gzipped(mebibytes: number): Buffer {
  const member = gzipSync(Buffer.alloc(50 * MIB), { level: 9 });
  return Buffer.concat(Array(mebibytes / 50).fill(member));
}

describe.skipIf(WITHOUT_POSIX)('an input (not on Windows: it has no such files)', () => {
  test('that the shell makes is read', () => {
    const { status, stdout } = shell(path, `mkfifo given; cat '${ACME}' > given & ecr-drift access --snapshot given`);
    expect({ status, stdout }).toEqual({ status: 0, stdout: run(['access', '--snapshot', ACME]).stdout });
  });

  test('whose links lead in a circle is one line', () => {
    symlinkSync('circle', at('circle'));
    expectRefusal(run(['access', '--snapshot', 'circle']), ['cannot read circle: its links lead in a circle']);
    expectRefusal(run(['baseline', 'diff', 'circle', 'circle']), ['cannot read circle: its links lead in a circle']);
  });

  test.skipIf(AS_ROOT)('that may not be read is one line (not as root, who may read everything)', () => {
    chmodSync(at(file('secret.json', '{}')), 0);
    expectRefusal(run(['access', '--snapshot', 'secret.json']), ['cannot read secret.json: permission denied']);
    file('locked/a.yaml', RULES);
    mkdirSync(at('locked/away'), { mode: 0 });
    expectRefusal(run(['baseline', 'diff', 'locked', 'locked']), ['cannot read locked/away: permission denied']);
  });

  test('is not a folder of states', () => {
    const lookup = (state: string) => run(['accept', 'ecrd-x', '--state', state, '--reason', 'r', '--owner', 'o', '--expires', '9d']);
    expectRefusal(lookup(file('no-folder', '')), ['cannot read no-folder: part of the path is not a folder']);
    expectRefusal(lookup('nowhere'), ['cannot read nowhere: no such folder']);
  });
});

describe.skipIf(WITHOUT_POSIX)('in the folder of a baseline (not on Windows: it has no such files)', () => {
  const lint = (name: string) => run(['baseline', 'lint', name]);
  const withRules = (name: string) => {
    file(`${name}/rules.yaml`, RULES);
    return name;
  };
  file('outside/more.yaml', RULES.replace('id: r', 'id: s'));

  test('a FIFO is one line, and nobody waits for it', () => {
    withRules('with-fifo');
    const { status, stdout, stderr } = shell(path, 'mkfifo with-fifo/x.yaml; timeout 20 true; ecr-drift baseline lint with-fifo');
    expect({ status, stdout, stderr }).toEqual({ status: 1, stdout: '', stderr: `cannot read with-fifo/x.yaml: ${NO_FILE}\n` });
  });

  test('a device behind a link is a link out', () => {
    symlinkSync('/dev/zero', at(`${withRules('with-device')}/x.yaml`));
    expectRefusal(lint('with-device'), ['cannot read with-device/x.yaml: it is a link out of the folder of the baseline: put a copy']);
  });

  test('a file and a folder that are linked from elsewhere are one line', () => {
    symlinkSync('../outside/more.yaml', at(`${withRules('with-link')}/more.yaml`));
    expectRefusal(lint('with-link'), ['cannot read with-link/more.yaml: it is a link out of the folder of the baseline: put a copy']);
    symlinkSync('../outside', at(`${withRules('with-folder')}/teams`));
    expectRefusal(lint('with-folder'), ['cannot read with-folder/teams: it is a link out of the folder of the baseline: put a copy']);
  });

  test('links in a circle, and to nothing, are one line', () => {
    symlinkSync('x.yaml', at(`${withRules('with-circle')}/x.yaml`));
    expectRefusal(lint('with-circle'), ['cannot read with-circle/x.yaml: its links lead in a circle']);
    symlinkSync('nothing', at(`${withRules('with-nothing')}/x.yaml`));
    expectRefusal(lint('with-nothing'), ['cannot read with-nothing/x.yaml: no such file or folder']);
  });

  test('a folder with the name of a file is one line', () => {
    folder(`${withRules('with-name')}/x.yaml`);
    expectRefusal(lint('with-name'), ['cannot read with-name/x.yaml: it is a folder']);
  });

  test('what is no part of it may be anything', () => {
    withRules('with-others');
    symlinkSync('../outside/more.yaml', at('with-others/README'));
    symlinkSync('nothing', at('with-others/notes.txt'));
    shell(path, 'mkfifo with-others/pipe');
    expect(lint('with-others')).toMatchObject({ status: 0, stdout: expect.stringContaining('valid: 1 rule') });
  });

  test('a link to a file inside is read, one to a folder inside is not followed, and the folder itself may be linked', () => {
    file('inside/.data/rules.txt', RULES);
    symlinkSync('.data/rules.txt', at('inside/rules.yaml'));
    symlinkSync('.', at('inside/again'));
    symlinkSync('inside', at('linked'));
    for (const name of ['inside', 'linked', './inside/', at('inside')])
      expect(lint(name)).toMatchObject({ status: 0, stdout: expect.stringContaining('valid: 1 rule') });
  });

  test('a policy document that a rule names is a plain file inside too', () => {
    const rules = RULES.replace('{ principals: [public], capabilities: [pull] }', '{ policy: pull.json }');
    file('named.yaml', rules);
    symlinkSync('outside/more.yaml', at('pull.json'));
    expect(lint('named.yaml').stderr).not.toContain('link out');
    const { status, stderr } = shell(
      path,
      'mkdir only; mv named.yaml only/; mkfifo only/pull.json; ecr-drift baseline lint only/named.yaml',
    );
    expect({ status, stderr }).toEqual({ status: 1, stderr: `cannot read only/pull.json: ${NO_FILE}\n` });
    const linked = shell(path, 'rm only/pull.json; ln -s ../outside/more.yaml only/pull.json; ecr-drift baseline lint only/named.yaml');
    expect(linked).toMatchObject({
      status: 1,
      stderr: expect.stringMatching(/^cannot read only\/pull\.json: it is a link out of the folder/),
    });
  });
});

describe('of many mistakes the first ten are told, and how many more there are', () => {
  const mistakes = Array.from({ length: 1000 }, (_, index) => `{ principals: [public], capabilities: [pul${index}] }`);
  const broken = file('broken.yaml', entry(mistakes.join(',\n')));
  const lock = file('lock/access.lock.jsonl', Array(1000).fill('{"region":7}').join('\n'));

  test.each<readonly [string, readonly string[]]>([
    ['in a baseline', ['audit', '--snapshot', ACME, '--baseline', broken]],
    ['in one of two', ['baseline', 'diff', broken, broken]],
    ['in a lock', ['audit', '--snapshot', ACME, '--baseline', lock.replace('/access.lock.jsonl', '')]],
    ['before it is published', ['baseline', 'publish', 's3://bucket/key', '--baseline', broken]],
    [
      'before an exception is written',
      [
        'except',
        '--code',
        'ECRD-101',
        '--repositories',
        'lab/**',
        '--reason',
        'r',
        '--owner',
        'o',
        '--expires',
        '9d',
        '--baseline',
        broken,
      ],
    ],
  ])('%s', (_, args) => {
    const { status, stdout, stderr } = run(args);
    const lines = stderr.split('\n');
    expect({ status, stdout, lines: lines.length }).toEqual({ status: 1, stdout: '', lines: 12 });
    expect(lines.slice(10)).toEqual([expect.stringMatching(/^and [1-9]\d+ more$/), '']);
    expect(lines[0]).toMatch(/^(broken\.yaml|lock\/access\.lock\.jsonl):\d+: /);
  });
});

describe('a lock that nobody lets go of', () => {
  const snapshot = file('snapshot.json', snapshotFile({ collectedAt: '2020-01-01T00:00:00Z' }));
  const lock = (name: string) => `${name}/111111111111.json.lock`;
  const follow = (name: string) => run(['audit', '--snapshot', snapshot, '--state', name]);

  test.each<readonly [string, string, (name: string) => void]>([
    ['of another host', 'foreign', (name) => file(lock(name), JSON.stringify({ host: 'elsewhere', process: 1, token: 'x' }))],
    ['that is empty', 'empty', (name) => file(lock(name), '')],
    ['that is a folder', 'folder', (name) => folder(lock(name))],
  ])(
    '%s costs one wait, and one line says what to remove',
    (_, name, leave) => {
      leave(name);
      // Twenty waits would be a hundred seconds, and the program is stopped after thirty.
      expectRefusal(follow(name), [
        `${name}/111111111111.json is being written by another audit: if none is running, remove ${name}/111111111111.json.lock\n`,
      ]);
    },
    60_000,
  );
});
