// The access of an account as a lock, and which regions may be captured at all: only what was read completely.
import type { Account } from '../../access/account/account.ts';
import { coverageOf } from '../../access/account/coverage.ts';
import { grantsOf } from '../../access/matrix/grants.ts';
import type { AccessMatrix } from '../../access/matrix/matrix.ts';
import type { Grant } from '../../model/access.ts';
import { isCapability } from '../../model/access.ts';
import { namedResidual } from '../../model/decision.ts';
import type { Gap } from '../../model/snapshot.ts';
import { type LockLine, printLock } from '../lock/lock.ts';

/** The text of a lock. `regions` bounds it to regions that were read completely; none means all. */
export function captureLock(matrix: AccessMatrix, regions: readonly string[] = []): string {
  const grants = grantsOf(matrix, { repository: ({ region }) => regions.length === 0 || regions.includes(region) });
  return printLock(grants.flatMap(lineOf));
}

function lineOf({ region, repository, principal, capability, decision, conditions }: Grant): readonly LockLine[] {
  if (decision === 'unknown' || !isCapability(capability)) return [];
  return [
    {
      region,
      repository,
      principal: principal.name,
      principalClass: principal.class,
      capability,
      decision,
      conditions: conditions.map(namedResidual),
    },
  ];
}

export interface CaptureScope {
  /** Regions in which nothing is unread. */
  readonly complete: readonly string[];
  readonly rest: readonly { readonly region: string; readonly unread: readonly Gap[] }[];
}

/** What is unread of the account's identities is unread in every region. */
export function captureScope(account: Account): CaptureScope {
  const regions = account.snapshot.registries.map((registry) => {
    const coverage = coverageOf({ ...account, snapshot: { ...account.snapshot, registries: [registry] } });
    return { region: registry.region, ...coverage };
  });
  return {
    complete: regions.filter(({ complete }) => complete).map(({ region }) => region),
    rest: regions.filter(({ complete }) => !complete),
  };
}
