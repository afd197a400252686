// What of a resource the plan leaves open: `after_unknown` has `true` where a value is known only after apply, or for all of it.

/** What is open of one part of a value, in the form of that part. */
export function openPart(unknown: unknown, key: string | number): unknown {
  if (unknown === true) return true;
  return typeof unknown === 'object' && unknown !== null ? Reflect.get(unknown, String(key)) : undefined;
}

/** Whether anything is open in a value. */
function hasOpen(open: unknown): boolean {
  if (open === true) return true;
  return typeof open === 'object' && open !== null && Object.values(open).some(hasOpen);
}

/** Whether anything is open in one attribute. */
export function isOpenIn(unknown: unknown, attribute: string): boolean {
  return hasOpen(openPart(unknown, attribute));
}
