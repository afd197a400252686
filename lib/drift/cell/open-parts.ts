// Which cells of a group stay to be judged by themselves: not those of principals whose grants are within what is allowed to them even where no
// repository denies anything, at repositories whose own policies deny whatever the baseline forbids there. The one is asked of each principal, the
// other of each repository, so that an account in which every condition differs is no matter of pairs.

import type { Account } from '../../access/account/account.ts';
import type { Subject } from '../../access/account/subjects.ts';
import type { AlikeGroup, ExactGroup } from '../../access/matrix/cell-group.ts';
import { getOrCreate } from '../../collections/get-or-create.ts';
import { groupBy } from '../../collections/group-by.ts';
import { memoize } from '../../collections/memoize.ts';
import { membersOf } from '../../collections/subset.ts';
import type { Repository } from '../../model/snapshot.ts';
import { forbiddenPlaces } from './denied-anyway.ts';
import type { Profiles, RepositoryProfile } from './expectation.ts';
import type { PlacedEntry, PrincipalProfile } from './principal-profiles.ts';
import { undeniedSides, withinAllowance } from './within-allowance.ts';

/** By class its repositories of each profile. */
export type ProfilesByClass = readonly ReadonlyMap<RepositoryProfile, readonly Repository[]>[];

/** The parts of a group in which cells can drift: every other cell is as the baseline expects it. */
export function openParts(account: Account, profiles: Profiles, byClass: ProfilesByClass): (group: AlikeGroup) => Iterable<AlikeGroup> {
  const forbiddenIn = forbiddenPlaces(account, byClass);
  const undenied = undeniedSides();
  const exceedingIn = exceedingPlaces(account, profiles, byClass);
  return function* openIn(group) {
    const members = membersOf(group.subjects);
    const forbiddenTo = memoize((forbids: readonly PlacedEntry[]) => forbiddenIn(group, forbids, members));
    const profileOf = profiles.principal;
    const isKnown = group.outcome.capabilities.some(({ decision }) => decision !== 'unknown');
    if (!isKnown && members.every((each) => forbiddenTo(profileOf(each).forbids).size === 0)) return;
    for (const cells of group.exactly(undenied(group.sideAt))) {
      for (const [profile, subjects] of byProfile(membersOf(cells.subjects), profileOf)) {
        const forbidden = forbiddenTo(profile.forbids);
        const exceeding = exceedingIn(group, cells, { profile, subjects });
        const isOpen = (number: number): boolean => forbidden.has(number) || exceeding.has(number);
        const classes = forbidden.size === 0 ? [...exceeding] : membersOf(cells.classes).filter(isOpen);
        if (classes.length > 0) yield cells.part(subjects, classes);
      }
    }
  };
}

function byProfile(
  subjects: readonly Subject[],
  profileOf: (subject: Subject) => PrincipalProfile,
): Iterable<readonly [PrincipalProfile, readonly Subject[]]> {
  const found = new Map<PrincipalProfile, Subject[]>();
  for (const subject of subjects) getOrCreate(found, profileOf(subject), () => []).push(subject);
  return found;
}

interface Asking {
  readonly profile: PrincipalProfile;
  readonly subjects: readonly Subject[];
}

/** The classes of a group at which more is granted than the entries for some principals allow; one resource side for all of them. */
function exceedingPlaces(
  account: Account,
  profiles: Profiles,
  byClass: ProfilesByClass,
): (group: AlikeGroup, cells: ExactGroup, asking: Asking) => ReadonlySet<number> {
  const isWithin = withinAllowance(account);
  const kinds = classKinds(byClass);
  const allowing = allowingAt(profiles, kinds);
  const known = new WeakMap<readonly number[], RepositoryProfile>();
  const rulesOf = memoize((entries: readonly PlacedEntry[]) => {
    const rules = new Set(entries.map(({ ruleNumber }) => ruleNumber));
    return memoize((kind: number) =>
      kinds
        .profilesOf(kind)
        .map(({ allowing: those }) => bothIn(those, rules).join())
        .join(' '),
    );
  });
  const everywhere = profiles.allowingAll(new Set(byClass.flatMap((places) => [...places.keys()])));
  return (group, cells, { profile, subjects }) => {
    const isAllowedBy = (place: RepositoryProfile, first: number | undefined): boolean => {
      const repository = kinds.firstIn(first ?? -1);
      const granted = { verdict: group.outcome, live: cells.outcome };
      return repository !== undefined && isWithin(granted, profiles.expectation(profile, place), { subjects, repository });
    };
    const isAllowed = (some: readonly number[]): boolean =>
      isAllowedBy(
        getOrCreate(known, some, () => allowing(some)),
        some[0],
      );
    // Rules about everything are looked at once for all lists.
    if (everywhere.allowing.size > 0 && isAllowedBy(everywhere, cells.classes.of[0])) return NONE;
    // What is allowed at all classes of a list is allowed at some of them; the list is one for many groups.
    if (cells.classes.except.size > 0 && isAllowed(cells.classes.of)) return NONE;
    const numbers = membersOf(cells.classes);
    if (isAllowed(numbers)) return NONE;
    const rulesAt = rulesOf(profile.allows);
    const alike = groupBy(numbers, (number) => rulesAt(kinds.kindAt(number)));
    return new Set([...alike.values()].flatMap((some) => (isAllowed(some) ? [] : some)));
  };
}

const NONE: ReadonlySet<number> = new Set();

/** Classes whose repositories have the same profiles are of one kind: they are told apart as often as there are groups. */
interface ClassKinds {
  readonly kindAt: (number: number) => number;
  readonly profilesOf: (kind: number) => readonly RepositoryProfile[];
  readonly firstIn: (number: number) => Repository | undefined;
}

function classKinds(byClass: ProfilesByClass): ClassKinds {
  const numbers = new Map<RepositoryProfile, number>();
  const kinds = new Map<string, number>();
  const profiles: (readonly RepositoryProfile[])[] = [];
  const kindAt = byClass.map((places) => {
    const those = [...places.keys()];
    const key = those.map((profile) => getOrCreate(numbers, profile, () => numbers.size)).join();
    return getOrCreate(kinds, key, () => profiles.push(those) - 1);
  });
  const firsts = byClass.map((places) => [...places.values()][0]?.[0]);
  return { kindAt: (number) => kindAt[number] ?? -1, profilesOf: (kind) => profiles[kind] ?? [], firstIn: (number) => firsts[number] };
}

/** More kinds than these make a key too long to be worth it. */
const MOST_KINDS = 64;

/** What is allowed at all of some classes; lists of few kinds are looked at once. */
function allowingAt(profiles: Profiles, { kindAt, profilesOf }: ClassKinds): (numbers: readonly number[]) => RepositoryProfile {
  const known = new Map<string, RepositoryProfile>();
  return (numbers) => {
    const kinds = new Set<number>();
    for (const number of numbers) kinds.add(kindAt(number));
    const make = (): RepositoryProfile => profiles.allowingAll(new Set([...kinds].flatMap(profilesOf)));
    return kinds.size > MOST_KINDS ? make() : getOrCreate(known, [...kinds].join(), make);
  };
}

/** The numbers of both sets, ascending. */
function bothIn(a: ReadonlySet<number>, b: ReadonlySet<number>): readonly number[] {
  const [few, many] = a.size < b.size ? [a, b] : [b, a];
  return [...few].filter((number) => many.has(number)).sort((one, other) => one - other);
}
