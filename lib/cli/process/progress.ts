// How far a scan is, on a terminal: one line that is written over. Elsewhere nothing is said.
import cliTruncate from 'cli-truncate';
import type { Progress } from '../../aws/collect/region.ts';
import { counted } from '../../text/quote.ts';

/** Where the line goes: standard error, or what a test gives. */
export interface ProgressStream {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

export interface ProgressLine {
  readonly show: (progress: Progress) => void;
  readonly clear: () => void;
}

const EVERY_MS = 100;
const USUAL_COLUMNS = 80;
const CLEAR = '\r\u001b[K';

/** A line about the region that moved last and about all of them: `us-east-1 120/500, 3 regions 400/900, 48/s`. */
export function progressLine(screen: ProgressStream, now: () => number): ProgressLine {
  const regions = new Map<string, Progress>();
  const startedAt = now();
  let shownAt = Number.NEGATIVE_INFINITY;
  return {
    show: (progress) => {
      regions.set(progress.region, progress);
      const time = now();
      if (screen.isTTY !== true || time - shownAt < EVERY_MS) return;
      shownAt = time;
      // A line that wraps could not be written over.
      const line = cliTruncate(lineOf(progress, [...regions.values()], time - startedAt), (screen.columns || USUAL_COLUMNS) - 1);
      screen.write(`${CLEAR}${line}`);
    },
    clear: () => {
      if (screen.isTTY === true && shownAt > Number.NEGATIVE_INFINITY) screen.write(CLEAR);
    },
  };
}

function lineOf({ region, done, total }: Progress, all: readonly Progress[], milliseconds: number): string {
  const read = all.reduce((sum, each) => sum + each.done, 0);
  const known = all.reduce((sum, each) => sum + each.total, 0);
  const rate = milliseconds > 0 ? Math.round((read * 1000) / milliseconds) : 0;
  return `${region} ${done}/${total}, ${counted(all.length, 'region')} ${read}/${known}, ${rate}/s`;
}
