// D3: ECR actions in policies that the catalogue does not know: a new action of AWS's is no mistake of the user's.
import { type Account, notesOf } from '../access/account/account.ts';
import { groupBy } from '../collections/group-by.ts';
import type { PolicyFinding } from '../model/drift.ts';
import { policyName } from '../model/policy-ref.ts';
import type { PolicyCheck } from './survey/check.ts';
import { policyFinding } from './survey/policy-finding.ts';
import { shortened } from './survey/repository-lists.ts';

export const unclassifiedAction = {
  code: 'ECRD-503',
  name: 'UnclassifiedAction',
  meaning: 'A policy speaks of an ECR action that this version does not know: who may call it is not shown.',
  source: ['D3'],
  severity: 'info',
  // Summed up over every document.
  dependsOn: 'cells',
  remedy: 'update the tool: its action catalogue does not know the action',
  decision: 'update the tool: its action catalogue does not know the action',
  check: ({ matrix: { account } }) => ({ found: () => unclassifiedActions(account) }),
} as const satisfies PolicyCheck;

function unclassifiedActions(account: Account): readonly PolicyFinding[] {
  const found = notesOf(account).flatMap(({ action, policy }) => (action === undefined ? [] : [{ policy, action }]));
  return [...groupBy(found, ({ action }) => action.toLowerCase())].flatMap(([action, notes]) => {
    const policies = [...new Set(notes.map(({ policy }) => policyName(policy)))].sort();
    return policyFinding({
      code: unclassifiedAction.code,
      severity: unclassifiedAction.severity,
      subject: action,
      message: `\`${notes[0]?.action ?? action}\` is not in the catalogue of ECR actions: who may call it is not shown`,
      details: shortened(policies),
    });
  });
}
