// The findings and causes of an audit by all the ids under which somebody may ask for them.
import type { Account } from '../../access/account/account.ts';
import { causesOf } from '../../findings/causes/causes.ts';
import { formerIds } from '../../findings/former-ids.ts';
import type { Cause } from '../../model/cause.ts';
import type { Finding } from '../../model/finding.ts';

export interface AskedFinding {
  readonly cause: Cause;
  /** Undefined where all of the cause is meant. */
  readonly finding: Finding | undefined;
}

/** By id, former ids among them. */
export function askable(account: Account, findings: readonly Finding[]): ReadonlyMap<string, AskedFinding> {
  const former = formerIds(findings, account.snapshot);
  const ids = new Map<string, AskedFinding>();
  for (const cause of causesOf(account, findings)) {
    for (const finding of cause.findings) for (const id of former.get(finding.id) ?? []) ids.set(id, { cause, finding });
    for (const finding of cause.findings) ids.set(finding.id, { cause, finding });
    ids.set(cause.id, { cause, finding: undefined });
  }
  return ids;
}
