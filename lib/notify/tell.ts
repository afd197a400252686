// What a run tells: its transitions and reminders become messages, which are saved with the state before they are sent.

import type { AccessCounts } from '../access/matrix/grants.ts';
import type { Followed } from '../lifecycle/follow.ts';
import { remind } from '../lifecycle/reminders.ts';
import { withUnsent } from '../lifecycle/state.ts';
import type { Coverage } from '../model/access.ts';
import type { Baseline } from '../model/baseline.ts';
import type { Finding } from '../model/finding.ts';
import type { FindingId } from '../model/ids.ts';
import { SEVERITIES, type Severity } from '../model/severity.ts';
import type { AccountSnapshot } from '../model/snapshot.ts';
import type { AccountState, KnownFinding } from '../model/state.ts';
import type { RemediationView } from '../report/schema.ts';
import { accountNames } from '../report/surroundings.ts';
import { coverageView } from '../report/unread-view.ts';
import { alertsOf, type Notice, type Occasion } from './alerts.ts';
import type { OpenCounts } from './email.ts';
import { messagesOf, type NotifySettings, wanted } from './messages.ts';
import { ownersIn } from './owner.ts';
import { guarded, onboarding } from './summaries.ts';
import { transitionsOf } from './transition.ts';

export interface Notification {
  readonly snapshot: AccountSnapshot;
  readonly coverage: Coverage;
  readonly baseline: Baseline | undefined;
  /** What a baseline could capture, where there is none. */
  readonly observed: AccessCounts | undefined;
  /** What was known before. */
  readonly known: AccountState;
  readonly followed: Followed;
  readonly notify: NotifySettings;
  /** Whether it looked at some parts alone: then nobody is reminded of anything. */
  readonly isScoped?: boolean;
  /** What would end a finding, as the report of the run has it. */
  readonly mendOf: (id: FindingId) => RemediationView | null;
}

/** The state to save: what the run followed, who was reminded, and the messages about it behind those that still wait. */
export function tell(notification: Notification): AccountState {
  const { snapshot, coverage, known, followed, notify, isScoped = false, mendOf } = notification;
  const at = snapshot.collectedAt;
  const occasion: Occasion = {
    account: snapshot.account,
    at,
    coverage: coverageView(coverage),
    reportUrl: notify.reportUrl,
    attribution: notify.attribution,
    names: accountNames(snapshot),
    mendOf,
  };
  const changed = new Set(followed.events.map(({ finding }) => finding.id));
  const { findings, due } = remind(followed.state.findings, ({ id }) => isScoped || changed.has(id), at);
  const notices = [...news(notification, occasion), ...reminders(notification, occasion, due)];
  const unverified = followed.unseen.filter(({ state }) => state === 'open').length;
  const counts = { previous: known.collectedAt, open: openIn(findings), causes: causesOfOpen(findings), unverified };
  return withUnsent({ ...followed.state, findings }, messagesOf({ occasion, notices, counts }, notify.topics));
}

/** The first run that judges tells one thing of all that it found. */
function news({ snapshot, baseline, observed, known, followed, notify }: Notification, occasion: Occasion): readonly Notice[] {
  const isFirst = known.collectedAt === null && followed.state.collectedAt !== null;
  const events = isFirst ? followed.events.filter(({ kind }) => kind !== 'opened') : followed.events;
  const begun = isFirst
    ? [onboarding(occasion, { findings: followed.findings, causes: causesOfOpen(followed.state.findings), baseline, observed })]
    : [];
  const notices = alertsOf(
    occasion,
    transitionsOf(events, [], { unverified: unverifiedIn(followed), before: severitiesIn(known) }),
    ownersIn(snapshot, baseline),
  );
  return [...begun, ...guarded(occasion, wanted(notices, notify))];
}

/** Guarded by themselves: many reminders are no reason to sum up what is new. */
function reminders(
  { snapshot, baseline, followed, notify }: Notification,
  occasion: Occasion,
  due: readonly KnownFinding[],
): readonly Notice[] {
  const notices = alertsOf(
    occasion,
    transitionsOf([], due, { unverified: unverifiedIn(followed), seen: seenIn(followed) }),
    ownersIn(snapshot, baseline),
  );
  return guarded(occasion, wanted(notices, notify));
}

function seenIn({ findings }: Followed): ReadonlyMap<FindingId, Finding> {
  return new Map(findings.map((finding) => [finding.id, finding]));
}

/** How grave findings were before. */
function severitiesIn({ findings }: AccountState): ReadonlyMap<FindingId, Severity> {
  return new Map(findings.map(({ id, severity }) => [id, severity]));
}

/** What is known, not over, and was not seen. */
function unverifiedIn({ unseen }: Followed): ReadonlySet<FindingId> {
  return new Set(unseen.flatMap(({ id, state }) => (state === 'resolved' ? [] : [id])));
}

/** What earlier versions saw last is known by its words alone. */
function causesOfOpen(findings: readonly KnownFinding[]): number {
  return new Set(findings.flatMap(({ state, causeId, cause }) => (state === 'open' ? [causeId ?? cause] : []))).size;
}

function openIn(findings: readonly KnownFinding[]): OpenCounts['open'] {
  const open = findings.filter(({ state }) => state === 'open');
  const counts = SEVERITIES.map((severity) => [severity, open.filter((each) => each.severity === severity).length]);
  // INVARIANT: one entry for each severity.
  return Object.fromEntries(counts) as OpenCounts['open'];
}
