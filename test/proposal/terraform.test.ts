// Plans in few words: what of them bears on access, and what nobody can tell.
import { describe, expect, test } from 'vitest';
import { readPlan } from '../../lib/proposal/terraform/plan.ts';
import { terraformProposal } from '../../lib/proposal/terraform/terraform.ts';
import { planned as proposed } from './support/planned.ts';

const REFERENCE = { references: ['aws_vpc.main.id', 'aws_vpc.main'] };

test('a tag that is not known leaves the tags of the repository unread, and the repository is there', () => {
  const [resource] = proposed({
    type: 'aws_ecr_repository',
    actions: ['create'],
    after: { name: 'app', tags: { a: '1' } },
    unknown: { tags: { vpc: true }, tags_all: true, arn: true },
    expressions: { name: { constant_value: 'app' }, tags: REFERENCE },
  });
  expect(resource?.changes).toMatchObject([
    { kind: 'repository', name: 'app' },
    {
      kind: 'unread',
      place: { kind: 'repositoryTags', region: 'us-east-1', repository: 'app' },
      attribute: 'tags',
      why: 'it is known only after apply, by aws_vpc.main.id',
    },
  ]);
});

test('a resource of which everything is open is not one that lists nobody', () => {
  const [resource] = proposed({
    type: 'aws_iam_role_policies_exclusive',
    actions: ['create'],
    after: { role_name: 'ci' },
    unknown: true,
    expressions: { role_name: { constant_value: 'ci' }, policy_names: REFERENCE },
  });
  expect(resource?.changes).toEqual([
    {
      kind: 'unread',
      place: { kind: 'owner', owner: { kind: 'role', name: 'ci' }, limits: false },
      attribute: 'policy_names',
      why: 'it is known only after apply, by aws_vpc.main.id',
    },
  ]);
});

test('what is open is not unset where the plan has no configuration of the resource', () => {
  const reading = readPlan({
    format_version: '1.2',
    resource_changes: [
      {
        ...{ address: 'aws_iam_role_policies_exclusive.x', mode: 'managed', type: 'aws_iam_role_policies_exclusive', name: 'x' },
        change: { actions: ['create'], before: null, after: { role_name: 'ci' }, after_unknown: { policy_names: true } },
      },
    ],
  });
  if (reading.kind === 'problem') throw new Error(reading.reason);
  const [resource] = terraformProposal(reading.plan, { partition: 'aws', account: '111111111111', region: 'us-east-1' });
  expect(resource?.changes).toMatchObject([{ kind: 'unread', attribute: 'policy_names' }]);
});

test.each([
  ['name', { path: '/' }, { name: true }],
  ['path', { name: 'ci' }, { path: true }],
] as const)('a role whose %s is open could be anybody', (attribute, after, unknown) => {
  const expressions = { [attribute]: REFERENCE, assume_role_policy: { constant_value: '{}' } };
  const [resource] = proposed({
    type: 'aws_iam_role',
    actions: ['create'],
    after: { ...after, assume_role_policy: '{}' },
    unknown,
    expressions,
  });
  expect(resource?.changes).toMatchObject([{ kind: 'unread', place: { kind: 'principals' }, attribute }]);
});

test('a creation template of which nobody knows what it applies to does not apply to nothing', () => {
  const [resource] = proposed({
    type: 'aws_ecr_repository_creation_template',
    actions: ['create'],
    after: { prefix: 'cache', repository_policy: '{}' },
    unknown: { applied_for: true },
    expressions: { prefix: { constant_value: 'cache' }, applied_for: REFERENCE },
  });
  expect(resource?.changes).toMatchObject([{ kind: 'unread', attribute: 'applied_for' }]);
});

test('what AWS decides of every new role is no gap', () => {
  const [resource] = proposed({
    type: 'aws_iam_role',
    actions: ['create'],
    after: { name: 'ci', path: '/', assume_role_policy: '{}' },
    unknown: { arn: true, id: true, inline_policy: true, managed_policy_arns: true, name_prefix: true, tags_all: true, unique_id: true },
    expressions: { name: { constant_value: 'ci' }, assume_role_policy: { constant_value: '{}' } },
  });
  expect(resource?.changes.map(({ kind }) => kind)).toEqual(['principal']);
});

test.each([
  ['is forgotten', ['forget']],
  ['stays', ['no-op']],
  ['is read', ['read']],
])('a resource that %s changes nothing', (_, actions) => {
  expect(proposed({ type: 'aws_iam_role', actions, before: { name: 'ci', path: '/' } })).toEqual([]);
});

test('a resource that has no bearing on access is left out', () => {
  expect(proposed({ type: 'aws_vpc', actions: ['create'], after: {} })).toEqual([]);
  expect(proposed({ type: 'aws_iam_instance_profile', actions: ['create'], after: {} })).toEqual([]);
});

test.each(['aws_ecr_future', 'aws_organizations_policy_attachment', 'aws_ssoadmin_permission_set', 'awscc_ecr_repository'])(
  '%s is not modelled, and bears on everything',
  (type) => {
    expect(proposed({ type, actions: ['create'], after: {} })[0]?.changes).toMatchObject([
      { kind: 'unread', place: { kind: 'everything' } },
    ]);
  },
);

test('a resource of another account changes nothing here, and says so', () => {
  const [resource] = proposed({
    type: 'aws_iam_role',
    actions: ['delete'],
    before: { name: 'ci', arn: 'arn:aws:iam::222222222222:role/ci' },
  });
  expect(resource).toMatchObject({
    changes: [],
    assumed: ['it is of account 222222222222, which the snapshot is not of, and changes nothing here'],
  });
});

test('a new resource is of the account that its provider is in, as far as the plan says', () => {
  const role = (name: string, provider_config_key: string) => ({
    ...{ address: `aws_iam_role.${name}`, mode: 'managed', type: 'aws_iam_role', name, provider_config_key },
    expressions: { name: { constant_value: name } },
  });
  const [here, there, who] = [role('here', 'aws'), role('there', 'aws.other'), { address: 'data.aws_caller_identity.me', mode: 'data' }];
  const identity = { ...who, type: 'aws_caller_identity', name: 'me' };
  const reading = readPlan({
    format_version: '1.2',
    prior_state: { values: { root_module: { resources: [{ ...identity, values: { account_id: '222222222222' } }] } } },
    resource_changes: [here, there].map(({ address, mode, type, name }) => ({
      ...{ address, mode, type, name },
      change: { actions: ['create'], before: null, after: { name }, after_unknown: { arn: true } },
    })),
    configuration: { root_module: { resources: [here, there, { ...identity, provider_config_key: 'aws.other', expressions: {} }] } },
  });
  if (reading.kind === 'problem') throw new Error(reading.reason);
  const resources = terraformProposal(reading.plan, { partition: 'aws', account: '111111111111', region: 'us-east-1' });
  expect(resources.map(({ address, elsewhere, changes }) => [address, elsewhere, changes.length > 0])).toEqual([
    ['aws_iam_role.here', undefined, true],
    ['aws_iam_role.there', '222222222222', false],
  ]);
});

test('the region is the argument of the resource, else that of its ARN, else the one that was chosen', () => {
  const regionOf = (after: object, region?: string): unknown => {
    const [resource] = proposed({ type: 'aws_ecr_repository', actions: ['create'], after: { name: 'app', ...after } }, region);
    return resource?.changes.map((change) => ('region' in change ? change.region : change.kind));
  };
  expect(regionOf({ region: 'eu-west-1' }, 'us-east-1')).toEqual(['eu-west-1']);
  expect(regionOf({ arn: 'arn:aws:ecr:eu-west-2:111111111111:repository/app' }, 'us-east-1')).toEqual(['eu-west-2']);
  expect(regionOf({}, 'us-east-1')).toEqual(['us-east-1']);
});

describe('a list that is open as a whole', () => {
  const REFERENCES = { references: ['aws_iam_policy.own.arn', 'aws_iam_policy.own'] };

  test('is not what it refers to: literals may be in it', () => {
    const [resource] = proposed({
      type: 'aws_iam_role',
      actions: ['update'],
      before: { name: 'ci', path: '/', managed_policy_arns: [] },
      after: { name: 'ci', path: '/', assume_role_policy: '{}' },
      unknown: { managed_policy_arns: true },
      expressions: { managed_policy_arns: REFERENCES },
    });
    expect(resource?.changes).toMatchObject([{ kind: 'principal' }, { kind: 'unread', attribute: 'managed_policy_arns' }]);
  });

  test('is nothing to AWS where nobody writes it', () => {
    const [resource] = proposed({
      type: 'aws_iam_role',
      actions: ['update'],
      before: { name: 'ci', path: '/' },
      after: { name: 'ci', path: '/', assume_role_policy: '{}' },
      unknown: { managed_policy_arns: true },
    });
    expect(resource?.changes).toMatchObject([{ kind: 'principal' }]);
    expect(resource?.changes).toHaveLength(1);
  });
});

test('an inline policy without anything says that there are none', () => {
  const [resource] = proposed({
    type: 'aws_iam_role',
    actions: ['update'],
    before: { name: 'ci', path: '/', inline_policy: [{ name: 'own', policy: '{}' }] },
    after: { name: 'ci', path: '/', assume_role_policy: '{}', inline_policy: [{ name: '', policy: '' }] },
    expressions: { inline_policy: [{}] },
  });
  expect(resource?.changes.filter(({ kind }) => kind !== 'principal')).toEqual([
    { kind: 'onlyInlinePolicies', owner: { kind: 'role', name: 'ci' }, names: [] },
  ]);
});

test.each([
  ['aws_iam_user', 'update', ['renamed', 'principal']],
  ['aws_iam_user', 'replace', ['noPrincipal', 'principal']],
  ['aws_iam_group', 'update', ['renamed', 'group']],
  ['aws_iam_group', 'replace', ['noGroup', 'group']],
])('%s with another name, by %s', (type, action, kinds) => {
  const actions = action === 'replace' ? ['delete', 'create'] : [action];
  const [resource] = proposed({ type, actions, before: { name: 'old', path: '/' }, after: { name: 'new', path: '/' } });
  expect(resource?.changes.map(({ kind }) => kind)).toEqual(kinds);
});

test.each([
  ['aws_iam_role', ['noPrincipal', 'principal']],
  ['aws_iam_user', ['noPrincipal', 'principal']],
  ['aws_iam_group', ['noGroup', 'group']],
  ['aws_iam_policy', ['managedPolicy', 'managedPolicy']],
  ['aws_ecr_repository', ['noRepository', 'repository']],
])('%s that is made anew under its name has nothing of the one before', (type, kinds) => {
  const values = { name: 'same', path: '/', policy: '{}', assume_role_policy: '{}', tags: null };
  const [resource] = proposed({ type, actions: ['create', 'delete'], before: values, after: values });
  expect(resource?.changes.map(({ kind }) => kind)).toEqual(kinds);
});
