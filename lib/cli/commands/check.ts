// `check`: the effective access that a proposed change would give and take, before it is made.
import { checkProposal } from '../../check.ts';
import { reaches } from '../../drift/severity.ts';
import type { Finding } from '../../model/finding.ts';
import type { Instant } from '../../model/ids.ts';
import type { Severity } from '../../model/severity.ts';
import type { AccountSnapshot } from '../../model/snapshot.ts';
import type { CheckAround, CheckResult } from '../../report/check-result.ts';
import { rendered } from '../../report/index.ts';
import { accountNames } from '../../report/surroundings.ts';
import { deliver, type OutputOptions } from '../files/output.ts';
import { checkOutput } from '../files/targets.ts';
import { checkBounds, loadBaseline } from '../input/inputs.ts';
import { type ProposalOptions, readProposal } from '../input/proposals.ts';
import { type AccountOptions, readSourceFrom } from '../input/read-account.ts';
import { later } from '../process/clock.ts';
import { EXIT, type Exit } from '../process/failure.ts';
import { step } from '../process/steps.ts';

export interface CheckOptions extends OutputOptions, AccountOptions, ProposalOptions {
  readonly baseline: string | undefined;
  readonly failOn: Severity | 'never';
  readonly now: Instant;
}

/** Judges an account as it is and as it would be. 2: the change opens something at or above `failOn`; 3: something is not known, and nothing worse. */
export async function checkCommand(options: CheckOptions): Promise<Exit> {
  const { failOn, output, now } = options;
  checkOutput(output);
  const proposalOf = await readProposal(options);
  const baseline = options.baseline === undefined ? undefined : loadBaseline(options.baseline);
  const { file, snapshot, source } = await readSourceFrom(options);
  if (baseline) checkBounds(baseline, later(snapshot.collectedAt, now));
  const proposal = proposalOf(file);
  checkOutput(output);
  step('comparing access before and after');
  const { result, opened, complete } = checkProposal({ file, snapshot }, baseline, proposal);
  const whole: CheckResult = { ...result, around: aroundOf(snapshot, source) };
  await deliver((format, screen) => rendered('check', format, whole, screen), options);
  if (failOn !== 'never' && opened.some((finding) => isDrift(finding) && reaches(finding.severity, failOn))) return EXIT.drift;
  return complete ? EXIT.done : EXIT.incomplete;
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
