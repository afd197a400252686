// One grant that somebody asks for: whether it is missing, and what keeps it away.
import { type Account, decideCell } from '../access/account.ts';
import { actionBit } from '../access/actions.ts';
import { CAPABILITY_ACTIONS, CAPABILITY_RULES } from '../access/capabilities.ts';
import { needsLogin } from '../access/grants.ts';
import { outsider, type Subject } from '../access/subjects.ts';
import type { Decision } from '../model/decision.ts';
import type { MissingAccess } from '../model/drift.ts';
import { accountId, arnFields } from '../model/ids.ts';
import { LAYERS } from '../model/policy.ts';
import type { Repository } from '../model/snapshot.ts';
import { bitsOf } from '../policy/mask.ts';
import { remembered } from '../policy/remembered.ts';
import { isCapability } from './judge.ts';
import { capabilityMask } from './selector-capability.ts';

/** Whom access is required for. */
export interface Required {
  readonly name: string;
  /** Undefined where there is no such principal. */
  readonly subject: Subject | undefined;
}

const LOCALS = new WeakMap<Account, ReadonlyMap<string, Subject>>();

/** The principal of that name; undefined for one of the account's own that is not there. */
export function subjectOf(account: Account, name: string): Subject | undefined {
  const local = remembered(LOCALS, account, () => new Map(account.locals.map((subject) => [subject.principal.name, subject] as const))).get(
    name,
  );
  if (local) return local;
  const owner = arnFields(name)?.account;
  const isOwn = owner !== undefined && accountId(owner) !== undefined && owner === account.ground.account;
  return isOwn ? undefined : outsider(account.ground, name);
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
    return account.snapshot.principals.kind === 'present' ? { ...base, uniqueId: undefined, blockedBy: [], denials: [] } : undefined;
  }
  const decisions = decided.map(({ decision }) => decision);
  const denied = decisions.filter(isDeny);
  const isAny = isCapability(capability) && CAPABILITY_RULES[capability].needs === 'any';
  const gone = isAny ? denied.length === decisions.length : denied.length > 0;
  if (!gone) return undefined;
  return {
    ...base,
    uniqueId: subject.principal.uniqueId,
    blockedBy: LAYERS.filter((layer) => denied.some(({ deniedBy }) => deniedBy.includes(layer))),
    denials: [...new Map(denied.flatMap(({ statements }) => statements).map((each) => [JSON.stringify(each), each])).values()],
  };
}

function neededActions(subject: Subject, capability: string): readonly number[] {
  if (!isCapability(capability)) return bitsOf(capabilityMask([capability]));
  return [
    ...bitsOf(CAPABILITY_ACTIONS[capability]),
    ...(needsLogin(subject, capability) ? [actionBit('ecr:GetAuthorizationToken') ?? 0] : []),
  ];
}

function isDeny({ kind }: Decision): boolean {
  return kind === 'explicitDeny' || kind === 'implicitDeny';
}
