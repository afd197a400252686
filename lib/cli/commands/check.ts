// `check`: the effective access that a proposed change would give and take, before it is made.
import { checkProposal } from '../../check.ts';
import { reaches } from '../../drift/severity.ts';
import type { Finding } from '../../model/finding.ts';
import type { Instant } from '../../model/ids.ts';
import type { Severity } from '../../model/severity.ts';
import type { AccountSnapshot } from '../../model/snapshot.ts';
import { lackedPolicies } from '../../proposal/managed-copy.ts';
import type { CheckAround, CheckResult } from '../../report/check-result.ts';
import { type FormatName, rendered } from '../../report/index.ts';
import type { Screen } from '../../report/screen.ts';
import { accountNames } from '../../report/surroundings.ts';
import { type AlsoOutput, complain, deliver, deliverAlso, type OutputOptions } from '../files/output.ts';
import { checkOutput } from '../files/targets.ts';
import { checkBounds, loadBaseline } from '../input/inputs.ts';
import { loadManagedCopy } from '../input/managed-copy.ts';
import { type ProposalOptions, readProposal } from '../input/proposals.ts';
import { type AccountOptions, readSourceFrom } from '../input/read-account.ts';
import { ageOf, type BaseOptions, readBase } from '../input/stored-base.ts';
import { later } from '../process/clock.ts';
import { EXIT, type Exit, Failure } from '../process/failure.ts';
import { step } from '../process/steps.ts';

export interface CheckOptions extends OutputOptions, AccountOptions, BaseOptions, ProposalOptions {
  readonly also?: readonly AlsoOutput[] | undefined;
  readonly baseline: string | undefined;
  readonly failOn: Severity | 'never';
  readonly now: Instant;
}

/** Judges an account as it is and as it would be. 2: the change opens something at or above `failOn`; 3: something is not known, and nothing worse. */
export async function checkCommand(options: CheckOptions): Promise<Exit> {
  const { failOn, output, also = [], now } = options;
  checkOutputs(output, also);
  const proposalOf = await readProposal(options);
  const baseline = options.baseline === undefined ? undefined : loadBaseline(options.baseline);
  const { file, snapshot, source } = (await readBase(options)) ?? (await readSourceFrom(options));
  if (baseline) checkBounds(baseline, later(snapshot.collectedAt, now));
  const proposal = proposalOf(file);
  checkOutputs(output, also);
  step('comparing access before and after');
  const copy = lackedPolicies(file, proposal).length > 0 ? await loadManagedCopy() : undefined;
  const { result, opened, complete } = checkProposal({ file, snapshot }, baseline, proposal, { copy });
  const whole: CheckResult = { ...result, around: aroundOf(snapshot, source) };
  if (options.base !== undefined) complain(baseLine(whole, now));
  const render = (format: FormatName, screen: Screen) => rendered('check', format, whole, screen);
  await deliver(render, options);
  await deliverAlso(render, also);
  if (failOn !== 'never' && opened.some((finding) => isDrift(finding) && reaches(finding.severity, failOn))) return EXIT.drift;
  return complete ? EXIT.done : EXIT.incomplete;
}

function checkOutputs(output: string | undefined, also: readonly AlsoOutput[]): void {
  const same = also.find(({ path }) => path === output);
  if (same) throw new Failure(`${same.path} would be written twice: give --also another file than --output`);
  checkOutput(output);
  for (const { path } of also) checkOutput(path);
}

/** Nobody has just read it: how old it is, and whether it is all. */
function baseLine({ head: { base }, around: { source } }: CheckResult, now: Instant): string {
  // INVARIANT: the head says it as the snapshot does.
  const age = ageOf(base.asOf as Instant, now);
  const whole = base.complete ? 'complete' : 'incomplete, so that what it lacks is unknown';
  return `base ${source}: as of ${base.asOf}, ${age}, ${whole}`;
}

/** What the documentation leaves open is no drift. */
function isDrift({ drift }: Finding): boolean {
  return drift.kind !== 'unverified' && drift.kind !== 'unsettled';
}

function aroundOf(snapshot: AccountSnapshot, source: string): CheckAround {
  const names = accountNames(snapshot);
  const lists = snapshot.registries.map(({ repositories }) => (repositories.kind === 'present' ? repositories.value.length : 0));
  return { accountName: names.get(snapshot.account), names, source, repositories: lists.reduce((a, b) => a + b, 0) };
}
