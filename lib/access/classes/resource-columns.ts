// The resource side of a class of repositories: one for every local principal whom nothing there distinguishes, and one of their own
// for those that it names, for those whom a condition distinguishes, and for outsiders.

import { getOrCreate } from '../../collections/get-or-create.ts';
import { type NumberMap, numberMap } from '../../collections/number-map.ts';
import type { Repository } from '../../model/snapshot.ts';
import type { CompiledStatement, ResourceTemplate } from '../../policy/compile.ts';
import { type Account, resourceLayers } from '../account/account.ts';
import { isCallerKey } from '../account/request-context.ts';
import type { Subject } from '../account/subjects.ts';
import { type ResourceSide, resourceSides } from '../cell/sides.ts';
import type { Mentioned } from './alike-principals.ts';
import { asksForBoundary, type PrincipalIndex } from './principal-index.ts';

export interface ResourceColumns {
  /** For local principals without a side of their own. */
  readonly standard: ResourceSide | undefined;
  /** For service-linked roles without one. */
  readonly serviceLinked: ResourceSide | undefined;
  /** By position in `account.locals`. */
  readonly distinguished: NumberMap<ResourceSide>;
  readonly outsiders: readonly { readonly subject: Subject; readonly side: ResourceSide }[];
}

export type Column = 'standard' | 'serviceLinked';

/** The column of a local principal. */
export function columnFor({ principal }: Subject): Column {
  return principal.class === 'service-linked' ? 'serviceLinked' : 'standard';
}

/**
 * The resource sides of one repository, which stands for its class, for everybody of the index and every outsider that its policies name.
 */
export function resourceColumns(account: Account, directory: PrincipalIndex, repository: Repository): ResourceColumns {
  const statements = statementsOf(account, repository);
  const sideOf = resourceSides(account, repository);
  const distinguished = distinguishedSides(account, sideOf, directory.named(statements), distinctions(directory, repository, statements));
  const first = (positions: readonly number[]): ResourceSide | undefined => {
    const position = positions.find((each) => !distinguished.has(each));
    const subject = position === undefined ? undefined : account.locals[position];
    return subject && sideOf(subject);
  };
  return {
    standard: first(directory.ordinary),
    serviceLinked: first(directory.serviceLinked),
    distinguished,
    outsiders: directory.outsiders(statements).map((subject) => ({ subject, side: sideOf(subject) })),
  };
}

/** Whoever is named has a side to himself; those whom the same outcomes distinguish share one. */
function distinguishedSides(
  { locals }: Account,
  sideOf: (subject: Subject) => ResourceSide,
  named: ReadonlySet<number>,
  outcomes: ReadonlyMap<number, string>,
): NumberMap<ResourceSide> {
  const sides = new Map<string, ResourceSide>();
  const distinguished = new Map<number, ResourceSide>();
  for (const position of new Set([...named, ...outcomes.keys()])) {
    const subject = locals[position];
    if (!subject) continue;
    const key = named.has(position) ? `named ${position}` : `${subject.principal.class} ${outcomes.get(position)}`;
    distinguished.set(
      position,
      getOrCreate(sides, key, () => sideOf(subject)),
    );
  }
  return numberMap(distinguished);
}

/** Every statement of resource policies that bears on a repository. */
export function statementsOf(account: Account, repository: Repository): readonly CompiledStatement[] {
  const { resource, rcp } = resourceLayers(account, repository.region, repository);
  return [...resource.policies, ...rcp.policies].flatMap(({ compiled }) => compiled.statements);
}

/** Where one key of the caller fills in all variables, its values with which some pattern can match the repository. */
function mentionedBy(templates: readonly ResourceTemplate[], { arn }: Repository): Mentioned | undefined {
  const [key, another] = new Set(templates.flatMap(({ keys }) => keys));
  if (key === undefined || another !== undefined || !isCallerKey(key)) return undefined;
  const found = templates.map(({ fillings }) => fillings(key, arn));
  return found.every((values) => values !== undefined) ? { kind: 'is', values: found.flat() } : undefined;
}

/** By position the local principals whose outcome of some condition is not that of most, with these outcomes as a text. */
function distinctions(
  directory: PrincipalIndex,
  repository: Repository,
  statements: readonly CompiledStatement[],
): ReadonlyMap<number, string> {
  const outcomes = new Map<number, string>();
  const add = (position: number, what: string): void => {
    outcomes.set(position, `${outcomes.get(position) ?? ''}\n${what}`);
  };
  statements.forEach((each, statement) => {
    const { conditions, resource } = each;
    if (asksForBoundary(each)) for (const [position, bounded] of directory.bounded()) add(position, `${statement} ${bounded}`);
    conditions.forEach((condition, number) => {
      if (!condition.keys.some(isCallerKey)) return;
      for (const [position, outcome] of directory.distinguished(condition, repository).entries())
        add(position, `${statement}.${number} ${outcome}`);
    });
    if (resource.templates.length === 0) return;
    const index = directory.groupedBy(resource.templates.flatMap(({ keys }) => keys));
    const how = mentionedBy(resource.templates, repository);
    const groups = how ? index.mentioned(how) : index.groups;
    groups.forEach(({ positions }, group) => {
      for (const position of positions) add(position, `${statement} ${group}`);
    });
  });
  return outcomes;
}
