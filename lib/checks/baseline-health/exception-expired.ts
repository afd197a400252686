// Entries, exemptions and exceptions that have ended and are still in the baseline.
import type { PolicyFinding } from '../../model/drift.ts';
import { type BaselineCheck, type BaselineInput, baselineFinding } from './baseline-check.ts';
import { expiries } from './expiries.ts';

export const exceptionExpired = {
  code: 'ECRD-404',
  name: 'ExceptionExpired',
  meaning: 'An exception, an `except` of a forbid or an entry of a rule has ended, and says nothing any more.',
  source: [],
  severity: 'info',
  dependsOn: 'calendar',
  remedy: 'renew it, or take it out of the baseline',
  decision: 'renew it, or take it out of the baseline',
  check: ended,
} as const satisfies BaselineCheck;

function ended(input: BaselineInput): readonly PolicyFinding[] {
  return expiries(input)
    .filter(({ days }) => days <= 0)
    .map(({ what, day, report }) =>
      baselineFinding(exceptionExpired, { ...report, message: `${what} expired on ${day} and says nothing any more` }),
    );
}
