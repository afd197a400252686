// Resource sides that an account has from another one, of which it is a changed copy: where neither the policies nor those who are asked about differ.
import { numberMap } from '../../collections/number-map.ts';
import type { LocalPrincipal, Repository } from '../../model/snapshot.ts';
import type { CompiledStatement } from '../../policy/compile.ts';
import { hasBoundary } from '../../policy/order.ts';
import { type Account, ownLayers } from '../account/account.ts';
import { keptByAccount, kinOf } from '../account/kin.ts';
import { namesOf } from '../account/named-principals.ts';
import { isCallerKey } from '../account/request-context.ts';
import type { Subject } from '../account/subjects.ts';
import { asksForBoundary, namesIn } from './principal-index.ts';
import type { RepositoryClass } from './repository-classes.ts';
import { type Column, columnFor, type ResourceColumns, statementsOf } from './resource-columns.ts';

type ColumnsOf = (repository: Repository) => ResourceColumns | undefined;

const NOTHING: ColumnsOf = () => undefined;
const COLUMNS = keptByAccount<ReadonlyMap<Repository, ResourceColumns>>();

/** Keeps what was worked out of an account for its changed copies. */
export function keepColumns(account: Account, classes: readonly RepositoryClass[], columns: readonly ResourceColumns[]): void {
  const of = new Map<Repository, ResourceColumns>();
  classes.forEach(({ members }, number) => {
    const found = columns[number];
    if (found) for (const each of members) of.set(each, found);
  });
  COLUMNS.keep(account, of);
}

/** What was worked out of a repository before the change, and still holds. */
export function columnsOfKin(account: Account): ColumnsOf {
  const kin = kinOf(account);
  const columns = COLUMNS.ofKin(account);
  if (!kin || !columns || !isReadAlike(kin, account)) return NOTHING;
  const had = new Map(kin.snapshot.registries.map((each) => [each.region, each]));
  const regions = new Set(
    account.snapshot.registries
      .filter(({ region, policy, policyScope }) => had.get(region)?.policy === policy && isSame(had.get(region)?.policyScope, policyScope))
      .map(({ region }) => region),
  );
  const placed = areAskedAlike(kin, account) ? (of: ResourceColumns) => of : placing(kin, account);
  return (repository) => {
    const found = regions.has(repository.region) ? columns.get(repository) : undefined;
    return found && placed(found, repository);
  };
}

/** Of named principals that were not read it is told why. */
function isReadAlike({ snapshot: { principals: one } }: Account, { snapshot: { principals: other } }: Account): boolean {
  return one.kind === other.kind && (one.kind !== 'unknown' || isSame(one, other));
}

type Placing = (columns: ResourceColumns, repository: Repository) => ResourceColumns | undefined;

/** The columns with everybody at the position that he has now; undefined where the repository's policies may speak of whoever is changed. */
function placing(kin: Account, account: Account): Placing {
  const now = new Map(account.locals.map(({ principal }, position) => [principal.name, position]));
  const isAlike = isAskedAlike(kin, account);
  const isOther = (one: Subject, other: Subject | undefined): boolean => !other || !isAlike(one, other);
  const changed = new Set(
    [
      ...kin.locals.filter((each) => isOther(each, account.locals[now.get(each.principal.name) ?? -1])),
      ...withoutNames(account.locals, new Set(kin.locals.map(({ principal }) => principal.name))),
    ].flatMap((each) => [each.principal.name]),
  );
  const names = new Set([...kin.locals, ...account.locals].filter(({ principal }) => changed.has(principal.name)).flatMap(namesOf));
  const positions = kin.locals.map(({ principal }) => now.get(principal.name) ?? -1);
  const ofColumn = (column: Column): number => account.locals.filter((each) => columnFor(each) === column).length;
  const counts = { standard: ofColumn('standard'), serviceLinked: ofColumn('serviceLinked') };
  return (columns, repository) => {
    const statements = statementsOf(account, repository);
    if (statements.some((each) => asksForCallers(each) || namesIn(each).some((name) => names.has(name)))) return undefined;
    const distinguished = numberMap(columns.distinguished.entries().map(([position, side]) => [positions[position] ?? -1, side]));
    const apart = distinguished.keys().flatMap((position) => account.locals[position] ?? []);
    const isKept = (['standard', 'serviceLinked'] as const).every((column) => {
      const left = counts[column] - apart.filter((each) => columnFor(each) === column).length;
      return left > 0 === (columns[column] !== undefined);
    });
    return isKept ? { ...columns, distinguished } : undefined;
  };
}

function withoutNames(subjects: readonly Subject[], names: ReadonlySet<string>): readonly Subject[] {
  return subjects.filter(({ principal }) => !names.has(principal.name));
}

/** Whether it tells callers apart by more than their names. */
function asksForCallers(statement: CompiledStatement): boolean {
  const { conditions, resource } = statement;
  return resource.templates.length > 0 || asksForBoundary(statement) || conditions.some(({ keys }) => keys.some(isCallerKey));
}

function areAskedAlike(kin: Account, account: Account): boolean {
  const { locals } = account;
  const isAlike = isAskedAlike(kin, account);
  return (
    kin.locals === locals || (kin.locals.length === locals.length && kin.locals.every((each, position) => isAlike(each, locals[position])))
  );
}

/**
 * Whether every policy of a repository answers the one as he was and the other as he is alike: their own policies have no part in that, but
 * for there being a boundary, or why nobody knows if there is one.
 */
function isAskedAlike(kin: Account, account: Account): (one: Subject, other: Subject | undefined) => boolean {
  const askedOf = (from: Account, subject: Subject, { arn, uniqueId, path, tags, trust, groups }: LocalPrincipal) => [
    ...[arn, uniqueId, path, tags, trust?.text ?? null],
    ...[hasBoundary(ownLayers(from, subject)), groups],
  ];
  return (one, other) => {
    if (one.local === other?.local) return true;
    if (!one.local || !other?.local) return false;
    return isSame(askedOf(kin, one, one.local), askedOf(account, other, other.local));
  };
}

function isSame(one: unknown, other: unknown): boolean {
  return one === other || JSON.stringify(one) === JSON.stringify(other);
}
