import { expect, test } from 'vitest';
import { didYouMean } from '../../lib/text/suggest.ts';

const CAPABILITIES = ['list', 'pull', 'push', 'retag', 'delete'];

test.each([
  ['pul', ': did you mean `pull`?'],
  ['PULL', ': did you mean `pull`?'],
  ['psuh', ': did you mean `push`?'],
  ['delte', ': did you mean `delete`?'],
  ['replicate', ''],
  ['', ''],
])('%j%s', (word, expected) => {
  expect(didYouMean(word, CAPABILITIES)).toBe(expected);
});

test('nothing is suggested where nothing is known', () => {
  expect(didYouMean('pull', [])).toBe('');
});

test('of two that are equally near the first is suggested', () => {
  expect(didYouMean('pusl', ['push', 'pull'])).toBe(': did you mean `push`?');
});
