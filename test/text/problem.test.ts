import { expect, test } from 'vitest';
import * as z from 'zod';
import { problemOf } from '../../lib/text/problem.ts';

const SCHEMA = z.strictObject({
  name: z.string().optional(),
  severity: z.enum(['low', 'high']),
  count: z.number().optional(),
  account: z
    .string()
    .regex(/^\d{12}$/, 'expected an account id of 12 digits')
    .optional(),
  list: z.array(z.strictObject({ key: z.string() })).optional(),
  either: z.union([z.array(z.string()), z.strictObject({ status: z.literal('unknown') })]).optional(),
  record: z.record(z.string(), z.number()).optional(),
});

function problem(input: unknown): string {
  const { error } = SCHEMA.safeParse(input);
  return error ? problemOf(error, input, ['name', 'severity', 'key']) : 'valid';
}

test.each([
  [{}, 'severity is missing'],
  [{ severity: 'hihg' }, 'severity: expected `low` or `high`, got `hihg`'],
  [{ severity: 7 }, 'severity: expected `low` or `high`, got the number `7`'],
  [{ severity: 'low', name: 7 }, 'name: expected a string, got the number `7`'],
  [{ severity: 'low', name: null }, 'name: expected a string, got null'],
  [{ severity: 'low', count: [] }, 'count: expected a number, got a list'],
  [{ severity: 'low', account: '123' }, 'account: expected an account id of 12 digits, got `123`'],
  [{ severity: 'low', list: {} }, 'list: expected a list, got an object'],
  [{ severity: 'low', list: [{ key: 'a' }, {}] }, 'list[1].key is missing'],
  [{ severity: 'low', list: [{ key: 'a', keyy: 'b' }] }, 'list[0].keyy: unknown key `keyy`: did you mean `key`?'],
  [{ severity: 'low', either: { status: 'unknwon' } }, 'either.status: expected `unknown`, got `unknwon`'],
  [{ severity: 'low', either: 7 }, 'either: not of the expected form, got the number `7`'],
  [{ severity: 'low', record: { 'a b': 'x' } }, 'record["a b"]: expected a number, got `x`'],
  [[], '$: expected an object, got a list'],
  [null, '$: expected an object, got null'],
  [{ severity: 'x'.repeat(100) }, `severity: expected \`low\` or \`high\`, got \`${'x'.repeat(80)}...\``],
])('%j: %s', (input, expected) => {
  expect(problem(input)).toBe(expected);
});
