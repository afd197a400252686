// A Deny with NotPrincipal that does not spare whom it lists, or nobody knows whether it does (A47-A49).
import type { Account } from '../../access/account/account.ts';
import { arnFields, isSessionOf, roleSession } from '../../model/ids.ts';
import type { PrincipalPattern } from '../../model/policy.ts';
import type { CompiledStatement } from '../../policy/compile.ts';

type Entity = Extract<PrincipalPattern, { readonly kind: 'entity' }>;

/** Whom the statement lists and may deny all the same, each with the reason; none where every chain is whole. */
export function notSpared(account: Account, { effect, source: { principal } }: CompiledStatement): readonly string[] {
  if (effect !== 'Deny' || principal.kind !== 'except' || principal.of.some(({ kind }) => kind === 'everyone')) return [];
  const listed = principal.of.filter((pattern) => pattern.kind === 'entity');
  const accounts = new Set(principal.of.flatMap((pattern) => (pattern.kind === 'account' ? [pattern.account] : [])));
  return listed.flatMap((entity) => {
    const lacking = [...(accounts.has(entity.account) ? [] : ['its account']), ...linksLacking(entity, listed)];
    if (lacking.length > 0) return [`${entity.arn} without ${lacking.join(' and ')}`];
    return hasBoundary(account, entity) ? [`${entity.arn}, which has a permissions boundary`] : [];
  });
}

/** A48: a role goes with its sessions, a session with its role; a user stands alone. */
function linksLacking({ arn }: Entity, listed: readonly Entity[]): readonly string[] {
  if (roleSession(arn)) return listed.some((each) => isRole(each.arn) && isSessionOf(arn, each.arn)) ? [] : ['its role'];
  return !isRole(arn) || listed.some((each) => isSessionOf(each.arn, arn)) ? [] : ['a session of it'];
}

function isRole(arn: string): boolean {
  return arnFields(arn)?.resource.startsWith('role/') ?? false;
}

/** A47 */
function hasBoundary({ locals }: Account, { arn }: Entity): boolean {
  return locals.some(({ local }) => local?.arn === arn && local.boundary.kind !== 'absent');
}
