// What a check of the baseline is: the definition of a code together with the function that finds it (lib/checks/registry.ts is the list).
import type { AccessMatrix } from '../../access/matrix/matrix.ts';
import type { Baseline, SourceLocation } from '../../model/baseline.ts';
import type { BaselineCode } from '../../model/codes.ts';
import type { PolicyFinding } from '../../model/drift.ts';
import type { FindingDefinition } from '../../model/finding-definition.ts';
import type { Instant } from '../../model/ids.ts';
import type { Severity } from '../../model/severity.ts';
import type { Remediable } from '../survey/check.ts';
import type { StaleFinding } from './shared-staleness.ts';

export interface BaselineCheck<Code extends BaselineCode = BaselineCode> extends FindingDefinition<Code>, Remediable {
  readonly severity: Severity;
  /** What is wrong with the baseline as of `now`. */
  readonly check?: (input: BaselineInput) => readonly PolicyFinding[];
  /** What of its rules matches nothing in the account, and may match in another one. */
  readonly stale?: (input: StaleInput) => readonly StaleFinding[];
}

export interface BaselineInput {
  readonly matrix: AccessMatrix;
  readonly baseline: Pick<Baseline, 'rules' | 'exceptions' | 'reviews' | 'lock'>;
  readonly now: Instant;
}

export interface StaleInput {
  readonly matrix: AccessMatrix;
  readonly baseline: Pick<Baseline, 'rules' | 'known'>;
}

/** What a finding about the baseline has to say, and where it is written. */
export interface BaselineReport extends Pick<PolicyFinding, 'subject' | 'formerly' | 'date' | 'message' | 'remedy' | 'gone'> {
  readonly at: SourceLocation;
  readonly repository?: string;
  /** `file:line` where it is left out. */
  readonly details?: readonly string[];
}

/** The finding of a check of the baseline. */
export function baselineFinding({ code, severity }: Pick<BaselineCheck, 'code' | 'severity'>, report: BaselineReport): PolicyFinding {
  const { at, repository = null, ...reported } = report;
  const place = { region: null, repository, principal: null, capability: null };
  return { kind: 'hygiene', code, severity, ...place, statement: undefined, details: [`${at.file}:${at.line}`], at, ...reported };
}
