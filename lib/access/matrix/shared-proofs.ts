// Proofs for whoever wants all of an account: what is proved of a subject on one repository is not proved again where it is the same.
import { getOrCreate } from '../../collections/get-or-create.ts';
import { memoize } from '../../collections/memoize.ts';
import type { Repository } from '../../model/snapshot.ts';
import { type Account, ownLayers, resourceLayers } from '../account/account.ts';
import type { Subject } from '../account/subjects.ts';
import { placeKeys } from './alike-places.ts';
import { proofsFor } from './grant-of.ts';
import { placing } from './other-policies.ts';
import type { CellProofs, Proof } from './proofs.ts';

/** More is proved again for each repository: it takes time, and no memory. */
const MOST_KEPT = 50_000;

/** What was proved on one repository, by what was asked. */
interface ProvedAt {
  readonly repository: Repository;
  readonly proofs: CellProofs;
}

/** The proofs of `proofsIn`, each found once for all repositories with one key (`placeKeys`): a key costs less than a proof, but not nothing. */
export function sharedProofsIn(account: Account): (subject: Subject, repository: Repository) => CellProofs {
  const keyAt = placeKeys(account);
  const own = memoize((subject: Subject) => ownLayers(account, subject));
  const others = memoize((repository: Repository) => resourceLayers(account, repository.region, repository));
  const proofsAt = proofsFor(account);
  const known = new Map<Subject, Map<string, ProvedAt>>();
  let kept = 0;
  return (subject, repository) => {
    const key = keyAt(subject, repository, { own: own(subject), others: others(repository) });
    if (key === undefined) return proofsAt(subject, repository);
    const ofSubject = getOrCreate(known, subject, () => new Map<string, ProvedAt>());
    const before = ofSubject.get(key);
    if (before) return placedProofs(before, repository);
    const proofs = remembering(proofsAt(subject, repository));
    if (kept < MOST_KEPT) {
      ofSubject.set(key, { repository, proofs });
      kept += 1;
    }
    return proofs;
  };
}

function placedProofs({ repository: from, proofs }: ProvedAt, to: Repository): CellProofs {
  const placed = placing(from, to);
  return (actions, login) => placed(proofs(actions, login));
}

function remembering(proofs: CellProofs): CellProofs {
  const known = new Map<string, Proof>();
  return (actions, login) => getOrCreate(known, `${actions.lo} ${actions.hi} ${login}`, () => proofs(actions, login));
}
