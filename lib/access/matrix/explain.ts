// One cell, layer by layer in AWS's evaluation order: what each layer says and with which statement (A3 of docs/semantics.md).

import { actionOf } from '../../ecr/actions.ts';
import type { Decision } from '../../model/decision.ts';
import type { Effect, Layer } from '../../model/policy.ts';
import type { PolicyRef } from '../../model/policy-ref.ts';
import type { Collected, Gap } from '../../model/snapshot.ts';
import { decisionOf } from '../../policy/decide.ts';
import type { Evaluation } from '../../policy/evaluate.ts';
import type { Layers, PolicySet } from '../../policy/layers.ts';
import { any } from '../../policy/logic/formula.ts';
import { isSubjectTo } from '../../policy/order.ts';
import { isAlways, isNever } from '../../policy/theory/solve.ts';
import { type Account, type Cell, evaluateCell } from '../account/account.ts';
import type { Subject } from '../account/subjects.ts';

export type LayerState =
  | 'denies'
  | 'may deny'
  | 'allows'
  | 'may allow'
  | 'delegates to the account'
  | 'says nothing'
  | 'none'
  | 'not read'
  | "the other account's";

export interface ExplainedLayer {
  readonly layer: Layer;
  /** Depth below the organization's root for service control policies; 0 elsewhere. */
  readonly level: number;
  readonly state: LayerState;
  readonly statements: readonly ExplainedStatement[];
  readonly unread: readonly Gap[];
}

export interface ExplainedStatement {
  readonly policy: PolicyRef;
  readonly sid: string | null;
  readonly index: number;
  readonly effect: Effect;
  /** False where it depends on something that a scan cannot know. */
  readonly certain: boolean;
}

export interface Explanation {
  readonly action: string;
  /** What the action was judged on: the repository, or `*` for actions without resource. */
  readonly resource: string;
  readonly decision: Decision;
  readonly layers: readonly ExplainedLayer[];
}

/** The decision on one cell, and what each layer says, in AWS's order. Layers that do not exist are listed with the state `none`. */
export function explain(account: Account, cell: Cell): Explanation {
  const { request, evaluation, layers } = evaluateCell(account, cell);
  const unread = unreadControls(account, cell);
  const isOwn = request.caller.kind !== 'service' && request.caller.kind !== 'anyone' && request.caller.account === request.resourceAccount;
  return {
    action: actionOf(cell.action),
    resource: request.resource,
    decision: decisionOf(evaluation, request),
    layers: inOrder(layers, unread).map((placed) => explainLayer(evaluation, placed, isOwn)),
  };
}

interface Placed {
  readonly layer: Layer;
  readonly level: number;
  readonly set: PolicySet | 'delegated' | undefined;
  /** Why nothing is known of it. */
  readonly gap: Gap | undefined;
}

type Controls = Readonly<Record<'scp' | 'rcp', Gap | undefined>>;

function inOrder({ rcp, scp, resource, identity, boundary, session }: Layers, unread: Controls): readonly Placed[] {
  // What another account's own side has besides is that account's affair.
  const others = identity === 'delegated' ? identity : undefined;
  const levels = scp.length === 0 ? [others] : scp;
  const place = (layer: Layer, set: Placed['set'], level = 0): Placed => {
    return { layer, level, set, gap: layer === 'scp' || layer === 'rcp' ? unread[layer] : undefined };
  };
  return [
    place('rcp', rcp),
    ...levels.map((set, level) => place('scp', set, level)),
    place('resource', resource),
    place('identity', identity),
    place('boundary', boundary ?? others),
    place('session', session ?? others),
  ];
}

/** The controls that concern a cell and were not read. Without them the decision is an upper bound. */
function unreadControls({ snapshot, ground }: Account, { subject }: Cell): Controls {
  const { organization } = snapshot;
  const none = { scp: undefined, rcp: undefined };
  if (organization.kind === 'absent') return none;
  if (organization.kind === 'unknown') return concerning(organization.gap, organization.gap, subject);
  const { managementAccount, serviceControlPolicies, resourceControlPolicies } = organization.value;
  // A8, A17: the principals and resources of the management account are exempt.
  return managementAccount === ground.account ? none : concerning(gapOf(serviceControlPolicies), gapOf(resourceControlPolicies), subject);
}

/** SCPs are about the account's own principals, RCPs about whoever asks (A11, A16). */
function concerning(scp: Gap | undefined, rcp: Gap | undefined, { local, caller }: Subject): Controls {
  return { scp: local && isSubjectTo(caller, 'scp') ? scp : undefined, rcp: isSubjectTo(caller, 'rcp') ? rcp : undefined };
}

function gapOf(part: Collected<unknown>): Gap | undefined {
  return part.kind === 'unknown' ? part.gap : undefined;
}

function explainLayer({ matched }: Evaluation, { layer, level, set, gap }: Placed, isOwn: boolean): ExplainedLayer {
  const own = matched.filter((each) => each.layer === layer && each.level === level);
  const applies = (effect: Effect) => any(...own.filter(({ statement }) => statement.effect === effect).map(({ when }) => when));
  const statements = own.map(({ policy, statement: { source }, when }): ExplainedStatement => {
    return { policy, sid: source.sid, index: source.index, effect: source.effect, certain: isAlways(when) };
  });
  const unread = [...(set === undefined || set === 'delegated' ? [] : set.gaps), ...(gap ? [gap] : [])];
  const base = { layer, level, statements, unread };
  if (isAlways(applies('Deny'))) return { ...base, state: 'denies' };
  if (!isNever(applies('Deny'))) return { ...base, state: 'may deny' };
  if (unread.length > 0) return { ...base, state: 'not read' };
  // A22: inside one account naming the account lets its own policies decide, and grants nothing.
  if (layer === 'resource' && isOwn && isDelegation(own)) return { ...base, state: 'delegates to the account' };
  // A18: RCPFullAWSAccess is always there.
  if (layer === 'rcp' || isAlways(applies('Allow'))) return { ...base, state: 'allows' };
  if (!isNever(applies('Allow'))) return { ...base, state: 'may allow' };
  if (set === 'delegated') return { ...base, state: "the other account's" };
  return { ...base, state: set === undefined || set.policies.length === 0 ? 'none' : 'says nothing' };
}

function isDelegation(own: Evaluation['matched']): boolean {
  const allows = own.filter(({ statement }) => statement.effect === 'Allow');
  return allows.length > 0 && allows.every(({ match }) => isNever(match.direct) && isNever(match.role));
}
