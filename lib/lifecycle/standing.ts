// The findings of one snapshot without a past: exceptions hold, and everything is seen for the first time.
import type { AccessMatrix } from '../access/matrix/matrix.ts';
import { formerIds } from '../findings/former-ids.ts';
import type { Exception } from '../model/baseline.ts';
import type { Finding } from '../model/finding.ts';
import { exceptionFor, principalsIn } from './transition/exceptions.ts';

interface Standing {
  readonly matrix: AccessMatrix;
  /** What the snapshot shows, judged by itself. */
  readonly findings: readonly Finding[];
  readonly exceptions: readonly Exception[];
}

/** What `followFindings` makes of an empty state, at a fraction of its cost: no proof is put together to be remembered. */
export function standingFindings({ matrix: { account }, findings, exceptions }: Standing): readonly Finding[] {
  if (exceptions.length === 0) return findings;
  const former = formerIds(findings, account.snapshot);
  const principalOf = principalsIn(account);
  return findings.map((finding) => {
    const exceptable = { finding, principal: principalOf(finding.principal), formerIds: former.get(finding.id) };
    const exception = exceptionFor(exceptable, exceptions, account.snapshot.collectedAt);
    if (!exception) return finding;
    return { ...finding, state: 'accepted', acceptance: { exception: exception.id, until: exception.expires } };
  });
}
