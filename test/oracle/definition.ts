// One authorization request, decided in the order in which AWS's documentation tells it. Nothing is compiled, folded or cached.
import { all, holds, type Truth } from './conditions.ts';
import { many, type Policy, type PrincipalList, type Statement } from './grammar.ts';
import { actionMatches, resourceMatches } from './patterns.ts';
import { type Caller, GATES, type Gate, type Layer, type Scenario, type World, worldOf } from './world.ts';

export type Decision = 'allowed' | 'explicitDeny' | 'implicitDeny' | 'conditional' | 'unknown';
export interface Verdict {
  readonly decision: Decision;
  readonly deniedBy: readonly Gate[];
}

/** Decides a request about which everything is known; throws Malformed for a policy that AWS would refuse. */
export function decide(scenario: Scenario): Verdict {
  const world = worldOf(scenario);
  const hits = world.layers.flatMap((layer) => layer.policies.flatMap((policy) => hitsOf(layer, policy, world)));
  const best = inOrder(
    hits.filter((hit) => hit.certain || hit.effect === 'Allow'),
    world,
  );
  if (best.decision !== 'allowed') return best;
  const worst = inOrder(
    hits.filter((hit) => hit.certain || hit.effect === 'Deny'),
    world,
  );
  return worst.decision === 'allowed' ? worst : { decision: 'unknown', deniedBy: [] }; // A19, A49, C6, C17, E6
}

/** A6, with the statements that match. */
function inOrder(hits: readonly Hit[], world: World): Verdict {
  const denies = GATES.filter((gate) => hits.some((hit) => hit.gate === gate && hit.effect === 'Deny'));
  if (denies.length > 0) return { decision: 'explicitDeny', deniedBy: denies }; // A2, A10
  const allows = hits.filter((hit) => hit.effect === 'Allow');
  const missing = new Set(gatesFor(allows, world).filter((gate) => !allows.some((hit) => hit.gate === gate)));
  const levels = world.layers.filter((layer) => layer.gate === 'scp');
  if (levels.some((level) => !allows.some((hit) => hit.layer === level))) missing.add('scp'); // A9
  if (missing.size > 0) return { decision: 'implicitDeny', deniedBy: GATES.filter((gate) => missing.has(gate)) }; // A1
  return { decision: 'allowed', deniedBy: [] };
}

/** The gates that have to allow, besides the SCPs; RCPs always do (A18). */
function gatesFor(allows: readonly Hit[], { caller, account, partition, layers }: World): readonly Gate[] {
  const limits = (['boundary', 'session'] as const).filter((gate) => layers.some((layer) => layer.gate === gate));
  const granted = allows.filter((hit) => hit.gate === 'resource').map((hit) => hit.reach);
  if (caller.kind === 'service') return ['resource']; // A41
  if (caller.account !== account || caller.partition !== partition) {
    return caller.kind === 'root' ? ['resource'] : ['identity', 'resource', ...limits]; // A28, A29, A30; A36
  }
  if (caller.kind === 'root' || granted.includes('direct')) return []; // A35; A21 rows i, iii, iv-a, A23
  if (granted.includes('owner')) return limits; // A21 rows ii and iv-b
  return ['identity', ...limits]; // A5, A22: naming the account adds nothing
}

/** How a Principal element names the caller: himself (or everybody), the role or user behind the session, the account. */
type Reach = 'direct' | 'owner' | 'account' | 'nobody';
interface Hit {
  readonly layer: Layer;
  readonly gate: Gate;
  readonly effect: 'Allow' | 'Deny';
  readonly reach: Reach;
  readonly certain: boolean;
}

function hitsOf(layer: Layer, policy: Policy, world: World): readonly Hit[] {
  const resourceBased = layer.gate === 'resource' || layer.gate === 'rcp';
  return policy.statements.flatMap((statement) => {
    const { Effect: effect } = statement;
    const reach = resourceBased ? reachOf(statement, world) : 'direct';
    const excluded =
      resourceBased && effect === 'Deny' && statement.NotPrincipal !== undefined ? denied(statement.NotPrincipal, world) : true;
    const match = all([reach !== 'nobody', excluded, !isIdle(statement), ...parts(statement, policy, world)]);
    if (match === false || (layer.gate === 'resource' && world.resource === '*' && effect === 'Allow')) return []; // E6
    const certain = match === true && !(resourceBased && world.resource === '*'); // A19, E6
    return [{ layer, gate: layer.gate, effect, reach, certain }];
  });
}

/** B17: an empty list of actions, resources or principals, negated or not. */
function isIdle({ Principal, NotPrincipal, ...lists }: Statement): boolean {
  const principals = Principal ?? NotPrincipal;
  if (principals !== undefined && entriesOf(principals).length === 0) return true;
  return [lists.Action, lists.NotAction, lists.Resource, lists.NotResource].some((list) => list !== undefined && many(list).length === 0);
}

/** Action, resource and condition of one statement. */
function parts(statement: Statement, policy: Policy, world: World): readonly Truth[] {
  const { Action, NotAction, Resource, NotResource } = statement;
  const action = many(Action ?? NotAction).some((entry) => actionMatches(entry, world.action));
  const resource = many(Resource ?? NotResource).some((entry) =>
    resourceMatches(entry, world.resource, { ...policy, context: world.context }),
  );
  const implied = Resource === undefined && NotResource === undefined && world.resource !== '*'; // B20, E6
  return [
    action !== (NotAction !== undefined), // B14
    implied || resource !== (NotResource !== undefined), // B15
    holds(statement.Condition, { variables: policy.variables, context: world.context }),
  ];
}

function reachOf({ Effect, Principal, NotPrincipal }: Statement, world: World): Reach {
  if (NotPrincipal === undefined) return nearest(Principal, world);
  const listed = Effect === 'Allow' && nearest(NotPrincipal, world) !== 'nobody';
  return listed ? 'nobody' : 'direct'; // A46: everybody but the listed; for Deny see denied()
}

function nearest(list: PrincipalList | undefined, world: World): Reach {
  const found = entriesOf(list).map(([type, entry]) => reachOfEntry(type, entry, world));
  return (['direct', 'owner', 'account'] as const).find((reach) => found.includes(reach)) ?? 'nobody';
}

function entriesOf(list: PrincipalList | undefined): readonly (readonly [string, string])[] {
  if (list === '*') return [['AWS', '*']]; // A52
  if (list === undefined || typeof list === 'string' || Array.isArray(list)) return [];
  return Object.entries(list).flatMap(([type, entries]) => many(entries).map((entry) => [type, entry] as const));
}

function reachOfEntry(type: string, entry: string, { caller, resource, partition }: World): Reach {
  if (caller.kind === 'service')
    return (type === 'AWS' && entry === '*') || (type === 'Service' && entry === caller.arn) ? 'direct' : 'nobody'; // A41–A43
  if (type !== 'AWS' || (resource !== '*' && caller.partition !== partition)) return 'nobody'; // A54; A31
  if (entry === '*') return 'direct'; // A23, A51: no other wildcard exists
  if (namesAccount(entry, caller)) return 'account'; // A22, B28
  if (entry === caller.arn) return 'direct'; // A21 rows i, iii, iv-a; A55
  return entry === caller.owner ? 'owner' : 'nobody'; // A21 rows ii, iv-b; A26, A51, B26
}

const namesAccount = (entry: string, caller: Caller): boolean =>
  entry === caller.account || entry === `arn:${caller.partition}:iam::${caller.account}:root`;

/** Deny with NotPrincipal: is the caller among the denied? */
function denied(list: PrincipalList, { caller, layers }: World): Truth {
  if (layers.some((layer) => layer.gate === 'boundary')) return true; // A47
  const entries = entriesOf(list);
  if (entries.some(([type, entry]) => type === 'AWS' && entry === '*')) return false; // A51
  const names = (type: string, arn: string) => entries.some((entry) => entry[0] === type && entry[1] === arn);
  if (caller.kind === 'service') return !names('Service', caller.arn);
  const account = entries.some(([type, entry]) => type === 'AWS' && namesAccount(entry, caller));
  if (caller.kind === 'root') return !account;
  if (!names('AWS', caller.owner)) return true; // A49
  return account && names('AWS', caller.arn) ? false : 'unsettled'; // A48, A49
}
