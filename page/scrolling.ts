// Which of many equal steps are in view.
import { useEffect, useState } from 'preact/hooks';

export interface Window {
  readonly from: number;
  readonly to: number;
  /** Whether it is by itself, as on paper: nothing stands for the others. */
  readonly isPage?: boolean;
}

/** The size of a step in both directions. */
interface Step {
  readonly row: number;
  readonly column: number;
}

/** So many steps are drawn beyond what is in view, and so many pass before others are. */
const MARGIN = 8;
const PACE = 4;

/** The steps of `size` between `start` and `start + length`, and some around them. */
export function windowOf(count: number, size: number, start: number, length: number): Window {
  const from = Math.max(0, Math.floor(start / size) - MARGIN);
  return { from, to: Math.min(count, Math.ceil((start + length) / size) + MARGIN) };
}

/** Room for the names beside and above the cells. */
const HEAD = { width: 230, height: 156 } as const;

/** Scrolls so that a place is in view. */
export function reveal(box: HTMLElement | null, { row, column }: Step, size: Step): void {
  if (!box) return;
  const [x, y] = [column * size.column, row * size.row];
  const room = { width: box.clientWidth - HEAD.width, height: box.clientHeight - HEAD.height };
  if (x < box.scrollLeft) box.scrollLeft = x;
  else if (x + size.column > box.scrollLeft + room.width) box.scrollLeft = x + size.column - room.width;
  if (y < box.scrollTop) box.scrollTop = y;
  else if (y + size.row > box.scrollTop + room.height) box.scrollTop = y + size.row - room.height;
}

/** A position that there is. */
export function within(at: number, count: number): number {
  return Math.max(0, Math.min(count - 1, at));
}

interface View {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** How far a box is scrolled, and how large it is: told every few steps. */
export function useScroll(box: { readonly current: HTMLElement | null }, { row, column }: Step): View {
  const [view, setView] = useState<View>({ left: 0, top: 0, width: 1_200, height: 800 });
  useEffect(() => {
    const element = box.current;
    if (!element) return;
    const follow = () => {
      const next = {
        left: paced(element.scrollLeft, column),
        top: paced(element.scrollTop, row),
        width: element.clientWidth,
        height: element.clientHeight,
      };
      setView((before) => (isSame(before, next) ? before : next));
    };
    follow();
    element.addEventListener('scroll', follow, { passive: true });
    const observer = new ResizeObserver(follow);
    observer.observe(element);
    return () => {
      element.removeEventListener('scroll', follow);
      observer.disconnect();
    };
  }, [box, row, column]);
  return view;
}

function paced(position: number, size: number): number {
  return Math.floor(position / (size * PACE)) * size * PACE;
}

function isSame(a: View, b: View): boolean {
  return a.left === b.left && a.top === b.top && a.width === b.width && a.height === b.height;
}
