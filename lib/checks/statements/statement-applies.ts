// Whether a statement speaks to somebody at a repository, going by its Resource and Condition.

import type { Account } from '../../access/account/account.ts';
import { requestContext } from '../../access/account/request-context.ts';
import type { Subject } from '../../access/account/subjects.ts';
import type { Repository } from '../../model/snapshot.ts';
import { type CompiledStatement, conditionsHold } from '../../policy/compile.ts';
import { hasVariable } from '../../policy/condition/written-value.ts';
import { FALSE } from '../../policy/logic/formula.ts';

/** Whether a statement speaks to whomever it names, going by its Resource and Condition, where it speaks of a repository at all. */
export function isUnconditional({ conditions, source: { resource } }: CompiledStatement): boolean {
  return conditions.length === 0 && (resource.kind === 'every' || !resource.of.some(hasVariable));
}

/** Whether the statement may speak to the subject there, going by its Resource and Condition. */
export function appliesTo({ ground }: Account, statement: CompiledStatement, { keys }: Subject, repository: Repository): boolean {
  const context = requestContext(ground, keys, { region: repository.region, repository, tagging: false });
  return conditionsHold(statement, repository.arn, context) !== FALSE;
}
