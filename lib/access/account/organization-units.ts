// The organizational units that a pattern of aws:PrincipalOrgPaths lets in, found among the paths of the accounts that were read.
import type { Organization } from '../../model/snapshot.ts';
import { compileIamPattern, tokensOf } from '../../policy/match/pattern.ts';

/** The topmost units that `pattern` matches with all of their accounts, as `o-.../r-.../ou-.../`, sorted; none where the accounts were not read or it matches none. */
export function unitsOf({ accounts }: Organization, pattern: string): readonly string[] {
  if (accounts.kind !== 'present' || pattern.includes('${')) return [];
  const matches = compileIamPattern(tokensOf(pattern));
  const paths = [...new Set(accounts.value.map(({ path }) => path))];
  if (!paths.some(matches)) return [];
  const isWhole = (unit: string): boolean => matches(unit) && paths.every((path) => !path.startsWith(unit) || matches(path));
  const tops = paths.filter(matches).map((path) => unitsAbove(path).find(isWhole) ?? path);
  return [...new Set(tops)].sort();
}

/** From the root of the organization, which is no unit of it, down to the unit itself. */
function unitsAbove(path: string): readonly string[] {
  const parts = path.split('/').filter((part) => part !== '');
  return parts.slice(1).map((_, index) => `${parts.slice(0, index + 2).join('/')}/`);
}
