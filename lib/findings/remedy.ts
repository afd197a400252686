// What to do about a finding: what its code says, unless it is about replication, for which only accounts can be named (E15).
import type { FindingCode } from '../model/codes.ts';
import type { Drift, GrantDrift } from '../model/drift.ts';
import { CATALOGUE } from './catalogue.ts';
import { replicationRemedy } from './hygiene/replicating.ts';

export function remedyOf(code: FindingCode, drift: Drift): string {
  if (drift.kind === 'hygiene' && drift.remedy !== undefined) return drift.remedy;
  if ('grant' in drift && ABOUT_OUTSIDERS.has(code) && isReplication(drift))
    return replicationRemedy(drift.grant.principal.name.replace(':', ' '));
  return CATALOGUE[code].remedy;
}

const ABOUT_OUTSIDERS: ReadonlySet<FindingCode> = new Set(['ECRD-202', 'ECRD-203', 'ECRD-206']);
const REPLICATING: ReadonlySet<string> = new Set(['replicate', 'ecr:ReplicateImage']);

function isReplication({ grant: { capability, principal } }: GrantDrift): boolean {
  return REPLICATING.has(capability) && principal.name.startsWith('account:');
}
