// Captured rules, read again as an audit reads them.
import type { AccessMatrix } from '../../../../lib/access/matrix/matrix.ts';
import { captureRules } from '../../../../lib/baseline/capture/capture.ts';
import { driftFrom } from '../../../../lib/drift/drift.ts';
import type { Rule } from '../../../../lib/model/baseline.ts';
import type { Drift } from '../../../../lib/model/drift.ts';
import { baselineOf } from '../../../support/baseline.ts';

/** The rules that capture writes of what is granted, read again. */
export function rulesOf(matrix: AccessMatrix): readonly Rule[] {
  return baselineOf({ 'captured.yaml': captureRules(matrix) }).rules;
}

/** What these rules, and nothing else, leave to be told of what is granted. */
export function driftOf(matrix: AccessMatrix, rules: readonly Rule[]): readonly Drift[] {
  return driftFrom(matrix, { rules, lock: [], hasLock: false }, matrix.account.ground.at).drift;
}
