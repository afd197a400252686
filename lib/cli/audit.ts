import { audit } from '../audit.ts';
import { reaches } from '../findings/severity.ts';
import type { Severity } from '../model/finding.ts';
import { auditTable } from '../report/audit-table.ts';
import { linesOfJson } from '../report/json.ts';
import { auditView } from '../report/view.ts';
import { EXIT, type Exit } from './failure.ts';
import { loadBaseline } from './inputs.ts';
import { deliver, type OutputOptions } from './output.ts';
import { type AccountOptions, readAccount } from './read-account.ts';

export interface AuditOptions extends OutputOptions, AccountOptions {
  readonly baseline: string | undefined;
  readonly failOn: Severity | 'never';
}

/** Judges a snapshot against a baseline. 2: drift at or above `failOn`; 3: something was not read, and nothing worse. */
export async function auditCommand(options: AuditOptions): Promise<Exit> {
  const { failOn } = options;
  const baseline = options.baseline === undefined ? undefined : loadBaseline(options.baseline);
  const { matrix, coverage, findings, observed } = audit(await readAccount(options), baseline);
  const view = auditView({ account: matrix.account, coverage, baseline, findings, observed });
  deliver({ table: () => auditTable(view), json: () => linesOfJson(view, 'findings') }, options);
  const drifted = findings.some(
    ({ state, severity, drift }) => failOn !== 'never' && state === 'open' && drift.kind !== 'unverified' && reaches(severity, failOn),
  );
  if (drifted) return EXIT.drift;
  return coverage.complete ? EXIT.done : EXIT.incomplete;
}
