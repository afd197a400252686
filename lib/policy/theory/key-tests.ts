// Tests on keys of the request, and which of them are the case of given values.
import { comparisonNamed } from '../condition/operators.ts';
import type { Probe } from '../logic/formula.ts';
import { type Context, known } from '../match/context.ts';
import type { Matcher } from '../match/pattern.ts';
import { resolve, type Template } from '../match/variables.ts';
import type { WrittenTest } from './values.ts';

/** Values by the places of their keys in a list; none of a key that is not there. */
export type Values = readonly (readonly string[])[];

export interface KeyTest {
  readonly probe: Probe;
  /** Its place in the list that was asked about. */
  readonly at: number;
  /** The place of its key. */
  readonly key: number;
  /** Patterns that wait for no variable. */
  readonly fixed: readonly WrittenTest[];
  readonly matchers: readonly Matcher[];
  /** Those that wait. */
  readonly links: readonly Template[];
}

/** A test as it is asked of requests. */
export function keyTest(probe: Probe, at: number, key: number): KeyTest {
  const templates = [...probe.values.values()];
  const fixed = templates.flatMap(({ fixed: tokens }) => (tokens ? [{ comparison: probe.comparison, tokens }] : []));
  const matchers = fixed.flatMap(({ comparison, tokens }) => comparisonNamed(comparison)?.compile(tokens) ?? []);
  return { probe, at, key, fixed, matchers, links: templates.filter((template) => !template.fixed) };
}

/** Which tests are the case of values of one key. Those that wait for a variable are not. */
export function trueOf(tests: readonly KeyTest[], values: readonly string[]): ReadonlySet<number> {
  return new Set(tests.flatMap((test) => (isTrue(test, values, test.matchers) ? [test.at] : [])));
}

/** Which tests are the case of a request; `keys` are the names by their places. */
export function trueTests(tests: readonly KeyTest[], keys: readonly string[], request: Values): ReadonlySet<number> {
  const context: Context = (key) => known(...(request[keys.indexOf(key)] ?? []));
  return new Set(
    tests.flatMap((test) => {
      const linked = test.links.flatMap((template) => {
        const resolved = resolve(template, context);
        return resolved.kind === 'tokens' ? (comparisonNamed(test.probe.comparison)?.compile(resolved.tokens) ?? []) : [];
      });
      return isTrue(test, request[test.key] ?? [], linked.length > 0 ? [...test.matchers, ...linked] : test.matchers) ? [test.at] : [];
    }),
  );
}

function isTrue({ probe: { of } }: KeyTest, values: readonly string[], matchers: readonly Matcher[]): boolean {
  if (of === 'absence') return values.length === 0;
  const matches = (value: string): boolean => matchers.some((each) => each(value));
  return of === 'every' ? values.every(matches) : values.some(matches);
}
