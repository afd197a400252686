// Repositories that no resource pattern, no used tag and no policy of theirs tells apart.
import type { Repository } from '../model/snapshot.ts';
import type { ResourcePattern } from '../policy/arn-pattern.ts';
import { groupBy } from '../policy/group-by.ts';
import { type Account, resourceLayers } from './account.ts';
import { dependenciesOf } from './dependencies.ts';
import type { PrincipalClassOf } from './principal-classes.ts';
import { indexRepositories } from './repository-index.ts';

export interface RepositoryClass {
  readonly representative: Repository;
  readonly members: readonly Repository[];
}

export interface RepositoryClasses {
  readonly classes: readonly RepositoryClass[];
  /** The classes that a pattern matches, by the pattern's name. */
  readonly matching: ReadonlyMap<string, readonly number[]>;
}

interface NamedPattern {
  readonly name: string;
  readonly pattern: ResourcePattern;
}

export function repositoriesOf({ snapshot }: Account): readonly Repository[] {
  return snapshot.registries.flatMap(({ repositories }) => (repositories.kind === 'present' ? repositories.value : []));
}

export function repositoryClasses(account: Account, principals: readonly PrincipalClassOf[]): RepositoryClasses {
  const repositories = repositoriesOf(account);
  const facts = repositories.map((repository) => resourceFacts(account, repository));
  const tagKeys = [
    ...new Set([...principals.flatMap(({ repositoryKeys }) => repositoryKeys), ...facts.flatMap((each) => each.repositoryKeys)]),
  ].sort();
  const patterns = distinctPatterns([...principals.flatMap((each) => each.patterns), ...facts.flatMap((each) => each.patterns)]);
  const index = indexRepositories(repositories);
  const matched = patterns.map(({ pattern }) => index.matching(pattern));
  const signatures = signaturesOf(matched, repositories.length);
  const numbers = new Map<string, number>();
  const members: Repository[][] = [];
  const classOf = repositories.map((repository, position) => {
    const key = JSON.stringify([repository.region, facts[position]?.key, repositoryValues(repository, tagKeys), signatures[position]]);
    const number = numbers.get(key) ?? numbers.size;
    numbers.set(key, number);
    members[number] = [...(members[number] ?? []), repository];
    return number;
  });
  return {
    classes: members.flatMap((list) => (list[0] ? [{ representative: list[0], members: list }] : [])),
    matching: new Map(patterns.map(({ name }, number) => [name, distinctClasses(matched[number] ?? [], classOf)])),
  };
}

interface ResourceFacts {
  /** The repository's own policy, by content. */
  readonly key: string;
  readonly patterns: readonly NamedPattern[];
  readonly repositoryKeys: readonly string[];
}

function resourceFacts(account: Account, repository: Repository): ResourceFacts {
  const { policy, arn, name, region } = repository;
  const { resource, rcp } = resourceLayers(account, region, repository);
  const { patterns, templates, repositoryKeys } = dependenciesOf([...resource.policies, ...rcp.policies].map(({ compiled }) => compiled));
  // A variable in a resource policy is filled in by each caller: its repository is a class of its own.
  if (templates.length > 0) return { key: arn, patterns, repositoryKeys };
  if (policy.kind !== 'present')
    return { key: policy.kind === 'unknown' ? `unknown ${policy.gap.part}` : 'absent', patterns, repositoryKeys };
  const { id, malformed } = account.documents.compiled(policy.value, 'resource');
  return { key: malformed ? `malformed ${name}` : String(id), patterns, repositoryKeys };
}

function distinctPatterns(patterns: readonly NamedPattern[]): readonly NamedPattern[] {
  return [...new Map(patterns.map((each) => [each.name, each])).values()];
}

/** For each repository the numbers of the patterns that match it. */
function signaturesOf(matched: readonly (readonly number[])[], count: number): readonly (readonly number[])[] {
  const signatures: number[][] = Array.from({ length: count }, () => []);
  matched.forEach((positions, pattern) => {
    for (const position of positions) signatures[position]?.push(pattern);
  });
  return signatures;
}

function distinctClasses(positions: readonly number[], classOf: readonly number[]): readonly number[] {
  return [...new Set(positions.flatMap((position) => classOf[position] ?? []))];
}

/** Values of the keys by which repositories differ; the region is always one of them. */
export function repositoryValues({ region, tags }: Repository, keys: readonly string[]): string {
  if (keys.every((key) => !key.includes('/'))) return region;
  if (tags.kind !== 'present') return JSON.stringify([region, tags.kind === 'unknown' ? tags.gap.part : null]);
  const values = groupBy(Object.entries(tags.value), ([key]) => key.toLowerCase());
  return JSON.stringify([region, keys.map((key) => values.get(key.slice(key.indexOf('/') + 1))?.map(([, value]) => value) ?? null)]);
}
