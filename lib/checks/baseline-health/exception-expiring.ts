// Entries, exemptions and exceptions that end within two weeks.
import type { PolicyFinding } from '../../model/drift.ts';
import { type BaselineCheck, type BaselineInput, baselineFinding } from './baseline-check.ts';
import { expiries } from './expiries.ts';

const WARNING_DAYS = 14;

export const exceptionExpiring = {
  code: 'ECRD-403',
  name: 'ExceptionExpiring',
  meaning: 'An exception, an `except` of a forbid or an entry of a rule ends within 14 days.',
  source: [],
  severity: 'info',
  dependsOn: 'calendar',
  remedy: 'renew the exception, or remove the access',
  decision: 'renew the exception, or remove the access before it lapses',
  check: aboutToEnd,
} as const satisfies BaselineCheck;

function aboutToEnd(input: BaselineInput): readonly PolicyFinding[] {
  return expiries(input)
    .filter(({ days }) => days > 0 && days <= WARNING_DAYS)
    .map(({ what, day, report }) => baselineFinding(exceptionExpiring, { ...report, message: `${what} expires on ${day}` }));
}
