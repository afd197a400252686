// One cell, layer by layer in AWS's evaluation order: what each layer says and with which statement (SEMANTICS A3).
import type { Decision } from '../model/decision.ts';
import type { Effect, Layer } from '../model/policy.ts';
import type { Gap } from '../model/snapshot.ts';
import { decisionOf } from '../policy/decide.ts';
import type { Evaluation, Layers, PolicySet } from '../policy/evaluate.ts';
import { any } from '../policy/formula.ts';
import { isAlways, isNever } from '../policy/solve.ts';
import { type Account, type Cell, evaluateCell } from './account.ts';
import { ECR_ACTIONS } from './actions.ts';

export type LayerState = 'denies' | 'may deny' | 'allows' | 'may allow' | 'says nothing' | 'none' | 'not read' | "the other account's";

export interface ExplainedLayer {
  readonly layer: Layer;
  /** Depth below the organization's root for service control policies; 0 elsewhere. */
  readonly level: number;
  readonly state: LayerState;
  readonly statements: readonly ExplainedStatement[];
  readonly unread: readonly Gap[];
}

export interface ExplainedStatement {
  readonly policy: string;
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

export function explain(account: Account, cell: Cell): Explanation {
  const { request, evaluation, layers } = evaluateCell(account, cell);
  return {
    action: ECR_ACTIONS[cell.action] ?? '',
    resource: request.resource,
    decision: decisionOf(evaluation, request),
    layers: inOrder(layers).map(([layer, level, set]) => explainLayer(evaluation, layer, level, set)),
  };
}

type Placed = readonly [Layer, number, PolicySet | 'delegated' | undefined];

function inOrder({ rcp, scp, resource, identity, boundary, session }: Layers): readonly Placed[] {
  return [
    ['rcp', 0, rcp],
    ...(scp.length === 0 ? [['scp', 0, undefined] as const] : scp.map((set, level) => ['scp', level, set] as const)),
    ['resource', 0, resource],
    ['identity', 0, identity],
    ['boundary', 0, boundary],
    ['session', 0, session],
  ];
}

function explainLayer({ spoken }: Evaluation, layer: Layer, level: number, set: PolicySet | 'delegated' | undefined): ExplainedLayer {
  const own = spoken.filter((each) => each.layer === layer && each.level === level);
  const said = (effect: Effect) => any(...own.filter(({ statement }) => statement.effect === effect).map(({ when }) => when));
  const statements = own.map(({ policy, statement: { source }, when }): ExplainedStatement => {
    return { policy, sid: source.sid, index: source.index, effect: source.effect, certain: isAlways(when) };
  });
  const unread = set === undefined || set === 'delegated' ? [] : set.gaps;
  const base = { layer, level, statements, unread };
  if (isAlways(said('Deny'))) return { ...base, state: 'denies' };
  if (!isNever(said('Deny'))) return { ...base, state: 'may deny' };
  if (unread.length > 0) return { ...base, state: 'not read' };
  // A18: RCPFullAWSAccess is always there.
  if (layer === 'rcp' || isAlways(said('Allow'))) return { ...base, state: 'allows' };
  if (!isNever(said('Allow'))) return { ...base, state: 'may allow' };
  if (set === 'delegated') return { ...base, state: "the other account's" };
  return { ...base, state: set === undefined || set.policies.length === 0 ? 'none' : 'says nothing' };
}
