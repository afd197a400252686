// What an expression comes to. Nothing is executed and nothing is read: what names stand for is given, and all the rest is a gap with its name.
import type { HclExpression, HclFor, HclStep } from './hcl-expression.ts';
import { called } from './hcl-functions.ts';
import {
  failed,
  gap,
  type HclGap,
  type HclValue,
  isGap,
  isItems,
  itemsOf,
  jsonOf,
  MOST_ITEMS,
  object,
  text,
  textOf,
  tuple,
} from './hcl-value.ts';
import { binary, truth, unary } from './operators.ts';

/** What a name stands for that no `for` of the expression gives. */
export type HclNames = (name: string) => HclValue;

/** How much one evaluation may take, with everything that it comes by: shared by all its parts. */
export interface HclBudget {
  steps: number;
  depth: number;
}

const MOST_STEPS = 100_000;
const DEEPEST = 300;

/** Of an evaluation that begins. */
export function newBudget(): HclBudget {
  return { steps: MOST_STEPS, depth: DEEPEST };
}

/** The value of an expression. */
export function evaluated(expression: HclExpression, names: HclNames, budget: HclBudget): HclValue {
  if (budget.steps <= 0) return gap('an expression that takes too long');
  if (budget.depth <= 0) return gap('an expression that is nested too deeply');
  budget.steps -= 1;
  budget.depth -= 1;
  const value = new Evaluation(names, budget).of(expression);
  budget.depth += 1;
  return value;
}

class Evaluation {
  readonly #names: HclNames;
  readonly #budget: HclBudget;

  constructor(names: HclNames, budget: HclBudget) {
    this.#names = names;
    this.#budget = budget;
  }

  of(expression: HclExpression): HclValue {
    switch (expression.kind) {
      case 'literal':
        return expression.value;
      case 'name':
        return this.#names(expression.name);
      case 'step':
        return this.#stepped(this.#value(expression.of), expression.step);
      case 'splat':
        return this.#splat(this.#value(expression.of), expression.steps);
      case 'call':
        return this.#call(expression);
      case 'unary':
        return unary(expression.operator, this.#value(expression.value));
      case 'binary':
        return binary(expression.operator, this.#value(expression.left), () => this.#value(expression.right));
      case 'conditional':
        return this.#conditional(expression);
      case 'list':
        return tuple(expression.items.map((each) => this.#value(each)));
      case 'record':
        return this.#record(expression.entries);
      case 'for':
        return this.#for(expression);
      case 'template':
        return this.#template(expression.parts);
    }
  }

  #value(expression: HclExpression): HclValue {
    return evaluated(expression, this.#names, this.#budget);
  }

  #stepped(value: HclValue, step: HclStep): HclValue {
    if (step.kind === 'attribute') return attributeOf(value, step.name);
    const key = this.#value(step.key);
    if (isGap(key)) return key;
    if (typeof value === 'object' && value?.kind === 'tuple') return itemOf(value.items, key);
    const name = textOf(key);
    return typeof name === 'string' ? attributeOf(value, name) : name;
  }

  /** What is no list is taken as a list of it, and null as a list of nothing. */
  #splat(value: HclValue, steps: readonly HclStep[]): HclValue {
    if (isGap(value)) return value;
    const isList = typeof value === 'object' && value !== null && (value.kind === 'tuple' || value.kind === 'set');
    const alone = value === null ? [] : [value];
    const items = isList ? value.items : alone;
    return tuple(items.map((item) => steps.reduce((at, step) => this.#stepped(at, step), item)));
  }

  #call({ name, args, isSpread }: HclExpression & { readonly kind: 'call' }): HclValue {
    if (name === 'try') return this.#try(args);
    const values = args.map((each) => this.#value(each));
    const last = isSpread ? values.pop() : undefined;
    if (last === undefined) return called(name, values);
    const items = itemsOf(last);
    return isItems(items) ? called(name, [...values, ...items]) : items;
  }

  /** The first that does not fail; what is not known may yet fail, or not. */
  #try(args: readonly HclExpression[]): HclValue {
    for (const each of args) {
      const value = this.#value(each);
      if (!isGap(value) || !value.isError) return value;
    }
    return failed('try, of which all fails');
  }

  #conditional({ test, yes, no }: HclExpression & { readonly kind: 'conditional' }): HclValue {
    const known = truth(this.#value(test));
    if (typeof known === 'boolean') return this.#value(known ? yes : no);
    const [one, other] = [this.#value(yes), this.#value(no)];
    const written = jsonOf(one);
    // Whatever it depends on, it comes to the same.
    return typeof written === 'string' && written === jsonOf(other) ? one : known;
  }

  #record(entries: (HclExpression & { readonly kind: 'record' })['entries']): HclValue {
    const made: (readonly [string, HclValue])[] = [];
    for (const { key, value } of entries) {
      const name = textOf(this.#value(key));
      if (typeof name !== 'string') return name;
      made.push([name, this.#value(value)]);
    }
    return object(made);
  }

  #template(parts: readonly HclExpression[]): HclValue {
    const texts: string[] = [];
    for (const part of parts) {
      const written = textOf(this.#value(part));
      if (typeof written !== 'string') return written;
      texts.push(written);
    }
    return text(texts.join(''));
  }

  #for({ keyName, valueName, collection, key, value, condition, isGrouped }: HclFor): HclValue {
    const pairs = pairsOf(this.#value(collection));
    if ('kind' in pairs) return pairs;
    if (pairs.length > MOST_ITEMS) return gap('a list that is too long');
    const [list, entries] = [[] as HclValue[], new Map<string, HclValue[]>()];
    for (const [at, item] of pairs) {
      const names: HclNames = (name) => {
        if (name === valueName) return item;
        return name === keyName ? at : this.#names(name);
      };
      const isTaken = condition === undefined || truth(evaluated(condition, names, this.#budget));
      if (typeof isTaken !== 'boolean') return isTaken;
      if (!isTaken) continue;
      const made = evaluated(value, names, this.#budget);
      if (key === undefined) list.push(made);
      else {
        const name = textOf(evaluated(key, names, this.#budget));
        if (typeof name !== 'string') return name;
        const before = entries.get(name);
        if (before && !isGrouped) return failed(`a for with two of ${name}`);
        entries.set(name, [...(before ?? []), made]);
      }
    }
    if (key === undefined) return tuple(list);
    return object([...entries].map(([name, made]) => [name, isGrouped ? tuple(made) : (made[0] ?? null)]));
  }
}

/** Keys and values as `for` and `for_each` take them; the gap that they are instead. */
export function pairsOf(value: HclValue): readonly (readonly [HclValue, HclValue])[] | HclGap {
  if (typeof value === 'object' && value?.kind === 'object')
    return value.isOpen ? gap('an object whose type has optional attributes') : [...value.entries];
  const items = itemsOf(value);
  if (!isItems(items)) return items;
  const isSet = typeof value === 'object' && value?.kind === 'set';
  return items.map((item, index) => [isSet ? item : index, item]);
}

function attributeOf(value: HclValue, name: string): HclValue {
  if (typeof value !== 'object' || value === null) return failed(`the attribute ${name} of something that has none`);
  if (value.kind === 'gap') return value;
  if (value.kind === 'block') return value.attribute(name);
  if (value.kind === 'tuple') return /^\d+$/.test(name) ? itemOf(value.items, Number(name)) : failed(`the attribute ${name} of a list`);
  if (value.kind === 'set') return failed(`the attribute ${name} of a set`);
  const found = value.entries.get(name);
  if (found !== undefined) return found;
  return value.isOpen ? gap(`the optional attribute ${name}`) : failed(`an object without ${name}`);
}

function itemOf(items: readonly HclValue[], key: HclValue): HclValue {
  const index = typeof key === 'string' ? Number(key) : key;
  const found = typeof index === 'number' ? items[index] : undefined;
  return found === undefined ? failed('a place of a list that is not there') : found;
}
