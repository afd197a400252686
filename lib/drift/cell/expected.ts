// Whether the baseline lets a right be, whoever has it and however.
import type { Account } from '../../access/account/account.ts';
import type { Subject } from '../../access/account/subjects.ts';
import { possible } from '../../access/cell/action-formulas.ts';
import { indexLock } from '../../baseline/lock/locked-grants.ts';
import type { Bits } from '../../collections/bits.ts';
import { memoize } from '../../collections/memoize.ts';
import type { Instant } from '../../model/ids.ts';
import type { Repository } from '../../model/snapshot.ts';
import { covers } from '../../policy/logic/mask.ts';
import { type AllowanceCell, allowanceOfAll, isPlain } from './allowance.ts';
import { type Expectation, inForce, profilesOf } from './expectation.ts';
import { expectedPlaces, isAbout } from './expected-places.ts';
import type { Right } from './right.ts';
import { type Intent, isObserving } from './without-baseline.ts';

/** One right of one principal on one repository, as the baseline is asked about it. */
export interface GrantCell extends AllowanceCell, Right {}

export interface IsExpected {
  (cell: GrantCell): boolean;
  /** Left out where nothing is known to be alike. */
  readonly alike?: AlikeAnswers;
}

/** Where the answer depends on no more of a repository than which rules are about it. */
export interface AlikeAnswers {
  /** Whether it does so for whatever the subject has. */
  readonly isFor: (subject: Subject) => boolean;
  /** One object for repositories whose answers are the same. */
  readonly kindOf: (repository: Repository) => object;
  /** One object for subjects whose answers are, where the answer does so for them. */
  readonly whoOf: (subject: Subject) => object;
  /** The positions in a list at which all rights are expected of a subject for whom the answer does so. */
  readonly placesIn: (repositories: readonly Repository[]) => (subject: Subject, rights: readonly Right[]) => Bits;
}

/** Without rules and lock nothing is expected. Conditions are not compared: that is drift (weakened), and no question of whether the right was meant to be there. */
export function expectedAccess(account: Account, intent: Intent, now: Instant): IsExpected {
  if (isObserving(intent)) return () => false;
  const profiles = profilesOf(inForce(intent.rules, now), account.ground);
  const locked = indexLock(intent);
  const isExpected = (cell: GrantCell): boolean => {
    const { subject, repository, capability } = cell;
    // A service-linked role is AWS acting for the account (docs/architecture.md#findings).
    if (subject.principal.class === 'service-linked') return true;
    const expectation = profiles.expectation(profiles.principal(subject), profiles.repository(repository));
    if (isForbidden(expectation, capability)) return false;
    if (isAllowed(account, cell, expectation)) return true;
    return locked.find({ region: repository.region, repository: repository.name }, subject.principal.name, capability) !== undefined;
  };
  const isFor = memoize((subject: Subject): boolean => {
    const { allows } = profiles.principal(subject);
    return locked.isEmpty && allows.every(({ entry }) => isPlain(entry));
  });
  return Object.assign(isExpected, {
    alike: {
      isFor,
      kindOf: profiles.repository,
      whoOf: profiles.principal,
      placesIn: (repositories: readonly Repository[]) => {
        const places = expectedPlaces(profiles, repositories);
        return (subject: Subject, rights: readonly Right[]) => places(profiles.principal(subject), rights);
      },
    },
  });
}

function isForbidden({ forbidden }: Expectation, capability: string): boolean {
  return forbidden.some((prohibition) => isAbout(prohibition, capability));
}

function isAllowed(account: Account, cell: GrantCell, expectation: Expectation): boolean {
  if (covers(expectation.allowed, cell.actions)) return true;
  if (expectation.conditionalAllows.length === 0) return false;
  return covers(possible(allowanceOfAll(account, expectation, cell)), cell.actions);
}
