// What is asked, by whom, and which policies apply to it: everything about a request that is settled before any statement is read.
import { Malformed, many, type OneOrMany, type Policy, readPolicy, type Scalar } from './grammar.ts';
import type { Context } from './patterns.ts';

export const GATES = ['identity', 'resource', 'boundary', 'session', 'scp', 'rcp'] as const;
export type Gate = (typeof GATES)[number];

export interface Request {
  readonly principal: string;
  readonly action: string;
  readonly resource: string;
  readonly resourceAccount?: string;
  readonly issuer?: string;
  readonly context?: Readonly<Record<string, OneOrMany<Scalar> | null>>;
  readonly unknownContext?: '*' | readonly string[];
}
export interface Scenario {
  readonly request: Request;
  readonly identityPolicies?: unknown;
  readonly permissionsBoundary?: unknown;
  readonly sessionPolicy?: unknown;
  readonly resourcePolicies?: unknown;
  readonly serviceControlPolicies?: unknown;
  readonly resourceControlPolicies?: unknown;
}

export interface Caller {
  readonly kind: 'user' | 'session' | 'root' | 'service';
  readonly arn: string;
  readonly owner: string; // the role of a session, the user behind a federated one; otherwise the caller
  readonly type: string;
  readonly account: string;
  readonly partition: string;
}
export interface Layer {
  readonly gate: Gate;
  readonly policies: readonly Policy[];
}
export interface World {
  readonly caller: Caller;
  readonly action: string;
  readonly resource: string;
  readonly account: string;
  readonly partition: string;
  readonly context: Context;
  readonly layers: readonly Layer[];
}

// B13: the ECR actions that have no resource type
const WITHOUT_RESOURCE = new Set(
  'DescribeRegistry DescribeRepositoryCreationTemplates GetAccountSetting GetAuthorizationToken GetRegistryPolicy GetRegistryScanningConfiguration GetSigningConfiguration ValidatePullThroughCacheRule DescribePullThroughCacheRules ListPullTimeUpdateExclusions CreatePullThroughCacheRule UpdatePullThroughCacheRule DeletePullThroughCacheRule CreateRepositoryCreationTemplate UpdateRepositoryCreationTemplate DeleteRepositoryCreationTemplate PutAccountSetting PutRegistryScanningConfiguration PutReplicationConfiguration PutSigningConfiguration DeleteSigningConfiguration RegisterPullTimeUpdateExclusion DeregisterPullTimeUpdateExclusion PutRegistryPolicy DeleteRegistryPolicy'
    .split(' ')
    .map((name) => `ecr:${name}`.toLowerCase()),
);

export function worldOf(scenario: Scenario): World {
  const { request } = scenario;
  if (request.unknownContext !== undefined && request.unknownContext.length > 0)
    throw new Error('not a complete world: see completions.ts');
  const caller = callerOf(request);
  if (request.resource !== '*' && !request.resource.startsWith('arn:')) throw new Malformed(`not a resource: ${request.resource}`);
  const resource = WITHOUT_RESOURCE.has(request.action.toLowerCase()) ? '*' : request.resource; // B13
  const [, partition = '', , region = '', owner = ''] = request.resource.split(':');
  const named = owner === '' ? request.resourceAccount : owner;
  const account = resource === '*' && caller.kind !== 'service' ? caller.account : named; // a service has no account of its own
  if (account === undefined) throw new Malformed('resourceAccount is missing');
  const facts = { ...callerFacts(caller), 'aws:ResourceAccount': account, 'aws:RequestedRegion': region };
  return {
    caller,
    action: request.action,
    resource,
    account,
    partition: resource === '*' ? caller.partition : partition,
    context: contextOf({ ...facts, 'aws:ViaAWSService': false, 'aws:SecureTransport': true }, request.context ?? {}),
    layers: layersOf(scenario, caller),
  };
}

function callerOf({ principal, issuer }: Request): Caller {
  const [arn, partition = '', service = '', , account = '', ...rest] = principal.split(':');
  if (/^[a-z0-9.-]+\.amazonaws\.com(\.cn)?$/.test(principal))
    return { kind: 'service', arn: principal, owner: principal, type: '', account, partition };
  const [kind = '', name = ''] = rest.join(':').split('/');
  const known = { account, partition, arn: principal, owner: principal };
  const session = { ...known, kind: 'session' as const };
  switch (arn === 'arn' && `${service} ${kind}`) {
    case 'iam root':
      return { ...known, kind: 'root', type: 'Account' };
    case 'iam user':
      return { ...known, kind: 'user', type: 'User' };
    case 'iam role': // A25: a session whose name nobody can write; completions.ts tries the names that policies mention
      return { ...session, arn: `arn:${partition}:sts::${account}:assumed-role/${principal.split('/').at(-1)}/(any)`, type: 'AssumedRole' };
    case 'sts assumed-role':
      return { ...session, owner: issuer ?? `arn:${partition}:iam::${account}:role/${name}`, type: 'AssumedRole' };
    case 'sts federated-user':
      return { ...session, owner: issuer ?? `arn:${partition}:iam::${account}:user/${name}`, type: 'FederatedUser' };
    default:
      throw new Malformed(`not a principal: ${principal}`); // A26
  }
}

/** docs/formats.md#scenario: what is filled in when the context does not give it. */
function callerFacts(caller: Caller): Readonly<Record<string, Scalar>> {
  if (caller.kind === 'service') return { 'aws:PrincipalIsAWSService': true, 'aws:PrincipalServiceName': caller.arn };
  const { account, type } = caller;
  const arn = type === 'AssumedRole' ? caller.owner : caller.arn; // A53
  const facts = { 'aws:PrincipalArn': arn, 'aws:PrincipalAccount': account, 'aws:PrincipalType': type, 'aws:PrincipalIsAWSService': false };
  return caller.kind === 'user' ? { ...facts, 'aws:username': arn.split('/').at(-1) ?? '' } : facts; // B35
}

/** What is given wins over what is filled in, null included; null, an empty list and an empty fact are absent. */
function contextOf(facts: Readonly<Record<string, Scalar>>, given: NonNullable<Request['context']>): Context {
  const context = new Map<string, readonly string[]>();
  for (const [key, fact] of Object.entries(facts)) if (fact !== '') context.set(key.toLowerCase(), [String(fact)]);
  for (const [key, values] of Object.entries(given)) {
    if (values === null || (Array.isArray(values) && values.length === 0)) context.delete(key.toLowerCase());
    else context.set(key.toLowerCase(), many(values).map(String)); // B4, B7
  }
  return context;
}

function layersOf(scenario: Scenario, caller: Caller): readonly Layer[] {
  const serviceLinked = caller.owner.includes(':role/aws-service-role/'); // A8, A17
  const person = caller.kind === 'user' || caller.kind === 'session'; // A34, A41: root and services have none of these three
  const sets: readonly (readonly [Gate, unknown, boolean])[] = [
    ['identity', scenario.identityPolicies, person],
    ['boundary', scenario.permissionsBoundary, person],
    ['session', scenario.sessionPolicy, person],
    ['resource', scenario.resourcePolicies, true],
    ...levelsOf(scenario.serviceControlPolicies).map((level) => ['scp', level, caller.kind !== 'service' && !serviceLinked] as const), // A7, A8, A41
    ...levelsOf(scenario.resourceControlPolicies).map((level) => ['rcp', level, !serviceLinked] as const), // A16, A17
  ];
  const present = sets.filter(([gate, policies]) => gate === 'scp' || (policies !== undefined && policies !== null && !isEmpty(policies)));
  const read = present.map(([gate, policies, applies]) => ({
    gate,
    policies: many(policies).map((policy) => policyIn(policy, gate)),
    applies,
  }));
  return read.filter((layer) => layer.applies);
}

const isEmpty = (policies: unknown): boolean => Array.isArray(policies) && policies.length === 0;

/** A14, docs/formats.md#scenario: no list, an empty list or an unread organization is no layer at all. */
function levelsOf(levels: unknown): readonly unknown[] {
  return Array.isArray(levels) ? levels : [];
}

function policyIn(policy: unknown, kind: Gate): Policy {
  const { status, document } = policy as { readonly status?: unknown; readonly document?: unknown };
  if (status !== undefined) throw new Error(`the ${kind} layer is not known: not a complete world`);
  return readPolicy(document ?? policy, kind);
}
