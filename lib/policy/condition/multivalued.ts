/** Keys that may hold several values in one request, in lower case. */
const MULTIVALUED: ReadonlySet<string> = new Set([
  'aws:tagkeys',
  'aws:principalorgpaths',
  'aws:resourceorgpaths',
  'aws:sourceorgpaths',
  'aws:vpceorgpaths',
  'aws:calledvia',
  'aws:principalservicenameslist',
]);

/** Whether a request may bring several values of a key. */
export function isMultivalued(key: string): boolean {
  return MULTIVALUED.has(key.toLowerCase());
}
