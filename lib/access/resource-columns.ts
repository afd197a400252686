// The resource side of a class of repositories: one answer for every local principal that it does not tell apart, and
// answers of their own for those that it names, for those whom a condition tells apart, and for outsiders.
import { arnFields, arnOf } from '../model/ids.ts';
import type { Gap, Repository } from '../model/snapshot.ts';
import type { CompiledStatement } from '../policy/compile.ts';
import type { CompiledCondition } from '../policy/condition.ts';
import { formulaKey } from '../policy/formula.ts';
import { groupBy } from '../policy/group-by.ts';
import { type Account, resourceLayers } from './account.ts';
import { outsidersOf, ownArnsOf } from './outsiders.ts';
import { callerContext, valuesKey } from './principal-classes.ts';
import { repositoryValues } from './repository-classes.ts';
import { isCallerKey, isRepositoryKey, type ScanGround, scanContext } from './scan-context.ts';
import { type ResourceSide, resourceSide } from './sides.ts';
import { outsider, type Subject } from './subjects.ts';

export interface ResourceColumns {
  /** For local principals without an answer of their own. */
  readonly standard: ResourceSide | undefined;
  /** For service-linked roles without one. */
  readonly serviceLinked: ResourceSide | undefined;
  /** By position in `account.locals`. */
  readonly special: ReadonlyMap<number, ResourceSide>;
  readonly outsiders: readonly { readonly subject: Subject; readonly side: ResourceSide }[];
}

export function resourceColumns(account: Account, directory: Directory, repository: Repository): ResourceColumns {
  const statements = statementsOf(account, repository);
  const named = directory.named(statements);
  const apart = toldApart(directory, repository, statements);
  const sides = new Map<string, ResourceSide>();
  const special = new Map<number, ResourceSide>();
  for (const position of new Set([...named, ...apart.keys()])) {
    const subject = account.locals[position];
    if (!subject) continue;
    const key = named.has(position) ? `named ${position}` : `${subject.principal.class} ${apart.get(position)}`;
    const side = sides.get(key) ?? resourceSide(account, subject, repository);
    sides.set(key, side);
    special.set(position, side);
  }
  const first = (positions: readonly number[]): ResourceSide | undefined => {
    const position = positions.find((each) => !special.has(each));
    const subject = position === undefined ? undefined : account.locals[position];
    return subject && resourceSide(account, subject, repository);
  };
  const names = outsidersOf(statements, account.ground.account, account.ground.partition);
  const outsiders = [...names.map((name) => outsider(account.ground, name)), ...directory.unread(statements)];
  return {
    standard: first(directory.ordinary),
    serviceLinked: first(directory.serviceLinked),
    special,
    outsiders: outsiders.map((subject) => ({ subject, side: resourceSide(account, subject, repository) })),
  };
}

function statementsOf(account: Account, repository: Repository): readonly CompiledStatement[] {
  const { resource, rcp } = resourceLayers(account, repository.region, repository);
  return [...resource.policies, ...rcp.policies].flatMap(({ compiled }) => compiled.statements);
}

/** Local principals whose outcome of some condition is not the usual one, with what tells them apart. */
function toldApart(directory: Directory, repository: Repository, statements: readonly CompiledStatement[]): ReadonlyMap<number, string> {
  const apart = new Map<number, string>();
  const add = (position: number, what: string): void => {
    apart.set(position, `${apart.get(position) ?? ''}\n${what}`);
  };
  statements.forEach(({ conditions, resource }, statement) => {
    conditions.forEach((condition, number) => {
      if (!condition.keys.some(isCallerKey)) return;
      for (const [position, outcome] of directory.unusual(condition, repository)) add(position, `${statement}.${number} ${outcome}`);
    });
    for (const [values, positions] of resource.templates.length > 0
      ? directory.groupedBy(resource.templates.flatMap(({ keys }) => keys))
      : []) {
      for (const position of positions) add(position, `${statement} ${values}`);
    }
  });
  return apart;
}

/** Where local principals are found by what policies write of them. */
export interface Directory {
  readonly ordinary: readonly number[];
  readonly serviceLinked: readonly number[];
  /** Positions of the principals that statements name. */
  readonly named: (statements: readonly CompiledStatement[]) => ReadonlySet<number>;
  /** Own principals that statements name and of which nothing was read. */
  readonly unread: (statements: readonly CompiledStatement[]) => readonly Subject[];
  /** Positions by the values of some keys. */
  readonly groupedBy: (keys: readonly string[]) => ReadonlyMap<string, readonly number[]>;
  /** Principals whose outcome of a condition is not that of most, with the outcome. */
  readonly unusual: (condition: CompiledCondition, repository: Repository) => ReadonlyMap<number, string>;
}

export function directoryOf(account: Account): Directory {
  const { locals } = account;
  const byName = new Map<string, number[]>();
  const enter = (name: string, position: number): void => {
    byName.set(name, [...(byName.get(name) ?? []), position]);
  };
  locals.forEach(({ principal, local }, position) => {
    enter(principal.name, position);
    if (principal.uniqueId) enter(principal.uniqueId, position);
    if (local?.kind === 'role') enter(`session of ${local.name}`, position);
  });
  const groups = new Map<string, ReadonlyMap<string, readonly number[]>>();
  const positions = [...locals.keys()];
  const groupedBy = (keys: readonly string[]): ReadonlyMap<string, readonly number[]> => {
    const wanted = [...new Set(keys.filter(isCallerKey))].sort();
    return remembered(groups, wanted.join(), () => groupBy(positions, (position) => valuesAt(account, position, wanted)));
  };
  const outcomes = new Map<CompiledCondition, Map<string, ReadonlyMap<number, string>>>();
  const isServiceLinked = (position: number): boolean => locals[position]?.principal.class === 'service-linked';
  return {
    ordinary: positions.filter((position) => !isServiceLinked(position)),
    serviceLinked: positions.filter(isServiceLinked),
    named: (statements) => new Set(statements.flatMap((statement) => namesIn(statement).flatMap((name) => byName.get(name) ?? []))),
    unread: (statements) => unreadSubjects(account, statements),
    groupedBy,
    unusual: (condition, repository) => {
      const ofCondition = remembered(outcomes, condition, () => new Map<string, ReadonlyMap<number, string>>());
      const values = repositoryValues(repository, condition.keys.filter(isRepositoryKey));
      return remembered(ofCondition, values, () => unusualOutcomes(account, condition, repository, groupedBy(condition.keys)));
    },
  };
}

function remembered<K, V>(known: Map<K, V>, key: K, make: () => V): V {
  const before = known.get(key);
  if (before !== undefined) return before;
  const made = make();
  known.set(key, made);
  return made;
}

function unusualOutcomes(
  account: Account,
  condition: CompiledCondition,
  repository: Repository,
  groups: ReadonlyMap<string, readonly number[]>,
): ReadonlyMap<number, string> {
  const judged = [...groups.values()].map((positions) => ({ positions, outcome: outcomeAt(account, condition, repository, positions[0]) }));
  const sizes = new Map<string, number>();
  for (const { positions, outcome } of judged) sizes.set(outcome, (sizes.get(outcome) ?? 0) + positions.length);
  const [usual] = [...sizes].sort(([, a], [, b]) => b - a)[0] ?? [''];
  return new Map(
    judged.flatMap(({ positions, outcome }) => (outcome === usual ? [] : positions.map((position) => [position, outcome] as const))),
  );
}

function outcomeAt(account: Account, { holds }: CompiledCondition, repository: Repository, position: number | undefined): string {
  const subject = position === undefined ? undefined : account.locals[position];
  if (!subject) return '';
  return [false, true]
    .map((tagging) => formulaKey(holds(scanContext(account.ground, subject.keys, { region: repository.region, repository, tagging }))))
    .join();
}

function valuesAt(account: Account, position: number, keys: readonly string[]): string {
  const subject = account.locals[position];
  return subject ? valuesKey(callerContext(account, subject), keys) : '';
}

function namesIn({ source: { principal } }: CompiledStatement): readonly string[] {
  if (principal.kind === 'every') return [];
  return principal.of.flatMap((pattern) => {
    if (pattern.kind === 'uniqueId') return [pattern.id];
    return pattern.kind === 'entity' ? [pattern.arn, sessionName(pattern.arn)] : [];
  });
}

function sessionName(arn: string): string {
  const [type, role] = arnFields(arn)?.resource.split('/') ?? [];
  return type === 'assumed-role' ? `session of ${role}` : arn;
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

function ownOutsider(ground: ScanGround, name: string): Subject {
  const subject = outsider(ground, name);
  return { ...subject, principal: { ...subject.principal, class: 'same-account' } };
}

function unreadSubject(ground: ScanGround, name: string, gap: Gap): Subject {
  const arn = arnOf(name);
  const subject = ownOutsider(ground, name);
  if (!arn) return subject;
  const unread = { kind: 'unknown', gap } as const;
  const kind = subject.caller.kind === 'user' ? 'user' : 'role';
  const unreadPolicies = { policies: [unread], boundary: unread, trust: undefined, tags: {} };
  return { ...subject, local: { kind, arn, uniqueId: '', name: name.slice(name.lastIndexOf('/') + 1), path: '/', ...unreadPolicies } };
}
