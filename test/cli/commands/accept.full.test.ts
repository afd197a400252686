// The command that an audit prints, pasted; and what no exception accepts.
import { describe, expect, test } from 'vitest';
import { findingId } from '../../../lib/findings/fingerprint.ts';
import { account, entity, repository } from '../../support/small-files.ts';
import { expectRefusal, workplace } from '../support/program.ts';

const { run, file, read } = workplace();

const PULL = ['ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'];
const APP = 'arn:aws:iam::111111111111:role/app';

file('s.json', account([entity('app')], [repository('team/app', [{ Effect: 'Allow', Principal: { AWS: APP }, Action: PULL }])]));
const administering = [{ Effect: 'Allow', Principal: { AWS: APP }, Action: 'ecr:SetRepositoryPolicy' }];
file('admin.json', account([entity('app')], [repository('team/app', administering)]));
const header = 'apiVersion: ecr-drift/v1\nkind: AccessPolicy\nmetadata: { owner: team }\n';

function baselineIn(folder: string, verb: string): string {
  file(`${folder}/r.yaml`, `${header}rules:\n  - id: a\n    repositories: ["team/app"]\n    ${verb}\n`);
  return folder;
}

/** The words of the command after `keep it instead:`, as a shell takes them. */
function printedCommand(stdout: string): readonly string[] {
  const [, command = ''] = /keep it instead: ecr-drift (.*)/.exec(stdout) ?? [];
  return [...command.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '');
}

describe('the command that an audit prints works as it is pasted', () => {
  const other = 'allow: [{ principals: ["arn:aws:iam::111111111111:role/other"], capabilities: [pull] }]';

  test.each([
    ['of a snapshot', []],
    ['of a snapshot whose result is saved', ['--output', 'out/saved.json']],
    ['that follows findings', ['--state', 'my state']],
  ])('%s', (name, more) => {
    const baseline = baselineIn(`b ${name}`, other);
    const audit = ['audit', '--verbose', '--snapshot', 'admin.json', '--baseline', baseline, ...more];
    const before = run(audit);
    expect(before.status).toBe(2);
    const accepted = run(printedCommand(before.stdout));
    expect(accepted).toMatchObject({ status: 0, stderr: '' });
    expect(read(`${baseline}/exceptions.yaml`)).toContain('kind: Exception');
    expect(run(audit)).toMatchObject({ status: 0, stdout: expect.stringContaining('accepted until') });
  });

  test('and is the same in the JSON wherever that is saved', () => {
    const baseline = baselineIn('b same', other);
    const json = (more: readonly string[]) =>
      run(['audit', '--snapshot', 's.json', '--baseline', baseline, '--format', 'json', ...more]).stdout;
    run(['audit', '--snapshot', 's.json', '--baseline', baseline, '--output', 'same.json']);
    expect(read('same.json')).toBe(json([]));
  });
});

test('an id that an earlier version gave is found where the account is judged again, and the present one is written', () => {
  const policy = [{ Effect: 'Allow', Principal: { AWS: 'AROAGONE' }, Action: PULL }];
  file('gone.json', account([entity('app')], [repository('team/app', policy)]));
  const baseline = baselineIn('b former', 'allow: [{ principals: [same-account], capabilities: [any] }]');
  const place = {
    code: 'ECRD-304',
    partition: 'aws',
    account: '111111111111',
    region: 'us-east-1',
    principal: 'AROAGONE',
    capability: null,
  };
  const former = findingId({ ...place, subject: 'repository policy of team/app AROAGONE' });
  const terms = [
    '--snapshot',
    'gone.json',
    '--baseline',
    baseline,
    '--reason',
    'a reason of ten letters',
    '--owner',
    'us',
    '--expires',
    '90d',
  ];
  expect(run(['accept', former, ...terms])).toMatchObject({ status: 0, stderr: '' });
  expect(read(`${baseline}/exceptions.yaml`)).toContain(
    findingId({ ...place, subject: ['repository', 'us-east-1', 'team/app', 'AROAGONE'] }),
  );
});

describe('what a rule forbids', () => {
  const baseline = baselineIn('forbidding', `forbid: [{ principals: ["${APP}"], capabilities: [pull] }]`);
  const terms = ['--reason', 'a reason of ten letters', '--owner', 'us', '--expires', '90d', '--baseline', baseline];
  const hint = 'add `except: [{ principals, reason, owner, expires }]` to the forbid in forbidding/r.yaml:7';
  const audit = (more: readonly string[]) => run(['audit', '--verbose', '--snapshot', 's.json', '--baseline', baseline, ...more]);
  const idOf = () => /ecrd-[a-z2-7]{20}/.exec(audit([]).stdout)?.[0] ?? '';

  test('is not accepted, wherever the finding is found, and the refusal says where an exemption goes', () => {
    audit(['--output', 'forbidden.json', '--state', 'forbidden']);
    for (const source of [
      ['--audit', 'forbidden.json'],
      ['--state', 'forbidden'],
      ['--snapshot', 's.json'],
    ])
      expectRefusal(run(['accept', idOf(), ...source, ...terms]), ['no exception accepts that', hint]);
  });

  test('is not accepted by a selector either', () => {
    expectRefusal(run(['except', '--code', 'ECRD-103', '--repositories', '**', ...terms]), ['no exception accepts', hint]);
  });

  test('is told with where an exemption goes', () => {
    expect(audit([]).stdout).toContain(
      `keep it instead: no exception accepts what a rule forbids: add \`${APP}\` to \`except\` of the forbid in forbidding/r.yaml:7`,
    );
  });

  test('stays forbidden under an exception by its id, and the exception is told to accept nothing', () => {
    const id = idOf();
    file(
      'forbidding/e.yaml',
      `apiVersion: ecr-drift/v1\nkind: Exception\nitems:\n  - { id: e, match: { finding: ${id} }, reason: long enough reason, owner: o, expires: 2027-01-01 }\n`,
    );
    const { status, stdout } = audit([]);
    expect(status).toBe(2);
    expect(stdout).toContain(
      `exception \`e\` accepts nothing: a rule forbids what it is for, and only \`except\` of the forbid in forbidding/r.yaml:7`,
    );
  });
});

describe('an exception', () => {
  const terms = [
    '--reason',
    'a reason of ten letters',
    '--owner',
    'us',
    '--baseline',
    baselineIn('bounded', 'allow: [{ principals: [public], capabilities: [pull] }]'),
  ];

  test('for too long is not written', () => {
    expectRefusal(run(['except', '--code', 'ECRD-101', '--repositories', '**', '--expires', '401d', ...terms]), [
      'at most 400 days are allowed',
    ]);
    expect(run(['except', '--code', 'ECRD-101', '--repositories', '**', '--expires', '400d', ...terms]).status).toBe(0);
  });

  test('for a whole code, or for every code, is not written', () => {
    for (const match of [
      ['--code', 'ECRD-101'],
      ['--repositories', 'a'],
    ])
      expectRefusal(run(['except', ...match, '--expires', '30d', ...terms]), ['give --code, and some of --repositories']);
  });

  test('for a code that there is not is not written', () => {
    expectRefusal(run(['except', '--code', 'ECRD-1001', '--repositories', 'a', '--expires', '30d', ...terms]), [
      'unknown code `ECRD-1001`: did you mean `ECRD-101`?',
    ]);
  });

  test('that holds for years makes a baseline invalid for an audit and for lint', () => {
    const folder = baselineIn('years', 'allow: [{ principals: [public], capabilities: [pull] }]');
    file(
      `${folder}/e.yaml`,
      'apiVersion: ecr-drift/v1\nkind: Exception\nid: e\nmatch: { code: ECRD-101, repositories: [a] }\nreason: long enough reason\nowner: o\nexpires: 2199-01-01\n',
    );
    expectRefusal(run(['audit', '--snapshot', 's.json', '--baseline', folder]), ['years/e.yaml:1: exception `e` holds until 2199-01-01']);
    expectRefusal(run(['baseline', 'publish', 's3://bucket/key', '--baseline', folder]), ['at most 400 days']);
    expect(run(['baseline', 'lint', folder])).toMatchObject({ status: 1, stdout: expect.stringContaining('at most 400 days') });
  });

  test('is told by lint with what it accepts today', () => {
    const folder = baselineIn('swallowing', 'allow: [{ principals: ["arn:aws:iam::111111111111:role/other"], capabilities: [pull] }]');
    file(
      `${folder}/e.yaml`,
      'apiVersion: ecr-drift/v1\nkind: Exception\nid: e\nmatch: { code: ECRD-101, repositories: ["team/**"] }\nreason: long enough reason\nowner: o\nexpires: 2027-01-01\n',
    );
    const { status, stdout } = run(['baseline', 'lint', folder, '--snapshot', 's.json']);
    expect(status).toBe(0);
    expect(stdout).toMatch(
      /swallowing\/e\.yaml:1: note: exception `e` accepts 1 finding today: ECRD-101 ecrd-[a-z2-7]{20} \(arn:.*role\/app can pull from team\/app/,
    );
    expect(stdout).toMatch(/swallowing\/r\.yaml:7: warning: an entry of rule `a` matches no principal/);
    expect(run(['baseline', 'lint', folder]).stdout).not.toContain('today');
  });
});
