// `audit`: the access of an account against its baseline, with what is known of earlier audits.
import { followSnapshot, type Judged, judgeSnapshot, standingOf } from '../../audit.ts';
import { memoize } from '../../collections/memoize.ts';
import { reaches } from '../../drift/severity.ts';
import type { Followed } from '../../lifecycle/follow.ts';
import { record } from '../../lifecycle/state-store.ts';
import type { Finding } from '../../model/finding.ts';
import type { Instant } from '../../model/ids.ts';
import { AuditError } from '../../model/ports.ts';
import type { Severity } from '../../model/severity.ts';
import type { KnownFinding } from '../../model/state.ts';
import type { AuditShown } from '../../report/first-screen.ts';
import { pageAssets } from '../../report/html/page-assets.ts';
import { inOrder } from '../../report/in-order.ts';
import { type FormatName, rendered, SAVED_FORMAT } from '../../report/index.ts';
import { surroundingsOf } from '../../report/surroundings.ts';
import { auditView } from '../../report/view.ts';
import { complain, deliver, type OutputOptions } from '../files/output.ts';
import { directoryStore } from '../files/state-directory.ts';
import { checkOutput } from '../files/targets.ts';
import { printedAudit, showOptions } from '../input/accept-options.ts';
import { type FilterOptions, filterOf, refuseFiltered } from '../input/audit-filters.ts';
import { programName } from '../input/how-run.ts';
import { checkBounds, loadBaseline } from '../input/inputs.ts';
import { pageTarget } from '../input/open-options.ts';
import { type AccountOptions, readAccountFrom } from '../input/read-account.ts';
import { later } from '../process/clock.ts';
import { EXIT, type Exit, Failure } from '../process/failure.ts';
import { openFile } from '../process/open-file.ts';
import { step } from '../process/steps.ts';

export interface AuditOptions extends OutputOptions, AccountOptions, FilterOptions {
  readonly baseline: string | undefined;
  /** A folder in which findings are followed from run to run. */
  readonly state: string | undefined;
  /** Show the page in a browser. */
  readonly open?: boolean | undefined;
  /** About how many single accesses findings tell of. */
  readonly most: number;
  readonly failOn: Severity | 'never';
  /** Every cause with its proof and its change. */
  readonly verbose?: boolean;
  /** No causes, only what they add up to. */
  readonly summary?: boolean;
  readonly now: Instant;
}

/** Judges a snapshot against a baseline. 2: drift at or above `failOn`; 3: something was not read, and nothing worse. */
export async function auditCommand(given: AuditOptions): Promise<Exit> {
  const options = { ...given, ...pageTarget(given) };
  const { failOn, state, output, now } = options;
  checkOutput(output);
  refuseFiltered(options, options.format);
  const filter = filterOf(options);
  const baseline = options.baseline === undefined ? undefined : loadBaseline(options.baseline);
  const { snapshot, source } = await readAccountFrom(options);
  // Of an old snapshot, exceptions that were written since are no longer than they were meant to be.
  if (baseline) checkBounds(baseline, later(snapshot.collectedAt, now));
  step('comparing access with what was meant');
  const judged = judgeSnapshot(snapshot, baseline, { most: options.most });
  // Now that the inputs are known, and before the state is another one.
  checkOutput(output);
  const followed = state === undefined ? undefined : await followedIn(judged, { folder: state, now });
  const findings = followed?.findings ?? standingOf(judged);
  step('working out what would end each cause');
  const view = auditView({ ...judged, findings, followed });
  const printed = memoize((_: undefined) => printedAudit(view, options));
  const shown = (): AuditShown => ({
    detail: detailOf(options),
    around: surroundingsOf(snapshot, source, inOrder(judged.matrix, view)),
    filter,
    showCommand: showCommand(options),
  });
  const page = options.format === 'html' ? { ...judged, assets: await pageAssets() } : undefined;
  const result = (format: FormatName) => {
    // What is saved is read by programs, which need no printed form of it; of many findings it takes as much memory again.
    const shownTo = format === SAVED_FORMAT ? view : printed(undefined);
    return { view, printed: shownTo, remarks: [], ...(page ? { page } : {}), ...(format === 'table' ? { shown: shown() } : {}) };
  };
  await deliver((format, screen) => rendered('audit', format, result(format), screen), options);
  if (options.open === true && output !== undefined && !(await openFile(output)))
    complain(`nothing here shows a page: open ${output} in a browser`);
  if (failOn !== 'never' && isDrifting(findings, followed?.unseen ?? [], failOn)) return EXIT.drift;
  const { complete, leftOut } = judged.coverage;
  return complete && (failOn === 'never' || leftOut === undefined) ? EXIT.done : EXIT.incomplete;
}

/** A file that is a table has the full result. */
function detailOf({ verbose, summary, format, output }: AuditOptions): AuditShown['detail'] {
  if (verbose === true || (format !== undefined && output !== undefined && summary !== true)) return 'whole';
  return summary === true ? 'summary' : 'first';
}

/** The command that shows one cause of this audit again: out of the file where it is saved, or by judging it once more. */
function showCommand(options: AuditOptions): AuditShown['showCommand'] {
  const name = programName(process.env);
  const source = showOptions(options).join(' ');
  return (id) => `${name} show ${id} ${source}`.trimEnd();
}

/** What was not read, or what the documentation leaves open, is no drift; a finding that could not be verified still is one. */
function isDrifting(seen: readonly Finding[], unseen: readonly KnownFinding[], failOn: Severity): boolean {
  const verified = seen.filter(({ drift }) => drift.kind !== 'unverified' && drift.kind !== 'unsettled');
  const current = [...verified, ...unseen.filter(({ part }) => part === null)];
  return current.some(({ state, severity }) => state === 'open' && reaches(severity, failOn));
}

interface Following {
  readonly folder: string;
  readonly now: Instant;
}

async function followedIn(judged: Judged, { folder, now }: Following): Promise<Followed> {
  const { account } = judged.matrix.account.ground;
  refuseFuture(judged.matrix.account.snapshot.collectedAt, now);
  try {
    return await record(directoryStore(folder), account, (known) => followSnapshot(judged, known));
  } catch (error) {
    if (error instanceof AuditError) throw new Failure(`${error.message}${error.code === 'stale' ? STALE : ''}`, { cause: error });
    throw error;
  }
}

const STALE = ': audit a newer one, or follow this one in another folder';
/** Clocks of machines differ, but not by more. */
const SKEW_MS = 5 * 60 * 1000;
/** Far enough to try out what a baseline says when something in it has expired. */
const REHEARSAL_MS = 31 * 24 * 60 * 60 * 1000;

/** A state that follows such a snapshot refuses every other one until that time has come. */
function refuseFuture(collectedAt: Instant, now: Instant): void {
  const ahead = Date.parse(collectedAt) - Date.parse(now);
  if (ahead <= SKEW_MS) return;
  const times = `collectedAt: the snapshot says ${collectedAt}, and it is ${now} here`;
  if (ahead <= REHEARSAL_MS) complain(`${times}: until then this state follows no other, so keep real findings in another folder`);
  else throw new Failure(`${times}: findings are not followed into the future, so correct that time or this clock, or leave out --state`);
}
