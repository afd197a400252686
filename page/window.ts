// Which of many equal steps are in view.
export interface Window {
  readonly from: number;
  readonly to: number;
  /** Whether it is by itself, as on paper: nothing stands for the others. */
  readonly isPage?: boolean;
}

const MARGIN = 6;

/** The steps of `size` between `start` and `start + length`, and some around them. */
export function windowOf(count: number, size: number, start: number, length: number): Window {
  const from = Math.max(0, Math.floor(start / size) - MARGIN);
  return { from, to: Math.min(count, Math.ceil((start + length) / size) + MARGIN) };
}
