// A snapshot as JSON text in pieces, a line per repository: a large account does not fit into one string.
import type { RegionFile, SnapshotFile } from './schema.ts';

/** Together the pieces are one JSON object, which readSnapshot reads back. */
export function* snapshotChunks({ identity, regions, ...head }: SnapshotFile): Generator<string> {
  yield `${JSON.stringify(head).slice(0, -1)},\n"identity":`;
  if (identity.status === 'present') {
    yield '{"status":"present","value":{';
    yield* listsOf(identity.value);
    yield '}}';
  } else yield JSON.stringify(identity);
  yield ',\n"regions":[';
  for (const [index, region] of regions.entries()) {
    yield index === 0 ? '\n' : ',\n';
    yield* regionChunks(region);
  }
  yield ']}\n';
}

function* listsOf(lists: Readonly<Record<string, unknown>>): Generator<string> {
  let separator = '';
  for (const [name, list] of Object.entries(lists)) {
    yield `${separator}\n${JSON.stringify(name)}:`;
    if (Array.isArray(list)) yield* listChunks(list);
    else yield JSON.stringify(list) ?? 'null';
    separator = ',';
  }
}

function* regionChunks({ repositories, ...head }: RegionFile): Generator<string> {
  yield `${JSON.stringify(head).slice(0, -1)},"repositories":`;
  if (repositories.status === 'present') {
    yield '{"status":"present","value":';
    yield* listChunks(repositories.value);
    yield '}';
  } else yield JSON.stringify(repositories);
  yield '}';
}

function* listChunks(items: readonly unknown[]): Generator<string> {
  yield '[';
  for (const [index, item] of items.entries()) yield `${index === 0 ? '\n' : ',\n'}${JSON.stringify(item)}`;
  yield ']';
}
