// Two texts as a unified diff: what stays, what goes, what comes, with three lines of context.

const CONTEXT = 3;

interface Line {
  readonly sign: ' ' | '-' | '+';
  readonly text: string;
}

/** A text that is not there is null; equal texts have an empty diff. */
export function lineDiff(before: string | null, after: string | null): string {
  const lines = linesOf(before?.split('\n') ?? [], after?.split('\n') ?? []);
  const hunks = hunksOf(lines).map((range) => hunkText(lines, range));
  if (hunks.length === 0) return '';
  return [`--- ${before === null ? '/dev/null' : 'before'}`, `+++ ${after === null ? '/dev/null' : 'after'}`, ...hunks].join('\n');
}

/** The shortest edit, deletions before insertions. */
function linesOf(before: readonly string[], after: readonly string[]): readonly Line[] {
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
