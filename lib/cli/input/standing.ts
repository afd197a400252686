// The findings of one audit after what a state remembers, which is read and left as it is.
import { followSnapshot, type Judged } from '../../audit.ts';
import type { Followed } from '../../lifecycle/follow.ts';
import { emptyState } from '../../lifecycle/state.ts';
import { AuditError } from '../../model/ports.ts';
import { directoryStore } from '../files/state-directory.ts';
import { Failure } from '../process/failure.ts';

/** What follows from the state in `folder`; without one, everything is seen for the first time. Throws a Failure. */
export async function standing(judged: Judged, folder: string | undefined): Promise<Followed> {
  const { account } = judged.matrix.account.ground;
  if (folder === undefined) return followSnapshot(judged, emptyState(account));
  try {
    const { state } = await directoryStore(folder).load(account);
    return followSnapshot(judged, state);
  } catch (error) {
    if (error instanceof AuditError) throw new Failure(error.message, { cause: error });
    throw error;
  }
}
