// Patterns and shapes of texts as small automata: what one takes character by character, whether two have a text in common, and for each way in
// which several can match one text together, texts that do. They are read side by side, so that what is not found does not exist.
import { fieldsOf, HEAD_FIELDS } from '../match/arn-pattern.ts';
import { ANY_RUN, type Token } from '../match/pattern.ts';

/** One character of a set, or any number of them. */
export interface PatternStep {
  readonly accepts: (char: string) => boolean;
  /** The characters that it takes, where they are a few; undefined where it takes kinds of them. */
  readonly letters: readonly string[] | undefined;
  /** Whether it tells colons from other characters, or all kinds from each other. */
  readonly tells: 'nothing' | 'colons' | 'kinds';
  /** Which kinds of characters it takes, as bits by their places in KINDS; undefined where it takes a kind in part. */
  readonly kinds: number | undefined;
  readonly many: boolean;
}

/** A pattern or a shape, from its first character to its last. */
export type Steps = readonly PatternStep[];

/** Characters by kind: a step that takes no single letters takes a kind as a whole or not at all. */
const KINDS: readonly string[] = [
  'xyzwvutsrqponmlkjihgfedcba',
  '0987654321',
  'XYZWVUTSRQPONMLKJIHGFEDCBA',
  '-',
  '._',
  '/',
  ':',
  '+=,@',
  '*?',
  '~^!"#$%&\'();<>[]\\`{|}',
  ' \u4e00\u4e01\u4e02\u4e03\u4e04\u4e05\u4e06',
];
const SAMPLES = KINDS.map((kind) => kind.charAt(0));
const ALL_KINDS = kindsOf(() => true);
const COLON = ':';

function kindsOf(accepts: (char: string) => boolean): number {
  return SAMPLES.reduce((bits, sample, at) => (accepts(sample) ? bits | (1 << at) : bits), 0);
}

/** One character for which `accepts` says yes: kinds of characters as a whole. */
export function oneOf(accepts: (char: string) => boolean): PatternStep {
  return { accepts, letters: undefined, tells: 'kinds', kinds: kindsOf(accepts), many: false };
}

/** Any number of what a step takes, none as well. */
export function manyOf(step: PatternStep): PatternStep {
  const { accepts, letters, tells, kinds } = step;
  return { accepts, letters, tells, kinds, many: true };
}

/** Any character. */
export const ANY: PatternStep = { accepts: () => true, letters: undefined, tells: 'nothing', kinds: ALL_KINDS, many: false };
const IN_FIELD: PatternStep = { ...without(ANY, COLON), tells: 'colons' };

/** What a step takes but for one character. */
export function without(step: PatternStep, char: string): PatternStep {
  const letters = step.letters?.filter((letter) => letter !== char);
  const own = KINDS.indexOf(char);
  const kinds = own < 0 || step.kinds === undefined ? undefined : step.kinds & ~(1 << own);
  return { accepts: (other) => other !== char && step.accepts(other), letters, tells: 'kinds', kinds, many: step.many };
}

/** The characters of a text, one by one. */
export function textSteps(text: string, ignoreCase = false): Steps {
  return text.split('').map((char) => {
    if (!ignoreCase) return { accepts: (other) => other === char, letters: [char], tells: 'nothing', kinds: 0, many: false };
    const lowered = char.toLowerCase();
    const accepts = (other: string): boolean => other.toLowerCase() === lowered;
    return { accepts, letters: [...new Set([lowered, char.toUpperCase(), char])].filter(accepts), tells: 'nothing', kinds: 0, many: false };
  });
}

/** A pattern, whose `*` crosses whatever there is. */
export function patternSteps(tokens: readonly Token[], ignoreCase = false): Steps {
  return stepsOf(tokens, ANY, ignoreCase);
}

/** C8: wildcards of the first five fields stop at colons. */
export function arnSteps(tokens: readonly Token[]): Steps {
  return fieldsOf(tokens).flatMap((field, at) => {
    const steps = stepsOf(field, at < HEAD_FIELDS ? IN_FIELD : ANY, false);
    return at === 0 ? steps : [...textSteps(COLON), ...steps];
  });
}

function stepsOf(tokens: readonly Token[], wildcard: PatternStep, ignoreCase: boolean): Steps {
  return tokens.flatMap((token) => {
    if (typeof token === 'string') return textSteps(token, ignoreCase);
    return [token === ANY_RUN ? manyOf(wildcard) : wildcard];
  });
}

/** Beyond this many pairs of steps nothing is tried, and the two count as meeting. */
const MOST_PAIRS = 1_000_000;

/** Whether some text fits both. Where they are too long to try, it may. */
export function meet(a: Steps, b: Steps): boolean {
  const width = b.length + 1;
  if ((a.length + 1) * width > MOST_PAIRS) return true;
  const seen = new Uint8Array((a.length + 1) * width);
  const open = [0];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    if (seen[at] === 1) continue;
    seen[at] = 1;
    if (at === seen.length - 1) return true;
    const [left, right] = [a[Math.floor(at / width)], b[at % width]];
    if (left?.many) open.push(at + width);
    if (right?.many) open.push(at + 1);
    if (left && right && share(left, right)) open.push(at + (left.many ? 0 : width) + (right.many ? 0 : 1));
  }
  return false;
}

function share(left: PatternStep, right: PatternStep): boolean {
  if (!left.letters && !right.letters) return SAMPLES.some((char) => left.accepts(char) && right.accepts(char));
  return left.letters?.some(right.accepts) === true || right.letters?.some(left.accepts) === true;
}

/** So many steps from places are taken before giving up: hostile patterns cost no more than that. */
const MOST_STEPS = 1_000_000;

export interface TextsAsked {
  /** Only texts that fit one of these. */
  readonly shape?: readonly Steps[] | undefined;
  /** No text that fits one of these. */
  readonly except?: readonly Steps[] | undefined;
  /** So many texts for each way, as far as there are so many. */
  readonly each?: number;
}

/** The way in which no pattern matches. */
const NO_PATTERN = '';

/** Texts for each set of patterns that match one text; undefined where it takes too long to find out. */
export function textsOfEachWay(
  patterns: readonly Steps[],
  { shape, except = [], each = 1 }: TextsAsked = {},
): readonly string[] | undefined {
  const automata = [...patterns, ...except, ...(shape ?? [])];
  const steps = automata.flatMap((automaton) => [...automaton, undefined]);
  const starts: number[] = [];
  let end = 0;
  for (const { length } of automata) {
    starts.push(end);
    end += length + 1;
  }
  const [excepted = end, shaped = end] = [starts[patterns.length], starts[patterns.length + except.length]];
  const start = reachable(steps, starts);
  const [found, seen] = [new Map<string, string[]>(), new Map([[placesKey(start), 1]])];
  const queue = [{ places: start, text: '' }];
  let left = MOST_STEPS;
  for (const { places, text } of queue) {
    const ended = places.filter((at) => steps[at] === undefined);
    const isExcepted = ended.some((at) => at >= excepted && at < shaped);
    if (!isExcepted && (!shape || (ended.at(-1) ?? -1) >= shaped)) enter(found, ended.filter((at) => at < excepted).join(), text, each);
    for (const char of turnings(steps, places, each)) {
      left -= places.length;
      if (left < 0) return undefined;
      const next = after(steps, places, char);
      if (shape && (next.at(-1) ?? -1) < shaped) continue;
      // What no pattern can match any more says nothing new.
      if ((next[0] ?? end) >= excepted && found.get(NO_PATTERN)?.length === each) continue;
      const key = placesKey(next);
      const times = seen.get(key) ?? 0;
      if (times === each) continue;
      seen.set(key, times + 1);
      queue.push({ places: next, text: text + char });
    }
  }
  return [...found.values()].flat();
}

/** So many places at most have a number for their key, which is quicker than a text. */
const MOST_NUMBERED = 3;
const PLACES = 2 ** 17;

function placesKey(places: readonly number[]): number | string {
  if (places.length > MOST_NUMBERED || (places.at(-1) ?? 0) >= PLACES - 1) return places.join();
  return places.reduce((key, at) => key * PLACES + at + 1, 0);
}

function enter(found: Map<string, string[]>, way: string, text: string, each: number): void {
  const texts = found.get(way);
  if (!texts) found.set(way, [text]);
  else if (texts.length < each) texts.push(text);
}

type Places = readonly (PatternStep | undefined)[];

/** A run may be empty: whoever stands before it stands behind it as well. Places ascend, and each is there once. */
function reachable(steps: Places, places: readonly number[]): readonly number[] {
  const found: number[] = [];
  for (const place of places) stand(steps, found, place);
  return found;
}

/** INVARIANT: places come in ascending order, so one that is not beyond the last has been added with all behind it. */
function stand(steps: Places, found: number[], place: number): void {
  let at = place;
  if (at <= (found.at(-1) ?? -1)) return;
  found.push(at);
  while (steps[at]?.many) {
    at += 1;
    found.push(at);
  }
}

/** The characters that lead to different places: those that are written there, and of each kind that is told from others some that are not. */
function turnings(steps: Places, places: readonly number[], each: number): readonly string[] {
  const written = new Set<string>();
  let tells: PatternStep['tells'] = 'nothing';
  for (const at of places) {
    const step = steps[at];
    if (step?.letters) for (const letter of step.letters) written.add(letter);
    else if (step && step.tells !== 'nothing' && tells !== 'kinds') tells = step.tells;
  }
  if (tells === 'kinds') {
    const apart = each === 1 ? kindsApart(steps, places) : undefined;
    const unlike = apart ? firstOfEach(apart, written) : KINDS.flatMap((kind) => unwritten(kind, written, each));
    return [...written, ...unlike];
  }
  if (tells === 'colons') written.add(COLON);
  return [...written, ...others(written, each)];
}

/** Kinds by which of the places take them, as bits; undefined where a place takes a kind in part. */
function kindsApart(steps: Places, places: readonly number[]): readonly number[] | undefined {
  let apart: readonly number[] = [ALL_KINDS];
  for (const at of places) {
    const step = steps[at];
    if (!step || step.letters) continue;
    const { kinds } = step;
    if (kinds === undefined) return undefined;
    if (apart.some((among) => (among & kinds) !== 0 && (among & ~kinds) !== 0))
      apart = apart.flatMap((among) => [among & kinds, among & ~kinds].filter((some) => some !== 0));
  }
  return apart;
}

/** Of kinds that lead to the same places the first that has a character which is not written, in the order of KINDS. */
function firstOfEach(apart: readonly number[], written: ReadonlySet<string>): readonly string[] {
  const found: string[] = [];
  let left = apart;
  for (const [at, kind] of KINDS.entries()) {
    const among = left.find((some) => (some & (1 << at)) !== 0);
    const [char] = among === undefined ? [] : unwritten(kind, written, 1);
    if (char === undefined) continue;
    found.push(char);
    left = left.filter((some) => some !== among);
  }
  return found;
}

/** The first characters of a kind that are not written. */
function unwritten(kind: string, written: ReadonlySet<string>, each: number): readonly string[] {
  const found: string[] = [];
  for (const char of kind) {
    if (found.length === each) break;
    if (!written.has(char)) found.push(char);
  }
  return found;
}

/** Characters that are not written, and no colons. Above the letters there are more of them than any pattern has. */
function others(written: ReadonlySet<string>, each: number): readonly string[] {
  const found = [...unwritten(KINDS[0] ?? '', written, each)];
  for (let code = 0x4e00; found.length < each; code += 1)
    if (!written.has(String.fromCharCode(code))) found.push(String.fromCharCode(code));
  return found;
}

function after(steps: Places, places: readonly number[], char: string): readonly number[] {
  const next: number[] = [];
  for (const at of places) {
    const step = steps[at];
    if (step?.accepts(char)) stand(steps, next, step.many ? at : at + 1);
  }
  return next;
}
