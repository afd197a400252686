// Which rules a run can say something of: those that are about the account, in regions that were part of the run and were read.
import type { Baseline, KnownRepositories, Rule } from '../../model/baseline.ts';
import type { AccountSnapshot } from '../../model/snapshot.ts';

/** Whether a rule is about the account and a region of the run. */
export function isAbout(
  { repositories: { accounts, regions } }: Pick<Rule, 'repositories'>,
  { account, registries }: AccountSnapshot,
): boolean {
  if (accounts.length > 0 && !accounts.includes(account)) return false;
  return regions.length === 0 || registries.some(({ region }) => regions.includes(region));
}

/** The rules that are about the account, and about nothing that was not part of the run or was not read. */
export function readRules(snapshot: AccountSnapshot, { rules, known = [] }: Pick<Baseline, 'rules' | 'known'>): readonly Rule[] {
  const isRead = readTest(snapshot, rules, known);
  return rules.filter((rule) => isAbout(rule, snapshot) && isRead(rule));
}

/**
 * Whether everything that a rule is about was part of the run and was read. A rule without regions is about all of them: those that the run
 * has, and those that the baseline speaks of elsewhere.
 */
function readTest(snapshot: AccountSnapshot, rules: readonly Rule[], listed: readonly KnownRepositories[]): (rule: Rule) => boolean {
  const { account, registries } = snapshot;
  const read = new Set(registries.filter(({ repositories }) => repositories.kind !== 'unknown').map(({ region }) => region));
  const ofAccount = rules.filter(({ repositories: { accounts } }) => accounts.length === 0 || accounts.includes(account));
  const lists = new Set(ofAccount.flatMap(({ repositories: { known } }) => (known && listed.includes(known.of) ? [known.of] : [])));
  const spoken = [
    ...ofAccount.flatMap(({ repositories: { regions } }) => regions),
    ...[...lists].flatMap(({ places }) => [...places.keys()]),
  ];
  const all = new Set([...registries.map(({ region }) => region), ...spoken]);
  return ({ repositories: { regions } }) => [...(regions.length > 0 ? regions : all)].every((region) => read.has(region));
}
