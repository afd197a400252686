// Scenarios out of text that comes in blocks of lines: what its form is, and that the blocks do not matter.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type ScenarioReading, scenarioReader } from '../../lib/scenario/read.ts';
import { holds } from '../support/property.ts';

type Line = string | undefined;

function readingsOf(...blocks: readonly (readonly Line[])[]): readonly ScenarioReading[] {
  const reader = scenarioReader();
  return [...blocks.flatMap((block) => reader.add(block)), ...reader.end()];
}

function scenario(input: unknown): ScenarioReading {
  return { kind: 'scenario', input };
}

function linesOf(text: string): readonly Line[] {
  return text.split('\n');
}

describe('what a text is', () => {
  test('JSON Lines from its first line on, before there is a second', () => {
    const first = scenarioReader().add(['', '{"a":1}']);
    expect(first).toEqual([scenario({ a: 1 })]);
  });

  test('one object over many lines, though some of its lines are objects by themselves', () => {
    const text = '{\n"a": [\n{"b": 1}\n,\n{"c": 2}\n]\n}';
    const lines = linesOf(text);
    for (const size of [1, 2, 3, 4, 7]) {
      const blocks = lines.flatMap((_, at) => (at % size === 0 ? [lines.slice(at, at + size)] : []));
      expect(readingsOf(...blocks)).toEqual([scenario({ a: [{ b: 1 }, { c: 2 }] })]);
    }
  });

  test('JSON Lines whose first lines are broken', () => {
    const lines = ['{"a": oops}', '{"b":', '{"c":3}', 'x'];
    const problem = (line: number): ScenarioReading => ({ kind: 'problem', name: null, reason: expect.stringMatching(`line ${line}`) });
    expect(readingsOf(lines)).toEqual([problem(1), problem(2), scenario({ c: 3 }), problem(4)]);
    expect(readingsOf(...lines.map((line) => [line]))).toEqual(readingsOf(lines));
  });

  test('a list, whatever its lines are', () => {
    expect(readingsOf(['[', '{"a":1}', ',', '{"b":2}', ']'])).toEqual([scenario({ a: 1 }), scenario({ b: 2 })]);
    expect(readingsOf(['[', '{"a":1}', '{"b":2}', ']'])).toEqual([{ kind: 'refused', reason: expect.stringContaining('not JSON') }]);
  });

  test('nothing, where there is nothing but blanks', () => {
    for (const lines of [[], [''], [' ', '\t\r'], ['\uFEFF']]) {
      expect(readingsOf(lines)).toEqual([{ kind: 'refused', reason: 'no scenarios: the input is empty' }]);
    }
  });

  test('a line that is not UTF-8 is one error among JSON Lines, and the end of any other text', () => {
    expect(readingsOf(['{"a":1}', undefined, '{"b":2}'])).toEqual([
      scenario({ a: 1 }),
      { kind: 'problem', name: null, reason: 'not UTF-8 text (line 2)' },
      scenario({ b: 2 }),
    ]);
    expect(readingsOf([undefined, '{"b":2}'])).toHaveLength(2);
    expect(readingsOf(['{', undefined, '}'])).toEqual([{ kind: 'refused', reason: 'not UTF-8 text (line 2)' }]);
  });
});

const LINE = fc.constantFrom<Line>(
  '',
  ' \r',
  '{}',
  '{"a":1}\r',
  '{"b":{"c":[1]}}',
  '{',
  '}',
  '[',
  ']',
  ',',
  '7',
  '"x"',
  '{"a":1,"a":2}',
  'oops',
  undefined,
);

// Seen failing: the first line of each block taken for that of the text, after 7 runs; line numbers that begin anew with each block, after 1.
test('the same text says the same, in whatever blocks it comes', () => {
  const property = fc.property(fc.array(LINE, { maxLength: 12 }), fc.array(fc.nat(12), { maxLength: 4 }), (lines, cuts) => {
    const places = [0, ...cuts.map((cut) => Math.min(cut, lines.length)).sort((a, b) => a - b), lines.length];
    const blocks = places.slice(1).map((end, at) => lines.slice(places[at], end));
    expect(readingsOf(...blocks)).toEqual(readingsOf(lines));
  });
  holds(property, { runs: 5_000, show: (lines) => JSON.stringify(lines) });
});
