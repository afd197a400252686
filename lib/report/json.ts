// Results as JSON: one grant or finding a line, so that large results can be read and compared line by line.

/** `view` with each entry of its last member, a list, on a line of its own; ends in a newline. */
export function linesOfJson<K extends string>(view: { readonly [key in K]: readonly unknown[] } & object, list: K): string {
  const { [list]: entries, ...head } = view;
  const opening = JSON.stringify(head).slice(0, -1);
  const body = entries.map((entry) => JSON.stringify(entry)).join(',\n');
  return `${opening},${JSON.stringify(list)}:[${body === '' ? '' : `\n${body}\n`}]}\n`;
}
