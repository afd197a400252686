// Which repositories have to be compared, and for whom: those alike of which everything is the same on each of them.
import type { Subject } from '../../access/account/subjects.ts';
import { type ResourceSide, sideKey } from '../../access/cell/sides.ts';
import { columnFor, type ResourceColumns } from '../../access/classes/resource-columns.ts';
import type { AccessMatrix } from '../../access/matrix/matrix.ts';
import { getOrCreate } from '../../collections/get-or-create.ts';
import { memoize } from '../../collections/memoize.ts';
import type { Registry, Repository } from '../../model/snapshot.ts';

/** A repository on both sides; undefined where it is not there. */
export interface ComparedPlace {
  readonly before: Repository | undefined;
  readonly after: Repository | undefined;
}

/** Repositories of one class before and of one after. */
export interface PlaceClass {
  readonly places: readonly ComparedPlace[];
  /** The numbers of the classes; undefined where they are not there. */
  readonly before: number | undefined;
  readonly after: number | undefined;
  readonly whom: Whom;
}

/** Principals whose access may differ, by name: one object for the same ones; `outsiders`: whether that of whoever is not of the account may. */
export type Whom = 'everybody' | { readonly names: ReadonlySet<string>; readonly outsiders: boolean };

/** The repositories on which anything may differ. What a proposal leaves alone are the very objects of before. */
export function comparedPlaces(before: AccessMatrix, after: AccessMatrix): readonly PlaceClass[] {
  const principals = touchedPrincipals(before, after);
  const registries = new Map(before.account.snapshot.registries.map((each) => [each.region, each]));
  const regions = new Set(
    after.account.snapshot.registries.filter((each) => !isSameRegistry(registries.get(each.region), each)).map(({ region }) => region),
  );
  const whomAt = whomOf(before, after, principals);
  const [had, has] = [placed(before), placed(after)];
  const classes = new Map<string, PlaceClass & { readonly places: ComparedPlace[] }>();
  for (const arn of new Set([...had.keys(), ...has.keys()])) {
    const [old, fresh] = [had.get(arn), has.get(arn)];
    const isTouched = !old || !fresh || old.repository !== fresh.repository || regions.has(fresh.repository.region);
    if (!isTouched && principals.size === 0) continue;
    const isRetagged = !old || !fresh || !isSameTags(old.repository, fresh.repository);
    const reach: Reach = reachOf(isTouched, isRetagged);
    const { places } = getOrCreate(classes, `${old?.number ?? ''} ${fresh?.number ?? ''} ${reach}`, () => {
      return { before: old?.number, after: fresh?.number, whom: whomAt(reach, old?.number, fresh?.number), places: [] };
    });
    places.push({ before: old?.repository, after: fresh?.repository });
  }
  return [...classes.values()];
}

function isSameTags(one: Repository, other: Repository): boolean {
  return one === other || JSON.stringify(one.tags) === JSON.stringify(other.tags);
}

/** How far it may reach that something of a repository is not as it was; `principals`: nothing of it is. */
type Reach = 'everybody' | 'policies' | 'principals';

function reachOf(isTouched: boolean, isRetagged: boolean): Reach {
  if (isRetagged) return 'everybody';
  return isTouched ? 'policies' : 'principals';
}

interface Placed {
  readonly repository: Repository;
  /** Of its class. */
  readonly number: number;
}

function placed({ repositoryClasses }: AccessMatrix): ReadonlyMap<string, Placed> {
  return new Map(
    repositoryClasses.flatMap(({ members }, number) => members.map((repository) => [repository.arn, { repository, number }] as const)),
  );
}

/** The names of those who are not the very principals that they were. */
function touchedPrincipals(before: AccessMatrix, after: AccessMatrix): ReadonlySet<string> {
  const [had, has] = [before, after].map(
    ({ account: { snapshot } }) => new Set(snapshot.principals.kind === 'present' ? snapshot.principals.value : []),
  );
  const others = [...(had ?? []), ...(has ?? [])].filter((each) => !(had?.has(each) && has?.has(each)));
  return new Set(others.map(({ arn }) => arn));
}

/** Whether a registry's own policy bears on its repositories as it did. */
function isSameRegistry(had: Registry | undefined, { policy, policyScope }: Registry): boolean {
  return had !== undefined && had.policy === policy && JSON.stringify(had.policyScope) === JSON.stringify(policyScope);
}

type WhomAt = (reach: Reach, from: number | undefined, to: number | undefined) => Whom;

/** Whose access may differ between two classes: to whom their policies say something else, where nothing but those is other, and whoever is touched. */
function whomOf(before: AccessMatrix, after: AccessMatrix, principals: ReadonlySet<string>): WhomAt {
  const keyOf = memoize((side: ResourceSide) => sideKey([side.denied, side.direct, side.role, side.some]));
  const isSame = (one: ResourceSide | undefined, other: ResourceSide | undefined): boolean =>
    one === other || (one !== undefined && other !== undefined && keyOf(one) === keyOf(other));
  const [had, has] = [byName(before), byName(after)];
  const nobodyElse: Whom = { names: principals, outsiders: false };
  const known = new Map<string, Whom>();
  return (reach, from, to) => {
    if (reach === 'principals') return nobodyElse;
    const [old, fresh] = [before.columnsAt(from ?? -1), after.columnsAt(to ?? -1)];
    if (reach === 'everybody' || !old || !fresh) return 'everybody';
    if (!isSame(old.standard, fresh.standard) || !isSame(old.serviceLinked, fresh.serviceLinked)) return 'everybody';
    const names = new Set([...namesIn(before, old), ...namesIn(after, fresh)]);
    const affected = [...names].filter((name) => {
      const [one, other] = [had.get(name), has.get(name)];
      return !one || !other || !isSame(sideOf(old, one), sideOf(fresh, other));
    });
    const key = affected.toSorted().join('\n');
    return getOrCreate(known, key, (): Whom => ({ names: new Set([...principals, ...affected]), outsiders: true }));
  };
}

interface Positioned {
  readonly subject: Subject;
  readonly position: number;
}

function byName({ account: { locals } }: AccessMatrix): ReadonlyMap<string, Positioned> {
  return new Map(locals.map((subject, position) => [subject.principal.name, { subject, position }]));
}

function namesIn({ account: { locals } }: AccessMatrix, { distinguished }: ResourceColumns): readonly string[] {
  return distinguished.keys().flatMap((position) => locals[position]?.principal.name ?? []);
}

function sideOf(columns: ResourceColumns, { subject, position }: Positioned): ResourceSide | undefined {
  return columns.distinguished.get(position) ?? columns[columnFor(subject)];
}
