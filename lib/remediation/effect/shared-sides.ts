// The sides of cells, worked out once for all that answer alike: own sides for each class of principals, resource sides for each class
// of repositories and all principals whom nothing there distinguishes.
import type { Account } from '../../access/account/account.ts';
import { ownLayers } from '../../access/account/account.ts';
import type { Subject } from '../../access/account/subjects.ts';
import { principalSides } from '../../access/cell/principal-sides.ts';
import { type PrincipalSide, type ResourceSide, resourceSides, sideKey } from '../../access/cell/sides.ts';
import { dependenciesOf } from '../../access/classes/dependencies.ts';
import { principalClasses } from '../../access/classes/principal-classes.ts';
import { principalIndexOf } from '../../access/classes/principal-index.ts';
import { columnFor, type ResourceColumns, resourceColumns } from '../../access/classes/resource-columns.ts';
import { getOrCreate } from '../../collections/get-or-create.ts';
import type { Repository } from '../../model/snapshot.ts';
import type { WorkMeter } from './work.ts';

/** Each side that is worked out counts. */
export type Meter = Pick<WorkMeter, 'spend'>;

const UNMETERED: Meter = { spend: () => undefined };

export type OwnSideAt = (subject: Subject, repository: Repository) => PrincipalSide;
export type ResourceSideAt = (subject: Subject, repository: Repository) => ResourceSide;

/** Own sides by principal class; `subjects` are those of the account's own that are asked about, and others are each a class. */
export function ownSides(account: Account, subjects: readonly Subject[], work: Meter = UNMETERED): OwnSideAt {
  const representatives = lazily(() => representativesOf(account, subjects));
  const equal = new Map<string, PrincipalSide>();
  const known = new WeakMap<PrincipalSide, PrincipalSide>();
  const shared = (side: PrincipalSide): PrincipalSide => {
    const { relation, denied, guardrails, identity, limits } = side;
    return getOrCreate(equal, `${relation} ${sideKey([denied, guardrails, identity, limits])}`, () => side);
  };
  const sides = forgetful((subject: Subject) => ownSidesOf(account, subject), work, equal);
  return (subject, repository) => {
    const asked = representatives().get(subject.principal.name) ?? subject;
    return sides(asked.principal.name, asked, repository.arn, (sideAt) => {
      const side = sideAt(repository);
      // Many repositories have the very same one.
      return getOrCreate(known, side, () => shared(side));
    });
  };
}

/** By name the first of the class. */
function representativesOf(account: Account, subjects: readonly Subject[]): ReadonlyMap<string, Subject> {
  const classes = principalClasses({ ...account, locals: subjects });
  return new Map(
    classes.flatMap(({ representative, members }) =>
      members.flatMap((at) => {
        const name = subjects[at]?.principal.name;
        return name === undefined ? [] : [[name, representative] as const];
      }),
    ),
  );
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

/** To put a whole account into columns takes as long as to ask about so many. */
const FEW = 50;

/** Where resource sides come from. */
interface ResourceGround {
  readonly work?: Meter | undefined;
  /** After so many principals all of them are put into columns. */
  readonly few?: number;
  /** The columns of a repository, where somebody has worked them out. */
  readonly columnsOf?: (repository: Repository) => ResourceColumns | undefined;
}

/** Resource sides by what repositories answer: equal `answers` are equal answers to everybody. */
export function resourceSidesBy(
  account: Account,
  answers: (repository: Repository) => string,
  { work = UNMETERED, few = FEW, columnsOf = () => undefined }: ResourceGround = {},
): ResourceSideAt {
  const index = lazily(() => principalIndexOf(account));
  const positions = lazily(() => new Map(account.locals.map(({ principal }, position) => [principal.name, position])));
  const sides = forgetful<Repository, (subject: Subject) => ResourceSide, ResourceSide>((repository) => {
    const sideOf = resourceSides(account, repository);
    const had = columnsOf(repository);
    const columns = lazily(() => had ?? resourceColumns(account, index(), repository));
    let asked = 0;
    return (subject) => {
      asked += 1;
      const position = (had || asked > few) && subject.local ? positions().get(subject.principal.name) : undefined;
      return (position === undefined ? undefined : sideIn(columns(), subject, position)) ?? sideOf(subject);
    };
  }, work);
  return (subject, repository) => sides(answers(repository), repository, subject.principal.name, (sideOf) => sideOf(subject));
}

function sideIn(columns: ResourceColumns, subject: Subject, position: number): ResourceSide | undefined {
  return columns.distinguished.get(position) ?? columns[columnFor(subject)];
}

/** Many accounts have more cells than there is memory for their sides. */
const MOST_KNOWN = 300_000;

type Sides<A, M, S> = (name: string, asked: A, at: string, side: (made: M) => S) => S;

/** Sides by two names, with what is made for each first one; all are forgotten, `equal` ones too, where they come to too many. */
function forgetful<A, M, S>(make: (asked: A) => M, work: Meter, equal?: Map<string, S>): Sides<A, M, S> {
  const known = new Map<string, { readonly made: M; readonly sides: Map<string, S> }>();
  let count = 0;
  return (name, asked, at, side) => {
    const { made, sides } = getOrCreate(known, name, () => ({ made: make(asked), sides: new Map<string, S>() }));
    const before = sides.get(at);
    if (before !== undefined) return before;
    count += 1;
    work.spend(1);
    if (count > MOST_KNOWN) {
      count = 0;
      known.clear();
      equal?.clear();
    }
    const fresh = side(made);
    sides.set(at, fresh);
    return fresh;
  };
}

function lazily<T extends object>(make: () => T): () => T {
  let made: T | undefined;
  return () => {
    made ??= make();
    return made;
  };
}
