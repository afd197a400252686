// What the policies of one side say in a cell, statement by statement. Sides of one shape differ in the values of their conditions only, and
// what is proved of a pair of sides is proved of every pair that has their shapes.
import { memoize } from '../../collections/memoize.ts';
import { LOGIN } from '../../ecr/capabilities.ts';
import type { Reason, Residual } from '../../model/decision.ts';
import type { Layer } from '../../model/policy.ts';
import { type PolicyRef, policyKey } from '../../model/policy-ref.ts';
import type { CompiledStatement } from '../../policy/compile.ts';
import { FALSE, type Formula } from '../../policy/logic/formula.ts';
import { hasBit } from '../../policy/logic/mask.ts';
import type { Context } from '../../policy/match/context.ts';
import type { PrincipalMatch } from '../../policy/principal-match.ts';
import { EVERY_BIT, when } from '../cell/action-formulas.ts';
import { shapeKey, type TestTopic, topicsOf } from '../cell/side-shapes.ts';
import { asksForTags } from '../cell/sides.ts';

/** A statement of one side in its place. */
export interface PlacedStatement {
  readonly layer: Layer;
  /** SCP depth; 0 elsewhere. */
  readonly level: number;
  readonly policy: PolicyRef;
  readonly statement: CompiledStatement;
  /** How it means the caller. INVARIANT: constants. */
  readonly match: PrincipalMatch;
}

/** One side of a cell. */
export interface BearingSide {
  /** The statements that may apply, in the order in which they are asked. */
  readonly statements: readonly PlacedStatement[];
  /** Equal for sides that say the same in the same places but for the values of conditions, whose tests are in one relation. */
  readonly shape: number;
  /** Equal for sides that say the very same. */
  readonly exact: () => number;
  /** What their conditions ask about. */
  readonly topics: ReadonlySet<TestTopic>;
  /** What proofs have told of its statements, by the parts of outlines (outlined-proofs.ts). */
  readonly reasons: Map<object, readonly Reason[]>;
  readonly residuals: Map<object, readonly Residual[]>;
}

/** What is known of the requests of a cell: of actions on the repository, of those that carry tags, and of those on the registry. */
export interface CellContexts {
  readonly arn: string;
  readonly plain: Context;
  readonly tagging: Context;
  readonly onRegistry: Context;
}

/** A side out of statements that may apply; `about` is what else tells sides apart. */
export type BearingSideOf = (placed: readonly PlacedStatement[], contexts: CellContexts, about: string) => BearingSide;

/** Sides whose shapes are numbered together. */
export function bearingSides(): BearingSideOf {
  const [shapes, exacts] = [numbering(), numbering()];
  return (placed, contexts, about) => {
    const bearing = placed.flatMap((each) => {
      const asked = askedOf(each.statement, contexts);
      return asked.some((formulas) => !formulas.includes(FALSE)) ? [{ each, asked }] : [];
    });
    const statements = bearing.map(({ each }) => each);
    const parts = bearing.flatMap(({ asked }) => asked.flat().map((formula) => when(EVERY_BIT, formula)));
    const places = [about, ...placesOf(statements)].join('\n');
    const exact = memoize((_: undefined) => exacts(`${places}\n${shapeKey(parts, () => 'byValue')}`));
    return {
      statements,
      shape: shapes(`${places}\n${shapeKey(parts, () => 'byKey')}`),
      exact: () => exact(undefined),
      topics: topicsOf(parts),
      reasons: new Map(),
      residuals: new Map(),
    };
  };
}

/** What a statement's Resource and conditions come to, by request. */
function askedOf(statement: CompiledStatement, contexts: CellContexts): readonly (readonly Formula[])[] {
  const { actions, resource, conditions } = statement;
  const { arn, plain, tagging, onRegistry } = contexts;
  const asked = (at: string, context: Context): readonly Formula[] => [
    resource.covers(at, context),
    ...conditions.map(({ holds }) => holds(context)),
  ];
  return [
    asked(arn, plain),
    ...(asksForTags(statement) ? [asked(arn, tagging)] : []),
    ...(hasBit(actions, LOGIN) ? [asked('*', onRegistry)] : []),
  ];
}

/** What a proof tells of a statement beside its values, and what decides whether it counts at its layer. */
function placesOf(statements: readonly PlacedStatement[]): readonly string[] {
  const policies = [...new Set(statements.map(({ policy }) => policyKey(policy)))];
  const numbers = new Map(policies.map((policy, number) => [policy, number]));
  return statements.map(({ layer, level, policy, statement, match: { direct, role, some } }) => {
    const { effect, actions, resource, conditions } = statement;
    const written = conditions.map(({ written: { operator, key } }) => [operator, key]);
    const place = `${layer} ${level} ${numbers.get(policyKey(policy))} ${effect} ${actions.lo},${actions.hi} ${resource.scope}`;
    return `${place} ${direct.kind} ${role.kind} ${some.kind} ${JSON.stringify(written)}`;
  });
}

/** Characters of texts that are kept; what comes later is like nothing else. */
const MOST_KEPT = 20_000_000;

/** Numbers that are equal for equal texts. */
function numbering(): (text: string) => number {
  const numbers = new Map<string, number>();
  let kept = 0;
  let next = 0;
  return (text) => {
    const before = numbers.get(text);
    if (before !== undefined) return before;
    next += 1;
    if (kept + text.length <= MOST_KEPT) {
      numbers.set(text, next);
      kept += text.length;
    }
    return next;
  };
}
