// Exceptions that look idle because this run did not look where the finding is that they are for.
import type { AccessMatrix } from '../../access/matrix/matrix.ts';
import { mayHaveFormerIds } from '../../findings/former-ids.ts';
import type { Exception } from '../../model/baseline.ts';
import type { FindingId } from '../../model/ids.ts';
import type { KnownFinding, Observed } from '../../model/state.ts';
import { isFor, principalsIn } from '../transition/exceptions.ts';
import { idleFindingId } from '../transition/idle-exceptions.ts';
import type { Observation } from '../transition/transitions.ts';

interface Use {
  readonly matrix: AccessMatrix;
  readonly exceptions: readonly Exception[];
  readonly observed: readonly Observed[];
  readonly known: readonly KnownFinding[];
}

/** Whether a finding says of an exception that it is idle, though it is, or may be, for a known one of `missing` that nobody could look at. */
export function uselessUnseen(
  { matrix, exceptions, observed, known }: Use,
  missing: readonly Observation[],
): (finding: Observed) => boolean {
  const unseen = missing.flatMap(unlookedAt);
  if (unseen.length === 0) return () => false;
  const { account } = matrix;
  const principalOf = principalsIn(account);
  const exceptable = unseen.map((finding) => ({ finding, principal: principalOf(finding.principal) }));
  const remembered = new Set(known.map(({ id }) => id));
  const mayBeRenamed = unseen.some(mayHaveFormerIds);
  // Former ids are worked out of what a run sees: an id that nobody knows may be one of what it does not see.
  const mayBeFormer = ({ match }: Exception): boolean => match.kind === 'finding' && mayBeRenamed && !remembered.has(match.finding);
  const idOf = (exception: Exception): FindingId => idleFindingId(exception, account.snapshot);
  const seen = new Set(observed.map(({ id }) => id));
  const idle = exceptions.filter((exception) => seen.has(idOf(exception)));
  const needed = idle.filter((exception) => mayBeFormer(exception) || exceptable.some((each) => isFor(exception, each)));
  const ids = new Set(needed.map(idOf));
  return ({ id }) => ids.has(id);
}

/** What could not be verified, and what is over only because its region is not watched: that may come back. */
function unlookedAt(observation: Observation): readonly KnownFinding[] {
  if (observation.kind === 'unverified') return observation.known.state === 'resolved' ? [] : [observation.known];
  if (observation.kind !== 'clear' || observation.because !== 'not-watched') return [];
  const { known } = observation;
  return known.state === 'resolved' && known.because !== 'not-watched' ? [] : [known];
}
