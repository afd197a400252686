// Cells that are told together.

import type { Subset } from '../../collections/subset.ts';
import type { Subject } from '../account/subjects.ts';
import type { Outcome } from '../cell/outcome.ts';
import type { ResourceSide } from '../cell/sides.ts';
import type { OwnSide } from './outcomes.ts';

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
  /** The resource side of its cells at one of its classes. Equal ones are one object. */
  readonly sideAt: SideAt;
  /** Its principals by their own sides, which are those at all of its classes. Each is in one. */
  readonly asking: () => readonly AskingPrincipals[];
  /** The same cells in groups with their very formulas; with other resource sides in the place of its own, as these have them. */
  readonly exactly: (sideAt?: SideAt) => Iterable<ExactGroup>;
}

/** Principals with one own side. */
export interface AskingPrincipals {
  readonly own: OwnSide;
  readonly subjects: Subset<Subject>;
}

/** The resource side at a class. Whatever asks often gives the same function again, by which answers are remembered. */
export type SideAt = (number: number) => ResourceSide | undefined;

/** Cells of one own side and one resource side. */
export interface ExactGroup extends CellGroup {
  /** Some of them as a part of the group that they are from. */
  readonly part: (subjects: readonly Subject[], classes: readonly number[]) => AlikeGroup;
}
