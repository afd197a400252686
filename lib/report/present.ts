// The causes of an audit of which something is left, each with its findings.
import type { AuditView, CauseView, FindingView } from './schema.ts';

export interface PresentCause {
  readonly cause: CauseView;
  /** Those that are not over, in the order in which they are read; at least one. */
  readonly findings: readonly [FindingView, ...FindingView[]];
}

/** The gravest first. What is over has been told by its event. */
export function presentCauses({ causes, findings }: Pick<AuditView, 'causes' | 'findings'>): readonly PresentCause[] {
  const present = new Map(findings.flatMap((finding) => (finding.state === 'resolved' ? [] : [[finding.id, finding] as const])));
  return causes.flatMap((cause) => {
    const [first, ...others] = cause.findings.flatMap((id) => present.get(id) ?? []);
    return first ? [{ cause, findings: [first, ...others] as const }] : [];
  });
}
