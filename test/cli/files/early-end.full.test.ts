// What is written ends early: the reader has seen enough, the disk is full, or somebody interrupts. Each command, as a process.
import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { entry } from '../../support/baseline.ts';
import { generateAccount } from '../../support/generate-account.ts';
import { ACME, ACME_BASELINE, workplace } from '../support/program.ts';
import { deviceIn, NO_DEVICES, PROGRAM, shell, WITHOUT_POSIX } from '../support/shell.ts';

const { file, read, names, path } = workplace();

/** More than a pipe holds, in every format. */
const snapshot = file('snapshot.json', generateAccount({ repositories: 60, principals: 45 }));
const baseline = file('baseline/rules.yaml', entry('{ principals: [public], capabilities: [pull] }'));
const changed = file('changed.yaml', entry('{ principals: [public], capabilities: [push] }'));
const scenarios = file('scenarios.jsonl', '{"name":"odd"}\n'.repeat(5_000));
const ROLE = '"$(grep -o "arn:aws:iam::111111111111:role/[^\\"]*" snapshot.json | head -n 1)"';
const REPOSITORY = '"$(grep -o "arn:aws:ecr:[^\\"*]*:repository/[^\\"*]*" snapshot.json | head -n 1)"';

/** Every command that prints what it works out, and its exit status. */
const COMMANDS: readonly (readonly [string, number])[] = [
  [`audit --snapshot ${ACME} --baseline ${ACME_BASELINE} --format json`, 2],
  [`audit --snapshot ${ACME} --baseline ${ACME_BASELINE} --format table`, 2],
  [`audit --snapshot ${ACME} --baseline ${ACME_BASELINE} --format markdown`, 2],
  [`access --snapshot ${snapshot} --format json`, 0],
  [`access --snapshot ${snapshot} --format table`, 0],
  [`access --snapshot ${snapshot} --repository ${REPOSITORY}`, 0],
  [`access --snapshot ${snapshot} --principal ${ROLE}`, 0],
  [`explain --snapshot ${snapshot} --principal ${ROLE} --repository ${REPOSITORY} --action pull`, 0],
  [`baseline capture --snapshot ${snapshot}`, 0],
  [`baseline capture --snapshot ${snapshot} --as lock`, 0],
  [`baseline diff ${baseline} ${changed}`, 0],
  ['baseline lint baseline', 0],
  [`simulate ${scenarios}`, 1],
];

describe.skipIf(WITHOUT_POSIX).each(COMMANDS)('%s (not on Windows: it has no such pipes)', (command, status) => {
  test('ends quietly where its reader stops, with the exit status that it has', () => {
    const { stdout, stderr } = shell(path, `{ ecr-drift ${command}; echo "exit $?" >&2; } | head -c 1`);
    const lines = stderr.split('\n').filter((line) => !line.includes('could not be evaluated'));
    expect({ length: stdout.length, lines }).toEqual({ length: 1, lines: [`exit ${status}`, ''] });
    const closed = shell(path, `{ ecr-drift ${command}; echo "exit $?" >&2; } | true`);
    expect(closed.stderr.split('\n').filter((line) => !line.includes('could not be evaluated'))).toEqual([`exit ${status}`, '']);
    expect(names().filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });
});

test('a full device is one line', ({ skip }) => {
  const full = WITHOUT_POSIX ? undefined : deviceIn(path, 'full');
  if (full === undefined) return skip(NO_DEVICES);
  const { status, stderr } = shell(path, `ecr-drift access --snapshot ${snapshot} --format json --output ${full}`);
  expect({ status, stderr }).toEqual({ status: 1, stderr: `cannot write ${full}: no space left\n` });
});

test.skipIf(WITHOUT_POSIX)('a disk that is full halfway keeps the file that was there (not on Windows: it has no such limits)', () => {
  for (const command of [`access --snapshot ${snapshot}`, `audit --snapshot ${ACME} --baseline ${ACME_BASELINE} --fail-on never`]) {
    file('kept.json', 'old');
    // The limit is in blocks of 512 or 1,024 bytes.
    const { status, stderr } = shell(path, `trap '' XFSZ; ulimit -f 20; ecr-drift ${command} --format json --output kept.json`);
    expect({ command, status, stderr }).toEqual({
      command,
      status: 1,
      stderr: 'cannot write kept.json: the file would be too large there\n',
    });
    expect(read('kept.json')).toBe('old');
    expect(names().filter((name) => name.endsWith('.tmp'))).toEqual([]);
  }
});

test.skipIf(WITHOUT_POSIX)(
  'whoever interrupts a file being written finds the one that was there (not on Windows: it has no signals)',
  async () => {
    const large = file('large.json', generateAccount({ repositories: 1_500, principals: 800 }));
    file('interrupted.json', 'old');
    const child = spawn(process.execPath, [PROGRAM, 'access', '--snapshot', large, '--format', 'json', '--output', 'interrupted.json'], {
      cwd: path,
    });
    let said = '';
    child.stderr.on('data', (chunk: Buffer) => {
      said += chunk.toString();
    });
    const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
    while (!readdirSync(path).some((name) => name.endsWith('.tmp')) && child.exitCode === null) await wait(2);
    child.kill('SIGINT');
    expect({ status: await ended, said }).toEqual({ status: 1, said: 'interrupted: nothing was written\n' });
    expect(readFileSync(join(path, 'interrupted.json'), 'utf8')).toBe('old');
    expect(names().filter((name) => name.endsWith('.tmp'))).toEqual([]);
  },
);

test('what is written to a name that ends in .gz is gzipped, and read again', () => {
  shell(path, `ecr-drift access --snapshot ${snapshot} --format json > plain.json`);
  const { stdout } = shell(
    path,
    `ecr-drift access --snapshot ${snapshot} --output access.json.gz --format json 2>/dev/null; gzip -dc access.json.gz`,
  );
  expect(stdout === read('plain.json')).toBe(true);
});

describe('a capture of several files', () => {
  const many = file('many.json', manyConditions(1_600));

  test('is refused as one, and is all there in a folder, where no other one is', () => {
    const one = shell(path, `ecr-drift baseline capture --snapshot ${many}`);
    expect(one).toEqual({
      status: 1,
      stdout: '',
      stderr: expect.stringMatching(/^what was captured takes \d files, since one holds 1 MiB at most: give a folder as --output\n$/),
    });
    const { status, stderr } = shell(path, `ecr-drift baseline capture --snapshot ${many} --output captured`);
    expect({ status, stderr }).toEqual({
      status: 0,
      stderr: expect.stringMatching(/^captured rules written to captured\/captured\.yaml and \d more/),
    });
    expect(names('captured')).toEqual(expect.arrayContaining(['captured-2.yaml', 'captured.yaml']));
    shell(path, 'mv captured/captured.yaml aside.yaml');
    const again = shell(path, `ecr-drift baseline capture --snapshot ${many} --output captured`);
    expect(again.stderr).toContain('captured/captured-2.yaml is there already, and people may have changed it');
    expect(again.status).toBe(1);
  });

  test.skipIf(WITHOUT_POSIX)('that does not fit on the disk is not there at all (not on Windows: it has no such limits)', () => {
    const { status, stderr } = shell(path, `trap '' XFSZ; ulimit -f 1000; ecr-drift baseline capture --snapshot ${many} --output nothing`);
    expect({ status, stderr }).toEqual({
      status: 1,
      stderr: expect.stringMatching(/^cannot write nothing\/captured.*\.yaml: the file would be too large there\n$/),
    });
    expect(names('nothing')).toEqual([]);
  });
});

/** Each repository lets another account in under a condition of its own. */
function manyConditions(count: number): object {
  const statement = (at: number) => ({
    Effect: 'Allow',
    Principal: { AWS: 'arn:aws:iam::222222222222:root' },
    Action: ['ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'],
    Condition: {
      StringEquals: { 'aws:PrincipalTag/team': Array.from({ length: 20 }, (_, each) => `team-${at}-${each}-${'0'.repeat(20)}`) },
    },
  });
  const arn = (name: string): string => `arn:aws:ecr:us-east-1:111111111111:repository/${name}`;
  const repositories = Array.from({ length: count }, (_, at) => ({
    repositoryName: `team/app-${at}`,
    repositoryArn: arn(`team/app-${at}`),
    tags: { status: 'absent' },
    policy: { status: 'present', value: { Version: '2012-10-17', Statement: [statement(at)] } },
  }));
  return {
    ...{ schemaVersion: 1, partition: 'aws', account: '111111111111', collectedAt: '2026-11-21T20:00:00Z' },
    identity: { status: 'present', value: { UserDetailList: [], GroupDetailList: [], RoleDetailList: [], Policies: [] } },
    organization: { status: 'absent' },
    regions: [{ region: 'us-east-1', registryPolicy: { status: 'absent' }, repositories: { status: 'present', value: repositories } }],
  };
}
