// The ways by which each user and role of an account could come to more access in one hop, as far as IAM goes: by changing policies of its own, or by
// acting as somebody else once. Whom it acts as may do as much for itself (H12). What comes of them on repositories, `paths.ts` says.
import type { Account } from '../../access/account/account.ts';
import { keptByAccount } from '../../access/account/kin.ts';
import type { Subject } from '../../access/account/subjects.ts';
import { outcomeOf } from '../../access/cell/outcome.ts';
import { combineSides, SILENT } from '../../access/cell/sides.ts';
import { memoize } from '../../collections/memoize.ts';
import { CAPABILITIES } from '../../model/access.ts';
import type { Registry } from '../../model/snapshot.ts';
import { type ActionMask, isEmpty, maskOf } from '../../policy/logic/mask.ts';
import { ownSideAnywhere } from '../survey/unnamed-repositories.ts';
import { changesOf, together } from './changes.ts';
import { equivalentBy } from './equivalent-principals.ts';
import { type Hop, type HopInput, hopInput, IMPERSONAL, joined, personalHops } from './hops.ts';
import { pathAccount } from './iam-documents.ts';
import { EVERY_PATH_ACTION, pathBit } from './indirect-actions.ts';
import { newcomersOf } from './newcomers.ts';
import { type Permit, permitsOf } from './permits.ts';
import type { ChangeInput, PolicyChange } from './policy-change.ts';
import { documentsWithOthers, groupsOf } from './policy-stock.ts';
import { type Trusts, trustsOf } from './trusts.ts';

export interface Path {
  /** `iam:PutUserPolicy on itself`, with `@` in the place of the targets. */
  readonly text: string;
  readonly targets: readonly Subject[];
  readonly permit: Permit;
  /** Whoever it comes to: the sum of what they can do is what is reached. */
  readonly reached: readonly Subject[];
  /** What is reached with less: reported only where it reaches more than that. */
  readonly base: readonly Subject[];
  /** By somebody whom the actor makes or changes before: reported only where nothing simpler comes to as much. */
  readonly isRoundabout: boolean;
}

/** What IAM lets everybody do, whatever the policies of repositories say. */
export interface EscalationSteps {
  readonly all: readonly PathsOf[];
  /** Who has a path. */
  readonly asked: readonly Subject[];
  /** Whoever some path comes to. */
  readonly reached: readonly Subject[];
}

const STEPS = keptByAccount<{ readonly account: Account; readonly steps: EscalationSteps | undefined }>();

/** Undefined where nobody has a path. */
export function stepsIn(account: Account): EscalationSteps | undefined {
  const had = STEPS.ofKin(account);
  const steps = had && isSteppedAlike(had.account, account) ? had.steps : workedOut(account);
  STEPS.keep(account, { account, steps });
  return steps;
}

/** Whether nothing differs between an account and its changed copy that steps follow from. */
function isSteppedAlike(had: Account, account: Account): boolean {
  const regionsOf = ({ snapshot }: Account): string =>
    JSON.stringify(snapshot.registries.filter(hasRepositories).map(({ region }) => region));
  return (
    had.locals === account.locals &&
    had.everybody === account.everybody &&
    had.snapshot.stock === account.snapshot.stock &&
    regionsOf(had) === regionsOf(account)
  );
}

function workedOut(account: Account): EscalationSteps | undefined {
  const ours = account.everybody.filter(isOurs);
  const iam = pathAccount(account);
  const permits = permitsOf(iam);
  const trusts = trustsAmong(iam, ours);
  const isAdministrator = memoize((subject: Subject) => hasEverything(account, subject));
  const actors = account.locals.filter((subject) => {
    if (!isOurs(subject) || (isEmpty(permits.spoken(subject)) && trusts.naming(subject).length === 0)) return false;
    return !isAdministrator(subject);
  });
  if (actors.length === 0) return undefined;
  const ground = { permits, documents: documentsWithOthers(account), groupNamed: groupsOf(account) };
  const making = {
    ground,
    hops: hopInput(permits, trusts, ours),
    own: memoize((of: Subject) => (isAdministrator(of) ? [] : variants(ground, of, of))),
  };
  const ofActor = new Map(actors.map((actor) => [actor, [...ownPaths(making, actor), ...personalPaths(making, actor)]]));
  const all = [ofActor, ...sharedPaths(making, iam, actors)];
  const asked = actors.filter((actor) => all.some((paths) => (paths.get(actor) ?? NONE).length > 0));
  if (asked.length === 0) return undefined;
  const lists = [...new Set(all.flatMap((paths) => [...paths.values()]))];
  return { all, asked, reached: lists.flatMap((list) => list.flatMap((path) => [...path.reached, ...path.base])) };
}

const NONE: readonly Path[] = [];

/** Of one account and of copies of it that edits make. INVARIANT: edits leave trust policies and control policies as they are. */
const TRUSTS = new WeakMap<
  Account['locals'],
  { readonly of: Account['snapshot']['organization']; readonly ground: Account['ground']; readonly trusts: Trusts }
>();

function trustsAmong(iam: Account, ours: readonly Subject[]): Trusts {
  const { everybody, ground, snapshot } = iam;
  const known = TRUSTS.get(everybody);
  if (known?.of === snapshot.organization && known.ground === ground) return known.trusts;
  const trusts = trustsOf(
    iam,
    ours.filter(({ local }) => local?.kind === 'role'),
  );
  TRUSTS.set(everybody, { of: snapshot.organization, ground, trusts });
  return trusts;
}

/** Service-linked roles are AWS's to change and to use. */
function isOurs({ principal, local }: Subject): boolean {
  return principal.class === 'same-account' && local !== undefined;
}

/** Whoever has every capability everywhere has nothing to gain. */
function hasEverything(account: Account, subject: Subject): boolean {
  return account.snapshot.registries.filter(hasRepositories).every(({ region }) => {
    const { capabilities } = outcomeOf(combineSides(ownSideAnywhere(account, subject, region), SILENT), true);
    return capabilities.length === CAPABILITIES.length;
  });
}

function hasRepositories({ repositories }: Registry): boolean {
  return repositories.kind === 'present' && repositories.value.length > 0;
}

interface Making {
  readonly ground: ChangeInput;
  readonly hops: HopInput;
  /** What somebody becomes by changes of its own. */
  readonly own: (of: Subject) => readonly Variant[];
}

interface Variant {
  readonly changes: readonly PolicyChange[];
  readonly subject: Subject;
}

/** `of` after each change that `actor` may make, and after all that only together come to something. */
function variants(ground: ChangeInput, actor: Subject, of: Subject): readonly Variant[] {
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

function changesText(changes: readonly PolicyChange[]): string {
  return changes.map(({ text }) => text).join(' with ');
}

function personalPaths(making: Making, actor: Subject): readonly Path[] {
  const hops = personalHops(making.hops, actor).flatMap((hop) => hopPaths(making, actor, hop));
  if (hops.length === 0 || isUnlimited(making, actor)) return hops;
  return [...hops, ...roundaboutPaths(making, actor, hops, false)];
}

export type PathsOf = ReadonlyMap<Subject, readonly Path[]>;

/** Each list is one object for all for whom it is the same. */
function sharedPaths(making: Making, iam: Account, actors: readonly Subject[]): readonly PathsOf[] {
  const simple = IMPERSONAL.map(({ actions, of }) => {
    const asking = actors.filter((actor) => actions.some((action) => making.ground.permits.speaksOf(actor, action)));
    return byFamily(iam, asking, maskOf(actions.map(pathBit)), ([actor]) =>
      of(making.hops, actor).flatMap((hop) => hopPaths(making, actor, hop)),
    );
  });
  const limited = actors.filter((actor) => !isUnlimited(making, actor));
  const roundabout = byFamily(iam, limited, EVERY_PATH_ACTION, ([actor]) => {
    return roundaboutPaths(
      making,
      actor,
      simple.flatMap((paths) => paths.get(actor) ?? []),
      true,
    );
  });
  return [...simple, roundabout];
}

function byFamily(
  iam: Account,
  actors: readonly Subject[],
  mask: ActionMask,
  make: (family: readonly [Subject, readonly Subject[]]) => readonly Path[],
): PathsOf {
  const paths = new Map<Subject, readonly Path[]>();
  for (const family of equivalentBy(iam, actors, mask)) {
    const list = make(family);
    for (const actor of family[1]) paths.set(actor, list);
  }
  return paths;
}

/** Whoever may write for itself what it likes, and is held down by no boundary, comes to nothing more by way of others. */
function isUnlimited({ own }: Making, actor: Subject): boolean {
  return own(actor).some(({ changes, subject }) => isWhole(changes) && subject.local?.boundary.kind !== 'present');
}

function isWhole(changes: readonly PolicyChange[]): boolean {
  return changes.every(({ whole }) => whole) && changes.some(({ kind }) => kind === 'gives');
}

/** As it is, and as it could make itself. */
function hopPaths({ own }: Making, actor: Subject, { text, target, permit }: Hop): readonly Path[] {
  const path = { text, targets: [target], permit, reached: [target], base: [], isRoundabout: false };
  const self = actor === target ? [] : own(target).map(({ subject }) => subject);
  return self.length === 0
    ? [path]
    : [path, { ...path, text: `${text}, and then changing policies as it,`, reached: self, base: [target] }];
}

/** As the actor could make it before, and somebody new. */
function roundaboutPaths(making: Making, actor: Subject, hops: readonly Path[], alsoNew: boolean): readonly Path[] {
  const changed = hops.flatMap(({ text, targets: [target], permit, base }) => {
    if (!target || base.length > 0) return [];
    return shortest(variants(making.ground, actor, target)).map(
      ({ changes, subject }): Path => ({
        text: `${text} after ${changesText(changes).replaceAll(` on ${target.principal.name}`, ' on it')}`,
        targets: [target],
        permit: joined([permit, ...changes.map((each) => each.permit)]),
        reached: [subject],
        base: [target],
        isRoundabout: true,
      }),
    );
  });
  const made = (alsoNew ? newcomersOf(making.ground, actor) : []).map(
    ({ text, subject, permit }): Path => ({ text, targets: [], permit, reached: [subject], base: [], isRoundabout: true }),
  );
  return [...changed, ...made];
}

/** Where some change comes to as much as any could, the others are left out. */
function shortest(all: readonly Variant[]): readonly Variant[] {
  const whole = all.find(({ changes, subject }) => isWhole(changes) && subject.local?.boundary.kind !== 'present');
  return whole ? [whole] : all;
}
