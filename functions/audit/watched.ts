// The regions that earlier audits of an account saw.
import { regionsSeen } from '../../lib/lifecycle/observe/regions-seen.ts';
import { accountId } from '../../lib/model/ids.ts';
import type { FindingStore } from '../../lib/model/ports.ts';

/** The regions of known findings: where AWS does not list regions, one that the table of regions lacks is known from there. Throws an AuditError. */
export async function watchedRegions(store: FindingStore, account: string): Promise<readonly string[]> {
  const id = accountId(account);
  if (id === undefined) return [];
  const { state } = await store.load(id);
  return regionsSeen(state.findings);
}
