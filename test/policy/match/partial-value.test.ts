// Values of which only the beginning is known, or only that no policy writes them out.
import { expect, test } from 'vitest';
import { ABSENT, ANYTHING, known } from '../../../lib/policy/match/context.ts';
import { isUnlike, likenessOf, prefixMatches } from '../../../lib/policy/match/partial-value.ts';
import { tokensOf } from '../../../lib/policy/match/pattern.ts';

test.each([
  ['one value that begins in no such way is told apart', known('blue wine'), true],
  ['one that begins so and does not hold what follows is told apart as well', known('red'), true],
  ['one that begins so and holds it is not', known('reddish wine of mine'), false],
  ['of several values one may be like it', known('blue', 'red wine'), false],
  ['several are not one, whatever they are like', known('blue', 'green'), false],
  ['what is not there is like nothing', ABSENT, false],
  ['what may be anything may be like it', ANYTHING, false],
  ['what nobody asked for is like nothing', undefined, false],
])('%s', (_, value, expected) => {
  expect(isUnlike(value, [{ beginning: 'red', holding: 'wine' }])).toBe(expected);
});

test.each([
  ['StringEquals', 'team-a', 'team-a', ''],
  ['StringLike', 'team-*-prod-*x?', 'team-', '-prod-'],
  ['ArnLike', 'arn:aws:iam::*:role/ci-*', 'arn:aws:iam::', ':role/ci-'],
  ['StringLike', '*', '', ''],
])('what %s %s matches begins like %j and holds %j', (comparison, pattern, beginning, holding) => {
  expect(likenessOf(comparison, tokensOf(pattern))).toEqual({ beginning, holding });
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
