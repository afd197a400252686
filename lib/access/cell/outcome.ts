// What a cell comes to: its actions, and the capabilities that they make up (docs/formats.md#capabilities).

import { getOrCreate } from '../../collections/get-or-create.ts';
import { CAPABILITY_ACTIONS, CAPABILITY_RULES, LOGIN } from '../../ecr/capabilities.ts';
import { CAPABILITIES, type Capability } from '../../model/access.ts';
import { kindOf } from '../../policy/decide.ts';
import { all, any, assume, atomsOf, FALSE, type Formula, type Hidden, not, TRUE } from '../../policy/logic/formula.ts';
import { type ActionMask, bitsOf, hasBit, intersection, isEmpty } from '../../policy/logic/mask.ts';
import { isNever, solve } from '../../policy/theory/solve.ts';
import { type ActionFormulas, formulaOf, possible } from './action-formulas.ts';

export type GrantDecision = 'allowed' | 'conditional' | 'unknown';

export interface CapabilityOutcome {
  readonly capability: Capability;
  readonly decision: GrantDecision;
  /** The actions that make it up; for "any" capabilities those that are granted. */
  readonly actions: ActionMask;
}

export interface Outcome {
  readonly granted: ActionFormulas;
  /** Capabilities that are not denied, in the order of CAPABILITIES. */
  readonly capabilities: readonly CapabilityOutcome[];
}

/** `login`: whether the caller needs a token of its own account to pull and push (D7). */
export function outcomeOf(granted: ActionFormulas, login: boolean): Outcome {
  if (isEmpty(possible(granted))) return { granted, capabilities: [] };
  const capabilities = CAPABILITIES.flatMap((capability) => capabilityOutcome(granted, capability, login) ?? []);
  return { granted, capabilities };
}

function capabilityOutcome(granted: ActionFormulas, capability: Capability, login: boolean): CapabilityOutcome | undefined {
  const rule = CAPABILITY_RULES[capability];
  const actions = intersection(CAPABILITY_ACTIONS[capability], possible(granted));
  if (isEmpty(actions)) return undefined;
  const parts = bitsOf(CAPABILITY_ACTIONS[capability]).map((bit) => formulaOf(granted, bit));
  const needed = rule.needs === 'all' ? all(...parts) : any(...parts);
  const decision = grantDecision(rule.login && login ? all(needed, formulaOf(granted, LOGIN)) : needed, needed);
  return decision && { capability, decision, actions };
}

/** Whether some action is not certainly denied. */
export function hasAccess({ granted }: Outcome): boolean {
  return !isEmpty(possible(granted));
}

/** Whether some of the actions are granted where they are not by `before`, under whatever conditions. */
export function goesBeyond({ granted }: Outcome, before: Outcome, actions: ActionMask): boolean {
  return bitsOf(actions).some((bit) => !isNever(all(formulaOf(granted, bit), not(formulaOf(before.granted, bit)))));
}

/** The decision on one action, or undefined when it is denied. */
export function actionDecision({ granted }: Outcome, bit: number): GrantDecision | undefined {
  if (!hasBit(possible(granted), bit)) return undefined;
  if (hasBit(granted.always, bit)) return 'allowed';
  const known = getOrCreate(DECISIONS, granted, () => new Map<number, GrantDecision | 'denied'>());
  const formula = formulaOf(granted, bit);
  const decision = getOrCreate(known, bit, () => grantDecision(formula, formula) ?? 'denied');
  return decision === 'denied' ? undefined : decision;
}

/** Decisions on actions that depend on something, by what is granted: many ask about the same. */
const DECISIONS = new WeakMap<ActionFormulas, Map<number, GrantDecision | 'denied'>>();

/** Whether what was not read, or what is not documented, leaves open if an action is granted; somebody may or may not have it. */
export function isOpenAction({ granted }: Outcome, bit: number): boolean {
  return hasBit(possible(granted), bit) && kindOf(solve(formulaOf(granted, bit))) === 'unknown';
}

/** `granting` is the part of the formula that grants; the rest, such as the token, only has to agree. */
function grantDecision(formula: Formula, granting: Formula): GrantDecision | undefined {
  if (formula === TRUE) return 'allowed';
  const kind = kindOf(solve(formula));
  if (kind === 'allowed' || kind === 'conditional') return kind;
  return kind === 'unknown' && someAllowWasRead(granting) ? 'unknown' : undefined;
}

/** Where only an unread policy could grant, nothing is listed: `unread` covers it (docs/formats.md#effective-access). What only has to agree is no such policy. */
function someAllowWasRead(granting: Formula): boolean {
  return !isNever(assume(granting, (atom) => (atom.about.kind === 'unread' ? IF_UNREAD[atom.about.hidden] : atom) ?? atom));
}

const IF_UNREAD = { Allow: FALSE, gate: TRUE, Deny: FALSE, value: undefined } as const satisfies Record<Hidden, Formula | undefined>;

/** Whether the documentation leaves something of it open. */
export function isUnsettled({ granted }: Outcome): boolean {
  return granted.depends.some(({ when }) => [...atomsOf(when)].some(({ about }) => about.kind === 'unsettled'));
}
