// A22, A33: whole accounts in the place of roles or users. Who of the account has the access, the account itself decides.
import type { Account } from '../../access/account/account.ts';
import type { CompiledStatement } from '../../policy/compile.ts';
import type { PolicyCheck, StatementProblem } from '../survey/check.ts';
import { boundsPrincipal } from '../survey/condition-bounds.ts';
import { accountsOf, isForReplication, OWN_REPLICATION, replicationRemedy } from '../survey/replicating.ts';
import { shortened } from '../survey/repository-lists.ts';

export const accountRootDelegation = {
  code: 'ECRD-204',
  name: 'AccountRootDelegation',
  meaning: 'A statement names a whole account instead of the roles or users that need the access.',
  source: ['A22', 'A33', 'E15'],
  severity: { from: 'low', to: 'medium', by: 'medium where it is an account other than the audited one' },
  dependsOn: 'cells',
  remedy: 'name the roles that need it instead of the whole account',
  decision: ({ principal, remedy }) =>
    remedy === undefined
      ? `name the roles that need it: which they are, only ${principal ?? 'those accounts'} can say`
      : 'whether the statement may go, only whoever replicates here can say',
  problem: delegation,
} as const satisfies PolicyCheck;

/** The own account is only reported where somebody has the access. */
function delegation(statement: CompiledStatement, { ground }: Account, policy: readonly CompiledStatement[]): StatementProblem | undefined {
  if (statement.effect !== 'Allow' || statement.source.conditions.some(boundsPrincipal)) return undefined;
  const accounts = accountsOf(statement);
  const others = accounts.filter((id) => id !== ground.account);
  const [first] = accounts;
  if (first === undefined) return undefined;
  const names = accounts.length === 1 ? `the whole account ${first}` : `${accounts.length} whole accounts`;
  const reported: Pick<StatementProblem, 'what' | 'remedy'> = isForReplication(statement, policy)
    ? { what: `lets ${names} replicate images here`, remedy: remedyAmong(others) }
    : { what: `names ${names} instead of roles or users of ${accounts.length === 1 ? 'it' : 'them'}` };
  return {
    ...reported,
    severity: others.length > 0 ? 'medium' : 'low',
    principal: accounts.length === 1 ? `account:${first}` : null,
    silentWhen: ['ineffective', 'expected'],
    details: accounts.length === 1 ? [] : shortened(accounts.map((id) => `account:${id}`)),
  };
}

/** E15: whether accounts other than the own one are expected, nobody but the baseline can say. */
function remedyAmong(others: readonly string[]): string {
  const [first] = others;
  if (first === undefined) return OWN_REPLICATION;
  return replicationRemedy(others.length === 1 ? `account ${first}` : 'each of these accounts');
}
