// What is told of lines of the lock, and of policy documents, that mean nothing in the account that is audited.
import { describe, expect, test } from 'vitest';
import { judgeSnapshot } from '../../../lib/audit.ts';
import { type AccountWords, snapshotOf } from '../../support/account-shorthand.ts';
import { baselineOf, policy } from '../../support/baseline.ts';

const ALICE = 'arn:aws:iam::111111111111:user/alice';

function stale(words: AccountWords, files: Readonly<Record<string, string>>, partition = 'aws') {
  const { findings } = judgeSnapshot({ ...snapshotOf(words), partition }, baselineOf(files));
  return findings.flatMap(({ code, severity, message, drift }) =>
    code === 'ECRD-405' && drift.kind === 'hygiene' ? [[severity, message, ...drift.details]] : [],
  );
}

function line(repository: string, capability = 'list', region = 'us-east-1'): string {
  const grant = { region, repository, principal: ALICE, principalClass: 'same-account', capability, decision: 'allowed', conditions: [] };
  return `${JSON.stringify(grant)}\n`;
}

describe('lines of the lock', () => {
  const words: AccountWords = { users: { alice: { policies: [['list']] } }, repositories: { 'team/app': {} } };

  test('about a repository that is gone are one finding with their places', () => {
    const lock = `{"lockVersion":1}\n${line('team/app')}${line('team/gone')}${line('team/gone', 'pull')}`;
    expect(stale(words, { 'access.lock.jsonl': lock })).toEqual([
      [
        'low',
        'the lock holds 2 grants of team/gone in us-east-1, which is gone: delete the lines, or capture the lock again',
        'access.lock.jsonl:3 and 1 line more: team/gone in us-east-1',
      ],
    ]);
  });

  test('about very many are bounded', () => {
    const lock = Array.from({ length: 50 }, (_, at) => line(`gone/${at}`)).join('');
    const [[, message, ...details] = []] = stale(words, { 'access.lock.jsonl': lock });
    expect(message).toMatch(/^the lock holds 50 grants of 50 repositories that are gone/);
    expect(details).toHaveLength(21);
    expect(details.at(-1)).toBe('and 30 more repositories');
  });

  test('about what is there, or about a region that was not read, are not stale', () => {
    expect(stale(words, { 'access.lock.jsonl': line('team/app') + line('team/gone', 'list', 'eu-west-1') })).toEqual([]);
    expect(stale({ ...words, repositories: 'unknown' }, { 'access.lock.jsonl': line('team/gone') })).toEqual([]);
  });
});

describe('a policy document for another partition', () => {
  const words: AccountWords = { repositories: { 'team/app': {} } };
  const rules = (resource: unknown, more = ''): Readonly<Record<string, string>> => ({
    'b.yaml': policy(
      `rules: [{ id: r, repositories: ["**"], ${more} allow: [{ principals: [same-account], policy: ${JSON.stringify({
        Statement: [
          { Effect: 'Allow', Action: 'ecr:*', Resource: resource },
          { Effect: 'Allow', Action: 'ecr:GetAuthorizationToken', Resource: '*' },
        ],
      })} }] }]\n`,
    ),
  });
  const AWS = 'arn:aws:ecr:{REGION}:{ACCOUNT_ID}:repository/{REPOSITORY}';

  test('is told, with what to write', () => {
    expect(stale(words, rules(AWS), 'aws-us-gov').map(([, message]) => message)).toContain(
      '`policy` of rule `r` means nothing here: statement 0 names partition `aws`, and the account is in `aws-us-gov`: write `{PARTITION}`',
    );
  });

  test.each([
    ['of this partition', AWS, 'aws', ''],
    ['with the placeholder', AWS.replace('arn:aws:', 'arn:{PARTITION}:'), 'aws-us-gov', ''],
    ['with a wildcard', AWS.replace('arn:aws:', 'arn:*:'), 'aws-us-gov', ''],
    ['for several partitions', [AWS, AWS.replace('arn:aws:', 'arn:aws-us-gov:')], 'aws-us-gov', ''],
    ['for everything', '*', 'aws-us-gov', ''],
    ['of a rule about another account', AWS, 'aws-us-gov', 'accounts: ["222222222222"],'],
    ['of a rule about another region', AWS, 'aws-us-gov', 'regions: [eu-west-1],'],
  ])('is none: %s', (_, resource, partition, more) => {
    expect(stale(words, rules(resource, more), partition).filter(([, message]) => message?.includes('means nothing'))).toEqual([]);
  });
});

describe('an entry of a require', () => {
  const shared: AccountWords = {
    repositories: {
      'team/app': { policy: [{ Effect: 'Allow', Principal: { AWS: '222222222222' }, Action: ['ecr:DescribeImages', 'ecr:ListImages'] }] },
    },
  };
  const requiring = (verb: string, principal: string) => ({
    'b.yaml': policy(`rules: [{ id: r, repositories: ["**"], ${verb}: [{ principals: ["${principal}"], capabilities: [list] }] }]\n`),
  });

  test.each([
    ['for a role of an account that has access is met', 'require', 'arn:aws:iam::222222222222:role/any', []],
    ['for one that has none is missing access, and not stale', 'require', 'arn:aws:iam::333333333333:role/any', []],
    ['for a service is not stale either', 'require', 'service:codebuild.amazonaws.com', []],
    ['as of an allow, whose account has access', 'allow', 'arn:aws:iam::222222222222:role/any', []],
    ['for nobody of the account is missing access, and stale', 'require', ALICE, ['an entry of rule `r` matches no principal']],
    [
      'as of an allow for nobody',
      'allow',
      'account:222222222223',
      ['an entry of rule `r` matches no principal: did you mean `account:222222222222`?'],
    ],
  ])('%s', (_, verb, principal, expected) => {
    expect(stale(shared, requiring(verb, principal)).map(([, message]) => message)).toEqual(expected);
  });
});
