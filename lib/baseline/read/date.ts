// Dates of the baseline: until when something holds, and how often it is looked at again.

import { type Instant, instant } from '../../model/ids.ts';
import { quoted } from '../../text/quote.ts';

/** The end of a day (UTC) or an RFC 3339 instant, or undefined when `text` is neither. */
export function expiryOf(text: string): Instant | undefined {
  if (!isDay(text.slice(0, 10))) return undefined;
  return instant(text.length === 10 ? `${text}T23:59:59Z` : text);
}

/** Why a text is no date for `expires`, in words; undefined where it is one. */
export function expiryProblem(text: string): string | undefined {
  return expiryOf(text) ? undefined : `${quoted(text)} is not a date such as \`2026-12-31\` or \`2026-12-31T18:00:00Z\``;
}

/** `180d`, `180` or the number as days, or undefined when there is no such period. */
export function reviewDays(period: string | number): number | undefined {
  const text = String(period);
  return /^[1-9][0-9]{0,4}d?$/.test(text) ? Number(text.replace('d', '')) : undefined;
}

/** Why a period is none for `review`, in words; undefined where it is one. */
export function reviewProblem(period: string | number): string | undefined {
  return reviewDays(period) === undefined ? `${quoted(String(period))} is not a number of days such as \`180d\`` : undefined;
}

/** The end of a day, or undefined when `text` is no day. */
export function dayOf(text: string): Instant | undefined {
  return text.length === 10 ? expiryOf(text) : undefined;
}

/** Why a text is no day, in words; undefined where it is one. */
export function dayProblem(text: string): string | undefined {
  return dayOf(text) ? undefined : `${quoted(text)} is not a day such as \`2026-06-30\``;
}

const DAY_MS = 24 * 60 * 60 * 1000;

/** When a review is due that was last made on `reviewed`. */
export function reviewDue({ days, reviewed }: { readonly days: number; readonly reviewed: Instant }): Instant {
  // INVARIANT: the time of an instant, printed, is an instant; only the milliseconds are left out.
  return `${new Date(Date.parse(reviewed) + days * DAY_MS).toISOString().slice(0, 19)}Z` as Instant;
}

/** The library takes February 30 for March 2. */
function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const time = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}
