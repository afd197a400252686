// Requests among which there is one for each way in which tests on several keys can come out together: keys that follow from each other are
// given values that do, and keys that are compared with each other some that are equal and some that are not.
import { groupBy } from '../../collections/group-by.ts';
import { known } from '../match/context.ts';
import { fillings, resolve, type Template } from '../match/variables.ts';
import type { KeyTest, Values } from './key-tests.ts';
import { patternSteps, type Steps, textsOfEachWay } from './steps.ts';
import { stepsOfPattern } from './texts.ts';
import type { Form, Tie } from './ties.ts';
import { beginningWith, kindOfComparison, patternOf, valuesAround, type WrittenTest } from './values.ts';

export interface RequestsAsked {
  readonly tests: readonly KeyTest[];
  readonly keys: readonly string[];
  readonly tie: Tie | undefined;
  readonly isText: boolean;
  /** Whether a request brings one value of a key at most. */
  readonly isSingle: (key: string) => boolean;
}

export interface Requests {
  readonly requests: readonly Values[];
  /** Whether nothing can be the case that none of them shows. */
  readonly isAll: boolean;
}

const MOST_REQUESTS = 16_384;
const NONE: Requests = { requests: [], isAll: false };

/** By the places of keys; what is undefined is not chosen yet. */
type Chosen = readonly (readonly string[] | undefined)[];

/** Requests for tests on keys that hang together. */
export function requestsOf(asked: RequestsAsked): Requests {
  const { tests, keys, tie } = asked;
  const isLinked = tests.some(({ links }) => links.length > 0);
  let isAll = tests.every((test) => isPlain(test, asked)) && !(tie && isLinked);
  const found: Values[] = [];
  for (const { form, chosen } of tie ? tie.forms.flatMap((each) => formed(asked, tie, each)) : [{ form: undefined, chosen: [] }]) {
    if (!chosen) {
      isAll = false;
      continue;
    }
    let requests: readonly Chosen[] = [keys.map((_, key) => chosen[key])];
    for (const [key, name] of keys.entries()) {
      if (chosen[key]) continue;
      const around = valuesOf(asked, key, { shape: form?.shapes?.[name], each: isLinked ? keys.length : 1 });
      isAll &&= around.isAll;
      requests = requests.flatMap((request) => {
        const linked = tie
          ? tests.flatMap((test) =>
              test.links.flatMap((link) => (test.key === key ? filled(link, keys, request) : turned(link, name, request[test.key]))),
            )
          : [];
        return choices(asked, key, [...around.values, ...linked]).map((values) => request.with(key, values));
      });
      if (requests.length > MOST_REQUESTS) return NONE;
    }
    found.push(...requests.map((request) => request.map((values) => values ?? [])));
  }
  return found.length > MOST_REQUESTS ? NONE : { requests: found, isAll };
}

const EXACT: ReadonlySet<string> = new Set(['StringEquals', 'StringLike']);

/** Whether the values that are tried show all ways in which a test can come out. */
function isPlain({ probe: { key, of, comparison }, links }: KeyTest, { tie, isSingle }: RequestsAsked): boolean {
  if (of === 'absence') return true;
  const isBare = links.every(({ parts }) => parts.length === 1) && (links.length === 0 || EXACT.has(comparison));
  return kindOfComparison(comparison) === 'text' && isBare && (of === 'one' || isSingle(key) || (tie?.keys.has(key) ?? false));
}

interface Formed {
  readonly form: Form;
  readonly chosen: Chosen | undefined;
}

/** The values of one form: of its main key, and with it of all that follow from it. `chosen` is undefined where it takes too long. */
function formed(asked: RequestsAsked, { main }: Tie, form: Form): readonly Formed[] {
  const { tests, keys } = asked;
  const { shape, except } = form;
  const texts = shape ? textsOfEachWay(mainPatterns(tests, keys, main, form), { shape, except }) : [''];
  if (!texts) return [{ form, chosen: undefined }];
  return texts.flatMap((text) => {
    const chosen = keys.map((key): readonly string[] | undefined => {
      if (key === main && form.shape) return [text];
      if (!(key in form.keys)) return undefined;
      const derived = form.keys[key];
      if (derived === undefined) return [];
      return [typeof derived === 'string' ? derived : derived.of(text)];
    });
    return chosen.every((values, key) => !values || isPossible(asked, key, values)) ? [{ form, chosen }] : [];
  });
}

function mainPatterns(tests: readonly KeyTest[], keys: readonly string[], main: string, form: Form): readonly Steps[] {
  return tests.flatMap(({ key, fixed, probe: { beginning } }) => {
    const name = keys[key] ?? '';
    const steps = fixed.flatMap((each) => {
      const found = kindOfComparison(each.comparison) === 'text' ? stepsOfPattern(patternOf(each)) : undefined;
      return found ? [found] : [];
    });
    const all = beginning ? [...steps, patternSteps(beginningWith(beginning).tokens)] : steps;
    const derived = form.keys[name];
    if (name === main) return all;
    return typeof derived === 'object' ? all.flatMap(derived.from) : [];
  });
}

function beginningOf({ tests }: RequestsAsked, key: number): string | undefined {
  return tests.find((test) => test.key === key)?.probe.beginning;
}

function isPossible(asked: RequestsAsked, key: number, values: readonly string[]): boolean {
  const beginning = beginningOf(asked, key);
  return beginning === undefined || (values.length > 0 && values.every((value) => value.startsWith(beginning)));
}

function choices(asked: RequestsAsked, key: number, values: readonly string[]): Values {
  return [[], ...[...new Set(values)].map((value) => [value])].filter((each) => isPossible(asked, key, each));
}

/** Values of a key: what is written for any of the keys where some are compared with each other. */
function valuesOf(
  { tests, isText, keys, tie }: RequestsAsked,
  key: number,
  { shape, each }: { readonly shape: Form['shape']; readonly each: number },
): { readonly values: readonly string[]; readonly isAll: boolean } {
  const among = each > 1 && !tie ? tests : tests.filter((test) => test.key === key);
  const written = among.flatMap(({ fixed, links, probe: { beginning } }): readonly WrittenTest[] => [
    ...fixed,
    ...links.flatMap(({ parts }) => parts.flatMap((part) => (part.kind === 'variable' && part.fallback ? [equal(part.fallback)] : []))),
    ...(beginning ? [beginningWith(beginning)] : []),
  ]);
  const kinds = written.length === 0 ? [[]] : [...groupBy(written, ({ comparison }) => kindOfComparison(comparison)).values()];
  const found = kinds.map((some) =>
    valuesAround(kindOfComparison(some[0]?.comparison ?? 'StringLike'), some, isText || each > 1, { shape, each }),
  );
  const values = found.flatMap((some) => some ?? []);
  const filledIn = among.flatMap(({ links }) => links.flatMap((link) => values.flatMap((value) => filledBy(link, () => value))));
  return { values: [...values, ...(keys.length > 1 ? filledIn : [])], isAll: found.every((some) => some !== undefined) };
}

function equal(text: string): WrittenTest {
  return { comparison: 'StringEquals', tokens: [text] };
}

/** What a value with variables comes to in a request of which only a part is chosen. */
function filled(template: Template, keys: readonly string[], chosen: Chosen): readonly string[] {
  return filledBy(template, (key) => chosen[keys.indexOf(key)]?.[0]);
}

/** The values of a variable under which a value with it comes to what another key has. */
function turned(template: Template, key: string, chosen: readonly string[] | undefined): readonly string[] {
  return chosen?.flatMap((text) => fillings(template, key, text) ?? []) ?? [];
}

function filledBy(template: Template, valueAt: (key: string) => string | undefined): readonly string[] {
  const resolved = resolve(template, (key) => {
    const value = valueAt(key);
    return value === undefined ? known() : known(value);
  });
  return resolved.kind === 'tokens' ? [resolved.tokens.map((token) => (typeof token === 'string' ? token : '')).join('')] : [];
}
