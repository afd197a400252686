// Matrix and baseline to drift: of grants, of repositories that nobody manages, of what is asked and not there, and what was not read.
import type { Account } from '../access/account/account.ts';
import { coverageOf } from '../access/account/coverage.ts';
import { keptByAccount } from '../access/account/kin.ts';
import type { AccessMatrix } from '../access/matrix/matrix.ts';
import { indexLock, type LockIndex } from '../baseline/lock/locked-grants.ts';
import type { Drift, ToldDrift } from '../model/drift.ts';
import type { Instant } from '../model/ids.ts';
import { driftingBlocks } from './blocks.ts';
import { inForce, type Profiles, profilesOf, type RuleInForce } from './cell/expectation.ts';
import { withinAccounts } from './cell/within-accounts.ts';
import { type Intent, isObserving, OBSERVED, observed } from './cell/without-baseline.ts';
import { grantDrift } from './grant-drift.ts';
import { MOST_FOUND } from './limits.ts';
import { askedAccess } from './missing/asked.ts';
import { newlyReached } from './newly-reached.ts';
import { unmanagedDrift, unmanagedIn } from './unmanaged.ts';

/**
 * Every drift of the account; without rules and lock the access of outsiders, and what was not read (docs/formats.md#without-a-baseline). `most`: of
 * single accesses about so many, and how many more there are.
 */
export function driftFrom(matrix: AccessMatrix, intent: Intent, now: Instant, most: number = MOST_FOUND): ToldDrift {
  const isObserved = isObserving(intent);
  const { drift: found, leftOut } = driftAgainst(matrix, isObserved ? OBSERVED : intent, now, most);
  const unverified = coverageOf(matrix.account).unread.map((gap): Drift => ({ kind: 'unverified', gap }));
  return { drift: [...(isObserved ? found.map(observed) : found), ...unverified], leftOut };
}

function driftAgainst(matrix: AccessMatrix, intent: Intent, now: Instant, most: number): ToldDrift {
  const { valid, profiles, locked } = intentIn(matrix.account, intent, now);
  const blocks = [...driftingBlocks(matrix, profiles, locked)];
  const unmanaged = unmanagedIn(blocks);
  const granted = grantDrift(matrix, blocks, most);
  const asked = askedAccess(matrix, { rules: valid, lock: intent.lock, profiles }, most);
  const newly = newlyReached(matrix, valid, { profiles, lock: locked, unmanaged: new Set(unmanaged.keys()) });
  return { drift: [...granted.drift, ...unmanagedDrift(unmanaged), ...newly, ...asked.drift], leftOut: granted.leftOut + asked.leftOut };
}

/** What an intent says as of some time, with what is known so far of whom and what it selects. */
interface IntentAt {
  readonly intent: Intent;
  readonly now: Instant;
  readonly valid: readonly RuleInForce[];
  readonly profiles: Profiles;
  readonly locked: LockIndex;
}

/** INVARIANT: whom and what a baseline selects follows from the principal or the repository, and from which account it is asked of. */
const INTENTS = keptByAccount<IntentAt>();

function intentIn(account: Account, intent: Intent, now: Instant): IntentAt {
  const had = INTENTS.ofKin(account);
  if (had?.intent === intent && had.now === now) return had;
  const valid = inForce(intent.rules, now);
  const made = {
    intent,
    now,
    valid,
    profiles: profilesOf(withinAccounts(valid, account.ground.account), account.ground),
    locked: indexLock(intent),
  };
  INTENTS.keep(account, made);
  return made;
}
