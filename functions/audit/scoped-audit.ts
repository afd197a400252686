// The audit of parts that were read again: what they do not bear on stays as it is.
import type { Bucket } from '../../lib/aws/deployment/bucket.ts';
import type { AccountState, StateBasis } from '../../lib/model/state.ts';
import { type AuditOutcome, auditScope, type ScopedGround, type ScopeInput, type Skipped } from '../../lib/run.ts';
import { newest, overlaid } from '../../lib/scoped/overlaid.ts';
import type { Reread } from '../../lib/scoped/schema.ts';
import { stillAs } from '../../lib/scoped/still-as.ts';
import { counted } from '../../lib/text/quote.ts';
import { type Basis, partsSince, readBasis, readParts, writeParts } from '../runtime/basis.ts';
import type { ScopedPart } from '../runtime/events.ts';
import { rereadKey } from '../runtime/object-keys.ts';
import { laidOver } from './laid-over.ts';
import { type Answer, answerOf, runOn } from './run-on.ts';
import type { Surroundings } from './settings.ts';

/** Throws an AuditError, and then its messages wait in the state; and an Error where nothing was read again. */
export async function auditAgain(event: ScopedPart, surroundings: Surroundings): Promise<Answer<AuditOutcome['kind'] | Skipped>> {
  const { bucket } = surroundings;
  const { account, run, reread } = event;
  const { reading } = reread;
  if (reading.status === 'no-basis') return { outcome: 'no-basis', unread: '' };
  if (reading.status === 'failed')
    throw new Error(`nothing of account ${account} was read again: ${reading.code}: ${reading.message ?? ''}`);
  const parts = await readParts(bucket, reading.key);
  if (parts === undefined) throw new Error(`what was read again of account ${account} is not there any more`);
  const groundOf = scopedGround(bucket, rereadKey({ run, account }), parts);
  const outcome = await runOn(event, { ...surroundings, alwaysReports: false }, (ports, input) =>
    auditScope(ports, { ...input, groundOf }),
  );
  const unread = reading.failed === 0 ? '' : `${counted(reading.failed, 'part')} not read again`;
  if (outcome.kind === 'skipped') return { outcome: outcome.because, unread };
  return { ...(await answerOf(outcome, event, surroundings)), unread };
}

/** The parts on what the state was judged on. They are kept under `key` before any state names them. */
function scopedGround(bucket: Bucket, key: string, parts: readonly Reread[]): ScopeInput['groundOf'] {
  let read: { readonly of: StateBasis; readonly basis: Basis | undefined } | undefined;
  return async ({ basis: last }: AccountState) => {
    if (last === undefined) return skipped('no-basis');
    if (JSON.stringify(read?.of) !== JSON.stringify(last)) read = { of: last, basis: await readBasis(bucket, last) };
    const basis = read?.basis;
    if (basis === undefined) return skipped('no-basis');
    const fresh = partsSince(parts, last.scannedAt);
    if (fresh.length === 0) return skipped('outdated');
    const all = newest(basis.parts, fresh);
    if (stillAs(overlaid(basis.scan, basis.parts), all).length === all.length) return skipped('unchanged');
    await writeParts(bucket, key, all);
    const ground: ScopedGround = {
      kind: 'laid',
      before: laidOver(basis.scan, basis.parts, all),
      after: laidOver(basis.scan, all),
      basis: { ...last, reread: key },
    };
    return ground;
  };
}

function skipped(because: Skipped): { readonly kind: 'skipped'; readonly because: Skipped } {
  return { kind: 'skipped', because };
}
