// Transitions → alerts: one for each cause, the gravest first.

import { createHash } from 'node:crypto';
import { groupBy } from '../collections/group-by.ts';
import { inReadingOrder } from '../findings/reading-order.ts';
import type { AttributionSource } from '../model/actor.ts';
import type { AccountId, CauseId, FindingId, Instant } from '../model/ids.ts';
import { SEVERITIES, type Severity } from '../model/severity.ts';
import type { KnownFinding } from '../model/state.ts';
import { type ActorMembers, actorsTogether } from '../report/actor-words.ts';
import { sortedByMeaning } from '../report/meaning-order.ts';
import type { AccountNames } from '../report/place-names.ts';
import type { AuditView, FindingView, RemediationView } from '../report/schema.ts';
import { findingView, unseenView, unverifiedView } from '../report/view.ts';
import { uncertaintyOf } from './certainty.ts';
import { fitted } from './fitted.ts';
import { headlineOf, readLine } from './headline.ts';
import { rowsOf } from './rows.ts';
import type { Alert, AlertEvent } from './schema.ts';
import {
  alertEventOf,
  causeIdOf,
  causeOfTransition,
  groupOfTransition,
  type NoticeKind,
  type Transition,
  threadCause,
} from './transition.ts';
import { type Who, whoOf } from './who.ts';

/** What every alert of a run says alike. */
export interface Occasion {
  readonly account: AccountId;
  readonly at: Instant;
  /** What was read, in words. */
  readonly coverage: Pick<AuditView, 'complete' | 'unread' | 'leftOut'>;
  readonly reportUrl: string | null;
  /** What accounts are called; left out where nobody knows. */
  readonly names?: AccountNames;
  /** Where this deployment gets to know who did something; left out, it is not said that it is not known. */
  readonly attribution?: AttributionSource | undefined;
  /** What would end a finding, as the report of the run has it. */
  readonly mendOf?: (id: FindingId) => RemediationView | null;
}

/** An alert with what is not part of its message. */
export interface Notice {
  readonly alert: Alert;
  /** Alerts about one thing share it. */
  readonly thread: string;
  readonly owner: string | null;
  /** How it is headed where people read it. */
  readonly kind: NoticeKind;
  /** Who can do what where, in a sentence. */
  readonly headline: string;
  /** Whose account was read, and when. */
  readonly read: string;
  /** Who did it, or that it is not known; left out where nobody did anything. */
  readonly who?: Who | undefined;
}

interface Heading {
  /** All of them, where the alert may have been cut. */
  readonly findings?: readonly FindingView[];
  /** What is other than it was. */
  readonly change?: string | undefined;
}

/** A notice with the words that people read first. */
export function headed(occasion: Occasion, notice: Omit<Notice, 'headline' | 'read' | 'who'>, { findings, change }: Heading = {}): Notice {
  const alert = findings ? { ...notice.alert, findings: findings.toSorted(inReadingOrder) } : notice.alert;
  const who = whoOf({ ...notice, alert, source: occasion.attribution });
  return { ...notice, headline: headlineOf({ ...notice, alert, names: occasion.names, change }), read: readLine(occasion), who };
}

export type OwnerOf = (finding: KnownFinding) => string | null;

/** One alert for each event, cause and owner, the gravest first. */
export function alertsOf(occasion: Occasion, transitions: readonly Transition[], ownerOf: OwnerOf): readonly Notice[] {
  const keyOf = (each: Transition): string => JSON.stringify([groupOfTransition(each), ownerOf(each.finding)]);
  return inGravityOrder([...groupBy(transitions, keyOf).values()].flatMap((alike) => noticeOf(occasion, alike, ownerOf)));
}

function noticeOf(occasion: Occasion, alike: readonly Transition[], ownerOf: OwnerOf): readonly Notice[] {
  const [first] = alike;
  if (!first) return [];
  const owner = ownerOf(first.finding);
  const all = alike.map(viewOf);
  const event = alertEventOf(first);
  const told = { event, cause: causeOfTransition(first), causeId: causeIdOf(first), findings: all, owner };
  const alert = alertOf(occasion, told);
  const thread = alike.length === 1 ? first.finding.id : threadOf(occasion, threadCause(first));
  const kind = first.kind !== 'reminder' && event === 'scan-incomplete' ? event : first.kind;
  return [headed(occasion, { alert, thread, owner, kind }, { findings: all, change: changeOf(alike) })];
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
  /** Where they are of more than the findings that are given. */
  readonly actors?: ActorMembers;
}

/** The message of docs/formats.md#alert; equal contents at one time have one id. */
export function alertOf({ account, at, coverage, reportUrl, mendOf }: Occasion, content: AlertContent): Alert {
  const { event, cause, causeId = null, total, severity = 'info', owner = null } = content;
  const findings = withMend(content.findings.toSorted(inReadingOrder), mendOf);
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
    findings: [...findings],
    total: total ?? findings.length,
    complete: coverage.complete,
    unread: [...coverage.unread],
    reportUrl,
    ...(CHANGES.has(event) ? (content.actors ?? actorsTogether(content.findings)) : {}),
  });
}

/** What somebody may have brought about; who opened what is accepted now has not accepted it. */
const CHANGES: ReadonlySet<AlertEvent> = new Set(['opened', 'updated', 'reopened', 'resolved']);

/** The change that ends the finding which stands for all: that of each would be the same again and again. */
function withMend(findings: readonly FindingView[], mendOf: Occasion['mendOf']): readonly FindingView[] {
  const [row] = mendOf ? rowsOf(findings, NOWHERE) : [];
  if (!row || !mendOf) return findings;
  // INVARIANT: the id of a view is that of its finding.
  return findings.map((each) => (each.id === row.finding.id ? { ...each, mend: mendOf(each.id as FindingId) } : each));
}

/** For an order, which no words are needed for. */
const NOWHERE = { account: '', names: new Map() } as const;

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

/** What is over or accepted comes last, and after what is alike for certain what nobody looked at; then the milder, by what it means. */
export function inGravityOrder(notices: readonly Notice[]): readonly Notice[] {
  const byId = notices.toSorted((a, b) => (a.alert.id < b.alert.id ? -1 : 1));
  const about = byId.flatMap((notice) => {
    const [first, ...rest] = notice.alert.findings;
    return first ? [{ notice, findings: [first, ...rest] as const }] : [];
  });
  const ordered = sortedByMeaning(about, ({ notice: { alert }, findings }) => ({
    severity: alert.severity,
    message: alert.cause,
    principals: 1,
    repositories: alert.total,
    findings,
  }));
  const others = byId.filter(({ alert }) => alert.findings.length === 0);
  return [...ordered.map(({ notice }) => notice), ...others].sort(byCertainty);
}

/** Of those alike the order stays. */
function byCertainty(a: Notice, b: Notice): number {
  return Number(isEnding(a)) - Number(isEnding(b)) || Number(uncertaintyOf(a) !== undefined) - Number(uncertaintyOf(b) !== undefined);
}

/** Whether an alert tells that something is over, or accepted. */
export function isEnding({ alert: { event } }: Pick<Notice, 'alert'>): boolean {
  return event === 'resolved' || event === 'accepted';
}

/** `graver (medium before, high now)`: of an update that the severity came with. */
function changeOf(alike: readonly Transition[]): string | undefined {
  const [change] = alike.flatMap(({ finding: { severity }, was }) => (was === undefined || was === severity ? [] : [{ was, severity }]));
  if (!change) return undefined;
  const isGraver = SEVERITIES.indexOf(change.severity) > SEVERITIES.indexOf(change.was);
  return `${isGraver ? 'graver' : 'milder'} (${change.was} before, ${change.severity} now)`;
}
