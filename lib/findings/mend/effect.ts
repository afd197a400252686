// What some edits do to access: the grants that go, come and change, in every cell that they can reach.
import type { Account } from '../../access/account.ts';
import { actionBit, ECR_ACTIONS } from '../../access/actions.ts';
import { CAPABILITY_ACTIONS, CAPABILITY_RULES } from '../../access/capabilities.ts';
import { needsLogin } from '../../access/grants.ts';
import { type Outcome, outcomeOf } from '../../access/outcome.ts';
import { combineSides, ownSides, resourceSide, sideKey } from '../../access/sides.ts';
import type { Subject } from '../../access/subjects.ts';
import { formulaOf, possible, within } from '../../access/ternary.ts';
import { CAPABILITIES, type Capability } from '../../model/access.ts';
import type { Repository } from '../../model/snapshot.ts';
import { formulaKey } from '../../policy/formula.ts';
import { type ActionMask, bitsOf, covers, difference, emptyMask, hasBit, intersection, maskOf, union } from '../../policy/mask.ts';
import { accountAfter, type Edit } from './edit.ts';
import { type CellPair, reachOf } from './reach.ts';

/** The outcome of any cell of an account. */
export type AccessAt = (subject: Subject, repository: Repository) => Outcome;

export function accessIn(account: Account): AccessAt {
  const owns = new Map<Subject, ReturnType<typeof ownSides>>();
  return (subject, repository) => {
    const sideAt = owns.get(subject) ?? ownSides(account, subject);
    owns.set(subject, sideAt);
    const isLocal = subject.local !== undefined;
    return outcomeOf(combineSides(sideAt(repository), resourceSide(account, subject, repository), isLocal), isLocal);
  };
}

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

export interface Effect {
  readonly after: Account;
  readonly lost: readonly PlacedGrant[];
  readonly gained: readonly PlacedGrant[];
  /** Still there, under other conditions or with other actions. */
  readonly altered: readonly PlacedGrant[];
  /** Raw actions that go, and those that stay under other conditions. */
  readonly lostActions: readonly NamedGrant[];
  readonly alteredActions: readonly NamedGrant[];
  /** Who can no longer log in, and could still pull or push if they did. */
  readonly lockedOut: readonly string[];
  /** Who is left with PutImage without the rest of push: retag where it is one, and otherwise push. */
  readonly halved: readonly PlacedGrant[];
}

export function effectOf(account: Account, edits: readonly Edit[]): Effect {
  const after = accountAfter(account, edits);
  const lost: PlacedGrant[] = [];
  const gained: PlacedGrant[] = [];
  const altered: PlacedGrant[] = [];
  const lostActions: NamedGrant[] = [];
  const alteredActions: NamedGrant[] = [];
  const halved: PlacedGrant[] = [];
  const lockedOut = new Set<string>();
  const oldAccess = accessIn(account);
  const newAccess = accessIn(after);
  for (const pair of reachOf(account, after, edits)) {
    const had = oldAccess(pair.before.subject, pair.before.repository);
    const has = newAccess(pair.after.subject, pair.after.repository);
    if (sideKey([had.granted]) === sideKey([has.granted])) continue;
    for (const { change, ...grant } of changesOf(pair, had, has)) ({ lost, gained, altered })[change].push(grant);
    lostActions.push(...namedActions(pair, difference(possible(had.granted), possible(has.granted))));
    alteredActions.push(...namedActions(pair, alteredMask(had, has)));
    if (losesLogin(had, has)) lockedOut.add(pair.before.subject.principal.name);
    if (!isHalf(had) && isHalf(has)) halved.push({ ...pair.before, ...remainderOf(has) });
  }
  return { after, lost, gained, altered, lostActions, alteredActions, halved, lockedOut: [...lockedOut].sort() };
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

function namedActions({ before }: CellPair, actions: ActionMask): readonly NamedGrant[] {
  return bitsOf(actions).flatMap((bit) => (ECR_ACTIONS[bit] ? [{ ...before, capability: ECR_ACTIONS[bit] }] : []));
}

function alteredMask(had: Outcome, has: Outcome): ActionMask {
  const both = bitsOf(intersection(possible(had.granted), possible(has.granted)));
  return maskOf(both.filter((bit) => formulaKey(formulaOf(had.granted, bit)) !== formulaKey(formulaOf(has.granted, bit))));
}

const LOGIN = actionBit('ecr:GetAuthorizationToken') ?? 0;
const LOGIN_MASK = maskOf([LOGIN]);

function losesLogin(had: Outcome, has: Outcome): boolean {
  const [before, after] = [possible(had.granted), possible(has.granted)];
  const couldUse = CAPABILITIES.some((name) => CAPABILITY_RULES[name].login && covers(after, CAPABILITY_ACTIONS[name]));
  return hasBit(before, LOGIN) && !hasBit(after, LOGIN) && couldUse;
}

const PUT_IMAGE = actionBit('ecr:PutImage') ?? 0;

function isHalf({ granted }: Outcome): boolean {
  return hasBit(possible(granted), PUT_IMAGE) && !covers(possible(granted), CAPABILITY_ACTIONS.push);
}

function remainderOf(outcome: Outcome): Pick<PlacedGrant, 'capability' | 'actions'> {
  const isRetag = grantIn(outcome, 'retag', false) !== undefined;
  return { capability: isRetag ? 'retag' : 'push', actions: possible(outcome.granted) };
}
