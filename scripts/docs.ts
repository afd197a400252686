// Writes the parts of the documentation that are made of code: `npm run docs`.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { madeParts, withPart } from './findings-docs.ts';
import { replaceFile } from './replace-file.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

for (const part of madeParts()) {
  const path = join(root, part.file);
  const text = withPart(readFileSync(path, 'utf8'), part);
  if (text === undefined)
    throw new Error(`${part.file} lacks the comments between which \`${part.name}\` stand: take them back out of git`);
  await replaceFile(path, text);
}
