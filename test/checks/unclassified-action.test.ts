import { expect, test } from 'vitest';
import { role } from '../snapshot/support/files.ts';
import { account, allow, aRole, factsOf, grant, linesOf, roleArn } from './support/facts.ts';

test.each([
  ['an action that the catalogue does not know', 'ecr:TeleportImage', ['info - - - -']],
  ['a known action, in any case', 'ECR:putimage', []],
  ['a wildcard that matches nothing', 'ecr:Teleport*', []],
  ['an action of another service', 'ecr-public:TeleportImage', []],
])('UnclassifiedAction: %s', (_, action, lines) => {
  expect(linesOf('ECRD-503', account({ roles: [aRole('ci', allow(action))] }))).toEqual(lines);
});

test('one fact per action, with the policies that name it', () => {
  const roles = [aRole('ci', allow('ecr:TeleportImage')), role('b')];
  const statements = [grant({ AWS: roleArn('ci') }, ['ECR:teleportimage', 'ecr:ShredImage'])];
  const facts = factsOf('ECRD-503', account({ roles, statements }));
  expect(facts.map(({ subject, details }) => [subject, details])).toEqual([
    ['ecr:shredimage', ['repository policy']],
    ['ecr:teleportimage', ['inline policy own of role ci', 'repository policy']],
  ]);
});

test('an action may hold anything', () => {
  const [fact] = factsOf('ECRD-503', account({ roles: [aRole('ci', allow('ecr:`<b>` is not in'))] }));
  expect(fact?.subject).toBe('ecr:`<b>` is not in');
});
