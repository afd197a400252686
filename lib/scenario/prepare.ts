// What a scenario asks, in the words of the engine: the request, and the policies that apply to it.
import { isRegistryAction } from '../ecr/actions.ts';
import { accountId, arnFields } from '../model/ids.ts';
import type { Layer, PolicyIssue } from '../model/policy.ts';
import type { Caller } from '../model/principal.ts';
import type { Gap } from '../model/snapshot.ts';
import type { Request } from '../policy/evaluate.ts';
import type { AttachedPolicy, Layers, PolicySet } from '../policy/layers.ts';
import { readContext } from './context.ts';
import type { PolicyMemory } from './policy-memory.ts';
import { readCaller } from './principal.ts';
import type { Scenario } from './schema.ts';

/** Why a scenario cannot be evaluated: its message says what is wrong and where. */
export class Unusable extends Error {}

export interface PreparedScenario {
  readonly request: Request;
  readonly layers: Layers;
  /** SCPs and RCPs that are unknown: decisions are made without them (F23, docs/formats.md#snapshot). */
  readonly ignored: readonly string[];
}

/** The request and the policies of a scenario. Throws Unusable. */
export function prepareScenario(scenario: Scenario, memory: PolicyMemory): PreparedScenario {
  const { request } = scenario;
  const action = request.action.toLowerCase();
  if (!isAction(action)) throw new Unusable(`request.action: \`${request.action}\` is not an action: use \`service:Name\``);
  const caller = callerOf(scenario);
  const resourceAccount = resourceAccountOf(scenario, caller);
  const reading = readContext(request, caller, resourceAccount);
  if ('problem' in reading) throw new Unusable(reading.problem);
  const layers = layersOf(scenario, { action, memory });
  return {
    // B13: an action without resource is judged on `*`, whatever resource is named.
    request: {
      caller,
      action: 0,
      resource: isRegistryAction(action) ? '*' : request.resource,
      resourceAccount,
      context: reading.context,
      resourceMustAllow: resourceMustAllow(action, request.resource),
    },
    layers,
    ignored: (['serviceControlPolicies', 'resourceControlPolicies'] as const).filter((layer) => isUnknown(scenario[layer])),
  };
}

/** A5: assuming a role and using a KMS key need the consent of the role's trust policy and of the key's policy. */
function resourceMustAllow(action: string, resource: string): boolean {
  const fields = arnFields(resource);
  if (action.startsWith('kms:')) return fields?.service === 'kms' && fields.resource.startsWith('key/');
  return action.startsWith('sts:assumerole') && fields?.service === 'iam' && fields.resource.startsWith('role/');
}

function isAction(action: string): boolean {
  const [service, name, ...rest] = action.split(':');
  return Boolean(service) && Boolean(name) && rest.length === 0 && !action.includes('*') && !action.includes('?');
}

function callerOf({ request }: Scenario): Caller {
  const userId = Object.entries(request.context ?? {}).find(([key]) => key.toLowerCase() === 'aws:userid')?.[1];
  const reading = readCaller(request.principal, {
    issuer: request.issuer ?? undefined,
    userId: typeof userId === 'string' ? userId : undefined,
  });
  if ('problem' in reading) throw new Unusable(`request.principal: ${reading.problem}`);
  return reading.caller;
}

function resourceAccountOf({ request }: Scenario, caller: Caller): string {
  const own = caller.kind === 'service' || caller.kind === 'anyone' ? undefined : caller.account;
  // B13: an action without resource is a matter of the caller's own account, whatever resource is named.
  if (request.resource === '*' || (own && isRegistryAction(request.action))) {
    const account = own ?? request.resourceAccount;
    if (!account) throw new Unusable('request.resource: a service principal needs a resource with an account');
    return account;
  }
  const fields = arnFields(request.resource);
  if (!fields) throw new Unusable(`request.resource: \`${request.resource}\` is neither an ARN nor \`*\``);
  const named = accountId(fields.account);
  if (named && request.resourceAccount && request.resourceAccount !== named) {
    throw new Unusable(`request.resourceAccount: ${request.resourceAccount} is not the account of ${request.resource}`);
  }
  const account = named ?? request.resourceAccount;
  if (!account) throw new Unusable('request.resourceAccount is missing: the resource names no account');
  return account;
}

const NONE: PolicySet = { policies: [], gaps: [] };

interface Looked {
  readonly action: string;
  readonly memory: PolicyMemory;
}

function layersOf(scenario: Scenario, looked: Looked): Layers {
  const read = (layer: Layer, given: unknown, place: string): PolicySet => readSet(given, { layer, place, ...looked });
  const optional = (layer: Layer, given: unknown, place: string): PolicySet | undefined =>
    given === undefined || given === null ? undefined : read(layer, given, place);
  const levels = (layer: Layer, given: Scenario['serviceControlPolicies'], place: string): readonly PolicySet[] =>
    Array.isArray(given) ? given.map((level, depth) => read(layer, level, `${place}[${depth}]`)) : [];
  const rcps = levels('rcp', scenario.resourceControlPolicies, 'resourceControlPolicies');
  return {
    identity: optional('identity', scenario.identityPolicies, 'identityPolicies') ?? NONE,
    resource: optional('resource', scenario.resourcePolicies, 'resourcePolicies') ?? NONE,
    boundary: optional('boundary', scenario.permissionsBoundary, 'permissionsBoundary'),
    session: optional('session', scenario.sessionPolicy, 'sessionPolicy'),
    scp: levels('scp', scenario.serviceControlPolicies, 'serviceControlPolicies'),
    rcp: { policies: rcps.flatMap(({ policies }) => policies), gaps: [] },
  };
}

interface Place extends Looked {
  readonly layer: Layer;
  readonly place: string;
}

function readSet(given: unknown, where: Place): PolicySet {
  if (isUnknown(given)) return { policies: [], gaps: [gapOf(where.place)] };
  if (!Array.isArray(given)) return { policies: [attach(given, where)], gaps: [] };
  return { policies: given.map((each, index) => attach(each, { ...where, place: `${where.place}[${index}]` })), gaps: [] };
}

function attach(given: unknown, { layer, place, action, memory }: Place): AttachedPolicy {
  const wrapped = isWrapped(given);
  const name = wrapped && typeof given.name === 'string' ? given.name : place;
  const reading = memory.read(wrapped ? given.document : given, layer);
  if (reading.kind === 'malformed') throw new Unusable(malformed(wrapped ? `${place}.document` : place, reading.issue));
  return { ref: { kind: 'scenario', name }, compiled: reading.policy.about(action) };
}

function malformed(place: string, { path, reason, rule }: PolicyIssue): string {
  return `${place}${path === '$' ? '' : `.${path}`}: ${reason} (${rule})`;
}

function isWrapped(given: unknown): given is { readonly name?: unknown; readonly document: unknown } {
  return typeof given === 'object' && given !== null && 'document' in given;
}

function isUnknown(given: unknown): boolean {
  return typeof given === 'object' && given !== null && 'status' in given && given.status === 'unknown';
}

function gapOf(place: string): Gap {
  return { part: { kind: 'scenario', path: place }, api: '', code: 'unknown', message: 'given as unknown' };
}
