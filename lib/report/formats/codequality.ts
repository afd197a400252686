// Findings as a GitLab code-quality report: what is open, each where its policy or the rule that it violates is written.
import type { Severity } from '../../model/severity.ts';
import { joinedChunks } from '../../text/chunks.ts';
import { visible } from '../../text/quote.ts';
import { qualified } from '../qualified.ts';
import type { AuditView, FindingView } from '../schema.ts';
import { NOWHERE, type OriginOf, type ProposalOrigin } from './sarif.ts';

const SEVERITIES_OF_GITLAB = {
  info: 'info',
  low: 'minor',
  medium: 'major',
  high: 'critical',
  critical: 'blocker',
} as const satisfies Record<Severity, string>;

/** One line for each open finding. What was accepted or is over is left out: a merge request that has it no more would count it as mended. */
export function codequalityOf(view: AuditView, origin: OriginOf = () => NOWHERE): Iterable<string> {
  return joinedChunks(pieces(view, origin));
}

function* pieces(view: AuditView, origin: OriginOf): Iterable<string> {
  const open = view.findings.filter(({ state }) => state === 'open');
  yield '[';
  for (const [at, finding] of open.entries())
    yield `${at === 0 ? '' : ','}\n${JSON.stringify(entryOf(finding, placeOf(view, finding, origin(finding))))}`;
  yield `${open.length === 0 ? '' : '\n'}]\n`;
}

interface WrittenAt {
  readonly path: string;
  readonly line: number;
}

function entryOf(finding: FindingView, { path, line }: WrittenAt) {
  return {
    description: visible(qualified(finding)).toWellFormed(),
    check_name: finding.code,
    fingerprint: finding.id,
    severity: SEVERITIES_OF_GITLAB[finding.severity],
    location: { path: visible(path).toWellFormed(), lines: { begin: line } },
  };
}

/** GitLab shows no entry without a path: the file of the policy, the rule, the address in the proposal, the baseline, or the account. */
function placeOf({ account, baseline }: AuditView, { evidence: { rule } }: FindingView, { addresses, files }: ProposalOrigin): WrittenAt {
  const file = addresses.map((address) => files.get(address)).find((each) => each !== undefined);
  if (file !== undefined) return { path: relative(file), line: 1 };
  if (rule) return { path: relative(rule.file), line: Math.max(1, rule.line) };
  return { path: addresses[0] ?? relative(baseline?.path ?? `account ${account}`), line: 1 };
}

/** As GitLab names files. */
function relative(path: string): string {
  return path.replace(/^(?:\.\/+)+/, '');
}
