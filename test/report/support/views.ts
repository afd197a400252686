// Snapshot files to the views that renderers read.
import { coverageOf } from '../../../lib/access/account/coverage.ts';
import { grantsOf } from '../../../lib/access/matrix/grants.ts';
import { accessMatrix } from '../../../lib/access/matrix/matrix.ts';
import { judgeSnapshot } from '../../../lib/audit.ts';
import type { Baseline } from '../../../lib/model/baseline.ts';
import type { AccessView, AuditView } from '../../../lib/report/schema.ts';
import { accessView } from '../../../lib/report/view.ts';
import { read } from '../../snapshot/support/files.ts';
import { viewOf } from '../../support/audited.ts';

export function accessOf(file: unknown): AccessView {
  const matrix = accessMatrix(read(file));
  return accessView(matrix.account, coverageOf(matrix.account), grantsOf(matrix));
}

export function auditOf(file: unknown, baseline?: Baseline): AuditView {
  return viewOf(judgeSnapshot(read(file), baseline));
}
