// The audit of parts that were read again: what they do not bear on stays as it is.
import { type AuditOutcome, auditScope, type Skipped } from '../../lib/run.ts';
import { counted } from '../../lib/text/quote.ts';
import { readParts } from '../runtime/basis.ts';
import type { ScopedPart } from '../runtime/events.ts';
import { rereadKey } from '../runtime/object-keys.ts';
import { readScope } from '../runtime/scope.ts';
import { scopedGround } from './grounds.ts';
import { answerOf, type RunAnswer, runOn } from './run-on.ts';
import type { AuditMeans } from './settings.ts';

/**
 * `not-watched`: what was touched is where nobody looks: a region that is not audited, a unit that the account is not below. `unread`: none of it
 * could be read. Throws an AuditError, and then its messages wait in the state; and an Error where nobody was let in.
 */
export async function auditAgain(
  event: ScopedPart,
  means: AuditMeans,
): Promise<RunAnswer<AuditOutcome['kind'] | Skipped | 'not-watched' | 'unread'>> {
  const { bucket } = means;
  const { account, run, reread } = event;
  const { reading } = reread;
  if (reading.status === 'no-basis') return { outcome: 'no-basis', unread: '' };
  if (reading.status === 'failed')
    throw new Error(`nothing of account ${account} was read again: ${reading.code}: ${reading.message ?? ''}`);
  const parts = await readParts(bucket, reading.key);
  if (parts === undefined) throw new Error(`what was read again of account ${account} is not there any more`);
  const unread = reading.failed === 0 ? '' : `${counted(reading.failed, 'part')} not read again`;
  if (parts.length === 0) return { outcome: reading.failed === 0 ? 'not-watched' : 'unread', unread };
  const writes = means.config.ATTRIBUTION === 'off' ? [] : await readScope(bucket, event.scope);
  const { attributionsOf } = await import('./again.ts');
  const groundOf = scopedGround(bucket, rereadKey({ run, account }), parts);
  const outcome = await runOn(event, { ...means, alwaysReports: false }, (ports, input) =>
    auditScope(ports, { ...input, groundOf, attributionsOf: (changes) => attributionsOf(changes, writes) }),
  );
  if (outcome.kind === 'skipped') return { outcome: outcome.because, unread };
  return { ...(await answerOf(outcome, event, means)), unread };
}
