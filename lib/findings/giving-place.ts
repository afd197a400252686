// Where access is best given: who asks, and for what.

import type { Subject } from '../access/account/subjects.ts';
import { namesOf, REGISTRY_SCOPE_V1_MASK } from '../ecr/actions.ts';
import { arnFields } from '../model/ids.ts';

export type GivingPlace = 'registry' | 'identity' | 'repository';

/** What a registry policy is for: E3 names the actions. */
const REPLICATING: ReadonlySet<string> = new Set(['replicate', ...namesOf(REGISTRY_SCOPE_V1_MASK)]);

/** E15: replication in the registry policy; else the account's own users and roles in their policies, everybody else in the repository's. */
export function givingPlaceOf(
  { principal }: { readonly principal: Pick<Subject['principal'], 'name'> },
  account: string,
  capability: string,
): GivingPlace {
  if (REPLICATING.has(capability)) return 'registry';
  const fields = arnFields(principal.name);
  return fields?.service === 'iam' && fields.account === account ? 'identity' : 'repository';
}
