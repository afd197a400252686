// Rules that look stale because this run left out a region: what they are about may be there.
import type { AccessMatrix } from '../../access/matrix/matrix.ts';
import { dependsOn } from '../../findings/catalogue.ts';
import type { Exception } from '../../model/baseline.ts';
import type { KnownFinding, Observed } from '../../model/state.ts';
import { idleFindingId } from '../transition/idle-exceptions.ts';
import type { RunScope } from './coverage.ts';
import { regionsSeen } from './regions-seen.ts';

interface Narrowed {
  readonly matrix: AccessMatrix;
  readonly scope: RunScope;
  readonly known: readonly KnownFinding[];
  readonly exceptions: readonly Exception[];
}

/** Whether a finding says of a rule that nothing matches it, though earlier runs saw a region that is not in the snapshot. Exceptions are about findings, not about places. */
export function staleUnseen({ matrix, scope, known, exceptions }: Narrowed): (finding: Observed) => boolean {
  const hasLostRegion = regionsSeen(known).some((region) => !scope.regions.includes(region));
  if (!hasLostRegion) return () => false;
  const idle = new Set(exceptions.map((exception) => idleFindingId(exception, matrix.account.snapshot)));
  return ({ id, code }) => dependsOn(code) === 'intent' && !idle.has(id);
}
