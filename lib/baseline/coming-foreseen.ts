// Whether the baseline lets the same access be wherever it reaches today: what it newly reaches is then information.
import type { ComingPlace } from '../access/coming-places.ts';
import type { AccessMatrix } from '../access/matrix.ts';
import { membersOf } from '../access/part.ts';
import type { Grant } from '../model/access.ts';
import type { Drift } from '../model/drift.ts';
import { groupBy } from '../policy/group-by.ts';
import { isNameOf, type NamePattern } from '../text/name-pattern.ts';

/** `told` are the drifts of the repositories that exist. */
export type IsForeseen = (place: Pick<ComingPlace, 'region' | 'pattern'>, access: Pick<Grant, 'principal' | 'capability'>) => boolean;

export function foresight(matrix: AccessMatrix, told: readonly Drift[]): IsForeseen {
  let drifting: ReadonlyMap<string, readonly Reached[]> | undefined;
  let granted: ReadonlyMap<string, readonly Reached[]> | undefined;
  return ({ region, pattern }, access) => {
    granted ??= groupBy(grantedIn(matrix), keyOf);
    drifting ??= groupBy(driftingIn(told), keyOf);
    const key = keyOf({ region, principal: access.principal.name, capability: access.capability });
    return isReached(granted.get(key), pattern) && !isReached(drifting.get(key), pattern);
  };
}

interface Reached {
  readonly region: string;
  readonly principal: string;
  readonly capability: string;
  readonly repository: string;
}

function isReached(reached: readonly Reached[] | undefined, pattern: NamePattern): boolean {
  return reached?.some(({ repository }) => isNameOf(pattern, repository)) ?? false;
}

function keyOf({ region, principal, capability }: Omit<Reached, 'repository'>): string {
  return [region, principal, capability].join('\n');
}

/** What outsiders have today. Repositories of one class are alike to every pattern of a policy, so one of them stands for all. */
function grantedIn(matrix: AccessMatrix): readonly Reached[] {
  const found: Reached[] = [];
  for (const { subjects, classes, outcome } of matrix.groups()) {
    const [first] = subjects.of;
    if (!first || first.local) continue;
    for (const number of membersOf(classes)) {
      const repository = matrix.repositoryClasses[number]?.representative;
      if (!repository) continue;
      for (const { capability, decision } of outcome.capabilities) {
        if (decision === 'unknown') continue;
        found.push({ region: repository.region, principal: first.principal.name, capability, repository: repository.name });
      }
    }
  }
  return found;
}

function driftingIn(told: readonly Drift[]): readonly Reached[] {
  return told.flatMap((drift) => {
    if (!('grant' in drift)) return [];
    const { principal, capability, region, repository } = drift.grant;
    const places = drift.everywhere?.repositories ?? [{ region, repository }];
    return places.map((place) => ({ ...place, principal: principal.name, capability }));
  });
}
