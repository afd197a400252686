// Statements of repository and registry policies that let in more than they name: 204, 205, 302, 303.
import type { Account } from '../../access/account/account.ts';
import type { AccessMatrix } from '../../access/matrix/matrix.ts';
import type { IsExpected } from '../../drift/cell/expected.ts';
import type { PolicyFinding } from '../../model/drift.ts';
import type { Repository } from '../../model/snapshot.ts';
import type { CompiledStatement } from '../../policy/compile.ts';
import { FALSE } from '../../policy/logic/formula.ts';
import { ANYTHING } from '../../policy/match/context.ts';
import { reachesNothing } from '../idle/idle-statements.ts';
import { policyFinding } from '../survey/policy-finding.ts';
import { type ResourcePolicy, reasonOf, resourcePolicies, titleOf, whereOf } from '../survey/resource-policies.ts';
import { statementDigest } from '../survey/statement-digest.ts';
import type { Survey } from '../survey/survey.ts';
import { type StatementGrants, statementGrants, type Watched } from './statement-grants.ts';
import { problemsOf, type StatementProblem } from './statement-problems.ts';

interface Candidate extends Watched {
  readonly policy: ResourcePolicy;
  readonly concern: StatementProblem;
}

export function statementSurvey(matrix: AccessMatrix, isExpected: IsExpected): Survey {
  const candidates = candidatesOf(matrix.account);
  const grants = statementGrants(matrix, isExpected, distinctWatched(candidates));
  return {
    see: grants.see,
    found: () => candidates.filter((each) => isTold(grants, each)).map((each) => factOf(matrix.account, each)),
  };
}

function candidatesOf(account: Account): readonly Candidate[] {
  return resourcePolicies(account).flatMap((policy) =>
    policy.inForce.flatMap((statement) => {
      const concerns = problemsOf(account, statement, policy.inForce);
      if (concerns.length === 0 || reachesNothing(account, policy, statement)) return [];
      const repositories =
        policy.repositories.kind === 'present' ? policy.repositories.value.filter((each) => covers(statement, each)) : [];
      return concerns.map((concern) => ({ policy, statement, concern, repositories }));
    }),
  );
}

/** One statement can be a candidate more than once. */
function distinctWatched(candidates: readonly Candidate[]): readonly Watched[] {
  return [
    ...new Map(candidates.map((each) => [`${each.policy.name}\n${each.policy.region}\n${each.statement.source.index}`, each])).values(),
  ];
}

function covers({ resource }: CompiledStatement, { arn }: Repository): boolean {
  return resource.covers(arn, () => ANYTHING) !== FALSE;
}

function isTold(grants: StatementGrants, candidate: Candidate): boolean {
  const { concern, policy, repositories } = candidate;
  const given = grants.given(candidate);
  if (given !== 'nothing') return given === 'unexpected' || !concern.silentWhen.includes('expected');
  if (policy.repositories.kind !== 'present') return concern.silentWhen.length === 0;
  // A registry policy is also about repositories to come.
  const isForLater = policy.repository === null && repositories.length === 0;
  return isForLater || !concern.silentWhen.includes('ineffective');
}

function factOf(account: Account, { policy, statement, concern }: Candidate): PolicyFinding {
  const { what, silentWhen: _, ...told } = concern;
  return policyFinding({
    ...told,
    ...whereOf(policy),
    subject: `${policy.name} ${statementDigest(account, statement.source)}`,
    message: `${titleOf(policy)} ${what}`,
    statement: reasonOf(policy, statement),
  });
}
