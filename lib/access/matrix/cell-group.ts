// Cells that are told together.

import type { Subset } from '../../collections/subset.ts';
import type { Subject } from '../account/subjects.ts';
import type { Outcome } from '../cell/outcome.ts';

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
