// Whom a Principal or NotPrincipal element names, and how. The way decides which gates a grant bypasses (A21-A26 of docs/semantics.md).
import { getOrCreate } from '../collections/get-or-create.ts';
import { type RoleSession, roleSession } from '../model/ids.ts';
import type { Effect, PrincipalPattern, Scope } from '../model/policy.ts';
import type { Caller } from '../model/principal.ts';
import { any, constant, FALSE, type Formula, not, TRUE, test, unsettled } from './logic/formula.ts';

/** How a statement names a caller. INVARIANT: `direct` implies `role`, and `role` implies `some`. */
export interface PrincipalMatch {
  /** The user, the session or everybody: bypasses identity, boundary and session policies [i, iii, iv-a, vi]. */
  readonly direct: Formula;
  /** The role of a session, the user of a federated one: bypasses identity policies only [ii, iv-b]. */
  readonly role: Formula;
  /** In any way, the account included [v]. */
  readonly some: Formula;
}

export interface CompiledPrincipal {
  /** `hasBoundary`: whether the caller has a permissions boundary, which only a Deny with NotPrincipal asks (A47). */
  readonly match: (caller: Caller, hasBoundary: Formula) => PrincipalMatch;
  /** ARNs, accounts, ids and services written here. */
  readonly written: Scope<PrincipalPattern>;
}

const NO_MATCH: PrincipalMatch = { direct: FALSE, role: FALSE, some: FALSE };
const DIRECT: PrincipalMatch = { direct: TRUE, role: TRUE, some: TRUE };
const ROLE: PrincipalMatch = { direct: FALSE, role: TRUE, some: TRUE };
const ACCOUNT: PrincipalMatch = { direct: FALSE, role: FALSE, some: TRUE };

/** A Principal or NotPrincipal element as a test of callers. An Allow and a Deny with NotPrincipal except their lists in different ways (A46, A49). */
export function compilePrincipal(scope: Scope<PrincipalPattern>, effect: Effect): CompiledPrincipal {
  if (scope.kind === 'every') return { match: () => DIRECT, written: scope };
  const list = listOf(scope.of);
  // B17: an empty list makes the statement match nobody.
  if (scope.of.length === 0) return { match: () => NO_MATCH, written: scope };
  if (scope.kind === 'only') return { match: (caller) => matchOf(list, caller), written: scope };
  if (effect === 'Deny') return { match: (caller, hasBoundary) => certainty(notExempt(list, caller, hasBoundary)), written: scope };
  // A46: Allow with NotPrincipal is everybody whom the list does not name.
  return { match: (caller) => certainty(not(matchOf(list, caller).some)), written: scope };
}

/** What `list` says of one caller; `*` is the whole of it. */
function matchOf(list: PrincipalList, caller: Caller): PrincipalMatch {
  if (list.everyone) return DIRECT;
  switch (caller.kind) {
    case 'user':
      return list.arns.has(caller.arn) || hasId(list, caller.uniqueId) ? DIRECT : accountMatch(list, caller);
    case 'role': {
      const role = list.arns.has(caller.arn) || hasId(list, caller.uniqueId) ? ROLE : accountMatch(list, caller);
      return list.sessions.size === 0 ? role : withSessions(role, sessionOf(list, caller));
    }
    case 'session':
      if (list.arns.has(caller.arn)) return DIRECT;
      return list.arns.has(caller.role) || hasId(list, caller.uniqueId) ? ROLE : accountMatch(list, caller);
    case 'federated':
      if (list.arns.has(caller.arn)) return DIRECT;
      return list.arns.has(caller.user) ? ROLE : accountMatch(list, caller);
    case 'root':
    case 'account':
      return accountMatch(list, caller);
    case 'service':
      return list.services.has(caller.service) ? DIRECT : NO_MATCH;
    case 'anyone':
      return NO_MATCH;
  }
}

/** A48, A49: whether a Deny with NotPrincipal applies. Every link of the caller's chain has to be listed to be exempt. */
function notExempt(list: PrincipalList, caller: Caller, hasBoundary: Formula): Formula {
  if (caller.kind === 'anyone') return constant(!list.everyone);
  if (caller.kind === 'service') return constant(!list.everyone && !list.services.has(caller.service));
  // A47: a boundary makes the denial certain, whoever is listed.
  const exempt = list.everyone ? TRUE : chainListed(list, caller);
  return caller.kind === 'root' || caller.kind === 'account' ? not(exempt) : any(hasBoundary, not(exempt));
}

function chainListed(list: PrincipalList, caller: Extract<Caller, { readonly account: string }>): Formula {
  const account = hasAccount(list, caller);
  if (caller.kind === 'root' || caller.kind === 'account') return constant(account);
  if (caller.kind === 'user') return chain(list.arns.has(caller.arn) || hasId(list, caller.uniqueId), account);
  // No session wildcard exists, so a role of which only sessions are known is never fully listed.
  if (caller.kind === 'role') return chain(list.arns.has(caller.arn) || hasId(list, caller.uniqueId), false);
  const own = caller.kind === 'session' ? list.arns.has(caller.role) || hasId(list, caller.uniqueId) : list.arns.has(caller.user);
  return chain(own, account && list.arns.has(caller.arn));
}

function chain(own: boolean, rest: boolean): Formula {
  if (!own) return FALSE;
  return rest ? TRUE : unsettled('A49');
}

/**
 * Under which names a statement means callers: whoever has none of them (`namesOf`) is not meant. Undefined where it means callers whom it
 * does not name, as with `*` and NotPrincipal.
 */
export function writtenNames(scope: Scope<PrincipalPattern>): readonly string[] | undefined {
  if (scope.kind !== 'only' || scope.of.some(({ kind }) => kind === 'everyone')) return undefined;
  const { accounts, arns, ids, services, sessions } = listOf(scope.of);
  return [...accounts, ...arns, ...ids, ...services, ...sessions.keys()];
}

/** The names under which statements can mean a caller. */
export function namesOf(caller: Caller): readonly string[] {
  switch (caller.kind) {
    case 'user':
      return [caller.arn, caller.uniqueId ?? caller.arn, ...accountKeys(caller)];
    case 'role':
      return [caller.arn, caller.uniqueId ?? caller.arn, sessionsOf(caller), ...accountKeys(caller)];
    case 'session':
      return [caller.arn, caller.role, caller.uniqueId ?? caller.arn, ...accountKeys(caller)];
    case 'federated':
      return [caller.arn, caller.user, ...accountKeys(caller)];
    case 'root':
    case 'account':
      return accountKeys(caller);
    case 'service':
      return [caller.service];
    case 'anyone':
      return [];
  }
}

interface PrincipalList {
  readonly everyone: boolean;
  /** `:account` for the form of 12 digits, `partition:account` for the ARN. */
  readonly accounts: ReadonlySet<string>;
  readonly arns: ReadonlySet<string>;
  readonly ids: ReadonlySet<string>;
  readonly services: ReadonlySet<string>;
  /** Session names by partition, account and role name, which is all that a session ARN tells of its role. */
  readonly sessions: ReadonlyMap<string, readonly string[]>;
}

function listOf(patterns: readonly PrincipalPattern[]): PrincipalList {
  const [accounts, arns, ids, services] = [new Set<string>(), new Set<string>(), new Set<string>(), new Set<string>()];
  const sessions = new Map<string, string[]>();
  for (const pattern of patterns) {
    if (pattern.kind === 'account') accounts.add(`${pattern.partition ?? ''}:${pattern.account}`);
    if (pattern.kind === 'uniqueId') ids.add(pattern.id);
    if (pattern.kind === 'service') services.add(pattern.service);
    if (pattern.kind !== 'entity') continue;
    arns.add(pattern.arn);
    const named = roleSession(pattern.arn);
    if (named) getOrCreate(sessions, sessionsKey(named), () => []).push(named.session);
  }
  const everyone = patterns.some(({ kind }) => kind === 'everyone');
  return {
    everyone,
    accounts: kept(accounts),
    arns: kept(arns),
    ids: kept(ids),
    services: kept(services),
    sessions: sessions.size > 0 ? sessions : NO_SESSIONS,
  };
}

/** One object for all that is empty: there are hundreds of thousands of lists, with one name each. */
function kept(names: ReadonlySet<string>): ReadonlySet<string> {
  return names.size > 0 ? names : NO_NAMES;
}

const NO_NAMES: ReadonlySet<string> = new Set();
const NO_SESSIONS: PrincipalList['sessions'] = new Map();

function sessionsKey({ partition, account, role }: Pick<RoleSession, 'partition' | 'account' | 'role'>): string {
  return `${partition}:${account}:${role}`;
}

/** Where the sessions of a role are listed. */
function sessionsOf(caller: Extract<Caller, { kind: 'role' }>): string {
  return sessionsKey({ ...caller, role: caller.arn.slice(caller.arn.lastIndexOf('/') + 1) });
}

/** A25: a session of the role is named, and which session asks is not known. */
function sessionOf(list: PrincipalList, caller: Extract<Caller, { kind: 'role' }>): Formula {
  const sessions = list.sessions.get(sessionsOf(caller));
  return sessions ? test(SESSION_NAME, sessions) : FALSE;
}

/** The key under which a session name is asked for in residual conditions. */
export const SESSION_NAME = 'sts:RoleSessionName';

function withSessions(role: PrincipalMatch, session: Formula): PrincipalMatch {
  return { direct: session, role: any(role.role, session), some: any(role.some, session) };
}

function accountMatch(list: PrincipalList, caller: { readonly account: string; readonly partition: string }): PrincipalMatch {
  return hasAccount(list, caller) ? ACCOUNT : NO_MATCH;
}

/** A31: a principal of another partition never matches. */
function hasAccount(list: PrincipalList, caller: { readonly account: string; readonly partition: string }): boolean {
  if (list.accounts.size === 0) return false;
  const [digits, arn] = accountKeys(caller);
  return list.accounts.has(digits) || list.accounts.has(arn);
}

/** The account by its digits, and by its ARN. */
function accountKeys({ account, partition }: { readonly account: string; readonly partition: string }): readonly [string, string] {
  return [`:${account}`, `${partition}:${account}`];
}

function hasId(list: PrincipalList, id: string | undefined): boolean {
  return id !== undefined && list.ids.has(id);
}

function certainty(some: Formula): PrincipalMatch {
  if (some === TRUE) return DIRECT;
  return some === FALSE ? NO_MATCH : { direct: some, role: some, some };
}
