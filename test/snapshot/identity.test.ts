import { describe, expect, test } from 'vitest';
import type { PolicyOwner, PolicyRef } from '../../lib/model/policy-ref.ts';
import {
  attached,
  type Fields,
  group,
  identity,
  managedPolicy,
  onlyPrincipal,
  PULL,
  policyArn,
  present,
  principals,
  problemOf,
  role,
  snapshotFile,
  user,
} from './support/files.ts';

const TEXT = JSON.stringify(PULL);

function inline(kind: PolicyOwner['kind'], owner: string, name: string): PolicyRef {
  return { kind: 'inline', owner: { kind, name: owner }, name };
}

function managed(name: string): PolicyRef {
  return { kind: 'managed', arn: policyArn(name) };
}

test('a user has its own policies, then those of its groups', () => {
  const alice = onlyPrincipal({
    UserDetailList: [
      user('alice', {
        Path: '/staff/',
        Tags: [{ Key: 'team', Value: 'a' }],
        GroupList: ['devs'],
        UserPolicyList: [{ PolicyName: 'own', PolicyDocument: PULL }],
        ...attached('pull'),
      }),
    ],
    GroupDetailList: [group('devs', { GroupPolicyList: [{ PolicyName: 'all', PolicyDocument: PULL }], ...attached('push') })],
    Policies: [managedPolicy('pull'), managedPolicy('push')],
  });
  const refs = [inline('user', 'alice', 'own'), managed('pull'), inline('group', 'devs', 'all'), managed('push')];
  expect(alice).toEqual({
    kind: 'user',
    arn: 'arn:aws:iam::111111111111:user/alice',
    uniqueId: 'AIDAalice',
    name: 'alice',
    path: '/staff/',
    tags: { team: 'a' },
    policies: refs.map((ref) => ({ kind: 'present', value: { ref, text: TEXT } })),
    boundary: { kind: 'absent' },
    trust: undefined,
    groups: ['devs'],
  });
});

test('a role has its policies, its boundary and the policy that says who may assume it', () => {
  const build = onlyPrincipal({
    RoleDetailList: [
      role('build', {
        RolePolicyList: [{ PolicyName: 'push', PolicyDocument: PULL }],
        PermissionsBoundary: { PermissionsBoundaryType: 'Policy', PermissionsBoundaryArn: policyArn('limit') },
      }),
    ],
    Policies: [managedPolicy('limit')],
  });
  expect(build).toEqual({
    kind: 'role',
    arn: 'arn:aws:iam::111111111111:role/build',
    uniqueId: 'AROAbuild',
    name: 'build',
    path: '/',
    tags: {},
    policies: [{ kind: 'present', value: { ref: inline('role', 'build', 'push'), text: TEXT } }],
    boundary: { kind: 'present', value: { ref: managed('limit'), text: TEXT } },
    trust: { ref: { kind: 'trust', role: 'build' }, text: TEXT },
    groups: [],
  });
});

test('lists that the AWS CLI leaves out are empty', () => {
  const { Path: _, AssumeRolePolicyDocument: __, ...bare } = role('build', { Arn: 'arn:aws:iam::111111111111:role/ci/x/build' });
  expect(onlyPrincipal({ RoleDetailList: [bare] })).toEqual({
    kind: 'role',
    arn: 'arn:aws:iam::111111111111:role/ci/x/build',
    uniqueId: 'AROAbuild',
    name: 'build',
    path: '/ci/x/',
    tags: {},
    policies: [],
    boundary: { kind: 'absent' },
    trust: undefined,
    groups: [],
  });
});

test('principals come in the order of their ARNs, users and roles together', () => {
  const found = principals({ UserDetailList: [user('b'), user('a')], RoleDetailList: [role('z'), role('Z')] });
  expect(found.map(({ arn }) => arn.slice('arn:aws:iam::111111111111:'.length))).toEqual(['role/Z', 'role/z', 'user/a', 'user/b']);
});

test('pages that were merged twice change nothing', () => {
  const fields = {
    UserDetailList: [user('alice', { GroupList: ['devs'], ...attached('pull') }), user('bob')],
    GroupDetailList: [group('devs', attached('pull'))],
    RoleDetailList: [role('build', attached('pull'))],
    Policies: [managedPolicy('pull')],
  };
  const twice = Object.fromEntries(Object.entries(fields).map(([key, list]) => [key, [...list, ...list]]));
  expect(principals(twice)).toEqual(principals(fields));
});

describe('whoever has the same policy has the same object', () => {
  const [build, alice, bob] = principals({
    UserDetailList: [user('alice', { GroupList: ['devs'], ...attached('pull') }), user('bob', { GroupList: ['devs'] })],
    GroupDetailList: [group('devs', { GroupPolicyList: [{ PolicyName: 'all', PolicyDocument: PULL }], ...attached('pull') })],
    RoleDetailList: [role('build', { ...attached('pull'), PermissionsBoundary: { PermissionsBoundaryArn: policyArn('pull') } })],
    Policies: [managedPolicy('pull')],
  });

  test('a managed policy, attached, through a group, or as a boundary', () => {
    const pull = build?.policies[0];
    expect(pull).toMatchObject({ kind: 'present', value: { ref: managed('pull') } });
    expect([alice?.policies[0], bob?.policies[1], build?.boundary].every((policy) => policy === pull)).toBe(true);
  });

  test('the inline policy of a group', () => {
    expect(alice?.policies[1]).toMatchObject({ value: { ref: inline('group', 'devs', 'all') } });
    expect(alice?.policies[1]).toBe(bob?.policies[0]);
  });

  test('what a user has twice counts once', () => {
    expect(alice?.policies).toHaveLength(2);
  });
});

describe('the version of a managed policy that counts is the one in force', () => {
  const old = { Version: '2012-10-17', Statement: [] };
  const textWith = (fields: Fields) => {
    const { policies } = onlyPrincipal({ RoleDetailList: [role('build', attached('p'))], Policies: [managedPolicy('p', PULL, fields)] });
    return policies[0]?.kind === 'present' ? policies[0].value.text : undefined;
  };

  test.each<[string, Fields, string | undefined]>([
    ['marked as default', {}, TEXT],
    [
      'named by the policy, where no version is marked',
      {
        PolicyVersionList: [
          { VersionId: 'v1', Document: old },
          { VersionId: 'v2', Document: PULL },
        ],
      },
      TEXT,
    ],
    [
      'marked, where mark and name differ',
      {
        DefaultVersionId: 'v1',
        PolicyVersionList: [
          { VersionId: 'v1', Document: old },
          { VersionId: 'v2', IsDefaultVersion: true, Document: PULL },
        ],
      },
      TEXT,
    ],
    [
      'none, where the list has others only',
      { PolicyVersionList: [{ VersionId: 'v1', IsDefaultVersion: false, Document: old }] },
      undefined,
    ],
    ['none, where nothing is marked or named', { DefaultVersionId: undefined, PolicyVersionList: [{ Document: old }] }, undefined],
    ['none, where it has no document', { PolicyVersionList: [{ VersionId: 'v2', IsDefaultVersion: true }] }, undefined],
    ['none, where the list is missing', { PolicyVersionList: undefined }, undefined],
  ])('%s', (_, fields, text) => {
    expect(textWith(fields)).toBe(text);
  });

  test('found on a later page where an earlier one lacks it', () => {
    const lacking = managedPolicy('p', PULL, { PolicyVersionList: [] });
    const { policies } = onlyPrincipal({ RoleDetailList: [role('build', attached('p'))], Policies: [lacking, managedPolicy('p')] });
    expect(policies).toMatchObject([{ kind: 'present', value: { text: TEXT } }]);
  });
});

describe('what is attached and not in the snapshot is unknown', () => {
  const gap = {
    part: { kind: 'document', arn: policyArn('lost') },
    api: 'iam:GetPolicyVersion',
    code: 'DocumentMissing',
    message: 'attached, but its document is not in the snapshot',
  };

  test('a policy and a boundary, with one gap for both', () => {
    const { policies, boundary } = onlyPrincipal({
      RoleDetailList: [role('build', { ...attached('lost'), PermissionsBoundary: { PermissionsBoundaryArn: policyArn('lost') } })],
    });
    expect(policies).toEqual([{ kind: 'unknown', gap }]);
    expect(boundary).toBe(policies[0]);
  });

  test('a group that a user is in, with one gap for all of its users', () => {
    const [alice, bob] = principals({ UserDetailList: [user('alice', { GroupList: ['gone'] }), user('bob', { GroupList: ['gone'] })] });
    const message = 'a user is in it, but its policies are not in the snapshot';
    const unread = { part: { kind: 'group', name: 'gone' }, api: 'iam:GetAccountAuthorizationDetails', code: 'DocumentMissing', message };
    expect(alice?.policies).toEqual([{ kind: 'unknown', gap: unread }]);
    expect(alice?.policies[0]).toBe(bob?.policies[0]);
  });
});

test('names of groups do not depend on upper and lower case (B24)', () => {
  const { policies } = onlyPrincipal({
    UserDetailList: [user('alice', { GroupList: ['DEVS'] })],
    GroupDetailList: [group('Devs', { GroupPolicyList: [{ PolicyName: 'all', PolicyDocument: PULL }] })],
  });
  expect(policies).toMatchObject([{ value: { ref: inline('group', 'Devs', 'all') } }]);
});

test('an export with every field that AWS has is read', () => {
  const { policies } = onlyPrincipal({
    RoleDetailList: [
      role('build', {
        CreateDate: '2026-01-01T00:00:00+00:00',
        InstanceProfileList: [{ InstanceProfileName: 'x', Roles: [] }],
        RoleLastUsed: { LastUsedDate: 1_700_000_000, Region: 'us-east-1' },
        ...attached('pull'),
      }),
    ],
    Policies: [managedPolicy('pull', PULL, { IsAttachable: true, AttachmentCount: 1, PermissionsBoundaryUsageCount: 0, CreateDate: 1.5 })],
    IsTruncated: false,
  });
  expect(policies).toHaveLength(1);
});

test('a tag of a principal may have any key', () => {
  const { tags } = onlyPrincipal({ RoleDetailList: [role('build', { Tags: [{ Key: '__proto__', Value: 'x' }] })] });
  expect(Object.entries(tags)).toEqual([['__proto__', 'x']]);
});

test.each([
  [
    'a list',
    identityWithout('Policies'),
    'Policies is missing: expected the output of `aws iam get-account-authorization-details`, which has this list',
  ],
  [
    'a unique id',
    identity({ UserDetailList: [{ ...user('a'), UserId: undefined }] }),
    'UserDetailList[0].UserId is missing: expected the unique id of the user (AIDA...)',
  ],
  [
    'a document',
    identity({ RoleDetailList: [role('a', { RolePolicyList: [{ PolicyName: 'p' }] })] }),
    'RoleDetailList[0].RolePolicyList[0].PolicyDocument is missing: expected a policy document, as an object or as JSON text',
  ],
])('an export without %s is refused with its path', (_, value, reason) => {
  expect(problemOf(snapshotFile({ identity: present(value) }))).toBe(`identity.value.${reason}`);
});

test('an export of another account is refused', () => {
  const stranger = user('alice', { Arn: 'arn:aws:iam::222222222222:user/alice' });
  expect(problemOf(snapshotFile({ identity: present(identity({ UserDetailList: [stranger] })) }))).toBe(
    'identity.value.UserDetailList[0].Arn: expected an ARN that starts with `arn:aws:iam::111111111111:user/`, got `arn:aws:iam::222222222222:user/alice`',
  );
});

function identityWithout(key: string): Fields {
  return identity({ [key]: undefined });
}
