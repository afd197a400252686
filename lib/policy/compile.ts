// A policy with everything spent that does not depend on the request: wildcards in actions, patterns, principals.

import { forgetful } from '../collections/forgetful.ts';
import { getOrCreate } from '../collections/get-or-create.ts';
import type { Effect, Layer, Policy, Scope, Statement } from '../model/policy.ts';
import { type CompiledCondition, compileCondition, unknownVariable } from './condition/condition.ts';
import { all, any, FALSE, type Formula, not, TRUE } from './logic/formula.ts';
import { type ActionMask, difference, emptyMask, isEmpty, maskOf, union } from './logic/mask.ts';
import { compileResourcePattern, HEAD_FIELDS, type ResourcePattern } from './match/arn-pattern.ts';
import type { Context } from './match/context.ts';
import { compileIamPattern, type Token, tokensOf } from './match/pattern.ts';
import { fillings, resolve, type Template, templateOf, variableKeys } from './match/variables.ts';
import { GRAMMAR } from './parse/grammar.ts';
import { type CompiledPrincipal, compilePrincipal } from './principal-match.ts';

/** The actions that matter, at most 64, in lower case (B6). A bit of a mask is a position in it. */
export type Universe = readonly string[];

export interface CompiledStatement {
  readonly source: Statement;
  readonly effect: Effect;
  readonly actions: ActionMask;
  readonly principal: CompiledPrincipal;
  readonly resource: CompiledResource;
  readonly conditions: readonly CompiledCondition[];
}

/** Statements that speak of no action of the universe are left out. */
export interface CompiledPolicy {
  readonly statements: readonly CompiledStatement[];
}

export interface CompiledResource {
  readonly written: Scope<string>;
  readonly covers: (resource: string, context: Context) => Formula;
  readonly scope: Scope<string>['kind'];
  /** Patterns without variables, each with a name that equal patterns share. */
  readonly fixed: readonly { readonly name: string; readonly pattern: ResourcePattern }[];
  readonly templates: readonly ResourceTemplate[];
}

/** A pattern with variables, to be compiled once its values are known. */
export interface ResourceTemplate {
  readonly raw: string;
  readonly keys: readonly string[];
  /** The pattern for a request, or undefined when a variable has no value and nothing matches (B33). */
  readonly patternFor: (context: Context) => ResolvedPattern | undefined;
  /** The values of a variable under which the pattern can match a resource; undefined where that is not found out. */
  readonly fillings: (variable: string, resource: string) => readonly string[] | undefined;
}

export interface ResolvedPattern {
  readonly pattern: ResourcePattern;
  /** A key whose value is not known: the pattern then says what may match, with `*` in the place of the variable. */
  readonly unknownKey: string | undefined;
}

/** The policy as masks, matchers and formulas over the actions of `universe`. Statements that are about none of them are left out. */
export function compilePolicy(policy: Policy, layer: Layer, universe: Universe): CompiledPolicy {
  const statements = policy.statements.flatMap((source): readonly CompiledStatement[] => {
    const actions = actionsOf(source.action, universe);
    return isEmpty(actions) ? [] : [compileStatement(source, { actions, variables: policy.variables, layer })];
  });
  return { statements };
}

/** What compiling a statement takes besides its text. */
interface CompileOptions {
  readonly actions: ActionMask;
  /** Whether the version of its policy substitutes `${...}` (B1). */
  readonly variables: boolean;
  readonly layer: Layer;
}

/** One statement, which is about `actions` of a universe. */
export function compileStatement(source: Statement, { actions, variables, layer }: CompileOptions): CompiledStatement {
  const { effect, action, resource: scope } = source;
  const principal = sharedPrincipal(`${effect} ${JSON.stringify(source.principal)}`, () => compilePrincipal(source.principal, effect));
  const resource = sharedResource(`${layer} ${variables} ${JSON.stringify(scope)}`, () => compileResource(scope, variables, layer));
  const conditions = source.conditions.map((condition) =>
    sharedCondition(`${variables} ${JSON.stringify(condition)}`, () => compileCondition(condition, variables)),
  );
  const parts = { principal: principal.written, action: sharedScope(JSON.stringify(action), () => action), resource: resource.written };
  return {
    source: { ...source, ...parts, conditions: conditions.map(({ written }) => written) },
    ...{ effect, actions, principal, resource, conditions },
  };
}

// Parts of statements that are written alike are one object: a large account has hundreds of thousands of statements that repeat each other.
const MOST_SHARED = 20_000;
const sharedPrincipal = forgetful<CompiledPrincipal>(MOST_SHARED);
const sharedResource = forgetful<CompiledResource>(MOST_SHARED);
const sharedCondition = forgetful<CompiledCondition>(MOST_SHARED);
const sharedScope = forgetful<Scope<string>>(MOST_SHARED);

/** The actions of a universe that an Action or NotAction element means. B6, B9, B14: without regard to case, wildcards anywhere. */
export function actionsOf(scope: Scope<string>, universe: Universe): ActionMask {
  const every = maskOf(universe.keys());
  if (scope.kind === 'every') return every;
  const known = getOrCreate(PATTERNS, universe, () => new Map<string, ActionMask>());
  const masks = scope.of.map((pattern) => getOrCreate(known, pattern, () => matching(pattern, universe)));
  const listed = masks.reduce(union, emptyMask());
  return scope.kind === 'only' ? listed : difference(every, listed);
}

/** The same few patterns occur in most policies. */
const PATTERNS = new WeakMap<Universe, Map<string, ActionMask>>();

function matching(pattern: string, universe: Universe): ActionMask {
  const matches = compileIamPattern(tokensOf(pattern.toLowerCase()));
  return maskOf([...universe.keys()].filter((bit) => matches(universe[bit] ?? '')));
}

function compileResource(scope: Scope<string>, variables: boolean, layer: Layer): CompiledResource {
  if (scope.kind === 'every') return { written: scope, covers: () => TRUE, scope: 'every', fixed: [], templates: [] };
  const written = scope.of.map((raw) => ({
    raw,
    template: templateOf(raw, { variables: variables && afterFifthColon(raw), wildcards: true }),
  }));
  const fixed = written.flatMap(({ raw, template }) => {
    const { fixed: tokens } = template;
    const name = `${GRAMMAR[layer].incompleteArn} ${variables} ${raw}`;
    return tokens ? [{ name, pattern: sharedPattern(name, () => patternOf(tokens, layer)) }] : [];
  });
  const templates = written.flatMap(({ raw, template }) => (template.fixed ? [] : [resourceTemplate(raw, template, layer)]));
  const listed = (resource: string, context: Context): Formula => {
    for (const { pattern } of fixed) if (pattern.matches(resource)) return TRUE;
    return templates.length === 0 ? FALSE : any(...templates.map((template) => templateCovers(template, resource, context)));
  };
  const covers = scope.kind === 'only' ? listed : (resource: string, context: Context): Formula => not(listed(resource, context));
  return { written: scope, covers, scope: scope.kind, fixed, templates };
}

/** One compiled pattern for all policies that write it: lists of ARNs repeat each other, and there may be one for each repository. */
const [MOST_PATTERNS, MOST_CHARACTERS] = [200_000, 16_000_000];
const sharedPattern = forgetful<ResourcePattern>(MOST_PATTERNS, MOST_CHARACTERS);

function patternOf(tokens: readonly Token[], layer: Layer): ResourcePattern {
  return compileResourcePattern(tokens, GRAMMAR[layer].incompleteArn === 'completed' ? 'completed' : 'matchesNothing');
}

function resourceTemplate(raw: string, template: Template, layer: Layer): ResourceTemplate {
  const patternFor: ResourceTemplate['patternFor'] = (context) => {
    const resolved = resolve(template, context);
    if (resolved.kind === 'noValue') return undefined;
    return { pattern: patternOf(resolved.tokens, layer), unknownKey: resolved.kind === 'unknown' ? resolved.key : undefined };
  };
  // Each field of the pattern meets one of the resource's six, and variables are in the last.
  const ofName = templateOf(nameFieldOf(raw), { variables: true, wildcards: true });
  return {
    raw,
    keys: variableKeys(template),
    patternFor,
    fillings: (variable, resource) => fillings(ofName, variable, nameFieldOf(resource)),
  };
}

function templateCovers({ raw, patternFor }: ResourceTemplate, resource: string, context: Context): Formula {
  const resolved = patternFor(context);
  if (!resolved?.pattern.matches(resource)) return FALSE;
  return resolved.unknownKey === undefined ? TRUE : unknownVariable('Resource', resolved.unknownKey, raw, { context });
}

function nameFieldOf(arn: string): string {
  return arn.split(':').slice(HEAD_FIELDS).join(':');
}

/** B31: a variable before the fifth colon is literal text. */
function afterFifthColon(raw: string): boolean {
  const open = raw.indexOf('${');
  return open < 0 || raw.slice(0, open).split(':').length > 5;
}

/** Whether a statement's Resource and Condition elements hold for a request. */
export function conditionsHold(statement: CompiledStatement, resource: string, context: Context): Formula {
  const covered = statement.resource.covers(resource, context);
  if (covered === FALSE || statement.conditions.length === 0) return covered;
  let open: Formula = covered;
  for (const { holds } of statement.conditions) {
    const outcome = holds(context);
    if (outcome === FALSE) return FALSE;
    if (outcome !== TRUE) open = all(open, outcome);
  }
  return open;
}
