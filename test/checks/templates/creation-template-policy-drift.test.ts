import { expect, test } from 'vitest';
import { type Fields, present, REFUSED, role } from '../../snapshot/support/files.ts';
import { ALL, account, allow, aRole, expecting, factsOf, grant, OTHER, OWN, PULL, policy, roleArn, root, TOKEN } from '../support/facts.ts';

function creating(templates: readonly unknown[], parts: Parameters<typeof account>[0] = {}) {
  const creationTemplates = present({ registryId: OWN, repositoryCreationTemplates: templates });
  return account({ ...parts, registry: { creationTemplates, ...parts.registry } });
}

function template(prefix: string, ...statements: readonly Fields[]) {
  return { prefix, appliedFor: ['CREATE_ON_PUSH'], repositoryPolicy: JSON.stringify(policy(...statements)) };
}

test.each([
  ['another account', [grant({ AWS: root(OTHER) }, PULL)], ['account:222222222222: pull'], 'high'],
  ['everybody', [grant('*', PULL)], ['anyone with an AWS account: pull'], 'critical'],
  [
    'part of a capability to an outsider',
    [grant({ AWS: OTHER }, 'ecr:BatchGetImage')],
    ['account:222222222222: ecr:BatchGetImage'],
    'high',
  ],
  [
    'a role that may log in',
    [grant({ AWS: roleArn('ci') }, [...PULL, 'ecr:BatchDeleteImage'])],
    [`${roleArn('ci')}: delete`, `${roleArn('ci')}: pull`],
    'medium',
  ],
  ['a role of the account by its id', [grant({ AWS: 'AROAci' }, 'ecr:BatchDeleteImage')], [], 'medium'],
  ['what the role has anyway', [grant({ AWS: roleArn('puller') }, PULL)], [], 'medium'],
  ['what another statement denies', [grant({ AWS: OTHER }, PULL), { ...grant('*', PULL), Effect: 'Deny' }], [], 'medium'],
  ['the own account, which gives nothing', [grant({ AWS: root(OWN) }, PULL)], [], 'medium'],
  ['nobody', [grant({ AWS: 'AROAGONE' }, PULL)], [], 'medium'],
])('CreationTemplatePolicyDrift: %s', (_, statements, details, severity) => {
  const roles = [aRole('ci', allow(TOKEN)), aRole('puller', allow([...PULL, TOKEN]))];
  const facts = factsOf('ECRD-207', creating([template('team', ...statements)], { roles }));
  expect(facts.map((fact) => [fact.severity, fact.region, fact.repository, fact.details])).toEqual(
    details.length === 0 ? [] : [[severity, 'us-east-1', null, details]],
  );
});

test('the baseline is asked about a new repository under the prefix', () => {
  const asked: string[] = [];
  const templates = [template('team', grant('*', PULL)), template('other/', grant('*', PULL)), template('ROOT', grant('*', PULL))];
  factsOf('ECRD-207', creating(templates, { repositories: [] }), ({ repository }) => {
    asked.push(repository.name.replaceAll('\ue000', '?'));
    return true;
  });
  expect([...new Set(asked)]).toEqual(['team/?', 'team/?/?', 'other/?', 'other/?/?', '?', '?/?']);
});

test('is silent when what it would give is expected', () => {
  const file = creating([template('team', grant({ AWS: OTHER }, PULL))]);
  expect(factsOf('ECRD-207', file, ALL)).toEqual([]);
  expect(factsOf('ECRD-207', file, expecting('push'))).toHaveLength(1);
});

test('the tags that it sets count', () => {
  const tagged = { ...template('team', grant({ AWS: OTHER }, PULL)), resourceTags: [{ Key: 'team', Value: 'a' }] };
  const isExpected: Parameters<typeof factsOf>[2] = ({ repository: { tags } }) => tags.kind === 'present' && tags.value['team'] === 'a';
  expect(factsOf('ECRD-207', creating([tagged]), isExpected)).toEqual([]);
  expect(factsOf('ECRD-207', creating([{ ...tagged, resourceTags: [] }]), isExpected)).toHaveLength(1);
});

test('each template is told by its prefix', () => {
  const templates = [
    template('a', grant('*', PULL)),
    template('b', grant('*', PULL)),
    { prefix: 'c' },
    { prefix: 'd', repositoryPolicy: '' },
  ];
  expect(factsOf('ECRD-207', creating(templates)).map(({ subject }) => subject)).toEqual([
    ['template', 'us-east-1', 'a'],
    ['template', 'us-east-1', 'b'],
  ]);
});

test('a list is an answer too, and a policy may be an object', () => {
  const creationTemplates = present([{ prefix: 'ROOT', repositoryPolicy: policy(grant('*', PULL)) }]);
  const [fact] = factsOf('ECRD-207', account({ registry: { creationTemplates } }));
  expect(fact?.message).toBe(
    'the creation template `ROOT` of us-east-1 would give new repositories access that no rule allows: anyone with an AWS account: pull',
  );
});

test('a malformed policy of a template is told', () => {
  const [broken, ...more] = factsOf(
    'ECRD-207',
    creating([{ prefix: 'team', repositoryPolicy: '{"Statement":[{"Effect":"allow"}]}' }]),
    ALL,
  );
  expect(more).toEqual([]);
  expect(broken?.message).toBe(
    'the policy of the creation template `team` of us-east-1 is malformed: Statement[0].Effect: `allow` is not an effect: use Allow or Deny',
  );
});

test('an answer that is none of AWS is told', () => {
  const [fact] = factsOf('ECRD-207', account({ registry: { creationTemplates: present({ templates: [] }) } }), ALL);
  expect(fact).toMatchObject({ severity: 'medium', subject: ['unreadable', 'creationTemplates'] });
});

test('templates that were not read, and none at all, say nothing', () => {
  expect(factsOf('ECRD-207', account({ registry: { creationTemplates: REFUSED } }))).toEqual([]);
  expect(factsOf('ECRD-207', account({ roles: [role('ci')] }))).toEqual([]);
});

test('a registry policy that already gives it is not the fault of the template', () => {
  const statement = grant({ AWS: OTHER }, PULL, { Resource: '*' });
  const registry = {
    registryPolicy: present(policy(statement)),
    registryPolicyScope: present({ name: 'REGISTRY_POLICY_SCOPE', value: 'V2' }),
  };
  expect(factsOf('ECRD-207', creating([template('team', grant({ AWS: OTHER }, PULL))], { registry }))).toEqual([]);
});
