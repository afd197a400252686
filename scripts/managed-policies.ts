// Makes the packaged copy of AWS's managed policies: node scripts/managed-policies.ts FILE VERSION, where FILE is `moto/iam/aws_managed_policies.py` of the
// wheel of moto VERSION (Apache-2.0; `pip download moto --no-deps`). Every document is as it is there; nothing is left out or made up.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants } from 'node:zlib';
import { replaceFile } from './replace-file.ts';

interface SourcePolicy {
  readonly Path: string;
  readonly DefaultVersionId: string;
  readonly UpdateDate: string;
  readonly Document: object;
}

const [file, version] = process.argv.slice(2);
if (file === undefined || version === undefined) throw new Error('usage: node scripts/managed-policies.ts FILE VERSION');
const text = await readFile(file, 'utf8');
// INVARIANT: the file is one assignment of one text between triple quotes; a backslash would be Python's to read.
if (text.includes('\\')) throw new Error(`${file}: it has a backslash, which this script does not read`);
const policies: Readonly<Record<string, SourcePolicy>> = JSON.parse(text.slice(text.indexOf('"""') + 3, text.lastIndexOf('"""')));
const entries = Object.entries(policies).map(([name, { Path, DefaultVersionId, Document }]) => [
  `${Path}${name}`,
  { version: DefaultVersionId, document: JSON.stringify(Document) },
]);
const packed = brotliCompressSync(JSON.stringify(Object.fromEntries(entries)), {
  params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_LGWIN]: 24 },
});
const dates = Object.values(policies).map(({ UpdateDate }) => UpdateDate.slice(0, 10));
const copy = {
  source: `moto ${version} (https://github.com/getmoto/moto, Apache-2.0), moto/iam/aws_managed_policies.py: every document unchanged, packed with brotli`,
  asOf: dates.toSorted().at(-1),
  policies: packed.toString('base64'),
};
const target = fileURLToPath(new URL('../lib/cli/input/aws-managed-policies.json', import.meta.url));
await replaceFile(target, `${JSON.stringify(copy, null, 2)}\n`);
console.log(
  `${join('lib/cli/input', 'aws-managed-policies.json')}: ${entries.length} policies as of ${copy.asOf}, ${packed.length} bytes packed`,
);
