// The audit as the page shows it: whole where it is small, by groups where it is not.
import { createHash } from 'node:crypto';
import { repositoriesOf } from '../../access/classes/repository-classes.ts';
import { type AccessCounts, countGrants } from '../../access/matrix/grants.ts';
import type { AccessMatrix } from '../../access/matrix/matrix.ts';
import { visible } from '../../text/quote.ts';
import { incompleteness } from '../completeness.ts';
import { inOrder } from '../in-order.ts';
import type { AuditResult } from '../output-format.ts';
import type { PageSources } from '../page-sources.ts';
import { rereadLines } from '../reread-view.ts';
import type { AuditView } from '../schema.ts';
import { JSON_FORMAT } from '../stored-formats.ts';
import { cellVerdicts } from './cell-verdicts.ts';
import { groupedAccess } from './grouped-access.ts';
import { wholeAccess } from './page-access.ts';
import { listed, pageCauses, pageCodes, pageFindings } from './page-causes.ts';
import { outsidersOf } from './page-outsiders.ts';
import { pageBaseline, pageRegistries } from './page-settings.ts';
import type { PageAccess, PageView } from './page-view.ts';

/** Beyond these the matrix shows groups. */
const MOST_GRANTS = 20_000;
const MOST_ROWS = 1_000;

const MOST_UNREAD = 200;
const MOST_EVENTS = 300;
const MOST_NOTES = 100;

/** What the page embeds. Without sources it has neither matrix nor settings. */
export function pageView({ view, printed, remarks }: AuditResult, sources: PageSources | undefined): PageView {
  const snapshot = sources?.matrix.account.snapshot;
  return shown({
    account: view.account,
    accountName: sources ? nameOf(sources.matrix, view.account) : null,
    asOf: view.asOf,
    reread: rereadLines(view).join(' '),
    regions: snapshot?.registries.map(({ region }) => region) ?? [],
    complete: view.complete,
    unread: listed(view.unread, MOST_UNREAD),
    incompleteness: incompleteness(view),
    baseline: sources?.baseline ? pageBaseline(sources.baseline, view) : bareBaseline(view),
    remarks,
    summary: view.summary,
    observed: view.observed,
    notes: listed(view.notes, MOST_NOTES),
    codes: pageCodes(view.findings),
    events: view.events && listed(view.events, MOST_EVENTS),
    causes: pageCauses(printed),
    findings: pageFindings(printed),
    access: sources ? accessOf(view, sources) : null,
    outsiders: sources ? outsidersOf(sources.matrix) : { first: [], total: 0 },
    registries: snapshot ? pageRegistries(snapshot) : [],
    sha256: jsonDigest({ view, printed, remarks }),
  });
}

function accessOf(view: AuditView, sources: PageSources): PageAccess {
  const { matrix } = sources;
  const { closed } = inOrder(matrix, view);
  const totals: AccessCounts = countGrants(matrix);
  const verdicts = cellVerdicts(view, sources);
  const isLarge = totals.grants > MOST_GRANTS || repositoriesOf(matrix.account).length > MOST_ROWS || totals.principals > MOST_ROWS;
  return (isLarge ? groupedAccess : wholeAccess)(matrix, verdicts, { totals, closed });
}

function nameOf({ account }: AccessMatrix, id: string): string | null {
  const { organization } = account.snapshot;
  if (organization.kind !== 'present' || organization.value.accounts.kind !== 'present') return null;
  return organization.value.accounts.value.find((each) => each.id === id)?.name ?? null;
}

/** What the view says of a baseline that is not at hand. */
function bareBaseline({ baseline }: AuditView): PageView['baseline'] {
  return baseline && { ...baseline, rules: 0, lockedGrants: 0, exceptions: [], reviews: [] };
}

/** Of the bytes that `--format json` has of the same audit. */
function jsonDigest(result: AuditResult): string {
  const hash = createHash('sha256');
  for (const chunk of JSON_FORMAT.audit(result)) hash.update(chunk);
  return hash.digest('hex');
}

/** The same with nothing in its texts that a reader would not see; lines stay lines. */
function shown(view: PageView): PageView {
  // INVARIANT: a text stays a text, and everything else is as it was.
  return JSON.parse(JSON.stringify(view), (_, value: unknown) => (typeof value === 'string' ? visibleLines(value) : value)) as PageView;
}

function visibleLines(text: string): string {
  return /[\p{C}\p{Zl}\p{Zp}]/u.test(text) ? text.split('\n').map(visible).join('\n') : text;
}
