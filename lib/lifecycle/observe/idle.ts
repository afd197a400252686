// Exceptions that look idle because this run did not look where the finding is that they are for.
import type { AccessMatrix } from '../../access/matrix/matrix.ts';
import type { Exception } from '../../model/baseline.ts';
import type { FindingId } from '../../model/ids.ts';
import type { KnownFinding, Observed } from '../../model/state.ts';
import { isFor, principalsIn } from '../transition/exceptions.ts';
import { idleFindingId } from '../transition/idle-exceptions.ts';
import type { Observation } from '../transition/transitions.ts';

interface Use {
  readonly matrix: AccessMatrix;
  readonly exceptions: readonly Exception[];
  readonly sightings: readonly Observed[];
}

/** Whether a finding says of an exception that it is idle, though it is for a known one of `missing` that nobody could look at. */
export function uselessUnseen({ matrix, exceptions, sightings }: Use, missing: readonly Observation[]): (finding: Observed) => boolean {
  const { account } = matrix;
  const principalOf = principalsIn(account);
  const unseen = missing.flatMap(unlookedAt).map((sighting) => ({ sighting, principal: principalOf(sighting.principal) }));
  const idOf = (exception: Exception): FindingId => idleFindingId(exception, account.snapshot);
  const seen = new Set(sightings.map(({ id }) => id));
  const idle = unseen.length === 0 ? [] : exceptions.filter((exception) => seen.has(idOf(exception)));
  const needed = new Set(
    idle.filter((exception) => unseen.some((finding) => isFor(exception, finding) || isUnder(exception, finding))).map(idOf),
  );
  return ({ id }) => needed.has(id);
}

/** Whether a finding was accepted by the exception, which may name it by an id that an earlier version gave. */
function isUnder({ id, match }: Exception, { sighting }: { readonly sighting: KnownFinding }): boolean {
  return match.kind === 'finding' && sighting.state === 'accepted' && sighting.exception === id;
}

/** What could not be verified, and what is over only because its region is not watched: that may come back. */
function unlookedAt(observation: Observation): readonly KnownFinding[] {
  if (observation.kind === 'unverified') return observation.known.state === 'resolved' ? [] : [observation.known];
  if (observation.kind !== 'clear' || observation.because !== 'not-watched') return [];
  const { known } = observation;
  return known.state === 'resolved' && known.because !== 'not-watched' ? [] : [known];
}
