// Where access is best given: who asks, and for what.

import type { Subject } from '../access/account/subjects.ts';
import { CAPABILITY_RULES } from '../ecr/capabilities.ts';
import { arnFields } from '../model/ids.ts';

export type GivingPlace = 'registry' | 'identity' | 'repository';

const REPLICATING: ReadonlySet<string> = new Set([
  'replicate',
  'ecr:CreateRepository',
  ...CAPABILITY_RULES.replicate.of.map((name) => `ecr:${name}`),
]);

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
