// A managed policy, read again.
import type { Reread } from '../../../scoped/schema.ts';
import type { Session } from '../../client/session.ts';
import { readManagedPolicy } from '../managed-policies.ts';
import type { Allowance } from './allowance.ts';
import { failure, type RereadOutcome } from './outcome.ts';
import { absentIfGone } from './principal-calls.ts';

/** GetPolicy and GetPolicyVersion. */
const CALLS = 2;

/** The policy with its document in force. AWS's own are the same for every account, and asked for once a run. */
export async function readManaged(session: Session, { ask, now }: Allowance, policy: string): Promise<RereadOutcome> {
  const place = { kind: 'managed', policy } as const;
  const asOf = now();
  const part = (value: Extract<Reread, { kind: 'managed' }>['value']): RereadOutcome => ({
    parts: [{ ...place, asOf, value }],
    failed: [],
  });
  const kept = session.managedPolicies.get(policy);
  if (kept !== undefined) return part({ status: 'present', value: kept });
  const answer = await ask('iam:GetPolicy', () => readManagedPolicy(session, policy), CALLS);
  if (answer.status === 'present') return part(answer);
  // That a version is not there any more only says that another one is in force.
  return answer.error.api === 'iam:GetPolicy' && absentIfGone(answer).status === 'absent'
    ? part({ status: 'absent' })
    : failure(place, answer);
}
