// For written values of one kind: values of a request, one for each way in which a request can match the written ones.
import { networkOf } from '../condition/address.ts';
import { numberOf, textOf, timeOf } from '../condition/operators.ts';
import { ANY_RUN, type Token } from '../match/pattern.ts';
import { addressesAround } from './networks.ts';
import { numbersAround } from './numbers.ts';
import type { TextsAsked } from './steps.ts';
import { type TextPattern, textsMatching } from './texts.ts';

/** Comparisons of one kind speak about the same values: what one says tells what another can say. */
export type Kind = 'text' | 'number' | 'time' | 'address' | 'bytes';

/** One written value and how it is compared. */
export interface WrittenTest {
  readonly comparison: string;
  readonly tokens: readonly Token[];
}

/** What every text passes that begins like this. */
export function beginningWith(text: string): WrittenTest {
  return { comparison: 'StringLike', tokens: [text, ANY_RUN] };
}

const READINGS: Readonly<Record<string, TextPattern['reading']>> = {
  StringEquals: 'exact',
  StringLike: 'exact',
  StringEqualsIgnoreCase: 'ignoringCase',
  Bool: 'ignoringCase',
  ArnLike: 'arn',
};

/** The kind of values that a comparison (an operator in its positive form) is about. */
export function kindOfComparison(comparison: string): Kind {
  if (comparison in READINGS) return 'text';
  if (comparison.startsWith('Numeric')) return 'number';
  if (comparison.startsWith('Date')) return 'time';
  return comparison === 'IpAddress' ? 'address' : 'bytes';
}

/** What is of no kind but text matches nothing. */
const NOTHING = ['x'];
const MILLISECONDS = 1000;

/**
 * `isText`: the key has whatever text somebody chose, and not only values of the kind. `asked` is about texts. Undefined where it takes too long
 * to find out.
 */
export function valuesAround(
  kind: Kind,
  written: readonly WrittenTest[],
  isText: boolean,
  asked?: TextsAsked,
): readonly string[] | undefined {
  const texts = written.map(({ tokens }) => textOf(tokens));
  const others = isText ? NOTHING : [];
  switch (kind) {
    case 'text':
      return !isText && written.some(({ comparison }) => comparison === 'Bool') ? truthsMatching(written) : textsAround(written, asked);
    case 'number':
      return writable(numbersAround(texts.flatMap((text) => numberOf(text) ?? [])).map(String), numberOf, others);
    case 'time':
      return writable(
        numbersAround(texts.flatMap((text) => timeOf(text) ?? [])).map((at) => String(at / MILLISECONDS)),
        timeOf,
        others,
      );
    case 'address':
      return [...addressesAround(texts.flatMap((text) => networkOf(text) ?? [])), ...others];
    case 'bytes':
      return [...new Set(texts), 'eHh4'.repeat(1 + Math.max(0, ...texts.map(({ length }) => length)))];
  }
}

/** Beside numbers that are too large there is none that can be written, and nobody can say what lies there. */
function writable(
  values: readonly string[],
  read: (text: string) => number | undefined,
  others: readonly string[],
): readonly string[] | undefined {
  return values.every((value) => read(value) !== undefined) ? [...values, ...others] : undefined;
}

function textsAround(written: readonly WrittenTest[], asked?: TextsAsked): readonly string[] | undefined {
  return textsMatching(written.map(patternOf), asked);
}

/** How a text is compared with what is written. */
export function patternOf({ comparison, tokens }: WrittenTest): TextPattern {
  return { tokens, reading: READINGS[comparison] ?? 'exact' };
}

const TRUTHS = ['true', 'false'];

/** A key that somebody asks for a truth value has no others. */
function truthsMatching(written: readonly WrittenTest[]): readonly string[] | undefined {
  const both = TRUTHS.map((text): WrittenTest => ({ comparison: 'Bool', tokens: [text] }));
  return textsAround([...written, ...both])?.filter((text) => TRUTHS.includes(text.toLowerCase()));
}
