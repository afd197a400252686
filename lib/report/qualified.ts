// The sentence of a finding with what has to be said before it is believed: that nobody could look, or that nobody looks any more.
import type { FindingView } from './schema.ts';

/** What a finding says, for people. */
export function qualified({
  message,
  unverifiedSince,
  because,
  reopenedAfter,
}: Pick<FindingView, 'message' | 'unverifiedSince' | 'because' | 'reopenedAfter'>): string {
  if (unverifiedSince !== undefined) return `${notVerified(unverifiedSince)}: ${message}`;
  if (because === 'not-watched') return `not watched any more, and not found to be better: ${message}`;
  return reopenedAfter === 'not-watched' ? `watched again: ${message}` : message;
}

/** `not verified since 2026-11-21`. */
export function notVerified(since: string): string {
  return `not verified since ${since.slice(0, 'YYYY-MM-DD'.length)}`;
}
