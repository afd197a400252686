// The baseline that a function judges by: packed beside it, or one object on S3.
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openBucket } from '../../lib/aws/deployment/bucket.ts';
import { readBundle } from '../../lib/baseline/parse/bundle.ts';
import { type ParsedBaseline, parseBaseline } from '../../lib/baseline/parse/parse.ts';
import type { SourceFile } from '../../lib/model/baseline.ts';
import type { Digest } from '../../lib/model/ids.ts';
import { objectPlace, placeProblem } from '../../lib/model/object-place.ts';

const PACKED = 'baseline';
const SOURCES = ['.yaml', '.yml', '.json', '.lock.jsonl'];

/** The baseline at `place`; throws where it cannot be read, which is not the same as one that is invalid. */
export async function readBaseline(place: string): Promise<ParsedBaseline> {
  if (place === 'packaged') return parseBaseline(PACKED, await packedFiles(join(import.meta.dirname, PACKED)));
  const at = objectPlace(place);
  if (at === undefined) throw new Error(`\`${place}\` is no place for a baseline: ${placeProblem(place) ?? ''}`);
  const bucket = openBucket(at.bucket);
  try {
    const stored = await bucket.read(at.key);
    if (stored === undefined) throw new Error(`no baseline at ${place}: publish one with \`ecr-drift baseline publish\``);
    const reading = readBundle(stored.bytes);
    if (reading.kind === 'files') return parseBaseline(place, reading.files);
    return { kind: 'invalid', sha256: digestOf(stored.bytes), issues: [{ reason: reading.reason, at: { file: place, line: 1 } }] };
  } finally {
    bucket.close();
  }
}

async function packedFiles(folder: string): Promise<readonly SourceFile[]> {
  const names = await readdir(folder, { recursive: true });
  const sources = names.filter((name) => SOURCES.some((ending) => name.endsWith(ending))).sort();
  return Promise.all(sources.map(async (name) => ({ path: join(PACKED, name), text: await readFile(join(folder, name), 'utf8') })));
}

function digestOf(bytes: Uint8Array): Digest {
  return createHash('sha256').update(bytes).digest('hex') as Digest; // INVARIANT: sha256 in hex is what the brand says.
}
