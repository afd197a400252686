// Transitions → alerts: one for each cause, the gravest first.

import { createHash } from 'node:crypto';
import { groupBy } from '../collections/group-by.ts';
import { inReadingOrder } from '../findings/reading-order.ts';
import type { AccountId, CauseId, Instant } from '../model/ids.ts';
import { SEVERITIES, type Severity } from '../model/severity.ts';
import type { KnownFinding } from '../model/state.ts';
import type { AuditView, FindingView } from '../report/schema.ts';
import { findingView, unseenView, unverifiedView } from '../report/view.ts';
import { uncertaintyOf } from './certainty.ts';
import { fitted } from './fitted.ts';
import type { Alert, AlertEvent } from './schema.ts';
import { alertEventOf, causeIdOf, causeOfTransition, groupOfTransition, type Transition, threadCause } from './transition.ts';

/** What every alert of a run says alike. */
export interface Occasion {
  readonly account: AccountId;
  readonly at: Instant;
  /** What was read, in words. */
  readonly coverage: Pick<AuditView, 'complete' | 'unread'>;
  readonly reportUrl: string | null;
}

/** An alert with what is not part of its message. */
export interface Notice {
  readonly alert: Alert;
  /** Alerts about one thing share it. */
  readonly thread: string;
  readonly owner: string | null;
  /** How it is headed where people read it. */
  readonly kind: Transition['kind'] | AlertEvent;
}

export type OwnerOf = (finding: KnownFinding) => string | null;

/** One alert for each event, cause and owner, the gravest first. */
export function alertsOf(occasion: Occasion, transitions: readonly Transition[], ownerOf: OwnerOf): readonly Notice[] {
  const keyOf = (each: Transition): string => JSON.stringify([groupOfTransition(each), ownerOf(each.finding)]);
  return [...groupBy(transitions, keyOf).values()].flatMap((alike) => noticeOf(occasion, alike, ownerOf)).sort(byGravity);
}

function noticeOf(occasion: Occasion, alike: readonly Transition[], ownerOf: OwnerOf): readonly Notice[] {
  const [first] = alike;
  if (!first) return [];
  const owner = ownerOf(first.finding);
  const findings = alike.map(viewOf);
  const event = alertEventOf(first);
  const alert = alertOf(occasion, { event, cause: causeOfTransition(first), causeId: causeIdOf(first), findings, owner });
  const thread = alike.length === 1 ? first.finding.id : threadOf(occasion, threadCause(first));
  const kind = first.kind !== 'reminder' && event === 'scan-incomplete' ? event : first.kind;
  return [{ alert, thread, owner, kind }];
}

function viewOf({ seen, finding, ended, isUnverified }: Transition): FindingView {
  if (isUnverified) return unverifiedView(finding);
  const view = seen ? findingView(seen) : unseenView(finding);
  return ended === undefined ? view : { ...view, reopenedAfter: ended };
}

export interface AlertContent {
  readonly event: AlertEvent;
  readonly cause: string;
  /** Where all findings have one. */
  readonly causeId?: CauseId | null;
  readonly findings: readonly FindingView[];
  /** Where it is more than the findings that are given. */
  readonly total?: number;
  /** Where there is no finding. */
  readonly severity?: Severity;
  readonly owner?: string | null;
}

/** The message of docs/formats.md#alert; equal contents at one time have one id. */
export function alertOf({ account, at, coverage, reportUrl }: Occasion, content: AlertContent): Alert {
  const { event, cause, causeId = null, total, severity = 'info', owner = null } = content;
  const findings = content.findings.toSorted(inReadingOrder);
  const regions = new Set(findings.map(({ region }) => region));
  const ids = findings.map(({ id }) => id).sort();
  return fitted({
    schemaVersion: 1,
    id: `alert-${digest([account, at, event, cause, owner, ids])}`,
    event,
    severity: findings[0]?.severity ?? severity,
    account,
    region: regions.size === 1 ? (findings[0]?.region ?? null) : null,
    cause,
    causeId,
    findings,
    total: total ?? findings.length,
    complete: coverage.complete,
    unread: [...coverage.unread],
    reportUrl,
  });
}

/** The name of a thread: the same for all that is told of one cause. */
export function threadOf({ account }: Pick<Occasion, 'account'>, cause: string): string {
  return `cause-${digest([account, cause])}`;
}

/** So many hex digits that no two messages share them. */
const ID_LENGTH = 32;

/** A short hash of a JSON value, for ids. */
export function digest(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, ID_LENGTH);
}

/** What is over or accepted comes last, and after what is alike for certain what nobody looked at; then the milder, then by id. */
export function byGravity(a: Notice, b: Notice): number {
  return (
    Number(isEnding(a)) - Number(isEnding(b)) ||
    Number(uncertaintyOf(a) !== undefined) - Number(uncertaintyOf(b) !== undefined) ||
    rank(b.alert.severity) - rank(a.alert.severity) ||
    (a.alert.id < b.alert.id ? -1 : 1)
  );
}

/** Whether an alert tells that something is over, or accepted. */
export function isEnding({ alert: { event } }: Pick<Notice, 'alert'>): boolean {
  return event === 'resolved' || event === 'accepted';
}

function rank(severity: Severity): number {
  return SEVERITIES.indexOf(severity);
}
