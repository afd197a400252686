// AWS's answers, pasted where only a part of them belongs: one line that says which part.
import { describe, expect, test } from 'vitest';
import {
  type Fields,
  identity,
  managedPolicy,
  PULL,
  present,
  problemOf,
  read,
  region,
  repository,
  role,
  snapshotFile,
  user,
} from './support/files.ts';

const TEXT = JSON.stringify(PULL);
const REPOSITORY_POLICY = { registryId: '111111111111', repositoryName: 'team/app', policyText: TEXT };
const REGISTRY_POLICY = { registryId: '111111111111', policyText: TEXT };
const ROLE_POLICY = { RoleName: 'ci', PolicyName: 'inline', PolicyDocument: PULL };
const POLICY_VERSION = { PolicyVersion: { VersionId: 'v1', IsDefaultVersion: true, Document: PULL } };
const CONTROL_POLICY = { Policy: { PolicySummary: { Name: 'guard' }, Content: TEXT } };
const DOCUMENT = 'expected a policy document, as an object or as JSON text, got an object';
const STATUS = 'expected `present`, `absent`, `unknown`';
const WRAP = 'put it into `{"status": "present", "value": ...}`';

const inRegion = (fields: Fields, ...repositories: readonly unknown[]) =>
  snapshotFile({ regions: [region('us-east-1', repositories, fields)] });
const inIdentity = (fields: Fields) => snapshotFile({ identity: present(identity(fields)) });
const inOrganization = (fields: Fields) =>
  snapshotFile({ organization: present({ id: 'o-abc', managementAccount: '999999999999', ...fields }) });

describe('an answer that holds a policy document is none, and the hint says what to take', () => {
  test.each<readonly [string, Fields, string]>([
    [
      'get-repository-policy',
      inRegion({}, repository('team/app', { policy: present(REPOSITORY_POLICY) })),
      `regions[0].repositories.value[0].policy.value: ${DOCUMENT}: take its \`policyText\``,
    ],
    [
      'get-repository-policy in the place of the part',
      inRegion({}, repository('team/app', { policy: REPOSITORY_POLICY })),
      `regions[0].repositories.value[0].policy.status is missing: ${STATUS}: take its \`policyText\` and ${WRAP}`,
    ],
    [
      'get-registry-policy',
      inRegion({ registryPolicy: present(REGISTRY_POLICY) }),
      `regions[0].registryPolicy.value: ${DOCUMENT}: take its \`policyText\``,
    ],
    [
      'get-role-policy',
      inIdentity({ RoleDetailList: [role('ci', { RolePolicyList: [{ PolicyName: 'inline', PolicyDocument: ROLE_POLICY }] })] }),
      `identity.value.RoleDetailList[0].RolePolicyList[0].PolicyDocument: ${DOCUMENT}: take its \`PolicyDocument\``,
    ],
    [
      'get-user-policy',
      inIdentity({ UserDetailList: [user('ann', { UserPolicyList: [{ PolicyName: 'inline', PolicyDocument: ROLE_POLICY }] })] }),
      `identity.value.UserDetailList[0].UserPolicyList[0].PolicyDocument: ${DOCUMENT}: take its \`PolicyDocument\``,
    ],
    [
      'get-role',
      inIdentity({ RoleDetailList: [role('ci', { AssumeRolePolicyDocument: { Role: { AssumeRolePolicyDocument: PULL } } })] }),
      `identity.value.RoleDetailList[0].AssumeRolePolicyDocument: ${DOCUMENT}: take its \`Role.AssumeRolePolicyDocument\``,
    ],
    [
      'get-policy-version',
      inIdentity({ Policies: [managedPolicy('p', POLICY_VERSION)] }),
      `identity.value.Policies[0].PolicyVersionList[0].Document: ${DOCUMENT}: take its \`PolicyVersion.Document\``,
    ],
    [
      'describe-policy',
      inOrganization({ serviceControlPolicies: [[CONTROL_POLICY]] }),
      `organization.value.serviceControlPolicies[0][0]: ${DOCUMENT}: take its \`Policy.Content\``,
    ],
    [
      'describe-policy under a name',
      inOrganization({ resourceControlPolicies: [[{ name: 'guard', document: CONTROL_POLICY }]] }),
      `organization.value.resourceControlPolicies[0][0].document: ${DOCUMENT}: take its \`Policy.Content\``,
    ],
  ])('%s', (_, file, reason) => {
    expect(problemOf(file)).toBe(reason);
  });

  test('also as JSON text', () => {
    const file = inRegion({}, repository('team/app', { policy: present(JSON.stringify(REPOSITORY_POLICY)) }));
    expect(problemOf(file)).toMatch(
      /^regions\[0\]\.repositories\.value\[0\]\.policy\.value: expected a policy document, .*: take its `policyText`$/,
    );
  });

  test('and a document that has words of an answer in it is a document', () => {
    const odd = { ...PULL, Id: 'policyText', Statement: [{ ...PULL.Statement[0], Sid: 'Content' }] };
    for (const policy of [odd, JSON.stringify(odd), '"policyText"', 'no JSON but "policyText"']) {
      expect(read(inRegion({}, repository('team/app', { policy: present(policy) }))).registries).toHaveLength(1);
    }
  });
});

describe('an answer in the place of a list or of a part says where it belongs', () => {
  const templates = { repositoryCreationTemplates: [] };
  const setting = { name: 'REGISTRY_POLICY_SCOPE', value: 'V2' };

  test.each<readonly [string, Fields, string]>([
    [
      'get-account-authorization-details as identity',
      snapshotFile({ identity: identity() }),
      `identity.status is missing: ${STATUS}: ${WRAP}`,
    ],
    [
      'get-account-authorization-details as the file',
      identity(),
      'schemaVersion is missing: this version of ecr-drift reads version 1: put this answer into `identity.value` of a snapshot (and 5 more)',
    ],
    [
      'describe-repositories as the list',
      inRegion({ repositories: present({ repositories: [] }) }),
      'regions[0].repositories.value: expected a list of repositories, got an object: take its `repositories`',
    ],
    [
      'repositories without a status',
      inRegion({ repositories: [repository('team/app')] }),
      `regions[0].repositories: every region needs its repositories with a status (present, absent or unknown), got a list: ${WRAP}`,
    ],
    ...Object.entries({ creationTemplates: templates, registryPolicyScope: setting, replication: { replicationConfiguration: {} } }).map(
      ([key, answer]) =>
        [`${key} without a status`, inRegion({ [key]: answer }), `regions[0].${key}.status is missing: ${STATUS}: ${WRAP}`] as const,
    ),
    [
      'list-accounts',
      inOrganization({ accounts: { Accounts: [] } }),
      'organization.value.accounts.status is missing: expected the status `unknown`: take its `Accounts`',
    ],
    [
      'describe-organization',
      snapshotFile({ organization: present({ Organization: { Id: 'o-abc' } }) }),
      'organization.value.id is missing: expected the id of the organization: its `Organization.Id` is the `id`, its `Organization.MasterAccountId` the `managementAccount` (and 1 more)',
    ],
  ])('%s', (_, file, reason) => {
    expect(problemOf(file)).toBe(reason);
  });
});
