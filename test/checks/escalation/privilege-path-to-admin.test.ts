import { describe, expect, test } from 'vitest';
import { judgeSnapshot } from '../../../lib/audit.ts';
import { attached, managedPolicy, policyArn, present, REFUSED, read, repository, role, user } from '../../snapshot/support/files.ts';
import { rules } from '../../support/audited.ts';
import {
  account,
  allow,
  aRole,
  deny,
  expecting,
  factsOf,
  grant,
  inline,
  linesOf,
  OTHER,
  PULL,
  policy,
  roleArn,
  TOKEN,
} from '../support/facts.ts';

const SET = 'ecr:SetRepositoryPolicy';
const PUT = 'ecr:PutRegistryPolicy';

function details(parts: Parameters<typeof account>[0], isExpected = expecting()) {
  return factsOf('ECRD-307', account(parts), isExpected).flatMap((fact) => fact.details);
}

describe('PrivilegePathToAdmin by a policy of ECR', () => {
  const rest = 'list, retag, delete, configure, replicate on team/app in us-east-1';

  test.each([
    [
      'a role that a repository policy lets set it',
      { roles: [role('ci')], statements: [grant({ AWS: roleArn('ci') }, SET)] },
      [`${SET} adds ${rest}`],
    ],
    ['a role by its own policy', { roles: [aRole('ci', allow(SET))] }, [`${SET} adds ${rest}`]],
    [
      'who may log in gains pull and push too',
      { roles: [aRole('ci', allow([SET, TOKEN]))] },
      [`${SET} adds list, pull, push, retag, delete, configure, replicate on team/app in us-east-1`],
    ],
    [
      'what it has it cannot gain',
      { roles: [aRole('ci', allow([SET, 'ecr:DescribeImages', 'ecr:ListImages']))] },
      [`${SET} adds retag, delete, configure, replicate on team/app in us-east-1`],
    ],
    [
      'the registry policy',
      { roles: [aRole('ci', allow(PUT))] },
      [`${PUT} adds list, retag, delete, configure, admin, replicate on team/app in us-east-1`],
    ],
    ['whoever has everything', { roles: [aRole('ci', allow('ecr:*'))] }, []],
    ['everything that is not denied', { roles: [aRole('ci', allow('ecr:*'), deny(['ecr:BatchDeleteImage', 'ecr:DeleteRepository']))] }, []],
    [
      'a Deny in the policy that it may lift',
      { roles: [aRole('ci', allow('ecr:*'))], statements: [{ ...grant('*', PULL), Effect: 'Deny' }] },
      [],
    ],
    ['DeleteRepositoryPolicy, which grants nothing', { roles: [aRole('ci', allow('ecr:DeleteRepositoryPolicy'))] }, []],
    ['SetRepositoryPolicy that is denied', { roles: [aRole('ci', allow(SET), deny(SET))] }, []],
    ['another account', { statements: [grant({ AWS: `arn:aws:iam::${OTHER}:role/ci` }, SET)] }, []],
    [
      'a registry policy of scope V1',
      { roles: [aRole('ci', allow(PUT))], registry: { registryPolicyScope: present({ name: 'REGISTRY_POLICY_SCOPE', value: 'V1' }) } },
      [],
    ],
    ['a registry policy of unread scope', { roles: [aRole('ci', allow(PUT))], registry: { registryPolicyScope: REFUSED } }, []],
    ['rights that nobody could read whole', { roles: [role('ci', { ...attached('unread'), RolePolicyList: inline(allow(SET)) })] }, []],
  ])('%s', (_, parts, expected) => {
    expect(details(parts)).toEqual(expected);
  });

  test('what depends on tags that were not read is no certain gain', () => {
    const locked = { Condition: { StringEquals: { 'aws:ResourceTag/locked': 'yes' } } };
    const roles = [aRole('ci', allow(SET), { Effect: 'Deny', NotAction: SET, Resource: '*', ...locked })];
    expect(details({ roles, repositories: [repository('team/app', { tags: REFUSED })] })).toEqual([]);
    expect(details({ roles, repositories: [repository('team/app', { tags: present({}) })] })).toHaveLength(1);
  });

  test('one fact per principal, in no region, with the first repository where it gains', () => {
    const repositories = [repository('b'), repository('a'), repository('c')];
    const file = account({ roles: [aRole('ci', allow([SET, PUT]))], repositories });
    expect(linesOf('ECRD-307', file)).toEqual([`medium - - ${roleArn('ci')} admin`]);
    expect(details({ roles: [aRole('ci', allow(SET))], repositories })).toEqual([
      `${SET} adds list, retag, delete, configure, replicate on a in us-east-1`,
    ]);
  });

  test('a boundary holds a role, and not a user who is named', () => {
    const managed = [managedPolicy('limit', policy(allow([SET, 'ecr:BatchDeleteImage'])))];
    const bounded = { PermissionsBoundary: { PermissionsBoundaryArn: policyArn('limit') } };
    const ofRole = { managed, roles: [{ ...aRole('ci', allow(SET)), ...bounded }] };
    const ofUser = { managed, users: [user('ann', { UserPolicyList: inline(allow(SET)), ...bounded })] };
    expect(details(ofRole)).toEqual([`${SET} adds delete on team/app in us-east-1`]);
    expect(details(ofUser)).toEqual([`${SET} adds ${rest}`]);
  });

  test('is silent where setting the policy is what is expected, as a capture says it', () => {
    const file = account({ roles: [aRole('ci', allow(SET))] });
    const said = (capability: string) =>
      judgeSnapshot(
        read(file),
        rules(`  - { id: r, repositories: ["**"], allow: [{ principals: ["${roleArn('ci')}"], capabilities: ["${capability}"] }] }`),
      )
        .findings.map(({ code }) => code)
        .filter((code) => code === 'ECRD-307');
    expect([said(SET), said('admin'), said('ecr:DeleteRepositoryPolicy')]).toEqual([[], [], ['ECRD-307']]);
  });

  test('is silent where admin is expected', () => {
    const repositories = [repository('a'), repository('b')];
    const parts = { roles: [aRole('ci', allow(SET))], repositories };
    expect(details(parts, expecting('admin'))).toEqual([]);
    expect(details(parts, ({ capability, repository: { name } }) => capability === 'admin' && name === 'a')).toEqual([
      `${SET} adds list, retag, delete, configure, replicate on b in us-east-1`,
    ]);
  });
});
