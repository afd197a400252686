// Access that a statement leaves open: the Deny says whom it spares in the way that AWS documents.

import { unsettledRemedy } from '../findings/remedy.ts';
import type { UnsettledAccess } from '../model/drift.ts';
import { type JudgedPlan, refused, type Search } from './effect/plan.ts';
import { spared } from './not-principal.ts';

/** A plan that writes the statement anew, or how to. */
export function unsettledRemediation(search: Search, drift: UnsettledAccess): JudgedPlan {
  const { asked, open, region, repository, statements } = drift;
  const [statement, ...others] = statements;
  const isExemption = open.length === 1 && open[0] === 'A49' && others.length === 0;
  if (statement && isExemption && asked !== 'forbid') {
    const judged = spared(search, { region, repository: statement.policy.kind === 'registry' ? null : repository, statement });
    if (judged.kind === 'plan') return judged;
  }
  return refused(unsettledRemedy(drift));
}
