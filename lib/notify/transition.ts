// What a run has to tell of one finding: a change of its state, a deadline, or that it is still open.
import type { Finding } from '../model/finding.ts';
import type { FindingId } from '../model/ids.ts';
import type { FindingEvent, FindingEventKind, KnownFinding, ResolutionReason } from '../model/state.ts';
import { notVerified } from '../report/qualified.ts';
import type { AlertEvent } from './schema.ts';

export interface Transition {
  readonly kind: FindingEventKind | 'reminder';
  readonly finding: KnownFinding;
  /** The finding with its proof, where this run saw it. */
  readonly seen: Finding | undefined;
  /** Why it had been over, where it is reopened. */
  readonly ended?: ResolutionReason | undefined;
  /** Whether this run could not tell if it is still so. */
  readonly isUnverified?: boolean;
}

/** The events of a run, then the reminders that are due, as transitions. `unverified`: findings that the run could not verify. */
export function transitionsOf(
  events: readonly FindingEvent[],
  due: readonly KnownFinding[],
  unverified: ReadonlySet<FindingId> = new Set(),
): readonly Transition[] {
  const reminders = due.map((finding) => ({ kind: 'reminder' as const, finding, seen: undefined }));
  return [...events, ...reminders].map((each) => ({ ...each, isUnverified: unverified.has(each.finding.id) }));
}

const BEGINNINGS: ReadonlySet<Transition['kind']> = new Set(['opened', 'updated', 'reopened', 'reminder']);

/** The event of the alert that tells a transition: a part that is not read makes the scan incomplete, a reminder is an update. */
export function alertEventOf({ kind, finding }: Transition): AlertEvent {
  if (BEGINNINGS.has(kind) && finding.code === 'ECRD-501') return 'scan-incomplete';
  return kind === 'reminder' ? 'updated' : kind;
}

/** What brought a transition about, in a few words. */
export function causeOfTransition({ kind, finding, ended, isUnverified }: Transition): string {
  if (kind === 'reopened' && ended === 'not-watched') return `watched again: ${watchedPlace(finding)}`;
  if (finding.state === 'resolved') return endingCause(finding);
  if (finding.state === 'accepted' && (kind === 'accepted' || kind === 'exception-expiring'))
    return `exception ${finding.exception} until ${finding.until.slice(0, 10)}`;
  const since = isUnverified ? `, ${notVerified(finding.lastSeen)}` : '';
  return kind === 'reminder' || kind === 'exception-expired' ? `${PREFIXES[kind]}${since}: ${finding.cause}` : finding.cause;
}

function endingCause({ because, ...finding }: Extract<KnownFinding, { readonly state: 'resolved' }>): string {
  if (because !== 'not-watched') return `${WORDS[because]}: ${finding.cause}`;
  return `not watched any more: ${watchedPlace(finding)} is not scanned, and nothing was found to be better there`;
}

/** What all that is told in one thread is about: a region that is left or comes back, or where a finding comes from. */
export function threadCause({ kind, finding, ended }: Transition): string {
  const isUnwatched = finding.state === 'resolved' ? finding.because === 'not-watched' : kind === 'reopened' && ended === 'not-watched';
  return isUnwatched ? `region ${watchedPlace(finding)}` : finding.cause;
}

function watchedPlace({ region, part }: Pick<KnownFinding, 'region' | 'part'>): string {
  return part?.region ?? region ?? 'its region';
}

const PREFIXES = { reminder: 'still open', 'exception-expired': 'an exception has ended' } as const;

/** Whoever takes a statement away removes access and corrects a policy: one cause. */
const WORDS = {
  'access-removed': 'removed or corrected',
  'access-restored': 'access restored',
  'baseline-changed': 'as the baseline wants it now',
  'repository-deleted': 'repository deleted',
  'principal-deleted': 'principal deleted',
  superseded: 'told by another finding now',
  'part-read': 'read again',
  corrected: 'removed or corrected',
} as const satisfies Record<Exclude<ResolutionReason, 'not-watched'>, string>;
