// Who may have one of the two rights at all, before any Deny: everybody else is asked about for nothing.
import { type Account, ownLayers } from '../../access/account/account.ts';
import type { Subject } from '../../access/account/subjects.ts';
import { getOrCreate } from '../../collections/get-or-create.ts';
import { bitOf } from '../../ecr/actions.ts';
import type { Repository } from '../../model/snapshot.ts';
import type { CompiledStatement } from '../../policy/compile.ts';
import type { PolicySet } from '../../policy/layers.ts';
import { hasBit } from '../../policy/logic/mask.ts';

export const SET = bitOf('ecr:SetRepositoryPolicy');
export const DELETE = bitOf('ecr:DeleteRepositoryPolicy');

/** Whether policies of a subject's own may give one of the two actions anywhere. */
export function mayHold(account: Account, subject: Subject): boolean {
  const { identity } = ownLayers(account, subject);
  if (identity === 'delegated') return true;
  return identity.gaps.length > 0 || identity.policies.some(({ compiled }) => compiled.statements.some(allows));
}

/** Whether a registry policy says anything of one of the two actions, or may say so. */
export function speaks(set: PolicySet | undefined): boolean {
  return set === undefined || set.gaps.length > 0 || set.policies.some(({ compiled }) => compiled.statements.some(isAbout));
}

/** Whether the repository's policy gives one of the two actions to somebody. */
export function isGiving({ documents }: Account, { policy }: Repository): boolean {
  return policy.kind === 'present' && documents.compiled(policy.value, 'resource').policy.statements.some(allows);
}

const HOLDERS = new WeakMap<Account['locals'], Account['locals']>();

/** The users and roles who may have one of the two rights on some of the repositories: no grant comes from nowhere (A5, A21-A23). */
export function possibleHolders(account: Account, repositories: readonly Repository[]): Account['locals'] {
  const { locals, registryPolicies } = account;
  const regions = new Set(repositories.map(({ region }) => region));
  if ([...regions].some((region) => speaks(registryPolicies.get(region)))) return locals;
  if (repositories.some((each) => each.policy.kind === 'unknown' || isGiving(account, each))) return locals;
  return getOrCreate(HOLDERS, locals, () => locals.filter((each) => mayHold(account, each)));
}

function allows(statement: CompiledStatement): boolean {
  return statement.effect === 'Allow' && isAbout(statement);
}

function isAbout({ actions }: CompiledStatement): boolean {
  return hasBit(actions, SET) || hasBit(actions, DELETE);
}
