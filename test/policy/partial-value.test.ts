import { expect, test } from 'vitest';
import { ABSENT, ANYTHING, known } from '../../lib/policy/context.ts';
import { beginsOtherwise } from '../../lib/policy/partial-value.ts';

test.each([
  ['one value that begins in no such way is told apart', known('blue'), true],
  ['one that begins so is not', known('redder'), false],
  ['of several values one may begin so', known('blue', 'red'), false],
  ['several are not one, however they begin', known('blue', 'green'), false],
  ['what is not there has no beginning', ABSENT, false],
  ['what may be anything has any', ANYTHING, false],
  ['what nobody asked for has none', undefined, false],
])('%s', (_, value, expected) => {
  expect(beginsOtherwise(value, ['red'])).toBe(expected);
});
