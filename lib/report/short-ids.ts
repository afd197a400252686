// Ids as short as they can be and still mean one thing: as git shows commits.

const LEAST = 6;
/** `ecrc-`, `ecrd-`. */
const PREFIX = /^[a-z]+-/;

/** The beginning of an id without its kind, longer where others begin alike. */
export function shortIds(ids: Iterable<string>): (id: string) => string {
  const sorted = [...ids].map(bareId).sort();
  const lengths = new Map<string, number>();
  sorted.forEach((id, at) => {
    const alike = Math.max(alikeIn(id, sorted[at - 1] ?? ''), alikeIn(id, sorted[at + 1] ?? ''));
    lengths.set(id, Math.max(LEAST, alike + 1));
  });
  return (id) => bareId(id).slice(0, lengths.get(bareId(id)) ?? LEAST);
}

/** The id without its kind. */
export function bareId(id: string): string {
  return id.replace(PREFIX, '');
}

function alikeIn(a: string, b: string): number {
  let at = 0;
  while (at < a.length && a[at] === b[at]) at += 1;
  return at;
}
