// One run of a deployment on one account: judge, follow, save with the messages, then report and send.
import type { AccessCounts } from './access/matrix/grants.ts';
import { type AccountReport, type Assessed, assess, type Judging, reportOf, untoldIn } from './audit.ts';
import { type DriftLimits, RUN_LIMITS } from './drift/limits.ts';
import type { AccountChanges } from './events/sought-change.ts';
import { attributed } from './lifecycle/attributed.ts';
import type { Followed } from './lifecycle/follow.ts';
import { movedFindings, narrowed } from './lifecycle/narrowed.ts';
import { deliver, type Outbox } from './lifecycle/outbox.ts';
import { emptyState } from './lifecycle/state.ts';
import { record } from './lifecycle/state-store.ts';
import type { Coverage } from './model/access.ts';
import type { Attribution } from './model/actor.ts';
import type { AccountId, FindingId, Instant } from './model/ids.ts';
import type { AccountSnapshot } from './model/snapshot.ts';
import type { AccountState, FindingEvent, StateBasis } from './model/state.ts';
import type { NotifySettings } from './notify/messages.ts';
import type { Notification } from './notify/tell.ts';
import type { AuditView, RemediationView } from './report/schema.ts';

/** What a deployed audit asks of the world. */
export interface AuditPorts extends Outbox {
  /** Keeps the report of the run where people find it. */
  readonly saveReport: (report: AccountReport) => Promise<void>;
  /** Makes messages of what a run followed, and gives the state with them: a function loads what renders them when it has something to tell. */
  readonly tell: (notification: Notification) => AccountState;
  /** Who may have made what a full scan found changed; left out where nobody is asked. Never rejects. */
  readonly attribute?: (changes: AccountChanges, since: Instant) => Promise<ReadonlyMap<FindingId, Attribution>>;
}

interface RunInput extends Pick<Judging, 'baseline' | 'among'> {
  readonly account: AccountId;
  readonly notify: NotifySettings;
  /** `RUN_LIMITS` where left out. */
  readonly limits?: DriftLimits;
}

/** What a run judges, and under which names it is kept; without a basis it is not. */
export interface RunGround {
  readonly snapshot: AccountSnapshot;
  readonly basis: StateBasis | undefined;
}

export interface AuditInput extends RunInput {
  /** The scan, with whatever was read again since it began. For the same basis of the state the same value, which is judged once. */
  readonly groundOf: (known: AccountState) => RunGround | Promise<RunGround>;
}

export interface AuditOutcome extends Pick<Assessed, 'kind' | 'observed' | 'issues' | 'staleness'> {
  readonly view: AuditView;
  readonly events: readonly FindingEvent[];
  /** Messages that went out, those that waited from earlier runs among them. */
  readonly sent: number;
  /** Effective access by number; undefined where nothing was judged. */
  readonly access: AccessCounts | undefined;
}

/** The run of a deployed audit on a full scan; throws AuditError, and what is unsent then waits. */
export async function auditAccount(
  ports: AuditPorts,
  { account, groundOf, baseline, notify, among, limits = RUN_LIMITS }: AuditInput,
): Promise<AuditOutcome> {
  let last: { readonly snapshot: AccountSnapshot; readonly assessed: Assessed } | undefined;
  const assessedOn = (snapshot: AccountSnapshot): Assessed => {
    if (last?.snapshot !== snapshot) last = { snapshot, assessed: assess({ snapshot, baseline, among, most: limits.listed }) };
    return last.assessed;
  };
  const step = await record(ports.store, account, async (known) => {
    const { snapshot, basis } = await groundOf(known);
    const assessed = assessedOn(snapshot);
    const followed = await attributedBy(ports, assessed.follow(known), { snapshot, since: known.collectedAt });
    return stepOf(ports, { assessed, snapshot, known, followed, notify }, basis);
  });
  return await completed(ports, account, step);
}

interface Asked {
  readonly snapshot: AccountSnapshot;
  /** When it was looked last; null where it never was, and then nothing has changed. */
  readonly since: Instant | null;
}

async function attributedBy({ attribute }: AuditPorts, followed: Followed, { snapshot, since }: Asked): Promise<Followed> {
  if (attribute === undefined || since === null) return followed;
  return attributed(followed, await attribute({ events: followed.events, snapshot }, since));
}

/** The parts that were read again, laid over what the state was judged on. */
export interface ScopedGround {
  readonly kind: 'laid';
  readonly before: AccountSnapshot;
  readonly after: AccountSnapshot;
  readonly basis: StateBasis;
}

/**
 * `no-basis`: nothing is kept that parts could be laid over. `unchanged`: every part is as it was. `outdated`: a scan that began later has
 * read them. `frozen`: the baseline is invalid.
 */
export type Skipped = 'no-basis' | 'unchanged' | 'outdated' | 'frozen';

export interface ScopeInput extends RunInput {
  /** Who may have made what changed, of those whose writes the parts were read again for. */
  readonly attributionsOf: (changes: AccountChanges) => ReadonlyMap<FindingId, Attribution>;
  /** For the same basis of the state the same value. */
  readonly groundOf: (known: AccountState) => Promise<ScopedGround | { readonly kind: 'skipped'; readonly because: Skipped }>;
}

export type ScopeOutcome = AuditOutcome | { readonly kind: 'skipped'; readonly because: Skipped; readonly sent: number };

/**
 * The run on some parts that were read again. The account is judged with and without them, by the same baseline at the same time, and only
 * findings that are not the same may move; nobody is reminded of others. Throws AuditError, and what is unsent then waits.
 */
export async function auditScope(
  ports: AuditPorts,
  { account, groundOf, attributionsOf, baseline, notify, among, limits = RUN_LIMITS }: ScopeInput,
): Promise<ScopeOutcome> {
  const step = await record(
    ports.store,
    account,
    async (known): Promise<Step | { readonly skipped: Skipped; readonly state: AccountState }> => {
      const ground = await groundOf(known);
      if (ground.kind === 'skipped') return { skipped: ground.because, state: known };
      const { before, after: snapshot, basis } = ground;
      const had = assess({ snapshot: before, baseline, among, most: limits.found });
      if (had.kind === 'frozen') return { skipped: 'frozen', state: known };
      const assessed = assess({ snapshot, baseline, among, kinship: had.matrix.account, most: limits.found });
      const nothing = emptyState(account);
      const both = { before: had.follow(nothing), after: assessed.follow(nothing), snapshots: { before, after: snapshot } };
      const wasThere = untoldIn(had);
      const told = new Set(both.before.findings.map(({ id }) => id));
      const shifted = new Set(both.after.findings.filter((each) => !told.has(each.id) && wasThere(each)).map(({ id }) => id));
      const whole = assessed.follow(known);
      const moved = narrowed(whole, known, new Set([...movedFindings(both)].filter((id) => !shifted.has(id))));
      const changes = { events: moved.events, snapshot, before: { snapshot: before, findings: both.before.findings } };
      const followed = attributed(moved, attributionsOf(changes));
      const coverage = {
        ...assessed.coverage,
        ...untold(assessed.coverage, limits, { found: whole.findings.length, told: moved.findings.length }),
      };
      return stepOf(ports, { assessed: { ...assessed, coverage }, snapshot, known, followed, notify, isScoped: true }, basis);
    },
  );
  if (!('skipped' in step)) return await completed(ports, account, step);
  return { kind: 'skipped', because: step.skipped, sent: await deliver(ports, account, step.state.unsent) };
}

/** What the last full scan did not tell of, this run does not either. */
function untold(
  { leftOut = 0 }: Coverage,
  { listed }: DriftLimits,
  { found, told }: { readonly found: number; readonly told: number },
): Pick<Coverage, 'leftOut'> {
  const more = leftOut + (found > listed ? found - told : 0);
  return more > 0 ? { leftOut: more } : {};
}

interface Step {
  readonly assessed: Assessed;
  readonly followed: Followed;
  readonly report: AccountReport;
  readonly state: AccountState;
}

interface ToTell {
  readonly assessed: Assessed;
  readonly snapshot: AccountSnapshot;
  readonly known: AccountState;
  readonly followed: Followed;
  readonly notify: NotifySettings;
  readonly isScoped?: boolean;
}

function stepOf(ports: AuditPorts, { assessed, ...rest }: ToTell, basis: StateBasis | undefined): Step {
  const report = reportOf(assessed, rest.followed);
  const mends = new Map<string, RemediationView | null>(report.view.findings.map(({ id, mend }) => [id, mend]));
  const mendOf = (id: FindingId) => mends.get(id) ?? null;
  const { basis: _, ...told } = ports.tell({ ...assessed, ...rest, mendOf });
  return { assessed, followed: rest.followed, report, state: basis ? { ...told, basis } : told };
}

async function completed(ports: AuditPorts, account: AccountId, { assessed, followed, report, state }: Step): Promise<AuditOutcome> {
  const [saved, delivered] = [await settled(ports.saveReport(report)), await settled(deliver(ports, account, state.unsent))];
  if (delivered.status === 'rejected') throw delivered.reason;
  if (saved.status === 'rejected') throw saved.reason;
  const { kind, observed, access, issues, staleness } = assessed;
  return { kind, view: report.view, events: followed.events, sent: delivered.value, observed, access: access(), issues, staleness };
}

async function settled<T>(work: Promise<T>): Promise<PromiseSettledResult<T>> {
  const [result] = await Promise.allSettled([work]);
  return result;
}
