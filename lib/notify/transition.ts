// What a run has to tell of one finding: a change of its state, a deadline, or that it is still open.
import type { Finding } from '../model/finding.ts';
import type { CauseId, FindingId } from '../model/ids.ts';
import type { Severity } from '../model/severity.ts';
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
  /** How grave it was before; undefined where it is new. */
  readonly was?: Severity | undefined;
}

/** How an alert is headed where people read it. */
export type NoticeKind = Transition['kind'] | AlertEvent;

export interface RunKnowledge {
  /** Findings that the run could not verify. */
  readonly unverified?: ReadonlySet<FindingId>;
  /** How grave findings were before. */
  readonly before?: ReadonlyMap<FindingId, Severity>;
  /** What the run saw, with its proof. */
  readonly seen?: ReadonlyMap<FindingId, Finding>;
}

/** The events of a run, then the reminders that are due, as transitions. */
export function transitionsOf(
  events: readonly FindingEvent[],
  due: readonly KnownFinding[],
  known: RunKnowledge = {},
): readonly Transition[] {
  const reminders = due.map((finding) => ({ kind: 'reminder' as const, finding, seen: known.seen?.get(finding.id) }));
  return [...events, ...reminders].map((each) => ({
    ...each,
    isUnverified: known.unverified?.has(each.finding.id) ?? false,
    was: known.before?.get(each.finding.id),
  }));
}

const BEGINNINGS: ReadonlySet<Transition['kind']> = new Set(['opened', 'updated', 'reopened', 'reminder']);

/** The event of the alert that tells a transition: a part that is not read makes the scan incomplete, a reminder is an update. */
export function alertEventOf({ kind, finding }: Transition): AlertEvent {
  if (BEGINNINGS.has(kind) && finding.code === 'ECRD-501') return 'scan-incomplete';
  return kind === 'reminder' ? 'updated' : kind;
}

/** What brought a transition about, in a few words. */
export function causeOfTransition({ kind, finding, ended, isUnverified }: Transition): string {
  const event = eventOf({ kind, finding, ended });
  if (event !== undefined) return event;
  if (finding.state === 'resolved')
    return finding.because === 'not-watched' ? finding.cause : `${WORDS[finding.because]}: ${finding.cause}`;
  const since = isUnverified ? `, ${notVerified(finding.lastSeen)}` : '';
  return kind === 'reminder' || kind === 'exception-expired' ? `${PREFIXES[kind]}${since}: ${finding.cause}` : finding.cause;
}

/** What happened, where that is what people want to hear, and not what each finding comes from. */
function eventOf({ kind, finding, ended }: Pick<Transition, 'kind' | 'finding' | 'ended'>): string | undefined {
  if (kind === 'reopened' && ended === 'not-watched') return `watched again: ${watchedPlace(finding)}`;
  if (finding.state === 'accepted' && (kind === 'accepted' || kind === 'exception-expiring'))
    return `exception ${finding.exception} until ${finding.until.slice(0, 10)}`;
  if (finding.state !== 'resolved') return undefined;
  const { because, region, repository, principal } = finding;
  if (because === 'not-watched')
    return `not watched any more: ${watchedPlace(finding)} is not scanned, and nothing was found to be better there`;
  // Whatever was told of what is gone went with it.
  if (because === 'repository-deleted' && repository !== null && repository !== '*')
    return `repository deleted: ${repository}${region === null ? '' : ` in ${region}`}`;
  return because === 'principal-deleted' && principal !== null ? `principal deleted: ${principal}` : undefined;
}

/** What transitions of one kind share that are told together: one event, or one cause. */
export function groupOfTransition(transition: Transition): string {
  const { kind, finding } = transition;
  const event = eventOf(transition);
  if (event !== undefined) return JSON.stringify([kind, event]);
  // Whoever takes a statement away removes access and corrects a policy.
  const ending = finding.state === 'resolved' && finding.because !== 'not-watched' ? WORDS[finding.because] : null;
  return JSON.stringify([kind, ending, causeKey(finding), transition.isUnverified ? notVerified(finding.lastSeen) : null]);
}

/** The cause that a transition is about; null where an event is what it tells of, or an earlier version saw it last. */
export function causeIdOf(transition: Transition): CauseId | null {
  return eventOf(transition) === undefined ? transition.finding.causeId : null;
}

/** What all that is told in one thread is about: a region that is left or comes back, or where a finding comes from. */
export function threadCause({ kind, finding, ended }: Transition): string {
  const isUnwatched = finding.state === 'resolved' ? finding.because === 'not-watched' : kind === 'reopened' && ended === 'not-watched';
  return isUnwatched ? `region ${watchedPlace(finding)}` : causeKey(finding);
}

/** What earlier versions saw last is known by its words alone. */
function causeKey({ causeId, cause }: Pick<KnownFinding, 'causeId' | 'cause'>): string {
  return causeId ?? cause;
}

function watchedPlace({ region, part }: Pick<KnownFinding, 'region' | 'part'>): string {
  return part?.region ?? region ?? 'its region';
}

/** What the cause of a reminder begins with. */
export const STILL_OPEN = 'still open';

const PREFIXES = { reminder: STILL_OPEN, 'exception-expired': 'an exception has ended' } as const;

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
