// Repositories that a document lists as known and that are gone: a new one of that name would be taken for the old.
import type { KnownRepositories, Rule } from '../../model/baseline.ts';
import type { PolicyFinding } from '../../model/drift.ts';
import type { AccountSnapshot } from '../../model/snapshot.ts';
import { baselineFinding } from './baseline-finding.ts';

/** ECRD-402 for each, in regions that were read. A list is about the accounts of its rules. */
export function knownHealth({ registries }: AccountSnapshot, about: readonly Rule[]): readonly PolicyFinding[] {
  const lists = new Set(about.flatMap(({ repositories: { known } }) => (known ? [known.of] : [])));
  const there = new Map(
    registries.flatMap(({ region, repositories }) => {
      if (repositories.kind === 'unknown') return [];
      return [[region, new Set(repositories.kind === 'present' ? repositories.value.map(({ name }) => name) : [])] as const];
    }),
  );
  return [...lists].flatMap((list) => goneOf(list, there));
}

function goneOf({ places }: KnownRepositories, there: ReadonlyMap<string, ReadonlySet<string>>): readonly PolicyFinding[] {
  return [...places].flatMap(([region, names]) =>
    [...names].flatMap(([name, at]) =>
      there.get(region)?.has(name) === false
        ? [
            baselineFinding('ECRD-402', at, {
              subject: `known ${region} ${name}`,
              repository: name,
              message: `\`known\` lists ${name} in ${region}, and there is no such repository`,
            }),
          ]
        : [],
    ),
  );
}
