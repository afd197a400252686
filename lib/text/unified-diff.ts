// Two texts as a unified diff: what stays, what goes, what comes, with three lines of context. By hand, because what people see of a
// change has to be the same in every version: where several edits are equally short, another program's choice may be another one.

const CONTEXT = 3;

interface Line {
  readonly sign: ' ' | '-' | '+';
  readonly text: string;
}

interface Names {
  readonly before: string;
  readonly after: string;
}

const NOWHERE = '/dev/null';

/**
 * The shortest edit between two texts, in hunks, without a line break at its end; empty where they are equal. A text that is not there
 * is null. Time and memory grow with the product of their lines, so that it is for policies, whose size AWS limits.
 */
export function lineDiff(before: string | null, after: string | null): string {
  const lines = shortestEdit(before?.split('\n') ?? [], after?.split('\n') ?? []);
  return diffText(lines, { before: before === null ? NOWHERE : 'before', after: after === null ? NOWHERE : 'after' });
}

/**
 * The diff of a file `path` and the same after one edit: one hunk, which ends with a line break; empty where nothing has changed. `before`
 * is undefined where there was no file. Time grows with the text, whatever it says.
 */
export function editDiff(path: string, before: string | undefined, after: string): string {
  if (before === after) return '';
  const lines = oneEdit(fileLines(before ?? ''), fileLines(after));
  return `${diffText(lines, { before: before === undefined ? NOWHERE : path, after: path })}\n`;
}

function diffText(lines: readonly Line[], { before, after }: Names): string {
  const hunks = hunksOf(lines).map((range) => hunkText(lines, range));
  return hunks.length === 0 ? '' : [`--- ${before}`, `+++ ${after}`, ...hunks].join('\n');
}

/** A last line without a line break counts as another line than the same with one. */
function fileLines(text: string): readonly string[] {
  const lines = text.split('\n');
  const last = lines.pop();
  return last === '' || last === undefined ? lines : [...lines, `${last}\n\\ No newline at end of file`];
}

/** What both texts begin and end with stays, all between goes and comes. */
function oneEdit(before: readonly string[], after: readonly string[]): readonly Line[] {
  const start = sharedStart(before, after);
  const end = sharedStart(before.slice(start).toReversed(), after.slice(start).toReversed());
  const signed =
    (sign: Line['sign']) =>
    (text: string): Line => ({ sign, text });
  return [
    ...before.slice(0, start).map(signed(' ')),
    ...before.slice(start, before.length - end).map(signed('-')),
    ...after.slice(start, after.length - end).map(signed('+')),
    ...before.slice(before.length - end).map(signed(' ')),
  ];
}

function sharedStart(a: readonly string[], b: readonly string[]): number {
  const first = a.findIndex((line, at) => line !== b[at]);
  return first < 0 ? Math.min(a.length, b.length) : first;
}

/** Deletions before insertions. */
function shortestEdit(before: readonly string[], after: readonly string[]): readonly Line[] {
  const common = longestCommon(before, after);
  const lines: Line[] = [];
  let left = 0;
  let right = 0;
  while (left < before.length || right < after.length) {
    const [old, fresh] = [before[left], after[right]];
    if (old !== undefined && old === fresh) {
      lines.push({ sign: ' ', text: old });
      left += 1;
      right += 1;
    } else if (old !== undefined && (fresh === undefined || common(left + 1, right) >= common(left, right + 1))) {
      lines.push({ sign: '-', text: old });
      left += 1;
    } else if (fresh !== undefined) {
      lines.push({ sign: '+', text: fresh });
      right += 1;
    }
  }
  return lines;
}

/** How many lines the ends of both texts, from given lines on, can share in order. */
function longestCommon(before: readonly string[], after: readonly string[]): (left: number, right: number) => number {
  const width = after.length + 1;
  const table = new Uint32Array((before.length + 1) * width);
  const at = (left: number, right: number): number => table[left * width + right] ?? 0;
  for (let left = before.length - 1; left >= 0; left -= 1) {
    for (let right = after.length - 1; right >= 0; right -= 1) {
      const isSame = before[left] === after[right];
      table[left * width + right] = isSame ? at(left + 1, right + 1) + 1 : Math.max(at(left + 1, right), at(left, right + 1));
    }
  }
  return at;
}

interface Range {
  readonly from: number;
  readonly to: number;
}

/** Changes with their context; those whose contexts meet are one hunk. */
function hunksOf(lines: readonly Line[]): readonly Range[] {
  const hunks: Range[] = [];
  lines.forEach(({ sign }, number) => {
    if (sign === ' ') return;
    const to = Math.min(lines.length, number + CONTEXT + 1);
    const last = hunks.at(-1);
    if (last && number - CONTEXT <= last.to) hunks.splice(-1, 1, { from: last.from, to });
    else hunks.push({ from: Math.max(0, number - CONTEXT), to });
  });
  return hunks;
}

function hunkText(lines: readonly Line[], { from, to }: Range): string {
  const place = (without: Line['sign'], sign: '-' | '+'): string => {
    const count = (part: readonly Line[]): number => part.filter((line) => line.sign !== without).length;
    const length = count(lines.slice(from, to));
    // An empty side stands before its first line.
    return `${sign}${count(lines.slice(0, from)) + (length === 0 ? 0 : 1)},${length}`;
  };
  return [`@@ ${place('+', '-')} ${place('-', '+')} @@`, ...lines.slice(from, to).map(({ sign, text }) => `${sign}${text}`)].join('\n');
}
