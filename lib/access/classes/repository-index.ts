// Which repositories a resource pattern matches, without asking every repository.
import { getOrCreate } from '../../collections/get-or-create.ts';
import type { Repository } from '../../model/snapshot.ts';
import type { ResourcePattern } from '../../policy/match/arn-pattern.ts';
import { ANY_RUN, compileIamPattern, literalPrefix, type Token } from '../../policy/match/pattern.ts';

export interface RepositoryIndex {
  /** Positions in the list that the index was made of, ascending within a region. */
  readonly matching: (pattern: ResourcePattern) => readonly number[];
}

interface RegionIndex {
  readonly fields: readonly string[];
  /** `repository/NAME`, sorted. */
  readonly resources: readonly { readonly text: string; readonly position: number }[];
}

/** An index over the ARNs of the repositories, sorted by region and name. */
export function indexRepositories(repositories: readonly Repository[]): RepositoryIndex {
  const regions = new Map<string, { readonly text: string; readonly position: number }[]>();
  repositories.forEach(({ arn }, position) => {
    const resource = arn.indexOf(':repository/') + 1;
    const head = arn.slice(0, resource - 1);
    getOrCreate(regions, head, () => []).push({ text: arn.slice(resource), position });
  });
  const indexes = [...regions].map(([head, resources]): RegionIndex => {
    return { fields: head.split(':'), resources: resources.sort((a, b) => (a.text < b.text ? -1 : 1)) };
  });
  return { matching: ({ fields }) => (fields ? indexes.flatMap((index) => matchingIn(index, fields)) : []) };
}

/** A repository's ARN has six fields, so each field of a pattern meets exactly one of them. */
function matchingIn({ fields, resources }: RegionIndex, pattern: readonly (readonly Token[])[]): readonly number[] {
  if (!fields.every((field, index) => compileIamPattern(pattern[index] ?? [])(field))) return [];
  const tokens = pattern[fields.length] ?? [];
  const { prefix, whole } = literalPrefix(tokens);
  const matches = whole ? (text: string): boolean => text === prefix : compileIamPattern(tokens);
  const everyContinuation = tokens.length <= 2 && tokens.at(-1) === ANY_RUN;
  const found: number[] = [];
  for (let at = firstNotBefore(resources, prefix); at < resources.length; at += 1) {
    const resource = resources[at];
    if (!resource?.text.startsWith(prefix)) break;
    if (everyContinuation || matches(resource.text)) found.push(resource.position);
  }
  return found;
}

function firstNotBefore(resources: RegionIndex['resources'], prefix: string): number {
  let low = 0;
  let high = resources.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((resources[middle]?.text ?? '') < prefix) low = middle + 1;
    else high = middle;
  }
  return low;
}
