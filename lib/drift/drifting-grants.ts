// Whether single grants drift, asked one by one: where not all of them are told of, what is not told of may drift all the same.
import { type Account, subjectNamed } from '../access/account/account.ts';
import { outcomeOf } from '../access/cell/outcome.ts';
import { combineSides, principalSide, resourceSides } from '../access/cell/sides.ts';
import { repositoryNamed } from '../access/classes/repository-classes.ts';
import type { Drift } from '../model/drift.ts';
import type { Instant } from '../model/ids.ts';
import type { Repository } from '../model/snapshot.ts';
import { cellIntent } from './cell/cell-intent.ts';
import type { Verdict } from './cell/verdict.ts';
import type { Intent } from './cell/without-baseline.ts';

/** What drifts of one principal, by name, on one repository. */
export function driftingOn(
  account: Account,
  intent: Intent,
  now: Instant,
): (principal: string, repository: Repository) => readonly Verdict[] {
  const terms = cellIntent(intent, account.ground, now);
  return (principal, repository) => {
    const subject = subjectNamed(account, principal);
    const sides = combineSides(principalSide(account, subject, repository), resourceSides(account, repository)(subject));
    return terms.verdicts(account, { subject, repository }, outcomeOf(sides, subject.local !== undefined));
  };
}

/** Whether the grant of a drift is there and drifts in the account, in whichever way; false of drifts that are of no single grant. */
export function driftingGrants(account: Account, intent: Intent, now: Instant): (drift: Drift) => boolean {
  const verdictsOn = driftingOn(account, intent, now);
  return (drift) => {
    if (!('grant' in drift) || drift.everywhere !== undefined) return false;
    const { principal, region, repository: name, capability } = drift.grant;
    const repository = repositoryNamed(account, region, name);
    return repository !== undefined && verdictsOn(principal.name, repository).some((verdict) => verdict.capability === capability);
  };
}
