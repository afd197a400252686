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

/** Whether a request brings one value at most: of the keys of single services nobody has said so. */
export function isSingleValued(key: string): boolean {
  return key.startsWith('aws:') && !MULTIVALUED.has(key);
}
