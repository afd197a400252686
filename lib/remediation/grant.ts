// Access that is drift: which of its actions may go, and where, so that nothing expected goes with them.

import { subjectNamed } from '../access/account/account.ts';
import { outsidersOf } from '../access/account/named-outsiders.ts';
import { outsider, type Subject } from '../access/account/subjects.ts';
import { possible } from '../access/cell/action-formulas.ts';
import { hasPlace } from '../access/classes/places.ts';
import { repositoriesOf } from '../access/classes/repository-classes.ts';
import { memoize } from '../collections/memoize.ts';
import { actionBit, bitOf, namesOf, REPOSITORY_MASK } from '../ecr/actions.ts';
import { CAPABILITY_ACTIONS, CAPABILITY_RULES, COMPANION } from '../ecr/capabilities.ts';
import { isCapability, type Places } from '../model/access.ts';
import type { AccountWideGrant } from '../model/drift.ts';
import { placeKey } from '../model/ids.ts';
import type { Repository } from '../model/snapshot.ts';
import { type ActionMask, bitsOf, difference, emptyMask, intersection, isEmpty, maskOf, union } from '../policy/logic/mask.ts';
import type { AccessAt } from './effect/cells.ts';
import { type JudgedPlan, refused, type Search } from './effect/plan.ts';
import { statementsAt } from './effect/reach.ts';
import { removeGrant } from './removal/grant-removal.ts';

/** Where a grant is drift. */
export interface Unwanted {
  readonly principal: string;
  /** Never none: what a statement is named after comes first. */
  readonly capabilities: readonly [string, ...string[]];
  readonly places: Places;
  readonly everywhere: AccountWideGrant['region'] | undefined;
  /** The line of the baseline that forbids it. */
  readonly forbiddenBy: string | undefined;
}

/** A plan that takes the grant away wherever it is drift, or why nothing can go. */
export function grantRemediation(search: Search, unwanted: Unwanted): JudgedPlan {
  const { account, cells } = search;
  const subject = subjectNamed(account, unwanted.principal);
  const all = repositoriesOf(account);
  const repositories = all.filter(({ region, name }) => hasPlace(unwanted.places, placeKey(region, name)));
  const neededAt = memoize((repository: Repository) => expectedActions(search, subject, repository));
  const { capabilities } = unwanted;
  const granted = grantedActions(cells.at, subject, capabilities, repositories);
  const free = repositories.reduce((mask, repository) => difference(mask, neededAt(repository)), granted);
  if (isEmpty(free)) return refused(`${namesOf(granted).join(', ')} on ${placesIn(repositories)} are needed for access that is expected`);
  const trusted = (): readonly string[] => {
    return [...new Set([account.ground.account, ...repositories.flatMap((each) => trustedAccounts(search, each))])].sort();
  };
  const base = { subject, capabilities, repositories, everywhere: unwanted.everywhere, trusted };
  // Only a principal's own policies reach beyond the places where it has to go.
  const reached = subject.local ? all : repositories;
  const isBanned = unwanted.forbiddenBy !== undefined && repositories.every((each) => isForbidden(search, { subject, ...unwanted }, each));
  const kept = repositories.reduce((mask, repository) => union(mask, neededAt(repository)), emptyMask());
  // What everybody has is one mistake: nothing of it stays behind, but for what is meant.
  const wide = unwanted.principal === '*' ? [difference(REPOSITORY_MASK, kept)] : [];
  const cuts = [...(isBanned ? [REPOSITORY_MASK] : []), ...wide, ...cutsFrom(free, capabilities)];
  const removals = cuts.map((cut) => ({ ...base, cut, kept: reached.filter((each) => !isEmpty(intersection(neededAt(each), cut))) }));
  const cares = unwanted.everywhere === undefined ? (['exact'] as const) : (['exact', 'splitting'] as const);
  return firstPlan(cares.flatMap((care) => removals.map((removal) => () => removeGrant({ ...search, care }, removal))));
}

/** Whether all that the principal can do on the repository is forbidden by one line: then nothing of it has to stay. */
function isForbidden(
  { cells, open }: Search,
  { subject, capabilities, forbiddenBy }: Unwanted & { readonly subject: Subject },
  repository: Repository,
): boolean {
  const held = cells.at(subject, repository).capabilities.filter(({ decision }) => decision !== 'unknown');
  return (
    capabilities.every(isCapability) &&
    held.every((each) => open.forbiddenBy({ subject, repository, capability: each.capability }) === forbiddenBy)
  );
}

function firstPlan(attempts: readonly (() => JudgedPlan)[]): JudgedPlan {
  let first: JudgedPlan | undefined;
  for (const attempt of attempts) {
    const judged = attempt();
    if (judged.kind === 'plan') return judged;
    first ??= judged;
  }
  return first ?? refused('there is nothing to take away');
}

/** What the principal's expected grants on a repository are made of, and what else the baseline lets it do. D8: whoever pulls may ask whether layers are there. */
export function expectedActions({ account, cells, open, terms, work }: Search, subject: Subject, repository: Repository): ActionMask {
  const { granted, capabilities } = cells.at(subject, repository);
  work.spend(1);
  if (isEmpty(possible(granted))) return emptyMask();
  const ofRules = capabilities.filter(({ capability }) => open.forbiddenBy({ subject, repository, capability }) !== undefined);
  const forbidden = ofRules.reduce((mask, { actions }) => union(mask, actions), emptyMask());
  const allowed = intersection(possible(granted), difference(terms.allowed(account, { subject, repository }), forbidden));
  return capabilities.reduce((mask, { capability, decision, actions }) => {
    if (decision === 'unknown' || !open.isMeant({ subject, repository, capability })) return mask;
    return union(mask, capability === 'pull' ? union(actions, COMPANION_MASK) : actions);
  }, allowed);
}

/** Other accounts that are expected to have some access to a repository. */
function trustedAccounts({ account, cells, open, work }: Search, repository: Repository): readonly string[] {
  const { ground } = account;
  const names = outsidersOf(statementsAt(account, repository), ground);
  work.spend(names.length);
  return names.flatMap((name) => {
    const subject = outsider(ground, name);
    const { capabilities } = cells.at(subject, repository);
    const isTrusted = capabilities.some(({ capability }) => open.isExpected({ subject, repository, capability }));
    return isTrusted && subject.principal.account !== undefined ? [subject.principal.account] : [];
  });
}

const COMPANION_MASK = maskOf([bitOf(COMPANION)]);

function grantedActions(
  accessAt: AccessAt,
  subject: Subject,
  capabilities: readonly string[],
  repositories: readonly Repository[],
): ActionMask {
  const asked = capabilities.map(actionsOf).reduce(union, emptyMask());
  const granted = repositories.map((repository) => possible(accessAt(subject, repository).granted));
  return intersection(asked, granted.reduce(union, emptyMask()));
}

/** The actions of a capability, or a raw action itself. */
export function actionsOf(capability: string): ActionMask {
  const bit = actionBit(capability);
  return isCapability(capability) ? CAPABILITY_ACTIONS[capability] : maskOf(bit === undefined ? [] : [bit]);
}

/** All that is free; where that would disturb other findings, one action of a capability that needs all of its own. */
function cutsFrom(free: ActionMask, [capability, ...others]: Unwanted['capabilities']): readonly ActionMask[] {
  if (others.length > 0 || !isCapability(capability) || CAPABILITY_RULES[capability].needs === 'any') return [free];
  const bits = bitsOf(free);
  return bits.length === 1 ? [free] : [free, ...bits.map((bit) => maskOf([bit]))];
}

function placesIn(repositories: readonly Repository[]): string {
  const [first, ...others] = repositories;
  return `${first?.name ?? ''}${others.length > 0 ? ` and ${others.length} more` : ''}`;
}
