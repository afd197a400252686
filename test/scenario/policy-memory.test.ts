// What is remembered of policies from scenario to scenario.
import { expect, test } from 'vitest';
import { policyMemory } from '../../lib/scenario/policy-memory.ts';

function policy(action: string): object {
  return { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: action, Resource: '*' }] };
}

test('a policy that comes again is the same, whoever wrote it down', () => {
  const memory = policyMemory();
  memory.read(policy('ecr:*'), 'identity');
  const second = memory.read(policy('ecr:*'), 'identity');
  expect(memory.read(policy('ecr:*'), 'identity')).toBe(second);
  expect(memory.read(JSON.stringify(policy('ecr:*')), 'identity')).toBe(second);
  expect(memory.read(policy('ecr:Get*'), 'identity')).not.toBe(second);
});

test('a document is another policy in another layer', () => {
  const memory = policyMemory();
  for (let time = 0; time < 3; time += 1) {
    expect(memory.read(policy('ecr:*'), 'identity').kind).toBe('policy');
    // A resource policy names its principals.
    expect(memory.read(policy('ecr:*'), 'resource').kind).toBe('malformed');
  }
});

test('what is wrong with a policy is remembered like the policy', () => {
  const memory = policyMemory();
  const kinds = [1, 2, 3].map(() => memory.read({ Statement: 'x' }, 'identity').kind);
  expect(kinds).toEqual(['malformed', 'malformed', 'malformed']);
});

test('what did not come for long is forgotten, and what comes often is not', () => {
  const memory = policyMemory(2_000);
  const often = () => policy('ecr:*');
  const rare = () => policy('s3:*');
  for (const document of [often, rare]) for (let time = 0; time < 3; time += 1) memory.read(document(), 'identity');
  const [before, gone] = [memory.read(often(), 'identity'), memory.read(rare(), 'identity')];
  for (let other = 0; other < 200; other += 1) {
    memory.read(policy(`ecr:Other${other}`), 'identity');
    memory.read(often(), 'identity');
  }
  expect(memory.read(often(), 'identity')).toBe(before);
  expect(memory.read(rare(), 'identity')).not.toBe(gone);
});

test('a policy that is nested too deeply to be written out is read each time', () => {
  const memory = policyMemory();
  const deep = () => JSON.parse(`{"Statement":${'['.repeat(200_000)}${']'.repeat(200_000)}}`) as unknown;
  const readings = [1, 2, 3].map(() => memory.read(deep(), 'identity'));
  expect(readings.map(({ kind }) => kind)).toEqual(['malformed', 'malformed', 'malformed']);
  expect(new Set(readings).size).toBe(3);
});
