// Audits as a terminal shows them.

import { type Judged, judgeSnapshot } from '../../../lib/audit.ts';
import { screenOn } from '../../../lib/cli/process/screen.ts';
import type { Baseline } from '../../../lib/model/baseline.ts';
import type { AccountSnapshot } from '../../../lib/model/snapshot.ts';
import type { AuditFilter } from '../../../lib/report/audit-filter.ts';
import { NO_FILTER } from '../../../lib/report/audit-filter.ts';
import { type AuditShown, firstScreen } from '../../../lib/report/first-screen.ts';
import { inOrder } from '../../../lib/report/in-order.ts';
import type { AuditView } from '../../../lib/report/schema.ts';
import { PAPER, type Screen } from '../../../lib/report/screen.ts';
import { surroundingsOf } from '../../../lib/report/surroundings.ts';
import { viewOf } from '../../support/audited.ts';

/** A terminal of so many columns, without colours. */
export function terminal(columns: number): Screen {
  return screenOn({ isTTY: true, columns }, { env: { TERM: 'dumb' }, argv: [] });
}

export interface ScreenOptions {
  readonly screen?: Screen;
  readonly filter?: AuditFilter;
  readonly detail?: AuditShown['detail'];
}

export interface Shown {
  readonly view: AuditView;
  readonly shown: AuditShown;
  readonly text: string;
}

/** The first screen of an audit. */
export function screenOf(snapshot: AccountSnapshot, baseline: Baseline | undefined, options: ScreenOptions = {}): Shown {
  const judged: Judged = judgeSnapshot(snapshot, baseline);
  return screenOfView(viewOf(judged), judged, options);
}

/** The same of a view, which may say more than the judgement. */
export function screenOfView(
  view: AuditView,
  { matrix }: Judged,
  { screen = PAPER, filter = NO_FILTER, detail = 'first' }: ScreenOptions,
): Shown {
  const around = surroundingsOf(matrix.account.snapshot, 'from account.json', inOrder(matrix, view));
  const shown: AuditShown = { detail, around, filter, showCommand: (id) => `ecr-drift show ${id}` };
  return { view, shown, text: firstScreen(view, shown, screen) };
}

/** The ids in the last column of the rows. */
export function rowIds(text: string): readonly string[] {
  return text.split('\n').flatMap((line) => /^(?:critical|high|medium|low|info) .*\s(\S+)$/.exec(line)?.[1] ?? []);
}
