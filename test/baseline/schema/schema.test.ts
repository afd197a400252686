import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { lockLineSchema } from '../../../lib/baseline/schema/lock.ts';
import { accessPolicySchema, baselineSchema, exceptionSchema } from '../../../lib/baseline/schema/schema.ts';
import { schemas } from '../../../lib/cli/schemas.ts';

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
    expect(JSON.stringify(schema)).toContain(
      '"anyOf":[{"required":["principals","capabilities"],"not":{"required":["policy"]}},{"required":["policy"],"not":{"required":["capabilities"]}}]',
    );
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
    expect(JSON.stringify(schema)).toContain('"enum":["ECRD-101","ECRD-102","ECRD-103"');
  });
});

describe('the schemas that editors use', () => {
  const text = JSON.stringify(z.toJSONSchema(baselineSchema, { io: 'input' }));

  test('know rules, one exception, and a list of them', () => {
    const { anyOf = [] } = z.toJSONSchema(baselineSchema, { io: 'input' });
    expect(anyOf.map(({ properties = {} }) => [properties['kind'], Object.keys(properties)[2]])).toEqual([
      [expect.objectContaining({ const: 'AccessPolicy' }), 'metadata'],
      [expect.objectContaining({ const: 'Exception' }), 'id'],
      [expect.objectContaining({ const: 'Exception' }), 'items'],
    ]);
  });

  test('refuse a rule without allow, require or forbid', () => {
    expect(text).toContain('"anyOf":[{"required":["allow"]},{"required":["require"]},{"required":["forbid"]}]');
  });

  test('offer the classes, the capabilities, the actions and the regions', () => {
    for (const word of ['same-account', 'replicate', 'ecr:PutImage', 'us-gov-west-1', 'ECRD-405'])
      expect(text).toMatch(new RegExp(`"enum":\\[[^\\]]*"${word}"`));
  });

  test('know the operators of `when`, as the engine does: in any case, with their quantifiers', () => {
    const [, pattern = ''] = /"when":\{.*?"propertyNames":\{"pattern":"((?:[^"\\\\]|\\\\.)*)"/.exec(text) ?? [];
    const isOperator = (word: string) => new RegExp(JSON.parse(`"${pattern}"`)).test(word);
    expect(
      ['StringEquals', 'stringlike', 'ForAnyValue:StringLike', 'IpAddressIfExists', 'Null', 'ForAllValues:ArnLikeIfExists'].map(isOperator),
    ).toEqual(Array(6).fill(true));
    expect(['StringEqual', 'NullIfExists', 'ForSomeValue:StringLike', ''].map(isOperator)).toEqual(Array(4).fill(false));
  });

  test('know the form of the name of an account', () => {
    const [pattern = ''] = /\^account-name:(?:[^"\\]|\\.)*/.exec(text) ?? [];
    const isName = (word: string) => new RegExp(JSON.parse(`"${pattern}"`)).test(word);
    expect(['account-name:tools', 'account-name:build tools (EU)'].map(isName)).toEqual([true, true]);
    expect(['account-name:', 'account-name:tools*', 'account-name:tool?', 'account-name:a\nb'].map(isName)).toEqual(Array(4).fill(false));
  });

  test('describe every property', () => {
    expect(undescribed(z.toJSONSchema(baselineSchema, { io: 'input' }))).toEqual([]);
    expect(undescribed(schemas['lock-line'])).toEqual([]);
  });

  test('have an id and a title each', () => {
    for (const [name, schema] of Object.entries(schemas))
      expect(schema).toMatchObject({ $id: `urn:ecr-drift:schema:${name}:v1`, title: expect.stringMatching(/ECR/) });
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

/** Paths of properties that say nothing of themselves. */
function undescribed(schema: unknown, path = '$'): readonly string[] {
  if (typeof schema !== 'object' || schema === null) return [];
  const properties = 'properties' in schema && typeof schema.properties === 'object' ? (schema.properties ?? {}) : {};
  const bare = Object.entries(properties).filter(([, value]) => typeof value === 'object' && value !== null && !('description' in value));
  return [
    ...bare.map(([key]) => `${path}.${key}`),
    ...Object.entries(schema).flatMap(([key, value]) => undescribed(value, `${path}.${key}`)),
  ];
}

/** Paths of object schemas with properties that allow others. */
function openObjects(schema: unknown, path = '$'): readonly string[] {
  if (typeof schema !== 'object' || schema === null) return [];
  const open = 'properties' in schema && 'type' in schema && !('additionalProperties' in schema && schema.additionalProperties === false);
  return [...(open ? [path] : []), ...Object.entries(schema).flatMap(([key, value]) => openObjects(value, `${path}.${key}`))];
}
