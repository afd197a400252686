// The access of any principal to any repository, before some edits and after them. Sides are worked out once for all that
// answer alike, and what edits leave alone is taken over.
import { type Account, ownLayers } from '../../access/account/account.ts';
import type { Subject } from '../../access/account/subjects.ts';
import { type Outcome, outcomeOf } from '../../access/cell/outcome.ts';
import { principalSides } from '../../access/cell/principal-sides.ts';
import { combineSides, type PrincipalSide, type ResourceSide, resourceSides } from '../../access/cell/sides.ts';
import { dependenciesOf } from '../../access/classes/dependencies.ts';
import type { AccessMatrix } from '../../access/matrix/matrix.ts';
import { getOrCreate } from '../../collections/get-or-create.ts';
import { memoize } from '../../collections/memoize.ts';
import type { Repository } from '../../model/snapshot.ts';
import { compactText } from '../policy/document.ts';
import type { Edit } from '../policy/edit.ts';
import { isEdited, isReached } from './reach.ts';

/** The outcome of any cell. Equal outcomes are mostly one object. */
export type AccessAt = (subject: Subject, repository: Repository) => Outcome;

export interface Cells {
  readonly at: AccessAt;
  readonly own: (subject: Subject) => (repository: Repository) => PrincipalSide;
  readonly resource: (subject: Subject) => (repository: Repository) => ResourceSide;
  /** Equal for repositories whose policies answer everybody alike. */
  readonly answers: (repository: Repository) => string;
}

/** The cells of an account as it is. */
export function cellsOf({ account, repositoryClasses }: AccessMatrix): Cells {
  const known = new Map<string, string>(repositoryClasses.flatMap((each) => each.members.map(({ arn }) => [arn, each.answers])));
  const answers = ({ arn }: Repository): string => known.get(arn) ?? arn;
  return cellsWith({
    own: forgetful((subject) => ownSidesOf(account, subject)),
    resource: forgetful(resourceSidesBy(account, answers)),
    answers,
  });
}

/** The cells of the account that the edits leave; `cells` are those before. */
export function cellsAfter(cells: Cells, after: Account, edits: readonly Edit[]): Cells {
  const answers = answersAfter(cells, edits);
  const rewritten = memoize((subject: Subject) => ownSidesOf(after, subject));
  const changed = memoize(resourceSidesBy(after, answers));
  const takenOver = memoize((subject: Subject) => cells.resource(subject));
  const isChanged = memoize((repository: Repository) => isEdited(repository, edits));
  return cellsWith({
    own: memoize((subject) => (isReached(subject, edits) ? rewritten(subject) : cells.own(subject))),
    resource: memoize((subject) => (repository) => (isChanged(repository) ? changed(subject) : takenOver(subject))(repository)),
    answers,
  });
}

/** An edited policy may tell apart what nothing told apart before: the repositories that a registry policy names, and its own. */
function answersAfter({ answers }: Cells, edits: readonly Edit[]): Cells['answers'] {
  const own = edits.filter(({ kind }) => kind === 'repositoryPolicy');
  const texts = edits.flatMap((edit) => (edit.kind === 'registryPolicy' && edit.after ? [compactText(edit.after)] : []));
  return memoize((repository) => {
    const { arn } = repository;
    return isEdited(repository, own) || texts.some((text) => text.includes(arn)) ? arn : answers(repository);
  });
}

function cellsWith({ own, resource, answers }: Omit<Cells, 'at'>): Cells {
  const outcomes = new WeakMap<PrincipalSide, WeakMap<ResourceSide, Outcome>>();
  const at: AccessAt = (subject, repository) => {
    const [mine, theirs] = [own(subject)(repository), resource(subject)(repository)];
    const ofOwn = getOrCreate(outcomes, mine, () => new WeakMap<ResourceSide, Outcome>());
    const isLocal = subject.local !== undefined;
    return getOrCreate(ofOwn, theirs, () => outcomeOf(combineSides(mine, theirs), isLocal));
  };
  return { at, own, resource, answers };
}

function ownSidesOf(account: Account, subject: Subject): (repository: Repository) => PrincipalSide {
  const sideAt = principalSides(account, subject);
  const { identity, boundary, scp } = ownLayers(account, subject);
  const sets = [...(identity === 'delegated' ? [] : [identity]), ...(boundary ? [boundary] : []), ...scp];
  const { patterns, templates } = dependenciesOf(sets.flatMap(({ policies }) => policies.map(({ compiled }) => compiled)));
  // What a variable stands for, the repository has a say in.
  const matched = (arn: string): string => patterns.map(({ pattern }) => (pattern.matches(arn) ? '1' : '0')).join('');
  return (repository) => sideAt(repository, templates.length > 0 ? repository.arn : matched(repository.arn));
}

function resourceSidesBy(account: Account, answers: Cells['answers']): (subject: Subject) => (repository: Repository) => ResourceSide {
  const sidesAt = new Map<string, (subject: Subject) => ResourceSide>();
  return (subject) => {
    const known = new Map<string, ResourceSide>();
    return (repository) => {
      const key = answers(repository);
      return getOrCreate(known, key, () => getOrCreate(sidesAt, key, () => resourceSides(account, repository))(subject));
    };
  };
}

/** Many accounts have more principals than there is memory for all their cells. */
const MOST_KNOWN = 500;

/** By name: an outsider is made anew whenever it is asked for. */
function forgetful<V>(make: (subject: Subject) => V): (subject: Subject) => V {
  const known = new Map<string, V>();
  return (subject) => {
    if (known.size >= MOST_KNOWN) known.clear();
    return getOrCreate(known, subject.principal.name, () => make(subject));
  };
}
