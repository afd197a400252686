// A46-A49, B14: statements that say whom or what they leave out, instead of whom they let in and what they allow.
import type { Account } from '../../access/account/account.ts';
import type { CompiledStatement } from '../../policy/compile.ts';
import type { PolicyCheck, StatementProblem } from '../survey/check.ts';
import { openRule } from '../survey/open-rules.ts';
import { shortened } from '../survey/repository-lists.ts';
import { notSpared } from './not-spared.ts';

export const notPrincipalAllow = {
  code: 'ECRD-303',
  name: 'NotPrincipalAllow',
  meaning:
    'An Allow by `NotPrincipal` or `NotAction` gives everything that it does not list; a Deny by `NotPrincipal` may not spare whom it lists.',
  source: ['A46', 'A47', 'A48', 'A49', 'B14'],
  severity: { from: 'medium', to: 'high', by: 'high for an Allow' },
  dependsOn: 'document',
  remedy: 'say whom and what the statement allows instead of whom and what it leaves out',
  problem: (statement, account) => (statement.effect === 'Allow' ? negation(statement) : incompleteExemption(statement, account)),
} as const satisfies PolicyCheck;

/** A46; a list that holds nobody or everybody leaves nobody to let in. */
function negation({ source: { principal, action } }: CompiledStatement): StatementProblem | undefined {
  if (principal.kind !== 'every' && principal.of.length === 0) return undefined;
  const others = principal.kind === 'except' && !principal.of.some(({ kind }) => kind === 'everyone');
  const parts = [...(others ? ['NotPrincipal'] : []), ...(action.kind === 'except' ? ['NotAction'] : [])];
  if (parts.length === 0) return undefined;
  return {
    severity: 'high',
    principal: null,
    what: `allows by ${parts.join(' and ')}: everything that the statement does not list`,
    silentWhen: [],
    details: [],
  };
}

/** A47-A49: AWS does not say whether such a Deny spares whom it lists. */
function incompleteExemption(statement: CompiledStatement, account: Account): StatementProblem | undefined {
  const uncertain = notSpared(account, statement);
  const [first] = uncertain;
  if (first === undefined) return undefined;
  const others = uncertain.length > 1 ? ` and ${uncertain.length - 1} more in this way` : '';
  return {
    severity: 'medium',
    principal: null,
    what: `denies by NotPrincipal and lists ${first}${others}: that does not spare it for certain (A48)`,
    silentWhen: [],
    details: shortened(uncertain),
    remedy: openRule('A49').remedy,
  };
}
