// What one set of policies says to a caller, over any algebra: with formulas about one action, with masks about a whole catalogue.
import type { Effect, Layer } from '../model/policy.ts';
import type { PolicyRef } from '../model/policy-ref.ts';
import type { Caller } from '../model/principal.ts';
import type { CompiledStatement } from './compile.ts';
import type { PolicySet } from './layers.ts';
import { all, FALSE, type Formula, type Hidden, TRUE, unread, unsettled } from './logic/formula.ts';
import { type ActionMask, meets } from './logic/mask.ts';
import type { PrincipalMatch } from './principal-match.ts';

/** How answers are put together. An answer says where something is the case: always, never, or depending on what a scan cannot know. */
export interface Algebra<V> {
  readonly always: V;
  readonly never: V;
  readonly all: (...parts: readonly V[]) => V;
  readonly any: (...parts: readonly V[]) => V;
  /** Where the first is the case and the second is not. */
  readonly except: (a: V, b: V) => V;
  /** The answer of a formula that is the same for every action. */
  readonly lift: (formula: Formula) => V;
}

/** Who asks for what. */
export interface Asked<V> {
  readonly caller: Caller;
  /** Bits of the universe that the policies were compiled for. */
  readonly actions: ActionMask;
  /** An ARN, or `*` for actions without resource (B13). */
  readonly resource: string;
  readonly resourceAccount: string;
  /** A5: role trust policies and KMS key policies have to allow even inside one account. */
  readonly resourceMustAllow?: boolean;
  /** Whether the caller has a permissions boundary, which a Deny with NotPrincipal asks (A47). */
  readonly hasBoundary: Formula;
  /** Where a statement's Action, Resource and Condition elements fit what is asked for. */
  readonly holds: (statement: CompiledStatement) => V;
}

/** Where a set of policies stands in an evaluation. */
export interface PlacedSet<L extends Layer> {
  readonly layer: L;
  /** SCP depth; 0 elsewhere. */
  readonly level: number;
  readonly set: PolicySet;
}

/** A statement that can apply. */
export interface MatchedStatementOf<V> {
  readonly layer: Layer;
  readonly level: number;
  readonly policy: PolicyRef;
  readonly statement: CompiledStatement;
  readonly match: PrincipalMatch;
  /** Where it applies. */
  readonly when: V;
}

export interface LayerAnswer<V, L extends Layer> {
  readonly layer: L;
  readonly level: number;
  readonly matched: readonly MatchedStatementOf<V>[];
  /** What policies that were not read may allow, one answer for each. */
  readonly unreadAllows: readonly V[];
  readonly denied: V;
  readonly allowed: V;
}

/** What a set says: the statements that can apply, and what they come to. What was not read may hold a Deny and an Allow. */
export function layerAnswer<V, L extends Layer>(algebra: Algebra<V>, asked: Asked<V>, placed: PlacedSet<L>): LayerAnswer<V, L> {
  const { layer, level, set } = placed;
  const matched = matchedStatements(algebra, asked, placed);
  const unreadAllows = hiddenAllows(algebra, asked, placed);
  const byEffect: Record<Effect, V[]> = { Allow: [], Deny: [] };
  for (const { statement, when } of matched) byEffect[statement.effect].push(when);
  for (const gap of set.gaps) byEffect.Deny.push(algebra.lift(unread(gap, 'Deny')));
  return {
    layer,
    level,
    matched,
    unreadAllows,
    denied: algebra.any(...byEffect.Deny),
    allowed: algebra.any(...byEffect.Allow, ...unreadAllows),
  };
}

/** Identity and resource policies grant, the others only let pass (A6). */
function hiddenAllows<V>(algebra: Algebra<V>, asked: Asked<V>, { layer, set }: PlacedSet<Layer>): readonly V[] {
  if (!mayAllow(layer, asked)) return [];
  const hidden: Hidden = layer === 'identity' || layer === 'resource' ? 'Allow' : 'gate';
  return set.gaps.map((gap) => algebra.lift(unread(gap, hidden)));
}

function matchedStatements<V>(
  algebra: Algebra<V>,
  asked: Asked<V>,
  { layer, level, set }: PlacedSet<Layer>,
): readonly MatchedStatementOf<V>[] {
  const matched: MatchedStatementOf<V>[] = [];
  for (const { ref, compiled, inForce = TRUE } of set.policies) {
    for (const statement of compiled.statements) {
      if (!meets(statement.actions, asked.actions)) continue;
      const counts = countsAt(layer, statement, asked);
      if (counts === FALSE) continue;
      const match = statement.principal.match(asked.caller, asked.hasBoundary);
      if (match.some === FALSE) continue;
      const terms = all(match.some, inForce, counts);
      const when = terms === TRUE ? asked.holds(statement) : algebra.all(algebra.lift(terms), asked.holds(statement));
      if (when !== algebra.never) matched.push({ layer, level, policy: ref, statement, match, when });
    }
  }
  return matched;
}

/** Whether a statement that fits has a say at its layer, where the documentation leaves that open or rules it out. */
function countsAt<V>(layer: Layer, { effect, resource: { scope } }: CompiledStatement, asked: Asked<V>): Formula {
  if (effect === 'Allow') return mayAllow(layer, asked) ? TRUE : FALSE;
  if (asked.resource !== '*') return TRUE;
  // E6: whether the Deny of a resource policy counts for an action without resource is not documented.
  if (layer === 'resource') return scope === 'every' ? FALSE : unsettled('E6');
  // A19: which account's RCPs govern an action without resource is not documented.
  return layer === 'rcp' ? unsettled('A19') : TRUE;
}

/** A18: RCPFullAWSAccess is always attached, so that an RCP allows nothing more. E6: no resource policy grants an action without resource. */
function mayAllow<V>(layer: Layer, { resource }: Asked<V>): boolean {
  return layer !== 'rcp' && !(layer === 'resource' && resource === '*');
}
