// Equal sides as one object, so that pairs of them can be looked up; an account and its changed copies have them in common.
import { getOrCreate } from '../../collections/get-or-create.ts';
import type { Repository } from '../../model/snapshot.ts';
import { atomsOf } from '../../policy/logic/formula.ts';
import type { Account } from '../account/account.ts';
import { keptByAccount } from '../account/kin.ts';
import type { Subject } from '../account/subjects.ts';
import { principalSides } from '../cell/principal-sides.ts';
import { ownParts, resourceParts, type SideParts } from '../cell/side-shapes.ts';
import { type PrincipalSide, type ResourceSide, sideKey } from '../cell/sides.ts';

/** The sides of an account that were worked out so far. */
export interface SharedSides {
  /** The one resource side that is equal. */
  readonly resource: (side: ResourceSide) => ResourceSide;
  /** The own side of a subject at a repository, by which of its patterns match there. */
  readonly own: (subject: Subject) => OwnAt;
}

type OwnAt = (repository: Repository, matched: string) => PrincipalSide;

const SIDES = keptByAccount<SharedSides>();

/** Those of an account. INVARIANT: whoever is one subject in a changed copy has one side in both: the policies that bear on him are the same. */
export function sharedSides(account: Account): SharedSides {
  const sides = SIDES.ofKin(account) ?? sidesOf(account);
  SIDES.keep(account, sides);
  return sides;
}

function sidesOf(account: Account): SharedSides {
  const resource = interning<ResourceSide>((side) => toldKey(resourceParts(side)));
  const intern = interning<PrincipalSide>((side) => `${side.relation} ${toldKey(ownParts(side))}`);
  const owns = new WeakMap<Subject, OwnAt>();
  return {
    resource,
    own: (subject) =>
      getOrCreate(owns, subject, () => {
        const sideAt = principalSides(account, subject);
        const shared = new Map<PrincipalSide, PrincipalSide>();
        return (repository, matched) => {
          const side = sideAt(repository, matched);
          return getOrCreate(shared, side, () => intern(side));
        };
      }),
  };
}

/** Equal for equal answers that are open for the same reasons: why something was not read may have changed since. */
function toldKey(parts: SideParts): string {
  const gaps = parts.flatMap(({ depends }) =>
    depends.flatMap(({ when }) => [...atomsOf(when)].flatMap(({ about }) => (about.kind === 'unread' ? [about.gap] : []))),
  );
  return gaps.length === 0 ? sideKey(parts) : `${sideKey(parts)}\n${JSON.stringify(gaps)}`;
}

/** Equal values become one object. What has become of an object is looked up without comparing it again. */
function interning<T extends object>(keyOf: (value: T) => string): (value: T) => T {
  const byKey = new Map<string, T>();
  const byObject = new WeakMap<T, T>();
  return (value) => getOrCreate(byObject, value, () => getOrCreate(byKey, keyOf(value), () => value));
}
