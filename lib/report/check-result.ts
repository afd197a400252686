// A proposed change to render: what it makes of the findings, and the grants that it gives, takes and changes, one by one.
import type { DifferenceRow } from '../proposal/difference/difference-rows.ts';
import { summaryOf } from './counts.ts';
import type { AuditView, CheckedGrantChange, CheckView, GrantView } from './schema.ts';

export interface CheckResult {
  readonly head: Omit<CheckView, 'gained' | 'lost' | 'changed'>;
  /** Asked for once by each renderer that lists them: there can be more than memory holds. */
  readonly gained: () => Iterable<GrantView>;
  readonly lost: () => Iterable<GrantView>;
  readonly changed: () => Iterable<CheckedGrantChange>;
  /** The same in few rows. */
  readonly rows: readonly DifferenceRow[];
  /** The files of policies that were given by themselves, by address. */
  readonly files: ReadonlyMap<string, string>;
  /** What people want to know besides. */
  readonly around: CheckAround;
}

export interface CheckAround {
  readonly accountName: string | undefined;
  readonly names: ReadonlyMap<string, string>;
  /** `from account.json`, `by arn:aws:...`. */
  readonly source: string;
  /** How many repositories there are. */
  readonly repositories: number;
}

/** What the change opens as an audit that found nothing else. */
export function auditOfCheck({ head }: CheckResult): AuditView {
  const { account, base, complete, unread, leftOut, baseline, causes, opened } = head;
  return {
    ...{ schemaVersion: 1, account, asOf: base.asOf, complete, unread, ...(leftOut === undefined ? {} : { leftOut }), baseline },
    summary: summaryOf(opened),
    ...{ observed: null, events: null, notes: [], causes, findings: opened },
  };
}
