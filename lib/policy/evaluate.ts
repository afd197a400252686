// AWS's evaluation order as formulas: who denies, which gates have to open (A1-A38 of docs/semantics.md).
import { arnFields } from '../model/ids.ts';
import type { Layer } from '../model/policy.ts';
import type { Caller } from '../model/principal.ts';
import type { Gap } from '../model/snapshot.ts';
import { type CompiledPolicy, type CompiledStatement, conditionsHold } from './compile.ts';
import { all, any, delegated, FALSE, type Formula, type Hidden, not, TRUE, unread, unsettled } from './logic/formula.ts';
import { hasBit } from './logic/mask.ts';
import type { Context } from './match/context.ts';
import { NO_MATCH, type PrincipalMatch } from './principal-match.ts';

export interface Request {
  readonly caller: Caller;
  /** Position in the universe that the policies were compiled for. */
  readonly action: number;
  /** An ARN, or `*` for actions without resource (B13). */
  readonly resource: string;
  readonly resourceAccount: string;
  readonly context: Context;
  /** A5: role trust policies and KMS key policies have to allow even inside one account. */
  readonly resourceMustAllow?: boolean;
}

export interface AttachedPolicy {
  readonly name: string;
  readonly compiled: CompiledPolicy;
  /** Whether the policy is in force at all, where that was not read (E4). */
  readonly inForce?: Formula;
}

/** The policies of one layer, and the gaps where one could not be read. */
export interface PolicySet {
  readonly policies: readonly AttachedPolicy[];
  readonly gaps: readonly Gap[];
}

export interface Layers {
  /** `delegated`: another account's own policies, which nobody here can see (A33). */
  readonly identity: PolicySet | 'delegated';
  readonly resource: PolicySet;
  /** Undefined: no boundary is set, no session policy was passed. */
  readonly boundary: PolicySet | undefined;
  readonly session: PolicySet | undefined;
  /** One set per level, from the organization's root down (A9). Empty: the layer does not exist. */
  readonly scp: readonly PolicySet[];
  readonly rcp: PolicySet;
}

/** A statement that can apply to the request. */
export interface MatchedStatement {
  readonly layer: Layer;
  /** SCP depth; 0 elsewhere. */
  readonly level: number;
  readonly policy: string;
  readonly statement: CompiledStatement;
  readonly naming: PrincipalMatch;
  /** Whether it applies. */
  readonly when: Formula;
}

/** One yes that is needed. */
export interface Gate {
  readonly layer: Layer;
  readonly level: number;
  readonly open: Formula;
}

export interface Evaluation {
  readonly spoken: readonly MatchedStatement[];
  readonly gates: readonly Gate[];
  readonly denied: Formula;
}

export function evaluate(request: Request, layers: Layers): Evaluation {
  const spoken = gather(request, layers);
  const denials = spoken.filter(({ statement }) => statement.effect === 'Deny').map(({ when }) => when);
  return { spoken, gates: gatesOf(request, layers, spoken), denied: any(...denials, ...hiddenDenials(request, layers)) };
}

/** The layers that exist for a caller: services, whole accounts and outsiders have none of their own, root has no identity policies (A34, A41). */
function isSubjectTo(caller: Caller, layer: Layer): boolean {
  switch (layer) {
    case 'resource':
      return true;
    // A17: calls by service-linked roles are exempt.
    case 'rcp':
      return !isServiceLinked(caller);
    // A8
    case 'scp':
      return hasOwnPolicies(caller) ? !isServiceLinked(caller) : caller.kind === 'root';
    case 'identity':
    case 'boundary':
    case 'session':
      return hasOwnPolicies(caller);
  }
}

function hasOwnPolicies({ kind }: Caller): boolean {
  return kind === 'user' || kind === 'role' || kind === 'session' || kind === 'federated';
}

function isServiceLinked(caller: Caller): boolean {
  return (caller.kind === 'role' || caller.kind === 'session') && caller.serviceLinked;
}

interface Placed {
  readonly layer: Layer;
  readonly level: number;
  readonly set: PolicySet;
}

/** Every set of policies that bears on the caller. */
function placedSets({ caller }: Request, layers: Layers): readonly Placed[] {
  const sets: Placed[] = [{ layer: 'resource', level: 0, set: layers.resource }];
  const add = (layer: Layer, set: PolicySet | undefined, level = 0): void => {
    if (set && isSubjectTo(caller, layer)) sets.push({ layer, level, set });
  };
  if (layers.identity !== 'delegated') add('identity', layers.identity);
  add('boundary', layers.boundary);
  add('session', layers.session);
  layers.scp.forEach((set, level) => {
    add('scp', set, level);
  });
  add('rcp', layers.rcp);
  return sets;
}

function gather(request: Request, layers: Layers): readonly MatchedStatement[] {
  const spoken: MatchedStatement[] = [];
  const bounded = boundedness(layers);
  for (const { layer, level, set } of placedSets(request, layers)) {
    for (const { name, compiled, inForce = TRUE } of set.policies) {
      for (const statement of compiled.statements) {
        if (!hasBit(statement.actions, request.action) || isWithoutEffect(layer, statement)) continue;
        const naming = statement.principal.naming(request.caller, bounded);
        if (naming.some === FALSE) continue;
        const when = applies(statement, layer, request, all(naming.some, inForce));
        if (when !== FALSE) spoken.push({ layer, level, policy: name, statement, naming, when });
      }
    }
  }
  return spoken;
}

/** A18: RCPFullAWSAccess is always attached, so that only a Deny of a resource control policy changes anything. */
function isWithoutEffect(layer: Layer, { effect }: CompiledStatement): boolean {
  return layer === 'rcp' && effect === 'Allow';
}

/** A47: a boundary that was not read may be no boundary. */
export function boundedness({ boundary }: Pick<Layers, 'boundary'>): Formula {
  if (!boundary) return FALSE;
  const [gap] = boundary.gaps;
  return boundary.policies.length > 0 || !gap ? TRUE : unread(gap, 'Deny');
}

function applies(statement: CompiledStatement, layer: Layer, request: Request, named: Formula): Formula {
  const { resource, context } = request;
  if (resource === '*' && layer === 'resource') return appliesToRegistry(statement, request, named);
  const when = all(named, conditionsHold(statement, resource, context));
  // A19: which account's RCPs govern an action without resource is not documented.
  return resource === '*' && layer === 'rcp' ? all(when, unsettled('A19')) : when;
}

/** E6: a resource policy never grants an action without resource; whether its Deny on `*` counts is not documented. */
function appliesToRegistry(statement: CompiledStatement, { resource, context }: Request, named: Formula): Formula {
  if (statement.effect === 'Allow' || statement.resource.scope === 'every') return FALSE;
  return all(named, conditionsHold(statement, resource, context), unsettled('E6'));
}

/** A policy that was not read may hide a Deny, so it keeps every Allow uncertain. */
function hiddenDenials(request: Request, layers: Layers): readonly Formula[] {
  return placedSets(request, layers).flatMap(({ set }) => set.gaps.map((gap) => unread(gap, 'Deny')));
}

function gatesOf(request: Request, layers: Layers, spoken: readonly MatchedStatement[]): readonly Gate[] {
  const { caller } = request;
  const guardrails = isSubjectTo(caller, 'scp')
    ? layers.scp.map((set, level): Gate => ({ layer: 'scp', level, open: yesOf(spoken, set, 'scp', level) }))
    : [];
  return [...guardrails, ...grantGates(request, layers, spoken)];
}

function grantGates(
  { caller, resource, resourceAccount, resourceMustAllow }: Request,
  layers: Layers,
  spoken: readonly MatchedStatement[],
): readonly Gate[] {
  const gate = (layer: Layer, open: Formula): Gate => ({ layer, level: 0, open });
  const said = grantsOf(spoken, layers.resource);
  if (caller.kind === 'service' || caller.kind === 'anyone') return [gate('resource', said.some)];
  // A31: nothing reaches over the border of a partition.
  const samePartition = resource === '*' || arnFields(resource)?.partition === caller.partition;
  const sameAccount = samePartition && caller.account === resourceAccount;
  const grants = samePartition ? said : NO_MATCH;
  // A35, A36: root needs no identity policy.
  if (caller.kind === 'root') return sameAccount ? [] : [gate('resource', grants.some)];
  const { identity, boundary, session } = layers;
  const own = identity === 'delegated' ? delegated(caller.account) : yesOf(spoken, identity, 'identity', 0);
  if (caller.kind === 'account') return [gate('resource', grants.some), gate('identity', delegated(caller.account))];
  const bound = boundary ? yesOf(spoken, boundary, 'boundary', 0) : TRUE;
  const passed = session ? yesOf(spoken, session, 'session', 0) : TRUE;
  // A28, A29: across accounts both sides have to say yes, and nothing is bypassed.
  if (!sameAccount) return [gate('resource', grants.some), gate('identity', own), gate('boundary', bound), gate('session', passed)];
  // A21-A23: a direct naming bypasses all three, naming the role only the identity policies; naming the account grants nothing.
  return [
    ...(resourceMustAllow ? [gate('resource', grants.some)] : []),
    gate('identity', any(grants.direct, grants.role, own)),
    gate('boundary', any(grants.direct, bound)),
    gate('session', any(grants.direct, passed)),
  ];
}

/** Whether a set of policies allows: a statement that says so, or one that was not read. */
function yesOf(spoken: readonly MatchedStatement[], set: PolicySet, layer: Layer, level: number): Formula {
  const said: Formula[] = [];
  for (const each of spoken) {
    if (each.layer === layer && each.level === level && each.statement.effect === 'Allow') said.push(each.when);
  }
  return any(...said, ...hidden(set, hiddenAllow(layer)));
}

function grantsOf(spoken: readonly MatchedStatement[], set: PolicySet): PrincipalMatch {
  const allows = spoken.filter(({ layer, statement }) => layer === 'resource' && statement.effect === 'Allow');
  const unreadAllows = hidden(set, 'Allow');
  const said = (how: keyof PrincipalMatch): Formula => any(...allows.map(({ naming, when }) => all(naming[how], when)), ...unreadAllows);
  return { direct: said('direct'), role: said('role'), some: said('some') };
}

/** What an unread policy of a layer may hold beside a Deny: identity and resource policies grant, the others only let pass (A6). */
export function hiddenAllow(layer: Layer): Hidden {
  return layer === 'identity' || layer === 'resource' ? 'Allow' : 'gate';
}

function hidden(set: PolicySet, what: Hidden): readonly Formula[] {
  return set.gaps.map((gap) => unread(gap, what));
}

/** Whether the request is allowed, all gates and denials together. */
export function accessOf({ gates, denied }: Evaluation): Formula {
  return all(not(denied), ...gates.map(({ open }) => open));
}
