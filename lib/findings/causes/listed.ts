// Lists in sentences: the first few, and how many more there are.

const MOST_NAMED = 3;

/** `a, b and c`, or `a, b, c and 9 more`; each once, in the order given. */
export function listed(items: Iterable<string>, most: number = MOST_NAMED): string {
  const names = [...new Set(items)];
  const shown = names.slice(0, most);
  const rest = names.length - shown.length;
  const last = rest > 0 ? `${rest} more` : shown.pop();
  return shown.length === 0 ? (last ?? '') : `${shown.join(', ')} and ${last}`;
}
