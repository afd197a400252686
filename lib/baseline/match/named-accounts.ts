// Selectors of accounts by name, as the organization knows them.
import { accountNamed, type Named } from '../../access/account/account-names.ts';
import type { PrincipalSelector } from '../../model/baseline.ts';
import type { Collected, Organization } from '../../model/snapshot.ts';

/** The account by its id where exactly one has the name; any other selector as it is. */
export function byId(selector: PrincipalSelector, organization: Collected<Organization>): PrincipalSelector {
  if (selector.kind !== 'accountName') return selector;
  const named = accountNamed(organization, selector.name);
  return named.kind === 'one' ? { kind: 'account', account: named.account } : selector;
}

/** Whether nobody can tell whom a selector means: its name was not read, or several accounts have it. */
export function isUncertain(selector: PrincipalSelector, organization: Collected<Organization>): boolean {
  const kind = kindOf(selector, organization);
  return kind === 'unread' || kind === 'several';
}

/** Whether a selector is a name that no account has. */
export function isNobodys(selector: PrincipalSelector, organization: Collected<Organization>): boolean {
  return kindOf(selector, organization) === 'none';
}

/** Undefined of selectors that have no names of accounts. */
function kindOf(selector: PrincipalSelector, organization: Collected<Organization>): Named['kind'] | undefined {
  return selector.kind === 'accountName' ? accountNamed(organization, selector.name).kind : undefined;
}
