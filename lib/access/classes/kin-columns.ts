// Resource sides that an account has from another one, of which it is a changed copy: where neither the policies nor those who are asked about differ.
import type { Repository } from '../../model/snapshot.ts';
import type { Account } from '../account/account.ts';
import { keptByAccount, kinOf } from '../account/kin.ts';
import type { Subject } from '../account/subjects.ts';
import type { RepositoryClass } from './repository-classes.ts';
import type { ResourceColumns } from './resource-columns.ts';

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
  if (!kin || !columns || !areAskedAlike(kin, account)) return NOTHING;
  const had = new Map(kin.snapshot.registries.map((each) => [each.region, each]));
  const regions = new Set(
    account.snapshot.registries
      .filter(({ region, policy, policyScope }) => had.get(region)?.policy === policy && isSame(had.get(region)?.policyScope, policyScope))
      .map(({ region }) => region),
  );
  return (repository) => (regions.has(repository.region) ? columns.get(repository) : undefined);
}

function areAskedAlike(kin: Account, { locals, snapshot }: Account): boolean {
  const isRead = kin.snapshot.principals.kind === snapshot.principals.kind;
  return isRead && kin.locals.length === locals.length && kin.locals.every((each, position) => isAskedAlike(each, locals[position]));
}

/** Whether every policy of a repository answers the two alike: their own policies have no part in that, but for there being a boundary. */
function isAskedAlike({ local: one }: Subject, other: Subject | undefined): boolean {
  const local = other?.local;
  if (one === local) return true;
  if (!one || !local) return false;
  const asked = ({ arn, uniqueId, path, tags, trust, boundary, groups }: typeof one) => [
    ...[arn, uniqueId, path, tags, trust?.text ?? null],
    ...[boundary.kind === 'absent', groups],
  ];
  return isSame(asked(one), asked(local));
}

function isSame(one: unknown, other: unknown): boolean {
  return one === other || JSON.stringify(one) === JSON.stringify(other);
}
