// Values at which the outcome of comparisons with numbers or dates can change.
import type { Condition } from '../model/policy.ts';
import { numberOf, operatorNamed, timeOf } from './operators.ts';

interface Order {
  readonly family: 'Numeric' | 'Date';
  readonly read: (text: string) => number | undefined;
  readonly write: (value: number) => string;
}

const ORDERS: readonly Order[] = [
  { family: 'Numeric', read: numberOf, write: String },
  { family: 'Date', read: timeOf, write: (value) => new Date(value).toISOString() },
];

/** A value at each bound and in each gap between them; undefined where the conditions are not all of one order, or hold without the key. */
export function boundaryValues(conditions: readonly Condition[]): readonly string[] | undefined {
  const order = ORDERS.find(({ family }) => conditions.every(({ base }) => base.startsWith(family)));
  const demands = conditions.some(({ base, quantifier, ifExists }) => {
    return !ifExists && quantifier !== 'ForAllValues' && operatorNamed(base)?.negated === false;
  });
  if (!order || !demands) return undefined;
  // What is no number or date bounds nothing.
  const bounds = [...new Set(conditions.flatMap(({ values }) => values.flatMap((value) => order.read(value) ?? [])))].sort((a, b) => a - b);
  // A day far away and a number too large have no neighbours that can be written.
  if (bounds.length === 0 || bounds.some((bound) => Math.abs(bound) > FARTHEST)) return undefined;
  const between = bounds.slice(1).map((bound, at) => (bound + (bounds[at] ?? bound)) / 2);
  const beyond = [(bounds[0] ?? 0) - STEP, (bounds.at(-1) ?? 0) + STEP];
  return [...bounds, ...between, ...beyond].map(order.write);
}

/** In dates a second. */
const STEP = 1000;
const FARTHEST = 1e14;
