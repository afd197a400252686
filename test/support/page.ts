// The HTML report of an account, as the command writes it.
import { judgeSnapshot, standingOf } from '../../lib/audit.ts';
import type { Baseline } from '../../lib/model/baseline.ts';
import type { AccountSnapshot } from '../../lib/model/snapshot.ts';
import type { PageView } from '../../lib/report/html/page-view.ts';
import { FORMATS } from '../../lib/report/index.ts';
import type { PageAssets } from '../../lib/report/page-sources.ts';
import type { AuditView } from '../../lib/report/schema.ts';
import { viewOf } from './audited.ts';
import { textOf } from './stored-text.ts';

export interface Drawn {
  readonly view: AuditView;
  readonly html: string;
}

/** The page of a snapshot; `changed` may be another view of the same audit. */
export function pageOf(
  snapshot: AccountSnapshot,
  baseline: Baseline | undefined,
  assets: PageAssets,
  changed: (view: AuditView) => AuditView = (view) => view,
): Drawn {
  const judged = judgeSnapshot(snapshot, baseline);
  const view = changed(viewOf({ ...judged, findings: standingOf(judged) }));
  return { view, html: textOf(FORMATS.html.audit({ view, printed: view, remarks: [], page: { ...judged, assets } })) };
}

/** What a page embeds. */
export function embeddedIn(html: string): PageView {
  return JSON.parse(/<script type="application\/json" id="audit">(.*)<\/script>/.exec(html)![1]!);
}
