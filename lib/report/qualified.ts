// The sentence of a finding with what has to be said before it is believed: that it is over and why, that it is back, or that nobody could look.
import type { ResolutionReason } from '../model/state.ts';
import type { FindingView } from './schema.ts';

type Qualified = Pick<FindingView, 'message' | 'unverifiedSince' | 'because' | 'reopenedAfter'>;

/** What a finding says, for people. */
export function qualified({ message, unverifiedSince, because, reopenedAfter }: Qualified): string {
  if (unverifiedSince !== undefined) return `${notVerified(unverifiedSince)}: ${message}`;
  if (because !== undefined) return `${ENDED[because]}: ${message}`;
  return reopenedAfter === undefined ? message : `${RETURNED[reopenedAfter]}: ${message}`;
}

/** `not verified since 2026-11-21`. */
export function notVerified(since: string): string {
  return `not verified since ${since.slice(0, 'YYYY-MM-DD'.length)}`;
}

/** Why a finding is over, before what it said. */
const ENDED = {
  'access-removed': 'the access is gone. It was',
  'access-restored': 'the access is there again. It was',
  'baseline-changed': 'the baseline says otherwise now. It was',
  'repository-deleted': 'the repository was deleted. It was',
  'principal-deleted': 'the principal was deleted. It was',
  superseded: 'another finding tells of it now. It was',
  'part-read': 'it was read again. It was',
  corrected: 'it was corrected. It was',
  'not-watched': 'not watched any more, and not found to be better',
} as const satisfies Record<ResolutionReason, string>;

/** Why a finding that is back had been over, before what it says. */
const RETURNED = {
  'access-removed': 'back, after the access had been gone',
  'access-restored': 'missing again, after the access had been restored',
  'baseline-changed': 'back, after the baseline had said otherwise',
  'repository-deleted': 'back, after the repository had been deleted',
  'principal-deleted': 'back, after the principal had been deleted',
  superseded: 'told by itself again, after another finding had told of it',
  'part-read': 'unread again, after it had been read',
  corrected: 'back, after it had been corrected',
  'not-watched': 'watched again',
} as const satisfies Record<ResolutionReason, string>;
