// Grants that are alike are proved once: for all who have the same documents and of whom the same statements speak, and for all
// repositories of a class.

import { groupBy } from '../../collections/group-by.ts';
import { memoize } from '../../collections/memoize.ts';
import type { Grant } from '../../model/access.ts';
import { isSamePolicy, type PolicyRef } from '../../model/policy-ref.ts';
import type { Repository } from '../../model/snapshot.ts';
import type { Account } from '../account/account.ts';
import type { Subject } from '../account/subjects.ts';
import { type AlikeCallers, alikeCallers } from './alike-callers.ts';
import { type GrantedActions, type GrantedCell, needsLogin, proofsFor } from './grant-of.ts';
import type { AccessMatrix } from './matrix.ts';
import { placing, under } from './other-policies.ts';
import type { Proof, proofsIn } from './proofs.ts';
import { sharedProofs } from './shared-proofs.ts';

/** What proofs are found with. */
export interface ProvingGrounds {
  readonly proofsAt: ReturnType<typeof proofsIn>;
  readonly alikeAt: AlikeCallers;
}

/** Nothing is proved yet; `proofsAt` finds the proofs of a cell. */
export function provingGrounds(account: Account, proofsAt: ProvingGrounds['proofsAt'] = proofsFor(account)): ProvingGrounds {
  return { proofsAt, alikeAt: alikeCallers(account) };
}

/** One proof serves all of whom the same statements speak, but for the names under which they have their policies. */
export function* grantedBy<T extends GrantedActions>(
  { proofsAt, alikeAt }: ProvingGrounds,
  repository: Repository,
  { subjects, granted }: GrantedAlike<T>,
): Iterable<{ readonly subject: Subject; readonly of: T; readonly proof: Proof }> {
  for (const alike of alikeAt(subjects, repository)) {
    const [first] = alike;
    if (!first) continue;
    const proofOfActions = proofsAt(first, repository);
    for (const of of granted) {
      const proof = proofOfActions(of.actions, needsLogin(first, of.capability));
      for (const subject of alike) yield { subject, of, proof: asOf(proof, first, subject) };
    }
  }
}

/** What all of some principals are granted. INVARIANT: all are of one group of the matrix. */
interface GrantedAlike<T> {
  readonly subjects: readonly Subject[];
  readonly granted: readonly T[];
}

/** The grants of cells of one group of the matrix, each with what was asked for and where. What many of them have alike is proved once. */
export type AlikeGrants = <T extends GrantedActions>(
  alike: GrantedAlike<T> & { readonly repositories: readonly Repository[] },
) => Iterable<GrantedCell & { readonly grant: Grant; readonly of: T }>;

/** Grants by groups of cells: for drift, which names capabilities and raw actions alike. */
export function alikeGrants({ account, repositoryClasses }: AccessMatrix): AlikeGrants {
  const grounds = provingGrounds(account);
  const shared = sharedProofs();
  const classes = new Map(repositoryClasses.flatMap(({ members }, number) => members.map((each) => [each, String(number)] as const)));
  return function* grants({ subjects, repositories, granted }) {
    for (const members of groupBy(repositories, (each) => classes.get(each) ?? '').values()) {
      const [first] = members;
      if (!first) continue;
      const found = [...grantedBy(grounds, first, { subjects, granted })];
      for (const repository of members) {
        // Those who share a proof share it there too.
        const place = placing(first, repository);
        const placed = memoize((proof: Proof) => shared(place(proof)));
        const { region, name } = repository;
        for (const { subject, of, proof } of found) {
          const { via, conditions } = placed(proof);
          const { capability, decision } = of;
          const grant = { region, repository: name, principal: subject.principal, capability, decision, via, conditions };
          yield { subject, repository, of, grant };
        }
      }
    }
  };
}

function asOf(proof: Proof, from: Subject, to: Subject): Proof {
  if (from === to) return proof;
  const own = policiesOf(to);
  const others = policiesOf(from).flatMap((policy, index): readonly (readonly [PolicyRef, PolicyRef])[] => {
    const other = own[index];
    return policy && other && !isSamePolicy(policy, other) ? [[policy, other]] : [];
  });
  return others.length === 0 ? proof : under(proof, new Map(others));
}

/** INVARIANT: principals who share a proof have equal documents in equal places. */
function policiesOf({ local }: Subject): readonly (PolicyRef | undefined)[] {
  return local ? [...local.policies, local.boundary].map((part) => (part.kind === 'present' ? part.value.ref : undefined)) : [];
}
