// What is said of the same access on the repositories that exist. Where it is drift there, that is told once, with the repository; where
// the baseline lets it be wherever it reaches today, what it newly reaches is information.

import { eachPlace } from '../../access/classes/places.ts';
import { repositoriesOf } from '../../access/classes/repository-classes.ts';
import type { AccessMatrix } from '../../access/matrix/matrix.ts';
import type { Placeholder } from '../../access/placeholder/placeholders.ts';
import { groupBy } from '../../collections/group-by.ts';
import { membersOf } from '../../collections/subset.ts';
import type { Grant, Place } from '../../model/access.ts';
import type { Drift, GrantDrift, RuleRef, ToldDrift } from '../../model/drift.ts';
import { isNameOf } from '../../text/name-pattern.ts';
import { placesOf } from '../drift-places.ts';
import type { driftingOn } from '../drifting-grants.ts';

export type ExistingAccess =
  /** It reaches no repository. */
  | 'nowhere'
  /** On some repository it is drift of the same kind. */
  | 'reported'
  | 'letBe';

/** `access` is drift on names of `place` that do not exist yet; `rule` is what forbids it. */
export type ExistingAccessOf = (place: Pick<Placeholder, 'region' | 'pattern'>, access: PlaceholderDrift) => ExistingAccess;

export interface PlaceholderDrift extends Pick<Grant, 'principal' | 'capability'> {
  readonly rule: RuleRef | undefined;
}

/** `reported` are the drifts of the repositories that exist; where not all of them are told of, each repository is asked about by itself. */
export function existingAccess(
  matrix: AccessMatrix,
  { drift: reported, leftOut }: ToldDrift,
  verdictsOn: ReturnType<typeof driftingOn>,
): ExistingAccessOf {
  let drifting: ReadonlyMap<string, readonly Drifting[]> | undefined;
  let granted: ReadonlyMap<string, readonly Reached[]> | undefined;
  /** What forbids each drift of somebody's there: undefined of one that nothing forbids. */
  function* driftsAt(who: Pick<Reached, 'principal' | 'capability'>, here: (place: Place) => boolean): Iterable<string | undefined> {
    drifting ??= groupBy(driftingIn(reported), keyOf);
    for (const { drift } of drifting.get(keyOf(who)) ?? [])
      if (eachPlace(placesOf(drift)).some(here)) yield drift.kind === 'forbidden' ? drift.rule.id : undefined;
    if (leftOut === 0) return;
    for (const repository of repositoriesOf(matrix.account)) {
      if (!here({ region: repository.region, repository: repository.name })) continue;
      for (const { capability, kind, rule } of verdictsOn(who.principal, repository))
        if (capability === who.capability) yield kind === 'forbidden' ? rule?.id : undefined;
    }
  }
  return ({ region, pattern }, { principal, capability, rule }) => {
    const who = { principal: principal.name, capability };
    const here = (place: Place): boolean => place.region === region && isNameOf(pattern, place.repository);
    let isDrifting = false;
    for (const forbiddenBy of driftsAt(who, here)) {
      if (forbiddenBy === rule?.id) return 'reported';
      isDrifting = true;
    }
    granted ??= groupBy(grantedIn(matrix), keyOf);
    return !isDrifting && granted.get(keyOf(who))?.some(here) ? 'letBe' : 'nowhere';
  };
}

interface Reached extends Place {
  readonly principal: string;
  readonly capability: string;
}

function keyOf({ principal, capability }: Pick<Reached, 'principal' | 'capability'>): string {
  return `${principal}\n${capability}`;
}

/** What outsiders have today. Repositories of one class are alike to every pattern of a policy, so one of them stands for all. */
function grantedIn(matrix: AccessMatrix): readonly Reached[] {
  const found: Reached[] = [];
  for (const { subjects, classes, outcome } of matrix.alike()) {
    const [first] = subjects.of;
    if (!first || first.local) continue;
    for (const number of membersOf(classes)) {
      const repository = matrix.repositoryClasses[number]?.representative;
      if (!repository) continue;
      // What was not read may give it as before.
      for (const { capability } of outcome.capabilities) {
        found.push({ region: repository.region, principal: first.principal.name, capability, repository: repository.name });
      }
    }
  }
  return found;
}

interface Drifting {
  readonly drift: GrantDrift;
  readonly principal: string;
  readonly capability: string;
}

function driftingIn(reported: readonly Drift[]): readonly Drifting[] {
  return reported.flatMap((drift) =>
    'grant' in drift ? [{ drift, principal: drift.grant.principal.name, capability: drift.grant.capability }] : [],
  );
}
