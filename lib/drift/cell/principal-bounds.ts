// Whom a baseline means, as conditions that bound `*` to them.

import { capabilityMask } from '../../baseline/match/capability-selector.ts';
import { byId } from '../../baseline/match/named-accounts.ts';
import { selectsRepository } from '../../baseline/match/selector.ts';
import { groupBy } from '../../collections/group-by.ts';
import type { PrincipalSelector } from '../../model/baseline.ts';
import type { Collected, Organization, Repository } from '../../model/snapshot.ts';
import { type ActionMask, emptyMask, intersection, isEmpty, union } from '../../policy/logic/mask.ts';
import { type RuleInForce, readTags } from './expectation.ts';

/** One condition as policies write it. */
export interface BoundTerm {
  readonly effect: 'Allow' | 'Deny';
  readonly operator: string;
  readonly key: string;
  readonly values: readonly string[];
}

/** Some of those whom a baseline means, and what it lets them do. */
export interface Bound {
  readonly terms: readonly BoundTerm[];
  readonly actions: ActionMask;
}

/** One bound for each way of naming those whom entries without conditions let do some of the actions there. */
export function everybodysBounds(
  rules: readonly RuleInForce[],
  { account, organization }: { readonly account: string; readonly organization: Collected<Organization> },
  { region, name, tags }: Repository,
  actions: ActionMask,
): readonly Bound[] {
  const here = rules.filter(
    ({ repositories }) => selectsRepository(repositories, { account, region, name, tags: readTags(tags) }) === 'yes',
  );
  const entries = here
    .flatMap((rule) => rule.entries)
    .filter(({ verb, when, policy }) => verb !== 'forbid' && when.length === 0 && !policy);
  const meant = entries.filter(({ capabilities }) => !isEmpty(intersection(capabilityMask(capabilities), actions)));
  const named = meant.flatMap(({ principals, capabilities }) =>
    principals.flatMap((selector) => {
      const term = boundOf(byId(selector, organization));
      return term ? [{ term, meant: capabilityMask(capabilities) }] : [];
    }),
  );
  const byKey = [...groupBy(named, ({ term: { operator, key } }) => `${operator} ${key}`).values()];
  return byKey.flatMap((among) => {
    const [first] = among;
    if (!first) return [];
    const values = [...new Set(among.flatMap(({ term }) => term.values))].sort();
    const bound = { terms: [{ ...first.term, values }], actions: among.reduce((mask, each) => union(mask, each.meant), emptyMask()) };
    if (first.term.key !== 'aws:PrincipalAccount' || values.includes(account)) return [bound];
    // The account's own principals may be meant to come in the same way.
    return [bound, { ...bound, terms: [{ ...first.term, values: [...values, account].sort() }] }];
  });
}

function boundOf(selector: PrincipalSelector): BoundTerm | undefined {
  const effect = 'Allow';
  switch (selector.kind) {
    case 'organization':
      return { effect, operator: 'StringEquals', key: 'aws:PrincipalOrgID', values: [selector.id] };
    case 'organizationalUnit':
      return { effect, operator: 'ForAnyValue:StringLike', key: 'aws:PrincipalOrgPaths', values: [`${selector.path}*`] };
    case 'account':
      return { effect, operator: 'StringEquals', key: 'aws:PrincipalAccount', values: [selector.account] };
    case 'arn':
      return /[*?]/.test(selector.glob) ? undefined : { effect, operator: 'ArnEquals', key: 'aws:PrincipalArn', values: [selector.glob] };
    // A name without an account of its own: whom it means is not certain.
    case 'accountName':
    case 'service':
    case 'permissionSet':
    case 'tag':
    case 'class':
      return undefined;
  }
}
