// Access on a repository that does not exist yet.
import type { Account } from '../../access/account/account.ts';
import { outsidersOf } from '../../access/account/named-outsiders.ts';
import { namedPrincipals, namesOf } from '../../access/account/named-principals.ts';
import { outsider, type Subject } from '../../access/account/subjects.ts';
import { type Outcome, outcomeOf } from '../../access/cell/outcome.ts';
import { combineSides, principalSide, resourceSides } from '../../access/cell/sides.ts';
import type { Repository } from '../../model/snapshot.ts';
import type { CompiledStatement } from '../../policy/compile.ts';
import { type ActionMask, emptyMask, union } from '../../policy/logic/mask.ts';

export interface Addressed {
  /** What the repository's policy allows to anybody. */
  readonly actions: ActionMask;
  /** Outsiders, and the users and roles that it names; for everybody stand the outsiders. */
  readonly subjects: readonly Subject[];
}

/** To whom the policy of a repository that may not exist yet speaks, and of what. */
export function subjectsOf(account: Account, repository: Repository): Addressed {
  const statements = ownStatements(account, repository).filter(({ effect }) => effect === 'Allow');
  const { ground, locals } = account;
  const names = namedPrincipals(statements);
  const named = names.size === 0 ? [] : locals.filter((subject) => namesOf(subject).some((name) => names.has(name)));
  const outsiders = outsidersOf(statements, ground).map((name) => outsider(ground, name));
  const ordinary = named.filter(({ principal }) => principal.class !== 'service-linked');
  return { actions: statements.reduce((mask, { actions }) => union(mask, actions), emptyMask()), subjects: [...outsiders, ...ordinary] };
}

function ownStatements(account: Account, { policy }: Repository): readonly CompiledStatement[] {
  return policy.kind === 'present' ? account.documents.compiled(policy.value, 'resource').policy.statements : [];
}

/** What a subject may do on the repository as it is, and what it might if the repository had no policy. */
export function withAndWithout(account: Account, subject: Subject, repository: Repository): readonly [Outcome, Outcome] {
  const bare: Repository = { ...repository, policy: { kind: 'absent' } };
  return [outcomeAt(account, subject, repository), outcomeAt(account, subject, bare)];
}

function outcomeAt(account: Account, subject: Subject, repository: Repository): Outcome {
  const isLocal = subject.local !== undefined;
  const own = principalSide(account, subject, repository);
  return outcomeOf(combineSides(own, resourceSides(account, repository)(subject)), isLocal);
}
