// Matrix and baseline to drift: of grants, of repositories that nobody manages, of what is asked and not there, and what was not read.
import { coverageOf } from '../access/account/account.ts';
import type { AccessMatrix } from '../access/matrix/matrix.ts';
import { indexLock } from '../baseline/lock/locked-grants.ts';
import type { Drift } from '../model/drift.ts';
import type { Instant } from '../model/ids.ts';
import { driftingBlocks } from './blocks.ts';
import { inForce, profilesOf } from './cell/expectation.ts';
import { withinAccounts } from './cell/within-accounts.ts';
import { type Intent, isObserving, OBSERVED, observed } from './cell/without-baseline.ts';
import { grantDrift } from './grant-drift.ts';
import { askedAccess } from './missing/asked.ts';
import { newlyReached } from './newly-reached.ts';
import { unmanagedDrift, unmanagedIn } from './unmanaged.ts';

/** Every drift of the account; without rules and lock the access of outsiders, and what was not read (docs/formats.md#without-a-baseline). */
export function driftFrom(matrix: AccessMatrix, intent: Intent, now: Instant): readonly Drift[] {
  const isObserved = isObserving(intent);
  const found = driftAgainst(matrix, isObserved ? OBSERVED : intent, now);
  const unverified = coverageOf(matrix.account).unread.map((gap): Drift => ({ kind: 'unverified', gap }));
  return [...(isObserved ? found.map(observed) : found), ...unverified];
}

function driftAgainst(matrix: AccessMatrix, intent: Intent, now: Instant): readonly Drift[] {
  const { rules, lock } = intent;
  const valid = inForce(rules, now);
  const { account } = matrix.account.ground;
  const [profiles, locked] = [profilesOf(withinAccounts(valid, account), account), indexLock(intent)];
  const blocks = [...driftingBlocks(matrix, profiles, locked)];
  const unmanaged = unmanagedIn(blocks);
  return [
    ...grantDrift(matrix, blocks),
    ...unmanagedDrift(unmanaged),
    ...newlyReached(matrix, valid, { profiles, lock: locked, unmanaged: new Set(unmanaged.keys()) }),
    ...askedAccess(matrix, { rules: valid, lock }),
  ];
}
