import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { auditSchema } from '../../../lib/report/schema.ts';
import {
  ABSENT,
  type Fields,
  identity,
  PULL,
  present,
  REFUSED,
  region,
  repository,
  snapshotFile,
  user,
} from '../../snapshot/support/files.ts';
import { entry } from '../../support/baseline.ts';
import { ACME, ACME_BASELINE, expectRefusal, type Run, workplace } from '../support/program.ts';

const { run, file, read, folder, names } = workplace();

const acme = (...options: readonly string[]): Run => run(['audit', '--snapshot', ACME, '--baseline', ACME_BASELINE, ...options]);
const EXPECTED = { table: once(() => acme()), json: once(() => acme('--format', 'json')) };

/** One repository that user `ann` may delete from (medium), and what the test says. */
function oneDrift(fields: Fields = {}, more: readonly unknown[] = []) {
  const policy = {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: 'ecr:BatchDeleteImage', Resource: 'arn:aws:ecr:*:*:repository/team/app' }],
  };
  const ann = user('ann', { UserPolicyList: [{ PolicyName: 'Delete', PolicyDocument: policy }] });
  const regions = [region('us-east-1', [repository('team/app'), ...more])];
  return snapshotFile({ identity: present(identity({ UserDetailList: [ann] })), regions, ...fields });
}

const PULL_ONLY = entry('{ principals: [same-account], capabilities: [pull] }');
const UNREAD = repository('team/secret', { policy: REFUSED });

describe('the exit status of an audit', () => {
  test.each<readonly [string, readonly string[], number]>([
    ['2 where the drift is high or above', [], 2],
    ['2 where the drift reaches the threshold', ['--fail-on', 'critical'], 2],
    ['2 where the drift is above the threshold', ['--fail-on', 'info'], 2],
    ['0 where nothing may fail', ['--fail-on', 'never'], 0],
  ])('is %s', (_, options, expected) => {
    const { status, stdout, stderr } = acme(...options);
    expect({ status, stderr }).toEqual({ status: expected, stderr: '' });
    expect(stdout).toContain('9 causes, 21 findings: 1 critical, 6 high, 10 medium, 4 low\n');
  });

  test.each<readonly [string, readonly unknown[], readonly string[], number]>([
    ['0 where all drift is below the threshold', [], [], 0],
    ['2 where drift is at the threshold', [], ['--fail-on', 'medium'], 2],
    ['2 where drift is above the threshold', [], ['--fail-on', 'low'], 2],
    ['3 where something was not read, and nothing worse was found', [UNREAD], [], 3],
    ['3 where something was not read, and nothing may fail', [UNREAD], ['--fail-on', 'never'], 3],
    ['2 where something was not read, and drift was found as well', [UNREAD], ['--fail-on', 'medium'], 2],
  ])('is %s', (_, more, options, expected) => {
    const args = ['--snapshot', file('one.json', oneDrift({}, more)), '--baseline', file('pull.yaml', PULL_ONLY)];
    expect(run(['audit', ...args, ...options]).status).toBe(expected);
  });

  test.each<readonly [string, readonly string[], number]>([
    ['2 where an outsider has access', [], 2],
    ['0 where nothing may fail', ['--fail-on', 'never'], 0],
  ])('without a baseline is %s', (_, options, expected) => {
    expect(run(['audit', '--snapshot', ACME, ...options]).status).toBe(expected);
  });

  test('without a baseline is that of what policies show by themselves where nobody is an outsider', () => {
    const policy = present({ ...PULL, Statement: [{ ...PULL.Statement[0], Principal: { Service: 'codebuild.amazonaws.com' } }] });
    const snapshot = file('own.json', oneDrift({}, [repository('team/build', { policy })]));
    expect(run(['audit', '--snapshot', snapshot]).status).toBe(0);
    expect(run(['audit', '--snapshot', snapshot, '--fail-on', 'low']).status).toBe(2);
  });

  test('is 0 where only the organization was not read, and the access is called an upper bound', () => {
    const { status, stdout } = run(['audit', '--snapshot', file('bound.json', oneDrift({ organization: REFUSED })), '--verbose']);
    expect(status).toBe(0);
    expect(stdout).toContain('ECRD-502 GuardrailsUnknown');
    expect(stdout).toContain('organization not read: the access shown is an upper bound\n');
  });
});

describe('a policy that nobody can evaluate is a finding, and the scan is incomplete', () => {
  const statement = { ...PULL.Statement[0], Principal: '*' };

  test.each<readonly [string, unknown, string]>([
    [
      'an identity policy with a Principal element',
      { ...PULL, Statement: [statement] },
      'Statement[0].Principal: `Principal` is not allowed',
    ],
    ['a policy given as text that gives a key twice', '{"Statement":[],"Statement":[]}', 'the key `Statement` is given twice'],
    ['a policy given as text that is no JSON', 'Allow everything', 'not JSON'],
  ])('%s', (_, document, reason) => {
    const bob = user('bob', { UserPolicyList: [{ PolicyName: 'Odd', PolicyDocument: document }] });
    const name = file('odd.json', snapshotFile({ identity: present(identity({ UserDetailList: [bob] })), regions: [region('us-east-1')] }));
    const { status, stdout, stderr } = run(['audit', '--snapshot', name, '--format', 'json']);
    expect({ status, stderr }).toEqual({ status: 3, stderr: '' });
    const { findings, complete, summary } = auditSchema.parse(JSON.parse(stdout));
    expect(findings).toEqual([
      expect.objectContaining({
        code: 'ECRD-305',
        severity: 'high',
        message: expect.stringMatching(/^inline policy Odd of user bob is malformed: /),
      }),
    ]);
    expect(findings[0]?.message).toContain(reason);
    expect({ complete, unverified: summary.unverified }).toEqual({ complete: false, unverified: 1 });
  });

  test('a repository policy is told with its repository', () => {
    const odd = repository('team/app', {
      policy: present({ Version: '2012-10-17', Statement: [{ Efect: 'Deny', Principal: '*', Action: 'ecr:*' }] }),
    });
    const { status, stdout } = run([
      'audit',
      '--snapshot',
      file('odd.json', snapshotFile({ regions: [region('us-east-1', [odd])] })),
      '--verbose',
    ]);
    expect(status).toBe(3);
    expect(stdout).toContain('repository policy of team/app in us-east-1 is malformed: Statement[0].Efect');
    expect(stdout).toContain('INCOMPLETE: 1 part not read, nothing is concluded from them\n');
  });
});

describe('the result of an audit', () => {
  test('names the baseline as it was given, with a digest that any change of it changes', () => {
    file('baseline/a.yaml', PULL_ONLY);
    const digestOf = (name: string) => {
      const view = auditSchema.parse(JSON.parse(run(['audit', '--snapshot', ACME, '--baseline', name, '--format', 'json']).stdout));
      expect(view.baseline?.path).toBe(name);
      expect(view.baseline?.sha256).toMatch(/^[0-9a-f]{64}$/);
      return view.baseline?.sha256;
    };
    const before = digestOf('baseline');
    expect(digestOf('baseline')).toBe(before);
    file('baseline/a.yaml', `${PULL_ONLY}# a comment\n`);
    expect(digestOf('baseline')).not.toBe(before);
  });

  test('is the same bytes for the same input', () => {
    expect(acme('--format', 'json')).toEqual(EXPECTED.json());
    expect(acme()).toEqual(EXPECTED.table());
  });

  test('is the same for a gzipped snapshot, whatever its name', () => {
    const expected = EXPECTED.json();
    const bytes = gzipSync(readFileSync(ACME));
    for (const name of ['acme.json.gz', 'acme.json'])
      expect(run(['audit', '--snapshot', file(name, bytes), '--baseline', ACME_BASELINE, '--format', 'json'])).toEqual(expected);
  });

  test('counts what it lists', () => {
    const { summary, findings } = auditSchema.parse(JSON.parse(EXPECTED.json().stdout));
    const count = (key: 'severity' | 'code' | 'state') => Object.groupBy(findings, (finding) => finding[key]);
    const sizes = (groups: Partial<Record<string, readonly unknown[]>>) =>
      Object.fromEntries(Object.entries(groups).map(([key, list]) => [key, list?.length]));
    expect(summary).toEqual({
      bySeverity: { critical: 0, high: 0, medium: 0, low: 0, info: 0, ...sizes(count('severity')) },
      byCode: sizes(count('code')),
      byState: { open: 0, accepted: 0, resolved: 0, ...sizes(count('state')) },
      unverified: 0,
    });
  });
});

describe('--output', () => {
  test('without --format writes the JSON, whole, into folders that it makes, and prints the table and where the file is', () => {
    const { status, stdout } = EXPECTED.table();
    expect(acme('--output', 'out/new/result.json')).toEqual({
      status,
      // What shows a cause again is read from there.
      stdout: stdout.replace(/(?<=show \w+ ).*/, '--audit out/new/result.json'),
      stderr: 'full result written to out/new/result.json\n',
    });
    expect(digest(read('out/new/result.json'))).toBe(digest(EXPECTED.json().stdout));
    expect(names('out/new')).toEqual(['result.json']);
  });

  test('with --format json writes the JSON and prints nothing', () => {
    expect(acme('--format', 'json', '--output', 'quiet.json')).toEqual({
      status: 2,
      stdout: '',
      stderr: 'full result written to quiet.json\n',
    });
    expect(digest(read('quiet.json'))).toBe(digest(EXPECTED.json().stdout));
  });

  test('with --format table writes all of the table and prints nothing', () => {
    expect(acme('--format', 'table', '--output', 'table.txt')).toEqual({
      status: 2,
      stdout: '',
      stderr: 'full result written to table.txt\n',
    });
    expect(read('table.txt')).toBe(acme('--verbose').stdout);
  });

  test('is Markdown where that is asked for, on standard output or in a file', () => {
    const { status, stdout } = acme('--format', 'markdown');
    expect(status).toBe(2);
    expect(stdout).toMatch(/^# ECR access of account \d{12}\n/);
    expect(acme('--format', 'markdown', '--output', 'audit.md').stdout).toBe('');
    expect(read('audit.md')).toBe(stdout);
  });

  test('replaces what was there', () => {
    file('old/result.json', 'old'.repeat(100_000));
    acme('--output', 'old/result.json');
    expect(digest(read('old/result.json'))).toBe(digest(EXPECTED.json().stdout));
    expect(names('old')).toEqual(['result.json']);
  });

  test('on a folder is refused and leaves nothing behind', () => {
    folder('taken/result.json');
    expectRefusal(acme('--output', 'taken/result.json'), ['cannot write taken/result.json', 'it is a folder']);
    expect(names('taken')).toEqual(['result.json']);
    expect(names('taken/result.json')).toEqual([]);
  });

  test('where nobody may write is refused', () => {
    expectRefusal(acme('--output', '/proc/ecr-drift.json'), ['cannot write /proc/ecr-drift.json']);
  });

  test('below a file is refused', () => {
    expectRefusal(acme('--output', `${file('plain', '')}/result.json`), ['cannot write plain/result.json', 'not a folder']);
  });
});

test('an account without regions has no findings', () => {
  const { status, stdout } = run(['audit', '--snapshot', file('bare.json', snapshotFile({ identity: ABSENT }))]);
  expect({ status, stdout }).toEqual({
    status: 0,
    stdout: [
      'account 111111111111, no region, 2026-11-21 20:00 UTC',
      'read from bare.json, without a baseline',
      'IN ORDER: no findings',
      'scan complete',
      'no baseline: only what outsiders have is told, and what policies show by themselves; a baseline could capture 0 grants of 0 principals on 0 repositories',
      '',
    ].join('\n'),
  });
});

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
