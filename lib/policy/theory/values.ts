// For written values of one kind: values of a request, one for each way in which a request can match the written ones.
import { networkOf, numberOf, textOf, timeOf } from '../operators.ts';
import type { Token } from '../pattern.ts';
import { addressesAround } from './networks.ts';
import { numbersAround } from './numbers.ts';
import { type TextPattern, textsMatching } from './texts.ts';

/** Comparisons of one kind speak about the same values: what one says tells what another can say. */
export type Kind = 'text' | 'number' | 'time' | 'address' | 'bytes';

/** One written value and how it is compared. */
export interface Written {
  readonly comparison: string;
  readonly tokens: readonly Token[];
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

/** Values that are of no kind but text match nothing. */
const NOTHING = 'x';
const MILLISECONDS = 1000;

/** Undefined where that takes too long to find out. */
export function valuesAround(kind: Kind, written: readonly Written[]): readonly string[] | undefined {
  const texts = written.map(({ tokens }) => textOf(tokens));
  switch (kind) {
    case 'text':
      return textsMatching(written.map(({ comparison, tokens }) => ({ tokens, reading: READINGS[comparison] ?? 'exact' })));
    case 'number':
      return [...numbersAround(texts.flatMap((text) => numberOf(text) ?? [])).map(String), NOTHING];
    case 'time':
      return [...numbersAround(texts.flatMap((text) => timeOf(text) ?? [])).map((at) => String(at / MILLISECONDS)), NOTHING];
    case 'address':
      return [...addressesAround(texts.flatMap((text) => networkOf(text) ?? [])), NOTHING];
    case 'bytes':
      return [...new Set(texts), 'eHh4'.repeat(1 + Math.max(0, ...texts.map(({ length }) => length)))];
  }
}
