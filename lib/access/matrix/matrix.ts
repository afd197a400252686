// Effective access of a whole account. Each pair of shapes of a principal's and a repository's policies is judged once; cells are
// expanded only when somebody asks (docs/decisions/0007-masks-and-classes.md). A cell that is in no group has no access, inside what was read.

import type { AccountSnapshot } from '../../model/snapshot.ts';
import { type Account, prepareAccount } from '../account/account.ts';
import type { Subject } from '../account/subjects.ts';
import type { Outcome } from '../cell/outcome.ts';
import { principalClasses } from '../classes/principal-classes.ts';
import { type RepositoryClass, repositoryClasses } from '../classes/repository-classes.ts';
import type { Subset } from '../classes/subset.ts';
import { alikeGroups } from './alike-groups.ts';
import { matrixCache } from './matrix-cache.ts';

/** Principals, and repositories of one region, with one outcome. */
export interface CellGroup {
  readonly subjects: Subset<Subject>;
  /** Positions in `repositoryClasses` of the matrix. */
  readonly classes: Subset<number>;
  readonly outcome: Outcome;
}

/**
 * Cells whose outcomes are one but for the names of the conditions: capabilities, decisions and actions are those of every cell, the
 * formulas those of one. The own sides of all members are of one shape at all classes, and so are the resource sides.
 */
export interface AlikeGroup extends CellGroup {
  /** The same cells in groups with their very formulas. */
  readonly exactly: () => Iterable<CellGroup>;
}

export interface AccessMatrix {
  readonly account: Account;
  readonly repositoryClasses: readonly RepositoryClass[];
  /** How many classes of principals were judged, for people who wonder about speed. */
  readonly principalClasses: number;
  /** Every cell with access is in exactly one group. */
  readonly alike: () => Iterable<AlikeGroup>;
  /** The same with the very formulas of every cell: more groups, as many as there are pairs of policies where all of them differ. */
  readonly groups: () => Iterable<CellGroup>;
}

/** The access of everybody in a snapshot. */
export function accessMatrix(snapshot: AccountSnapshot): AccessMatrix {
  return matrixOf(prepareAccount(snapshot));
}

/** The same of an account that is prepared already, or of a part of one. */
export function matrixOf(account: Account): AccessMatrix {
  const principals = principalClasses(account);
  const repositories = repositoryClasses(account, principals);
  const alike = alikeGroups(matrixCache(account, repositories), principals);
  return {
    account,
    repositoryClasses: repositories.classes,
    principalClasses: principals.length,
    alike,
    *groups() {
      for (const { exactly } of alike()) yield* exactly();
    },
  };
}
