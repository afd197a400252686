// Statements that let accounts replicate images in. AWS replicates in the name of an account, so that an account is all that can be named (E15).
import { bitOf } from '../../ecr/actions.ts';
import type { CompiledStatement } from '../../policy/compile.ts';
import { difference, hasBit, isEmpty, maskOf } from '../../policy/logic/mask.ts';

const REPLICATE = bitOf('ecr:ReplicateImage');
/** What AWS documents for it: the second makes the repositories that are not there yet. */
const REPLICATION = maskOf([REPLICATE, bitOf('ecr:CreateRepository')]);

/** Whether `statement` is there for replication alone: it gives that, or beside one that does to the same accounts what goes with it. */
export function isForReplication(statement: CompiledStatement, policy: readonly CompiledStatement[]): boolean {
  if (isEmpty(statement.actions) || !isEmpty(difference(statement.actions, REPLICATION))) return false;
  if (hasBit(statement.actions, REPLICATE)) return true;
  const replicating = new Set(policy.filter((each) => each.effect === 'Allow' && hasBit(each.actions, REPLICATE)).flatMap(accountsOf));
  const named = accountsOf(statement);
  return named.length > 0 && named.every((account) => replicating.has(account));
}

/** The whole accounts that a statement names. */
export function accountsOf({ source: { principal } }: CompiledStatement): readonly string[] {
  if (principal.kind !== 'only') return [];
  return [...new Set(principal.of.flatMap((pattern) => (pattern.kind === 'account' ? [pattern.account] : [])))].sort();
}

/** What to do about accounts that replicate in: they are expected, or they are not. `whose` is `account 111111111111`, or several. */
export function replicationRemedy(whose: string): string {
  return `where ${whose} is meant to replicate here, allow it \`replicate\` in the baseline, and keep the Resource of the statement to the prefix of the repositories that come from there; otherwise remove the statement`;
}

/** E15 */
export const OWN_REPLICATION = 'remove the statement: replication between regions of one account needs no registry policy';
