// Repositories that no document of the baseline knows and that a grant on everything reaches: expected, and told once.

import { repositoriesOf } from '../access/classes/repository-classes.ts';
import type { AccessMatrix } from '../access/matrix/matrix.ts';
import type { LockIndex } from '../baseline/lock/locked-grants.ts';
import { selectsRepository } from '../baseline/match/selector.ts';
import { gathering } from '../collections/subset.ts';
import type { Rule } from '../model/baseline.ts';
import type { Drift, RuleRef } from '../model/drift.ts';
import type { Repository } from '../model/snapshot.ts';
import { type Profiles, readTags } from './cell/expectation.ts';

/** One information (ECRD-401) for each repository that only rules about whatever is new are about, and in which somebody may do something. */
export function newlyReached(matrix: AccessMatrix, rules: readonly Rule[], said: Said): readonly Drift[] {
  const about = rules.filter(({ repositories }) => repositories.known?.side === 'new');
  if (about.length === 0) return [];
  const { account } = matrix;
  const found = repositoriesOf(account).flatMap((repository) => {
    const rule = isLeft(repository, said) ? about.find((each) => isAbout(each, repository, account.ground.account)) : undefined;
    return rule ? [{ repository, rule }] : [];
  });
  const used = found.length === 0 ? new Set<Repository>() : repositoriesInUse(matrix);
  return found.filter(({ repository }) => used.has(repository)).map(({ repository, rule }) => driftOf(repository, rule));
}

/** What the baseline says of repositories otherwise, and which of them have drift of their own that sums them up. */
interface Said {
  readonly profiles: Profiles;
  readonly lock: LockIndex;
  readonly unmanaged: ReadonlySet<Repository>;
}

function isLeft(repository: Repository, { profiles, lock, unmanaged }: Said): boolean {
  const { region, name } = repository;
  return !unmanaged.has(repository) && !profiles.repository(repository).managed && !lock.manages({ region, repository: name });
}

function isAbout({ repositories }: Rule, { region, name, tags }: Repository, account: string): boolean {
  return selectsRepository(repositories, { account, region, name, tags: readTags(tags) }) === 'yes';
}

/** Where anybody has a grant. */
function repositoriesInUse({ repositoryClasses, alike }: AccessMatrix): ReadonlySet<Repository> {
  const numbers = new Set<number>();
  const gather = gathering((number: number) => numbers.add(number));
  for (const { outcome, classes } of alike()) {
    if (outcome.capabilities.some(({ decision }) => decision !== 'unknown')) gather(classes);
  }
  return new Set([...numbers].flatMap((number) => repositoryClasses[number]?.members ?? []));
}

function driftOf({ region, name }: Repository, { id, owner, at }: Rule): Drift {
  const newly: RuleRef = { id, owner, at };
  return { kind: 'unmanaged', region, repository: name, principals: 0, grants: 0, newly };
}
