import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { accessPolicySchema } from '../../lib/baseline/schema.ts';

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
});

/** Paths of object schemas with properties that allow others. */
function openObjects(schema: unknown, path = '$'): readonly string[] {
  if (typeof schema !== 'object' || schema === null) return [];
  const open = 'properties' in schema && 'type' in schema && !('additionalProperties' in schema && schema.additionalProperties === false);
  return [...(open ? [path] : []), ...Object.entries(schema).flatMap(([key, value]) => openObjects(value, `${path}.${key}`))];
}
