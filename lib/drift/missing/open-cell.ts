// One access that AWS's documentation leaves open, with the statements to which its rules apply. What was not read is told by itself.
import { type Account, evaluateCell } from '../../access/account/account.ts';
import { CAPABILITY_RULES } from '../../ecr/capabilities.ts';
import { isCapability } from '../../model/access.ts';
import { type Decision, distinctReasons, type Reason } from '../../model/decision.ts';
import type { UnsettledAccess } from '../../model/drift.ts';
import { atomsOf, type Formula } from '../../policy/logic/formula.ts';
import { type Decided, decisionsOn, type Wanted } from './missing-cell.ts';

export type Open = Omit<UnsettledAccess, 'asked' | 'rule'>;

/** Undefined where it is there, is not there, or something that bears on it was not read. */
export function openIn(account: Account, wanted: Wanted, decisions: readonly Decided[] = decisionsOn(account, wanted)): Open | undefined {
  const { name, subject, repository, capability } = wanted;
  if (!subject) return undefined;
  const isAny = isCapability(capability) && CAPABILITY_RULES[capability].needs === 'any';
  const settled = decisions.filter(({ decision }) => decision.kind !== 'unknown');
  const isSettled = isAny ? settled.some(({ decision }) => isAccess(decision)) : settled.some(({ decision }) => !isAccess(decision));
  const unknown = decisions.filter(({ decision }) => decision.kind === 'unknown');
  if (isSettled || unknown.length === 0 || unknown.some(({ decision }) => decision.unread.length > 0)) return undefined;
  const evaluated = unknown.flatMap(({ action }) => evaluateCell(account, { subject, repository, action }).evaluation.matched);
  const blamed = evaluated.filter(({ when }) => isOpen(when));
  const reasons = blamed.map(({ layer, policy, statement: { source } }): Reason => ({ layer, policy, source }));
  return {
    kind: 'unsettled',
    region: repository.region,
    repository: repository.name,
    principal: name,
    uniqueId: subject.principal.uniqueId,
    capability,
    open: [...new Set(unknown.flatMap(({ decision }) => decision.unsettled))].sort(),
    statements: distinctReasons(reasons),
  };
}

function isAccess({ kind }: Decision): boolean {
  return kind === 'allowed' || kind === 'conditional';
}

function isOpen(formula: Formula): boolean {
  return [...atomsOf(formula)].some(({ about }) => about.kind === 'unsettled');
}
