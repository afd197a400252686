// The condition operators (C1-C11 of docs/semantics.md). A negated operator is the negation of its positive one (C1, C2).
import { compileArnCondition } from '../match/arn-pattern.ts';
import { compileIamPattern, type Matcher, type Token } from '../match/pattern.ts';
import { addressOf, isWithin, networkOf } from './address.ts';

export interface Operator {
  /** In the spelling of the documentation. */
  readonly name: string;
  readonly positive: Comparison;
  readonly negated: boolean;
}

export interface Comparison {
  readonly name: string;
  readonly wildcards: boolean;
  readonly variables: boolean;
  /** A test of a request value against one policy value, or undefined when the policy value is not of the operator's type. */
  readonly compile: (tokens: readonly Token[]) => Matcher | undefined;
}

/** The operator named `base` (without quantifier and IfExists), in any case (B7). `Null` is not one: it asks about the key, not its value. */
export function operatorNamed(base: string): Operator | undefined {
  return OPERATORS.get(base.toLowerCase());
}

/** The comparison of that name, as `Operator.positive` names it. */
export function comparisonNamed(name: string): Comparison | undefined {
  return OPERATORS.get(name.toLowerCase())?.positive;
}

/** Every operator as AWS spells it, without quantifier and IfExists; `Null` is the last. */
export function operatorNames(): readonly string[] {
  return [...[...OPERATORS.values()].map(({ name }) => name), 'Null'];
}

const TEXT = { wildcards: false, variables: true };
const PATTERN = { wildcards: true, variables: true };
const TYPED = { wildcards: false, variables: false };

const COMPARISONS: readonly (Comparison & { readonly negation?: string; readonly alias?: string })[] = [
  { name: 'StringEquals', negation: 'StringNotEquals', ...TEXT, compile: equalText },
  { name: 'StringEqualsIgnoreCase', negation: 'StringNotEqualsIgnoreCase', ...TEXT, compile: equalIgnoringCase },
  { name: 'StringLike', negation: 'StringNotLike', ...PATTERN, compile: compileIamPattern },
  { name: 'NumericEquals', negation: 'NumericNotEquals', ...TYPED, compile: ordered(numberOf, (a, b) => a === b) },
  { name: 'NumericLessThan', ...TYPED, compile: ordered(numberOf, (a, b) => a < b) },
  { name: 'NumericLessThanEquals', ...TYPED, compile: ordered(numberOf, (a, b) => a <= b) },
  { name: 'NumericGreaterThan', ...TYPED, compile: ordered(numberOf, (a, b) => a > b) },
  { name: 'NumericGreaterThanEquals', ...TYPED, compile: ordered(numberOf, (a, b) => a >= b) },
  { name: 'DateEquals', negation: 'DateNotEquals', ...TYPED, compile: ordered(timeOf, (a, b) => a === b) },
  { name: 'DateLessThan', ...TYPED, compile: ordered(timeOf, (a, b) => a < b) },
  { name: 'DateLessThanEquals', ...TYPED, compile: ordered(timeOf, (a, b) => a <= b) },
  { name: 'DateGreaterThan', ...TYPED, compile: ordered(timeOf, (a, b) => a > b) },
  { name: 'DateGreaterThanEquals', ...TYPED, compile: ordered(timeOf, (a, b) => a >= b) },
  { name: 'Bool', ...TEXT, compile: sameBoolean },
  { name: 'BinaryEquals', ...TYPED, compile: sameBytes },
  { name: 'IpAddress', negation: 'NotIpAddress', ...TYPED, compile: inNetwork },
  // C8: ArnEquals and ArnLike are one operator.
  { name: 'ArnLike', negation: 'ArnNotLike', ...PATTERN, compile: compileArnCondition },
  { name: 'ArnEquals', negation: 'ArnNotEquals', alias: 'ArnLike', ...PATTERN, compile: compileArnCondition },
];

const OPERATORS: ReadonlyMap<string, Operator> = new Map(
  COMPARISONS.flatMap(({ negation, alias, ...comparison }): [string, Operator][] => {
    const positive = { ...comparison, name: alias ?? comparison.name };
    const written: [string, Operator] = [comparison.name.toLowerCase(), { name: comparison.name, positive, negated: false }];
    return negation ? [written, [negation.toLowerCase(), { name: negation, positive, negated: true }]] : [written];
  }),
);

/** Text without wildcards: every token is literal. */
export function textOf(tokens: readonly Token[]): string {
  return tokens.filter((token) => typeof token === 'string').join('');
}

function equalText(tokens: readonly Token[]): Matcher {
  const text = textOf(tokens);
  return (value) => value === text;
}

function equalIgnoringCase(tokens: readonly Token[]): Matcher {
  const text = textOf(tokens).toLowerCase();
  return (value) => value.toLowerCase() === text;
}

function ordered(read: (text: string) => number | undefined, holds: (value: number, bound: number) => boolean): Comparison['compile'] {
  return (tokens) => {
    const bound = read(textOf(tokens));
    if (bound === undefined) return undefined;
    return (text) => {
      const value = read(text);
      return value !== undefined && holds(value, bound);
    };
  };
}

const NUMBER = /^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i;
const EPOCH_SECONDS = /^-?\d+(\.\d+)?$/;
// The W3C profile of ISO 8601: a year, a month, a day, or a time with zone.
const DATE = /^\d{4}(-\d{2}(-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2}))?)?)?$/;

/** A number as conditions write it. */
export function numberOf(text: string): number | undefined {
  return NUMBER.test(text) ? Number(text) : undefined;
}

/** Milliseconds since the epoch of an ISO 8601 date or of epoch seconds. A year alone is a year, not an epoch. */
export function timeOf(text: string): number | undefined {
  if (DATE.test(text)) {
    const time = Date.parse(text.replace(/([+-]\d{2})(\d{2})$/, '$1:$2'));
    return Number.isNaN(time) ? undefined : time;
  }
  return EPOCH_SECONDS.test(text) ? Number(text) * 1000 : undefined;
}

function sameBoolean(tokens: readonly Token[]): Matcher | undefined {
  const text = textOf(tokens).toLowerCase();
  if (text !== 'true' && text !== 'false') return undefined;
  return (value) => value.toLowerCase() === text;
}

const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/;

function sameBytes(tokens: readonly Token[]): Matcher | undefined {
  const text = unpadded(textOf(tokens));
  return text === undefined ? undefined : (value) => unpadded(value) === text;
}

function unpadded(text: string): string | undefined {
  return BASE64.test(text) ? text.replace(/=+$/, '') : undefined;
}

/** A network without prefix length is one address. */
function inNetwork(tokens: readonly Token[]): Matcher | undefined {
  const network = networkOf(textOf(tokens));
  if (!network) return undefined;
  return (text) => {
    const address = addressOf(text);
    return address !== undefined && isWithin(network, address);
  };
}
