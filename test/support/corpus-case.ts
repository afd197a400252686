// A scenario as a case of test/corpus/decide, ready to paste: it lacks a note, and the rule that it shows.
import { stringify } from 'yaml';
import type { Scenario } from '../oracle/world.ts';

export function corpusCase({ request, ...policies }: Scenario, expect: object): string {
  const { principal, issuer, action, resource, resourceAccount, context = {}, unknownContext } = request;
  const [repositoryPolicy, registryPolicy] = resourcePolicies(policies.resourcePolicies);
  const fields = {
    note: 'TODO',
    rule: 'TODO',
    principal,
    issuer,
    action,
    resource,
    'resource account': resourceAccount,
    context: Object.keys(context).length === 0 ? undefined : context,
    'unknown context': unknownContext,
    'identity policies': each(policies.identityPolicies, shorthand),
    boundary: shorthand(policies.permissionsBoundary),
    'session policy': each(policies.sessionPolicy, shorthand),
    'repository policy': repositoryPolicy,
    'registry policy': registryPolicy,
    scps: each(policies.serviceControlPolicies, (level) => each(level, shorthand)),
    rcps: each(policies.resourceControlPolicies, (level) => each(level, shorthand)),
    expect,
  };
  return stringify([Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))], {
    lineWidth: 0,
    aliasDuplicateObjects: false,
  });
}

/** The corpus knows two resource policies, and a generated scenario has no more. */
function resourcePolicies(policies: unknown): readonly unknown[] {
  return Array.isArray(policies) ? policies.map(shorthand) : [shorthand(policies)];
}

function each(list: unknown, read: (entry: unknown) => unknown): unknown {
  return Array.isArray(list) ? list.map(read) : shorthand(list);
}

/** A policy of the current version is its list of statements, one that was not read is `unknown`. */
function shorthand(policy: unknown): unknown {
  if (typeof policy !== 'object' || policy === null) return policy ?? undefined;
  if ('status' in policy) return 'unknown';
  const isPlain = 'Version' in policy && policy.Version === '2012-10-17' && 'Statement' in policy && Array.isArray(policy.Statement);
  return isPlain ? policy.Statement : policy;
}
