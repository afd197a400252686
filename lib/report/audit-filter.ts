// Which causes of an audit somebody wants to see. It changes what is shown, and nothing else: not the counts, not what is saved, not the exit status.
import type { FindingState } from '../model/finding.ts';
import type { Severity } from '../model/severity.ts';
import type { PresentCause } from './present.ts';
import type { FindingView } from './schema.ts';

/** Each list empty: whatever it is. Of one list any of the words has to fit, and of each list one. */
export interface AuditFilter {
  /** Of the cause, as its row has it. */
  readonly severities: readonly Severity[];
  /** `ECRD-101`. */
  readonly codes: readonly string[];
  /** Whether a name is meant. */
  readonly repository: ((name: string) => boolean) | undefined;
  readonly principal: ((name: string) => boolean) | undefined;
  readonly states: readonly FindingState[];
  /** As it was written, for the line that says that something is left out; empty where nothing is asked. */
  readonly words: string;
}

export const NO_FILTER: AuditFilter = { severities: [], codes: [], repository: undefined, principal: undefined, states: [], words: '' };

/** Causes that are meant, by themselves and by one of their findings; they are shown with all of their findings, since one change ends them together. */
export function shownCauses(causes: readonly PresentCause[], filter: AuditFilter): readonly PresentCause[] {
  if (filter === NO_FILTER) return causes;
  const { severities } = filter;
  return causes.filter(
    ({ cause, findings }) =>
      (severities.length === 0 || severities.includes(cause.severity)) && findings.some((finding) => isMeant(finding, filter)),
  );
}

function isMeant(finding: FindingView, { codes, repository, principal, states }: AuditFilter): boolean {
  return (
    (codes.length === 0 || codes.includes(finding.code)) &&
    (states.length === 0 || states.includes(finding.state)) &&
    (!repository || isAbout(finding, repository)) &&
    (!principal || (finding.principal !== null && principal(finding.principal)))
  );
}

/** A grant on everything is about the repositories where it is drift: where these are more than its evidence lists, about any. */
function isAbout({ repository, evidence }: FindingView, isNamed: (name: string) => boolean): boolean {
  const { repositories, repositoryCount = 0 } = evidence;
  if (!repositories) return repository !== null && isNamed(repository);
  return repositoryCount > repositories.length || repositories.some((each) => isNamed(each.repository));
}
