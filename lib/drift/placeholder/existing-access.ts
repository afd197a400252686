// What is said of the same access on the repositories that exist. Where it is drift there, that is told once, with the repository; where
// the baseline lets it be wherever it reaches today, what it newly reaches is information.

import { membersOf } from '../../access/classes/subset.ts';
import type { AccessMatrix } from '../../access/matrix/matrix.ts';
import type { Placeholder } from '../../access/placeholder/placeholders.ts';
import { groupBy } from '../../collections/group-by.ts';
import type { Grant } from '../../model/access.ts';
import type { Drift, RuleRef } from '../../model/drift.ts';
import { isNameOf } from '../../text/name-pattern.ts';

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

/** `reported` are the drifts of the repositories that exist. */
export function existingAccess(matrix: AccessMatrix, reported: readonly Drift[]): ExistingAccessOf {
  let drifting: ReadonlyMap<string, readonly Reached[]> | undefined;
  let granted: ReadonlyMap<string, readonly Reached[]> | undefined;
  return ({ region, pattern }, { principal, capability, rule }) => {
    const key = keyOf({ region, principal: principal.name, capability });
    const here = ({ repository }: Reached): boolean => isNameOf(pattern, repository);
    drifting ??= groupBy(driftingIn(reported), keyOf);
    const drifts = drifting.get(key)?.filter(here) ?? [];
    if (drifts.some((each) => each.rule === rule?.id)) return 'reported';
    granted ??= groupBy(grantedIn(matrix), keyOf);
    return drifts.length === 0 && granted.get(key)?.some(here) ? 'letBe' : 'nowhere';
  };
}

interface Reached {
  readonly region: string;
  readonly principal: string;
  readonly capability: string;
  readonly repository: string;
  /** The rule that forbids it. */
  readonly rule?: string | undefined;
}

function keyOf({ region, principal, capability }: Omit<Reached, 'repository' | 'rule'>): string {
  return [region, principal, capability].join('\n');
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

function driftingIn(reported: readonly Drift[]): readonly Reached[] {
  return reported.flatMap((drift) => {
    if (!('grant' in drift)) return [];
    const { principal, capability, region, repository } = drift.grant;
    const reached = drift.everywhere?.repositories ?? [{ region, repository }];
    const rule = drift.kind === 'forbidden' ? drift.rule.id : undefined;
    return reached.map((place) => ({ ...place, principal: principal.name, capability, rule }));
  });
}
