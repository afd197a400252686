// What edits do to one cell. Most cells are like others: what becomes of an outcome is worked out once for all that have it before and
// the same one after.
import { formulaOf, NEVER, possible, within } from '../../access/cell/action-formulas.ts';
import { type Outcome, outcomeOf } from '../../access/cell/outcome.ts';
import { getOrCreate } from '../../collections/get-or-create.ts';
import { bitOf, namesOf } from '../../ecr/actions.ts';
import { CAPABILITY_ACTIONS, CAPABILITY_RULES, LOGIN, LOGIN_MASK, TOKEN } from '../../ecr/capabilities.ts';
import { CAPABILITIES, type Capability } from '../../model/access.ts';
import { type ActionMask, bitsOf, covers, difference, emptyMask, hasBit, intersection, maskOf, union } from '../../policy/logic/mask.ts';
import type { CellPair } from './reach.ts';
import { isSameAnswer, isSameFormula } from './same-answers.ts';

/** A capability, with the actions that make it up. */
export interface CellGrant {
  readonly capability: Capability;
  readonly actions: ActionMask;
}

export interface CellChange {
  readonly lost: readonly CellGrant[];
  readonly gained: readonly CellGrant[];
  /** Still there, under other conditions or with other actions. */
  readonly altered: readonly CellGrant[];
  /** Raw actions that go, and those that stay under other conditions. */
  readonly lostActions: readonly string[];
  readonly alteredActions: readonly string[];
  /** Grants and raw actions of an outsider whom no statement names any more, and who has them as one of many. */
  readonly unreported: readonly string[];
  /** Who can no longer log in, and could still pull or push if they did. */
  readonly lockedOut: readonly string[];
  /** Who is left with PutImage without the rest of push: retag where it is one, and otherwise push. */
  readonly halved: readonly string[];
}

type Changes = Map<Outcome, CellChange | 'none'>;

/** What becomes of cells; 'none' where nothing does. */
export function cellChanges(): (pair: CellPair, had: Outcome, has: Outcome) => CellChange | 'none' {
  const known = new Map<number, Map<Outcome, Changes>>();
  return ({ before: { subject }, isReported }, had, has) => {
    const kind: CellKind = { needsLogin: subject.local !== undefined, isReported };
    const ofKind = getOrCreate(known, numberOf(kind), () => new Map<Outcome, Changes>());
    const ofOutcome = getOrCreate(ofKind, had, (): Changes => new Map());
    return getOrCreate(ofOutcome, has, () => cellChange(kind, had, has));
  };
}

/** What of a cell, besides its outcomes, tells what becomes of it. */
interface CellKind {
  /** Whether its principal needs a token to pull and push. */
  readonly needsLogin: boolean;
  readonly isReported: CellPair['isReported'];
}

function numberOf({ needsLogin, isReported }: CellKind): number {
  return (needsLogin ? 4 : 0) + (isReported.before ? 2 : 0) + (isReported.after ? 1 : 0);
}

function cellChange(kind: CellKind, had: Outcome, has: Outcome): CellChange | 'none' {
  const { isReported } = kind;
  if (isReported.before && isReported.after && isSameAnswer(had.granted, has.granted)) return 'none';
  const changes = changesOf(kind, isReported.before ? had : NO_OUTCOME, has);
  const [old, fresh] = [possible(had.granted), possible(has.granted)];
  const stays = isReported.after ? emptyMask() : intersection(old, fresh);
  const staying = isReported.after
    ? []
    : grantsIn(had).filter((capability) => !changes.lost.some((each) => each.capability === capability));
  return {
    lost: changes.lost,
    gained: isReported.after ? changes.gained : [],
    altered: isReported.after ? changes.altered : [],
    lostActions: namesOf(difference(old, fresh)),
    alteredActions: isReported.after ? namesOf(alteredMask(had, has)) : [],
    unreported: [...staying, ...namesOf(stays)],
    lockedOut: losesLogin(had, has) ? [TOKEN] : [],
    halved: !isHalf(had) && isHalf(has) ? [remainderOf(has)] : [],
  };
}

const NO_OUTCOME: Outcome = outcomeOf(NEVER, false);

function grantsIn({ capabilities }: Outcome): readonly Capability[] {
  return capabilities.filter(({ decision }) => decision !== 'unknown').map(({ capability }) => capability);
}

function changesOf({ needsLogin }: CellKind, had: Outcome, has: Outcome): Pick<CellChange, 'lost' | 'gained' | 'altered'> {
  const changes = { lost: [] as CellGrant[], gained: [] as CellGrant[], altered: [] as CellGrant[] };
  for (const capability of CAPABILITIES) {
    const [old, fresh] = [grantIn(had, capability), grantIn(has, capability)];
    if (old && fresh) {
      const login = needsLogin && CAPABILITY_RULES[capability].login;
      const asked = login ? union(CAPABILITY_ACTIONS[capability], LOGIN_MASK) : CAPABILITY_ACTIONS[capability];
      if (!isSameAnswer(within(had.granted, asked), within(has.granted, asked))) changes.altered.push(old);
    } else if (old) changes.lost.push(old);
    else if (fresh) changes.gained.push(fresh);
  }
  return changes;
}

/** Nothing is said of unknown ones. */
function grantIn({ capabilities }: Outcome, wanted: Capability): CellGrant | undefined {
  const found = capabilities.find(({ capability }) => capability === wanted);
  return found && found.decision !== 'unknown' ? { capability: wanted, actions: found.actions } : undefined;
}

function alteredMask(had: Outcome, has: Outcome): ActionMask {
  const both = bitsOf(intersection(possible(had.granted), possible(has.granted)));
  return maskOf(both.filter((bit) => !isSameFormula(formulaOf(had.granted, bit), formulaOf(has.granted, bit))));
}

function losesLogin(had: Outcome, has: Outcome): boolean {
  const [before, after] = [possible(had.granted), possible(has.granted)];
  const couldUse = CAPABILITIES.some((name) => CAPABILITY_RULES[name].login && covers(after, CAPABILITY_ACTIONS[name]));
  return hasBit(before, LOGIN) && !hasBit(after, LOGIN) && couldUse;
}

const PUT_IMAGE = bitOf('ecr:PutImage');

function isHalf({ granted }: Outcome): boolean {
  return hasBit(possible(granted), PUT_IMAGE) && !covers(possible(granted), CAPABILITY_ACTIONS.push);
}

function remainderOf(outcome: Outcome): Capability {
  return grantIn(outcome, 'retag') ? 'retag' : 'push';
}
