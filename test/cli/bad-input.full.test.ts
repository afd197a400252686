// What the program says about input that it cannot use: one line that names the place, exit status 1.
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { present, region, repository, snapshotFile } from '../snapshot/support/files.ts';
import { entry, policy } from '../support/baseline.ts';
import { ACME, expectNoTrace, expectRefusal, workplace } from './support/program.ts';

const { run, file, folder } = workplace();

const DORA = 'arn:aws:iam::111111111111:user/staff/dora';
const EXPLAIN = { '--principal': DORA, '--repository': 'payments/api', '--action': 'pull' };

function explain(options: Readonly<Record<string, string>>): readonly string[] {
  return ['explain', '--snapshot', ACME, ...Object.entries({ ...EXPLAIN, ...options }).flat()];
}

function twice(key: string, json: string): string {
  const text = json.replace(`"${key}":`, `"${key}":"Allow","${key}":`);
  if (text === json) throw new Error(`no ${key} in ${json}`);
  return text;
}

describe('a snapshot is refused that', () => {
  const refused = (name: string, fragments: readonly string[]): void =>
    expectRefusal(run(['audit', '--snapshot', name]), [name, ...fragments]);

  test('is not there', () => refused('nowhere.json', ['no such file']));
  test('is a folder', () => refused(folder('a-folder'), ['it is a folder']));
  test('lies below a file', () => refused(`${file('plain', '')}/snapshot.json`, ['not a folder']));
  test('is empty', () => refused(file('empty.json', ''), ['empty', 'line 1']));
  test('is only a byte order mark', () => refused(file('mark.json', '\uFEFF'), ['empty']));
  test('is not JSON, with the line', () => refused(file('trailing.json', '{\n  "account": "1",\n}'), ['not JSON', 'line 3']));
  test('breaks off, with the line', () => refused(file('cut.json', '{\n\n  "account": "1'), ['not JSON', 'line 3']));
  test('is YAML', () => refused(file('yaml.json', 'schemaVersion: 1\n'), ['not JSON', 'line 1']));
  test('is no UTF-8', () => refused(file('latin.json', Buffer.from('{"account":"\xe9"}', 'latin1')), ['UTF-8']));
  test('is UTF-16', () => refused(file('wide.json', Buffer.from('\uFEFF{}', 'utf16le')), ['UTF-8']));
  test('is a gzip file cut short', () =>
    refused(file('cut.json.gz', gzipSync(JSON.stringify(snapshotFile())).subarray(0, 90)), ['gzip', 'damaged']));
  test('is a gzip file with a flipped bit', () => {
    const bytes = Buffer.from(gzipSync(JSON.stringify(snapshotFile())));
    bytes.writeUInt8(bytes.readUInt8(40) ^ 1, 40);
    refused(file('flipped.json.gz', bytes), ['gzip', 'damaged']);
  });
  test('is a gzip file of no UTF-8', () => refused(file('latin.json.gz', gzipSync(Buffer.from([0x7b, 0xff, 0x7d]))), ['UTF-8']));
  test('is a list', () => refused(file('list.json', []), ['a list']));
  test('is null', () => refused(file('null.json', 'null'), ['null']));
  test('has an account id that is too short', () =>
    refused(file('short.json', snapshotFile({ account: '11111111111' })), ['account', '12 digits', '`11111111111`']));
  test('has an account id that is a number', () =>
    refused(file('number.json', snapshotFile({ account: 111111111111 })), ['account', '12 digits', 'the number `111111111111`']));
  test('leaves out a part, with its JSON path', () =>
    refused(file('part.json', snapshotFile({ identity: undefined })), ['identity is missing']));
  test("leaves out a repository's policy, with its JSON path", () => {
    const regions = [region('us-east-1', [repository('team/app', { policy: undefined })])];
    refused(file('policy.json', snapshotFile({ regions })), ['regions[0].repositories.value[0].policy is missing']);
  });
  test('has a status that there is none of, with a suggestion', () =>
    refused(file('status.json', snapshotFile({ organization: { status: 'abset' } })), ['organization.status', '`abset`', '`absent`']));
  test('gives a key twice, with the line', () =>
    refused(file('twice.json', '{\n"account": "111111111111",\n"account": "222222222222"\n}'), ['`account` is given twice', 'line 3']));
  test('has a repository of another account', () => {
    const stranger = repository('team/app', { repositoryArn: 'arn:aws:ecr:us-east-1:222222222222:repository/team/app' });
    refused(file('stranger.json', snapshotFile({ regions: [region('us-east-1', [stranger])] })), ['regions[0].repositories.value[0]']);
  });
  test('is nested a hundred thousand levels deep', () => refused(file('deep.json', '['.repeat(100_000)), []));
});

test('every command that reads a snapshot refuses it in the same words', () => {
  const question = ['--principal', '*', '--repository', 'a', '--action', 'pull'];
  for (const name of [
    'nowhere.json',
    file('same.json', snapshotFile({ account: '1' })),
    file('same.json.gz', new Uint8Array([0x1f, 0x8b])),
  ]) {
    const refusal = run(['audit', '--snapshot', name]);
    expectRefusal(refusal, [name]);
    expect(run(['access', '--snapshot', name])).toEqual(refusal);
    expect(run(['explain', '--snapshot', name, ...question])).toEqual(refusal);
  }
});

describe('an invalid baseline judges nothing: each issue is one line with file and line', () => {
  const judged = (...args: readonly string[]) => run(['audit', '--snapshot', ACME, '--baseline', ...args]);

  test.each([
    ['is not there', 'nowhere', ['nowhere', 'no such file']],
    ['is a folder without documents', folder('no-documents'), ['no-documents', 'no YAML or JSON files']],
    ['is empty', file('baseline/empty.yaml', ''), ['baseline/empty.yaml:1:', 'empty']],
    ['is no UTF-8', file('baseline/latin.yaml', Buffer.from([0xff, 0xfe])), ['baseline/latin.yaml', 'UTF-8']],
    ['is not JSON', file('baseline/broken.json', '{\n  "kind":,\n}'), ['baseline/broken.json:2:', 'not JSON']],
    ['is not YAML', file('baseline/broken.yaml', 'apiVersion: ecr-drift/v1\nkind: [\n'), ['baseline/broken.yaml:']],
    [
      'names a capability that there is none of',
      file('baseline/capability.yaml', entry('{ principals: [public], capabilities: [pul] }')),
      ['baseline/capability.yaml:6:', 'unknown capability `pul`', 'did you mean `pull`?'],
    ],
    [
      'names an action that ECR has not',
      file('baseline/action.yaml', entry('{ principals: [public], capabilities: ["ecr:PutImages"] }')),
      ['baseline/action.yaml:6:', '`ecr:PutImages`', 'did you mean `ecr:PutImage`?'],
    ],
    [
      'has an account id that is too short',
      file('baseline/account.yaml', entry('{ principals: ["account:2222"], capabilities: [pull] }')),
      ['baseline/account.yaml:6:', '`2222`', '12 digits'],
    ],
    ['has a key that there is none of', file('baseline/key.yaml', policy('ruels: []\n')), ['baseline/key.yaml:3:', '`ruels`', '`rules`']],
    ['gives a key twice', file('baseline/twice.yaml', policy('rules: []\nrules: []\n')), ['baseline/twice.yaml:4:', '`rules`']],
    [
      'gives a key twice in JSON',
      file('baseline/twice.json', '{\n"apiVersion": "ecr-drift/v1",\n"kind": "AccessPolicy", "kind": "AccessPolicy"\n}'),
      ['baseline/twice.json:3:', '`kind`'],
    ],
    [
      'has a date that there is none of',
      file('baseline/date.yaml', entry('{ principals: [public], capabilities: [pull], expires: 2026-02-31 }')),
      ['baseline/date.yaml:6:', '2026-02-31'],
    ],
  ])('a baseline that %s', (_, name, fragments) => {
    expectRefusal(judged(name), fragments);
  });

  test('two issues in two files of a folder are two lines, in the order of the files', () => {
    file('two/a.yaml', entry('{ principals: [public], capabilities: [pul] }'));
    file('two/deep/b.yml', entry('{ principals: [publik], capabilities: [pull] }').replace('id: r', 'id: s'));
    const { status, stdout, stderr } = judged('two');
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr.split('\n')).toEqual([
      expect.stringMatching(/^two\/a\.yaml:6: .*`pul`.*`pull`/),
      expect.stringMatching(/^two\/deep\/b\.yml:6: .*`publik`.*`public`/),
      '',
    ]);
    expectNoTrace(stderr);
  });

  test('it leaves no result file', () => {
    const { status } = judged('baseline/empty.yaml', '--output', 'unjudged/result.json');
    expect(status).toBe(1);
    expectRefusal(run(['audit', '--snapshot', 'unjudged/result.json']), ['no such file']);
  });
});

describe('a word that the command line does not know is refused, and the likely one named', () => {
  test.each<readonly [string, readonly string[], readonly string[]]>([
    ['a command', ['audti', '--snapshot', ACME], ['audti']],
    ['an option', ['audit', '--snapshot', ACME, '--basline', 'x'], ['--basline', '--baseline']],
    ['a format', ['audit', '--snapshot', ACME, '--format', 'jsno'], ['--format', 'jsno', '`json`']],
    ['a format like no other', ['access', '--snapshot', ACME, '--format', 'spreadsheet'], ['--format', 'spreadsheet', 'table', 'json']],
    ['a severity', ['audit', '--snapshot', ACME, '--fail-on', 'hihg'], ['--fail-on', 'hihg', '`high`']],
    ['a severity like no other', ['audit', '--snapshot', ACME, '--fail-on', '7'], ['--fail-on', 'info', 'critical', 'never']],
    ['a second file', ['simulate', 'a.json', 'b.json'], ['too many arguments']],
    ['an argument where none belongs', ['audit', '--snapshot', ACME, 'baseline.yaml'], ['too many arguments']],
    ['a principal', explain({ '--principal': DORA.replace('dora', 'dara') }), ['no principal', '/dara`', `\`${DORA}\``]],
    ['a principal like no other', explain({ '--principal': 'bob' }), ['no principal `bob`', 'ARN', 'account:']],
    ['a principal of access', ['access', '--snapshot', ACME, '--principal', `${DORA}h`], ['no principal', `\`${DORA}\``]],
    ['a repository', explain({ '--repository': 'payments/apj' }), ['no repository `payments/apj`', '`payments/api`']],
    ['a repository of access', ['access', '--snapshot', ACME, '--repository', 'payment/api'], ['`payment/api`', '`payments/api`']],
    ['a repository like no other', explain({ '--repository': 'x' }), ['no repository `x` in the snapshot']],
    ['an action', explain({ '--action': 'ecr:BatchGetImge' }), ['unknown action `ecr:BatchGetImge`', '`ecr:BatchGetImage`']],
    ['a capability', explain({ '--action': 'pul' }), ['unknown action `pul`', '`pull`']],
    ['an action like no other', explain({ '--action': 'fly-to-the-moon' }), ['unknown action `fly-to-the-moon`', 'capability']],
  ])('%s', (_, args, fragments) => {
    expectRefusal(run(args), fragments);
  });
});

describe('a command line that says too little is refused, and what is missing named', () => {
  test.each<readonly [string, readonly string[], readonly string[]]>([
    ['audit without snapshot and without a region', ['audit'], ['no AWS region', 'AWS_REGION']],
    ['access without snapshot and without a region', ['access'], ['no AWS region', 'AWS_REGION']],
    ['explain without action', ['explain', '--snapshot', ACME, '--principal', '*', '--repository', 'payments/api'], ['--action']],
    ['explain without principal', ['explain', '--snapshot', ACME, '--action', 'pull', '--repository', 'payments/api'], ['--principal']],
    ['an option without value', ['audit', '--snapshot'], ['--snapshot', 'missing']],
    ['a name that two regions have', explain({ '--repository': 'mirror/nginx' }), ['`mirror/nginx`', 'eu-west-1', 'us-east-1', '--region']],
    ['a region where it is not', explain({ '--region': 'us-east-1' }), ['`payments/api`', 'not in us-east-1', 'eu-west-1']],
  ])('%s', (_, args, fragments) => {
    expectRefusal(run(args), fragments);
  });
});

test('a name with terminal escapes is refused in visible characters', () => {
  const { stderr, ...rest } = run(['audit', '--snapshot', 'a\u001b[31m\u202e.json']);
  expectRefusal({ stderr, ...rest }, ['a\\u{1b}[31m\\u{202e}.json']);
});

test('what a snapshot says about itself is shown in visible characters', () => {
  const { stderr, ...rest } = run(['audit', '--snapshot', file('hostile.json', snapshotFile({ account: '\u001b]0;owned\u0007\n' }))]);
  expectRefusal({ stderr, ...rest }, ['\\u{1b}]0;owned\\u{7}\\u{a}']);
});

test('a document that AWS stored twice over does not spoil the snapshot: it is a finding', () => {
  const text = twice(
    'Effect',
    JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: '*', Action: 'ecr:*' }] }),
  );
  const regions = [region('us-east-1', [repository('team/app', { policy: present(text) })])];
  const { status, stdout, stderr } = run(['audit', '--snapshot', file('text.json', snapshotFile({ regions })), '--verbose']);
  expect({ status, stderr }).toEqual({ status: 3, stderr: '' });
  expect(stdout).toContain('ECRD-305 MalformedPolicy');
  expect(stdout).toContain('the key `Statement[0].Effect` is given twice');
  expectNoTrace(stdout);
});

describe('what could be said better', () => {
  test('no command at all is refused with the commands that there are', () => {
    expectRefusal(run([]), ['audit', 'access', 'explain', 'simulate']);
  });

  test('an action without its service gets a suggestion too', () => {
    expectRefusal(run(explain({ '--action': 'BatchGetImge' })), ['unknown action `BatchGetImge`', 'BatchGetImage']);
  });

  test('a mistyped region is refused, and not a place where nobody has access', () => {
    expectRefusal(run(['access', '--snapshot', ACME, '--region', 'us-esat-1']), ['us-esat-1', 'us-east-1']);
  });

  test('a mistyped option that has to be there is named', () => {
    expectRefusal(run(['audit', '--snapsot', ACME]), ['--snapsot', '--snapshot']);
  });

  test('a file name with a line break is one line', () => {
    expectRefusal(run(['audit', '--snapshot', 'a\nb.json']), ['a\\u{a}b.json']);
  });

  test('standard input is called so where its bytes are bad', () => {
    expectRefusal(run(['simulate'], Buffer.from([0x7b, 0xff])), ['standard input', 'UTF-8']);
  });

  test('--debug adds a stack trace that can be read', () => {
    const { status, stderr } = run(['audit', '--snapshot', 'nowhere.json', '--debug']);
    expect(status).toBe(1);
    expect(stderr).toMatch(/^cannot read nowhere\.json: .*\n(?:.*\n)* {4}at /);
  });
});
