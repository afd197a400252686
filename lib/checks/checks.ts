// Runs the checks of the registry.
import type { AccessMatrix } from '../access/matrix/matrix.ts';
import type { IsExpected } from '../drift/cell/expected.ts';
import type { PolicyFinding } from '../model/drift.ts';
import type { BaselineCheck, BaselineInput, StaleInput } from './baseline-health/baseline-check.ts';
import type { StaleFinding } from './baseline-health/shared-staleness.ts';
import { BASELINE_CHECKS, POLICY_CHECKS } from './registry.ts';
import { statementSurvey } from './statements/statements.ts';
import type { CheckInput, PolicyCheck } from './survey/check.ts';
import { directGrantsOf } from './survey/direct-grants.ts';
import { type Survey, seen } from './survey/survey.ts';

const OF_POLICIES: readonly PolicyCheck[] = Object.values(POLICY_CHECKS);
const OF_BASELINE: readonly BaselineCheck[] = Object.values(BASELINE_CHECKS);

/**
 * What policies show by themselves, every finding once, in the order of codes and places. Nothing is concluded from what was not read.
 * `among`: whether the account has no other users and roles than those of the matrix.
 */
export function policyFindingsOf(matrix: AccessMatrix, isExpected: IsExpected, among: 'all' | 'some' = 'all'): readonly PolicyFinding[] {
  const surveys = surveysOf({ matrix, isExpected, meantAt: directGrantsOf(matrix), among });
  const walking = surveys.flatMap(({ see }) => see ?? []);
  for (const group of matrix.alike()) {
    const members = seen(group);
    for (const see of walking) see(members);
  }
  return inOrder(surveys.flatMap(({ found }) => found()));
}

/** What is wrong with the baseline as of `now`, besides rules that match nothing. */
export function baselineFindingsOf(input: BaselineInput): readonly PolicyFinding[] {
  return OF_BASELINE.flatMap(({ check }) => check?.(input) ?? []);
}

/** What of the rules of the baseline matches nothing in the account. What was not read matches everything: nothing is concluded from it. */
export function baselineStaleness(input: StaleInput): readonly StaleFinding[] {
  return OF_BASELINE.flatMap(({ stale }) => stale?.(input) ?? []);
}

function surveysOf(input: CheckInput): readonly Survey[] {
  const ofStatements = OF_POLICIES.flatMap(({ code, problem }) => (problem ? [{ code, problem }] : []));
  return [statementSurvey(input, ofStatements), ...OF_POLICIES.flatMap(({ check }) => check?.(input) ?? [])];
}

/** INVARIANT: what makes up the id of a finding (lib/findings/fingerprint.ts) tells findings apart. */
function inOrder(findings: readonly PolicyFinding[]): readonly PolicyFinding[] {
  const byKey = new Map<string, PolicyFinding>();
  for (const each of findings) {
    const key = keyOf(each);
    if (!byKey.has(key)) byKey.set(key, each);
  }
  return [...byKey].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, each]) => each);
}

function keyOf({ code, region, subject, principal, capability }: PolicyFinding): string {
  return JSON.stringify([code, region, subject, principal, capability]);
}
