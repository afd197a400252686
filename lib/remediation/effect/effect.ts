// What some edits do to access: the grants that go, come and change, in every cell that they can reach.
import type { Account } from '../../access/account/account.ts';
import type { Subject } from '../../access/account/subjects.ts';
import { formulaOf, NEVER, possible, within } from '../../access/cell/action-formulas.ts';
import { type Outcome, outcomeOf } from '../../access/cell/outcome.ts';
import { sideKey } from '../../access/cell/sides.ts';
import { needsLogin } from '../../access/matrix/grant-of.ts';
import { memoize } from '../../collections/memoize.ts';
import { bitOf, namesOf } from '../../ecr/actions.ts';
import { CAPABILITY_ACTIONS, CAPABILITY_RULES, LOGIN, LOGIN_MASK, TOKEN } from '../../ecr/capabilities.ts';
import { CAPABILITIES, type Capability } from '../../model/access.ts';
import type { Repository } from '../../model/snapshot.ts';
import { formulaKey } from '../../policy/logic/formula.ts';
import { type ActionMask, bitsOf, covers, difference, emptyMask, hasBit, intersection, maskOf, union } from '../../policy/logic/mask.ts';
import { accountAfter, type Edit } from '../policy/edit.ts';
import { type AccessAt, type Cells, cellsAfter } from './cells.ts';
import { type CellPair, type PlacedSubject, reachedIn, reachOf } from './reach.ts';
import type { WorkMeter } from './work.ts';

/** One grant by its place. */
export interface NamedGrant {
  readonly subject: Subject;
  readonly repository: Repository;
  /** A capability, or a raw action. */
  readonly capability: string;
}

/** A capability, with the actions that make it up. */
export interface PlacedGrant extends NamedGrant {
  readonly capability: Capability;
  readonly actions: ActionMask;
}

export interface CellEffect {
  readonly lost: readonly PlacedGrant[];
  readonly gained: readonly PlacedGrant[];
  /** Still there, under other conditions or with other actions. */
  readonly altered: readonly PlacedGrant[];
  /** Raw actions that go, and those that stay under other conditions. */
  readonly lostActions: readonly NamedGrant[];
  readonly alteredActions: readonly NamedGrant[];
  /** Grants and raw actions of an outsider whom no statement names any more, and who has them as one of many. */
  readonly unreported: readonly NamedGrant[];
  /** Who can no longer log in, and could still pull or push if they did. */
  readonly lockedOut: readonly NamedGrant[];
  /** Who is left with PutImage without the rest of push: retag where it is one, and otherwise push. */
  readonly halved: readonly NamedGrant[];
}

/** What effects are compared with. */
export interface EffectInput {
  readonly account: Account;
  readonly cells: Cells;
  readonly work: WorkMeter;
}

export interface AccessEffect extends CellEffect {
  readonly after: Account;
  /** The access that is left. */
  readonly at: AccessAt;
  readonly cells: Cells;
  /** Names of the principals whose own policies change. */
  readonly owners: ReadonlySet<string>;
}

/** So many principals, or cells of sides that are known, are passed by in the time that one side takes. */
const LOOKS = 10;

/** What the edits do to the account, cell by cell. */
export function effectOf({ account, cells, work }: EffectInput, edits: readonly Edit[]): AccessEffect {
  const after = accountAfter(account, edits);
  const left = cellsAfter(cells, after, edits);
  const { at } = left;
  const isSame = memoize((had: Outcome) => memoize((has: Outcome) => sideKey([had.granted]) === sideKey([has.granted])));
  const effects: CellEffect[] = [];
  let reached = (1 + edits.length) * account.locals.length;
  for (const pair of reachOf(account, after, edits)) {
    reached += 1;
    const had = cells.at(pair.before.subject, pair.before.repository);
    const has = at(pair.after.subject, pair.after.repository);
    if (isReportedAlike(pair) && isSame(had)(has)) continue;
    effects.push(cellEffect(pair, had, has));
  }
  work.spend(Math.ceil(reached / LOOKS));
  const all = <K extends keyof CellEffect>(part: K): CellEffect[K][number][] =>
    effects.flatMap((each): readonly CellEffect[K][number][] => each[part]);
  return {
    after,
    at,
    cells: left,
    owners: new Set(reachedIn(account.locals, edits).flatMap((number) => account.locals[number]?.principal.name ?? [])),
    lost: all('lost'),
    gained: all('gained'),
    altered: all('altered'),
    lostActions: all('lostActions'),
    alteredActions: all('alteredActions'),
    unreported: all('unreported'),
    lockedOut: all('lockedOut'),
    halved: all('halved'),
  };
}

function isReportedAlike({ isReported }: CellPair): boolean {
  return isReported.before && isReported.after;
}

function cellEffect(pair: CellPair, had: Outcome, has: Outcome): CellEffect {
  const { before, isReported } = pair;
  const changes = changesOf(pair, isReported.before ? had : NO_OUTCOME, has);
  const those = (change: GrantChange['change']): readonly PlacedGrant[] => changes.filter((each) => each.change === change);
  const [old, fresh] = [possible(had.granted), possible(has.granted)];
  const stays = isReported.after ? emptyMask() : intersection(old, fresh);
  const staying = isReported.after
    ? []
    : grantsIn(before, had).filter(({ capability }) => !changes.some((each) => each.capability === capability && each.change === 'lost'));
  return {
    lost: those('lost'),
    gained: isReported.after ? those('gained') : [],
    altered: isReported.after ? those('altered') : [],
    lostActions: namedActions(before, difference(old, fresh)),
    alteredActions: isReported.after ? namedActions(before, alteredMask(had, has)) : [],
    unreported: [...staying, ...namedActions(before, stays)],
    lockedOut: losesLogin(had, has) ? [{ ...before, capability: TOKEN }] : [],
    halved: !isHalf(had) && isHalf(has) ? [{ ...before, capability: remainderOf(has) }] : [],
  };
}

const NO_OUTCOME: Outcome = outcomeOf(NEVER, false);

function grantsIn(before: PlacedSubject, { capabilities }: Outcome): readonly PlacedGrant[] {
  return capabilities
    .filter(({ decision }) => decision !== 'unknown')
    .map(({ capability, actions }) => ({ ...before, capability, actions }));
}

type GrantChange = PlacedGrant & { readonly change: 'lost' | 'gained' | 'altered' };

function changesOf({ before }: CellPair, had: Outcome, has: Outcome): readonly GrantChange[] {
  return CAPABILITIES.flatMap((capability): readonly GrantChange[] => {
    const login = needsLogin(before.subject, capability);
    const [old, fresh] = [grantIn(had, capability, login), grantIn(has, capability, login)];
    if (old?.text === fresh?.text) return [];
    const grant = { ...before, capability, actions: (old ?? fresh)?.actions ?? emptyMask() };
    if (!fresh) return [{ ...grant, change: 'lost' }];
    return [{ ...grant, change: old ? 'altered' : 'gained' }];
  });
}

/** The grant with a text that is equal for equal grants; nothing is said of unknown ones. */
function grantIn(outcome: Outcome, capability: Capability, login: boolean): { actions: ActionMask; text: string } | undefined {
  const found = outcome.capabilities.find((each) => each.capability === capability);
  if (!found || found.decision === 'unknown') return undefined;
  const asked = login ? union(CAPABILITY_ACTIONS[capability], LOGIN_MASK) : CAPABILITY_ACTIONS[capability];
  return { actions: found.actions, text: sideKey([within(outcome.granted, asked)]) };
}

function namedActions(before: PlacedSubject, actions: ActionMask): readonly NamedGrant[] {
  return namesOf(actions).map((capability) => ({ ...before, capability }));
}

function alteredMask(had: Outcome, has: Outcome): ActionMask {
  const both = bitsOf(intersection(possible(had.granted), possible(has.granted)));
  return maskOf(both.filter((bit) => formulaKey(formulaOf(had.granted, bit)) !== formulaKey(formulaOf(has.granted, bit))));
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
  return grantIn(outcome, 'retag', false) ? 'retag' : 'push';
}
