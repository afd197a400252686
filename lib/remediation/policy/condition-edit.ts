// Takes one bound out of a condition that says whom `*` is for.

import { operatorNamed } from '../../policy/condition/operators.ts';
import { isObject } from '../../policy/parse/parse-report.ts';
import type { StatementJson } from './document.ts';

/** The statement without the value that lets the principal in; undefined where there is none, or none beside it. */
export function withoutBound(json: StatementJson, principal: string): StatementJson | undefined {
  const condition = json['Condition'];
  if (!isObject(condition)) return undefined;
  const blocks = Object.entries(condition).map(([operator, block]) => [
    operator,
    isObject(block) ? withoutValue(block, operator, principal) : block,
  ]);
  const changed = Object.fromEntries(blocks);
  return JSON.stringify(changed) === JSON.stringify(condition) ? undefined : { ...json, Condition: changed };
}

function withoutValue(block: Readonly<Record<string, unknown>>, operator: string, principal: string): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(block).map(([key, values]) => {
      const isBound = BOUNDS.get(key.toLowerCase());
      if (!isBound || isNegated(operator) || !Array.isArray(values)) return [key, values];
      const left = values.filter((value) => typeof value !== 'string' || !isBound(value, principal));
      return [key, left.length === 0 ? values : left];
    }),
  );
}

function isNegated(operator: string): boolean {
  const base = operator.slice(operator.indexOf(':') + 1).replace(/IfExists$/i, '');
  return operatorNamed(base)?.negated ?? true;
}

/** Whether a value of the key is what grants name the principal by. */
const BOUNDS: ReadonlyMap<string, (value: string, principal: string) => boolean> = new Map([
  ['aws:principalorgid', (value, principal) => principal === `org:${value}`],
  ['aws:principalorgpaths', (value, principal) => principal === `ou:${value.endsWith('*') ? value.slice(0, -1) : value}`],
  ['aws:principalaccount', (value, principal) => principal === `account:${value}`],
  ['aws:principalarn', (value, principal) => principal === value],
  ['aws:principalservicename', (value, principal) => principal === `service:${value}`],
]);
