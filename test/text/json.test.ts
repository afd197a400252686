import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readJson, readUniqueJson } from '../../lib/text/json.ts';
import { holds } from '../support/property.ts';

const reason = (text: string): unknown => {
  const reading = readUniqueJson(text);
  return reading.kind === 'problem' ? `${reading.reason} (line ${reading.line})` : reading.value;
};

describe('JSON text', () => {
  test('is read as JSON.parse reads it, and what JSON.parse refuses is a problem', () => {
    const texts = fc.oneof(
      fc.json(),
      fc.jsonValue().map((value) => JSON.stringify(value, null, 2)),
      fc.string(),
      fc.tuple(fc.json(), fc.nat(20)).map(([text, cut]) => text.slice(0, cut)),
    );
    const property = fc.property(texts, (text) => {
      const reading = readJson(text);
      if (reading.kind === 'value') expect(reading.value).toEqual(JSON.parse(text));
      else expect(() => JSON.parse(text)).toThrow();
    });
    holds(property, { runs: 1_000, show: (text) => JSON.stringify(text) });
  });

  test('may begin with a byte order mark', () => {
    expect(reason('\uFEFF{"a": 1}')).toEqual({ a: 1 });
  });

  test.each([
    ['', 'not JSON: the text is empty (line 1)'],
    ['  \n ', 'not JSON: the text is empty (line 1)'],
    ['{"a": 1', 'not JSON: close brace expected at column 8 (line 1)'],
    ['{"a": 1,\n "b" 2}', 'not JSON: colon expected at column 6 (line 2)'],
    ['{\n"a": nul\n}', 'not JSON: invalid symbol at column 6 (line 2)'],
    ['[1, 2,]', 'not JSON: value expected at column 7 (line 1)'],
    ["{'a': 1}", 'not JSON: invalid symbol at column 2 (line 1)'],
    ['{"a": 1} {"b": 2}', 'not JSON: end of file expected at column 10 (line 1)'],
    ['// no\n{}', 'not JSON: invalid comment token at column 1 (line 1)'],
    ['"a\nb"', 'not JSON: unexpected end of string at column 1 (line 1)'],
  ])('%j is refused with its place', (text, expected) => {
    expect(reason(text)).toBe(expected);
  });

  test('a hundred thousand brackets are a problem, not a crash', () => {
    expect(readJson('['.repeat(100_000))).toMatchObject({ kind: 'problem' });
    expect(readJson('{"a":'.repeat(100_000))).toMatchObject({ kind: 'problem' });
  });
});

describe('a key given twice', () => {
  test.each([
    ['{"a": 1, "a": 2}', 'the key `a` is given twice (line 1)'],
    ['{"a": {"b": 1,\n"c": 2,\n"b": 3}}', 'the key `a.b` is given twice (line 3)'],
    ['{"Statement": [{}, {"Effect": 1, "Effect": 2}]}', 'the key `Statement[1].Effect` is given twice (line 1)'],
    ['{"aws:a": {"x": 1, "x": 1}}', 'the key `["aws:a"].x` is given twice (line 1)'],
    ['{"a": 1, "\\u0061": 2}', 'the key `a` is given twice (line 1)'],
    ['{"": 1, "": 2}', 'the key `[""]` is given twice (line 1)'],
    ['{"__proto__": 1, "__proto__": 2}', 'the key `__proto__` is given twice (line 1)'],
    ['{"a" : "{\\"a\\": 1}", "b": {"a": 1}, "a": 2}', 'the key `a` is given twice (line 1)'],
    ['[{"a": 1}, [{"b": 1, "b": 2}]]', 'the key `[1][0].b` is given twice (line 1)'],
  ])('%s names it with its place', (text, expected) => {
    expect(reason(text)).toBe(expected);
  });

  test.each([
    ['in two objects', '[{"a": 1}, {"a": 1}, {"b": {"a": 1}}]'],
    ['as a value', '{"a": "a", "b": ["a", "a"]}'],
    ['in other letters', '{"a": 1, "A": 2}'],
    ['inside text', '{"a": "\\"a\\": 1, \\"a\\": 2"}'],
    ['after a backslash at the end of a text', '{"a": "\\\\", "b": "\\\\"}'],
  ])('is none %s', (_, text) => {
    expect(reason(text)).toEqual(JSON.parse(text));
  });

  // Seen failing: a backslash before a quote not heeded, after 1 run.
  test('is found wherever it is put', () => {
    const property = fc.property(fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 2 }), { minKeys: 1 }), fc.nat(), (object, choice) => {
      const members = Object.entries(object).map(([key, value]) => `${JSON.stringify(key)}: ${JSON.stringify(value)}`);
      const twice = members[choice % members.length];
      expect(readJson(`{${members.join()}}`)).toMatchObject({ duplicates: [] });
      expect(readJson(`{${[...members, twice].join()}}`)).toMatchObject({ duplicates: [{ line: 1 }] });
    });
    holds(property, { runs: 500, show: (object) => JSON.stringify(object) });
  });

  test('of a list, each element tells its own first', () => {
    const reading = readJson('[{"a":1,"a":2,"b":1,"b":2},\n{},\n{"c":1,"c":2}]');
    expect(reading).toMatchObject({
      duplicates: [
        { path: [0, 'a'], line: 1 },
        { path: [2, 'c'], line: 3 },
      ],
    });
  });

  test('in ten thousand objects inside each other is found', () => {
    const depth = 2_000;
    expect(reason(`${'{"a":'.repeat(depth)}{"b":1,"b":2}${'}'.repeat(depth)}`)).toMatch(/`a(\.a)*\.b` is given twice/);
  });
});
