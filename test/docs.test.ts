// What the documentation says of finding codes is made of their definitions.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { CATALOGUE } from '../lib/findings/catalogue.ts';
import { FINDING_CODES } from '../lib/model/codes.ts';
import { madeParts, withPart } from '../scripts/findings-docs.ts';

const ROOT = join(import.meta.dirname, '..');

test.each(madeParts().map((part) => [part.file, part] as const))('%s is up to date: otherwise run `npm run docs`', (file, part) => {
  const text = readFileSync(join(ROOT, file), 'utf8');
  expect(withPart(text, part) ?? 'the comments are gone', `${file} is not what the code says: run \`npm run docs\``).toBe(text);
});

test('a part without its comments is not written anywhere', () => {
  const [part] = madeParts();
  expect(withPart('# A file\n', part!)).toBeUndefined();
});

test('the rules that a code rests on are among those of docs/semantics.md', () => {
  const rules = new Set([...readFileSync(join(ROOT, 'docs/semantics.md'), 'utf8').matchAll(/^\| ([A-I][0-9]+) \|/gm)].map(([, id]) => id));
  expect(FINDING_CODES.flatMap((code) => CATALOGUE[code].source.filter((id) => !rules.has(id)).map((id) => `${code} ${id}`))).toEqual([]);
});
