// Answers about lockouts that an account has from another one, of which it is a changed copy: where nothing that bears on them differs.
import type { Account } from '../../access/account/account.ts';
import { keptByAccount, kinOf } from '../../access/account/kin.ts';
import type { Subject } from '../../access/account/subjects.ts';
import type { RepositoryClass } from '../../access/classes/repository-classes.ts';
import type { Registry, Repository } from '../../model/snapshot.ts';
import type { CompiledStatement } from '../../policy/compile.ts';
import type { LeftToDo } from './lockout-message.ts';
import { isGiving, mayHold, speaks } from './possible-holders.ts';

/** The sets of Denies of a repository's policy that shut everybody out, and who and what is left. */
export interface LockoutAnswer {
  readonly sets: readonly (readonly CompiledStatement[])[];
  readonly left: LeftToDo;
}

/** Somebody may change the policy. */
export const NOT_SHUT: LockoutAnswer = { sets: [], left: { root: 'implicitDeny', others: [], canDelete: false } };

const LOCKOUTS = keptByAccount<ReadonlyMap<Repository, LockoutAnswer>>();

/** Keeps what was found out of the representatives of classes for changed copies of the account. */
export function keepLockouts(account: Account, classes: readonly RepositoryClass[], answers: ReadonlyMap<Repository, LockoutAnswer>): void {
  const ofMembers = classes.flatMap(({ representative, members }) => {
    const answer = answers.get(representative);
    return answer ? members.map((each) => [each, answer] as const) : [];
  });
  LOCKOUTS.keep(account, new Map(ofMembers));
}

/**
 * What was found out of a repository before the change, and still holds. It follows from the organization, the repository, what the registry
 * policy says of the two actions, and who has a right to them: whoever is changed must have none, before or after.
 */
export function lockoutsOfKin(account: Account): (repository: Repository) => LockoutAnswer | undefined {
  const kin = kinOf(account);
  const answers = LOCKOUTS.ofKin(account);
  if (!kin || !answers || kin.snapshot.principals.kind !== account.snapshot.principals.kind) return () => undefined;
  const changed = [
    ...without(kin.locals, account.locals).map((subject) => ({ of: kin, subject })),
    ...without(account.locals, kin.locals).map((subject) => ({ of: account, subject })),
  ];
  if (changed.some(({ of, subject }) => mayHold(of, subject))) return () => undefined;
  const had = new Map(kin.snapshot.registries.map((each) => [each.region, each]));
  const isSame = ({ region, policy, policyScope }: Registry): boolean => {
    const before = had.get(region);
    return before?.policy === policy && JSON.stringify(before.policyScope) === JSON.stringify(policyScope);
  };
  const regions = new Set(
    account.snapshot.registries
      .filter((registry) => {
        const isSilent = [kin, account].every((each) => !speaks(each.registryPolicies.get(registry.region)));
        return isSilent || (changed.length === 0 && isSame(registry));
      })
      .map(({ region }) => region),
  );
  const isGivingThere = (repository: Repository): boolean => changed.length > 0 && isGiving(account, repository);
  return (repository) => (regions.has(repository.region) && !isGivingThere(repository) ? answers.get(repository) : undefined);
}

function without(some: readonly Subject[], others: readonly Subject[]): readonly Subject[] {
  if (some === others) return [];
  const among = new Set(others);
  return some.filter((each) => !among.has(each));
}
