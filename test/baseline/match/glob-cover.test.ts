import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compileSelectorGlob } from '../../../lib/baseline/match/glob.ts';
import { globCovers } from '../../../lib/baseline/match/glob-cover.ts';
import { rounds } from '../../support/property.ts';

describe('a glob covers', () => {
  test.each([
    ['itself', 'a*b?', 'a*b?'],
    ['a name that it matches', 'team/*', 'team/app'],
    ['a part of its segment', 'team/*', 'team/a*'],
    ['everything, as `**`', '**', 'a/**/b?*'],
    ['what is below, as `**`', 'team/**', 'team/a/*'],
    ['`?` by `?`', 'a?c', 'a?c'],
    ['a letter by `?`', 'a?c', 'abc'],
    ['`?` by `*`', 'a*c', 'a?c'],
    ['several stars by one', 'a*', 'a*b*c'],
    ['`*` by `**`', 'arn:**', 'arn:aws:iam::*:role/*'],
  ])('%s: %s covers %s', (_, wide, narrow) => {
    expect(globCovers(wide, narrow)).toBe(true);
  });

  test.each([
    ['more of the same segment', 'team/a*', 'team/*'],
    ['`**` by `*`', 'team/*', 'team/**'],
    ['`*` by `?`', 'a?', 'a*'],
    ['a star by what it may stand for', 'ab', 'a*'],
    ['`**` by two stars around a slash', '*/*', '**'],
    ['a slash by `?`', 'a?b', 'a/b'],
    ['what is above', 'team/app/**', 'team/**'],
    ['another name', 'team/app', 'team/api'],
  ])('not %s: %s does not cover %s', (_, wide, narrow) => {
    expect(globCovers(wide, narrow)).toBe(false);
  });

  test('only what it matches, whatever the other one matches', () => {
    const word = (letters: readonly string[]) => fc.array(fc.constantFrom(...letters), { maxLength: 6 }).map((parts) => parts.join(''));
    const glob = word(['a', 'b', '/', '?', '*', '**']);
    fc.assert(
      fc.property(glob, glob, word(['a', 'b', '/']), (wide, narrow, name) => {
        fc.pre(globCovers(wide, narrow) && compileSelectorGlob(narrow)(name));
        expect(compileSelectorGlob(wide)(name)).toBe(true);
      }),
      { numRuns: rounds(3_000), maxSkipsPerRun: 1_000 },
    );
  });

  test('nothing longer than a thousand characters but itself', () => {
    const long = `${'a'.repeat(1_001)}*`;
    expect([globCovers('**', long), globCovers(long, long)]).toEqual([false, true]);
  });
});
