// The outsiders whom a set of resource statements speaks of: those that it names, and those to whom a condition bounds `*`.
import { arnFields } from '../../model/ids.ts';
import type { Condition, PrincipalPattern, Scope } from '../../model/policy.ts';
import type { CompiledStatement } from '../../policy/compile.ts';
import { operatorNamed } from '../../policy/condition/operators.ts';
import { unitsOf } from './organization-units.ts';
import type { AuditScope } from './request-context.ts';

/** Names as grants use them, without the account's own principals; sorted. */
export function outsidersOf(statements: readonly CompiledStatement[], ground: AuditScope): readonly string[] {
  const names = new Set<string>();
  for (const { source, effect, conditions } of statements) {
    for (const name of namesIn(source.principal, ground)) names.add(name);
    if (!speaksOfEverybody(source.principal)) continue;
    for (const { written } of conditions) for (const name of boundsIn(written, effect, ground)) names.add(name);
  }
  return [...names].sort();
}

/** ARNs of the account's own principals that a policy names (stale ones, sessions and federated users among them). */
export function ownArnsOf(statements: readonly CompiledStatement[], account: string): readonly string[] {
  return statements.flatMap(({ source: { principal } }) =>
    principal.kind === 'every'
      ? []
      : principal.of.flatMap((each) => (each.kind === 'entity' && each.account === account ? [each.arn] : [])),
  );
}

function speaksOfEverybody(scope: Scope<PrincipalPattern>): boolean {
  return scope.kind !== 'only' || scope.of.some(({ kind }) => kind === 'everyone');
}

function namesIn(scope: Scope<PrincipalPattern>, ground: AuditScope): readonly string[] {
  if (scope.kind === 'every') return ['*'];
  const names = scope.of.flatMap((pattern) => nameOf(pattern, ground) ?? []);
  return scope.kind === 'except' ? ['*', ...names] : names;
}

/** A31: a principal of another partition is nobody. */
function nameOf(pattern: PrincipalPattern, { account, partition }: AuditScope): string | undefined {
  switch (pattern.kind) {
    case 'everyone':
      return '*';
    case 'account':
      return pattern.account === account || (pattern.partition ?? partition) !== partition ? undefined : `account:${pattern.account}`;
    case 'entity':
      return pattern.account === account || arnFields(pattern.arn)?.partition !== partition ? undefined : pattern.arn;
    case 'service':
      return `service:${pattern.service}`;
    case 'uniqueId':
    case 'nobody':
      return undefined;
  }
}

/** An Allow is bounded by a condition that has to hold, a Deny by one whose negation has to. IfExists lets in whoever lacks the key. */
function boundsIn({ base, quantifier, ifExists, key, values }: Condition, effect: 'Allow' | 'Deny', ground: AuditScope): readonly string[] {
  const negated = operatorNamed(base)?.negated ?? false;
  const bounds = effect === 'Allow' ? !negated && !ifExists && quantifier !== 'ForAllValues' : negated;
  const boundOf = bounds ? BOUNDS.get(key.toLowerCase()) : undefined;
  return boundOf ? values.flatMap((value) => boundOf(value, ground)) : [];
}

type BoundOf = (value: string, ground: AuditScope) => readonly string[];

const BOUNDS: ReadonlyMap<string, BoundOf> = new Map<string, BoundOf>([
  ['aws:principalorgid', (value) => (isPlain(value) ? [`org:${value}`] : [])],
  ['aws:principalorgpaths', unitsWithin],
  ['aws:principalaccount', (value, { account }) => (isPlain(value) && value !== account ? [`account:${value}`] : [])],
  ['aws:principalarn', principalOf],
  ['aws:principalservicename', (value) => (isPlain(value) ? [`service:${value}`] : [])],
]);

/**
 * `o-abc/r-1/ou-1/*` is the unit `o-abc/r-1/ou-1/`. Wildcards before the end mean the units that they match in the own organization, as far as
 * it was read; otherwise the organization, of which they leave some.
 */
function unitsWithin(value: string, { organization }: AuditScope): readonly string[] {
  const path = value.endsWith('*') ? value.slice(0, -1) : value;
  const [id = '', ...rest] = path.split('/');
  if (!isPlain(id) || id === '') return [];
  if (rest.every((part) => part === '')) return [`org:${id}`];
  if (isPlain(path) && path.endsWith('/')) return [`ou:${path}`];
  const units = organization.kind === 'present' && organization.value.id === id ? unitsOf(organization.value, value) : [];
  return units.length > 0 ? units.map((unit) => `ou:${unit}`) : [`org:${id}`];
}

/** A whole ARN is its principal, a pattern within one account is that account. */
function principalOf(value: string, { account }: AuditScope): readonly string[] {
  const fields = arnFields(value);
  if (!fields || !isPlain(fields.account) || fields.account === '' || fields.account === account) return [];
  return [isPlain(value) && fields.resource !== 'root' ? value : `account:${fields.account}`];
}

function isPlain(value: string): boolean {
  return !value.includes('*') && !value.includes('?') && !value.includes('${');
}
