// What can be wrong with a statement of a repository or registry policy, read by itself: 204, 205, 302, 303.
import type { Account } from '../../access/account/account.ts';
import type { PolicyFinding } from '../../model/drift.ts';
import type { CompiledStatement } from '../../policy/compile.ts';
import { looseness } from '../survey/binding.ts';
import { boundsPrincipal, boundsSource, forgetsSource } from '../survey/condition-bounds.ts';
import { accountsOf, isForReplication, OWN_REPLICATION, replicationRemedy } from '../survey/replicating.ts';
import { shortened } from '../survey/repository-lists.ts';
import { notSpared } from './not-principal.ts';
import { totalPatterns } from './wildcards.ts';

/** What is wrong with a statement, whoever has its policy. */
export interface StatementProblem extends Pick<PolicyFinding, 'code' | 'severity' | 'principal' | 'details' | 'remedy'> {
  /** Continues `the repository policy of team/app in us-east-1`. */
  readonly what: string;
  /** `ineffective`: not told where the statement gives nothing to anybody; `expected`: not told where all that it gives is expected. */
  readonly silentWhen: readonly ('ineffective' | 'expected')[];
}

/** `policy`: all statements of the policy that it is in. */
export function problemsOf(
  account: Account,
  statement: CompiledStatement,
  policy: readonly CompiledStatement[],
): readonly StatementProblem[] {
  if (statement.effect !== 'Allow') return [incompleteExemption(statement, account, policy) ?? []].flat();
  return [delegation, unscopedService, broadWildcard, negation].flatMap((concernOf) => concernOf(statement, account, policy) ?? []);
}

type ConcernOf = (statement: CompiledStatement, account: Account, policy: readonly CompiledStatement[]) => StatementProblem | undefined;

/** A22, A33: who of the account has the access, the account itself decides. The own account is only told of where somebody has it. */
const delegation: ConcernOf = (statement, { ground }, policy) => {
  if (statement.source.conditions.some(boundsPrincipal)) return undefined;
  const accounts = accountsOf(statement);
  const others = accounts.filter((id) => id !== ground.account);
  const [first] = accounts;
  if (first === undefined) return undefined;
  const names = accounts.length === 1 ? `the whole account ${first}` : `${accounts.length} whole accounts`;
  const told: Pick<StatementProblem, 'what' | 'remedy'> = isForReplication(statement, policy)
    ? { what: `lets ${names} replicate images here`, remedy: replicationMend(others) }
    : { what: `names ${names} instead of roles or users of ${accounts.length === 1 ? 'it' : 'them'}` };
  return {
    ...told,
    code: 'ECRD-204',
    severity: others.length > 0 ? 'medium' : 'low',
    principal: accounts.length === 1 ? `account:${first}` : null,
    silentWhen: ['ineffective', 'expected'],
    details: accounts.length === 1 ? [] : shortened(accounts.map((id) => `account:${id}`)),
  };
};

/** E15: whether accounts other than the own one are expected, nobody but the baseline can say. */
function replicationMend(others: readonly string[]): string {
  const [first] = others;
  if (first === undefined) return OWN_REPLICATION;
  return replicationRemedy(others.length === 1 ? `account ${first}` : 'each of these accounts');
}

/** A44 */
const unscopedService: ConcernOf = ({ source: { principal, conditions } }) => {
  if (principal.kind !== 'only' || conditions.some(boundsSource)) return undefined;
  const services = [...new Set(principal.of.flatMap((pattern) => (pattern.kind === 'service' ? [pattern.service] : [])))].sort();
  const [first] = services;
  if (first === undefined) return undefined;
  const forgotten = conditions
    .filter(forgetsSource)
    .map(({ operator, key }) => `; ${looseness(operator, key)}`)
    .join('');
  return {
    code: 'ECRD-205',
    severity: 'medium',
    principal: services.length === 1 ? `service:${first}` : null,
    what: `lets \`${services.join('`, `')}\` in without a condition on whose resource it acts for${forgotten}`,
    silentWhen: ['ineffective', 'expected'],
    details: services.map((service) => `service:${service}`),
  };
};

const broadWildcard: ConcernOf = ({ source: { action } }) => {
  const patterns = totalPatterns(action);
  if (patterns.length === 0) return undefined;
  return {
    code: 'ECRD-302',
    severity: 'medium',
    principal: null,
    what: `allows \`${patterns.join('`, `')}\`: every action, and every action to come`,
    silentWhen: ['ineffective', 'expected'],
    details: [],
  };
};

/** A46; a list that holds nobody or everybody leaves nobody to let in. */
const negation: ConcernOf = ({ source: { principal, action } }) => {
  if (principal.kind !== 'every' && principal.of.length === 0) return undefined;
  const others = principal.kind === 'except' && !principal.of.some(({ kind }) => kind === 'everyone');
  const parts = [...(others ? ['NotPrincipal'] : []), ...(action.kind === 'except' ? ['NotAction'] : [])];
  if (parts.length === 0) return undefined;
  return {
    code: 'ECRD-303',
    severity: 'high',
    principal: null,
    what: `allows by ${parts.join(' and ')}: everything that the statement does not list`,
    silentWhen: [],
    details: [],
  };
};

/** A47-A49: AWS does not say whether such a Deny spares whom it lists. */
const incompleteExemption: ConcernOf = (statement, account) => {
  const uncertain = notSpared(account, statement);
  const [first] = uncertain;
  if (first === undefined) return undefined;
  const others = uncertain.length > 1 ? ` and ${uncertain.length - 1} more in this way` : '';
  return {
    code: 'ECRD-303',
    severity: 'medium',
    principal: null,
    what: `denies by NotPrincipal and lists ${first}${others}: that does not spare it for certain (A48)`,
    silentWhen: [],
    details: shortened(uncertain),
  };
};
