// What the outcome of a policy can depend on, besides its text: the ground on which principals and repositories fall into classes.

import type { CompiledPolicy, ResourceTemplate } from '../../policy/compile.ts';
import type { CompiledCondition } from '../../policy/condition/condition.ts';
import type { ResourcePattern } from '../../policy/match/arn-pattern.ts';
import { isCallerKey, isRepositoryKey } from '../account/request-context.ts';

export interface Dependencies {
  /** Patterns that tell repositories apart, by the name that equal patterns share, each with the number of its statement. */
  readonly patterns: readonly { readonly name: string; readonly pattern: ResourcePattern; readonly statement: number }[];
  /** Those with variables; `place`: which one of its statement. */
  readonly templates: readonly (ResourceTemplate & { readonly statement: number; readonly place: number })[];
  /** Conditions whose outcome differs between callers. */
  readonly callerConditions: readonly CompiledCondition[];
  /** Keys by which repositories differ, sorted. */
  readonly repositoryKeys: readonly string[];
}

/** Everything of requests that the policies ask about, patterns and keys in the order of the statements. */
export function dependenciesOf(policies: readonly CompiledPolicy[]): Dependencies {
  const statements = policies.flatMap((policy) => policy.statements);
  const conditions = statements.flatMap((statement) => statement.conditions);
  const templates = statements.flatMap(({ resource }, statement) =>
    resource.templates.map((each, place) => ({ ...each, statement, place })),
  );
  const keys = [...conditions.flatMap((condition) => condition.keys), ...templates.flatMap((template) => template.keys)];
  return {
    patterns: statements.flatMap(({ resource }, statement) =>
      resource.fixed.filter(({ pattern }) => !pattern.everything && pattern.fields).map((each) => ({ ...each, statement })),
    ),
    templates,
    callerConditions: conditions.filter((condition) => condition.keys.some(isCallerKey)),
    repositoryKeys: [...new Set(keys.filter(isRepositoryKey))].sort(),
  };
}
