// What a baseline means for one account: entries that are about nothing there, and what its exceptions accept.

import { accessMatrix } from '../../access/matrix/matrix.ts';
import { judgeSnapshot } from '../../audit.ts';
import type { LintIssue } from '../../baseline/review/lint.ts';
import { nameIssues } from '../../checks/baseline-health/name-issues.ts';
import { dependsOn } from '../../findings/catalogue.ts';
import { isFor, isRunning, principalsIn } from '../../lifecycle/transition/exceptions.ts';
import type { Baseline, Exception } from '../../model/baseline.ts';
import type { Finding } from '../../model/finding.ts';
import type { AccountSnapshot } from '../../model/snapshot.ts';
import { counted, quoted } from '../../text/quote.ts';

const MOST_SHOWN = 5;

/** As of the time of the snapshot. */
export function lintAgainst(snapshot: AccountSnapshot, baseline: Baseline): readonly LintIssue[] {
  const { findings } = judgeSnapshot(snapshot, baseline);
  const principalOf = principalsIn(accessMatrix(snapshot).account);
  const running = baseline.exceptions.filter((exception) => isRunning(exception, snapshot.collectedAt));
  const accepted = running.flatMap((exception): readonly LintIssue[] => {
    const swallowed = findings.filter((finding) => isFor(exception, { finding, principal: principalOf(finding.principal) }));
    return swallowed.length === 0 ? [] : [{ severity: 'note', reason: acceptanceText(exception, swallowed), at: exception.at }];
  });
  return [...nameIssues(snapshot, baseline), ...accepted, ...findings.flatMap(staleIssue)];
}

function acceptanceText({ id }: Exception, findings: readonly Finding[]): string {
  const shown = findings.slice(0, MOST_SHOWN).map(({ code, id: finding, message }) => `${code} ${finding} (${message})`);
  const more = findings.length > MOST_SHOWN ? [`${findings.length - MOST_SHOWN} more`] : [];
  return `exception ${quoted(id)} accepts ${counted(findings.length, 'finding')} today: ${[...shown, ...more].join('; ')}`;
}

const PLACE = /^(?<file>.*):(?<line>[0-9]+)(?: and [0-9]+ lines? more: .*|: .*)?$/;

/** Findings about the baseline say in their first detail where it is written. */
function staleIssue({ code, message, drift }: Finding): readonly LintIssue[] {
  if (dependsOn(code) !== 'intent' || drift.kind !== 'hygiene') return [];
  const { file, line } = PLACE.exec(drift.details[0] ?? '')?.groups ?? {};
  return file === undefined ? [] : [{ severity: 'warning', reason: message, at: { file, line: Number(line) } }];
}
