import { expect, test } from 'vitest';
import * as z from 'zod';
import { snapshotSchema } from '../../lib/snapshot/schema.ts';

const published = z.toJSONSchema(snapshotSchema, { io: 'input' });

test('the published JSON Schema asks for what may not be left out, and for nothing else', () => {
  expect(published.required).toEqual(['schemaVersion', 'partition', 'account', 'collectedAt', 'identity', 'regions']);
});

test('the published JSON Schema is the same for readers and writers, because reading changes nothing', () => {
  expect(z.toJSONSchema(snapshotSchema, { io: 'output' })).toEqual(published);
});

test('the published JSON Schema lets AWS and later versions add fields', () => {
  expect(JSON.stringify(published)).not.toContain('"additionalProperties":false');
});
