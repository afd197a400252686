// What people paste where a name is asked for, and what explain says of layers that were not read.
import { describe, expect, test } from 'vitest';
import { account, entity, repository } from '../support/small-files.ts';
import { expectRefusal, workplace } from './support/program.ts';

const { run, file } = workplace();

const OWN = [{ Effect: 'Allow', Principal: { AWS: 'arn:aws:iam::111111111111:root' }, Action: 'ecr:PutImage' }];
const ROLES = [entity('kurt'), entity('ci/build', [{ Effect: 'Allow', Action: 'ecr:*', Resource: '*' }])];
file('s.json', account(ROLES, [repository('team/app', OWN)]));
const REFUSED = { status: 'unknown', error: { code: 'AccessDeniedException', message: 'no', api: 'organizations:DescribeOrganization' } };
file('unread.json', account(ROLES, [repository('team/app', OWN)], { organization: REFUSED }));

const access = (...more: readonly string[]) => run(['access', '--snapshot', 's.json', ...more]);

describe('a principal', () => {
  test.each([
    ['its last name', 'kurt', '`arn:aws:iam::111111111111:role/kurt`'],
    ['its path', 'ci/build', '`arn:aws:iam::111111111111:role/ci/build`'],
    ['a name that is nearly one', 'krut', '`arn:aws:iam::111111111111:role/kurt`'],
    ['the last of its path', 'build', '`arn:aws:iam::111111111111:role/ci/build`'],
    ['an ARN that is nearly one', 'arn:aws:iam::111111111111:role/kurz', '`arn:aws:iam::111111111111:role/kurt`'],
  ])('is suggested for %s', (_, name, suggested) => {
    expectRefusal(access('--principal', name), [`no principal \`${name}\` in the snapshot: did you mean ${suggested}?`]);
  });

  test('that nobody is like is not suggested', () => {
    expectRefusal(access('--principal', 'nobody-at-all'), [': use an ARN, account:']);
  });
});

describe('a registry URI', () => {
  const uri = '111111111111.dkr.ecr.us-east-1.amazonaws.com/team/app';
  const plain = () => access('--repository', 'team/app').stdout;

  test.each([uri, `${uri}:v1`, `${uri}@sha256:0123`, 'arn:aws:ecr:us-east-1:111111111111:repository/team/app'])(
    'is the repository that it names: %s',
    (text) => {
      expect(access('--repository', text)).toMatchObject({ status: 0, stdout: plain() });
    },
  );

  test.each([
    ['of another account', uri.replace('1111', '2222'), 'is in account 222211111111, and the snapshot is of 111111111111'],
    ['of another region', uri.replace('us-east-1', 'eu-west-1'), 'no region `eu-west-1` in the snapshot'],
    ['without a repository', uri.replace('/team/app', ''), 'is a registry: say which repository'],
    ['of ECR Public', 'public.ecr.aws/nginx/nginx', 'is in ECR Public, which is another service'],
    ['of a name that is not there', `${uri}s`, 'no repository `team/apps` in the snapshot: did you mean `team/app`?'],
  ])('%s is explained', (_, text, reason) => {
    expectRefusal(access('--repository', text), [reason]);
  });
});

describe('an option that is given and empty', () => {
  test.each([
    ['audit', '--state'],
    ['audit', '--baseline'],
    ['audit', '--output'],
    ['access', '--principal'],
  ])('is an error: %s %s', (command, option) => {
    expectRefusal(run([command, '--snapshot', 's.json', option, '']), [`${option} is empty: give it a value, or leave it out`]);
  });
});

describe('explain', () => {
  const explain = (snapshot: string, principal: string) =>
    run([
      'explain',
      '--snapshot',
      snapshot,
      '--principal',
      `arn:aws:iam::${principal}`,
      '--repository',
      'team/app',
      '--action',
      'ecr:PutImage',
    ]);

  test('says of an organization that was not read that its layers were not, and what that means', () => {
    const { status, stdout } = explain('unread.json', '111111111111:role/ci/build');
    expect(status).toBe(0);
    expect(stdout).toMatch(/resource control policies.* not read/);
    expect(stdout).toMatch(/service control policies.* not read/);
    expect(stdout).toContain('organization not read: the access shown is an upper bound');
  });

  test('says that there is none where AWS says so', () => {
    const { stdout } = explain('s.json', '111111111111:role/ci/build');
    expect(stdout).toMatch(/service control policies.* none/);
    expect(stdout).not.toContain('upper bound');
  });

  test("says that naming the account delegates, to the account's own principals", () => {
    expect(explain('s.json', '111111111111:role/kurt').stdout).toMatch(/repository and registry policy +delegates to the account/);
  });

  test("leaves another account's guardrails to that account", () => {
    expect(explain('unread.json', '222222222222:role/x').stdout).toMatch(/service control policies.* the other account's/);
  });
});
