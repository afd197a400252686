// What looks at every cell of the matrix: all of them share one walk over its groups.
import type { CellGroup } from '../../access/matrix.ts';
import type { Hygiene } from '../../model/drift.ts';

export interface Survey {
  readonly see: (group: CellGroup) => void;
  /** Asked once, after the last group. */
  readonly found: () => readonly Hygiene[];
}
