// The outsiders whom a set of resource statements speaks of: those that it names, and those to whom a condition bounds `*`.
import { arnFields } from '../model/ids.ts';
import type { Condition, PrincipalPattern, Scope } from '../model/policy.ts';
import type { CompiledStatement } from '../policy/compile.ts';
import { operatorNamed } from '../policy/operators.ts';

/** Names as grants use them, without the account's own principals; sorted. */
export function outsidersOf(statements: readonly CompiledStatement[], account: string, partition: string): readonly string[] {
  const names = new Set<string>();
  for (const { source, effect, conditions } of statements) {
    for (const name of namesIn(source.principal, account, partition)) names.add(name);
    if (!speaksOfEverybody(source.principal)) continue;
    for (const { written } of conditions) for (const name of boundsIn(written, effect, account)) names.add(name);
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

function namesIn(scope: Scope<PrincipalPattern>, account: string, partition: string): readonly string[] {
  if (scope.kind === 'every') return ['*'];
  const names = scope.of.flatMap((pattern) => nameOf(pattern, account, partition) ?? []);
  return scope.kind === 'except' ? ['*', ...names] : names;
}

/** A31: a principal of another partition is nobody. */
function nameOf(pattern: PrincipalPattern, account: string, partition: string): string | undefined {
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
function boundsIn({ base, quantifier, ifExists, key, values }: Condition, effect: 'Allow' | 'Deny', account: string): readonly string[] {
  const negated = operatorNamed(base)?.negated ?? false;
  const bounds = effect === 'Allow' ? !negated && !ifExists && quantifier !== 'ForAllValues' : negated;
  const boundOf = bounds ? BOUNDS.get(key.toLowerCase()) : undefined;
  return boundOf ? values.flatMap((value) => boundOf(value, account) ?? []) : [];
}

const BOUNDS: ReadonlyMap<string, (value: string, account: string) => string | undefined> = new Map([
  ['aws:principalorgid', (value) => (isPlain(value) ? `org:${value}` : undefined)],
  ['aws:principalorgpaths', unitOf],
  ['aws:principalaccount', (value, account) => (isPlain(value) && value !== account ? `account:${value}` : undefined)],
  ['aws:principalarn', principalOf],
  ['aws:principalservicename', (value) => (isPlain(value) ? `service:${value}` : undefined)],
]);

/** `o-abc/r-1/ou-1/*` is the unit `o-abc/r-1/ou-1/`; a wildcard before the end leaves the organization. */
function unitOf(value: string): string | undefined {
  const path = value.endsWith('*') ? value.slice(0, -1) : value;
  const [id = '', ...rest] = path.split('/');
  if (!isPlain(id) || id === '') return undefined;
  const isUnit = isPlain(path) && path.endsWith('/') && rest.some((part) => part !== '');
  return isUnit ? `ou:${path}` : `org:${id}`;
}

/** A whole ARN is its principal, a pattern within one account is that account. */
function principalOf(value: string, account: string): string | undefined {
  const fields = arnFields(value);
  if (!fields || !isPlain(fields.account) || fields.account === '' || fields.account === account) return undefined;
  return isPlain(value) && fields.resource !== 'root' ? value : `account:${fields.account}`;
}

function isPlain(value: string): boolean {
  return !value.includes('*') && !value.includes('?') && !value.includes('${');
}
