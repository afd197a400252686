import { expect, test } from 'vitest';
import { inert } from '../../lib/text/inert.ts';

const span = (code: string): string => `{${code}}`;

test.each([
  ['prose stays', "the rules (of team/app) don't allow it: 3 of 4, 50%", "the rules (of team/app) don't allow it: 3 of 4, 50%"],
  ['markup is code', 'a *b* _c_ ~d~ <e> [f] g|h #i @j k\\l', 'a {*b*} {_c_} {~d~} {<e>} {[f]} {g|h} {#i} {@j} {k\\l}'],
  ['addresses are code', 'https://a.example //a a:/b WWW.a.example', '{https://a.example} {//a} {a:/b} {WWW.a.example}'],
  ['names of emoji are code', ':tada: a:b', '{:tada:} a:b'],
  ['rules and items of lists are code', '--- - + === 1. 2) 3', '{---} {-} {+} {===} {1.} {2)} 3'],
  ['line breaks are escapes, and those are code', 'a\nb c', '{a\\u{a}b} c'],
  ['what is quoted in backticks is quoted once', '`a` `b', '{a} {`b}'],
])('%s', (_, text, expected) => {
  expect(inert(text, 200, span)).toBe(expected);
});

test('a hundred thousand characters take no time', () => {
  // Of this thread alone: what else the machine does takes none of it.
  const before = process.threadCpuUsage();
  for (const char of ['a', ':', '`', '(', '*', 'a.', ' ']) inert(char.repeat(100_000), 200_000, span);
  const { user, system } = process.threadCpuUsage(before);
  expect((user + system) / 1_000).toBeLessThan(2_000);
});
