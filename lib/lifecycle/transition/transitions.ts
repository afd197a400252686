// The only place where the state of a finding changes.
import type { Exception } from '../../model/baseline.ts';
import type { Instant } from '../../model/ids.ts';
import type { AccessStatus, FindingEventKind, KnownFinding, Observed, ResolutionReason } from '../../model/state.ts';

/** What a run says about one finding. `exception`: the running one that it stands under. */
export type Observation =
  | { readonly kind: 'new'; readonly finding: Observed; readonly exception: Exception | undefined }
  | { readonly kind: 'still'; readonly known: KnownFinding; readonly finding: Observed; readonly exception: Exception | undefined }
  | { readonly kind: 'clear'; readonly known: KnownFinding; readonly because: ResolutionReason }
  /** Something that bears on it was not read. What people accept and until when is known all the same. */
  | { readonly kind: 'unverified'; readonly known: KnownFinding; readonly exception: Exception | undefined };

export interface TransitionStep {
  readonly finding: KnownFinding;
  readonly events: readonly FindingEventKind[];
  /** Why the finding had been over, where it was and is no more. */
  readonly ended?: ResolutionReason;
}

/** How many days before an exception ends people are told, once. */
const WARNING_DAYS = 14;

/**
 * What becomes of a finding by one observation, and what people are told of that. Of the same input the same, whenever it is called.
 */
export function advance(seen: Observation, now: Instant, warningDays: number = WARNING_DAYS): TransitionStep {
  switch (seen.kind) {
    case 'new':
      return { finding: { ...seen.finding, firstSeen: now, lastSeen: now, ...statusUnder(seen.exception, now) }, events: ['opened'] };
    case 'still': {
      const kept = { firstSeen: seen.known.firstSeen, lastSeen: now, ...attributionOf(seen.known, seen.finding) };
      return warned(seen.known, { ...seen.finding, ...kept, ...statusUnder(seen.exception, now, seen.known) }, now, warningDays);
    }
    case 'clear':
      if (seen.known.state === 'resolved') return { finding: seen.known, events: [] };
      return { finding: overSince(now, seen.known, seen.because), events: ['resolved'] };
    case 'unverified':
      if (seen.known.state === 'resolved') return { finding: seen.known, events: [] };
      return warned(seen.known, { ...subjectOf(seen.known), ...statusUnder(seen.exception, now, seen.known) }, now, warningDays);
  }
}

/** A renewed exception has a deadline that nobody has been warned of; what is open again has been so since now. */
function statusUnder(exception: Exception | undefined, now: Instant, known?: KnownFinding): AccessStatus {
  if (!exception) {
    return known?.state === 'open'
      ? { state: 'open', since: known.since, remindedAt: known.remindedAt }
      : { state: 'open', since: now, remindedAt: null };
  }
  const { id, expires: until } = exception;
  const warnedAt = known?.state === 'accepted' && known.until === until ? known.warnedAt : null;
  return { state: 'accepted', exception: id, until, warnedAt };
}

function warned(known: KnownFinding, next: KnownFinding, now: Instant, days: number): TransitionStep {
  const events = changes(known, next);
  if (known.state === 'resolved') return { finding: next, events, ended: known.because };
  // Whoever accepts for a short time knows how short: the warning waits for the next run.
  const isDue = known.state === 'accepted' && next.state === 'accepted' && next.warnedAt === null && daysBetween(now, next.until) <= days;
  return isDue ? { finding: { ...next, warnedAt: now }, events: [...events, 'exception-expiring'] } : { finding: next, events };
}

function overSince(now: Instant, known: KnownFinding, because: ResolutionReason): KnownFinding {
  const { attribution: _, ...subject } = subjectOf(known);
  return { ...subject, state: 'resolved', resolvedAt: now, because };
}

/** Kept as long as the finding is what it was: of what it has become since, somebody else may be the reason. */
function attributionOf(known: KnownFinding, { evidence }: Observed): Pick<KnownFinding, 'attribution'> {
  const { attribution, state } = known;
  return attribution === undefined || state === 'resolved' || known.evidence !== evidence ? {} : { attribution };
}

function changes(known: KnownFinding, next: KnownFinding): readonly FindingEventKind[] {
  if (known.state === 'resolved') return ['reopened'];
  if (known.state === 'accepted' && next.state === 'open') return ['exception-expired'];
  if (known.state === 'open' && next.state === 'accepted') return ['accepted'];
  return known.evidence === next.evidence ? [] : ['updated'];
}

const DAY = 24 * 60 * 60 * 1000;

function daysBetween(from: Instant, to: Instant): number {
  return (Date.parse(to) - Date.parse(from)) / DAY;
}

/** How long resolved findings are remembered. */
const REMEMBERED_DAYS = 90;

/** Whether a finding has been over for so long that it is remembered no more. */
export function isForgotten(finding: KnownFinding, now: Instant): boolean {
  return finding.state === 'resolved' && daysBetween(finding.resolvedAt, now) > REMEMBERED_DAYS;
}

/** What is known of a finding besides its status. */
function subjectOf(known: KnownFinding): Omit<KnownFinding, keyof AccessStatus> {
  switch (known.state) {
    case 'open': {
      const { state, since, remindedAt, ...subject } = known;
      return subject;
    }
    case 'accepted': {
      const { state, exception, until, warnedAt, ...subject } = known;
      return subject;
    }
    case 'resolved': {
      const { state, resolvedAt, because, ...subject } = known;
      return subject;
    }
  }
}
