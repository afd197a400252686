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

/** Counts what is spent on one thing. */
export interface CountedWork {
  readonly meter: Pick<WorkMeter, 'spend'>;
  readonly spent: () => number;
  /** From now on `listener` hears of each time that something is spent. */
  readonly onSpent: (listener: () => void) => void;
}

/** A part of the work that is counted by itself too. */
export function tallied(work: Pick<WorkMeter, 'spend'> | undefined): CountedWork {
  let spent = 0;
  let heard = (): void => undefined;
  return {
    meter: {
      spend: (sides) => {
        spent += sides;
        work?.spend(sides);
        heard();
      },
    },
    spent: () => spent,
    onSpent: (listener) => {
      heard = listener;
    },
  };
}
