// Effective access of a whole account. Each pair of shapes of a principal's and a repository's policies is judged once; cells are
// expanded only when somebody asks (docs/decisions/0007-masks-and-classes.md). A cell that is in no group has no access, inside what was read.

import type { AccountSnapshot } from '../../model/snapshot.ts';
import { type Account, type Kinship, prepareAccount } from '../account/account.ts';
import { principalClasses } from '../classes/principal-classes.ts';
import { type RepositoryClass, repositoryClasses } from '../classes/repository-classes.ts';
import type { ResourceColumns } from '../classes/resource-columns.ts';
import { alikeGroups } from './alike-groups.ts';
import type { AlikeGroup, CellGroup } from './cell-group.ts';
import { matrixCache } from './matrix-cache.ts';

export interface AccessMatrix {
  readonly account: Account;
  readonly repositoryClasses: readonly RepositoryClass[];
  /** What the policies of a repository class say to whom, by its position; equal sides are one object. */
  readonly columnsAt: (number: number) => ResourceColumns | undefined;
  /** How many classes of principals were judged, for people who wonder about speed. */
  readonly principalClasses: number;
  /** Every cell with access is in exactly one group. */
  readonly alike: () => Iterable<AlikeGroup>;
  /** The same with the very formulas of every cell: more groups, as many as there are pairs of policies where all of them differ. */
  readonly groups: () => Iterable<CellGroup>;
}

/** The access of everybody in a snapshot. `kinship`: an account that has much of it, such as the same before a change. */
export function accessMatrix(snapshot: AccountSnapshot, kinship?: Kinship): AccessMatrix {
  return matrixOf(prepareAccount(snapshot, kinship));
}

/** The same of an account that is prepared already, or of a part of one. */
export function matrixOf(account: Account): AccessMatrix {
  const principals = principalClasses(account);
  const repositories = repositoryClasses(account, principals);
  const cache = matrixCache(account, repositories);
  const alike = alikeGroups(cache, principals);
  return {
    account,
    repositoryClasses: repositories.classes,
    columnsAt: (number) => cache.columns[number],
    principalClasses: principals.length,
    alike,
    *groups() {
      for (const { exactly } of alike()) yield* exactly();
    },
  };
}
