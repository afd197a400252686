// Names that say where something belongs: sessions of roles, and repositories of regions.
import { describe, expect, test } from 'vitest';
import { isSessionOf, placeKey, roleArn, roleSession, sessionArn } from '../../lib/model/ids.ts';

const ROLE = 'arn:aws-cn:iam::111111111111:role/ci/deep/build';
const SESSION = 'arn:aws-cn:sts::111111111111:assumed-role/build/run-7';

describe('a session of a role', () => {
  test('is named by the role without its path', () => {
    expect(roleSession(SESSION)).toEqual({ partition: 'aws-cn', account: '111111111111', role: 'build', session: 'run-7' });
    expect(sessionArn(ROLE, 'run-7')).toBe(SESSION);
    expect(roleArn({ partition: 'aws-cn', account: '111111111111', role: 'build' })).toBe('arn:aws-cn:iam::111111111111:role/build');
  });

  test.each([ROLE, 'arn:aws:sts::111111111111:federated-user/ann', 'assumed-role/build/run-7', ''])('is not what `%s` names', (arn) => {
    expect(roleSession(arn)).toBeUndefined();
    expect(isSessionOf(arn, ROLE)).toBe(false);
  });

  test('belongs to the role of that name in its own account', () => {
    expect(isSessionOf(SESSION, ROLE)).toBe(true);
    expect(isSessionOf(SESSION, ROLE.replace('111111111111', '222222222222'))).toBe(false);
    expect(isSessionOf(SESSION, ROLE.replace('build', 'builder'))).toBe(false);
    expect(isSessionOf(SESSION, 'build')).toBe(false);
  });

  test('of what is no role has no ARN', () => {
    expect(sessionArn('build', 'run-7')).toBeUndefined();
  });
});

test('a place is one key, whichever of its two names is the longer', () => {
  expect(placeKey('us-east-1', 'team/app')).not.toBe(placeKey('us-east-1', 'team/app2'));
  expect(new Set([placeKey('eu-west-1', 'a'), placeKey('us-east-1', 'a'), placeKey('eu-west-1', 'a')]).size).toBe(2);
});
