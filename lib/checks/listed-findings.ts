// Which findings about policies and the baseline are listed where they are more than there is room for.
import { fairShares } from '../collections/fair-shares.ts';
import { groupBy } from '../collections/group-by.ts';
import type { PolicyFinding } from '../model/drift.ts';
import { SEVERITIES } from '../model/severity.ts';

export interface ListedFindings {
  readonly listed: readonly PolicyFinding[];
  readonly untold: readonly PolicyFinding[];
}

/** All of them where they are no more than `most`. Else some of each code, severity and region as far as that goes, and then the gravest. */
export function listedAmong(findings: readonly PolicyFinding[], most: number): ListedFindings {
  if (findings.length <= most) return { listed: findings, untold: [] };
  const heaps = [...groupBy(findings, ({ code, severity, region }) => `${code} ${severity} ${region}`).values()];
  const shares = fairShares(
    heaps.map((heap) => ({ size: heap.length, rank: SEVERITIES.indexOf(heap[0]?.severity ?? 'info') })),
    most,
  );
  return {
    listed: heaps.flatMap((heap, at) => heap.slice(0, shares[at])),
    untold: heaps.flatMap((heap, at) => heap.slice(shares[at])),
  };
}
