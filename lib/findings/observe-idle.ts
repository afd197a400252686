// Exceptions that look idle because this run did not look where the finding is that they are for.
import type { AccessMatrix } from '../access/matrix.ts';
import type { Exception } from '../model/baseline.ts';
import type { KnownFinding, Sighting } from '../model/state.ts';
import { idleFindingId } from './idle-exceptions.ts';
import type { Observation } from './lifecycle.ts';
import { isFor, principalsIn } from './lifecycle-exceptions.ts';

interface Use {
  readonly matrix: AccessMatrix;
  readonly exceptions: readonly Exception[];
}

/** Whether a finding says of an exception that it is idle, though it is for a known one of `missing` that nobody could look at. */
export function uselessUnseen({ matrix: { account }, exceptions }: Use, missing: readonly Observation[]): (finding: Sighting) => boolean {
  const principalOf = principalsIn(account);
  const unseen = missing.flatMap(unlookedAt).map((sighting) => ({ sighting, principal: principalOf(sighting.principal) }));
  const needed = exceptions.filter((exception) => unseen.some((finding) => isFor(exception, finding)));
  const ids = new Set(needed.map((exception) => idleFindingId(exception, account.snapshot)));
  return ({ id }) => ids.has(id);
}

/** What could not be verified, and what is over only because its region is not watched: that may come back. */
function unlookedAt(observation: Observation): readonly KnownFinding[] {
  if (observation.kind === 'unverified') return observation.known.state === 'resolved' ? [] : [observation.known];
  if (observation.kind !== 'clear' || observation.because !== 'not-watched') return [];
  const { known } = observation;
  return known.state === 'resolved' && known.because !== 'not-watched' ? [] : [known];
}
