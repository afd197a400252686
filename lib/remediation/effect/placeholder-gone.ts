// Access to come that a remediation of the registry policy takes along.

import { placeholderStatus } from '../../lifecycle/observe/placeholder.ts';
import type { FindingId } from '../../model/ids.ts';
import type { Edit } from '../policy/edit.ts';
import type { AccessEffect } from './effect.ts';
import type { OpenFindings } from './open-findings.ts';

/** The open findings about access to come that nothing gives any more once the edits are made. */
export function placeholderGone({ coming }: OpenFindings, edits: readonly Edit[], { after }: AccessEffect): readonly FindingId[] {
  if (coming.length === 0 || edits.every(({ kind }) => kind !== 'registryPolicy')) return [];
  const isStanding = placeholderStatus(after);
  return coming.filter(({ id }) => !isStanding({ id })).map(({ id }) => id);
}
