// Where the command that an audit prints finds the finding again, so that it works as it is pasted.
import { acceptCommand } from '../../findings/accept-command.ts';
import { isAcceptable } from '../../model/codes.ts';
import { SAVED_FORMAT } from '../../report/index.ts';
import type { AuditView } from '../../report/schema.ts';
import type { OutputOptions } from '../files/output.ts';
import type { LiveOptions } from './live-options.ts';

export interface AuditSource extends Pick<OutputOptions, 'format' | 'output'> {
  readonly baseline: string | undefined;
  readonly state: string | undefined;
  readonly snapshot: string | undefined;
}

/** The audit as it is printed: its commands say where they find what they accept. What is saved is the same wherever it is saved. */
export function printedAudit(view: AuditView, source: AuditSource): AuditView {
  const options = acceptOptions(source);
  const findings = view.findings.map((finding) => {
    const { id, code, mend } = finding;
    return mend === null || !isAcceptable(code) ? finding : { ...finding, mend: { ...mend, accept: acceptCommand(id, options) } };
  });
  const codes = new Map(view.findings.map(({ id, code }) => [id, code]));
  const causes = view.causes.map((cause) => {
    const { remediation, findings: ids } = cause;
    const accepted = remediation && ids.find((id) => remediation.accept === acceptCommand(id));
    if (!accepted || !isAcceptable(codes.get(accepted) ?? '')) return cause;
    return { ...cause, remediation: { ...remediation, accept: acceptCommand(accepted, options) } };
  });
  return { ...view, causes, findings };
}

/** Where `accept` finds a finding again: the state that is followed, the snapshot, which is judged again, or the audit that is saved; a live audit that is kept nowhere has to be saved first. */
export function acceptOptions({ baseline, state, snapshot, output, format = SAVED_FORMAT }: AuditSource): readonly string[] {
  const kept = output !== undefined && format === SAVED_FORMAT ? word(output) : 'AUDIT.json';
  const live = snapshot === undefined ? ['--audit', kept] : ['--snapshot', word(snapshot)];
  const where = state === undefined ? live : ['--state', word(state)];
  return [...where, ...(baseline === undefined ? [] : ['--baseline', word(baseline)])];
}

/** Where `show` finds a cause again: the audit that was saved, or what it was made from. */
export function showOptions({
  baseline,
  state,
  snapshot,
  output,
  format = SAVED_FORMAT,
  ...live
}: AuditSource & Partial<LiveOptions>): readonly string[] {
  if (output !== undefined && format === SAVED_FORMAT) return ['--audit', word(output)];
  return [
    ...(snapshot === undefined ? [] : ['--snapshot', word(snapshot)]),
    ...(baseline === undefined ? [] : ['--baseline', word(baseline)]),
    ...(state === undefined ? [] : ['--state', word(state)]),
    ...(live.regions === undefined ? [] : ['--regions', live.regions.join(',')]),
    ...(live.roleArn === undefined ? [] : ['--role-arn', word(live.roleArn)]),
    ...(live.externalId === undefined ? [] : ['--external-id', word(live.externalId)]),
  ];
}

/** As a shell takes it. */
function word(text: string): string {
  return /^[A-Za-z0-9_./:@%+=,-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
