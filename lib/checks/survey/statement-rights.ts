// The rights that a statement's actions make up.

import type { Subject } from '../../access/account/subjects.ts';
import { possible } from '../../access/cell/action-formulas.ts';
import { actionDecision, type Outcome } from '../../access/cell/outcome.ts';
import type { Right } from '../../drift/cell/right.ts';
import { actionOf } from '../../ecr/actions.ts';
import { type ActionMask, bitsOf, intersection, isEmpty, maskOf } from '../../policy/logic/mask.ts';

/** The rights to which `actions` belong: capabilities, or for outsiders who have none of them the actions one by one. */
export function rightsFrom(outcome: Outcome, actions: ActionMask, subject: Subject): readonly Right[] {
  const capabilities = outcome.capabilities.filter(
    ({ decision, actions: needed }) => decision !== 'unknown' && !isEmpty(intersection(needed, actions)),
  );
  // What makes up no capability drifts only where a rule names it, but to an outsider it is given by nobody else.
  if (capabilities.length > 0 || subject.local) return capabilities;
  return bitsOf(intersection(possible(outcome.granted), actions)).flatMap((bit) => rawRight(outcome, bit) ?? []);
}

function rawRight(outcome: Outcome, bit: number): Right | undefined {
  const decision = actionDecision(outcome, bit);
  if (!decision || decision === 'unknown') return undefined;
  return { capability: actionOf(bit), actions: maskOf([bit]) };
}
