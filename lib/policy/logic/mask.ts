// A set of actions of one universe (at most 64) as two 32-bit words.

export interface ActionMask {
  readonly lo: number;
  readonly hi: number;
}

const EMPTY: ActionMask = { lo: 0, hi: 0 };

/** No action. */
export function emptyMask(): ActionMask {
  return EMPTY;
}

/** The actions at these positions of the universe, each from 0 to 63. */
export function maskOf(bits: Iterable<number>): ActionMask {
  let lo = 0;
  let hi = 0;
  for (const bit of bits) {
    if (bit < 32) lo |= 1 << bit;
    else hi |= 1 << (bit - 32);
  }
  return { lo, hi };
}

/** The actions of either. */
export function union(a: ActionMask, b: ActionMask): ActionMask {
  return { lo: a.lo | b.lo, hi: a.hi | b.hi };
}

/** The actions of both. */
export function intersection(a: ActionMask, b: ActionMask): ActionMask {
  return { lo: a.lo & b.lo, hi: a.hi & b.hi };
}

/** The actions of `a` that are not in `b`. */
export function difference(a: ActionMask, b: ActionMask): ActionMask {
  return { lo: a.lo & ~b.lo, hi: a.hi & ~b.hi };
}

/** Whether there is no action in it. */
export function isEmpty(mask: ActionMask): boolean {
  return (mask.lo | mask.hi) === 0;
}

/** Whether the two have an action in common. */
export function meets(a: ActionMask, b: ActionMask): boolean {
  return ((a.lo & b.lo) | (a.hi & b.hi)) !== 0;
}

/** Whether every action of `part` is in `whole`. */
export function covers(whole: ActionMask, part: ActionMask): boolean {
  return ((part.lo & ~whole.lo) | (part.hi & ~whole.hi)) === 0;
}

/** Whether the action at a position is in it. */
export function hasBit(mask: ActionMask, bit: number): boolean {
  return bit < 32 ? (mask.lo & (1 << bit)) !== 0 : (mask.hi & (1 << (bit - 32))) !== 0;
}

/** The bits of a mask, ascending. */
export function bitsOf(mask: ActionMask): readonly number[] {
  const bits: number[] = [];
  for (let bit = 0; bit < 64; bit += 1) if (hasBit(mask, bit)) bits.push(bit);
  return bits;
}
