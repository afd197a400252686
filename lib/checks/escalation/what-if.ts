// What users and roles could do if they were other than they are: judged together, on the same classes of repositories.
import type { Account } from '../../access/account/account.ts';
import type { Subject } from '../../access/account/subjects.ts';
import type { Outcome } from '../../access/cell/outcome.ts';
import { principalClasses } from '../../access/classes/principal-classes.ts';
import { repositoriesOf } from '../../access/classes/repository-classes.ts';
import { matrixOf } from '../../access/matrix/matrix.ts';
import { getOrCreate } from '../../collections/get-or-create.ts';
import { memoize } from '../../collections/memoize.ts';
import { membersOf } from '../../collections/subset.ts';
import { CAPABILITIES, type Capability } from '../../model/access.ts';
import type { Registry, Repository } from '../../model/snapshot.ts';
import { UNWRITTEN } from '../../text/name-pattern.ts';
import { newRepository } from '../survey/unnamed-repositories.ts';
import { documentsWithOthers } from './policy-stock.ts';

/** Access on every repository class: sets of capabilities as bits in the order of CAPABILITIES. */
export interface Profile {
  /** Equal for equal profiles. */
  readonly id: number;
  /** What it has, or may have as far as could be read. */
  readonly held: Uint8Array;
  /** What it has for certain, conditions aside. */
  readonly sure: Uint8Array;
}

export interface WhatIf {
  readonly profileOf: (subject: Subject) => Profile;
  /** Equal for subjects who have the same access by policies that say the same. */
  readonly kindOf: (subject: Subject) => string;
  /** By class what some of `reached` have and `from` lacks; undefined where there is nothing. */
  readonly gain: (from: Profile, reached: readonly Profile[]) => Uint8Array | undefined;
  /** For each capability of a gain the first place where it is one. */
  readonly firstRepositories: (gained: Uint8Array) => readonly (readonly [Capability, Repository])[];
  /** In the order of the snapshot, and after them one for each region, which stands for all others there. */
  readonly repositories: readonly Repository[];
  /** The class of each of them. */
  readonly classes: Int32Array;
}

/**
 * What users and roles could do with other policies, by sets of capabilities as bits. `subjects` are judged in place of the account's
 * users and roles.
 */
export function whatIf(account: Account, subjects: readonly Subject[]): WhatIf {
  const { snapshot } = account;
  const others = snapshot.registries.flatMap((registry) => (hasRepositories(registry) ? [otherRepository(account, registry.region)] : []));
  const registries = snapshot.registries.map((registry) => withOthers(registry, others));
  const asked: Account = { ...account, documents: documentsWithOthers(account), locals: subjects, snapshot: { ...snapshot, registries } };
  const { groups, classes } = groupsFor(asked, new Set(subjects));
  const numbers = new Map(classes.flatMap((members, number) => members.map((repository) => [repository, number] as const)));
  const repositories = [...repositoriesOf(account), ...others];
  const profiles = new Map<string, Profile>();
  const profileOf = memoize((subject: Subject) => {
    const own = groups.get(subject) ?? [];
    const key = own.map(({ number }) => number).join(' ');
    return getOrCreate(profiles, key, () => profile(profiles.size, own, classes.length));
  });
  const classOf = Int32Array.from(repositories, (repository) => numbers.get(repository) ?? -1);
  const gains = new Map<string, Uint8Array | null>();
  const classNumbers = new Map(
    principalClasses(asked).flatMap(({ members }, number) =>
      members.flatMap((at) => (subjects[at] ? [[subjects[at], number] as const] : [])),
    ),
  );
  return {
    profileOf,
    kindOf: (subject) => `${classNumbers.get(subject)}.${profileOf(subject).id}`,
    gain: (from, reached) => {
      const key = [from.id, ...new Set(reached.map(({ id }) => id))].join(' ');
      const before = gains.get(key);
      if (before !== undefined) return before ?? undefined;
      const found = gainOver(from, reached);
      gains.set(key, found ?? null);
      return found;
    },
    firstRepositories: memoize((gained: Uint8Array) => firstRepositories(gained, repositories, classOf)),
    repositories,
    classes: classOf,
  };
}

function firstRepositories(
  gained: Uint8Array,
  repositories: readonly Repository[],
  classes: Int32Array,
): readonly (readonly [Capability, Repository])[] {
  const wanted = gained.reduce((all, bits) => all | bits, 0);
  const first: (readonly [Capability, Repository])[] = [];
  let seen = 0;
  for (let at = 0; at < repositories.length && seen !== wanted; at += 1) {
    const bits = (gained[classes[at] ?? -1] ?? 0) & ~seen;
    const place = bits === 0 ? undefined : repositories[at];
    if (!place) continue;
    for (const capability of capabilitiesIn(bits)) first.push([capability, place]);
    seen |= bits;
  }
  return first;
}

function hasRepositories({ repositories }: Registry): boolean {
  return repositories.kind === 'present' && repositories.value.length > 0;
}

function otherRepository(account: Account, region: string): Repository {
  const absent = { kind: 'absent' } as const;
  return newRepository(account, { region, name: UNWRITTEN, tags: absent, policy: absent });
}

function withOthers(registry: Registry, others: readonly Repository[]): Registry {
  const { repositories, region } = registry;
  if (repositories.kind !== 'present') return registry;
  return {
    ...registry,
    repositories: { kind: 'present', value: [...repositories.value, ...others.filter((each) => each.region === region)] },
  };
}

interface Judged {
  readonly number: number;
  readonly classes: readonly number[];
  readonly held: number;
  readonly sure: number;
}

interface Groups {
  readonly groups: ReadonlyMap<Subject, readonly Judged[]>;
  readonly classes: readonly (readonly Repository[])[];
}

function groupsFor(account: Account, wanted: ReadonlySet<Subject>): Groups {
  const matrix = matrixOf(account);
  const groups = new Map<Subject, Judged[]>();
  let number = 0;
  for (const { subjects, classes, outcome } of matrix.alike()) {
    const members = membersOf(subjects).filter((subject) => wanted.has(subject));
    if (members.length === 0) continue;
    const judged = { number, classes: membersOf(classes), ...bitsOfOutcome(outcome) };
    number += 1;
    for (const subject of members) getOrCreate(groups, subject, () => []).push(judged);
  }
  return { groups, classes: matrix.repositoryClasses.map(({ members }) => members) };
}

function bitsOfOutcome({ capabilities }: Outcome): Pick<Judged, 'held' | 'sure'> {
  let held = 0;
  let sure = 0;
  for (const { capability, decision } of capabilities) {
    held |= bitOf(capability);
    if (decision !== 'unknown') sure |= bitOf(capability);
  }
  return { held, sure };
}

/** The set that holds one capability: its bit. */
export function bitOf(capability: Capability): number {
  return 1 << CAPABILITIES.indexOf(capability);
}

/** The capabilities of a set, in their order. */
export function capabilitiesIn(bits: number): readonly Capability[] {
  return CAPABILITIES.filter((capability) => (bits & bitOf(capability)) !== 0);
}

function profile(id: number, own: readonly Judged[], size: number): Profile {
  const held = new Uint8Array(size);
  const sure = new Uint8Array(size);
  for (const group of own) {
    for (const number of group.classes) {
      held[number] = (held[number] ?? 0) | group.held;
      sure[number] = (sure[number] ?? 0) | group.sure;
    }
  }
  return { id, held, sure };
}

function gainOver({ held }: Profile, reached: readonly Profile[]): Uint8Array | undefined {
  const gained = new Uint8Array(held.length);
  let some = 0;
  for (const { sure } of reached) {
    for (let number = 0; number < held.length; number += 1) {
      const bits = (sure[number] ?? 0) & ~(held[number] ?? 0);
      if (bits === 0) continue;
      gained[number] = (gained[number] ?? 0) | bits;
      some |= bits;
    }
  }
  return some === 0 ? undefined : gained;
}
