// A part of an account, for questions about some of its repositories or principals: whoever is not asked about is not judged.
import type { Registry } from '../../model/snapshot.ts';
import type { Account } from '../account/account.ts';
import type { GrantFilter } from './grants.ts';

/**
 * The account with those repositories, users and roles only that pass the filter. What each of them has does not depend on the others;
 * outsiders are found where policies name them, and pass whatever the filter says.
 */
export function narrowedTo(account: Account, { region, repository, subject }: GrantFilter): Account {
  const { snapshot } = account;
  const registries = region === undefined ? snapshot.registries : snapshot.registries.filter((each) => each.region === region);
  return {
    ...account,
    locals: subject ? account.locals.filter(subject) : account.locals,
    snapshot: { ...snapshot, registries: repository ? registries.flatMap((each) => narrowedRegistry(each, repository)) : registries },
  };
}

/** A registry without such a repository says nothing of them; where its repositories are not known, there may be one. */
function narrowedRegistry(registry: Registry, isWanted: NonNullable<GrantFilter['repository']>): readonly Registry[] {
  const { repositories } = registry;
  if (repositories.kind !== 'present') return [registry];
  const value = repositories.value.filter(isWanted);
  return value.length > 0 ? [{ ...registry, repositories: { kind: 'present', value } }] : [];
}
