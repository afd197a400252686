// Statements by whom they name: alone, or with everybody of an account. There may be as many as repositories that name the whole account, so
// those are never listed for one principal.

import { namesOf, principalNamed } from '../../access/account/named-principals.ts';
import type { Subject } from '../../access/account/subjects.ts';
import { getOrCreate } from '../../collections/get-or-create.ts';
import { groupBy } from '../../collections/group-by.ts';
import { memoize } from '../../collections/memoize.ts';
import type { PrincipalPattern } from '../../model/policy.ts';
import type { CompiledStatement } from '../../policy/compile.ts';
import { FALSE } from '../../policy/logic/formula.ts';
import { type Crowd, crowdFor, crowdOf, type SpokenTogether, type WayOfSpeaking, wayOf } from './crowds.ts';

/** Principals to whom a statement speaks in one way. */
interface SpokenTo extends Pick<WayOfSpeaking, 'isOnlyDelegated'> {
  readonly subjects: readonly Subject[];
}

/** What statements have to do with some principals. */
export interface Speaking {
  /** Whether one passes that may name one of them; of those with the same actions one may be asked for all. */
  readonly some: (isWanted: (statement: CompiledStatement) => boolean) => boolean;
  /** Whom of them a statement names. */
  readonly by: (statement: CompiledStatement) => readonly SpokenTo[];
  /** The crowds that they are from, with what is said to all of a crowd alike. */
  readonly crowds: () => readonly SpokenToCrowd[];
  /** Whether a statement may say something to one of them that is not said to all of a crowd alike. */
  readonly isBesides: (statement: CompiledStatement) => boolean;
  /** The statements that may; undefined where they are more than `most`. */
  readonly besides: (most: number) => readonly CompiledStatement[] | undefined;
}

interface SpokenToCrowd {
  readonly subjects: readonly Subject[];
  readonly together: readonly SpokenTogether[];
}

/**
 * Whom of some principals statements name: asked for one list of principals after the other. `isTogether`: whether a statement says the same
 * to all whom it names in one way.
 */
export function speakingTo(
  statements: readonly CompiledStatement[],
  isTogether: (statement: CompiledStatement) => boolean,
): (among: readonly Subject[]) => Speaking {
  const { byName, byAccount } = listsOf(statements);
  const excepting = statements.filter(isExcepting);
  const alone = memoize((subject: Subject) => new Set(byName(subject).filter((statement) => isNamed(statement, subject))));
  const crowds = new Map<string, Crowd>();
  return (among) => {
    const named = new Map<CompiledStatement, Subject[]>();
    for (const subject of among) for (const statement of alone(subject)) getOrCreate(named, statement, () => []).push(subject);
    const parts = [...groupBy(among, crowdOf)].map(([name, subjects]) => ({
      subjects,
      crowd: getOrCreate(crowds, name, () => crowdFor(byAccount(subjects[0]), isTogether)),
    }));
    return {
      some: (isWanted) => [...named.keys(), ...excepting, ...parts.flatMap(({ crowd }) => crowd.kinds)].some(isWanted),
      by: (statement) => {
        const some = isExcepting(statement) ? among.filter((subject) => isNamed(statement, subject)) : (named.get(statement) ?? []);
        const others = parts.flatMap(({ subjects, crowd }) => {
          if (!crowd.statements.has(statement)) return [];
          const left = some.length === 0 ? subjects : subjects.filter((subject) => !alone(subject).has(statement));
          const [first] = left;
          const way = first && crowd.wayOf(statement, first);
          return way?.isNamed ? [{ subjects: left, isOnlyDelegated: way.isOnlyDelegated }] : [];
        });
        return [...some.map((subject) => ({ subjects: [subject], ...wayOf(statement, subject) })), ...others];
      },
      crowds: () =>
        parts.map(({ subjects, crowd }) => {
          const notAlone = (statement: CompiledStatement): Subject | undefined =>
            subjects.find((subject) => !alone(subject).has(statement));
          return { subjects, together: crowd.together(notAlone) };
        }),
      isBesides: (statement) => named.has(statement) || isExcepting(statement) || parts.some(({ crowd }) => crowd.apart.has(statement)),
      besides: (most) => {
        const count = parts.reduce((sum, { crowd }) => sum + crowd.apart.size, named.size + excepting.length);
        return count > most ? undefined : [...named.keys(), ...excepting, ...parts.flatMap(({ crowd }) => [...crowd.apart])];
      },
    };
  };
}

function isNamed({ principal }: CompiledStatement, { caller }: Subject): boolean {
  return principal.match(caller, FALSE).some !== FALSE;
}

function isExcepting({ source: { principal } }: CompiledStatement): boolean {
  return principal.kind === 'except';
}

interface Lists {
  /** Those that can name the subject by itself: more than do, and none left out. */
  readonly byName: (subject: Subject) => readonly CompiledStatement[];
  /** Those that name everybody of its account, or everybody. */
  readonly byAccount: (subject: Subject | undefined) => readonly CompiledStatement[];
}

/** NotPrincipal names everybody but those whom it lists, and is in no list. */
function listsOf(statements: readonly CompiledStatement[]): Lists {
  const lists = new Map<string, CompiledStatement[]>();
  for (const statement of statements) for (const name of new Set(keysIn(statement))) getOrCreate(lists, name, () => []).push(statement);
  const listed = (keys: readonly string[]): readonly CompiledStatement[] => [...new Set(keys.flatMap((key) => lists.get(key) ?? []))];
  return {
    byName: (subject) => listed(namesFor(subject)),
    byAccount: (subject) => (subject ? listed([EVERYONE, accountKey(accountOf(subject))]) : []),
  };
}

function namesFor(subject: Subject): readonly string[] {
  const { local, caller } = subject;
  if (caller.kind === 'service') return [caller.service];
  // Of outsiders only the account is looked up: what names a role may let its sessions in.
  return [...(local ? namesOf(subject) : [membersKey(accountOf(subject))]), sessionsKey(accountOf(subject))];
}

function accountOf({ caller }: Subject): string {
  return 'account' in caller ? caller.account : '';
}

function keysIn({ source: { principal } }: CompiledStatement): readonly string[] {
  if (principal.kind === 'every') return [EVERYONE];
  return principal.kind === 'only' ? principal.of.flatMap(keysOf) : [];
}

function keysOf(pattern: PrincipalPattern): readonly string[] {
  switch (pattern.kind) {
    case 'everyone':
      return [EVERYONE];
    case 'account':
      return [accountKey(pattern.account)];
    case 'service':
      return [pattern.service];
    case 'uniqueId':
      return [pattern.id];
    case 'entity':
      return [principalNamed(pattern) ?? sessionsKey(pattern.account), membersKey(pattern.account)];
    case 'nobody':
      return [];
  }
}

const EVERYONE = '*';

function accountKey(account: string): string {
  return `account ${account}`;
}

function membersKey(account: string): string {
  return `members of ${account}`;
}

/** Of sessions of which nobody can say whose they are. */
function sessionsKey(account: string): string {
  return `sessions of ${account}`;
}
