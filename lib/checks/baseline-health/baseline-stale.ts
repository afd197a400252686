// What of a baseline matches nothing: rules, entries, lines of the lock, documents for another partition, names that several accounts have.
// An exception that is for no finding is found where findings are followed (lib/lifecycle/transition/idle-exceptions.ts).
import type { PolicyFinding } from '../../model/drift.ts';
import { ambiguousNames } from './ambiguous-names.ts';
import { type BaselineCheck, type BaselineInput, baselineFinding, type StaleInput } from './baseline-check.ts';
import { foreignDocuments } from './foreign-documents.ts';
import { isAbout } from './scope.ts';
import type { StaleFinding } from './shared-staleness.ts';
import { staleEntries } from './stale-entries.ts';
import { staleLockLines } from './stale-lock-lines.ts';

export const baselineStale = {
  code: 'ECRD-405',
  name: 'BaselineStale',
  meaning: 'A rule, an entry, an exception or a line of the lock matches nothing, or a name in it means no one account.',
  source: [],
  severity: 'low',
  dependsOn: 'intent',
  remedy: 'remove the entry from the baseline: nothing matches it',
  decision: ({ remedy }) => remedy ?? 'take the entry out of the baseline: it matches nothing',
  check: staleParts,
  stale: staleRules,
} as const satisfies BaselineCheck;

function staleParts({ matrix, baseline: { rules, exceptions, lock } }: BaselineInput): readonly PolicyFinding[] {
  const { snapshot } = matrix.account;
  const about = rules.filter((rule) => isAbout(rule, snapshot));
  return [
    ...ambiguousNames(snapshot, { rules: about, exceptions }),
    ...staleLockLines(snapshot.registries, lock),
    ...foreignDocuments(about, snapshot.partition),
  ].map((report) => baselineFinding(baselineStale, report));
}

function staleRules({ matrix, baseline }: StaleInput): readonly StaleFinding[] {
  return staleEntries(matrix, baseline).map(({ report, accounts }) => ({ finding: baselineFinding(baselineStale, report), accounts }));
}
