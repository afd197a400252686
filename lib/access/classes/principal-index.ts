// Where local principals are found by what resource policies write of them, and outsiders by their names.

import { getOrCreate } from '../../collections/get-or-create.ts';
import { memoize } from '../../collections/memoize.ts';
import { type NumberMap, numberMap } from '../../collections/number-map.ts';
import { arnFields, arnOf } from '../../model/ids.ts';
import type { Gap, Repository } from '../../model/snapshot.ts';
import type { CompiledStatement } from '../../policy/compile.ts';
import type { CompiledCondition } from '../../policy/condition/condition.ts';
import { FALSE, formulaKey } from '../../policy/logic/formula.ts';
import { hasBoundary } from '../../policy/order.ts';
import { type Account, ownLayers } from '../account/account.ts';
import { outsidersOf, ownArnsOf } from '../account/named-outsiders.ts';
import { principalNamed, sessionsOf } from '../account/named-principals.ts';
import { type AuditScope, isCallerKey, isRepositoryKey } from '../account/request-context.ts';
import { outsider, type Subject } from '../account/subjects.ts';
import { type AlikeIndex, alikeIndex } from './alike-principals.ts';
import { distinguishedBy } from './distinguished-principals.ts';
import { repositoryValues } from './repository-classes.ts';

export interface PrincipalIndex {
  readonly ordinary: readonly number[];
  readonly serviceLinked: readonly number[];
  /** Positions of the principals that statements name. */
  readonly named: (statements: readonly CompiledStatement[]) => ReadonlySet<number>;
  /** Outsiders that statements speak of, and own principals that they name and of which nothing was read. */
  readonly outsiders: (statements: readonly CompiledStatement[]) => readonly Subject[];
  /** The principals by the values of some keys. */
  readonly groupedBy: (keys: readonly string[]) => AlikeIndex;
  /** By position the principals with a permissions boundary, or of whom nobody knows if they have one, with that as a text. */
  readonly bounded: () => ReadonlyMap<number, string>;
  /** By position the principals whose outcome of a condition is not that of most, with the outcome as a text. */
  readonly distinguished: (condition: CompiledCondition, repository: Repository) => NumberMap<string>;
}

/** An index over the users and roles of the account. Answers about conditions are worked out when they are first asked for, and kept. */
export function principalIndexOf(account: Account): PrincipalIndex {
  const { locals } = account;
  const byName = new Map<string, number[]>();
  const enter = (name: string, position: number): void => {
    getOrCreate(byName, name, () => []).push(position);
  };
  locals.forEach(({ principal, local }, position) => {
    enter(principal.name, position);
    if (principal.uniqueId) enter(principal.uniqueId, position);
    if (local?.kind === 'role') enter(sessionsOf(local.name), position);
  });
  const groups = new Map<string, AlikeIndex>();
  const positions = [...locals.keys()];
  const groupedBy = (keys: readonly string[]): AlikeIndex => {
    const wanted = [...new Set(keys.filter(isCallerKey))].sort();
    return getOrCreate(groups, wanted.join(), () => alikeIndex(account, wanted));
  };
  const outsiders = new Map<string, Subject>();
  const outcomes = new Map<CompiledCondition, Map<string, NumberMap<string>>>();
  const bounds = memoize((_: undefined) => boundedIn(account));
  const isServiceLinked = (position: number): boolean => locals[position]?.principal.class === 'service-linked';
  return {
    ordinary: positions.filter((position) => !isServiceLinked(position)),
    serviceLinked: positions.filter(isServiceLinked),
    named: (statements) => new Set(statements.flatMap((statement) => namesIn(statement).flatMap((name) => byName.get(name) ?? []))),
    outsiders: (statements) => {
      const names = outsidersOf(statements, account.ground);
      const foreign = names.map((name) => getOrCreate(outsiders, name, () => outsider(account.ground, name)));
      return [...foreign, ...unreadSubjects(account, statements)];
    },
    groupedBy,
    bounded: () => bounds(undefined),
    distinguished: (condition, repository) => {
      const ofCondition = getOrCreate(outcomes, condition, () => new Map<string, NumberMap<string>>());
      const values = repositoryValues(repository, condition.keys.filter(isRepositoryKey));
      return getOrCreate(ofCondition, values, () => numberMap(distinguishedBy(account, condition, groupedBy(condition.keys), repository)));
    },
  };
}

function boundedIn(account: Account): ReadonlyMap<number, string> {
  return new Map(
    account.locals.flatMap((subject, position) => {
      const bounded = hasBoundary(ownLayers(account, subject));
      return bounded === FALSE ? [] : [[position, formulaKey(bounded)] as const];
    }),
  );
}

/** Whether a statement means callers with a permissions boundary otherwise than those without one whom it does not name either (A47). */
export function asksForBoundary({ effect, source: { principal } }: CompiledStatement): boolean {
  return effect === 'Deny' && principal.kind === 'except' && principal.of.some(({ kind }) => kind === 'everyone');
}

/** The names under which a statement speaks of users and roles one by one. */
export function namesIn({ source: { principal } }: CompiledStatement): readonly string[] {
  if (principal.kind === 'every') return [];
  return principal.of.flatMap((pattern) => {
    if (pattern.kind === 'uniqueId') return [pattern.id];
    return pattern.kind === 'entity' ? [pattern.arn, principalNamed(pattern) ?? pattern.arn] : [];
  });
}

/** Named principals of the account of which nothing is known: users and roles where IAM was not read, and federated users always. */
function unreadSubjects({ ground, snapshot }: Account, statements: readonly CompiledStatement[]): readonly Subject[] {
  const { principals } = snapshot;
  const names = [...new Set(ownArnsOf(statements, ground.account))].sort();
  return names.flatMap((name) => {
    const { service = '', resource = '' } = arnFields(name) ?? {};
    if (service === 'sts') return resource.startsWith('federated-user/') ? [ownOutsider(ground, name)] : [];
    return principals.kind === 'unknown' ? [unreadSubject(ground, name, principals.gap)] : [];
  });
}

function ownOutsider(ground: AuditScope, name: string): Subject {
  const subject = outsider(ground, name);
  return { ...subject, principal: { ...subject.principal, class: 'same-account' } };
}

function unreadSubject(ground: AuditScope, name: string, gap: Gap): Subject {
  const arn = arnOf(name);
  const subject = ownOutsider(ground, name);
  if (!arn) return subject;
  const unread = { kind: 'unknown', gap } as const;
  const kind = subject.caller.kind === 'user' ? 'user' : 'role';
  const unreadPolicies = { policies: [unread], boundary: unread, trust: undefined, tags: {}, groups: [] };
  return { ...subject, local: { kind, arn, uniqueId: '', name: name.slice(name.lastIndexOf('/') + 1), path: '/', ...unreadPolicies } };
}
