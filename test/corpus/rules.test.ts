// Rules that comments of the code rest on are rules that docs/semantics.md tells.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');
const TOLD = new Set([...readFileSync(join(ROOT, 'docs/semantics.md'), 'utf8').matchAll(/^\| ([A-I]\d+) \|/gm)].map(([, id]) => id));

test.each(['lib', 'functions', 'serverless'])('every rule id in a comment of %s', (folder) => {
  const files = readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }).filter((name) => /\.(?:ts|yml)$/.test(name));
  const cited = files.flatMap((name) => citedIn(readFileSync(join(ROOT, folder, name), 'utf8')).map((id) => `${id} in ${folder}/${name}`));
  expect(cited.filter((each) => !TOLD.has(each.split(' ')[0]))).toEqual([]);
  if (folder === 'lib') expect(cited.length).toBeGreaterThan(50);
});

function citedIn(text: string): readonly string[] {
  const comments = [...text.matchAll(/(?:\/\/|\/\*\*?|#) (.*)$/gm)].map(([, comment = '']) => comment);
  return comments.flatMap((comment) => [...comment.matchAll(/\b[A-I]\d{1,2}\b/g)].map(([id]) => id));
}
