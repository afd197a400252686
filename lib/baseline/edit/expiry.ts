// Until when an exception is meant to hold: `90d` becomes a date, because files hold dates only.

import type { Instant } from '../../model/ids.ts';
import { quoted } from '../../text/quote.ts';
import { expiryOf, reviewDays } from '../read/date.ts';

export type Expiry = { readonly kind: 'expires'; readonly text: string } | { readonly kind: 'problem'; readonly reason: string };

const DAY_MS = 24 * 60 * 60 * 1000;

/** A number of days from `now`, a date, or an RFC 3339 instant, as the file writes it. */
export function readExpiry(text: string, now: Instant): Expiry {
  const days = text.endsWith('d') ? reviewDays(text) : undefined;
  const written = days === undefined ? text : new Date(Date.parse(now) + days * DAY_MS).toISOString().slice(0, 10);
  const expires = expiryOf(written);
  if (expires === undefined)
    return { kind: 'problem', reason: `${quoted(text)} is no time to expire: use \`90d\`, \`2026-12-31\` or an RFC 3339 instant` };
  if (expires <= now) return { kind: 'problem', reason: `${quoted(text)} is over already` };
  return { kind: 'expires', text: written };
}
