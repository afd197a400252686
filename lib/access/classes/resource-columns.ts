// The resource side of a class of repositories: one answer for every local principal that it does not tell apart, and
// answers of their own for those that it names, for those whom a condition tells apart, and for outsiders.

import { getOrCreate } from '../../collections/get-or-create.ts';
import type { Repository } from '../../model/snapshot.ts';
import type { CompiledStatement } from '../../policy/compile.ts';
import { type Account, resourceLayers } from '../account/account.ts';
import { isCallerKey } from '../account/request-context.ts';
import type { Subject } from '../account/subjects.ts';
import { type ResourceSide, resourceSides } from '../cell/sides.ts';
import type { PrincipalIndex } from './principal-index.ts';

export interface ResourceColumns {
  /** For local principals without an answer of their own. */
  readonly standard: ResourceSide | undefined;
  /** For service-linked roles without one. */
  readonly serviceLinked: ResourceSide | undefined;
  /** By position in `account.locals`. */
  readonly special: ReadonlyMap<number, ResourceSide>;
  readonly outsiders: readonly { readonly subject: Subject; readonly side: ResourceSide }[];
}

export function resourceColumns(account: Account, directory: PrincipalIndex, repository: Repository): ResourceColumns {
  const statements = statementsOf(account, repository);
  const sideOf = resourceSides(account, repository);
  const special = specialSides(account, sideOf, directory.named(statements), toldApart(directory, repository, statements));
  const first = (positions: readonly number[]): ResourceSide | undefined => {
    const position = positions.find((each) => !special.has(each));
    const subject = position === undefined ? undefined : account.locals[position];
    return subject && sideOf(subject);
  };
  return {
    standard: first(directory.ordinary),
    serviceLinked: first(directory.serviceLinked),
    special,
    outsiders: directory.outsiders(statements).map((subject) => ({ subject, side: sideOf(subject) })),
  };
}

/** Whoever is named has a side to himself; those whom the same outcomes tell apart share one. */
function specialSides(
  { locals }: Account,
  sideOf: (subject: Subject) => ResourceSide,
  named: ReadonlySet<number>,
  apart: ReadonlyMap<number, string>,
): ReadonlyMap<number, ResourceSide> {
  const sides = new Map<string, ResourceSide>();
  const special = new Map<number, ResourceSide>();
  for (const position of new Set([...named, ...apart.keys()])) {
    const subject = locals[position];
    if (!subject) continue;
    const key = named.has(position) ? `named ${position}` : `${subject.principal.class} ${apart.get(position)}`;
    special.set(
      position,
      getOrCreate(sides, key, () => sideOf(subject)),
    );
  }
  return special;
}

function statementsOf(account: Account, repository: Repository): readonly CompiledStatement[] {
  const { resource, rcp } = resourceLayers(account, repository.region, repository);
  return [...resource.policies, ...rcp.policies].flatMap(({ compiled }) => compiled.statements);
}

/** Local principals whose outcome of some condition is not the usual one, with what tells them apart. */
function toldApart(
  directory: PrincipalIndex,
  repository: Repository,
  statements: readonly CompiledStatement[],
): ReadonlyMap<number, string> {
  const apart = new Map<number, string>();
  const add = (position: number, what: string): void => {
    apart.set(position, `${apart.get(position) ?? ''}\n${what}`);
  };
  statements.forEach(({ conditions, resource }, statement) => {
    conditions.forEach((condition, number) => {
      if (!condition.keys.some(isCallerKey)) return;
      for (const [position, outcome] of directory.unusual(condition, repository)) add(position, `${statement}.${number} ${outcome}`);
    });
    if (resource.templates.length === 0) return;
    const groups = directory.groupedBy(resource.templates.flatMap(({ keys }) => keys));
    groups.forEach(({ positions }, group) => {
      for (const position of positions) add(position, `${statement} ${group}`);
    });
  });
  return apart;
}
