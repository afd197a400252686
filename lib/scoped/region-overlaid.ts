// A region of a snapshot with those of its parts that were read again.
import type { RegionFile } from '../snapshot/schema.ts';
import { compare } from '../text/order.ts';
import type { Reread } from './schema.ts';

export interface RegionOverlaid {
  readonly file: RegionFile;
  readonly applied: readonly Reread[];
}

type RepositoryReread = Extract<Reread, { kind: 'repository' }>;
type RegistryReread = Extract<Reread, { kind: 'registry' }>;

/** The region with each of `parts` that is of it. A repository says nothing where nobody knows which others there are. */
export function regionOverlaid(base: RegionFile, parts: readonly Reread[]): RegionOverlaid {
  const settings = parts.filter((part): part is RegistryReread => part.kind === 'registry' && part.region === base.region);
  const withSettings = settings.reduce(settingOverlaid, base);
  const { repositories } = base;
  if (repositories.status !== 'present') return { file: withSettings, applied: settings };
  const own = parts.filter((part): part is RepositoryReread => part.kind === 'repository' && part.region === base.region);
  if (own.length === 0) return { file: withSettings, applied: settings };
  const list = new Map(repositories.value.map((each) => [each.repositoryName, each]));
  for (const { repository, value } of own) {
    if (value.status === 'present') list.set(repository, value.value);
    else list.delete(repository);
  }
  const value = [...list.values()].sort((a, b) => compare(a.repositoryName, b.repositoryName));
  return { file: { ...withSettings, repositories: { ...repositories, value } }, applied: [...settings, ...own] };
}

function settingOverlaid(file: RegionFile, reread: RegistryReread): RegionFile {
  return { ...file, [reread.part]: reread.value };
}
