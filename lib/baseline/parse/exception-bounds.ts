// How long an exception may hold: what is accepted for years is nobody's decision any more.
import type { Baseline, BaselineIssue, SourceLocation } from '../../model/baseline.ts';
import type { Instant } from '../../model/ids.ts';
import { quoted } from '../../text/quote.ts';

/** For how many days from now, where no document of a baseline says so. */
export const MOST_EXCEPTION_DAYS = 400;

const DAY_MS = 24 * 60 * 60 * 1000;

/** Exceptions, and exemptions of forbids, that hold for longer than the baseline allows as of `now`. Days count as days, whatever the hour. */
export function exceptionBounds(
  { exceptions, rules, maxExceptionDays }: Pick<Baseline, 'exceptions' | 'rules' | 'maxExceptionDays'>,
  now: Instant,
): readonly BaselineIssue[] {
  const last = new Date(Date.parse(now) + maxExceptionDays * DAY_MS).toISOString().slice(0, 10);
  const tooLong = (what: string, expires: Instant, at: SourceLocation): readonly BaselineIssue[] =>
    dayOf(expires) <= last
      ? []
      : [{ reason: `${what} holds until ${dayOf(expires)}: at most ${maxExceptionDays} days are allowed, which is until ${last}`, at }];
  return [
    ...exceptions.flatMap(({ id, expires, at }) => tooLong(`exception ${quoted(id)}`, expires, at)),
    ...rules.flatMap(({ id, entries }) =>
      entries.flatMap(({ except }) => except.flatMap(({ expires, at }) => tooLong(`this \`except\` of rule ${quoted(id)}`, expires, at))),
    ),
  ];
}

/** In UTC, whatever the offset that an instant is written with. */
function dayOf(expires: Instant): string {
  return new Date(Date.parse(expires)).toISOString().slice(0, 10);
}
