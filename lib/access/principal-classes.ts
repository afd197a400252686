// Local principals that no policy of their own side can tell apart (DESIGN: classes, not cells).

import type { PolicyDocument } from '../model/policy.ts';
import type { Collected } from '../model/snapshot.ts';
import type { ResourcePattern } from '../policy/arn-pattern.ts';
import type { CompiledPolicy } from '../policy/compile.ts';
import type { CompiledCondition } from '../policy/condition.ts';
import type { Context } from '../policy/context.ts';
import { formulaKey } from '../policy/formula.ts';
import { type Account, ownLayers } from './account.ts';
import { type Dependencies, dependenciesOf } from './dependencies.ts';
import { isCallerKey, isRepositoryKey, isTaggingKey, scanContext } from './scan-context.ts';
import type { Subject } from './subjects.ts';

export interface PrincipalClassOf {
  readonly representative: Subject;
  /** Positions in `account.locals`. */
  readonly members: readonly number[];
  /** Patterns of the class's policies, variables filled in. */
  readonly patterns: readonly { readonly name: string; readonly pattern: ResourcePattern }[];
  readonly repositoryKeys: readonly string[];
}

export function principalClasses(account: Account): readonly PrincipalClassOf[] {
  const cache = new Map<string, Dependencies>();
  const classes = new Map<string, { readonly members: number[]; readonly first: Subject; readonly dependencies: Dependencies }>();
  account.locals.forEach((subject, position) => {
    const documents = documentsKey(account, subject);
    const dependencies = cache.get(documents) ?? dependenciesOf(policiesOf(account, subject));
    cache.set(documents, dependencies);
    const key = `${documents}\n${callerKey(callerContext(account, subject), dependencies)}`;
    const known = classes.get(key);
    if (known) known.members.push(position);
    else classes.set(key, { members: [position], first: subject, dependencies });
  });
  return [...classes.values()].map(({ members, first, dependencies }) => {
    return {
      representative: first,
      members,
      patterns: patternsFor(callerContext(account, first), dependencies),
      repositoryKeys: dependencies.repositoryKeys,
    };
  });
}

function policiesOf(account: Account, subject: Subject): readonly CompiledPolicy[] {
  const { identity, boundary, scp } = ownLayers(account, subject);
  const sets = [...(identity === 'delegated' ? [] : [identity]), ...(boundary ? [boundary] : []), ...scp];
  return sets.flatMap(({ policies }) => policies.map(({ compiled }) => compiled));
}

/** Which documents bear on a subject, by content; names do not matter. */
function documentsKey({ documents }: Account, { local, principal }: Subject): string {
  const keyOf =
    (layer: 'identity' | 'boundary') =>
    (part: Collected<PolicyDocument>): string => {
      if (part.kind === 'present') return partKey(documents.compiled(part.value, layer), part.value.name);
      return part.kind === 'unknown' ? `unknown ${part.gap.part}` : 'absent';
    };
  const identity = local?.policies.map(keyOf('identity')).join() ?? '';
  const boundary = local ? keyOf('boundary')(local.boundary) : '';
  return `${principal.class} ${identity} ${boundary}`;
}

/** A malformed document is a gap of its own name. */
function partKey({ id, malformed }: { readonly id: number; readonly malformed: unknown }, name: string): string {
  return malformed ? `malformed ${name}` : String(id);
}

/** Everything of the caller that its conditions and variables see: outcomes where they are settled, values where the repository has a say too. */
function callerKey(context: Context, { callerConditions, templates }: Dependencies): string {
  const outcomes = callerConditions.map((condition) =>
    isMixed(condition) ? valuesKey(context, condition.keys) : formulaKey(condition.holds(context)),
  );
  return [...outcomes, ...templates.map(({ keys }) => valuesKey(context, keys))].join('\n');
}

function isMixed({ keys }: CompiledCondition): boolean {
  return keys.some((key) => isRepositoryKey(key) || isTaggingKey(key));
}

export function valuesKey(context: Context, keys: readonly string[]): string {
  return JSON.stringify(keys.filter(isCallerKey).map((key) => context(key)));
}

/** What a subject brings to a request, whatever the request is about. */
export function callerContext({ ground }: Account, { keys }: Subject): Context {
  return scanContext(ground, keys, { region: '', repository: undefined, tagging: false });
}

function patternsFor(context: Context, { patterns, templates }: Dependencies): PrincipalClassOf['patterns'] {
  const resolved = templates.flatMap(({ raw, keys, patternFor }) => {
    const filled = patternFor(context);
    return filled ? [{ name: `${raw} ${valuesKey(context, keys)}`, pattern: filled.pattern }] : [];
  });
  const distinct = new Map([...patterns, ...resolved].map((each) => [each.name, each]));
  return [...distinct.values()];
}
