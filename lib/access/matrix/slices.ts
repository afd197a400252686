// The grants of an account, slice by slice of its repositories: of a large account the cells are more than memory holds, and no
// repository has to know of the cells of another.
import type { Grant } from '../../model/access.ts';
import type { Repository } from '../../model/snapshot.ts';
import { compare } from '../../text/order.ts';
import type { Account } from '../account/account.ts';
import { repositoriesOf } from '../classes/repository-classes.ts';
import { type GrantedBy, type GrantFilter, grantsAs, grantsInOrder } from './grants.ts';
import { type AccessMatrix, matrixOf } from './matrix.ts';
import { narrowedTo } from './narrowed.ts';

/** Cells of one slice, whose groups are all held at once. */
const MOST_CELLS = 2_000_000;

/** Every grant of the account that passes the filter, in the order of `grantsOf`; whoever is not asked about is not judged. */
export function* accountGrants(account: Account, filter: GrantFilter, mostCells: number = MOST_CELLS): Iterable<Grant> {
  for (const matrix of slicesOf(account, filter, mostCells)) yield* grantsInOrder(matrix, filter);
}

/** The same, each with its repository and in another form; see `grantsAs`. */
export function* accountGrantsAs<T>(
  account: Account,
  filter: GrantFilter,
  form: (granted: GrantedBy) => T,
  mostCells: number = MOST_CELLS,
): Iterable<readonly [Repository, T]> {
  for (const matrix of slicesOf(account, filter, mostCells)) yield* grantsAs(matrix, filter, form);
}

function* slicesOf(account: Account, filter: GrantFilter, mostCells: number): Iterable<AccessMatrix> {
  const asked = narrowedTo(account, filter);
  const repositories = repositoriesOf(asked).toSorted((a, b) => compare(a.region, b.region) || compare(a.name, b.name));
  const length = Math.max(1, Math.floor(mostCells / (asked.locals.length + 1)));
  for (let from = 0; from < repositories.length; from += length) {
    const slice = new Set(repositories.slice(from, from + length));
    yield matrixOf(slice.size === repositories.length ? asked : narrowedTo(asked, { repository: (each) => slice.has(each) }));
  }
}
