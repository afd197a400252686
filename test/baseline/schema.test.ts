import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { accessPolicySchema, exceptionSchema } from '../../lib/baseline/schema.ts';
import { lockLineSchema } from '../../lib/baseline/schema-lock.ts';

describe('the JSON Schema of an access policy', () => {
  const schema = z.toJSONSchema(accessPolicySchema, { io: 'input' });

  test('takes no other keys, at any level', () => {
    expect(openObjects(schema)).toEqual([]);
  });

  test('offers the capabilities to an editor', () => {
    expect(JSON.stringify(schema)).toContain('"examples":["list","pull","push","retag","delete","configure","admin","replicate","any"');
  });

  test('knows the version and the kind', () => {
    expect(schema.properties).toMatchObject({ apiVersion: { const: 'ecr-drift/v1' }, kind: { const: 'AccessPolicy' } });
    expect(schema.required).toEqual(['apiVersion', 'kind']);
  });

  test('asks an entry for principals and capabilities, or for a policy', () => {
    expect(JSON.stringify(schema)).toContain('"anyOf":[{"required":["principals","capabilities"]},{"required":["policy"]}]');
  });

  test('takes a period of review as text or as a number', () => {
    expect(schema.properties?.['metadata']).toMatchObject({ properties: { review: { type: ['string', 'number'] } } });
  });
});

describe('the JSON Schema of an exception', () => {
  const schema = z.toJSONSchema(exceptionSchema, { io: 'input' });

  test('takes no other keys, at any level', () => {
    expect(openObjects(schema)).toEqual([]);
  });

  test('is that of one or of a list', () => {
    expect(schema.anyOf?.map(({ required }) => required)).toEqual([
      ['apiVersion', 'kind', 'id', 'match', 'reason', 'owner', 'expires'],
      ['apiVersion', 'kind', 'items'],
    ]);
  });

  test('knows the form of findings and codes', () => {
    expect(JSON.stringify(schema)).toContain('"pattern":"^ecrd-[a-z2-7]{20}$"');
    expect(JSON.stringify(schema)).toContain('"pattern":"^ECRD-[0-9]{3}$"');
  });
});

describe('the JSON Schema of a line of the lock', () => {
  const schema = z.toJSONSchema(lockLineSchema, { io: 'input' });

  test('takes no other keys, at any level', () => {
    expect(openObjects(schema)).toEqual([]);
  });

  test('is that of a grant without the statements behind it', () => {
    const keys = ['region', 'repository', 'principal', 'principalClass', 'capability', 'decision', 'conditions'];
    expect([Object.keys(schema.properties ?? {}), schema.required]).toEqual([keys, keys]);
  });
});

describe('a value that the schema of its document takes', () => {
  const entry = { principals: ['public'], capabilities: ['pull'] };
  const document = (more: object) => ({ apiVersion: 'ecr-drift/v1', kind: 'AccessPolicy', ...more });
  const isTaken = (value: unknown) => accessPolicySchema.safeParse(value).success;

  test.each([
    ['an entry of words', { rules: [{ id: 'a', repositories: ['a'], allow: [entry] }] }, true],
    ['an entry of a policy', { rules: [{ id: 'a', repositories: ['a'], allow: [{ policy: 'x.json' }] }] }, true],
    ['an entry of nothing', { rules: [{ id: 'a', repositories: ['a'], allow: [{}] }] }, false],
    ['an entry of principals', { rules: [{ id: 'a', repositories: ['a'], allow: [{ principals: ['public'] }] }] }, false],
    ['an entry of both', { rules: [{ id: 'a', repositories: ['a'], allow: [{ ...entry, policy: {} }] }] }, false],
    ['a rule without verb', { rules: [{ id: 'a', repositories: ['a'] }] }, false],
    ['a review of 30 days', { metadata: { review: 30 } }, true],
    ['a review of 30 years', { metadata: { review: '30y' } }, false],
  ])('is the one that the baseline takes: %s', (_, more, taken) => {
    expect(isTaken(document(more))).toBe(taken);
  });
});

/** Paths of object schemas with properties that allow others. */
function openObjects(schema: unknown, path = '$'): readonly string[] {
  if (typeof schema !== 'object' || schema === null) return [];
  const open = 'properties' in schema && 'type' in schema && !('additionalProperties' in schema && schema.additionalProperties === false);
  return [...(open ? [path] : []), ...Object.entries(schema).flatMap(([key, value]) => openObjects(value, `${path}.${key}`))];
}
