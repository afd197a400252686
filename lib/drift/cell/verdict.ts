// One outcome against one expectation: which capabilities are drift (by actions: docs/formats.md#capabilities).

import { type ActionFormulas, both, formulaOf, possible } from '../../access/cell/action-formulas.ts';
import { actionDecision, type GrantDecision, type Outcome } from '../../access/cell/outcome.ts';
import { capabilityMask } from '../../baseline/match/capability-selector.ts';
import { actionOf, bitOf, READING_MASK, REPOSITORY_MASK } from '../../ecr/actions.ts';
import { ALL_CAPABILITY_ACTIONS, CAPABILITY_RULES } from '../../ecr/capabilities.ts';
import { CAPABILITIES, type Capability, isCapability } from '../../model/access.ts';
import type { RuleRef } from '../../model/drift.ts';
import { kindOf } from '../../policy/decide.ts';
import { all, any, not } from '../../policy/logic/formula.ts';
import { type ActionMask, bitsOf, covers, difference, emptyMask, maskOf, union } from '../../policy/logic/mask.ts';
import { solve } from '../../policy/theory/solve.ts';
import type { ConditionalEntry, Expectation, Prohibition } from './expectation.ts';

export interface Verdict {
  readonly kind: 'unexpected' | 'raised' | 'weakened' | 'forbidden';
  /** A capability, or the raw action that a rule forbids. */
  readonly capability: string;
  readonly decision: GrantDecision;
  readonly actions: ActionMask;
  /** The rule that forbids it, or that allows it under conditions. */
  readonly rule: RuleRef | undefined;
  /** Whether a weakened condition is shown to be weaker; true elsewhere. */
  readonly shown: boolean;
  /** Of a weakened condition a request that gets in, and what is asked of it, in words. */
  readonly weaker?: string;
}

/** Forbidden before unexpected. `unknown` concludes nothing. What an expired entry allowed is unexpected; more than that is raised as before. */
export function verdictsOf(outcome: Outcome, expectation: Expectation): readonly Verdict[] {
  const forbidden = expectation.forbidden.flatMap((prohibition) => mostTelling(forbiddenBy(outcome, prohibition)));
  const named = new Map(forbidden.toReversed().map((verdict) => [verdict.capability, verdict]));
  const allowed = outcome.capabilities
    .filter(({ actions }) => covers(expectation.allowed, actions) || covers(expectation.lapsed.allowed, actions))
    .map(({ capability }) => RANKS[capability]);
  const unexpected = outcome.capabilities.flatMap(({ capability, decision, actions }): readonly Verdict[] => {
    if (decision === 'unknown' || named.has(capability) || covers(expectation.allowed, actions)) return [];
    return [
      {
        kind: allowed.length > 0 && Math.max(...allowed) < RANKS[capability] ? 'raised' : 'unexpected',
        capability,
        decision,
        actions,
        rule: undefined,
        shown: true,
      },
    ];
  });
  return [...named.values(), ...unexpected];
}

/** How far a capability goes: to read, to write, to decide. More than what is allowed is raised access, other access is unexpected. */
const RANKS = { list: 1, pull: 1, push: 2, retag: 2, delete: 2, configure: 2, replicate: 2, admin: 3 } as const satisfies Record<
  Capability,
  number
>;

/** What of one entry is told: an action not by itself where a capability is told that it makes up. */
function mostTelling(verdicts: readonly Verdict[]): readonly Verdict[] {
  const told = verdicts
    .filter(({ capability }) => isCapability(capability))
    .reduce<ActionMask>((sum, { actions }) => union(sum, actions), emptyMask());
  return verdicts.filter(({ capability, actions }) => isCapability(capability) || !covers(told, actions));
}

/** What a prohibition without conditions comes to. */
export function forbiddenBy(outcome: Outcome, { rule, capabilities: words }: Prohibition): readonly Verdict[] {
  const names = words.includes(ANY) ? CAPABILITIES : words.filter(isCapability);
  const found = outcome.capabilities.flatMap(({ capability, decision, actions }): readonly Verdict[] => {
    return decision !== 'unknown' && names.includes(capability)
      ? [{ kind: 'forbidden', capability, decision, actions, rule, shown: true }]
      : [];
  });
  const raw = capabilityMask(words.filter((word) => word !== ANY && !isCapability(word)));
  // `any` also means rights that make up no capability; they are told one by one where nothing more telling is there.
  const bits = words.includes(ANY) && found.length === 0 ? union(raw, REPOSITORY_RIGHTS) : raw;
  return [...found, ...bitsOf(bits).flatMap((bit) => forbiddenAction(outcome, bit, rule) ?? [])];
}

const ANY = 'any';
/** Rights on what is there: to make a repository is none. */
const REPOSITORY_RIGHTS = difference(union(REPOSITORY_MASK, READING_MASK), maskOf([bitOf('ecr:CreateRepository')]));

/** The actions that some words may forbid. */
export function forbiddenMask(words: readonly string[]): ActionMask {
  const named = capabilityMask(words.filter((word) => word !== ANY));
  return words.includes(ANY) ? union(named, union(REPOSITORY_RIGHTS, ALL_CAPABILITY_ACTIONS)) : named;
}

function forbiddenAction(outcome: Outcome, bit: number, rule: RuleRef): Verdict | undefined {
  const decision = actionDecision(outcome, bit);
  if (!decision || decision === 'unknown') return undefined;
  return { kind: 'forbidden', capability: actionOf(bit), decision, actions: maskOf([bit]), rule, shown: true };
}

/** The verdicts of an entry that forbids under conditions, or by a policy document; `denied` is what it forbids here. */
export function conditionallyForbidden(outcome: Outcome, { entry, rule }: ConditionalEntry, denied: ActionFormulas): readonly Verdict[] {
  const overlap = both(outcome.granted, denied);
  const words = entry.policy ? CAPABILITIES : entry.capabilities;
  const named = forbiddenBy(outcome, { rule, capabilities: words }).filter((verdict) => isPossible(overlap, verdict));
  if (!entry.policy || named.length > 0) return mostTelling(named);
  const single = bitsOf(possible(overlap)).flatMap((bit) => forbiddenAction(outcome, bit, rule) ?? []);
  return single.filter((verdict) => isPossible(overlap, verdict));
}

function isPossible(granted: ActionFormulas, { capability, actions }: Verdict): boolean {
  const parts = bitsOf(actions).map((bit) => formulaOf(granted, bit));
  const isAny = isCapability(capability) && CAPABILITY_RULES[capability].needs === 'any';
  const kind = kindOf(solve(isAny ? any(...parts) : all(...parts), 'ofKind'));
  return kind === 'allowed' || kind === 'conditional';
}

/** The verdict on unexpected access where entries allow it under conditions: undefined when the live access is at least as strict. */
export function softened(
  verdict: Verdict,
  live: ActionFormulas,
  { allowance, rule }: { readonly allowance: ActionFormulas; readonly rule: RuleRef },
): Verdict | undefined {
  const bits = bitsOf(verdict.actions);
  if (!covers(possible(allowance), verdict.actions)) return verdict;
  const excess = bits.map((bit) => solve(all(formulaOf(live, bit), not(formulaOf(allowance, bit))), 'ofKind'));
  if (excess.every(({ kind }) => kind === 'false')) return undefined;
  return { ...verdict, kind: 'weakened', rule, shown: excess.every((each) => each.kind !== 'open' || each.exact) };
}
