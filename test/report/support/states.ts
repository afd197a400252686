// Views with findings in every state, and views in which strangers named everything.

import { summaryOf } from '../../../lib/report/counts.ts';
import type { AuditView, FindingView } from '../../../lib/report/schema.ts';
import { actor } from '../../support/actors.ts';

/** The same audit after some time: of its findings every third was accepted, and every third is over; of the others it is known who did it. */
export function aged(view: AuditView): AuditView {
  const findings = view.findings.map((finding, at): FindingView => {
    if (at % 3 === 1) return { ...finding, state: 'accepted', acceptance: { exception: 'legacy', until: '2027-01-31T23:59:59Z' } };
    return at % 3 === 2 ? { ...finding, state: 'resolved', because: 'access-removed', mend: null } : { ...finding, actor: actor() };
  });
  const events = findings.map(({ id, code, message, state }) => ({
    ...{ id, code, message },
    event: state === 'open' ? ('opened' as const) : state,
  }));
  return { ...view, findings, events, summary: summaryOf(findings) };
}

/** Members that this program writes itself: ids, enums, times. */
const OWN = new Set([
  'id',
  'code',
  'severity',
  'state',
  'kind',
  'target',
  'event',
  'firstSeen',
  'lastSeen',
  'until',
  'asOf',
  'sha256',
  'account',
  'decision',
]);
const OWN_LISTS = new Set(['findings', 'leaves', 'alsoRemoves', 'blockedBy', 'unsettled']);

/** The same audit in which everything else that is text is `text`. */
export function namedBy(view: AuditView, text: string): AuditView {
  const named = (value: unknown, key: string): unknown => {
    if (Array.isArray(value)) return OWN_LISTS.has(key) && typeof value[0] === 'string' ? value : value.map((each) => named(each, key));
    if (typeof value === 'object' && value !== null)
      return Object.fromEntries(
        Object.entries(value).map(([name, each]) => [name, name === 'principalClass' || name === 'effect' ? each : named(each, name)]),
      );
    return typeof value !== 'string' || OWN.has(key) ? value : `${text}${value}`;
  };
  // INVARIANT: every member keeps its type.
  return named(view, '') as AuditView;
}
