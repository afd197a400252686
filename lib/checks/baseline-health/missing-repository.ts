// Repositories that the baseline names, by a rule or as known, and that are not there: a new one of that name would be taken for the old.
import { repositoriesOf } from '../../access/classes/repository-classes.ts';
import type { KnownRepositories, Rule } from '../../model/baseline.ts';
import type { PolicyFinding } from '../../model/drift.ts';
import type { AccountSnapshot, Repository } from '../../model/snapshot.ts';
import { type BaselineCheck, type BaselineInput, baselineFinding, type StaleInput } from './baseline-check.ts';
import { isAbout, readRules } from './scope.ts';
import type { StaleFinding } from './shared-staleness.ts';

export const missingRepository = {
  code: 'ECRD-402',
  name: 'MissingRepository',
  meaning: 'A rule names a repository, or `known` lists one, and there is no such repository.',
  source: [],
  severity: 'medium',
  dependsOn: 'intent',
  remedy: 'restore the repository, or take it out of the baseline',
  decision: 'make the repository again, or take it out of the baseline',
  check: goneKnown,
  stale: goneNamed,
} as const satisfies BaselineCheck;

/** In regions that were read. A list is about the accounts of its rules. */
function goneKnown({ matrix, baseline: { rules } }: BaselineInput): readonly PolicyFinding[] {
  const { snapshot } = matrix.account;
  const about = rules.filter((rule) => isAbout(rule, snapshot));
  const lists = new Set(about.flatMap(({ repositories: { known } }) => (known ? [known.of] : [])));
  const there = namesByRegion(snapshot);
  return [...lists].flatMap((list) => goneOf(list, there));
}

function namesByRegion({ registries }: AccountSnapshot): ReadonlyMap<string, ReadonlySet<string>> {
  return new Map(
    registries.flatMap(({ region, repositories }) => {
      if (repositories.kind === 'unknown') return [];
      return [[region, new Set(repositories.kind === 'present' ? repositories.value.map(({ name }) => name) : [])] as const];
    }),
  );
}

function goneOf({ places }: KnownRepositories, there: ReadonlyMap<string, ReadonlySet<string>>): readonly PolicyFinding[] {
  return [...places].flatMap(([region, names]) =>
    [...names].flatMap(([name, at]) =>
      there.get(region)?.has(name) === false
        ? [
            baselineFinding(missingRepository, {
              at,
              subject: ['known', region, name],
              formerly: [`known ${region} ${name}`],
              repository: name,
              gone: { what: 'repository', name },
              message: `\`known\` lists ${name} in ${region}, and there is no such repository`,
            }),
          ]
        : [],
    ),
  );
}

function goneNamed({ matrix: { account }, baseline }: StaleInput): readonly StaleFinding[] {
  const repositories = repositoriesOf(account);
  return readRules(account.snapshot, baseline).flatMap((rule) =>
    goneNames(rule, repositories).map((name): StaleFinding => {
      const message = `rule \`${rule.id}\` names ${name}, and there is no such repository`;
      const finding = baselineFinding(missingRepository, {
        at: rule.at,
        subject: `${rule.id} ${name}`,
        repository: name,
        gone: { what: 'repository', name },
        message,
      });
      return { finding, accounts: rule.repositories.accounts };
    }),
  );
}

/** The names in a rule that no repository of its regions has. A list of known repositories says itself what is gone of it. */
export function goneNames({ repositories: { names, regions, known } }: Rule, repositories: readonly Repository[]): readonly string[] {
  if (known) return [];
  const there = new Set(repositories.filter(({ region }) => regions.length === 0 || regions.includes(region)).map(({ name }) => name));
  return names.filter((name) => !isGlob(name) && !there.has(name));
}

function isGlob(name: string): boolean {
  return name.includes('*') || name.includes('?');
}
