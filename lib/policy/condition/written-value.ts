// What a value that is written in a condition can mean, before anybody asks.
import { ANYTHING } from '../match/context.ts';
import type { Token } from '../match/pattern.ts';
import { resolve, templateOf } from '../match/variables.ts';
import type { Comparison } from './operators.ts';

/** What a written value matches at most: variables may come to anything. */
export function writtenTokens({ variables: substitutes, wildcards }: Comparison, value: string, variables: boolean): readonly Token[] {
  const resolved = resolve(templateOf(value, { variables: variables && substitutes, wildcards }), () => ANYTHING);
  return resolved.kind === 'noValue' ? [] : resolved.tokens;
}

/** Whether a value may hold a policy variable. */
export function hasVariable(value: string): boolean {
  return value.includes('${');
}

const TEXTUAL: ReadonlySet<string> = new Set(['StringEquals', 'StringEqualsIgnoreCase', 'StringLike', 'ArnLike']);

/** Whether an operator compares texts. */
export function isTextual({ name }: Comparison): boolean {
  return TEXTUAL.has(name);
}

/** Beyond this length a value is not taken apart, and anything may be what it means. */
const LONGEST = 2048;

/** Whether a value is longer than what is looked into. */
export function isTooLong(value: string): boolean {
  return value.length > LONGEST;
}
