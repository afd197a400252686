import { describe, expect, test } from 'vitest';
import { lineDiff } from '../../lib/text/unified-diff.ts';

const numbered = (from: number, to: number): string[] => Array.from({ length: to - from + 1 }, (_, at) => `line ${from + at}`);

describe('a unified diff', () => {
  test('shows three lines of context around a change', () => {
    const before = numbered(1, 9);
    const after = before.with(4, 'changed');
    expect(lineDiff(before.join('\n'), after.join('\n'))).toBe(
      [
        '--- before',
        '+++ after',
        '@@ -2,7 +2,7 @@',
        ' line 2',
        ' line 3',
        ' line 4',
        '-line 5',
        '+changed',
        ' line 6',
        ' line 7',
        ' line 8',
      ].join('\n'),
    );
  });

  test('gives changes that are far apart a hunk each, and changes whose contexts meet one together', () => {
    const before = numbered(1, 30);
    const after = before.with(0, 'a').with(6, 'b').with(20, 'c');
    const headers = lineDiff(before.join('\n'), after.join('\n'))
      .split('\n')
      .filter((line) => line.startsWith('@@'));
    expect(headers).toEqual(['@@ -1,10 +1,10 @@', '@@ -18,7 +18,7 @@']);
  });

  test('keeps lines that both texts have in order', () => {
    const diff = lineDiff('a\nb\nc\nd', 'a\nc\nx\nd');
    expect(diff.split('\n').slice(3)).toEqual([' a', '-b', ' c', '+x', ' d']);
  });

  test('of a text that comes or goes has /dev/null on the other side', () => {
    expect(lineDiff(null, 'a\nb')).toBe('--- /dev/null\n+++ after\n@@ -0,0 +1,2 @@\n+a\n+b');
    expect(lineDiff('a\nb', null)).toBe('--- before\n+++ /dev/null\n@@ -1,2 +0,0 @@\n-a\n-b');
  });

  test('of equal texts is empty', () => {
    expect(lineDiff('a\nb', 'a\nb')).toBe('');
  });
});
