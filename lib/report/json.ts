// Results as JSON: one grant or finding a line, so that large results can be read and compared line by line.

/** `view` with each entry of its last member, a list, on a line of its own; ends in a newline. */
export function linesOfJson<K extends string>(view: { readonly [key in K]: readonly unknown[] } & object, list: K): string {
  const { [list]: entries, ...head } = view;
  return [...chunksOfJson(head, list, entries)].join('');
}

/** Pieces are put together to about this length. */
const CHUNK_LENGTH = 65_536;

/** The same in pieces, where the entries are more than memory holds. */
export function* chunksOfJson(head: object, list: string, entries: Iterable<unknown>): Iterable<string> {
  let chunk = `${JSON.stringify(head).slice(0, -1)},${JSON.stringify(list)}:[`;
  let separator = '\n';
  for (const entry of entries) {
    chunk += `${separator}${JSON.stringify(entry)}`;
    separator = ',\n';
    if (chunk.length < CHUNK_LENGTH) continue;
    yield chunk;
    chunk = '';
  }
  yield `${chunk}${separator === '\n' ? '' : '\n'}]}\n`;
}
