// The repositories that rules are about, found by how their names begin: not every rule of a large baseline is asked about every repository.
import { beginningWith } from '../../collections/beginning-with.ts';
import { getOrCreate } from '../../collections/get-or-create.ts';
import type { RepositorySelector } from '../../model/baseline.ts';
import { isLiteral, prefixOf } from './glob-index.ts';
import { type SelectableRepository, selectsRepository } from './selector.ts';

/** Of some repositories those that a selector means, in their order. */
export function selectedRepositories<T extends Pick<SelectableRepository, 'name'>>(
  repositories: readonly T[],
  selectable: (repository: T) => SelectableRepository,
): (selector: RepositorySelector) => readonly T[] {
  const places = new Map<string, number[]>();
  for (const [at, { name }] of repositories.entries()) getOrCreate(places, name, () => []).push(at);
  const names = [...places.keys()].sort();
  return (selector) => {
    const begun = new Set(selector.names.flatMap((glob) => (isLiteral(glob) ? glob : beginningWith(names, prefixOf(glob)))));
    const candidates = [...begun].flatMap((name) => places.get(name) ?? []).sort((a, b) => a - b);
    return candidates.flatMap((at) => {
      const repository = repositories[at];
      return repository && selectsRepository(selector, selectable(repository)) === 'yes' ? [repository] : [];
    });
  };
}
