// Text for terminals: hostile characters made visible, columns aligned.

/** Control, bidirectional and invisible characters as `\u{...}`: names and Sids come from strangers, and print as one line. */
export function inert(text: string): string {
  return [...text].map((char) => (isInert(char.codePointAt(0) ?? 0) ? char : `\\u{${(char.codePointAt(0) ?? 0).toString(16)}}`)).join('');
}

const HARMFUL: readonly (readonly [number, number])[] = [
  [0x00, 0x1f],
  [0x7f, 0x9f],
  [0xad, 0xad],
  [0x61c, 0x61c],
  [0x180e, 0x180e],
  [0x200b, 0x200f],
  [0x2028, 0x202e],
  [0x2060, 0x206f],
  [0xd800, 0xdfff],
  [0xfeff, 0xfeff],
  [0xfff9, 0xfffb],
  [0xe0000, 0xe0fff],
];

function isInert(code: number): boolean {
  return !HARMFUL.some(([from, to]) => code >= from && code <= to);
}

/** Rows below a heading, columns padded to their widest cell; the last column is not padded. */
export function table(heading: readonly string[], rows: readonly (readonly string[])[]): string {
  const all = [heading, ...rows.map((row) => row.map(inert))];
  const widths = heading.map((_, column) => Math.max(...all.map((row) => (row[column] ?? '').length)));
  return all
    .map((row) =>
      row
        .map((cell, column) => (column === row.length - 1 ? cell : cell.padEnd(widths[column] ?? 0)))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** `1 finding`, `2 findings`. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
