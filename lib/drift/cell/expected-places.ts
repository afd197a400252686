// Where plain rules let rights of a principal be: for all repositories at once, where principals and repositories are too many for pairs.
import { type Bits, bitsOfNumbers, common, minus } from '../../collections/bits.ts';
import { getOrCreate } from '../../collections/get-or-create.ts';
import type { RuleEntry } from '../../model/baseline.ts';
import type { Repository } from '../../model/snapshot.ts';
import { bitsOf, covers, maskOf, meets } from '../../policy/logic/mask.ts';
import { isPlain } from './allowance.ts';
import type { Profiles } from './expectation.ts';
import type { PlacedEntry, PrincipalProfile } from './principal-profiles.ts';
import type { Right } from './right.ts';
import { placesOf } from './rule-places.ts';

/** Whether a prohibition is about a right, as its capabilities are written. */
export function isAbout({ capabilities }: Pick<RuleEntry, 'capabilities'>, capability: string): boolean {
  return capabilities.includes('any') || capabilities.includes(capability);
}

/**
 * The positions in `repositories` at which the plain entries about a principal allow all of some rights, and forbid none of them; the profile
 * has to be one of these profiles.
 */
export function expectedPlaces(
  profiles: Profiles,
  repositories: readonly Repository[],
): (profile: PrincipalProfile, rights: readonly Right[]) => Bits {
  const everywhere = bitsOfNumbers(repositories.length, repositories.keys());
  const found = repositories.map((repository) => profiles.repository(repository));
  const placesAllowing = placesOf(found.map(({ allowing }) => allowing));
  const placesForbidding = placesOf(found.map(({ forbidding }) => forbidding));
  const allowed = kept((allows: readonly PlacedEntry[], { actions }) => {
    const some = allows.filter((placed) => isPlain(placed.entry) && meets(placed.actions, actions));
    if (some.every((placed) => covers(placed.actions, actions))) return placesAllowing(some);
    const parts = bitsOf(actions).map((bit) => placesAllowing(some.filter((placed) => meets(placed.actions, maskOf([bit])))));
    return parts.reduce(common);
  });
  const forbidden = kept((forbids: readonly PlacedEntry[], { capability }) =>
    placesForbidding(forbids.filter(({ entry }) => isPlain(entry) && isAbout(entry, capability))),
  );
  return ({ allows, forbids }, rights) =>
    rights.reduce((places, right) => {
      const where = common(places, allowed(allows, right));
      return forbids.length === 0 ? where : minus(where, forbidden(forbids, right));
    }, everywhere);
}

/** How many answers are kept. */
const MOST_KEPT = 2_000;

/** Many principals share a list; where each has its own, there are too many answers to keep. */
function kept(make: (entries: readonly PlacedEntry[], right: Right) => Bits): typeof make {
  let known = new WeakMap<readonly PlacedEntry[], Map<string, Bits>>();
  let count = 0;
  return (entries, right) => {
    const { capability, actions } = right;
    const ofEntries = getOrCreate(known, entries, () => new Map<string, Bits>());
    const key = `${capability} ${actions.lo} ${actions.hi}`;
    const before = ofEntries.get(key);
    if (before) return before;
    const made = make(entries, right);
    count += 1;
    if (count > MOST_KEPT) {
      known = new WeakMap();
      count = 0;
    } else ofEntries.set(key, made);
    return made;
  };
}
