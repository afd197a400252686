// Exceptions that no finding needs: what they were for is over, or was never there.
import type { Account } from '../../access/account/account.ts';
import { coverageOf } from '../../access/account/coverage.ts';
import { isUncertain } from '../../baseline/match/named-accounts.ts';
import { baselineFinding } from '../../checks/baseline-health/baseline-check.ts';
import { baselineStale } from '../../checks/baseline-health/baseline-stale.ts';
import { findingId } from '../../findings/fingerprint.ts';
import { forbiddingRule } from '../../findings/forbidding.ts';
import { formerIds } from '../../findings/former-ids.ts';
import type { Exception } from '../../model/baseline.ts';
import type { FindingObject, PolicyFinding } from '../../model/drift.ts';
import type { Finding } from '../../model/finding.ts';
import type { FindingId, Instant } from '../../model/ids.ts';
import type { AccountSnapshot } from '../../model/snapshot.ts';
import { isFor, isRunning, isVainlyFor, principalsIn } from './exceptions.ts';

/** Running exceptions that are for none of the findings. Where something was not read, nothing is idle for certain. */
export function idleExceptions(
  account: Account,
  { findings, exceptions }: { readonly findings: readonly Finding[]; readonly exceptions: readonly Exception[] },
  now: Instant,
): readonly PolicyFinding[] {
  if (!coverageOf(account).complete) return [];
  const principalOf = principalsIn(account);
  const former = formerIds(findings, account.snapshot);
  const known = findings.map((finding) => ({
    finding,
    principal: principalOf(finding.principal),
    formerIds: former.get(finding.id),
  }));
  return exceptions
    .filter((exception) => isRunning(exception, now) && !isOpen(exception, account))
    .filter((exception) => !known.some((exceptable) => isFor(exception, exceptable)))
    .map((exception) => idleness(exception, known.find((exceptable) => isVainlyFor(exception, exceptable))?.finding));
}

/** Whether nobody can say whom it means. */
function isOpen({ match }: Exception, { ground: { organization } }: Account): boolean {
  return match.kind === 'selector' && match.principals.some((selector) => isUncertain(selector, organization));
}

/** `forbidden`: a finding that the exception is for, and of what a rule forbids. */
function idleness({ id, at }: Exception, forbidden: Finding | undefined): PolicyFinding {
  const message = `exception \`${id}\` ${forbidden ? vanity(forbidden) : 'is for no finding that there is'}`;
  return baselineFinding(baselineStale, { at, subject: idleSubject(id), formerly: [`exception ${id}`], message });
}

function idleSubject(id: string): FindingObject {
  return ['exception', id];
}

/** The id that the finding has, or would have, that an exception is idle. */
export function idleFindingId({ id }: Exception, { partition, account }: AccountSnapshot): FindingId {
  const nowhere = { region: null, principal: null, capability: null };
  return findingId({ code: baselineStale.code, partition, account, ...nowhere, subject: idleSubject(id) });
}

/** Where a rule forbids what an exception is for. */
function vanity({ drift }: Finding): string {
  const rule = forbiddingRule(drift);
  const place = rule ? ` in ${rule.at.file}:${rule.at.line}` : '';
  return `accepts nothing: a rule forbids what it is for, and only \`except\` of the forbid${place} exempts from that`;
}
