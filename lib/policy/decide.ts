// Reads the decision off an evaluation: what it is, who decided it, what it still depends on.
import type { Decision, DecisionKind, Reason, Residual } from '../model/decision.ts';
import { LAYERS, type Layer } from '../model/policy.ts';
import { type Evaluation, evaluate, evaluateAccess, type MatchedStatement, type Request } from './evaluate.ts';
import type { Layers } from './layers.ts';
import { type Atom, all, any, atomsOf, type Formula, not, TRUE } from './logic/formula.ts';
import { SESSION_NAME } from './principal-match.ts';
import { isAlways, isNever, type Solution, solve } from './theory/solve.ts';

/** The decision on one request, with the statements behind it (A6). */
export function decide(request: Request, layers: Layers): Decision {
  return decisionOf(evaluate(request, layers), request);
}

/** The decision on one request without what is behind it, for callers with many requests. */
export function decideKind(request: Request, layers: Layers): DecisionKind {
  const { denied, access } = evaluateAccess(request, layers);
  return isAlways(denied) ? 'explicitDeny' : kindOf(solve(access));
}

/** The decision that an evaluation comes to. `request` is the one that was evaluated: residual conditions are read against its context. */
export function decisionOf(evaluation: Evaluation, request: Request): Decision {
  if (isAlways(evaluation.denied)) return explicitDeny(evaluation);
  const solution = solve(evaluation.access);
  switch (solution.kind) {
    case 'true':
      return settled(
        'allowed',
        [],
        evaluation.matched.filter(isAllow).filter(({ when }) => isAlways(when)),
      );
    case 'false':
      return settled('implicitDeny', closedLayers(evaluation), []);
    case 'open':
      return open(evaluation, request, solution);
  }
}

/** Whether a solution's open outcome is for want of reading, and not only of context. */
export function kindOf(solution: Solution): DecisionKind {
  if (solution.kind === 'true') return 'allowed';
  if (solution.kind === 'false') return 'implicitDeny';
  const unknown = [...solution.depends].some(({ about }) => about.kind === 'unread' || about.kind === 'unsettled');
  return unknown ? 'unknown' : 'conditional';
}

function settled(kind: DecisionKind, deniedBy: readonly Layer[], matched: readonly MatchedStatement[]): Decision {
  return { kind, deniedBy, statements: reasonsOf(matched), conditions: [], unread: [], unsettled: [] };
}

/** The layers whose Denies are certain; where only several together are, all that deny. */
function explicitDeny({ matched }: Evaluation): Decision {
  const denies = matched.filter(({ statement }) => statement.effect === 'Deny');
  const certainLayers = LAYERS.filter((layer) => isAlways(any(...denies.filter((each) => each.layer === layer).map(({ when }) => when))));
  const deniedBy = certainLayers.length > 0 ? certainLayers : LAYERS.filter((layer) => denies.some((each) => each.layer === layer));
  const certain = denies.filter(({ when }) => isAlways(when));
  return settled('explicitDeny', deniedBy, certain.length > 0 ? certain : denies);
}

/** Every layer that had to allow and did not; where none is shut by itself, all that depend on something. */
function closedLayers({ gates, denied }: Evaluation): readonly Layer[] {
  const free = not(denied);
  const shut = gates.filter(({ opens }) => isNever(all(opens, free)));
  const closed = shut.length > 0 ? shut : gates.filter(({ opens }) => opens !== TRUE);
  return LAYERS.filter((layer) => closed.some((gate) => gate.layer === layer));
}

function open(evaluation: Evaluation, request: Request, solution: Extract<Solution, { kind: 'open' }>): Decision {
  const { depends } = solution;
  const relevant = evaluation.matched.filter((each) => {
    return isAllow(each) ? isAlways(each.when) || touches(each.when, depends) : touches(each.when, depends);
  });
  return {
    kind: kindOf(solution),
    deniedBy: [],
    statements: reasonsOf(relevant),
    conditions: [...relevant.flatMap((each) => residualsOf(each, request, depends)), ...delegations(depends)],
    unread: unique([...depends].flatMap(({ about }) => (about.kind === 'unread' ? [about.gap] : []))),
    unsettled: unique([...depends].flatMap(({ about }) => (about.kind === 'unsettled' ? [about.rule] : []))),
  };
}

function isAllow({ statement }: MatchedStatement): boolean {
  return statement.effect === 'Allow';
}

function touches(formula: Formula, depends: ReadonlySet<Atom>): boolean {
  const stems = new Set([...depends].map(({ stem }) => stem));
  return [...atomsOf(formula)].some(({ stem }) => stems.has(stem));
}

function reasonsOf(matched: readonly MatchedStatement[]): readonly Reason[] {
  return matched.map(({ layer, policy, statement: { source } }) => ({ layer, policy, source }));
}

/** The written conditions of a statement that are still open and matter. */
function residualsOf(each: MatchedStatement, request: Request, depends: ReadonlySet<Atom>): readonly Residual[] {
  const { statement, policy, match } = each;
  const { index, effect } = statement.source;
  const entry = (operator: string, key: string, values: readonly string[]): Residual => ({ effect, operator, key, values, policy, index });
  const conditions = statement.conditions.filter(({ holds }) => touches(holds(request.context), depends));
  // Where the role is named as well, the session counts for what only a direct match bypasses.
  const sessions = [...atomsOf(match.direct)].filter((atom) => atom.stem === `test ${SESSION_NAME}` && touches(atom, depends));
  const templates = touches(statement.resource.covers(request.resource, request.context), depends) ? statement.resource.templates : [];
  return [
    ...conditions.map(({ written }) => entry(written.operator, written.key, written.values)),
    ...unique(sessions.flatMap(({ values }) => values)).map((value) => entry('StringEquals', SESSION_NAME, [value])),
    ...templates.map(({ raw, keys }) => entry('Resource', keys.join(), [raw])),
  ];
}

function delegations(depends: ReadonlySet<Atom>): readonly Residual[] {
  const accounts = unique([...depends].flatMap(({ about }) => (about.kind === 'delegated' ? [about.account] : [])));
  return accounts.map((account) => ({ account }));
}

function unique<T>(items: readonly T[]): readonly T[] {
  return [...new Set(items)];
}
