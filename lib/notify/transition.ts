// What a run has to tell of one finding: a change of its state, a deadline, or that it is still open.
import type { Finding } from '../model/finding.ts';
import type { Because, FindingEvent, FindingEventKind, KnownFinding } from '../model/state.ts';
import type { AlertEvent } from './schema.ts';

export interface Transition {
  readonly kind: FindingEventKind | 'reminder';
  readonly finding: KnownFinding;
  /** The finding with its proof, where this run saw it. */
  readonly seen: Finding | undefined;
}

/** The events of a run, then the reminders that are due, as transitions. */
export function transitionsOf(events: readonly FindingEvent[], due: readonly KnownFinding[]): readonly Transition[] {
  return [...events, ...due.map((finding) => ({ kind: 'reminder' as const, finding, seen: undefined }))];
}

const BEGINNINGS: ReadonlySet<Transition['kind']> = new Set(['opened', 'updated', 'reopened', 'reminder']);

/** The event of the alert that tells a transition: a part that is not read makes the scan incomplete, a reminder is an update. */
export function alertEventOf({ kind, finding }: Transition): AlertEvent {
  if (BEGINNINGS.has(kind) && finding.code === 'ECRD-501') return 'scan-incomplete';
  return kind === 'reminder' ? 'updated' : kind;
}

/** What brought a transition about, in a few words. */
export function causeOfTransition({ kind, finding }: Transition): string {
  if (finding.state === 'resolved') return `${WORDS[finding.because]}: ${finding.cause}`;
  if (finding.state === 'accepted' && (kind === 'accepted' || kind === 'exception-expiring'))
    return `exception ${finding.exception} until ${finding.until.slice(0, 10)}`;
  return kind === 'reminder' || kind === 'exception-expired' ? `${PREFIXES[kind]}: ${finding.cause}` : finding.cause;
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
} as const satisfies Record<Because, string>;
