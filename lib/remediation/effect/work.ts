// What working out remediations has cost so far, in sides of cells that were worked out: the same for the same input on every machine.

export interface WorkMeter {
  /** Counts sides, or what costs as much as one. */
  readonly spend: (sides: number) => void;
  /** Whether nothing more of what is worked out now should be begun. */
  readonly isSpent: () => boolean;
}

export interface SharedWork extends WorkMeter {
  /** Something else is worked out from now on: it gets most of what is left, so that one dear thing leaves something for others. False where nothing is left. */
  readonly begin: () => boolean;
}

/** What one thing gets of what is left. */
const MOST_OF_IT = 3 / 4;

/** Work that ends once so many sides were worked out. */
export function workOf(budget: number): SharedWork {
  let spent = 0;
  let until = budget;
  return {
    spend: (sides) => {
      spent += sides;
    },
    isSpent: () => spent >= until,
    begin: () => {
      until = spent + (budget - spent) * MOST_OF_IT;
      return spent < budget;
    },
  };
}
