// What working out remediations has cost so far, in cells that were looked at: the same for the same input on every machine.

export interface WorkMeter {
  /** Counts cells, or what costs as much as one. */
  readonly spend: (cells: number) => void;
  readonly isSpent: () => boolean;
}

/** Work that ends once so many cells were looked at. */
export function workOf(budget: number): WorkMeter {
  let spent = 0;
  return {
    spend: (cells) => {
      spent += cells;
    },
    isSpent: () => spent >= budget,
  };
}
