// What operators make of values.
import type { HclOperator } from './hcl-expression.ts';
import { failed, type HclGap, type HclValue, isGap, jsonOf } from './hcl-value.ts';

/** A truth value, also as a text. */
export function truth(value: HclValue): boolean | HclGap {
  if (typeof value === 'boolean') return value;
  if (value === 'true' || value === 'false') return value === 'true';
  return isGap(value) ? value : failed('something that is neither true nor false');
}

function numberOf(value: HclValue): number | HclGap {
  const made = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  if (typeof made === 'number' && Number.isFinite(made)) return made;
  return isGap(value) ? value : failed('something that is no number');
}

/** `-` and `!`. */
export function unary(operator: '-' | '!', value: HclValue): HclValue {
  const of = operator === '!' ? truth(value) : numberOf(value);
  if (typeof of === 'boolean') return !of;
  return typeof of === 'number' ? -of : of;
}

/** Everything with two sides. */
export function binary(operator: HclOperator, left: HclValue, rightOf: () => HclValue): HclValue {
  const right = rightOf();
  if (operator === '==' || operator === '!=') {
    const [one, other] = [jsonOf(left), jsonOf(right)];
    if (typeof one !== 'string') return one;
    return typeof other === 'string' ? (one === other) === (operator === '==') : other;
  }
  if (operator === '&&' || operator === '||') {
    const [one, other] = [truth(left), truth(right)];
    const decides = operator === '||';
    if (one === decides || other === decides) return decides;
    return typeof one === 'boolean' ? other : one;
  }
  const [one, other] = [numberOf(left), numberOf(right)];
  if (typeof one !== 'number') return one;
  if (typeof other !== 'number') return other;
  const made = ARITHMETIC[operator](one, other);
  return typeof made === 'number' && !Number.isFinite(made) ? failed('a division by zero') : made;
}

const ARITHMETIC: Readonly<Record<Exclude<HclOperator, '==' | '!=' | '&&' | '||'>, (one: number, other: number) => number | boolean>> = {
  '+': (one, other) => one + other,
  '-': (one, other) => one - other,
  '*': (one, other) => one * other,
  '/': (one, other) => one / other,
  '%': (one, other) => one % other,
  '<': (one, other) => one < other,
  '>': (one, other) => one > other,
  '<=': (one, other) => one <= other,
  '>=': (one, other) => one >= other,
};
