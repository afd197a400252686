// One grant that somebody asks for: whether it is missing, and what keeps it away.
import { type Account, decideCell } from '../../access/account/account.ts';
import { outsider, type Subject } from '../../access/account/subjects.ts';
import { outcomeOf } from '../../access/cell/outcome.ts';
import { combineSides, principalSide, resourceSides } from '../../access/cell/sides.ts';
import { needsLogin } from '../../access/matrix/grant-of.ts';
import { capabilityMask } from '../../baseline/match/capability-selector.ts';
import { getOrCreate } from '../../collections/get-or-create.ts';
import { CAPABILITY_ACTIONS, CAPABILITY_RULES, LOGIN } from '../../ecr/capabilities.ts';
import { isCapability } from '../../model/access.ts';
import { type Decision, distinctReasons } from '../../model/decision.ts';
import type { MissingAccess } from '../../model/drift.ts';
import { arnFields } from '../../model/ids.ts';
import { LAYERS } from '../../model/policy.ts';
import type { Repository } from '../../model/snapshot.ts';
import { bitsOf } from '../../policy/logic/mask.ts';

/** Whom access is required for. */
export interface Required {
  readonly name: string;
  /** Undefined where there is no such principal. */
  readonly subject: Subject | undefined;
}

const LOCALS = new WeakMap<Account, ReadonlyMap<string, Subject>>();

/** The principal of that name; undefined for one of the account's own that is not there. */
export function subjectOf(account: Account, name: string): Subject | undefined {
  const local = getOrCreate(
    LOCALS,
    account,
    () => new Map(account.locals.map((subject) => [subject.principal.name, subject] as const)),
  ).get(name);
  if (local) return local;
  return arnFields(name)?.account === account.ground.account ? undefined : outsider(account.ground, name);
}

export interface Wanted extends Required {
  readonly repository: Repository;
  readonly capability: string;
}

export type Missing = Omit<MissingAccess, 'source' | 'rule'>;

export interface Decided {
  readonly action: number;
  readonly decision: Decision;
}

/** The decisions on what is wanted; none where there is no such principal. */
export function decisionsOn(account: Account, { subject, repository, capability }: Wanted): readonly Decided[] {
  if (!subject) return [];
  return neededActions(subject, capability).map((action) => ({ action, decision: decideCell(account, { subject, repository, action }) }));
}

/** Undefined where it is there, or where that cannot be told. */
export function missingIn(
  account: Account,
  wanted: Wanted,
  decided: readonly Decided[] = decisionsOn(account, wanted),
): Missing | undefined {
  const { name, subject, repository, capability } = wanted;
  const base = { kind: 'missing' as const, region: repository.region, repository: repository.name, principal: name, capability };
  if (!subject) {
    // Who was not read may well be there.
    return account.snapshot.principals.kind === 'present'
      ? { ...base, uniqueId: undefined, blockedBy: [], denials: [], isNeverWhole: false }
      : undefined;
  }
  const decisions = decided.map(({ decision }) => decision);
  const denied = decisions.filter(isDeny);
  const isAny = isCapability(capability) && CAPABILITY_RULES[capability].needs === 'any';
  const gone = isAny ? denied.length === decisions.length : denied.length > 0;
  const isNeverWhole = !gone && !isAny && isNeverTogether(account, { subject, repository, capability }, decisions);
  if (!gone && !isNeverWhole) return undefined;
  return {
    ...base,
    uniqueId: subject.principal.uniqueId,
    blockedBy: LAYERS.filter((layer) => denied.some(({ deniedBy }) => deniedBy.includes(layer))),
    denials: distinctReasons(denied.flatMap(({ statements }) => statements)),
    isNeverWhole,
  };
}

interface Cell {
  readonly subject: Subject;
  readonly repository: Repository;
  readonly capability: string;
}

/** Whether each action is possible, and no request context lets all of them through: conditions that exclude each other. */
function isNeverTogether(account: Account, { subject, repository, capability }: Cell, decisions: readonly Decision[]): boolean {
  const isOpen = decisions.some(({ kind }) => kind === 'unknown');
  if (isOpen || decisions.filter(({ kind }) => kind === 'conditional').length < 2) return false;
  const isLocal = subject.local !== undefined;
  const granted = combineSides(principalSide(account, subject, repository), resourceSides(account, repository)(subject));
  return !outcomeOf(granted, isLocal).capabilities.some((each) => each.capability === capability);
}

function neededActions(subject: Subject, capability: string): readonly number[] {
  if (!isCapability(capability)) return bitsOf(capabilityMask([capability]));
  return [...bitsOf(CAPABILITY_ACTIONS[capability]), ...(needsLogin(subject, capability) ? [LOGIN] : [])];
}

function isDeny({ kind }: Decision): boolean {
  return kind === 'explicitDeny' || kind === 'implicitDeny';
}
