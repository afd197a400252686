// The cells that edits can reach: all of a principal's where its own policies change, all of a repository's for those of whom
// a changed statement speaks.

import { type Account, resourceLayers } from '../../access/account/account.ts';
import { outsidersOf, ownArnsOf } from '../../access/account/named-outsiders.ts';
import { namesOf, principalNamed } from '../../access/account/named-principals.ts';
import { outsider, type Subject } from '../../access/account/subjects.ts';
import { repositoriesOf, repositoryOf } from '../../access/classes/repository-classes.ts';
import { getOrCreate } from '../../collections/get-or-create.ts';
import { arnFields, placeKey } from '../../model/ids.ts';
import type { PrincipalPattern } from '../../model/policy.ts';
import type { Repository } from '../../model/snapshot.ts';
import type { CompiledStatement } from '../../policy/compile.ts';
import { type Edit, isTouchedBy } from '../policy/edit.ts';

export interface PlacedSubject {
  readonly subject: Subject;
  readonly repository: Repository;
}

/** One cell before and after the edits. */
export interface CellPair {
  readonly before: PlacedSubject;
  readonly after: PlacedSubject;
  /** Grants of an outsider are reported as long as some statement names it, whoever else lets it in. */
  readonly isReported: { readonly before: boolean; readonly after: boolean };
}

const REPORTED = { before: true, after: true };

/** INVARIANT: `after` has the principals and repositories of `before` in the same places. */
export function* reachOf(before: Account, after: Account, edits: readonly Edit[]): Iterable<CellPair> {
  const [old, fresh] = [repositoriesOf(before), repositoriesOf(after)];
  const own = reachedIn(before.locals, edits);
  for (const number of own.length === 0 ? editedAmong(old, edits) : old.keys()) {
    const [repository, changed] = [old[number], fresh[number]];
    if (!repository || !changed) continue;
    const edited = isEdited(repository, edits);
    const at = (subject: Subject, then: Subject): Pick<CellPair, 'before' | 'after'> => {
      return { before: { subject, repository }, after: { subject: then, repository: changed } };
    };
    const spokenOf = edited ? spokenOfAt(before, after, repository, changed) : NOBODY;
    for (const position of new Set([...own, ...spokenOf.positions])) {
      const [subject, then] = [before.locals[position], after.locals[position]];
      if (subject && then) yield { ...at(subject, then), isReported: REPORTED };
    }
    for (const [name, isReported] of spokenOf.outsiders) {
      const subject = outsider(before.ground, name);
      yield { ...at(subject, subject), isReported };
    }
  }
}

/** The places in a list of those whose own policies are among the edited; most edits are of nobody's. */
export function reachedIn(locals: Account['locals'], edits: readonly Edit[]): readonly number[] {
  if (edits.every(isOfResources)) return [];
  return [...locals.keys()].filter((position) => isReached(locals[position], edits));
}

function isOfResources({ kind }: Edit): boolean {
  return kind === 'repositoryPolicy' || kind === 'registryPolicy';
}

/** The places in a list of the repositories whose policies, or those of whose registries, the edits change. */
function editedAmong(repositories: readonly Repository[], edits: readonly Edit[]): readonly number[] {
  if (edits.some(({ kind }) => kind === 'registryPolicy'))
    return [...repositories.keys()].filter((number) => repositories[number] && isEdited(repositories[number], edits));
  const numbers = getOrCreate(
    NUMBERS,
    repositories,
    () => new Map(repositories.map(({ region, name }, at) => [placeKey(region, name), at])),
  );
  const edited = edits.flatMap((edit) =>
    edit.kind === 'repositoryPolicy' ? (numbers.get(placeKey(edit.region, edit.repository)) ?? []) : [],
  );
  return [...new Set(edited)].sort((a, b) => a - b);
}

const NUMBERS = new WeakMap<readonly Repository[], ReadonlyMap<string, number>>();

/** Whether the subject's own policies are among the edited. */
export function isReached(subject: Subject | undefined, edits: readonly Edit[]): boolean {
  const local = subject?.local;
  return local !== undefined && edits.some((edit) => isTouchedBy(edit, local));
}

/** Whether the edits change the repository's policy, or that of its registry. */
export function isEdited({ region, name }: Repository, edits: readonly Edit[]): boolean {
  return edits.some((edit) => {
    if (edit.kind === 'repositoryPolicy') return edit.region === region && edit.repository === name;
    return edit.kind === 'registryPolicy' && edit.region === region;
  });
}

interface SpokenOf {
  /** In `account.locals`. */
  readonly positions: readonly number[];
  readonly outsiders: ReadonlyMap<string, CellPair['isReported']>;
}

const NOBODY: SpokenOf = { positions: [], outsiders: new Map() };

function spokenOfAt(before: Account, after: Account, repository: Repository, changed: Repository): SpokenOf {
  const [old, fresh] = [statementsAt(before, repository), statementsAt(after, changed)];
  const [named, then] = [outsidersIn(before, old), outsidersIn(before, fresh)];
  const isReported = (name: string): CellPair['isReported'] => ({ before: named.has(name), after: then.has(name) });
  return {
    positions: [...new Set(differing(old, fresh).flatMap((each) => positionsOf(before, each)))].sort((a, b) => a - b),
    outsiders: new Map([...named, ...then].map((name) => [name, isReported(name)])),
  };
}

function differing(old: readonly CompiledStatement[], fresh: readonly CompiledStatement[]): readonly CompiledStatement[] {
  const [oldTexts, freshTexts] = [new Set(old.map(textOf)), new Set(fresh.map(textOf))];
  return [...old.filter((each) => !freshTexts.has(textOf(each))), ...fresh.filter((each) => !oldTexts.has(textOf(each)))];
}

/** Whether what changes in the policies of a repository may be about some of the account's own. */
export function isAboutLocals(before: Account, after: Account, repository: Repository): boolean {
  const changed = repositoryOf(after, repository.arn);
  const now = changed ? statementsAt(after, changed) : [];
  return differing(statementsAt(before, repository), now).some((each) => positionsOf(before, each).length > 0);
}

/** The account's own federated users are outsiders too: IAM does not list them. */
export function outsidersIn({ ground }: Account, statements: readonly CompiledStatement[]): ReadonlySet<string> {
  const federated = ownArnsOf(statements, ground.account).filter((arn) => arnFields(arn)?.resource.startsWith('federated-user/'));
  return new Set([...outsidersOf(statements, ground), ...federated]);
}

/** Control policies too: a condition of theirs names outsiders (`org:` and the like). */
export function statementsAt(account: Account, repository: Repository): readonly CompiledStatement[] {
  const { resource, rcp } = resourceLayers(account, repository.region, repository);
  return [...resource.policies, ...rcp.policies].flatMap(({ compiled }) => compiled.statements);
}

const TEXTS = new WeakMap<CompiledStatement, string>();

/** What a statement says, wherever it stands. */
function textOf(statement: CompiledStatement): string {
  return getOrCreate(TEXTS, statement, () => JSON.stringify({ ...statement.source, index: 0, sid: null }));
}

const SPOKEN_OF = new WeakMap<Account['locals'], WeakMap<CompiledStatement, readonly number[]>>();

/** The places in `locals` of those of whom a statement may speak. */
function positionsOf({ locals, ground }: Account, statement: CompiledStatement): readonly number[] {
  const known = getOrCreate(SPOKEN_OF, locals, () => new WeakMap<CompiledStatement, readonly number[]>());
  return getOrCreate(known, statement, () => [...locals.keys()].filter((at) => speaksOf(statement, locals[at], ground.account)));
}

/** Whether the statement may be about the subject, one of the account's own. */
export function speaksOf({ source: { principal } }: CompiledStatement, subject: Subject | undefined, account: string): boolean {
  if (principal.kind !== 'only') return true;
  const { isAnyones, accounts, names } = getOrCreate(WRITTEN, principal, () => writtenIn(principal.of));
  return isAnyones || accounts.has(account) || (subject !== undefined && namesOf(subject).some((name) => names.has(name)));
}

/** Whom a Principal element names. */
interface Written {
  readonly isAnyones: boolean;
  readonly accounts: ReadonlySet<string>;
  readonly names: ReadonlySet<string>;
}

const WRITTEN = new WeakMap<object, Written>();

function writtenIn(patterns: readonly PrincipalPattern[]): Written {
  return {
    isAnyones: patterns.some(({ kind }) => kind === 'everyone'),
    accounts: new Set(patterns.flatMap((each) => (each.kind === 'account' ? [each.account] : []))),
    names: new Set(patterns.flatMap((each) => principalNamed(each) ?? [])),
  };
}
