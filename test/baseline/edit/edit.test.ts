import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addException, type EditResult } from '../../../lib/baseline/edit/edit.ts';
import { readExpiry } from '../../../lib/baseline/edit/expiry.ts';
import type { WrittenException } from '../../../lib/baseline/schema/schema.ts';
import type { Instant } from '../../../lib/model/ids.ts';
import { editDiff } from '../../../lib/text/unified-diff.ts';
import { baselineOf, policy } from '../../support/baseline.ts';

const NOW = '2026-11-22T08:00:00Z' as Instant;
const FILE = 'baseline.yaml';
const FINDING = 'ecrd-bbbbbbbbbbbbbbbbbbbb';

const EXCEPTION: WrittenException = {
  id: FINDING,
  match: { finding: FINDING },
  reason: 'incident 5521 forensics',
  owner: 'sec-ir',
  ticket: 'INC-5521',
  expires: '2026-12-31',
};

const ITEM = [
  `  - id: ${FINDING}`,
  '    match:',
  `      finding: ${FINDING}`,
  '    reason: "incident 5521 forensics"',
  '    owner: sec-ir',
  '    ticket: INC-5521',
  '    expires: 2026-12-31',
  '',
].join('\n');

const HEADER = 'apiVersion: ecr-drift/v1\nkind: Exception\n';
const OTHER = '{ id: other, match: { code: ECRD-101, repositories: [other] }, reason: "ten letters", owner: me, expires: 2026-12-01 }';

describe('an exception is added and nothing else is touched', () => {
  test('a file that is not there yet is made', () => {
    expect(after(edited(undefined))).toBe(`${HEADER}items:\n${ITEM}`);
  });

  test('it comes after the last of a list, between the comments of people', () => {
    const before = `# ours\n${HEADER}items:\n  # the first\n  - id: other # why\n    match: { code: ECRD-101, repositories: [other] }\n    reason: ten letters\n    owner: me\n    expires: 2026-12-01 # soon\n`;
    expect(after(edited(`${before}# the end\n`))).toBe(`${before}${ITEM}# the end\n`);
  });

  test('a list that is indented otherwise stays so', () => {
    const before = `${HEADER}items:\n- ${OTHER} # why\n`;
    expect(after(edited(before))).toBe(`${before}${ITEM.replaceAll(/^ {2}/gm, '')}`);
  });

  test.each([
    [
      'an exception that is a document of its own',
      `${HEADER}${OTHER.slice(2, -2).replace(', repositories', ',repositories').replaceAll(', ', '\n')}\n`,
    ],
    ['a list in brackets', `${HEADER}items: [ ${OTHER} ]\n`],
    ['rules', policy(`rules:\n  - { id: r, repositories: ["**"], allow: [{ principals: [public], capabilities: [pull] }] }\n`)],
  ])('after %s it is a document of its own', (_, before) => {
    expect(after(edited(before))).toBe(`${before}---\n${HEADER}items:\n${ITEM}`);
  });

  test('a last line without an end gets one, and lines end as they do in the file', () => {
    const before = `${HEADER}items:\n  - ${OTHER}`;
    expect(after(edited(before.replaceAll('\n', '\r\n')))).toBe(`${before}\n${ITEM}`.replaceAll('\n', '\r\n'));
  });

  // Seen failing with reasons that lost their outer blanks.
  test('whatever the reason says, it reads back as it was given', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', minLength: 10, maxLength: 80 }),
        fc.constantFrom(undefined, `${HEADER}items:\n  - ${OTHER}\n`),
        (reason, before) => {
          fc.pre(reason.trim().length >= 10 && !reason.includes('\uFFFD'));
          const result = edited(before, { reason });
          expect(baselineOf({ [FILE]: after(result) }).exceptions.at(-1)?.reason).toBe(reason);
        },
      ),
    );
  });
});

describe('what cannot be added', () => {
  test('a finding that is accepted already is a duplicate', () => {
    expect(edited(after(edited(undefined)))).toMatchObject({ kind: 'duplicate', of: { id: FINDING } });
  });

  test('where its acceptance has lapsed, the finding can be accepted once more', () => {
    const lapsed = after(edited(undefined, { expires: '2026-11-01' }));
    expect(edited(lapsed)).toMatchObject({ kind: 'edited', exception: { id: `${FINDING}-2` } });
  });

  test('a selector is the same in another order', () => {
    const match = { code: 'ECRD-101', repositories: ['b', 'a'], principals: ['public', 'external'] };
    const before = after(edited(undefined, { id: 'x', match }));
    const again = { id: 'y', match: { code: 'ECRD-101', principals: ['external', 'public'], repositories: ['a', 'b'] } };
    expect(edited(before, again)).toMatchObject({ kind: 'duplicate', of: { id: 'x' } });
  });

  test.each([
    ['a short reason', { reason: 'because' }, '`because` is too short for a reason: 10 characters at least'],
    ['an unknown principal', { match: { code: 'ECRD-101', principals: ['publik'] } }, 'unknown principal `publik`: did you mean `public`?'],
  ])('%s is refused: the baseline would be invalid', (_, change, reason) => {
    expect(edited(undefined, change)).toMatchObject({ kind: 'refused', issues: [{ reason }] });
  });
});

describe('until when', () => {
  test.each([
    ['90d', '2027-02-20'],
    ['2026-12-31', '2026-12-31'],
    ['2026-12-31T18:00:00Z', '2026-12-31T18:00:00Z'],
  ])('%s is written as %s', (given, text) => {
    expect(readExpiry(given, NOW)).toEqual({ kind: 'expires', text });
  });

  test.each([
    ['2026-11-21', '`2026-11-21` is over already'],
    ['soon', '`soon` is no time to expire: use `90d`, `2026-12-31` or an RFC 3339 instant'],
    ['90', '`90` is no time to expire: use `90d`, `2026-12-31` or an RFC 3339 instant'],
    ['2026-02-30', '`2026-02-30` is no time to expire: use `90d`, `2026-12-31` or an RFC 3339 instant'],
  ])('%s is none', (given, reason) => {
    expect(readExpiry(given, NOW)).toEqual({ kind: 'problem', reason });
  });
});

describe('the difference that is printed', () => {
  test('a change stands between three lines of context', () => {
    const lines = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];
    const [before, changed] = [lines, lines.toSpliced(4, 1, 'E', 'E2')].map((each) => `${each.join('\n')}\n`);
    expect(editDiff('x.yaml', before, changed ?? '')).toBe(
      ['--- x.yaml', '+++ x.yaml', '@@ -2,7 +2,8 @@', ' b', ' c', ' d', '-e', '+E', '+E2', ' f', ' g', ' h', ''].join('\n'),
    );
  });

  test('a new file comes from nothing, and equal texts differ in nothing', () => {
    expect(editDiff('x.yaml', undefined, 'a\n')).toBe('--- /dev/null\n+++ x.yaml\n@@ -0,0 +1,1 @@\n+a\n');
    expect(editDiff('x.yaml', 'a\n', 'a\n')).toBe('');
  });

  // Seen failing where the context after a change was counted from the wrong end.
  test('applied to the text before, it gives the text after', () => {
    const text = fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 12 }).map((lines) => lines.map((line) => `${line}\n`).join(''));
    fc.assert(
      fc.property(text, text, (before, changed) => {
        expect(patched(before, editDiff('x', before, changed))).toBe(changed);
      }),
    );
  });
});

function edited(text: string | undefined, change: Partial<WrittenException> = {}): EditResult {
  const files = text === undefined ? [] : [{ path: FILE, text }];
  const baseline = baselineOf(Object.fromEntries(files.map((file) => [file.path, file.text])));
  return addException({ baseline, files, target: FILE, exception: { ...EXCEPTION, ...change }, now: NOW });
}

function after(result: EditResult): string {
  if (result.kind !== 'edited') throw new Error(JSON.stringify(result));
  return result.after;
}

/** Applies a unified diff of one hunk, checking what it says of the text before. */
function patched(before: string, diff: string): string {
  const [, , head = '', ...body] = diff.split('\n').slice(0, -1);
  if (head === '') return before;
  const [, from, length] = /^@@ -(\d+),(\d+) /.exec(head)?.map(Number) ?? [];
  const lines = before.split('\n').slice(0, -1);
  const start = length === 0 ? (from ?? 0) : (from ?? 0) - 1;
  expect(body.filter((line) => !line.startsWith('+')).map((line) => line.slice(1))).toEqual(lines.slice(start, start + (length ?? 0)));
  const kept = body.filter((line) => !line.startsWith('-')).map((line) => line.slice(1));
  return lines
    .toSpliced(start, length ?? 0, ...kept)
    .map((line) => `${line}\n`)
    .join('');
}
