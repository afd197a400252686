import { describe, expect, test } from 'vitest';
import { proofSchema } from '../../../lib/prove/schema.ts';
import { expectRefusal, workplace } from '../support/program.ts';

const { run, file } = workplace();

const policy = (...statements: readonly object[]): string => JSON.stringify({ Version: '2012-10-17', Statement: statements });
const pull = (network: string): object => {
  return { Effect: 'Allow', Principal: '*', Action: 'ecr:BatchGetImage', Condition: { IpAddress: { 'aws:SourceIp': network } } };
};
const narrow = (): string => file('narrow.json', policy(pull('10.1.0.0/16')));
const wide = (): string => file('wide.json', policy(pull('10.0.0.0/8')));

describe('a claim about a policy', () => {
  test('that is proved', () => {
    expect(run(['prove', '--policy', narrow(), '--implies', wide()])).toEqual({ status: 0, stdout: 'yes\n', stderr: '' });
    expect(run(['prove', '--policy', wide(), '--not-public']).status).toBe(0);
    expect(run(['prove', '--policy', wide(), '--never', 'ecr:PutImage', 'on', '*']).stdout).toBe('yes\n');
    expect(run(['prove', '--policy', '-', '--never', 'ecr:PutImage on *'], policy(pull('10.0.0.0/8'))).stdout).toBe('yes\n');
  });

  test('that a request breaks', () => {
    const { status, stdout } = run(['prove', '--policy', wide(), '--implies', narrow()]);
    expect({ status, stdout }).toEqual({
      status: 2,
      stdout: expect.stringMatching(/^no: arn:aws:iam::\d{12}:user\/x may ecr:BatchGetImage on arn:.* with aws:SourceIp 10\./),
    });
    const json = run(['prove', '--policy', wide(), '--never', 'ecr:* on * by 111111111111', '--format', 'json']);
    expect(json.status).toBe(2);
    expect(proofSchema.parse(JSON.parse(json.stdout))).toMatchObject({
      schemaVersion: 1,
      check: 'never',
      policyType: 'resource',
      answer: 'no',
      witness: {
        principal: 'arn:aws:iam::111111111111:user/x',
        action: 'ecr:BatchGetImage',
        context: { 'aws:SourceIp': [expect.any(String)] },
      },
      reason: null,
    });
  });

  test('of which neither is found is not proved', () => {
    const home = {
      Effect: 'Allow',
      Action: 's3:GetObject',
      Resource: `arn:aws:s3:::home/${'$'}{aws:PrincipalTag/team}/${'$'}{aws:username}/*`,
      Condition: { Null: { 'aws:username': 'true' } },
    };
    const { status, stdout } = run(['prove', '--policy', file('home.json', policy(home)), '--never', 's3:* on *']);
    expect({ status, stdout }).toEqual({ status: 2, stdout: expect.stringMatching(/^not shown: whether /) });
  });
});

test.each([
  ['no claim', [], ['--implies', '--never', '--not-public']],
  ['two claims', ['--not-public', '--never', 'a:b on *'], ['one of']],
  ['half a claim', ['--never', 'ecr:PutImage'], ['ACTION on RESOURCE']],
  ['no action', ['--never', 'PutImage on *'], ['PutImage', 'service:Name']],
  ['no resource', ['--never', 'ecr:PutImage on team/app'], ['team/app', 'ARN']],
  ['no principal', ['--never', 'ecr:PutImage on * by alice'], ['alice', 'principal']],
  ['a resource policy as one of an identity', ['--not-public', '--type', 'identity'], ['wide.json', 'Principal']],
  ['a type that there is not', ['--not-public', '--type', 'scp'], ['scp', 'resource']],
])('%s', (_, args, fragments) => {
  expectRefusal(run(['prove', '--policy', wide(), ...args]), fragments);
});

test('an identity policy is never public', () => {
  const own = file('own.json', policy({ Effect: 'Allow', Action: 's3:*', Resource: '*' }));
  expectRefusal(run(['prove', '--policy', own, '--not-public']), ['--not-public', 'identity policy']);
});

test('a policy that cannot be read is named with the place', () => {
  expectRefusal(run(['prove', '--policy', file('bad.json', policy({ Effect: 'Allow', Action: 's3:*' })), '--never', 'a:b on *']), [
    'bad.json',
    'Statement[0]',
  ]);
  const role = { Effect: 'Allow', Principal: { AWS: 'arn:aws:iam::111111111111:role/*' }, Action: 's3:*', Resource: '*' };
  expectRefusal(run(['prove', '--policy', wide(), '--implies', file('star.json', policy(role))]), [
    'star.json',
    'role/*',
    'aws:PrincipalArn',
  ]);
});
