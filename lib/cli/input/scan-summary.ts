// What a scan read and what it cost, in one line.
import type { ApiCount } from '../../aws/client/tally.ts';
import { gapsOf } from '../../snapshot/gaps.ts';
import type { SnapshotFile } from '../../snapshot/schema.ts';
import { counted } from '../../text/quote.ts';

/** `read account 111111111111: 2 regions, 5 repositories in 0.4 s; 14 calls (...), 0 retries, 0 gaps`. */
export function scanSummary(file: SnapshotFile, counts: readonly ApiCount[], milliseconds: number): string {
  const repositories = file.regions.reduce((sum, { repositories: part }) => sum + (part.status === 'present' ? part.value.length : 0), 0);
  const calls = counts.reduce((sum, each) => sum + each.calls, 0);
  const retries = counts.reduce((sum, each) => sum + each.retries, 0);
  const read = `${counted(file.regions.length, 'region')}, ${repositories} ${repositories === 1 ? 'repository' : 'repositories'}`;
  const cost = `${counted(calls, 'call')} (${counts.map((each) => `${each.api} ${each.calls}`).join(', ')})`;
  const ends = `${retries} ${retries === 1 ? 'retry' : 'retries'}, ${counted(gapsOf(file).length, 'gap')}`;
  return `read account ${file.account}: ${read} in ${(milliseconds / 1000).toFixed(1)} s; ${cost}, ${ends}`;
}
