// One request, decided by AWS's order of evaluation with formulas: who denies, which gates have to open, and what lets in.
import type { Layer } from '../model/policy.ts';
import type { Caller } from '../model/principal.ts';
import { conditionsHold } from './compile.ts';
import type { Algebra, Asked, MatchedStatementOf } from './layer-answer.ts';
import type { Layers } from './layers.ts';
import { all, any, FALSE, type Formula, not, TRUE } from './logic/formula.ts';
import { type ActionMask, maskOf } from './logic/mask.ts';
import type { Context } from './match/context.ts';
import {
  combine,
  deniedBy,
  type Gate,
  gatesOf,
  hasBoundary,
  principalAnswers,
  principalSideOf,
  resourceAnswers,
  resourceSideOf,
} from './order.ts';

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

/** A statement that can apply to the request. */
export type MatchedStatement = MatchedStatementOf<Formula>;

export interface Evaluation {
  /** Resource policies first, then the caller's own, then resource control policies. */
  readonly matched: readonly MatchedStatement[];
  /** Every Allow that is needed. */
  readonly gates: readonly Gate<Formula>[];
  readonly denied: Formula;
  /** Whether the request is allowed, all gates and denials together. */
  readonly access: Formula;
}

const FORMULAS: Algebra<Formula> = {
  always: TRUE,
  never: FALSE,
  all,
  any,
  except: (a, b) => all(not(b), a),
  lift: (formula) => formula,
};

/** Everything that the policies say of a request. Nothing is decided yet: what a scan cannot know is left in the formulas. */
export function evaluate(request: Request, layers: Layers): Evaluation {
  const asked = askedBy(request, layers, { reasons: true });
  const [own, others] = [principalAnswers(FORMULAS, asked, layers), resourceAnswers(FORMULAS, asked, layers)];
  const [principal, resource] = [principalSideOf(FORMULAS, asked, own), resourceSideOf(FORMULAS, asked, others)];
  const matchedAt = (layer: Layer): readonly MatchedStatement[] => others.flatMap((each) => (each.layer === layer ? each.matched : []));
  return {
    matched: [...matchedAt('resource'), ...own.flatMap(({ matched }) => matched), ...matchedAt('rcp')],
    gates: gatesOf(FORMULAS, principal, own, resource),
    denied: deniedBy(FORMULAS, principal, resource),
    access: combine(FORMULAS, principal, resource),
  };
}

/** The same without reasons: who denies, and whether the request is allowed, all gates and denials together. */
export function evaluateAccess(request: Request, layers: Layers): Pick<Evaluation, 'denied' | 'access'> {
  const asked = askedBy(request, layers, { reasons: false });
  const principal = principalSideOf(FORMULAS, asked, principalAnswers(FORMULAS, asked, layers));
  const resource = resourceSideOf(FORMULAS, asked, resourceAnswers(FORMULAS, asked, layers));
  return { denied: deniedBy(FORMULAS, principal, resource), access: combine(FORMULAS, principal, resource) };
}

function askedBy(request: Request, layers: Layers, { reasons }: { readonly reasons: boolean }): Asked<Formula> {
  const { caller, action, resource, resourceAccount, resourceMustAllow, context } = request;
  return {
    caller,
    actions: SINGLE[action] ?? maskOf([action]),
    resource,
    resourceAccount,
    resourceMustAllow: resourceMustAllow ?? false,
    hasBoundary: hasBoundary(layers),
    reasons,
    holds: (statement) => conditionsHold(statement, resource, context),
  };
}

/** Each action by itself. */
const SINGLE: readonly ActionMask[] = Array.from({ length: 64 }, (_, bit) => maskOf([bit]));
