// Grants on everything: what somebody may do on a repository that nobody has named yet.

import type { Account } from '../../access/account/account.ts';
import type { Subject } from '../../access/account/subjects.ts';
import { anyRepository } from '../../access/cell/account-wide.ts';
import { outcomeOf } from '../../access/cell/outcome.ts';
import { combineSides, principalSide, resourceSides } from '../../access/cell/sides.ts';
import { principalClasses } from '../../access/classes/principal-classes.ts';
import type { AccessMatrix } from '../../access/matrix/matrix.ts';
import { groupBy } from '../../collections/group-by.ts';
import { membersOf } from '../../collections/subset.ts';
import { type Bounds, type BoundWord, wordsOf } from './bounds.ts';
import type { GrantedAccess } from './entries.ts';

/** What is granted on everything in some regions; none: in every region. */
export interface AccountWideReach {
  readonly regions: readonly string[];
  readonly granted: readonly GrantedAccess[];
}

/** A region that no pattern spells out. */
const NO_REGION = '\u0000';

/** By the regions that grants reach. `onlyIn`: the regions to which all of it is bounded; none bounds nothing. */
export function accountWideScopes(matrix: AccessMatrix, bounds: Bounds, onlyIn: readonly string[]): readonly AccountWideReach[] {
  const { account } = matrix;
  const regions = onlyIn.length > 0 ? onlyIn : account.snapshot.registries.map(({ region }) => region);
  const wordsIn = wordsOf(account, bounds);
  const found = subjectsOf(matrix).flatMap(({ representative, members }): readonly Reaching[] => {
    const at = (region: string): readonly BoundWord[] => {
      const repository = anyRepository(account, region);
      const own = principalSide(account, representative, repository);
      const resource = resourceSides(account, repository)(representative);
      const isLocal = representative.local !== undefined;
      const outcome = outcomeOf(combineSides(own, resource), isLocal);
      return wordsIn({ subject: representative, repository, ...outcome });
    };
    return reachesAt(at, regions, onlyIn).map((reach) => ({ ...reach, members }));
  });
  return [...groupBy(found, (each) => each.regions.join()).values()].flatMap((those) => {
    const [first] = those;
    return first ? [{ regions: first.regions, granted: grantedBy(those) }] : [];
  });
}

interface Reaching {
  readonly regions: readonly string[];
  readonly words: readonly BoundWord[];
  readonly members: readonly Subject[];
}

/** Regions in which the same is granted together; all of them, those to come included, where it is the same in a region that nobody names. */
function reachesAt(
  at: (region: string) => readonly BoundWord[],
  regions: readonly string[],
  onlyIn: readonly string[],
): readonly Omit<Reaching, 'members'>[] {
  const words = new Map(regions.map((region) => [region, at(region)] as const));
  const together = [...groupBy(regions, (region) => keyOf(words.get(region) ?? [])).values()].flatMap((alike) => {
    const [first = ''] = alike;
    return [{ regions: [...alike].sort(), words: words.get(first) ?? [] }];
  });
  const [only, ...others] = together;
  const isEverywhere = only && others.length === 0 && onlyIn.length === 0 && keyOf(only.words) === keyOf(at(NO_REGION));
  return (isEverywhere ? [{ ...only, regions: [] }] : together).filter((each) => each.words.length > 0);
}

function keyOf(words: readonly BoundWord[]): string {
  return JSON.stringify(words.map(({ word, bound }) => `${word} ${bound}`).sort());
}

/** Those who may do the same under one bound, together. */
function grantedBy(reaching: readonly Reaching[]): readonly GrantedAccess[] {
  const each = reaching.flatMap(({ words, members }) =>
    [...groupBy(words, ({ bound }) => String(bound)).values()].map((alike): GrantedAccess => {
      return { members, words: new Set(alike.map(({ word }) => word)), bound: alike[0]?.bound ?? 0 };
    }),
  );
  return [...groupBy(each, ({ words, bound }) => JSON.stringify([bound, [...words].sort()])).values()].flatMap((alike) => {
    const [first] = alike;
    return first ? [{ ...first, members: alike.flatMap(({ members }) => members) }] : [];
  });
}

interface Alike {
  readonly representative: Subject;
  readonly members: readonly Subject[];
}

/** The account's own principals by their class, and every outsider who has access: a registry policy may name one. */
function subjectsOf({ account, alike }: AccessMatrix): readonly Alike[] {
  const outsiders = new Map<string, Subject>();
  for (const { subjects } of alike()) {
    for (const subject of membersOf(subjects)) if (!subject.local) outsiders.set(subject.principal.name, subject);
  }
  return [...ownClasses(account), ...[...outsiders.values()].map((subject) => ({ representative: subject, members: [subject] }))];
}

function ownClasses(account: Account): readonly Alike[] {
  return principalClasses(account).map(({ representative, members }) => {
    return { representative, members: members.flatMap((position) => account.locals[position] ?? []) };
  });
}
