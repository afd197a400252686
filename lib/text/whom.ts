// Principals as sentences name them.

/** `*` of a grant (CONTRACT section 4) in words; every other name as it is written. */
export function whom(principal: string): string {
  return principal === '*' ? 'anyone with an AWS account' : principal;
}
