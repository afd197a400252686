import { describe, expect, test } from 'vitest';
import { quoted, shownValue, visible } from '../../lib/text/quote.ts';

describe('text of strangers', () => {
  test.each([
    ['a line break', 'a\nb', 'a\\u{a}b'],
    ['a carriage return', 'a\rb', 'a\\u{d}b'],
    ['an escape that colours or clears a terminal', '\u001b[2Jx', '\\u{1b}[2Jx'],
    ['a bell and a zero', '\u0007\u0000', '\\u{7}\\u{0}'],
    ['an eight-bit control', '\u009b31m', '\\u{9b}31m'],
    ['text that turns around', 'abc\u202Etxt.exe', 'abc\\u{202e}txt.exe'],
    ['characters of no width', 'a\u200Bb\u2060c\uFEFFd', 'a\\u{200b}b\\u{2060}c\\u{feff}d'],
    ['line and paragraph separators', 'a\u2028b\u2029c', 'a\\u{2028}b\\u{2029}c'],
    ['half a character', 'a\uD800b', 'a\\u{d800}b'],
    ['a tag character', 'a\u{E0041}b', 'a\\u{e0041}b'],
  ])('%s becomes visible', (_, text, expected) => {
    expect(visible(text)).toBe(expected);
  });

  test.each(['team/app', 'Zürich', '日本', '\u{1F600}', '<b>&"\'`', '$ {x}'])('%s stays as it is', (text) => {
    expect(visible(text)).toBe(text);
  });

  test('a long word is cut', () => {
    expect(quoted('x'.repeat(81))).toBe(`\`${'x'.repeat(80)}...\``);
    expect(quoted('x'.repeat(80))).toBe(`\`${'x'.repeat(80)}\``);
  });
});

test.each([
  [null, 'null'],
  [[], 'a list'],
  [{}, 'an object'],
  ['x', '`x`'],
  [111111111111, 'the number `111111111111`'],
  [true, '`true`'],
])('%j is shown as %s', (value, expected) => {
  expect(shownValue(value)).toBe(expected);
});
