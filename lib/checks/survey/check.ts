// What a check is: the definition of a code together with the function that finds it. Each check is a file, and lib/checks/registry.ts the list.
import type { Account } from '../../access/account/account.ts';
import type { AccessMatrix } from '../../access/matrix/matrix.ts';
import type { IsExpected } from '../../drift/cell/expected.ts';
import type { CheckCode } from '../../model/codes.ts';
import type { PolicyFinding } from '../../model/drift.ts';
import type { FindingDefinition } from '../../model/finding-definition.ts';
import type { CompiledStatement } from '../../policy/compile.ts';
import type { MeantAt } from './direct-grants.ts';
import type { Survey } from './survey.ts';

/** A check of policies by themselves. It has a `check`, a `problem`, or both. */
export type PolicyCheck<Code extends CheckCode = CheckCode> = FindingDefinition<Code> &
  Remediable &
  ({ readonly check: Check; readonly problem?: ProblemOf } | { readonly check?: never; readonly problem: ProblemOf });

export interface Remediable {
  /** Whose decision it takes and what to do then, where no change of a policy ends it by itself. Without one, lib/remediation has to plan a change. */
  readonly decision?: string | ((finding: PolicyFinding) => string);
}

/** Looks at the cells of the matrix, at the account as a whole, or at both. */
export type Check = (input: CheckInput) => Survey;

export interface CheckInput {
  readonly matrix: AccessMatrix;
  readonly isExpected: IsExpected;
  readonly meantAt: MeantAt;
  /** Whether the account has no other users and roles than those of the matrix. */
  readonly among: 'all' | 'some';
}

/** Looks at one statement of a repository or registry policy by itself; `policy`: all statements in force of the policy that it is in. */
export type ProblemOf = (
  statement: CompiledStatement,
  account: Account,
  policy: readonly CompiledStatement[],
) => StatementProblem | undefined;

/** What is wrong with a statement, whoever has its policy. */
export interface StatementProblem extends Pick<PolicyFinding, 'severity' | 'principal' | 'details' | 'remedy'> {
  /** Continues `the repository policy of team/app in us-east-1`. */
  readonly what: string;
  /** `ineffective`: not reported where the statement gives nothing to anybody; `expected`: not reported where all that it gives is expected. */
  readonly silentWhen: readonly ('ineffective' | 'expected')[];
}
