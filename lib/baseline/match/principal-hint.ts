// Whom somebody may have meant by principals that nobody is.
import type { GrantPrincipal } from '../../model/access.ts';
import type { PrincipalSelector } from '../../model/baseline.ts';
import { didYouMean } from '../../text/suggest.ts';
import { principalWord } from './principal-selector.ts';

/** Beyond it a comparison with each of them takes long. */
const MOST_KNOWN = 2_000;

/** `: did you mean ...?` where one of the principals was nearly one that there is; for ARNs, services, accounts, organizations and permission sets. `accounts`: the names of those of the organization. */
export function principalHint(
  principals: readonly PrincipalSelector[],
  known: readonly GrantPrincipal[],
  accounts: readonly string[],
): string {
  const names = known.slice(0, MOST_KNOWN).map(({ name }) => name);
  for (const selector of principals) {
    if (selector.kind === 'class' || selector.kind === 'tag') continue;
    const hint = selector.kind === 'accountName' ? namesLike(selector.name, accounts) : hintAmong(selector, names);
    if (hint !== '') return hint;
  }
  return '';
}

function hintAmong(selector: PrincipalSelector, names: readonly string[]): string {
  const word = principalWord(selector);
  const candidates =
    selector.kind === 'permissionSet' ? permissionSetsOf(names) : names.filter((name) => name.slice(0, 3) === word.slice(0, 3));
  return didYouMean(word, candidates);
}

/** AWS has no names of accounts with more than 50 characters. */
const LONGEST_NAME = 80;

/** `: did you mean ...?` where an account of the organization is nearly called so. */
export function namesLike(name: string, accounts: readonly string[]): string {
  if (name.length > LONGEST_NAME) return '';
  const candidates = accounts.slice(0, MOST_KNOWN).filter(({ length }) => length <= LONGEST_NAME);
  return didYouMean(name, candidates).replace('did you mean `', 'did you mean `account-name:');
}

/** Identity Center names the role of a permission set after it, with 16 hex digits behind. */
function permissionSetsOf(names: readonly string[]): readonly string[] {
  return [...new Set(names.flatMap((name) => /\/AWSReservedSSO_(.+)_[0-9a-f]{16}$/.exec(name)?.[1] ?? []))].map((set) => `sso:${set}`);
}
