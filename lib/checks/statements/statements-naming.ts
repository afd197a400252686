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

/** Principals to whom a statement speaks in one way. */
interface SpokenTo {
  readonly subjects: readonly Subject[];
  /** A22: they are the account's own, and it names them by nothing but the account. */
  readonly isOnlyDelegated: boolean;
}

/** What statements have to do with some principals. */
interface Speaking {
  /** Whether one passes that may name one of them; of those with the same actions one may be asked for all. */
  readonly some: (isWanted: (statement: CompiledStatement) => boolean) => boolean;
  /** Whether a statement names one of them as it does not name everybody of its account. */
  readonly isSingling: (statement: CompiledStatement) => boolean;
  /** Whom of them a statement names. */
  readonly by: (statement: CompiledStatement) => readonly SpokenTo[];
}

/** Whom of some principals statements name: asked for one list of principals after the other. */
export function speakingTo(statements: readonly CompiledStatement[]): (among: readonly Subject[]) => Speaking {
  const { byName, byAccount } = listsOf(statements);
  const excepting = statements.filter(isExcepting);
  const alone = memoize((subject: Subject) => new Set(byName(subject).filter((statement) => isNamed(statement, subject))));
  const crowds = new Map<string, Crowd>();
  return (among) => {
    const named = new Map<CompiledStatement, Subject[]>();
    for (const subject of among) for (const statement of alone(subject)) getOrCreate(named, statement, () => []).push(subject);
    const parts = [...groupBy(among, crowdOf)].map(([name, subjects]) => ({
      subjects,
      crowd: getOrCreate(crowds, name, () => crowdFor(byAccount(subjects[0]))),
    }));
    return {
      some: (isWanted) => [...named.keys(), ...excepting, ...parts.flatMap(({ crowd }) => crowd.kinds)].some(isWanted),
      isSingling: (statement) => named.has(statement) || isExcepting(statement),
      by: (statement) => {
        const some = isExcepting(statement) ? among.filter((subject) => isNamed(statement, subject)) : (named.get(statement) ?? []);
        const others = parts.flatMap(({ subjects, crowd }) => {
          if (!crowd.statements.has(statement)) return [];
          const left = some.length === 0 ? subjects : subjects.filter((subject) => !alone(subject).has(statement));
          const [first] = left;
          const way = first && getOrCreate(crowd.ways, statement, () => wayOf(statement, first));
          return way?.isNamed ? [{ subjects: left, isOnlyDelegated: way.isOnlyDelegated }] : [];
        });
        return [...some.map((subject) => ({ subjects: [subject], ...wayOf(statement, subject) })), ...others];
      },
    };
  };
}

/** Whoever is named by an account, or by `*`, in the same way. */
interface Crowd {
  /** That may name them so. */
  readonly statements: ReadonlySet<CompiledStatement>;
  /** One of each set of actions. */
  readonly kinds: readonly CompiledStatement[];
  /** How one speaks to those whom it does not name alone. */
  readonly ways: Map<CompiledStatement, Way>;
}

interface Way extends Pick<SpokenTo, 'isOnlyDelegated'> {
  readonly isNamed: boolean;
}

function crowdFor(statements: readonly CompiledStatement[]): Crowd {
  const kinds = new Map(statements.map((statement) => [`${statement.actions.lo} ${statement.actions.hi}`, statement]));
  return { statements: new Set(statements), kinds: [...kinds.values()], ways: new Map() };
}

function wayOf({ principal }: CompiledStatement, { local, caller }: Subject): Way {
  const { direct, role, some } = principal.match(caller, FALSE);
  return { isNamed: some !== FALSE, isOnlyDelegated: local !== undefined && direct === FALSE && role === FALSE };
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

function crowdOf({ caller, local }: Subject): string {
  const account = 'account' in caller ? `${caller.partition} ${caller.account}` : caller.kind;
  return local ? `own ${account}` : account;
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
