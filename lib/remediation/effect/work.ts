// What working out remediations has cost so far, in sides of cells that were worked out: the same for the same input on every machine.

export interface WorkMeter {
  /** Counts sides, or what costs as much as one. */
  readonly spend: (sides: number) => void;
  readonly isSpent: () => boolean;
}

/** Work that ends once so many sides were worked out. */
export function workOf(budget: number): WorkMeter {
  let spent = 0;
  return {
    spend: (sides) => {
      spent += sides;
    },
    isSpent: () => spent >= budget,
  };
}
