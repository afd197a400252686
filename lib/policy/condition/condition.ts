// One written condition against what is known of the request, as a formula (C1-C18 of docs/semantics.md).
import type { Likeness } from '../../collections/text-index.ts';
import type { Condition } from '../../model/policy.ts';
import { all, any, constant, FALSE, type Formula, not, type Probe, TRUE, test, unread, unsettled } from '../logic/formula.ts';
import { type Context, type Known, known } from '../match/context.ts';
import { likenessOf, outsiderMatches, prefixMatches } from '../match/partial-value.ts';
import { isEverything, type Matcher } from '../match/pattern.ts';
import { fillings, hasFallback, type Resolved, resolve, type Template, templateOf, variableKeys } from '../match/variables.ts';
import { type Comparison, operatorNamed } from './operators.ts';

export interface CompiledCondition {
  readonly written: Condition;
  /** The keys that the outcome depends on, in lower case; first the one that is asked for. */
  readonly keys: readonly string[];
  /** What a value must be like to match a written one: single values that are not have one outcome. Undefined where that is not so. */
  readonly likenesses: (context: Context) => readonly Likeness[] | undefined;
  /** The values of a variable among which the outcome can differ: all other single values have one outcome. Undefined where that is not so. */
  readonly fillings: (variable: string, context: Context) => readonly string[] | undefined;
  readonly holds: (context: Context) => Formula;
}

/** `variables`: whether the policy's version substitutes `${...}` (B1). */
export function compileCondition(condition: Condition, variables: boolean): CompiledCondition {
  const key = condition.key.toLowerCase();
  const alone = { written: condition, keys: [key], likenesses: () => undefined, fillings: () => undefined };
  // Whether there is a value is all that is asked.
  if (condition.base === 'Null') return { ...alone, likenesses: () => [], holds: nullTest(condition, key) };
  const operator = operatorNamed(condition.base);
  // INVARIANT: parsing refuses a policy with an operator that does not exist.
  if (!operator) return { ...alone, holds: () => FALSE };
  const { positive, negated } = operator;
  const values = condition.values.map((value) => compileValue(value, positive, variables));
  if (values.length === 0) return { ...alone, holds: emptyListTest(condition, key) };
  const question: Question = { key, comparison: positive, negated, values, written: condition };
  const keys = [key, ...values.flatMap(({ template }) => variableKeys(template))];
  const holds = HOLDS[condition.quantifier](question);
  return { written: condition, keys, likenesses: likenessesFor(question), fillings: fillingsFor(question), holds };
}

function likenessesFor({ comparison, values }: Question): CompiledCondition['likenesses'] {
  return (context) => {
    const resolved = values
      .map(({ template }) => resolve(template, context))
      .filter((each) => each.kind !== 'noValue' && !isAnyValue(comparison, each));
    const found = resolved.flatMap((each) => (each.kind === 'tokens' ? (likenessOf(comparison.name, each.tokens) ?? []) : []));
    return found.length === resolved.length ? found : undefined;
  };
}

/** What matches every single value tells none apart. */
function isAnyValue(comparison: Comparison, resolved: Resolved): boolean {
  return comparison.name === 'StringLike' && resolved.kind === 'tokens' && isEverything(resolved.tokens);
}

/** Where the value that is asked for is not known, no variable has a say. */
function fillingsFor({ key, comparison, values }: Question): CompiledCondition['fillings'] {
  return (variable, context) => {
    const asked = context(key);
    if (key === variable || !AS_THEY_ARE.has(comparison.name)) return undefined;
    const texts = asked.kind === 'values' ? asked.values : [];
    const waiting = values.filter(({ template }) => template.fixed === undefined);
    const found = texts.flatMap((text) => waiting.map(({ template }) => fillings(template, variable, text)));
    return found.every((each) => each !== undefined) ? [...new Set(found.flat())] : undefined;
  };
}

const AS_THEY_ARE: ReadonlySet<string> = new Set(['StringEquals', 'StringLike']);

interface Value {
  readonly raw: string;
  readonly template: Template;
  /** The test, when no variable has to be waited for; undefined when the value is not of the operator's type. */
  readonly matcher: Matcher | undefined;
}

interface Question {
  readonly key: string;
  readonly comparison: Comparison;
  readonly negated: boolean;
  readonly values: readonly Value[];
  readonly written: Condition;
}

function compileValue(raw: string, comparison: Comparison, variables: boolean): Value {
  const template = templateOf(raw, { variables: variables && comparison.variables, wildcards: comparison.wildcards });
  return { raw, template, matcher: template.fixed ? comparison.compile(template.fixed) : undefined };
}

/** C4: asks whether the key is there. With a set operator the answer is fixed. */
function nullTest({ values, quantifier }: Condition, key: string): CompiledCondition['holds'] {
  if (quantifier === 'ForAllValues') return () => TRUE;
  if (quantifier === 'ForAnyValue') return () => FALSE;
  if (values.length === 0) return () => unsettled('C6');
  const wanted = values.map((value) => value.toLowerCase());
  return (context) => {
    const absent = absence(key, context(key));
    return any(wanted.includes('true') ? absent : FALSE, wanted.includes('false') ? not(absent) : FALSE);
  };
}

/** C6: a condition without values. */
function emptyListTest({ quantifier, ifExists }: Condition, key: string): CompiledCondition['holds'] {
  if (quantifier === 'ForAllValues' || ifExists) return (context) => absence(key, context(key));
  return quantifier === 'ForAnyValue' ? () => FALSE : () => unsettled('C6');
}

function absence(key: string, value: Known): Formula {
  switch (value.kind) {
    case 'values':
    case 'something':
    case 'prefix':
      return FALSE;
    case 'absent':
      return TRUE;
    case 'anything':
      return test(`Null ${key}`, ['true'], absenceProbe(key));
    case 'unmentioned':
      return value.mayBeAbsent ? test(`Null ${key}`, ['true'], absenceProbe(key)) : FALSE;
    case 'unread':
      return unread(value.gap, 'value');
  }
}

const HOLDS = {
  none: (question: Question) => (context: Context) => {
    const value = context(question.key);
    // C17: no set operator on several values is not documented.
    if (value.kind === 'values' && value.values.length > 1) return unsettled('C17');
    const some = someValue(question, value, context);
    return orMissing(question, value, question.negated ? not(some) : some);
  },
  // C13, C14: some value matches; negated, some value matches nothing. Absent is false either way.
  ForAnyValue: (question: Question) => (context: Context) => {
    const value = context(question.key);
    if (value.kind === 'absent') return constant(question.written.ifExists);
    return orMissing(question, value, question.negated ? not(everyValue(question, value, context)) : someValue(question, value, context));
  },
  // C12, C14, C18: every value matches; negated, no value matches anything. Absent is true either way.
  ForAllValues: (question: Question) => (context: Context) => {
    const value = context(question.key);
    if (value.kind === 'absent') return TRUE;
    return question.negated ? not(someValue(question, value, context)) : everyValue(question, value, context);
  },
} as const satisfies Record<Condition['quantifier'], (question: Question) => CompiledCondition['holds']>;

/** C3: IfExists adds the world in which the key is missing. */
function orMissing({ written, key }: Question, value: Known, holds: Formula): Formula {
  return written.ifExists ? any(absence(key, value), holds) : holds;
}

/** Whether some value of the key matches some value of the policy; false when the key is absent (C2). */
function someValue(question: Question, value: Known, context: Context): Formula {
  switch (value.kind) {
    case 'absent':
      return FALSE;
    case 'values':
      return any(...value.values.map((asked) => matchesSome(question, asked, context)));
    case 'unread':
      return unread(value.gap, 'value');
    case 'prefix':
      return any(
        ...question.values.map((written) =>
          undecided(question, written, value, prefixMatches(question.comparison.name, written.template.fixed, value.prefix)),
        ),
      );
    case 'unmentioned':
      return any(
        ...question.values.map((written) =>
          undecided(question, written, value, outsiderMatches(question.comparison.name, written.template.fixed, value.mayBeAbsent)),
        ),
      );
    case 'anything':
    case 'something': {
      const values = matchable(question);
      return values.length === 0 ? FALSE : test(stemOf(question), values, probeOf(question, values, value));
    }
  }
}

/** Whether every value of the key matches some value of the policy; true when the key is absent (C12). */
function everyValue(question: Question, value: Known, context: Context): Formula {
  if (value.kind === 'values') return all(...value.values.map((asked) => matchesSome(question, asked, context)));
  if (value.kind === 'prefix' || value.kind === 'unread') return someValue(question, value, context);
  const list = matchable(question).toSorted();
  return test(`every ${stemOf(question)} ${JSON.stringify(list)}`, [''], { ...probeOf(question, list, value), of: 'every' });
}

/** The values that something can match: a date that is no date never does. */
function matchable({ values }: Question): readonly string[] {
  return values.filter(({ template, matcher }) => !template.fixed || matcher).map(({ raw }) => raw);
}

function undecided(question: Question, written: Value, value: Known, matches: boolean | undefined): Formula {
  return matches === undefined ? test(stemOf(question), [written.raw], probeOf(question, [written.raw], value)) : constant(matches);
}

function matchesSome(question: Question, asked: string, context: Context): Formula {
  let open: Formula[] | undefined;
  for (const value of question.values) {
    const outcome = matchesValue(question, value, asked, context);
    if (outcome === TRUE) return TRUE;
    if (outcome !== FALSE) open = [...(open ?? []), outcome];
  }
  return open ? any(...open) : FALSE;
}

function matchesValue({ key, comparison }: Question, { raw, template, matcher }: Value, asked: string, context: Context): Formula {
  if (template.fixed) return constant(matcher?.(asked) ?? false);
  const resolved = resolve(template, context);
  switch (resolved.kind) {
    case 'tokens':
      return constant(comparison.compile(resolved.tokens)?.(asked) ?? false);
    case 'noValue':
      return FALSE;
    case 'unknown':
      return unknownVariable(`${comparison.name} ${key} ${asked}`, resolved.key, raw, {
        context,
        filled: filled(comparison, template, resolved.key, asked),
      });
  }
}

/** The values of a variable under which a template matches a text; undefined where that is not found out. */
function filled(comparison: Comparison, template: Template, variable: string, text: string): readonly string[] | undefined {
  if (!AS_THEY_ARE.has(comparison.name) || hasFallback(template)) return undefined;
  return fillings(template, variable, text)?.filter((filling) => {
    const resolved = resolve(template, () => known(filling));
    return resolved.kind === 'tokens' && comparison.compile(resolved.tokens)?.(text);
  });
}

/** `filled`: the values under which the text matches, where that is found out. */
interface Unfilled {
  readonly context: Context;
  readonly filled?: readonly string[] | undefined;
}

/** A text whose variable `key` has no known value: the question stays open, or unread where the value was not read. */
export function unknownVariable(stem: string, key: string, raw: string, { context, filled: values }: Unfilled): Formula {
  const value = context(key);
  if (value.kind === 'unread') return unread(value.gap, 'value');
  if (!values) return test(stem, [raw]);
  const beginning = beginningIn(value);
  const possible = values.filter((text) => text.startsWith(beginning ?? ''));
  if (possible.length === 0) return FALSE;
  const literals = new Map(possible.map((text) => [text, templateOf(text, { variables: false, wildcards: false })]));
  return test(stem, [raw], { key, of: 'one', comparison: 'StringEquals', values: literals, beginning });
}

function absenceProbe(key: string): Probe {
  return { key, of: 'absence', comparison: 'Null', values: new Map() };
}

/** What the question asks about some of its values, where that much is known of the key. */
function probeOf({ key, comparison, written, values }: Question, raws: readonly string[], value: Known): Probe {
  const asked = values.filter(({ raw }) => raws.includes(raw));
  const of = written.quantifier === 'none' ? 'one' : 'some';
  const templates = new Map(asked.map(({ raw, template }) => [raw, template]));
  return { key, of, comparison: comparison.name, values: templates, beginning: beginningIn(value) };
}

function beginningIn(value: Known): string | undefined {
  if (value.kind === 'prefix') return value.prefix;
  return value.kind === 'something' || (value.kind === 'unmentioned' && !value.mayBeAbsent) ? '' : undefined;
}

function stemOf({ comparison, key, written }: Question): string {
  // C17: without a set operator a key of several values is another question.
  return `${written.quantifier === 'none' ? '' : 'some '}${comparison.name} ${key}`;
}
