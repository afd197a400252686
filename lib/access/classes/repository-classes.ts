// Repositories that no resource pattern, no used tag and no policy of theirs tells apart.

import { getOrCreate } from '../../collections/get-or-create.ts';
import { groupBy } from '../../collections/group-by.ts';
import { gapPartKey } from '../../model/gap-part.ts';
import { placeKey } from '../../model/ids.ts';
import type { Repository } from '../../model/snapshot.ts';
import { type Account, resourceLayers } from '../account/account.ts';
import { isTagKey, tagOf } from '../account/request-context.ts';
import { dependenciesOf } from './dependencies.ts';
import type { NamedPattern, PrincipalClassOf } from './principal-classes.ts';
import { indexRepositories } from './repository-index.ts';

export interface RepositoryClass {
  readonly representative: Repository;
  readonly members: readonly Repository[];
  /** Equal for classes whose policies answer everybody alike. */
  readonly answers: string;
}

export interface RepositoryClasses {
  readonly classes: readonly RepositoryClass[];
  /** The classes that a pattern matches, by the pattern's name. */
  readonly matching: ReadonlyMap<string, readonly number[]>;
}

/** Every repository that was read, in the order of the snapshot. */
export function repositoriesOf({ snapshot }: Account): readonly Repository[] {
  return getOrCreate(REPOSITORIES, snapshot.registries, () =>
    snapshot.registries.flatMap(({ repositories }) => (repositories.kind === 'present' ? repositories.value : [])),
  );
}

const REPOSITORIES = new WeakMap<Account['snapshot']['registries'], readonly Repository[]>();

/** The repository of an ARN, where it was read. */
export function repositoryOf(account: Account, arn: string): Repository | undefined {
  const repositories = repositoriesOf(account);
  return getOrCreate(BY_ARN, repositories, () => new Map(repositories.map((each) => [each.arn, each]))).get(arn);
}

const BY_ARN = new WeakMap<readonly Repository[], ReadonlyMap<string, Repository>>();

/** The repository of a name in a region, where it was read. */
export function repositoryNamed(account: Account, region: string, name: string): Repository | undefined {
  return repositoriesByPlace(account).get(placeKey(region, name));
}

/** Every repository that was read by its `placeKey`, in the order of the snapshot. */
export function repositoriesByPlace(account: Account): ReadonlyMap<string, Repository> {
  const repositories = repositoriesOf(account);
  return getOrCreate(BY_PLACE, repositories, () => new Map(repositories.map((each) => [placeKey(each.region, each.name), each])));
}

const BY_PLACE = new WeakMap<readonly Repository[], ReadonlyMap<string, Repository>>();

/**
 * The repositories in classes, as far as these principals and the resource policies can distinguish them; each repository is in exactly
 * one.
 */
export function repositoryClasses(account: Account, principals: readonly PrincipalClassOf[]): RepositoryClasses {
  const repositories = repositoriesOf(account);
  const facts = repositories.map(resourceFacts(account));
  const sources = [...principals, ...new Set(facts)];
  const tagKeys = [...new Set(sources.flatMap(({ repositoryKeys }) => repositoryKeys))].sort();
  const patterns = distinctPatterns(sources.flatMap((each) => each.patterns));
  const index = indexRepositories(repositories);
  const matched = patterns.map(({ pattern }) => index.matching(pattern));
  const signatures = signaturesOf(patterns, matched, repositories.length);
  const placed = repositories.map((repository, position): Placed => {
    const answers = answersAt(repository, facts[position]);
    return { repository, position, answers, key: JSON.stringify([answers, repositoryValues(repository, tagKeys), signatures[position]]) };
  });
  const groups = [...groupBy(placed, ({ key }) => key).values()];
  const numbers = new Map(groups.flatMap((group, number) => group.map(({ position }) => [position, number] as const)));
  return {
    classes: groups.flatMap(classOf),
    matching: new Map(patterns.map(({ name }, number) => [name, distinctClasses(matched[number] ?? [], numbers)])),
  };
}

interface Placed {
  readonly repository: Repository;
  readonly position: number;
  readonly answers: string;
  /** Equal for repositories that nothing tells apart. */
  readonly key: string;
}

function classOf(group: readonly Placed[]): readonly RepositoryClass[] {
  const [first] = group;
  return first ? [{ representative: first.repository, members: group.map(({ repository }) => repository), answers: first.answers }] : [];
}

function answersAt(repository: Repository, facts: ResourceFacts | undefined): string {
  if (!facts || facts.hasVariables) return repository.arn;
  const matched = facts.patterns.map(({ pattern }) => pattern.matches(repository.arn));
  return JSON.stringify([facts.policy, repositoryValues(repository, facts.repositoryKeys), matched]);
}

interface ResourceFacts {
  /** The repository's own policy, by content. */
  readonly policy: string;
  /** A variable in a resource policy is filled in by each caller: its repository is a class of its own. */
  readonly hasVariables: boolean;
  readonly patterns: readonly NamedPattern[];
  readonly repositoryKeys: readonly string[];
}

function resourceFacts(account: Account): (repository: Repository) => ResourceFacts {
  const known = new Map<string, ResourceFacts>();
  return (repository) => {
    const policy = policyKey(account, repository);
    return getOrCreate(known, `${repository.region} ${policy}`, () => factsOf(account, repository, policy));
  };
}

function policyKey({ documents }: Account, { policy, name }: Repository): string {
  if (policy.kind === 'absent') return 'absent';
  if (policy.kind === 'unknown') return `unknown ${gapPartKey(policy.gap.part)}`;
  const { id, malformed } = documents.compiled(policy.value, 'resource');
  return malformed ? `malformed ${name}` : String(id);
}

function factsOf(account: Account, repository: Repository, policy: string): ResourceFacts {
  const { resource, rcp } = resourceLayers(account, repository.region, repository);
  const { patterns, templates, repositoryKeys } = dependenciesOf([...resource.policies, ...rcp.policies].map(({ compiled }) => compiled));
  return {
    policy,
    hasVariables: templates.length > 0,
    patterns: patterns.map((each) => ({ ...each, waits: false, says: [] })),
    repositoryKeys,
  };
}

function distinctPatterns(patterns: readonly NamedPattern[]): readonly NamedPattern[] {
  return [...new Map(patterns.map((each) => [each.name, each])).values()];
}

/** For each repository what its patterns come to: the numbers of those that match, or its own where one waits for it. */
function signaturesOf(
  patterns: readonly NamedPattern[],
  matched: readonly (readonly number[])[],
  count: number,
): readonly (readonly number[])[] {
  const signatures: number[][] = Array.from({ length: count }, () => []);
  patterns.forEach(({ waits }, number) => {
    for (const position of matched[number] ?? []) signatures[position]?.push(waits ? -1 - position : number);
  });
  return signatures;
}

function distinctClasses(positions: readonly number[], numbers: ReadonlyMap<number, number>): readonly number[] {
  return [...new Set(positions.flatMap((position) => numbers.get(position) ?? []))];
}

/** Values of the keys by which repositories differ; the region is always one of them. */
export function repositoryValues(repository: Repository, keys: readonly string[]): string {
  const tagKeys = keys.filter(isTagKey);
  if (tagKeys.length === 0) return repository.region;
  return JSON.stringify([repository.region, tagKeys.map((key) => tagOf(repository, key))]);
}
