// `--since`: from when on somebody asks, and no longer back than CloudTrail remembers.
import { expiryOf, reviewDays } from '../../baseline/read/date.ts';
import { type Instant, instant } from '../../model/ids.ts';
import { quoted } from '../../text/quote.ts';
import { Failure } from '../process/failure.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
/** F28. */
const REMEMBERED_DAYS = 90;

export interface Since {
  readonly since: Instant;
  /** Whether more was asked for than CloudTrail remembers. */
  readonly isCut: boolean;
}

/** A day (UTC), an RFC 3339 instant or a number of days; all that CloudTrail remembers where it is left out. Throws a Failure. */
export function sinceOf(text: string | undefined, now: Instant): Since {
  const earliest = daysBefore(now, REMEMBERED_DAYS);
  if (text === undefined) return { since: earliest, isCut: false };
  const since = timeOf(text, now);
  if (since === undefined) throw new Failure(`--since ${quoted(text)} is no time: use \`7d\`, \`2026-11-01\` or an RFC 3339 instant`);
  if (since > now) throw new Failure(`--since ${quoted(text)} is still to come: nothing has been written since then`);
  return since < earliest ? { since: earliest, isCut: true } : { since, isCut: false };
}

function timeOf(text: string, now: Instant): Instant | undefined {
  const days = text.endsWith('d') ? reviewDays(text) : undefined;
  if (days !== undefined) return daysBefore(now, days);
  if (expiryOf(text) === undefined) return undefined;
  return instant(text.length === 10 ? `${text}T00:00:00Z` : text);
}

function daysBefore(now: Instant, days: number): Instant {
  // INVARIANT: the time of an instant, printed, is an instant; only the milliseconds are left out.
  return `${new Date(Date.parse(now) - days * DAY_MS).toISOString().slice(0, 19)}Z` as Instant;
}
