// A formula as ways to make it true: each way is a list of conditions that hold or do not, in the words of AWS's condition blocks.
import type { Condition } from '../../model/policy.ts';
import { compileCondition } from '../../policy/condition/condition.ts';
import { operatorNamed, operatorNames } from '../../policy/condition/operators.ts';
import { type Atom, all, type Formula, formulaKey, not } from '../../policy/logic/formula.ts';
import { oppositeOf } from '../../policy/logic/opposites.ts';
import type { Context } from '../../policy/match/context.ts';
import { SESSION_NAME } from '../../policy/principal-match.ts';
import { implies, solve } from '../../policy/theory/solve.ts';
import { misplacedPlaceholder } from '../read/placeholder.ts';

/** Conditions that hold all together. */
export interface Way {
  readonly holds: readonly Condition[];
  /** Those that do not hold, for which there is no operator that says so. */
  readonly fails: readonly Condition[];
  /** A resource with variables that nobody knows the values of. */
  readonly resources: readonly string[];
  /** Names of sessions, one of which asks; undefined where any may. */
  readonly sessions: readonly string[] | undefined;
  /** Names of sessions of which none asks. */
  readonly otherSessions: readonly string[];
}

/** `ways`: any of them will do, one that asks nothing where it is always so, none where it is never so. `unsaid`: nothing can say it. */
export type Ways = { readonly kind: 'ways'; readonly ways: readonly Way[] } | { readonly kind: 'unsaid' };

/** What asks nothing. */
export const FREELY: Way = { holds: [], fails: [], resources: [], sessions: undefined, otherSessions: [] };

const ENDPOINT = { quantifier: 'none', ifExists: false, key: 'aws:sourcevpce' } as const;

/** What nobody can meet, in words: a key that is not there, and has a value. */
export const NEVER: Way = {
  ...FREELY,
  holds: [
    { ...ENDPOINT, operator: 'Null', base: 'Null', values: ['true'] },
    { ...ENDPOINT, operator: 'StringEquals', base: 'StringEquals', values: ['never'] },
  ],
};

/** Whether a way asks for conditions to hold, and for nothing else: what a forbid can say by `when`. */
export function isOfConditions(way: Way): boolean {
  return way.holds.length > 0 && way.fails.length + way.resources.length === 0 && !isOfSessions(way);
}

/** Whether it matters which session of a role asks: what only a policy document can say. */
export function isOfSessions({ sessions, otherSessions }: Way): boolean {
  return sessions !== undefined || otherSessions.length > 0;
}

const MOST_WAYS = 24;
/** So many times as many are joined before the wider ones of them are left out. */
const MOST_JOINED = 12;
const UNSAID: Ways = { kind: 'unsaid' };

/** Another account's own policies, and what is not settled or not read, are taken as in favour: a baseline has no words for them. */
export function waysOf(formula: Formula, context: Context): Ways {
  const solution = solve(formula);
  if (solution.kind === 'true') return { kind: 'ways', ways: [FREELY] };
  if (solution.kind === 'false') return { kind: 'ways', ways: [] };
  // What the auditor could not compare with the access again is no use.
  if (!solution.exact) return UNSAID;
  const choices = choicesOf(formula, true);
  if (!choices) return UNSAID;
  const ways = withoutIdle(withoutWider(choices.filter((each) => !contradicts(each)))).map((choice) => wayOf(choice, context));
  const said = ways.flatMap((each) => each ?? []);
  return said.length === ways.length ? { kind: 'ways', ways: said.map(withoutDenied) } : UNSAID;
}

interface Literal {
  readonly atom: Atom;
  readonly positive: boolean;
  readonly key: string;
}

/** By the key of the literal. */
type Choice = ReadonlyMap<string, Literal>;

/** The formula, or its negation, as alternatives; undefined where they are too many. */
function choicesOf(formula: Formula, positive: boolean): readonly Choice[] | undefined {
  switch (formula.kind) {
    case 'true':
    case 'false':
      return (formula.kind === 'true') === positive ? [new Map()] : [];
    case 'not':
      return choicesOf(formula.of, !positive);
    case 'atom': {
      if (formula.about.kind !== 'test') return [new Map()];
      const key = `${positive ? '' : '!'}${formulaKey(formula)}`;
      return [new Map([[key, { atom: formula, positive, key }]])];
    }
    case 'all':
    case 'any':
      return (formula.kind === 'all') === positive ? crossed(formula.of, positive) : joined(formula.of, positive);
  }
}

function joined(parts: readonly Formula[], positive: boolean): readonly Choice[] | undefined {
  let sum: readonly Choice[] = [];
  for (const part of parts) {
    const more = choicesOf(part, positive);
    if (!more) return undefined;
    sum = withoutWider([...sum, ...more]);
    if (sum.length > MOST_WAYS) return undefined;
  }
  return sum;
}

function crossed(parts: readonly Formula[], positive: boolean): readonly Choice[] | undefined {
  let product: readonly Choice[] = [new Map()];
  for (const part of parts) {
    const more = choicesOf(part, positive);
    if (!more || product.length * more.length > MOST_WAYS * MOST_JOINED) return undefined;
    product = withoutWider(product.flatMap((each) => more.map((other): Choice => new Map([...each, ...other]))));
    product = product.filter((each) => !contradicts(each));
    if (product.length > MOST_WAYS) return undefined;
  }
  return product;
}

function contradicts(choice: Choice): boolean {
  return [...choice.values()].some(({ positive, key }) => positive && choice.has(`!${key}`));
}

/** A choice that asks for more than another adds nothing to it. */
function withoutWider(choices: readonly Choice[]): readonly Choice[] {
  const distinct = [...new Map(choices.map((each) => [[...each.keys()].sort().join('\n'), each])).values()];
  return distinct.filter((each) => !distinct.some((other) => other !== each && other.size < each.size && includesAll(each, other)));
}

/** So many choices are compared by what they let through; each with each. */
const MOST_COMPARED = 8;

/** Without what nobody meets, and what everybody who meets it meets another of: one of several that come to the same is left. */
function withoutIdle(choices: readonly Choice[]): readonly Choice[] {
  if (choices.length < 2 || choices.length > MOST_COMPARED) return choices;
  const asked = choices.map((choice) => ({ choice, met: metBy(choice) }));
  const isWithin = (least: Formula, most: Formula): boolean => implies(least, most, 'ofKind').kind === 'yes';
  let left = asked;
  for (const each of asked) {
    const others = left.filter((other) => other !== each);
    if (others.some(({ met }) => isWithin(each.met, met))) left = others;
  }
  return left.map(({ choice }) => choice);
}

function metBy(choice: Choice): Formula {
  return all(...[...choice.values()].map(({ atom, positive }) => (positive ? atom : not(atom))));
}

function includesAll(wide: Choice, narrow: Choice): boolean {
  return [...narrow.keys()].every((key) => wide.has(key));
}

function wayOf(choice: Choice, context: Context): Way | undefined {
  let way: Way = FREELY;
  for (const literal of choice.values()) {
    const next = withLiteral(way, literal, context);
    if (!next) return undefined;
    way = next;
  }
  return way;
}

function withLiteral(way: Way, { atom, positive }: Literal, context: Context): Way | undefined {
  if (positive && atom.stem === 'test Resource') return { ...way, resources: [...way.resources, ...atom.values] };
  if (atom.stem === `test ${SESSION_NAME}`) return withSessions(way, atom.values, positive);
  const wanted = positive ? atom : not(atom);
  const holds = candidatesFor(atom, positive).find((each) => isMeant(each, wanted, context));
  if (holds) return { ...way, holds: joinedPresence([...way.holds, holds]) };
  const otherwise = positive ? undefined : oppositeCondition(atom, context);
  if (otherwise) return { ...way, holds: joinedPresence([...way.holds, otherwise]) };
  const fails = positive ? undefined : candidatesFor(atom, true).find((each) => isMeant(each, atom, context));
  return fails && { ...way, fails: [...way.fails, fails] };
}

/** Undefined where several lists of sessions have none in common. */
function withSessions(way: Way, names: readonly string[], positive: boolean): Way | undefined {
  if (!positive) return { ...way, otherSessions: [...new Set([...way.otherSessions, ...names])] };
  const { sessions = names } = way;
  const common = sessions.filter((name) => names.includes(name));
  return common.length > 0 ? { ...way, sessions: common } : undefined;
}

/** Without the sessions that do not ask among those that may. Where none is left both are said, as policies say them: nobody gets in until one goes. */
function withoutDenied(way: Way): Way {
  const left = way.sessions?.filter((name) => !way.otherSessions.includes(name));
  return left && left.length > 0 ? { ...way, sessions: left, otherSessions: [] } : way;
}

/** What does not hold of one value, as what holds of its opposite, or the key is not there. */
function oppositeCondition(atom: Atom, context: Context): Condition | undefined {
  const [value, ...others] = atom.values;
  const written = candidatesFor(atom, true).find((each) => isMeant(each, atom, context));
  if (value === undefined || others.length > 0 || written?.quantifier !== 'none') return undefined;
  const opposite = oppositeOf(written.base, value);
  if (!opposite) return undefined;
  const { comparison } = opposite;
  return { ...conditionOf('none', comparison, written.key, [opposite.value]), operator: `${comparison}IfExists`, ifExists: true };
}

/** `xIfExists` and that the key exists are `x`. */
function joinedPresence(conditions: readonly Condition[]): readonly Condition[] {
  const isPresence = ({ base, key, values }: Condition, of: string): boolean => base === 'Null' && key === of && values.join() === 'false';
  const optional = conditions.filter(({ ifExists, key }) => ifExists && conditions.some((each) => isPresence(each, key)));
  return conditions
    .filter((each) => !optional.some(({ key }) => isPresence(each, key)))
    .map((each) => (optional.includes(each) ? { ...each, ifExists: false, operator: each.base } : each));
}

/** The written condition is only taken where it comes to the very same question. */
function isMeant(condition: Condition, wanted: Formula, context: Context): boolean {
  if ([condition.key, ...condition.values].some(isUnwritable)) return false;
  return formulaKey(compileCondition(condition, true).holds(context)) === formulaKey(wanted);
}

/** What stands for bytes that are not UTF-8 makes a file unreadable, and a placeholder in a condition a baseline invalid. */
function isUnwritable(text: string): boolean {
  return text.includes('\uFFFD') || misplacedPlaceholder(text) !== undefined;
}

/** Conditions that may have brought about the atom, or its negation. A key may have blanks; so may the text after it. */
function candidatesFor({ stem, values }: Atom, positive: boolean): readonly Condition[] {
  const words = stem.slice('test '.length).split(' ');
  if (words[0] === 'Null') return [conditionOf('none', 'Null', words.slice(1).join(' '), [String(positive)])];
  const isEvery = words[0] === 'every';
  const isSet = isEvery || words[0] === 'some';
  const [name = '', ...more] = words.filter((word, at) => !(at === 0 && isSet) && !(at === 1 && isEvery && word === 'some'));
  const ofSet = isEvery === positive ? 'ForAllValues' : 'ForAnyValue';
  const quantifier = isSet ? ofSet : 'none';
  return namesOf(name, !positive).flatMap((operator) =>
    more.map((_, at): Condition => {
      const key = more.slice(0, at + 1).join(' ');
      return conditionOf(quantifier, operator, key, isEvery ? listAfter(more.slice(at + 1).join(' ')) : values);
    }),
  );
}

/** Operators of one comparison: it, or its negation. */
function namesOf(comparison: string, negated: boolean): readonly string[] {
  return operatorNames().filter((name) => {
    const operator = operatorNamed(name);
    return operator?.positive.name === comparison && operator.negated === negated;
  });
}

function listAfter(text: string): readonly string[] {
  try {
    const list: unknown = JSON.parse(text);
    return Array.isArray(list) ? list.map(String) : [];
  } catch {
    return [];
  }
}

function conditionOf(quantifier: Condition['quantifier'], base: string, key: string, values: readonly string[]): Condition {
  return { operator: quantifier === 'none' ? base : `${quantifier}:${base}`, base, quantifier, ifExists: false, key, values };
}
