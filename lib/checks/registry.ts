// The list of checks: each code is defined in one file, and named here. A code of lib/model/codes.ts that is missing, or under the wrong
// name, does not compile.
import type { BaselineCode, CheckCode } from '../model/codes.ts';
import { authTokenMissing } from './auth-token-missing.ts';
import type { BaselineCheck } from './baseline-health/baseline-check.ts';
import { baselineInvalid } from './baseline-health/baseline-invalid.ts';
import { baselineReviewDue } from './baseline-health/baseline-review-due.ts';
import { baselineStale } from './baseline-health/baseline-stale.ts';
import { exceptionExpired } from './baseline-health/exception-expired.ts';
import { exceptionExpiring } from './baseline-health/exception-expiring.ts';
import { missingRepository } from './baseline-health/missing-repository.ts';
import { privilegePathToAdmin } from './escalation/privilege-path-to-admin.ts';
import { statementReachesNothing } from './idle/statement-reaches-nothing.ts';
import { denyLockout } from './lockout/deny-lockout.ts';
import { orphanedPrincipal } from './orphaned-principal.ts';
import { partialAccessSet } from './partial-access-set.ts';
import { policyNearSizeLimit } from './policy-near-size-limit.ts';
import { replicationDestinationDrift } from './replication-destination-drift.ts';
import { accountRootDelegation } from './statements/account-root-delegation.ts';
import { broadWildcard } from './statements/broad-wildcard.ts';
import { notPrincipalAllow } from './statements/not-principal-allow.ts';
import { servicePrincipalUnscoped } from './statements/service-principal-unscoped.ts';
import type { PolicyCheck } from './survey/check.ts';
import { creationTemplatePolicyDrift } from './templates/creation-template-policy-drift.ts';
import { unclassifiedAction } from './unclassified-action.ts';

/** Checks of policies by themselves. The baseline is only asked whether what they give is expected. */
export const POLICY_CHECKS = {
  'ECRD-106': authTokenMissing,
  'ECRD-107': partialAccessSet,
  'ECRD-204': accountRootDelegation,
  'ECRD-205': servicePrincipalUnscoped,
  'ECRD-207': creationTemplatePolicyDrift,
  'ECRD-208': replicationDestinationDrift,
  'ECRD-302': broadWildcard,
  'ECRD-303': notPrincipalAllow,
  'ECRD-304': orphanedPrincipal,
  'ECRD-306': policyNearSizeLimit,
  'ECRD-307': privilegePathToAdmin,
  'ECRD-308': denyLockout,
  'ECRD-309': statementReachesNothing,
  'ECRD-503': unclassifiedAction,
} as const satisfies { readonly [Code in CheckCode]: PolicyCheck<Code> };

/** Checks of the baseline itself, against the account and the calendar. */
export const BASELINE_CHECKS = {
  'ECRD-402': missingRepository,
  'ECRD-403': exceptionExpiring,
  'ECRD-404': exceptionExpired,
  'ECRD-405': baselineStale,
  'ECRD-406': baselineReviewDue,
  'ECRD-408': baselineInvalid,
} as const satisfies { readonly [Code in BaselineCode]: BaselineCheck<Code> };

type Checks = typeof POLICY_CHECKS & typeof BASELINE_CHECKS;

/** Codes of findings that a change of a policy may end: those whose check does not say whose decision it takes instead. */
export type RemediableCode = { [Code in keyof Checks]: Checks[Code] extends { readonly decision: unknown } ? never : Code }[keyof Checks];
