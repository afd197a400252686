// Values of which only the beginning is known, or only that no policy writes them out.
import { expect, test } from 'vitest';
import { ABSENT, ANYTHING, known } from '../../../lib/policy/match/context.ts';
import { beginsOtherwise, prefixMatches } from '../../../lib/policy/match/partial-value.ts';
import { tokensOf } from '../../../lib/policy/match/pattern.ts';

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

test.each([
  ['a text that begins so may be the value', 'StringEquals', 'AROADEV:s1', undefined],
  ['a text that begins otherwise is not', 'StringEquals', 'AROAOPS:s1', false],
  ['a pattern may match every value that begins so', 'StringLike', 'AROADEV:*', true],
  ['a pattern may match some of them', 'StringLike', 'AROA*:s1', undefined],
  ['a pattern that begins otherwise matches none', 'StringLike', 'AROAOPS:*', false],
  ['a pattern that begins with less may match all', 'StringLike', 'A*', true],
  ['a number has no beginning', 'NumericEquals', '7', undefined],
])('%s', (_, comparison, pattern, expected) => {
  expect(prefixMatches(comparison, tokensOf(pattern), 'AROADEV:')).toBe(expected);
});
