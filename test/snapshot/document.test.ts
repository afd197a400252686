import { describe, expect, test } from 'vitest';
import { type PolicyRef, policyName } from '../../lib/model/policy-ref.ts';
import {
  attached,
  group,
  identity,
  managedPolicy,
  onlyRegistry,
  organization,
  policyArn,
  present,
  problemOf,
  read,
  region,
  repository,
  role,
  snapshotFile,
  user,
} from './support/files.ts';

const POLICY = { Version: '2012-10-17', Statement: [{ Sid: '100% ü + ü', Effect: 'Allow', Action: 'ecr:*', Resource: '*' }] };
const TEXT = JSON.stringify(POLICY);

/** A snapshot that has a document everywhere where one can be. */
function fileWith(document: unknown) {
  const value = identity({
    UserDetailList: [user('alice', { UserPolicyList: [{ PolicyName: 'own', PolicyDocument: document }], GroupList: ['devs'] })],
    GroupDetailList: [group('devs', { GroupPolicyList: [{ PolicyName: 'all', PolicyDocument: document }] })],
    RoleDetailList: [
      role('build', {
        AssumeRolePolicyDocument: document,
        RolePolicyList: [{ PolicyName: 'push', PolicyDocument: document }],
        PermissionsBoundary: { PermissionsBoundaryArn: policyArn('limit') },
        ...attached('team'),
      }),
    ],
    Policies: [managedPolicy('team', document), managedPolicy('limit', document)],
  });
  return snapshotFile({
    identity: present(value),
    organization: present({
      id: 'o-abc',
      managementAccount: '999999999999',
      serviceControlPolicies: [[document], [{ name: 'Guard', document }]],
      resourceControlPolicies: [[document]],
    }),
    regions: [region('us-east-1', [repository('app', { policy: present(document) })], { registryPolicy: present(document) })],
  });
}

describe('a document means the same in each of its forms (B29)', () => {
  const expected = read(fileWith(POLICY));

  test.each([
    ['JSON text', TEXT],
    ['URL-encoded JSON text', encodeURIComponent(TEXT)],
  ])('%s', (_, document) => {
    expect(read(fileWith(document))).toEqual(expected);
  });
});

describe('the text of a document', () => {
  const textOf = (document: unknown) => {
    const { policy } = onlyRegistry({ registryPolicy: present(document) });
    return policy.kind === 'present' ? policy.value.text : undefined;
  };

  test.each([
    ['a plus sign is a plus sign', '%7B%22Sid%22%3A%22a+b%22%7D', '{"Sid":"a+b"}'],
    ['JSON text is not decoded a second time', '{"Sid":"%41"}', '{"Sid":"%41"}'],
    ['JSON text keeps its spaces and its repeated keys', '{ "a": 1, "a": 2 }', '{ "a": 1, "a": 2 }'],
    ['text that is no JSON stays as it is', 'not JSON', 'not JSON'],
    ['encoded text that is no JSON stays as it is', 'not%20JSON', 'not%20JSON'],
    ['a broken escape stays as it is', '%7B%E0%A4%A', '%7B%E0%A4%A'],
    ['empty text stays empty', '', ''],
    ['text that is nested without end stays as it is', '['.repeat(50_000), '['.repeat(50_000)],
    ['a key `__proto__` stays in the text', JSON.parse('{"__proto__":{"a":1},"b":2}'), '{"__proto__":{"a":1},"b":2}'],
  ])('%s', (_, document, text) => {
    expect(textOf(document)).toBe(text);
  });
});

test.each([
  ['a number', 5],
  ['a list', []],
  ['nothing', null],
  ['true', true],
])('a document cannot be %s', (_, document) => {
  const file = snapshotFile({ regions: [region('us-east-1', [], { registryPolicy: present(document) })] });
  expect(problemOf(file)).toMatch(/^regions\[0\]\.registryPolicy\.value: expected a policy document, as an object or as JSON text, got /);
});

test('a document is named for the place where people find it', () => {
  const snapshot = read(fileWith(POLICY));
  const [build, alice] = snapshot.principals.kind === 'present' ? snapshot.principals.value : [];
  expect(alice?.policies.map(nameOf)).toEqual(['inline policy own of user alice', 'inline policy all of group devs']);
  expect(build?.policies.map(nameOf)).toEqual(['inline policy push of role build', policyArn('team')]);
  expect([nameOf(build?.boundary), build?.trust && policyName(build.trust.ref)]).toEqual([
    policyArn('limit'),
    'trust policy of role build',
  ]);
  const { serviceControlPolicies, resourceControlPolicies } = organization({
    serviceControlPolicies: [
      [POLICY, TEXT],
      [{ name: 'Guard', document: POLICY }, { document: TEXT }],
    ],
    resourceControlPolicies: [[POLICY]],
  });
  expect(levelsOf(serviceControlPolicies)).toEqual([
    ['SCP 0.0', 'SCP 0.1'],
    ['SCP Guard', 'SCP 1.1'],
  ]);
  expect(levelsOf(resourceControlPolicies)).toEqual([['RCP 0.0']]);
});

interface Named {
  readonly ref: PolicyRef;
}

function nameOf(collected: { readonly kind: string; readonly value?: Named } | undefined): string | undefined {
  return collected?.value && policyName(collected.value.ref);
}

function levelsOf(collected: { readonly kind: string; readonly value?: readonly (readonly Named[])[] }) {
  return collected.value?.map((level) => level.map(({ ref }) => policyName(ref)));
}
