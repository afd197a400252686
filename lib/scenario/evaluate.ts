// A scenario in, a decision or one error out.
import { isRegistryAction } from '../ecr/actions.ts';
import { type Decision, type NamedResidual, namedResidual } from '../model/decision.ts';
import { gapPartName } from '../model/gap-part.ts';
import { accountId, arnFields } from '../model/ids.ts';
import type { Effect, Layer, PolicyIssue } from '../model/policy.ts';
import { policyName } from '../model/policy-ref.ts';
import type { Caller } from '../model/principal.ts';
import type { Gap } from '../model/snapshot.ts';
import { compilePolicy } from '../policy/compile.ts';
import { decide } from '../policy/decide.ts';
import type { Request } from '../policy/evaluate.ts';
import type { AttachedPolicy, Layers, PolicySet } from '../policy/layers.ts';
import { parsePolicy } from '../policy/parse/parse.ts';
import { problemOf } from '../text/problem.ts';
import { readContext } from './context.ts';
import { readCaller } from './principal.ts';
import { SCENARIO_KEYS, type Scenario, scenarioSchema } from './schema.ts';

export interface ScenarioDecision {
  readonly name: string | null;
  readonly decision: Decision['kind'];
  readonly deniedBy: readonly Layer[];
  readonly statements: readonly { readonly policy: string; readonly sid: string | null; readonly index: number; readonly effect: Effect }[];
  readonly conditions: readonly NamedResidual[];
  /** Layers given as unknown that were left out, or on which the decision depends. */
  readonly unread: readonly string[];
  /** Rule ids of docs/semantics.md that the documentation does not settle and on which the decision depends. */
  readonly unsettled: readonly string[];
}

export interface ScenarioError {
  readonly name: string | null;
  readonly error: string;
}

/** Why a scenario cannot be evaluated. Inside this file only; `evaluateScenario` never throws it. */
class Unusable extends Error {}

/** Decides one scenario (docs/formats.md#scenario), parsed from JSON. What cannot be evaluated comes back as an error that says where. */
export function evaluateScenario(input: unknown): ScenarioDecision | ScenarioError {
  const parsed = scenarioSchema.safeParse(input);
  if (!parsed.success) return { name: nameOf(input), error: problemOf(parsed.error, input, SCENARIO_KEYS) };
  const scenario = parsed.data;
  const name = scenario.name ?? null;
  try {
    const { request, layers, ignored } = prepare(scenario);
    const { kind, deniedBy, statements, conditions, unread, unsettled } = decide(request, layers);
    return {
      name,
      decision: kind,
      deniedBy,
      statements: statements.map(({ policy, source: { sid, index, effect } }) => ({ policy: policyName(policy), sid, index, effect })),
      conditions: conditions.map(namedResidual),
      unread: [...unread.map(({ part }) => gapPartName(part)), ...ignored],
      unsettled,
    };
  } catch (error) {
    if (error instanceof Unusable) return { name, error: error.message };
    throw error;
  }
}

function nameOf(input: unknown): string | null {
  const name: unknown = typeof input === 'object' && input !== null && 'name' in input ? input.name : undefined;
  return typeof name === 'string' ? name : null;
}

interface Prepared {
  readonly request: Request;
  readonly layers: Layers;
  /** SCPs and RCPs that are unknown: decisions are made without them (F23, docs/formats.md#snapshot). */
  readonly ignored: readonly string[];
}

function prepare(scenario: Scenario): Prepared {
  const { request } = scenario;
  const action = request.action.toLowerCase();
  if (!isAction(action)) throw new Unusable(`request.action: \`${request.action}\` is not an action: use \`service:Name\``);
  const caller = callerOf(scenario);
  const resourceAccount = resourceAccountOf(scenario, caller);
  const reading = readContext(request, caller, resourceAccount);
  if ('problem' in reading) throw new Unusable(reading.problem);
  const layers = layersOf(scenario, [action]);
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

function layersOf(scenario: Scenario, universe: readonly string[]): Layers {
  const read = (layer: Layer, given: unknown, place: string): PolicySet => readSet(given, { layer, place, universe });
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

interface Place {
  readonly layer: Layer;
  readonly place: string;
  readonly universe: readonly string[];
}

function readSet(given: unknown, where: Place): PolicySet {
  if (isUnknown(given)) return { policies: [], gaps: [gapOf(where.place)] };
  if (!Array.isArray(given)) return { policies: [attach(given, where)], gaps: [] };
  return { policies: given.map((each, index) => attach(each, { ...where, place: `${where.place}[${index}]` })), gaps: [] };
}

function attach(given: unknown, { layer, place, universe }: Place): AttachedPolicy {
  const wrapped = isWrapped(given);
  const name = wrapped && typeof given.name === 'string' ? given.name : place;
  const reading = parsePolicy(wrapped ? given.document : given, layer);
  if (reading.kind === 'malformed') throw new Unusable(malformed(wrapped ? `${place}.document` : place, reading.issues[0]));
  return { ref: { kind: 'scenario', name }, compiled: compilePolicy(reading.policy, layer, universe) };
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
