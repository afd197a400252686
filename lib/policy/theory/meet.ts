// Whether two descriptions of texts have a text in common: patterns, and shapes that all values of a key have.
import { ANY_CHAR, ANY_RUN, type Token } from '../match/pattern.ts';

/** One character of a set, or any number of them. */
export interface PatternStep {
  readonly accepts: (char: string) => boolean;
  /** Characters by which another set can find out whether it shares one. */
  readonly samples: readonly string[];
  readonly many: boolean;
}

/** Beyond this many pairs of steps nothing is tried, and the two count as meeting. */
const MOST_PAIRS = 1_000_000;

/** Whether some text fits both. Where they are too long to try, it may. */
export function meet(a: readonly PatternStep[], b: readonly PatternStep[]): boolean {
  const width = b.length + 1;
  if ((a.length + 1) * width > MOST_PAIRS) return true;
  const seen = new Uint8Array((a.length + 1) * width);
  const open = [0];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    if (seen[at] === 1) continue;
    seen[at] = 1;
    if (at === seen.length - 1) return true;
    open.push(...following(a[Math.floor(at / width)], b[at % width], at, width));
  }
  return false;
}

/** The places from where both can go on: past an empty run, or by a character that both take. */
function following(left: PatternStep | undefined, right: PatternStep | undefined, at: number, width: number): readonly number[] {
  const skips = [...(left?.many ? [at + width] : []), ...(right?.many ? [at + 1] : [])];
  if (!left || !right || !shares(left, right)) return skips;
  return [...skips, at + (left.many ? 0 : width) + (right.many ? 0 : 1)];
}

function shares(left: PatternStep, right: PatternStep): boolean {
  return left.samples.some(right.accepts) || right.samples.some(left.accepts);
}

const ASCII: readonly string[] = Array.from({ length: 0x7f - 0x20 }, (_, at) => String.fromCharCode(0x20 + at));

/** A character for which `accepts` says yes; what lies beyond ASCII counts as any other character. */
export function oneOf(accepts: (char: string) => boolean): PatternStep {
  return { accepts, samples: ASCII.filter(accepts), many: false };
}

/** Any number of what a step takes, none as well. */
export function manyOf(step: PatternStep): PatternStep {
  return { ...step, many: true };
}

const ANY: PatternStep = { accepts: () => true, samples: ASCII, many: false };

/** The characters of a text, one by one. */
export function textSteps(text: string, ignoreCase = false): readonly PatternStep[] {
  return [...text].map((char) => {
    if (!ignoreCase) return { accepts: (other: string) => other === char, samples: [char], many: false };
    const lowered = char.toLowerCase();
    const accepts = (other: string): boolean => other.toLowerCase() === lowered;
    return { accepts, samples: [char, lowered, char.toUpperCase()].filter(accepts), many: false };
  });
}

/** A pattern, whose `*` crosses whatever there is: it fits no less than AWS lets it fit. */
export function patternSteps(tokens: readonly Token[], ignoreCase = false): readonly PatternStep[] {
  return tokens.flatMap((token) => {
    if (token === ANY_RUN) return [manyOf(ANY)];
    return token === ANY_CHAR ? [ANY] : textSteps(token, ignoreCase);
  });
}
