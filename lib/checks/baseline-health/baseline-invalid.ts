// A baseline that cannot be read. Nothing is judged by it, so that there is no check to run: whoever finds it so reports it.
import type { BaselineIssue } from '../../model/baseline.ts';
import type { PolicyFinding } from '../../model/drift.ts';
import type { Digest } from '../../model/ids.ts';
import { policyFinding } from '../survey/policy-finding.ts';
import type { BaselineCheck } from './baseline-check.ts';

export const baselineInvalid = {
  code: 'ECRD-408',
  name: 'BaselineInvalid',
  meaning: 'The baseline is invalid: nothing is judged, and no finding is over, until it can be read.',
  source: [],
  severity: 'critical',
  dependsOn: 'validity',
  remedy: 'correct the baseline: until then nothing is judged and nothing is over',
  decision: 'correct the baseline: nothing is judged until it can be read',
} as const satisfies BaselineCheck;

const MOST_ISSUES = 20;

/** One finding for all that is wrong with the baseline; `sha256` is that of its text. */
export function invalidBaseline(issues: readonly BaselineIssue[], sha256: Digest): PolicyFinding {
  const lines = issues.map(({ reason, at }) => `${at.file}:${at.line}: ${reason}`);
  const more = lines.length > MOST_ISSUES ? [`and ${lines.length - MOST_ISSUES} more`] : [];
  return policyFinding({
    code: baselineInvalid.code,
    severity: baselineInvalid.severity,
    subject: 'baseline',
    message: `the baseline is invalid, so nothing is judged: ${lines[0] ?? 'no reason is known'}${issues.length > 1 ? `, and ${issues.length - 1} more` : ''}`,
    details: [...lines.slice(0, MOST_ISSUES), ...more, `sha256 ${sha256}`],
  });
}
