// How old an audit is, and whether that is more than its schedule explains.
import { counted } from '../../lib/text/quote.ts';

export interface Age {
  /** When the account was read; null where the report does not say. */
  readonly asOf: string | null;
  /** In words, as `2 days 3 hours`. */
  readonly age: string | null;
  readonly ageHours: number | null;
}

export interface OverdueAudit {
  /** Between two audits, as they are scheduled. */
  readonly scheduleHours: number;
  readonly message: string;
}

const HOUR = 3_600_000;
const DAY_HOURS = 24;
/** An audit may be late, and the one before it may have taken long. */
const MOST_SCHEDULES = 2;

/** How old what was read at `asOf` is; `now` in milliseconds since the epoch. */
export function ageOf(asOf: string | null, now: number): Age {
  if (asOf === null) return { asOf, age: null, ageHours: null };
  const hours = Math.max(0, now - Date.parse(asOf)) / HOUR;
  return { asOf, age: inWords(hours), ageHours: Math.floor(hours * 10) / 10 };
}

/** Undefined where the age is what the schedule lets expect, or no second audit is scheduled. */
export function overdueOf({ age, ageHours }: Age, scheduleHours: number | undefined): OverdueAudit | undefined {
  if (age === null || ageHours === null || scheduleHours === undefined || ageHours <= MOST_SCHEDULES * scheduleHours) return undefined;
  const message = `STALE: the last audit is ${age} old, and one is due every ${inWords(scheduleHours)}: look at the executions of the state machine for why none came after it`;
  return { scheduleHours, message };
}

function inWords(hours: number): string {
  if (hours < 1) return counted(Math.floor(hours * 60), 'minute');
  const [days, rest] = [Math.floor(hours / DAY_HOURS), Math.floor(hours % DAY_HOURS)];
  const parts = [...(days > 0 ? [counted(days, 'day')] : []), ...(rest > 0 || days === 0 ? [counted(rest, 'hour')] : [])];
  return parts.join(' ');
}
