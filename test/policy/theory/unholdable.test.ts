// Conditions that never hold, and their innocent neighbours (C9, C10, A53).
import { describe, expect, test } from 'vitest';
import { compilePolicy } from '../../../lib/policy/compile.ts';
import { parsePolicy } from '../../../lib/policy/parse/parse.ts';
import { unholdable } from '../../../lib/policy/theory/unholdable.ts';

type Block = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** `value wildcard`, `contradiction`, or undefined where the conditions may hold. */
function faultOf(Condition: Block, Version = '2012-10-17'): string | undefined {
  const Statement = [{ Effect: 'Allow', Action: 'a:b', Resource: '*', Condition }];
  const reading = parsePolicy({ Version, Statement }, 'identity');
  if (reading.kind === 'malformed') throw new Error(reading.issues[0].reason);
  const [statement] = compilePolicy(reading.policy, 'identity', ['a:b']).statements;
  const fault = unholdable(statement?.conditions ?? [], reading.policy.variables);
  return fault?.kind === 'value' ? fault.fault : fault?.kind;
}

const ARN = 'aws:PrincipalArn';
const ROLE = 'arn:aws:iam::111111111111:role/';

describe('one condition', () => {
  test.each<[string, Block, string | undefined]>([
    ['a wildcard as text', { StringEquals: { [ARN]: `${ROLE}*` } }, 'wildcard'],
    ['a question mark as text', { StringEquals: { [ARN]: `${ROLE}ci-?` } }, 'wildcard'],
    ['wildcards in every value', { StringEquals: { [ARN]: [`${ROLE}*`, `${ROLE}ci-*`] } }, 'wildcard'],
    ['a wildcard without regard to case', { StringEqualsIgnoreCase: { [ARN]: `${ROLE}CI-*` } }, 'wildcard'],
    ['a wildcard where some value is needed', { 'ForAnyValue:StringEquals': { 'aws:PrincipalOrgPaths': 'o-a1/r-1/*' } }, 'wildcard'],
    ['sessions of a role by its id', { StringEquals: { 'aws:userid': 'AROAEXAMPLE:*' } }, 'wildcard'],
    ['users by a pattern', { StringEquals: { 'aws:username': 'ci-*' } }, 'wildcard'],
    ['tags by a pattern', { StringEquals: { 'aws:PrincipalTag/team': 'pay*' } }, 'wildcard'],
    ['regions by a pattern', { StringEquals: { 'aws:RequestedRegion': 'eu-*' } }, 'wildcard'],
    ['accounts by a pattern', { StringEquals: { 'aws:SourceAccount': '*' } }, 'wildcard'],
    ['resources of a service', { StringEquals: { 'aws:SourceArn': 'arn:aws:codebuild:us-east-1:111111111111:project/*' } }, 'wildcard'],
    ['resources of any account', { StringEquals: { 'aws:SourceArn': 'arn:aws:s3:us-east-1:*:job/x' } }, 'wildcard'],
    ['a session', { ArnEquals: { [ARN]: 'arn:aws:sts::111111111111:assumed-role/ci/deploy' } }, 'session'],
    ['sessions by a pattern', { ArnLike: { [ARN]: 'arn:aws:sts::111111111111:assumed-role/ci/*' } }, 'session'],
    ['a session as text', { StringEquals: { [ARN]: 'arn:aws:sts::111111111111:assumed-role/ci/deploy' } }, 'session'],
    ['no account', { StringEquals: { 'aws:SourceAccount': '1234' } }, 'shape'],
    ['an account with hyphens', { StringEquals: { 'aws:PrincipalAccount': '1111-1111-1111' } }, 'shape'],
    ['an account for an organization', { StringEquals: { 'aws:PrincipalOrgID': '111111111111' } }, 'shape'],
    ['a unit for an organization', { StringEquals: { 'aws:PrincipalOrgID': 'ou-ab12-11111111' } }, 'shape'],
    ['a network for an endpoint', { StringEquals: { 'aws:SourceVpce': 'vpc-1a2b3c' } }, 'shape'],
    ['a group', { ArnLike: { [ARN]: 'arn:aws:iam::111111111111:group/*' } }, 'shape'],
    ['a date that is none', { DateLessThan: { 'aws:CurrentTime': 'tomorrow' } }, 'type'],
    ['a number that is none', { NumericLessThan: { 'aws:MultiFactorAuthAge': 'an hour' } }, 'type'],
    ['a boolean that is none', { Bool: { 'aws:SecureTransport': 'yes' } }, 'type'],
    ['a name for an ARN', { ArnEquals: { [ARN]: 'ci' } }, 'type'],
    ['an address that is none', { IpAddress: { 'aws:SourceIp': '10.0.0.0/99' } }, 'type'],
    ['private addresses', { IpAddress: { 'aws:SourceIp': ['10.0.0.0/8', '192.168.1.7'] } }, 'private'],
    ['Null with a set operator', { 'ForAnyValue:Null': { 'aws:TagKeys': 'true' } }, 'nothing'],
  ])('%s', (_, block, fault) => {
    expect(faultOf(block)).toBe(fault);
  });

  test.each<[string, Block]>([
    ['a pattern', { StringLike: { [ARN]: `${ROLE}*` } }],
    ['a pattern of ARNs', { ArnEquals: { [ARN]: `${ROLE}*` } }],
    ['one value that can be beside one that cannot', { StringEquals: { [ARN]: [`${ROLE}*`, `${ROLE}ci`] } }],
    ['a path, which may hold an asterisk', { StringEquals: { [ARN]: `${ROLE}team*/ci` } }],
    ['a negation, which then always holds', { StringNotEquals: { [ARN]: `${ROLE}*` } }],
    ['a key that may be missing', { StringEqualsIfExists: { [ARN]: `${ROLE}*` } }],
    ['all values, of which there may be none', { 'ForAllValues:StringEquals': { [ARN]: `${ROLE}*` } }],
    ['the root user', { StringEquals: { [ARN]: 'arn:aws:iam::111111111111:root' } }],
    ['a federated user', { StringEquals: { [ARN]: 'arn:aws:sts::111111111111:federated-user/ann' } }],
    ['any partition', { ArnLike: { [ARN]: 'arn:*:iam::*:role/*' } }],
    ['everything', { ArnLike: { [ARN]: '*' } }],
    [
      'numbers beyond those that can be written',
      { NumericGreaterThan: { 'aws:MultiFactorAuthAge': ['1.7e308'], 'aws:multifactorauthage': 1 } },
    ],
    ['networks of two families', { NotIpAddress: { 'aws:VpcSourceIp': '0.0.0.0/0', 'aws:vpcsourceip': '10.0.0.0/8' } }],
    ['a variable', { StringEquals: { [ARN]: `arn:aws:iam::111111111111:user/\${aws:username}` } }],
    ['an asterisk in a tag of a resource', { StringEquals: { 'aws:ResourceTag/team': 'pay*' } }],
    ['a log group, whose ARN ends so', { StringEquals: { 'aws:SourceArn': 'arn:aws:logs:us-east-1:111111111111:log-group:x:*' } }],
    ['a bucket', { ArnLike: { 'aws:SourceArn': 'arn:aws:s3:::bucket' } }],
    ['a key that nobody knows', { StringEquals: { 'custom:key': '*' } }],
    ['public addresses beside private ones', { IpAddress: { 'aws:SourceIp': ['10.0.0.0/8', '203.0.113.0/24'] } }],
    ['more than private addresses', { IpAddress: { 'aws:SourceIp': '10.0.0.0/7' } }],
    ['private addresses of an endpoint', { IpAddress: { 'aws:VpcSourceIp': '10.0.0.0/8' } }],
    ['a date in the past, which a clock can show', { DateLessThan: { 'aws:CurrentTime': '2020-01-01' } }],
    ['an empty list, of which AWS says two things (C6)', { StringEquals: { [ARN]: [] } }],
  ])('may hold: %s', (_, block) => {
    expect(faultOf(block)).toBeUndefined();
  });

  test('an asterisk that a variable escapes is one as well, and an older version writes it out', () => {
    const block = { StringLike: { [ARN]: `${ROLE}\${*}` } };
    expect(faultOf(block)).toBe('shape');
    expect(faultOf({ StringLike: { [ARN]: `${ROLE}a\${*}/ci` } })).toBeUndefined();
    expect(faultOf({ StringEquals: { 'aws:username': `\${aws:username}` } }, '2008-10-17')).toBe('shape');
  });
});

describe('conditions on one key', () => {
  test.each<[string, Block]>([
    ['a value that is denied', { StringEquals: { [ARN]: `${ROLE}a` }, StringNotEquals: { [ARN]: `${ROLE}a` } }],
    ['a value that a pattern denies', { StringEquals: { [ARN]: `${ROLE}a` }, ArnNotLike: { [ARN]: `${ROLE}*` } }],
    ['two values', { StringEquals: { [ARN]: `${ROLE}a` }, ArnEquals: { [ARN]: `${ROLE}b` } }],
    ['a value that a pattern lacks', { StringEquals: { 'aws:username': 'ann' }, StringLike: { 'aws:username': 'b*' } }],
    ['two patterns', { StringLike: { 'aws:username': 'a*' }, StringEqualsIgnoreCase: { 'aws:username': 'Bob' } }],
    ['patterns of two accounts', { ArnLike: { [ARN]: `${ROLE}*` }, StringLike: { [ARN]: 'arn:aws:iam::222222222222:*' } }],
    ['a key in two spellings (C5)', { StringEquals: { 'aws:username': 'a', 'AWS:UserName': 'b' } }],
    ['a key that has to be missing', { Null: { 'aws:username': 'true' }, StringEquals: { 'aws:username': 'ann' } }],
    ['a list that has to be missing', { Null: { 'aws:TagKeys': true }, 'ForAnyValue:StringEquals': { 'aws:TagKeys': 'a' } }],
    ['both answers', { Bool: { 'aws:SecureTransport': 'true' }, StringEquals: { 'aws:SecureTransport': 'false' } }],
    ['a value that may be missing, and another', { StringEqualsIfExists: { 'aws:username': 'a' }, StringEquals: { 'aws:username': 'b' } }],
    ['no number', { NumericLessThan: { 'aws:MultiFactorAuthAge': 5 }, NumericGreaterThan: { 'aws:MultiFactorAuthAge': 9 } }],
    ['no number between', { NumericLessThan: { 'aws:MultiFactorAuthAge': 5 }, NumericGreaterThanEquals: { 'aws:MultiFactorAuthAge': 5 } }],
    ['no time', { DateGreaterThan: { 'aws:CurrentTime': '2027-01-01' }, DateLessThan: { 'aws:CurrentTime': '2026-01-01T00:00:00Z' } }],
    ['networks apart', { IpAddress: { 'aws:VpcSourceIp': '10.1.0.0/16', 'aws:vpcsourceip': '10.2.0.0/16' } }],
    [
      'a network and what is denied around it',
      { IpAddress: { 'aws:VpcSourceIp': '10.1.0.0/16' }, NotIpAddress: { 'aws:VpcSourceIp': '10.0.0.0/8' } },
    ],
    [
      'one of a set, and none but others (C12, C13)',
      { 'ForAnyValue:StringEquals': { 'aws:TagKeys': 'b' }, 'ForAllValues:StringEquals': { 'aws:TagKeys': ['a', 'c'] } },
    ],
  ])('exclude each other: %s', (_, block) => {
    expect(faultOf(block)).toBe('contradiction');
  });

  test.each<[string, Block]>([
    ['a pattern without one of its values', { ArnLike: { [ARN]: `${ROLE}*` }, StringNotEquals: { [ARN]: `${ROLE}a` } }],
    ['one of two values', { StringEquals: { [ARN]: [`${ROLE}a`, `${ROLE}b`] }, StringNotEquals: { [ARN]: `${ROLE}a` } }],
    ['patterns that overlap', { StringLike: { 'aws:username': ['a*', 'b*'], 'AWS:username': '*b' } }],
    ['a key that is there', { Null: { 'aws:username': 'false' }, StringEquals: { 'aws:username': 'ann' } }],
    ['a key that may be missing', { Null: { 'aws:username': 'true' }, StringEqualsIfExists: { 'aws:username': 'ann' } }],
    ['a missing key of which nothing is asked', { Null: { 'aws:username': 'true' }, StringNotEquals: { 'aws:username': 'ann' } }],
    ['two of several values', { 'ForAnyValue:StringEquals': { 'aws:TagKeys': 'a' }, 'ForAnyValue:StringLike': { 'aws:TagKeys': 'b' } }],
    ['other keys', { StringEquals: { 'aws:username': 'a', 'aws:userid': 'b' } }],
    ['numbers between', { NumericLessThan: { 'aws:MultiFactorAuthAge': 5 }, NumericGreaterThan: { 'aws:MultiFactorAuthAge': 4.5 } }],
    [
      'a time between',
      { DateGreaterThan: { 'aws:CurrentTime': '2026-01-01' }, DateLessThan: { 'aws:CurrentTime': '2027-01-01T00:00:00Z' } },
    ],
    [
      'one bound',
      { NumericLessThanIfExists: { 'aws:MultiFactorAuthAge': 5 }, NumericGreaterThanIfExists: { 'aws:MultiFactorAuthAge': 9 } },
    ],
    ['a variable', { StringEquals: { 'aws:username': `\${aws:PrincipalTag/name}` }, StringNotEquals: { 'aws:username': 'a' } }],
  ])('leave something: %s', (_, block) => {
    expect(faultOf(block)).toBeUndefined();
  });
});

describe('conditions on keys that follow from each other', () => {
  const FUNCTION = 'arn:aws:lambda:us-east-1:111111111111:function:one';

  test.each<[string, Block]>([
    ['a role, and another account (A53)', { ArnLike: { [ARN]: `${ROLE}*` }, StringEquals: { 'aws:PrincipalAccount': '222222222222' } }],
    ['a role, and a user name (B35)', { ArnLike: { [ARN]: `${ROLE}*` }, StringLike: { 'aws:username': '*' } }],
    ['a role, and the id of a user', { ArnLike: { [ARN]: `${ROLE}*` }, StringEquals: { 'aws:userid': 'AIDAX' } }],
    ['the type of users, and a role', { StringEquals: { 'aws:PrincipalType': 'User', [ARN]: `${ROLE}a` } }],
    [
      'a function, and another account (A44)',
      { ArnEquals: { 'aws:SourceArn': FUNCTION }, StringEquals: { 'aws:SourceAccount': '222222222222' } },
    ],
    [
      'a unit, and another organization',
      { 'ForAnyValue:StringLike': { 'aws:PrincipalOrgPaths': 'o-acme/*' }, StringEquals: { 'aws:PrincipalOrgID': 'o-other' } },
    ],
  ])('exclude each other: %s', (_, block) => {
    expect(faultOf(block)).toBe('contradiction');
  });

  test.each<[string, Block]>([
    [
      'a role of any account, and one',
      { ArnLike: { [ARN]: 'arn:aws:iam::*:role/a' }, StringEquals: { 'aws:PrincipalAccount': '222222222222' } },
    ],
    ['a user by both names', { StringLike: { [ARN]: '*:user/team/*' }, StringEquals: { 'aws:username': 'ann' } }],
    [
      'a federated session by both names',
      { StringLike: { [ARN]: '*:federated-user/*' }, StringEquals: { 'aws:userid': '111111111111:ann' } },
    ],
    [
      'a bucket, and its account',
      { ArnLike: { 'aws:SourceArn': 'arn:aws:s3:::logs' }, StringEquals: { 'aws:SourceAccount': '222222222222' } },
    ],
    ['a function, and no account', { ArnEquals: { 'aws:SourceArn': FUNCTION }, Null: { 'aws:SourceAccount': 'true' } }],
    [
      'a function, and another account if any is told',
      { ArnNotEquals: { 'aws:SourceArn': FUNCTION }, StringEqualsIfExists: { 'aws:SourceAccount': '222222222222' } },
    ],
  ])('leave something: %s', (_, block) => {
    expect(faultOf(block)).toBeUndefined();
  });
});

test('a value of more than 2,048 characters may be anything', () => {
  const account = (length: number): Block => ({ StringEquals: { 'aws:SourceAccount': '1'.repeat(length) } });
  expect([2048, 2049].map((length) => faultOf(account(length)))).toEqual(['shape', undefined]);
});

test('values of any length are answered', () => {
  const long = 'a*'.repeat(200_000);
  expect(faultOf({ StringLike: { [ARN]: long, 'AWS:PrincipalArn': `b${long}` } })).toBeUndefined();
});
