// Patterns over names, and what a name that fits several of them looks like: spelled with a character that no policy holds
// wherever anything may stand.

/** Holds the place of whatever nobody has written; no name and no pattern of AWS's has it. */
export const UNWRITTEN = '\ue000';

/** One step of a pattern: this character, any one, or a run of any length; `slash` says whether `/` is among them. */
type Piece =
  | { readonly kind: 'char'; readonly char: string }
  | { readonly kind: 'any' | 'run'; readonly slash: boolean }
  | { readonly kind: 'unwritten' };

export interface NamePattern {
  readonly text: string;
  readonly pieces: readonly Piece[];
}

/** As a Resource element has it: `*` crosses `/`, and so does `?`. */
export function resourceNames(text: string): NamePattern {
  return patternOf([...text].map((char) => resourcePiece(char)));
}

/** As the baseline has it: `*` and `?` stop at `/`, `**` does not. */
export function globNames(text: string): NamePattern {
  const words = text.match(/\*\*?|[^*]/gs) ?? [];
  return { text, pieces: words.map(globPiece) };
}

function resourcePiece(char: string): Piece {
  if (char === '*') return { kind: 'run', slash: true };
  return char === '?' ? { kind: 'any', slash: true } : { kind: 'char', char };
}

function globPiece(word: string): Piece {
  if (word.startsWith('*')) return { kind: 'run', slash: word === '**' };
  return word === '?' ? { kind: 'any', slash: false } : { kind: 'char', char: word };
}

function patternOf(pieces: readonly Piece[]): NamePattern {
  return { text: pieces.map(textOf).join(''), pieces };
}

function textOf(piece: Piece): string {
  if (piece.kind === 'char') return piece.char;
  if (piece.kind === 'any') return '?';
  return piece.kind === 'run' ? '*' : '';
}

/** What follows `start` in texts of the pattern: several patterns where a run can end in more than one place. */
export function afterPrefix({ pieces }: NamePattern, start: string): readonly NamePattern[] {
  let positions = closed(pieces, [0]);
  for (const char of start) positions = moved(pieces, positions, char);
  const isRun = (at: number): boolean => pieces[at]?.kind === 'run';
  const rests = [...positions].filter((at) => at < pieces.length && !(isRun(at - 1) && positions.has(at - 1)));
  return rests.map((at) => patternOf(pieces.slice(at)));
}

/** Whether `name` as a whole is one that the pattern stands for. */
export function isNameOf({ pieces }: NamePattern, name: string): boolean {
  let positions = closed(pieces, [0]);
  for (const char of name) positions = moved(pieces, positions, char);
  return positions.has(pieces.length);
}

/**
 * A name of all the patterns, as little of it spelled out as can be: each run holds something unwritten where it may. Undefined
 * where there is none, and where a search for it would be long.
 */
export function commonName(patterns: readonly NamePattern[]): string | undefined {
  const [first, ...others] = patterns;
  if (first && others.length === 0) return nameOf(first);
  for (const filling of [withUnwritten, withSomething, asWritten]) {
    const name = shortest(patterns.map(({ pieces }) => pieces.flatMap(filling)));
    if (name !== undefined) return name;
  }
  return undefined;
}

/** Of one pattern nothing has to be searched for. Undefined for the pattern of the empty name, which no repository has. */
function nameOf({ pieces }: NamePattern): string | undefined {
  const name = pieces.flatMap(withUnwritten).map((piece) => {
    if (piece.kind === 'run') return '';
    return piece.kind === 'char' ? piece.char : UNWRITTEN;
  });
  return name.join('') || undefined;
}

/** The names of a pattern whose last run goes on below a `/`; undefined where none does. */
export function deeper({ pieces }: NamePattern): NamePattern | undefined {
  const at = pieces.findLastIndex((piece) => piece.kind === 'run' && piece.slash);
  const run = pieces[at];
  return run && patternOf([...pieces.slice(0, at), run, { kind: 'char', char: '/' }, run, ...pieces.slice(at + 1)]);
}

/** More than patterns ask for with `?`. */
const WORD: readonly Piece[] = Array.from({ length: 6 }, () => ({ kind: 'unwritten' }));

function withUnwritten(piece: Piece): readonly Piece[] {
  return piece.kind === 'run' ? [piece, ...WORD, piece] : [piece];
}

function withSomething(piece: Piece): readonly Piece[] {
  return piece.kind === 'run' ? [{ kind: 'any', slash: piece.slash }, piece] : [piece];
}

function asWritten(piece: Piece): readonly Piece[] {
  return [piece];
}

const MOST_STEPS = 4_000;

interface Step {
  readonly name: string;
  readonly at: readonly ReadonlySet<number>[];
}

/** Breadth first, so that nothing is longer than it has to be; the same patterns give the same name. */
function shortest(patterns: readonly (readonly Piece[])[]): string | undefined {
  const queue: Step[] = [{ name: '', at: patterns.map((pieces) => closed(pieces, [0])) }];
  const seen = new Set<string>();
  for (let next = 0; next < queue.length && next < MOST_STEPS; next += 1) {
    const step = queue[next];
    if (!step) break;
    if (step.name !== '' && patterns.every((pieces, index) => step.at[index]?.has(pieces.length))) return step.name;
    for (const char of charsAt(patterns, step)) {
      const at = patterns.map((pieces, index) => moved(pieces, step.at[index] ?? new Set(), char));
      const key = at.map((positions) => [...positions].join()).join(';');
      if (at.some(({ size }) => size === 0) || seen.has(key)) continue;
      seen.add(key);
      queue.push({ name: step.name + char, at });
    }
  }
  return undefined;
}

/** The unwritten one first, then what is spelled out here. */
function charsAt(patterns: readonly (readonly Piece[])[], { at }: Step): ReadonlySet<string> {
  const written = patterns.flatMap((pieces, index) =>
    [...(at[index] ?? [])].flatMap((position) => {
      const piece = pieces[position];
      return piece?.kind === 'char' ? [piece.char] : [];
    }),
  );
  return new Set([UNWRITTEN, ...written]);
}

function moved(pieces: readonly Piece[], positions: ReadonlySet<number>, char: string): ReadonlySet<number> {
  const next: number[] = [];
  for (const at of positions) {
    const piece = pieces[at];
    if (!piece || !takes(piece, char)) continue;
    next.push(piece.kind === 'run' ? at : at + 1);
  }
  return closed(pieces, next);
}

function takes(piece: Piece, char: string): boolean {
  if (piece.kind === 'char') return piece.char === char;
  if (piece.kind === 'unwritten') return char === UNWRITTEN;
  return piece.slash || char !== '/';
}

/** With the places behind runs that may be empty. */
function closed(pieces: readonly Piece[], positions: Iterable<number>): ReadonlySet<number> {
  const all = new Set<number>();
  for (let at of positions) {
    all.add(at);
    while (pieces[at]?.kind === 'run') {
      at += 1;
      all.add(at);
    }
  }
  return all;
}
