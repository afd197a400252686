// What a principal would have if it wrote the policies that it can write.
import type { Account } from '../../access/account/account.ts';
import { scopeGap } from '../../access/account/settings.ts';
import type { Subject } from '../../access/account/subjects.ts';
import { type ActionFormulas, NEVER } from '../../access/cell/action-formulas.ts';
import { type Outcome, outcomeOf } from '../../access/cell/outcome.ts';
import { combineSides, principalSide, resourceSides } from '../../access/cell/sides.ts';
import { REPOSITORY_MASK } from '../../ecr/actions.ts';
import type { Capability } from '../../model/access.ts';
import type { Repository } from '../../model/snapshot.ts';

/** The policy of a repository, or that of its registry. */
export type GainWay = 'repository' | 'registry';

export interface GainPlace {
  readonly repository: Repository;
  readonly way: GainWay;
  /** What it has there now. */
  readonly outcome: Outcome;
}

/** E6: a resource policy grants nothing on the registry, the token among it. */
const EVERYTHING: ActionFormulas = { always: REPOSITORY_MASK, depends: [] };

/** The capabilities that a statement naming the principal would add. What is denied stays denied: to lift a Deny is no grant. */
export function gainByPolicy(account: Account, subject: Subject, { repository, way, outcome }: GainPlace): readonly Capability[] {
  if (way === 'registry' && !speaksForAll(account, repository.region)) return [];
  const { denied } = resourceSides(account, repository)(subject);
  // A21: a user is named as the caller, a role only as what its sessions come from.
  const direct = subject.local?.kind === 'user' ? EVERYTHING : NEVER;
  const granted = combineSides(principalSide(account, subject, repository), { denied, direct, role: EVERYTHING, some: EVERYTHING });
  return added(outcome, granted);
}

/** E3: a registry policy of scope V1 gives next to nothing. */
function speaksForAll({ snapshot }: Account, region: string): boolean {
  const registry = snapshot.registries.find((each) => each.region === region);
  if (registry === undefined || scopeGap(registry)) return false;
  return !(registry.policyScope.kind === 'present' && registry.policyScope.value === 'V1');
}

function added({ capabilities: before }: Outcome, granted: ActionFormulas): readonly Capability[] {
  const has = new Set(before.map(({ capability }) => capability));
  const { capabilities } = outcomeOf(granted, true);
  return capabilities.flatMap(({ capability, decision }) => (decision === 'unknown' || has.has(capability) ? [] : [capability]));
}
