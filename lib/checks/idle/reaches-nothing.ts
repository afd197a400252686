// Why a statement reaches nothing: it names nobody who can be, no repository that can be, or asks for what does not occur.
import type { Account } from '../../access/account/account.ts';
import { ECR_UNIVERSE } from '../../access/account/documents.ts';
import { getOrCreate } from '../../collections/get-or-create.ts';
import { isRegistryAction } from '../../ecr/actions.ts';
import type { Condition, PrincipalPattern } from '../../model/policy.ts';
import type { CompiledStatement } from '../../policy/compile.ts';
import { all, FALSE } from '../../policy/logic/formula.ts';
import { bitsOf } from '../../policy/logic/mask.ts';
import { ANYTHING, type Context } from '../../policy/match/context.ts';
import { isNever } from '../../policy/theory/solve.ts';
import type { Unholdable } from '../../policy/theory/unholdable.ts';
import { addressees, isImpossible } from '../survey/addressees.ts';
import { mayBeRepository, type RepositoryPlace } from '../survey/repository-shape.ts';

/** Where a statement applies. */
export interface StatementScope extends RepositoryPlace {
  readonly layer: 'identity' | 'resource';
}

export type Nothing =
  | { readonly kind: 'condition'; readonly why: Unholdable }
  | { readonly kind: 'principal'; readonly texts: readonly string[] }
  | { readonly kind: 'resource'; readonly patterns: readonly string[]; readonly scope: StatementScope }
  /** Actions of the registry are asked for on `*` (B13). */
  | { readonly kind: 'registryAction'; readonly patterns: readonly string[] }
  /** Whom it names do not meet its conditions: the first that none of them meets by itself, where there is one. */
  | { readonly kind: 'addressee'; readonly condition: Condition | undefined; readonly services: boolean };

/**
 * Why a statement reaches nothing; undefined where it may reach somebody and something. `why`: what is known of its conditions by
 * themselves.
 */
export function nothingOf(
  { ground }: Account,
  statement: CompiledStatement,
  scope: StatementScope,
  why: Unholdable | undefined,
): Nothing | undefined {
  if (scope.layer === 'resource') return findNothing(ground, statement, scope, why);
  // Those of an identity policy are in force in one scope, and many principals have policies of one text.
  const ofGround = getOrCreate(OWN, ground, () => new WeakMap<CompiledStatement, Found>());
  return getOrCreate(ofGround, statement, () => ({ nothing: findNothing(ground, statement, scope, why) })).nothing;
}

/** That a statement reaches something is an answer too. */
interface Found {
  readonly nothing: Nothing | undefined;
}

const OWN = new WeakMap<Account['ground'], WeakMap<CompiledStatement, Found>>();

function findNothing(
  ground: Account['ground'],
  statement: CompiledStatement,
  scope: StatementScope,
  why: Unholdable | undefined,
): Nothing | undefined {
  const { principal, resource } = statement.source;
  if (principal.kind === 'only' && principal.of.every((each) => isImpossible(each, ground.partition)))
    return { kind: 'principal', texts: principal.of.map(textOf) };
  if (resource.kind === 'only') {
    const found = resourceFault(statement, resource.of, scope);
    if (found) return found;
  }
  if (why) return { kind: 'condition', why };
  return addresseeFault(ground, statement, scope);
}

/** An impossible principal as it is written. */
function textOf(pattern: PrincipalPattern): string {
  if (pattern.kind === 'nobody') return pattern.text;
  if (pattern.kind === 'account') return `arn:${pattern.partition}:iam::${pattern.account}:root`;
  return pattern.kind === 'entity' ? pattern.arn : '';
}

function resourceFault(statement: CompiledStatement, patterns: readonly string[], scope: StatementScope): Nothing | undefined {
  const { action } = statement.source;
  if (scope.layer === 'resource') {
    return patterns.some((each) => mayBeRepository(each, scope)) ? undefined : { kind: 'resource', patterns, scope };
  }
  // What other services call by such an ARN is theirs to know.
  if (action.kind !== 'only' || !action.of.every((each) => each.toLowerCase().startsWith('ecr:'))) return undefined;
  const names = bitsOf(statement.actions).map((bit) => ECR_UNIVERSE[bit] ?? '');
  if (names.some(isRegistryAction) && statement.resource.covers('*', () => ANYTHING) !== FALSE) return undefined;
  if (names.every(isRegistryAction)) return { kind: 'registryAction', patterns };
  return patterns.some((each) => mayBeRepository(each, scope)) ? undefined : { kind: 'resource', patterns, scope };
}

const FAULTS = new WeakMap<Account['ground'], WeakMap<CompiledStatement, Map<string, Found>>>();

/** Worked out once for all policies of one text, and for changed copies of an account. */
function addresseeFault(ground: Account['ground'], statement: CompiledStatement, scope: StatementScope): Nothing | undefined {
  if (statement.conditions.length === 0) return undefined;
  const ofGround = getOrCreate(FAULTS, ground, () => new WeakMap<CompiledStatement, Map<string, Found>>());
  const ofStatement = getOrCreate(ofGround, statement, () => new Map<string, Found>());
  const { layer, region, account } = scope;
  const key = `${layer} ${region} ${account}`;
  return getOrCreate(ofStatement, key, () => ({ nothing: findAddresseeFault(ground, statement, scope) })).nothing;
}

/** Asks the engine about everybody whom the statement names, of whom only what never changes is known. */
function findAddresseeFault(
  ground: Account['ground'],
  { source, conditions }: CompiledStatement,
  scope: StatementScope,
): Nothing | undefined {
  const callers = addressees(source.principal, ground);
  const contexts = callers.map(
    ({ keys }): Context =>
      (key) =>
        fixedKey(scope, key) ?? keys(key) ?? ANYTHING,
  );
  const fails = (tested: CompiledStatement['conditions']): boolean =>
    contexts.every((context) => isNever(all(...tested.map(({ holds }) => holds(context))), 'ofKind'));
  if (!fails(conditions)) return undefined;
  const alone = conditions.find((each) => fails([each]));
  return { kind: 'addressee', condition: alone?.written, services: callers.every(({ isService }) => isService) };
}

/** What every request on the repository has: it never moves. */
function fixedKey({ layer, region, account }: StatementScope, key: string): ReturnType<Context> | undefined {
  if (layer === 'identity') return undefined;
  if (key === 'aws:requestedregion' && region !== undefined) return { kind: 'values', values: [region] };
  return key === 'aws:resourceaccount' && account !== undefined ? { kind: 'values', values: [account] } : undefined;
}
