// Service-linked roles of plans and templates: AWS writes them, and nobody else gains or loses by them.
import { describe, expect, test } from 'vitest';
import { checkProposal } from '../../lib/check.ts';
import { loadManagedCopy } from '../../lib/cli/input/managed-copy.ts';
import type { ProposedResource } from '../../lib/proposal/change.ts';
import type { AccountWords } from '../support/account-shorthand.ts';
import { snapshotFile } from '../support/account-shorthand.ts';
import { resourcesOf } from './cloudformation/support.ts';
import { sourceOf, toldBy } from './support/checked.ts';
import { planned } from './support/planned.ts';

const PULL = ['ecr:GetAuthorizationToken', 'ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'];
const WORDS: AccountWords = {
  repositories: { app: {} },
  roles: { reader: { policies: [[{ Effect: 'Allow', Action: 'ecr:ListImages', Resource: '*' }]] } },
};
const CACHE = 'pullthroughcache.ecr.amazonaws.com';
const CACHE_ROLE = 'AWSServiceRoleForECRPullThroughCache';
const ECS = 'ecs.amazonaws.com';
const ECS_ROLE = `arn:aws:iam::111111111111:role/aws-service-role/${ECS}/AWSServiceRoleForECS`;

/** The account, with the role of ECS where `linked` names it. */
function source(...linked: readonly string[]) {
  const { file } = sourceOf(snapshotFile(WORDS));
  if (file.identity.status !== 'present') throw new Error('no identities');
  const { value } = file.identity;
  const roles = linked.map((name) => ({
    ...{ RoleName: name, RoleId: `AROA${name}`, Path: `/aws-service-role/${ECS}/`, Arn: ECS_ROLE.replace('AWSServiceRoleForECS', name) },
    AssumeRolePolicyDocument: { Version: '2012-10-17', Statement: [] },
    RolePolicyList: [
      { PolicyName: 'x', PolicyDocument: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: PULL, Resource: '*' }] } },
    ],
  }));
  return sourceOf({ ...file, identity: { status: 'present', value: { ...value, RoleDetailList: [...value.RoleDetailList, ...roles] } } });
}

const OPEN = { arn: true, name: true, path: true, unique_id: true, id: true, create_date: true, tags_all: true };
const create = (after: object, unknown: object = {}, expressions: object = {}) =>
  planned({ type: 'aws_iam_service_linked_role', actions: ['create'], after, unknown: { ...OPEN, ...unknown }, expressions });
const template = (properties: object, previous?: object) => {
  const of = (all: object | undefined) =>
    JSON.stringify({ Resources: all ? { Linked: { Type: 'AWS::IAM::ServiceLinkedRole', Properties: all } } : {} });
  return { text: of(properties), region: 'us-east-1', ...(previous ? { previous: of(previous) } : {}) };
};

async function told(resources: readonly ProposedResource[], from = source()) {
  const checked = checkProposal(from, undefined, resources, { copy: await loadManagedCopy() });
  const { head } = checked.result;
  const scopes = head.unresolved.map(({ attribute, scope }) => `${attribute} ${scope.of} ${scope.names.join(', ')}`);
  return { ...toldBy(checked), scopes };
}

describe('a new one', () => {
  test('of a service whose policy nobody knows leaves only itself unknown', async () => {
    expect(await told(create({ aws_service_name: ECS, custom_suffix: null }))).toMatchObject({
      ...{ lost: [], changed: [], scopes: ['aws_service_name principals role aws_iam_service_linked_role.x'] },
    });
    expect(await told(resourcesOf(source(), template({ AWSServiceName: ECS })))).toMatchObject({
      ...{ lost: [], changed: [], scopes: ['AWSServiceName principals role Linked'] },
    });
  });

  test('of ECR has the name and the policy that AWS gives it', async () => {
    for (const resources of [create({ aws_service_name: CACHE }), resourcesOf(source(), template({ AWSServiceName: CACHE }))]) {
      const { gained, unresolved } = await told(resources);
      expect(unresolved).toEqual([]);
      expect(gained).toContain(`${CACHE_ROLE} push app`);
      expect(gained.every((line) => line.startsWith(CACHE_ROLE))).toBe(true);
    }
  });

  test('that is told beside other changes takes nothing from what is known of them', async () => {
    const others = create({ aws_service_name: ECS });
    const grant: ProposedResource = {
      ...{ address: 'own', what: 'policy', action: 'create' },
      changes: [
        {
          ...{ kind: 'inlinePolicy', owner: { kind: 'role', name: 'reader' }, name: 'more' },
          document: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 'ecr:BatchDeleteImage', Resource: '*' }] },
        },
      ],
    };
    expect((await told([...others, grant])).gained).toContain('reader delete app');
  });

  test('with a suffix is another one', () => {
    const role = { kind: 'role', name: `${CACHE_ROLE}_team` };
    expect(create({ aws_service_name: CACHE, custom_suffix: 'team' })[0]?.changes[0]).toMatchObject({ principal: role });
    const made = resourcesOf(source(), template({ AWSServiceName: CACHE, CustomSuffix: 'team' }));
    expect(made[0]?.changes[0]).toMatchObject({ principal: role });
  });

  test.each([
    ['aws_service_name', create({}, { aws_service_name: true }, { aws_service_name: { references: ['aws_vpc.a.id', 'aws_vpc.a'] } })],
    [
      'custom_suffix',
      create({ aws_service_name: CACHE }, { custom_suffix: true }, { custom_suffix: { references: ['aws_vpc.a.id', 'aws_vpc.a'] } }),
    ],
    ['AWSServiceName', resourcesOf(source(), template({ AWSServiceName: { 'Fn::ImportValue': 'x' } }))],
    ['CustomSuffix', resourcesOf(source(), template({ AWSServiceName: CACHE, CustomSuffix: { 'Fn::ImportValue': 'x' } }))],
    ['AWSServiceName', resourcesOf(source(), template({}))],
  ])('whose %s is not known is unresolved, and reaches one role', (attribute, [resource]) => {
    expect(resource?.changes).toMatchObject([{ kind: 'unread', attribute, place: { kind: 'owner', owner: { kind: 'role' } } }]);
  });
});

describe('one that is there', () => {
  const held = {
    name: 'AWSServiceRoleForECS',
    arn: ECS_ROLE,
    path: `/aws-service-role/${ECS}/`,
    aws_service_name: ECS,
    custom_suffix: null,
  };

  test('goes with what it may', async () => {
    const [resources, from] = [planned({ type: 'aws_iam_service_linked_role', actions: ['delete'], before: held }), source(held.name)];
    expect(await told(resources, from)).toMatchObject({ gained: [], lost: ['AWSServiceRoleForECS pull app'], unresolved: [] });
    const gone = resourcesOf(from, { ...template({}), text: '{"Resources": {}}', previous: template({ AWSServiceName: ECS }).text });
    expect(await told(gone, from)).toMatchObject({ gained: [], lost: ['AWSServiceRoleForECS pull app'], unresolved: [] });
  });

  test('and has another description, or other tags, may what it may', async () => {
    const update = {
      type: 'aws_iam_service_linked_role',
      actions: ['update'],
      before: held,
      after: { ...held, description: 'x', tags: { a: 'b' } },
    };
    expect(await told(planned(update), source(held.name))).toMatchObject({ gained: [], lost: [], changed: [], unresolved: [] });
  });

  test('is taken for that of a template, but not one with a suffix', async () => {
    const same = resourcesOf(source(held.name), template({ AWSServiceName: ECS }));
    expect(same.map(({ action, assumed }) => [action, assumed])).toEqual([
      ['update', ['`AWSServiceRoleForECS`, which is there, is taken for it']],
    ]);
    expect(await told(same, source(held.name))).toMatchObject({ gained: [], lost: [], unresolved: [] });
    const other = source('AWSServiceRoleForECS_team');
    expect(resourcesOf(other, template({ AWSServiceName: ECS }))[0]?.action).toBe('create');
    expect(resourcesOf(other, template({ AWSServiceName: ECS, CustomSuffix: 'team' }))[0]?.action).toBe('update');
  });

  test('is made anew for another service: it goes, and the new one is unknown', () => {
    const after = { aws_service_name: 'elasticbeanstalk.amazonaws.com' };
    const [resource] = planned({ type: 'aws_iam_service_linked_role', actions: ['delete', 'create'], before: held, after, unknown: OPEN });
    expect(resource?.action).toBe('replace');
    expect(resource?.changes.map(({ kind }) => kind)).toEqual(['noPrincipal', 'principal', 'unread']);
  });
});
