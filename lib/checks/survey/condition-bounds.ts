// Conditions that have to hold, and that narrow down who a statement is for.
import { arnFields } from '../../model/ids.ts';
import type { Condition } from '../../model/policy.ts';
import { isLoose } from '../../policy/condition/loose.ts';
import { operatorNamed } from '../../policy/condition/operators.ts';
import { isEverything, tokensOf } from '../../policy/match/pattern.ts';

const SOURCE_KEYS: ReadonlySet<string> = new Set(['aws:sourceaccount', 'aws:sourcearn', 'aws:sourceorgid', 'aws:sourceorgpaths']);

/** Whether a condition names the resource that a service acts for, or whose it is (A44), and fails without it. */
export function boundsSource(condition: Condition): boolean {
  return mustHold(condition) && SOURCE_KEYS.has(condition.key.toLowerCase()) && condition.values.every(namesSource);
}

/** Whether a condition names the source of a service and lets through whoever has none (C3, C12). */
export function forgetsSource({ operator, key, values }: Condition): boolean {
  return SOURCE_KEYS.has(key.toLowerCase()) && isLoose(operator) && values.every(namesSource);
}

/**
 * Whether a condition narrows an account to principals by their ARNs, since one cannot be named in Principal that does not exist yet.
 */
export function boundsPrincipal(condition: Condition): boolean {
  return mustHold(condition) && condition.key.toLowerCase() === 'aws:principalarn' && condition.values.every(namesPrincipal);
}

/** Whoever lacks the key, or is not what is listed, passes the others. */
function mustHold({ base, quantifier, ifExists }: Condition): boolean {
  const operator = operatorNamed(base);
  return operator !== undefined && !operator.negated && !ifExists && quantifier !== 'ForAllValues';
}

function namesSource(value: string): boolean {
  return !isWildcard(value) && !isWildcard(arnFields(value)?.account ?? '');
}

function namesPrincipal(value: string): boolean {
  const resource = arnFields(value)?.resource ?? '';
  return resource.includes('/') && !isWildcard(resource.slice(resource.indexOf('/') + 1));
}

function isWildcard(text: string): boolean {
  return isEverything(tokensOf(text));
}
