// Conditions that look like a bound and let through whoever lacks the key (C3, C12), and how to write them so that they bind.

/** `ForAllValues` holds where the key is absent, and so does IfExists. */
export function isLoose(operator: string): boolean {
  return /^forallvalues:|ifexists$/i.test(operator) && !/^null$/i.test(baseOf(operator));
}

/** The operators that ask the same and fail where the key is absent; `Null` with `false` asks for the key itself. */
export function bindingOperator(operator: string, key: string): string {
  return SEVERAL.has(key.toLowerCase()) ? `ForAnyValue:${baseOf(operator)}` : baseOf(operator);
}

/** Without quantifier and IfExists, as written. */
function baseOf(operator: string): string {
  return operator.slice(operator.indexOf(':') + 1).replace(/ifexists$/i, '');
}

/** Keys of several values, for which an operator without quantifier is not documented (C17). */
const SEVERAL: ReadonlySet<string> = new Set([
  'aws:calledvia',
  'aws:principalorgpaths',
  'aws:principalservicenameslist',
  'aws:resourceorgpaths',
  'aws:sourceorgpaths',
  'aws:tagkeys',
  'aws:vpceorgpaths',
]);
