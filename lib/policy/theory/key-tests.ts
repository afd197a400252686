// Tests on keys of the request, and which of them are the case of given values.
import { comparisonNamed } from '../condition/operators.ts';
import type { Probe } from '../logic/formula.ts';
import { ANYTHING, type Context, known } from '../match/context.ts';
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
  /** Those that wait, and what they match at most. */
  readonly links: readonly Template[];
  readonly widest: readonly WrittenTest[];
}

/** A test as it is asked of requests. */
export function keyTest(probe: Probe, at: number, key: number): KeyTest {
  const templates = [...probe.values.values()];
  const fixed = templates.flatMap(({ fixed: tokens }) => (tokens ? [{ comparison: probe.comparison, tokens }] : []));
  const links = templates.filter((template) => !template.fixed);
  const widest = links.flatMap((template) => {
    const resolved = resolve(template, () => ANYTHING);
    return resolved.kind === 'noValue' ? [] : [{ comparison: probe.comparison, tokens: resolved.tokens }];
  });
  return { probe, at, key, fixed, matchers: matchersOf(fixed), links, widest };
}

/** The test with its variables as wide as can be, under another place. */
export function atWidest(test: KeyTest, at: number): KeyTest {
  const fixed = [...test.fixed, ...test.widest.map((each) => ({ ...each, comparison: WIDER[each.comparison] ?? each.comparison }))];
  return { ...test, at, fixed, matchers: matchersOf(fixed) };
}

/** The same comparison with wildcards. */
const WIDER: Readonly<Record<string, string>> = { StringEquals: 'StringLike' };

function matchersOf(written: readonly WrittenTest[]): readonly Matcher[] {
  return written.flatMap(({ comparison, tokens }) => comparisonNamed(comparison)?.compile(tokens) ?? []);
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
