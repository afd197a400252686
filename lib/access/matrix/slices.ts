// The grants of an account, slice by slice of its repositories: of a large account the cells are more than memory holds, and no
// repository has to know of the cells of another.
import type { Grant } from '../../model/access.ts';
import type { Repository } from '../../model/snapshot.ts';
import { compare } from '../../text/order.ts';
import type { Account } from '../account/account.ts';
import { repositoriesOf } from '../classes/repository-classes.ts';
import type { GrantedParts } from './granted-parts.ts';
import { type GrantFilter, grantsAs, grantsInOrder } from './grants.ts';
import { type AccessMatrix, matrixOf } from './matrix.ts';
import { narrowedTo } from './narrowed.ts';
import { outlinedProofsIn } from './outlined-proofs.ts';

/** Cells of one slice at most, whose groups are all held at once. */
const MOST_CELLS = 2_000_000;

/** Every grant of the account that passes the filter, in the order of `grantsOf`; whoever is not asked about is not judged. */
export function* accountGrants(account: Account, filter: GrantFilter, mostCells: number = MOST_CELLS): Iterable<Grant> {
  const outlined = outlinedProofsIn(account);
  for (const matrix of slicesOf(account, filter, mostCells)) yield* grantsInOrder(matrix, filter, outlined);
}

/** The same, each with its repository and in another form; see `grantsAs`. */
export function* accountGrantsAs<T>(
  account: Account,
  filter: GrantFilter,
  form: (granted: GrantedParts) => T,
  mostCells: number = MOST_CELLS,
): Iterable<readonly [Repository, T]> {
  const outlined = outlinedProofsIn(account);
  for (const matrix of slicesOf(account, filter, mostCells)) yield* grantsAs(matrix, filter, form, outlined);
}

/** Groups of one slice beyond which the next one is shorter. */
const MOST_GROUPS = 200_000;

function* slicesOf(account: Account, filter: GrantFilter, mostCells: number): Iterable<AccessMatrix> {
  const asked = narrowedTo(account, filter);
  const repositories = repositoriesOf(asked).toSorted((a, b) => compare(a.region, b.region) || compare(a.name, b.name));
  const longest = Math.max(1, Math.floor(mostCells / (asked.locals.length + 1)));
  let length = Math.max(1, Math.floor(longest / FIRST));
  for (let from = 0; from < repositories.length; ) {
    const slice = new Set(repositories.slice(from, from + length));
    const { matrix, groups } = counted(matrixOf(narrowedTo(asked, { repository: (each) => slice.has(each) })));
    yield matrix;
    from += length;
    // What it costs to hold a slice is known once it is there: cells that are alike are one group.
    if (groups() > MOST_GROUPS) length = Math.max(1, Math.floor(length / 2));
    else if (groups() < MOST_GROUPS / 4) length = Math.min(longest, length * 4);
  }
}

/** The first slice is a part of the longest. */
const FIRST = 16;

/** The same matrix, and how many groups it gave. */
function counted(matrix: AccessMatrix): { readonly matrix: AccessMatrix; readonly groups: () => number } {
  let count = 0;
  const groups = function* () {
    for (const group of matrix.groups()) {
      count += 1;
      yield group;
    }
  };
  return { matrix: { ...matrix, groups }, groups: () => count };
}
