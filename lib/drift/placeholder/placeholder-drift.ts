// What registry policies and creation templates give beyond the repositories that exist, against the baseline. Without one, what lets
// in everybody or accounts outside the organization is told all the same (docs/formats.md#without-a-baseline).
import type { Account } from '../../access/account/account.ts';
import type { Subject } from '../../access/account/subjects.ts';
import { actionDecision, goesBeyond, type Outcome } from '../../access/cell/outcome.ts';
import { grantOf } from '../../access/matrix/grant-of.ts';
import type { AccessMatrix } from '../../access/matrix/matrix.ts';
import { type PlaceholderRights, placeholderRights } from '../../access/placeholder/placeholder-rights.ts';
import type { Placeholder, PlaceholderName } from '../../access/placeholder/placeholders.ts';
import { isPlaceWithin } from '../../access/placeholder/placeholders.ts';
import { indexLock } from '../../baseline/lock/locked-grants.ts';
import { groupBy } from '../../collections/group-by.ts';
import { memoize } from '../../collections/memoize.ts';
import { bitOf, type EcrAction } from '../../ecr/actions.ts';
import type { PrincipalClass } from '../../model/access.ts';
import type { PlaceholderAccess, ToldDrift } from '../../model/drift.ts';
import type { Instant } from '../../model/ids.ts';
import type { Repository } from '../../model/snapshot.ts';
import { covers, intersection, isEmpty, maskOf } from '../../policy/logic/mask.ts';
import { globNames } from '../../text/name-pattern.ts';
import { cellJudge } from '../cell/cell-verdict.ts';
import { type Expectation, inForce, type Profiles, profilesOf } from '../cell/expectation.ts';
import { type Verdict, verdictsOf } from '../cell/verdict.ts';
import { type Intent, isObserving } from '../cell/without-baseline.ts';
import { driftingOn } from '../drifting-grants.ts';
import { notOnlyAsEverybody } from './everybody.ts';
import { type ExistingAccess, type ExistingAccessOf, existingAccess } from './existing-access.ts';
import { registryActionDrift } from './registry-actions.ts';

/** Drift of access that is to come; `reported` is what is drift already. An account without registry policies and templates has none. */
export function placeholderDrift(matrix: AccessMatrix, intent: Intent, now: Instant, reported: ToldDrift): readonly PlaceholderAccess[] {
  const { account } = matrix;
  const rules = inForce(intent.rules, now);
  const profiles = profilesOf(rules, account.ground);
  const globsIn = (region: string) =>
    rules
      .filter(({ repositories }) => isAbout(repositories, account, region))
      .flatMap(({ repositories: { names } }) => names.map(globNames));
  const ground = { intent, profiles, existingAccess: existingAccess(matrix, reported, driftingOn(account, intent, now)) };
  const found = widestOf(placeholderRights(account, globsIn).map((rights) => ({ place: rights.place, drift: driftAt(ground, rights) })));
  return [...found, ...registryActionDrift(account, profiles, isObserving(intent))];
}

type Selector = Intent['rules'][number]['repositories'];

function isAbout({ accounts, regions }: Selector, { ground }: Account, region: string): boolean {
  return (accounts.length === 0 || accounts.includes(ground.account)) && (regions.length === 0 || regions.includes(region));
}

interface Placed {
  readonly place: Placeholder;
  readonly drift: readonly PlaceholderAccess[];
}

/** What is told of a pattern is told of all that lies within it. */
function widestOf(placed: readonly Placed[]): readonly PlaceholderAccess[] {
  return placed.flatMap(({ place, drift }, position) => {
    const around = placed.slice(0, position).filter((outer) => isPlaceWithin(place, outer.place));
    const known = new Set(around.flatMap((outer) => outer.drift.map(keyOf)));
    return drift.filter((each) => !known.has(keyOf(each)));
  });
}

function keyOf({ verdict, access: { principal, capability } }: PlaceholderAccess): string {
  return [verdict, principal.name, capability].join('\n');
}

interface Ground {
  readonly intent: Intent;
  readonly profiles: Profiles;
  readonly existingAccess: ExistingAccessOf;
}

function driftAt(ground: Ground, rights: PlaceholderRights): readonly PlaceholderAccess[] {
  const judgedAt = judgement(ground, rights);
  // What other statements give is told with theirs.
  const isGiven = ({ actions }: Verdict): boolean => !isEmpty(intersection(actions, rights.actions));
  const found = rights.subjects.flatMap((subject) => {
    const verdicts = rights.place.names.flatMap((name) =>
      judgedAt(subject, name)
        .filter(isGiven)
        .map((verdict) => ({ subject, name, verdict })),
    );
    return [...groupBy(verdicts, ({ verdict }) => `${verdict.kind} ${verdict.capability}`).values()].flatMap((alike) =>
      accessOf(ground, rights, alike),
    );
  });
  return notOnlyAsEverybody(found);
}

interface Judged {
  readonly subject: Subject;
  readonly name: PlaceholderName;
  readonly verdict: Verdict;
}

function accessOf(
  { intent, existingAccess: today }: Ground,
  { place, account }: PlaceholderRights,
  alike: readonly Judged[],
): readonly PlaceholderAccess[] {
  const [first] = alike;
  if (!first) return [];
  const { subject, name, verdict } = first;
  const grant = grantOf(account, { subject, repository: name.repository }, verdict);
  // What the own policies give is no matter of the registry's.
  if (grant.via.every(({ layer }) => layer !== 'resource')) return [];
  const access = { ...grant, repository: place.pattern.text };
  const isForbidden = verdict.kind === 'forbidden';
  // What the baseline lets be today nobody can say where the repositories were not read.
  if (!isForbidden && !isObserving(intent) && isUnread(account, place.region)) return [];
  const now = place.template ? 'nowhere' : today(place, { ...access, rule: isForbidden ? verdict.rule : undefined });
  // Of members of the organization and services, what the baseline lets be today is not asked about for tomorrow.
  if (now === 'reported' || (now === 'letBe' && !isForbidden && !OUTSIDE.has(subject.principal.class))) return [];
  return [
    {
      kind: 'coming',
      verdict: kindOf(verdict, intent),
      of: 'repositories',
      access,
      template: place.template?.prefix,
      among: alike.some((each) => each.name.part === 'whole') ? [] : [...new Set(alike.map((each) => each.name.title))].sort(),
      rule: verdict.rule,
      shown: verdict.shown,
      lenience: isForbidden || isObserving(intent) ? undefined : lenienceOf(now, alike),
      more: [],
    },
  ];
}

/** Whether nobody knows which repositories there are. */
export function isUnread({ snapshot }: Account, inRegion: string): boolean {
  return snapshot.registries.some(({ region, repositories }) => region === inRegion && repositories.kind === 'unknown');
}

/** What the baseline lets be nearby: `*` in its globs stops at a `/`, and not every repository is there yet. */
function lenienceOf(now: ExistingAccess, alike: readonly Judged[]): PlaceholderAccess['lenience'] {
  if (now === 'letBe') return 'today';
  return alike.every(({ name }) => name.part === 'deeper') ? 'above' : undefined;
}

function kindOf({ kind }: Verdict, intent: Intent): PlaceholderAccess['verdict'] {
  if (isObserving(intent)) return 'observed';
  return kind === 'raised' ? 'unexpected' : kind;
}

type JudgedAt = (subject: Subject, name: PlaceholderName) => readonly Verdict[];

function judgement({ intent, profiles }: Ground, { place, outcomeAt, account }: PlaceholderRights): JudgedAt {
  const judgeCell = cellJudge(account, indexLock(intent));
  const bare = memoize((repository: Repository): Repository => ({ ...repository, policy: { kind: 'absent' } }));
  return (subject, { repository }) => {
    const outcome = outcomeAt(subject, repository);
    if (isObserving(intent)) return OUTSIDE.has(subject.principal.class) && !place.template ? observed(outcome) : [];
    const expectation = profiles.expectation(profiles.principal(subject), profiles.repository(repository));
    const cell = { subject, repository, outcome, expectation };
    const { verdicts } = judgeCell(cell, verdictsOf(outcome, expectation));
    // The policy of a template is there once the repository is.
    const all = place.template ? verdicts : [...verdicts, ...creation(cell, verdicts)];
    // What a template gives beside is a fact about it (207); the account's own principals are told of where a rule forbids.
    const certain = place.template || subject.local ? all.filter(({ kind }) => kind === 'forbidden') : all;
    return place.template ? certain.filter(({ actions }) => goesBeyond(outcome, outcomeAt(subject, bare(repository)), actions)) : certain;
  };
}

const OUTSIDE: ReadonlySet<PrincipalClass> = new Set(['public', 'external']);
const CREATE_REPOSITORY = 'ecr:CreateRepository' satisfies EcrAction;
const CREATE = bitOf(CREATE_REPOSITORY);

function observed(outcome: Outcome): readonly Verdict[] {
  const known = outcome.capabilities.flatMap(({ capability, decision, actions }): readonly Verdict[] => {
    return decision === 'unknown' ? [] : [{ kind: 'unexpected', capability, decision, actions, rule: undefined, shown: true }];
  });
  return known.length > 0 ? known : created(outcome, { kind: 'unexpected', rule: undefined });
}

interface Cell {
  readonly subject: Subject;
  readonly outcome: Outcome;
  readonly expectation: Expectation;
}

/**
 * To make repositories is no capability on one that exists. It is reported where nothing else is, forbidden or given to whom nobody expects:
 * who drifts by a capability is meant to have none, or is told already that the rule forbids any.
 */
function creation({ subject, outcome, expectation }: Cell, verdicts: readonly Verdict[]): readonly Verdict[] {
  if (verdicts.length > 0) return [];
  const ban = expectation.forbidden.find(({ capabilities }) => capabilities.includes('any'));
  if (ban) return created(outcome, { kind: 'forbidden', rule: ban.rule });
  const isMeant = covers(expectation.allowed, maskOf([CREATE])) || outcome.capabilities.some(({ decision }) => decision !== 'unknown');
  return isMeant || !OUTSIDE.has(subject.principal.class) ? [] : created(outcome, { kind: 'unexpected', rule: undefined });
}

function created(outcome: Outcome, how: Pick<Verdict, 'kind' | 'rule'>): readonly Verdict[] {
  const decision = actionDecision(outcome, CREATE);
  if (!decision || decision === 'unknown') return [];
  return [{ ...how, capability: CREATE_REPOSITORY, decision, actions: maskOf([CREATE]), shown: true }];
}
