// The clock of whoever gives the time of an audit, against our own.
import { AuditError } from '../../lib/model/ports.ts';

/** Clocks that are kept right differ by less. */
const SKEW = 300_000;

/** Throws where an audit is dated in the future: its state would make every audit until then too old. `now`: milliseconds since the epoch. */
export function refuseFuture(startedAt: string, now: number): void {
  if (Date.parse(startedAt) <= now + SKEW) return;
  const here = new Date(now).toISOString();
  throw new AuditError(
    'early',
    `startedAt ${startedAt} is in the future, the clock here says ${here}: give the event the time at which the account was read, or correct the clock`,
  );
}
