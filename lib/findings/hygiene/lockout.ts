// Repository policies that nobody may change any more (308).
import type { Account } from '../../access/account.ts';
import { actionBit } from '../../access/actions.ts';
import type { Hygiene } from '../../model/drift.ts';
import type { CompiledStatement } from '../../policy/compile.ts';
import { ANYTHING } from '../../policy/context.ts';
import { TRUE } from '../../policy/formula.ts';
import { hasBit } from '../../policy/mask.ts';
import { fact } from './fact.ts';
import { type ResourcePolicy, reasonOf, resourcePolicies, titleOf, whereOf } from './resource-policies.ts';
import { statementDigest } from './statement-digest.ts';

const SET = actionBit('ecr:SetRepositoryPolicy') ?? 0;
const DELETE = actionBit('ecr:DeleteRepositoryPolicy') ?? 0;

/** F7: a Deny for everybody also denies the owner. A registry policy is not locked by what it denies: it can still be replaced. */
export function lockouts(account: Account): readonly Hygiene[] {
  return resourcePolicies(account)
    .filter(({ repository }) => repository !== null)
    .flatMap((policy) => policy.inForce.filter((statement) => locksOut(policy, statement)).map((each) => factOf(account, policy, each)));
}

function locksOut({ repositories }: ResourcePolicy, { effect, actions, conditions, source, resource }: CompiledStatement): boolean {
  if (effect !== 'Deny' || conditions.length > 0 || !hasBit(actions, SET) || repositories.kind !== 'present') return false;
  const { principal } = source;
  const everybody = principal.kind === 'only' && principal.of.some(({ kind }) => kind === 'everyone');
  return everybody && repositories.value.every(({ arn }) => resource.covers(arn, () => ANYTHING) === TRUE);
}

function factOf(account: Account, policy: ResourcePolicy, statement: CompiledStatement): Hygiene {
  const way = hasBit(statement.actions, DELETE) ? 'and nobody may delete it' : 'though it may be deleted';
  return fact({
    code: 'ECRD-308',
    severity: 'high',
    ...whereOf(policy),
    subject: `${policy.name} ${statementDigest(account, statement.source)}`,
    message: `${titleOf(policy)} denies ecr:SetRepositoryPolicy to everybody: nobody may change it, ${way}`,
    statement: reasonOf(policy, statement),
  });
}
