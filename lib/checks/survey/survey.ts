// What looks at every cell of the matrix: all of them share one walk over its groups.

import type { Subject } from '../../access/account/subjects.ts';
import type { Outcome } from '../../access/cell/outcome.ts';
import type { CellGroup } from '../../access/matrix/cell-group.ts';
import { membersOf, type Subset } from '../../collections/subset.ts';
import type { PolicyFinding } from '../../model/drift.ts';

export interface Survey {
  /** Left out by what looks at no cell. */
  readonly see?: (group: SeenGroup) => void;
  /** Asked once, after the last group. */
  readonly found: () => readonly PolicyFinding[];
}

/** A group of cells with its members; the classes are many, and only worked out for whom they matter. */
export interface SeenGroup {
  readonly subjects: readonly Subject[];
  /** Positions in `repositoryClasses` of the matrix. */
  readonly classes: () => readonly number[];
  /** The same as part of a list that many groups have. */
  readonly among: Subset<number>;
  readonly outcome: Outcome;
}

/** A group of the matrix as surveys see it. */
export function seen({ subjects, classes, outcome }: CellGroup): SeenGroup {
  let members: readonly number[] | undefined;
  return {
    subjects: membersOf(subjects),
    classes: () => {
      members ??= membersOf(classes);
      return members;
    },
    among: classes,
    outcome,
  };
}
