// Principals as sentences name them.

/** `*` of a grant (docs/formats.md#effective-access) in words; every other name as it is written. */
export function whom(principal: string): string {
  return principal === '*' ? 'anyone with an AWS account' : principal;
}
