// `fix`: what would end one finding, or all findings of a cause, however many others there are.
import { type Judged, judgeSnapshot } from '../../audit.ts';
import { acceptCommand } from '../../findings/accept-command.ts';
import { isAcceptable } from '../../model/codes.ts';
import type { Finding } from '../../model/finding.ts';
import { causeRemediations, hasUntold, UNBOUNDED } from '../../remediation/remediation.ts';
import { FIX_FORMATS, type FixFormat, fixRendered } from '../../report/fix.ts';
import { causeRemediationView } from '../../report/remediation-view.ts';
import type { FixView } from '../../report/schema.ts';
import { complain, print } from '../files/output.ts';
import { checkOutput } from '../files/targets.ts';
import { writeText } from '../files/write-file.ts';
import { acceptOptions } from '../input/accept-options.ts';
import { type AskedFinding, askable } from '../input/asked.ts';
import { loadBaseline } from '../input/inputs.ts';
import { idNamed } from '../input/named-id.ts';
import { type AccountOptions, readAccount } from '../input/read-account.ts';
import { standing } from '../input/standing.ts';
import { EXIT, type Exit, Failure } from '../process/failure.ts';
import { step } from '../process/steps.ts';

export interface FixOptions extends AccountOptions {
  /** Of a finding or of a cause, or the beginning of one. */
  readonly id: string;
  readonly baseline: string | undefined;
  /** A folder in which findings are followed; it is only read. */
  readonly state: string | undefined;
  readonly format: FixFormat | undefined;
  readonly output: string | undefined;
}

/** Works out a remediation on demand, and prints it. 3: something was not read. */
export async function fixCommand(options: FixOptions): Promise<Exit> {
  const { output, format } = options;
  checkOutput(output);
  const baseline = options.baseline === undefined ? undefined : loadBaseline(options.baseline);
  const snapshot = await readAccount(options);
  step('comparing access with what was meant');
  const judged = judgeSnapshot(snapshot, baseline);
  step('working out what would end it');
  const view = fixView(judged, (await standing(judged, options.state)).findings, options);
  if (output === undefined) print(fixRendered(view, format ?? FIX_FORMATS[0]));
  else {
    writeText(output, fixRendered(view, format ?? 'json'));
    complain(`full result written to ${output}`);
  }
  return judged.coverage.complete ? EXIT.done : EXIT.incomplete;
}

function fixView(judged: Judged, findings: readonly Finding[], options: FixOptions): FixView {
  const { account } = judged.matrix;
  const current = findings.filter(({ state }) => state !== 'resolved');
  const ids = askable(account, current);
  const { cause, finding } = askedFor(options.id, ids, findings);
  const of = finding ? { ...cause, findings: [finding] } : cause;
  const input = { ...judged, findings, hasUntold: hasUntold(judged.coverage, judged.baseline) };
  const shown = causeRemediationView(causeRemediations(input, UNBOUNDED)(of), of);
  const [first] = of.findings.filter(({ state }) => state === 'open').concat(of.findings);
  return {
    schemaVersion: 1,
    account: account.ground.account,
    complete: judged.coverage.complete,
    of: finding ? 'finding' : 'cause',
    id: finding?.id ?? cause.id,
    severity: finding?.severity ?? cause.severity,
    message: finding?.message ?? cause.message,
    cause: cause.id,
    findings: cause.findings.map(({ id }) => id),
    remediation:
      first && isAcceptable(first.code) ? { ...shown, accept: acceptCommand(first.id, acceptOptions(sourceOf(options))) } : shown,
  };
}

/** Where nothing is saved, the audit has to be first. */
function sourceOf({ baseline, state, snapshot }: FixOptions): Parameters<typeof acceptOptions>[0] {
  return { baseline, state, snapshot, format: undefined, output: undefined };
}

function askedFor(text: string, ids: ReadonlyMap<string, AskedFinding>, findings: readonly Finding[]): AskedFinding {
  if (!ids.has(text) && findings.some(({ id, state }) => id === text && state === 'resolved'))
    throw new Failure(`finding ${text} is resolved: there is nothing to fix`);
  // INVARIANT: it is one of the keys.
  return ids.get(idNamed(text, [...ids.keys()])) as AskedFinding;
}
