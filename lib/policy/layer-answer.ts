// What one set of policies says to a caller, over any algebra: with formulas about one action, with masks about a whole catalogue.
import type { Layer } from '../model/policy.ts';
import type { PolicyRef } from '../model/policy-ref.ts';
import type { Caller } from '../model/principal.ts';
import type { CompiledStatement } from './compile.ts';
import type { PolicySet } from './layers.ts';
import { all, FALSE, type Formula, type Hidden, TRUE, unread, unsettled } from './logic/formula.ts';
import { type ActionMask, meets } from './logic/mask.ts';
import type { PrincipalMatch } from './principal-match.ts';
import { statementsAbout } from './statement-index.ts';

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
  /** Whether the statements behind an answer are wanted as well. */
  readonly reasons?: boolean;
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

/** What is granted, by the way in which the caller is named. */
export type GrantsOf<V> = Readonly<Record<keyof PrincipalMatch, V>>;

export interface LayerAnswer<V, L extends Layer> {
  readonly layer: L;
  readonly level: number;
  /** The statements that can apply; none where nobody asked for reasons. */
  readonly matched: readonly MatchedStatementOf<V>[];
  readonly denied: V;
  /** What is granted in whatever way, which is all that counts but for resource policies. */
  readonly allowed: V;
  readonly grants: GrantsOf<V>;
}

const NO_STATEMENTS: readonly never[] = [];

/** What a set says: what its statements come to, and those that can apply. What was not read may hold a Deny and an Allow. */
export function layerAnswer<V, L extends Layer>(algebra: Algebra<V>, asked: Asked<V>, placed: PlacedSet<L>): LayerAnswer<V, L> {
  const { layer, level, set } = placed;
  const sums: Sums<V> = { denied: undefined, direct: undefined, role: undefined, some: undefined };
  const matched: MatchedStatementOf<V>[] | undefined = asked.reasons ? [] : undefined;
  // Once it is certain that a layer allows, only who wants to know all reasons asks its other Allows.
  let settled = false;
  for (const { ref, compiled, inForce = TRUE } of set.policies) {
    for (const statement of statementsAbout(compiled, asked.caller, asked.actions)) {
      if (!meets(statement.actions, asked.actions) || (settled && statement.effect === 'Allow')) continue;
      const counts = countsAt(layer, statement, asked);
      if (counts === FALSE) continue;
      const match = statement.principal.match(asked.caller, asked.hasBoundary);
      if (match.some === FALSE) continue;
      const isCertain = match.some === TRUE && inForce === TRUE && counts === TRUE;
      const holds = asked.holds(statement);
      const when = isCertain ? holds : algebra.all(algebra.lift(all(match.some, inForce, counts)), holds);
      if (when === algebra.never) continue;
      if (statement.effect === 'Deny') sums.denied = including(sums.denied, when);
      else includeGrant(algebra, sums, match, when);
      settled ||= !matched && statement.effect === 'Allow' && when === algebra.always && match.direct === TRUE;
      matched?.push({ layer, level, policy: ref, statement, match, when });
    }
  }
  if (set.gaps.length > 0) includeGaps(algebra, asked, placed, sums);
  const allowed = total(algebra, sums.some);
  const grants = { direct: total(algebra, sums.direct), role: total(algebra, sums.role), some: allowed };
  return { layer, level, matched: matched ?? NO_STATEMENTS, denied: total(algebra, sums.denied), allowed, grants };
}

/** Disjunctions while they grow: nothing is joined before the end, and then all at once, as formulas are compared by their shape. */
type Sums<V> = Record<'denied' | keyof PrincipalMatch, V[] | undefined>;

/** The parts with one more. */
export function including<V>(parts: V[] | undefined, part: V): V[] {
  if (!parts) return [part];
  parts.push(part);
  return parts;
}

function includeGrant<V>(algebra: Algebra<V>, sums: Sums<V>, match: PrincipalMatch, when: V): void {
  const { direct, role } = match;
  sums.some = including(sums.some, when);
  if (role !== FALSE) sums.role = including(sums.role, role === TRUE ? when : algebra.all(algebra.lift(role), when));
  if (direct !== FALSE) sums.direct = including(sums.direct, direct === TRUE ? when : algebra.all(algebra.lift(direct), when));
}

/** Where one of the parts is the case. */
export function total<V>({ any, never }: Algebra<V>, parts: V[] | undefined): V {
  const only = parts?.[0];
  if (!parts || only === undefined) return never;
  return parts.length === 1 ? only : any(...parts);
}

/** Identity and resource policies grant, the others only let pass (A6). */
function includeGaps<V>(algebra: Algebra<V>, asked: Asked<V>, { layer, set }: PlacedSet<Layer>, sums: Sums<V>): void {
  const hidden: Hidden = layer === 'identity' || layer === 'resource' ? 'Allow' : 'gate';
  for (const gap of set.gaps) {
    sums.denied = including(sums.denied, algebra.lift(unread(gap, 'Deny')));
    if (mayAllow(layer, asked)) includeGrant(algebra, sums, UNREAD_GRANT, algebra.lift(unread(gap, hidden)));
  }
}

/** Whom an unread policy names, and how, is not known: that it grants is one question. */
const UNREAD_GRANT: PrincipalMatch = { direct: TRUE, role: TRUE, some: TRUE };

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
