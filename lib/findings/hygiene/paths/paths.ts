// The ways by which each user and role of an account could come to more access in one hop: by changing policies of its own, or by
// acting as somebody else once. Whom it acts as may do as much for itself (I14).
import type { Account } from '../../../access/account.ts';
import { outcomeOf } from '../../../access/outcome.ts';
import { principalClasses } from '../../../access/principal-classes.ts';
import { combineSides, SILENT } from '../../../access/sides.ts';
import type { Subject } from '../../../access/subjects.ts';
import { CAPABILITIES } from '../../../model/access.ts';
import { groupBy } from '../../../policy/group-by.ts';
import { isEmpty } from '../../../policy/mask.ts';
import { memoized } from '../../../policy/memoized.ts';
import { ownSideAnywhere } from '../nowhere.ts';
import { type Change, type ChangeGround, changesOf, together } from './changes.ts';
import { pathAccount } from './documents.ts';
import { type Hop, type HopGround, hopGround, impersonalHops, joined, personalHops } from './hops.ts';
import { newcomersOf } from './newcomers.ts';
import { type Permit, permitsOf } from './permits.ts';
import { documentsWithOthers, groupsOf } from './stock.ts';
import { trustsOf } from './trusts.ts';
import { type WhatIf, whatIf } from './what-if.ts';

export interface Path {
  /** `iam:PutUserPolicy on itself`, with `@` in the place of the targets. */
  readonly text: string;
  readonly targets: readonly Subject[];
  readonly permit: Permit;
  /** Whoever it comes to: the sum of what they can do is what is reached. */
  readonly reached: readonly Subject[];
  /** What is reached with less: told only where it reaches more than that. */
  readonly base: readonly Subject[];
  /** By somebody whom the actor makes or changes before: told only where nothing simpler comes to as much. */
  readonly isRoundabout: boolean;
}

export interface Paths {
  readonly of: (actor: Subject) => readonly Path[];
  readonly whatIf: WhatIf;
}

/** Undefined where nobody has a way. */
export function pathsIn(account: Account): Paths | undefined {
  const ours = account.everybody.filter(isOurs);
  const iam = pathAccount(account);
  const permits = permitsOf(iam);
  const trusts = trustsOf(
    iam,
    ours.filter(({ local }) => local?.kind === 'role'),
  );
  const isAdministrator = memoized((subject: Subject) => hasEverything(account, subject));
  const actors = account.locals.filter((subject) => {
    if (!isOurs(subject) || (isEmpty(permits.spoken(subject)) && trusts.naming(subject).length === 0)) return false;
    return !isAdministrator(subject);
  });
  if (actors.length === 0) return undefined;
  const ground = { permits, documents: documentsWithOthers(account), groupNamed: groupsOf(account) };
  const making = {
    ground,
    hops: hopGround(permits, trusts, ours),
    own: memoized((of: Subject) => (isAdministrator(of) ? [] : variants(ground, of, of))),
  };
  const ofClass = classPaths(making, iam, actors);
  const ofActor = new Map(actors.map((actor) => [actor, [...ownPaths(making, actor), ...personalPaths(making, actor)]]));
  const asked = actors.filter((actor) => [ofActor, ofClass].some((paths) => (paths.get(actor) ?? []).length > 0));
  if (asked.length === 0) return undefined;
  const lists = [...new Set([...ofActor.values(), ...ofClass.values()])];
  const reached = lists.flatMap((list) => list.flatMap((path) => [...path.reached, ...path.base]));
  const what = whatIf(account, [...new Set([...asked, ...reached])]);
  const merged = memoized((list: readonly Path[]) => mergedPaths(what, list));
  return { of: (actor) => [ofActor, ofClass].flatMap((paths) => merged(paths.get(actor) ?? NONE)), whatIf: what };
}

const NONE: readonly Path[] = [];

/** Service-linked roles are AWS's to change and to use. */
function isOurs({ principal, local }: Subject): boolean {
  return principal.class === 'same-account' && local !== undefined;
}

/** Whoever has every capability everywhere has nothing to gain. */
function hasEverything(account: Account, subject: Subject): boolean {
  return account.snapshot.registries.every(({ region, repositories }) => {
    if (repositories.kind !== 'present' || repositories.value.length === 0) return true;
    const { capabilities } = outcomeOf(combineSides(ownSideAnywhere(account, subject, region), SILENT, true), true);
    return capabilities.length === CAPABILITIES.length;
  });
}

interface Making {
  readonly ground: ChangeGround;
  readonly hops: HopGround;
  /** What somebody becomes by changes of its own. */
  readonly own: (of: Subject) => readonly Variant[];
}

interface Variant {
  readonly changes: readonly Change[];
  readonly subject: Subject;
}

/** `of` after each change that `actor` may make, and after all that only together come to something. */
function variants(ground: ChangeGround, actor: Subject, of: Subject): readonly Variant[] {
  const { local } = of;
  if (!local) return [];
  const changes = changesOf(ground, actor, of);
  return [...changes.map((change) => [change]), ...together(changes)].map((list) => ({
    changes: list,
    subject: { ...of, local: list.reduce((sum, { apply }) => apply(sum), local) },
  }));
}

function ownPaths({ own }: Making, actor: Subject): readonly Path[] {
  const all = own(actor);
  const single = all.filter(({ changes }) => changes.length === 1).map(({ subject }) => subject);
  return all.map(({ changes, subject }) => ({
    text: changesText(changes),
    targets: [],
    permit: joined(changes.map(({ permit }) => permit)),
    reached: [subject],
    base: changes.length === 1 ? [] : single,
    isRoundabout: false,
  }));
}

function changesText(changes: readonly Change[]): string {
  return changes.map(({ text }) => text).join(' with ');
}

function personalPaths(making: Making, actor: Subject): readonly Path[] {
  return personalHops(making.hops, actor).flatMap((hop) => hopPaths(making, actor, hop));
}

/** The same for all whose own policies say the same. */
function classPaths(making: Making, iam: Account, actors: readonly Subject[]): ReadonlyMap<Subject, readonly Path[]> {
  const paths = new Map<Subject, readonly Path[]>();
  for (const { representative, members } of principalClasses({ ...iam, locals: actors })) {
    const hops = impersonalHops(making.hops, representative);
    const made = newcomersOf(making.ground, representative).map(
      ({ text, subject, permit }): Path => ({ text, targets: [], permit, reached: [subject], base: [], isRoundabout: true }),
    );
    const list = [...hops.flatMap((hop) => hopPaths(making, representative, hop)), ...made];
    for (const position of members) {
      const actor = actors[position];
      if (actor) paths.set(actor, list);
    }
  }
  return paths;
}

/** As it is, as it could make itself, and as the actor could make it before. */
function hopPaths({ ground, own }: Making, actor: Subject, { text, target, permit }: Hop): readonly Path[] {
  const path = { text, targets: [target], permit, reached: [target], base: [], isRoundabout: false };
  const self = own(target).map(({ subject }) => subject);
  const changed = actor === target ? [] : shortest(variants(ground, actor, target));
  return [
    path,
    ...(self.length > 0 ? [{ ...path, text: `${text}, and then changing policies as it,`, reached: self, base: [target] }] : []),
    ...changed.map(({ changes, subject }) => ({
      text: `${text} after ${changesText(changes).replaceAll(` on ${target.principal.name}`, ' on it')}`,
      targets: [target],
      permit: joined([permit, ...changes.map((each) => each.permit)]),
      reached: [subject],
      base: [target, ...self],
      isRoundabout: true,
    })),
  ];
}

/** Where some change comes to as much as any could, the others are left out. */
function shortest(all: readonly Variant[]): readonly Variant[] {
  const isFree = !all.some(({ subject }) => subject.local?.boundary.kind === 'present');
  const whole = all.find(
    ({ changes }) => changes.every((each) => each.whole) && (isFree ? changes[0]?.kind === 'gives' : changes.length > 1),
  );
  return whole ? [whole] : all;
}

/** Paths by which the same is reached in the same way are one, with several targets. */
function mergedPaths({ profileOf }: WhatIf, paths: readonly Path[]): readonly Path[] {
  const alike = groupBy(paths, ({ text, reached }) => JSON.stringify([text, reached.map((each) => profileOf(each).key)]));
  return [...alike.values()].flatMap((among) => {
    const [first] = among;
    return first ? [{ ...first, targets: among.flatMap(({ targets }) => targets) }] : [];
  });
}
