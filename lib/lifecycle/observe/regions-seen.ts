// Regions that earlier runs of an account saw, as far as what is remembered names them.
import type { KnownFinding } from '../../model/state.ts';

/** The regions in which known findings were last seen, sorted; `*`, which is no region, is left out. */
export function regionsSeen(findings: readonly Pick<KnownFinding, 'region' | 'regions' | 'part'>[]): readonly string[] {
  const named = findings.flatMap(({ region, regions, part }) => [region, part?.region, ...regions]);
  return [...new Set(named.flatMap((region) => (typeof region === 'string' && region !== '*' ? region : [])))].sort();
}
