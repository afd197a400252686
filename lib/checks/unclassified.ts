// ECR actions in policies that the catalogue does not know (503).
import { type Account, notesOf } from '../access/account/account.ts';
import { groupBy } from '../collections/group-by.ts';
import type { PolicyFinding } from '../model/drift.ts';
import { policyFinding } from './survey/policy-finding.ts';
import { shortened } from './survey/repository-lists.ts';

/** D3: a new action of AWS's is no mistake of the user's. */
export function unclassifiedActions(account: Account): readonly PolicyFinding[] {
  const found = notesOf(account).flatMap(({ rule, reason, policy }) => (rule === 'D3' ? [{ policy, action: actionIn(reason) }] : []));
  return [...groupBy(found, ({ action }) => action.toLowerCase())].flatMap(([action, notes]) => {
    const policies = [...new Set(notes.map(({ policy }) => policy))].sort();
    return policyFinding({
      code: 'ECRD-503',
      severity: 'info',
      subject: action,
      message: `\`${notes[0]?.action ?? action}\` is not in the catalogue of ECR actions: who may call it is not shown`,
      details: shortened(policies),
    });
  });
}

/** INVARIANT: notes of rule D3 begin with the action, in backticks. */
function actionIn(reason: string): string {
  return reason.slice(1, reason.lastIndexOf('`'));
}
