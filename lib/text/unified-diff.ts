// The unified diff of a text and the same text after one edit, in time that grows with the text.

const CONTEXT = 3;

/** Ends with a line break; empty where nothing has changed. `before` is undefined where there was no file. */
export function editDiff(path: string, before: string | undefined, after: string): string {
  if (before === after) return '';
  const [old, fresh] = [linesOf(before ?? ''), linesOf(after)];
  const start = sharedStart(old, fresh);
  const end = sharedEnd(old.slice(start), fresh.slice(start));
  const from = Math.max(0, start - CONTEXT);
  const tail = old.slice(old.length - end, old.length - end + CONTEXT);
  const lines = [
    ...old.slice(from, start).map((line) => ` ${line}`),
    ...old.slice(start, old.length - end).map((line) => `-${line}`),
    ...fresh.slice(start, fresh.length - end).map((line) => `+${line}`),
    ...tail.map((line) => ` ${line}`),
  ];
  const range = (length: number): string =>
    `${length - end + tail.length - from === 0 ? 0 : from + 1},${length - end + tail.length - from}`;
  const head = [`--- ${before === undefined ? '/dev/null' : path}`, `+++ ${path}`, `@@ -${range(old.length)} +${range(fresh.length)} @@`];
  return `${[...head, ...lines].join('\n')}\n`;
}

/** A last line without a line break counts as another line than the same with one. */
function linesOf(text: string): readonly string[] {
  const lines = text.split('\n');
  const last = lines.pop();
  return last === '' || last === undefined ? lines : [...lines, `${last}\n\\ No newline at end of file`];
}

function sharedStart(a: readonly string[], b: readonly string[]): number {
  const first = a.findIndex((line, at) => line !== b[at]);
  return first < 0 ? Math.min(a.length, b.length) : first;
}

function sharedEnd(a: readonly string[], b: readonly string[]): number {
  return sharedStart(a.toReversed(), b.toReversed());
}
