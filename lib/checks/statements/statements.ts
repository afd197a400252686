// Statements of repository and registry policies that are wrong by themselves, whatever the problem: one pass finds what each of them gives today.
import type { Account } from '../../access/account/account.ts';
import type { CheckCode } from '../../model/codes.ts';
import type { PolicyFinding } from '../../model/drift.ts';
import { policyKey } from '../../model/policy-ref.ts';
import type { Repository } from '../../model/snapshot.ts';
import type { CompiledStatement } from '../../policy/compile.ts';
import { FALSE } from '../../policy/logic/formula.ts';
import { ANYTHING } from '../../policy/match/context.ts';
import { reachesNothing } from '../idle/statement-reaches-nothing.ts';
import type { CheckInput, PolicyCheck, StatementProblem } from '../survey/check.ts';
import { policyFinding } from '../survey/policy-finding.ts';
import { policySubject } from '../survey/policy-subject.ts';
import { type ResourcePolicy, reasonOf, resourcePolicies, titleOf, whereOf } from '../survey/resource-policies.ts';
import { statementDigest } from '../survey/statement-digest.ts';
import type { Survey } from '../survey/survey.ts';
import type { Watched } from './heard.ts';
import { type StatementGrants, statementGrants } from './statement-grants.ts';

/** A check that looks at statements one by one. */
export type StatementCheck = Pick<PolicyCheck, 'code'> & { readonly problem: NonNullable<PolicyCheck['problem']> };

interface Candidate extends Watched {
  readonly policy: ResourcePolicy;
  readonly code: CheckCode;
  readonly problem: StatementProblem;
}

/** Finds what `checks` see in statements, as far as nobody expects what these give: they all share the walk over the matrix. */
export function statementSurvey({ matrix, isExpected }: CheckInput, checks: readonly StatementCheck[]): Survey {
  const candidates = candidatesOf(matrix.account, checks);
  const grants = statementGrants(matrix, isExpected, distinctWatched(candidates.filter(isEverSilent)));
  return {
    see: grants.see,
    found: () => candidates.filter((each) => isReported(grants, each)).map((each) => findingOf(matrix.account, each)),
  };
}

function candidatesOf(account: Account, checks: readonly StatementCheck[]): readonly Candidate[] {
  return resourcePolicies(account).flatMap((policy) =>
    policy.inForce.flatMap((statement) => {
      const problems = checks.flatMap(({ code, problem: problemOf }) => {
        const problem = problemOf(statement, account, policy.inForce);
        return problem ? [{ code, problem }] : [];
      });
      if (problems.length === 0 || reachesNothing(account, policy, statement)) return [];
      const repositories =
        policy.repositories.kind === 'present' ? policy.repositories.value.filter((each) => covers(statement, each)) : [];
      return problems.map((each) => ({ ...each, policy, statement, repositories }));
    }),
  );
}

/** One statement can be a candidate more than once. */
function distinctWatched(candidates: readonly Candidate[]): readonly Watched[] {
  return [...new Map(candidates.map((each) => [`${policyKey(each.policy.document.ref)} ${each.statement.source.index}`, each])).values()];
}

function covers({ resource }: CompiledStatement, { arn }: Repository): boolean {
  return resource.covers(arn, () => ANYTHING) !== FALSE;
}

/** Others are reported whatever they give. */
function isEverSilent({ problem }: Candidate): boolean {
  return problem.silentWhen.length > 0;
}

function isReported(grants: StatementGrants, candidate: Candidate): boolean {
  if (!isEverSilent(candidate)) return true;
  const { problem, policy, repositories } = candidate;
  const given = grants.given(candidate);
  if (given !== 'nothing') return given === 'unexpected' || !problem.silentWhen.includes('expected');
  if (policy.repositories.kind !== 'present') return false;
  // A registry policy is also about repositories to come.
  const isForLater = policy.repository === null && repositories.length === 0;
  return isForLater || !problem.silentWhen.includes('ineffective');
}

function findingOf(account: Account, { policy, statement, code, problem }: Candidate): PolicyFinding {
  const { what, silentWhen: _, ...reported } = problem;
  return policyFinding({
    code,
    ...reported,
    ...whereOf(policy),
    ...policySubject(policy.document.ref, statementDigest(account, statement.source)),
    message: `${titleOf(policy)} ${what}`,
    statement: reasonOf(policy, statement),
  });
}
