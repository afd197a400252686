// For written values, values of a request: one for each way in which a request can match them, and none that cannot be.
// Each property was seen failing on a bug planted in a copy of lib; the comment above it says which, and after how many runs.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { comparisonNamed } from '../../../lib/policy/condition/operators.ts';
import { templateOf } from '../../../lib/policy/match/variables.ts';
import { kindOfComparison, valuesAround, type WrittenTest } from '../../../lib/policy/theory/values.ts';
import { holds } from '../../support/property.ts';

function written(comparison: string, raw: string): WrittenTest {
  const { wildcards = false } = comparisonNamed(comparison) ?? {};
  return { comparison, tokens: templateOf(raw, { variables: false, wildcards }).fixed ?? [] };
}

/** Which of the written values each value matches, as distinct texts of 0 and 1. */
function ways(all: readonly WrittenTest[], values: readonly string[]): ReadonlySet<string> {
  const matchers = all.map(({ comparison, tokens }) => comparisonNamed(comparison)?.compile(tokens) ?? (() => false));
  return new Set(values.map((value) => matchers.map((matches) => (matches(value) ? '1' : '0')).join('')));
}

function expectAll(all: readonly WrittenTest[], values: readonly string[]): void {
  const [first] = all;
  const found = first && valuesAround(kindOfComparison(first.comparison), all, true);
  expect(found).toBeDefined();
  const shown = ways(all, found ?? []);
  expect([...ways(all, values)].filter((way) => !shown.has(way))).toEqual([]);
}

/** Every text of at most `longest` of these characters. */
function texts(letters: string, longest: number): readonly string[] {
  let last: readonly string[] = [''];
  const found: string[] = [...last];
  for (let length = 1; length <= longest; length += 1) {
    last = last.flatMap((text) => letters.split('').map((letter) => text + letter));
    found.push(...last);
  }
  return found;
}

const SHORT = texts('abB', 6);
const PATTERN = fc.string({ unit: fc.constantFrom('a', 'b', 'B', '*', '?'), maxLength: 4 });
const TEXTUAL = fc.constantFrom('StringEquals', 'StringEqualsIgnoreCase', 'StringLike');

// Seen failing: a run that has to hold a character, after 9 runs; case kept where it is to be ignored, after 145.
test('texts: no way in which a short text matches is missing', () => {
  const property = fc.property(fc.array(fc.tuple(TEXTUAL, PATTERN), { minLength: 1, maxLength: 3 }), (pairs) => {
    expectAll(
      pairs.map(([comparison, raw]) => written(comparison, raw)),
      SHORT,
    );
  });
  holds(property, { runs: 400, show: (asked) => JSON.stringify(asked) });
});

const FIELD = fc.string({ unit: fc.constantFrom('a', '*', '?'), maxLength: 2 });
const ARN = fc.tuple(FIELD, FIELD, FIELD).map(([partition, account, resource]) => `${partition}:a:::${account}:${resource}`);
const ARNS = ['', 'a', 'aa'].flatMap((one) =>
  ['', 'a', 'aa', 'b'].flatMap((two) => ['', 'a', 'a:a', ':', 'aa', 'b'].map((three) => `${one}:a:::${two}:${three}`)),
);

// Seen failing: a wildcard of a field that runs over colons, after 1 run.
test('ARNs: no way in which one matches is missing, and what is no ARN matches nothing', () => {
  const property = fc.property(fc.array(ARN, { minLength: 1, maxLength: 3 }), (raws) => {
    const all = raws.map((raw) => written('ArnLike', raw));
    expectAll(all, [...ARNS, 'a', '']);
    const found = valuesAround('text', all, true) ?? [];
    expect(
      ways(
        all,
        found.filter((value) => value.split(':').length < 6),
      ),
    ).toEqual(new Set(['0'.repeat(all.length)]));
  });
  holds(property, { runs: 400, show: (asked) => JSON.stringify(asked) });
});

const BOUND = fc.integer({ min: -3, max: 3 }).map((at) => String(at / 2));
const ORDERED = ['Equals', 'LessThan', 'LessThanEquals', 'GreaterThan', 'GreaterThanEquals'];
const POINTS = Array.from({ length: 41 }, (_, at) => String((at - 20) / 8));

// Seen failing: nothing between two bounds, after 22 runs.
test.each(['Numeric', 'Date'])('%s: no way in which one compares with bounds is missing', (family) => {
  const asked = fc.tuple(fc.constantFrom(...ORDERED), BOUND).map(([name, raw]) => written(family + name, raw));
  const property = fc.property(fc.array(asked, { minLength: 1, maxLength: 4 }), (all) => {
    expectAll(all, [...POINTS, 'none']);
  });
  holds(property, { runs: 400, show: (all) => JSON.stringify(all) });
});

const NETWORK = fc.tuple(fc.nat(7), fc.integer({ min: 28, max: 32 })).map(([at, bits]) => `10.0.0.${at * 2}/${bits}`);
const ADDRESSES = Array.from({ length: 256 }, (_, at) => `10.0.0.${at}`);

// Seen failing: only first addresses, after 10 runs.
test('networks: no way in which an address is in them is missing, in both families', () => {
  const property = fc.property(
    fc.array(fc.oneof(NETWORK, fc.constantFrom('2001:db8::/32', '::/0', '0.0.0.0/0')), { minLength: 1, maxLength: 4 }),
    (raws) => {
      expectAll(
        raws.map((raw) => written('IpAddress', raw)),
        [...ADDRESSES, '255.255.255.255', '0.0.0.0', '2001:db8::1', '2001:db9::', '::', 'none'],
      );
    },
  );
  holds(property, { runs: 400, show: (asked) => JSON.stringify(asked) });
});

test('a key that is asked for a truth value has the two of them, and what others ask tells their spellings apart', () => {
  const [yes, both] = [written('Bool', 'true'), ['true', 'false']];
  expect(valuesAround('text', [yes], false)).toEqual(both);
  expect(valuesAround('text', [yes, written('StringEquals', 'yes')], false)).toEqual(both);
  expect(valuesAround('text', [yes, written('StringEquals', 'True')], false)?.toSorted()).toEqual(['True', 'false', 'true']);
  expect(valuesAround('text', [yes], true)).not.toEqual(both);
});

describe('what takes too long is not answered', () => {
  test('many patterns with many wildcards', () => {
    const all = Array.from({ length: 12 }, (_, at) =>
      written('StringLike', `*${String.fromCharCode(97 + at)}*b*${String.fromCharCode(110 + at)}*`),
    );
    expect(valuesAround('text', all, true)).toBeUndefined();
    expect(valuesAround('text', [...all, written('Bool', 'true')], false)).toBeUndefined();
  });

  test('a long list of equal texts is', () => {
    const all = Array.from({ length: 500 }, (_, at) => written('StringEquals', `vpce-${at}`));
    expect(valuesAround('text', all, true)).toHaveLength(501);
  });
});
