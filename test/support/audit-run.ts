// Days of a small account, as deployed audits see them.

import { type ParsedBaseline, parseBaseline } from '../../lib/baseline/parse/parse.ts';
import type { Baseline } from '../../lib/model/baseline.ts';
import type { AccountSnapshot } from '../../lib/model/snapshot.ts';
import type { NotifySettings } from '../../lib/notify/messages.ts';
import { type AuditInput, type AuditOutcome, type AuditPorts, auditAccount } from '../../lib/run.ts';
import { repository, UNREAD } from '../snapshot/support/files.ts';
import { account, at, baseline, sharing } from './following.ts';

export const EVERYTHING: NotifySettings = { topics: ['findings', 'email', 'chat'], minimumSeverity: 'info', reportUrl: null };

export type Access = 'private' | 'shared' | 'shared with two' | 'unread';

const POLICIES = {
  private: {},
  shared: { policy: sharing() },
  'shared with two': { policy: sharing(['222222222222', '333333333333']) },
  unread: { policy: UNREAD },
} as const satisfies Record<Access, object>;

/** Repositories `app0`, `app1`, ... and what is given of them. */
export function snapshotOn(day: string, ...access: readonly Access[]): AccountSnapshot {
  return account({ repositories: access.map((each, index) => repository(`app${index}`, POLICIES[each])), collectedAt: at(day) });
}

export function valid(fields: Partial<Baseline> = {}): ParsedBaseline {
  return { kind: 'baseline', baseline: baseline(fields) };
}

/** A baseline with a mistake; another `text` is another mistake. */
export function invalid(text = 'rules: 7'): ParsedBaseline {
  return parseBaseline('baseline', [{ path: 'baseline/a.yaml', text: `apiVersion: ecr-drift/v1\nkind: AccessPolicy\n${text}\n` }]);
}

/** What a run judges that nothing was read again for. */
export function groundOn(snapshot: AccountSnapshot): Pick<AuditInput, 'account' | 'groundOf'> {
  return { account: snapshot.account, groundOf: () => ({ snapshot, basis: undefined }) };
}

export function auditOn(ports: AuditPorts, snapshot: AccountSnapshot, fields: Partial<AuditInput> = {}): Promise<AuditOutcome> {
  return auditAccount(ports, { ...groundOn(snapshot), baseline: valid(), notify: EVERYTHING, ...fields });
}
