// Expressions one form at a time, and what they come to.
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: it is what expressions of HCL look like
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { evaluated, type HclNames, newBudget } from '../../../../lib/proposal/terraform/source/evaluate.ts';
import { gap, type HclValue, planValueOf, setOf, valueOfJson } from '../../../../lib/proposal/terraform/source/hcl-value.ts';
import { parseTemplate } from '../../../../lib/proposal/terraform/source/parse-template.ts';

const ROLES = [
  { name: 'ci', arn: 'arn:aws:iam::111111111111:role/ci' },
  { name: 'cd', arn: 'arn:aws:iam::111111111111:role/cd' },
];
const KNOWN: Readonly<Record<string, HclValue>> = {
  role: valueOfJson(ROLES[0]),
  roles: valueOfJson(ROLES),
  by: valueOfJson({ b: ROLES[0], a: ROLES[1] }),
  set: setOf(['y', 'x', 'y']),
  none: null,
  open: gap('aws_vpc.main.id'),
  half: valueOfJson({ name: 'ci' }, true),
};
const names: HclNames = (name) => (Object.hasOwn(KNOWN, name) ? (KNOWN[name] ?? null) : gap(name));

/** The value as a plan would have it, or the gaps in it. */
function read(text: string): unknown {
  const reading = parseTemplate(text);
  if (reading.kind === 'problem') return { problem: reading.reason };
  const { value, gaps } = planValueOf(evaluated(reading.expression, names, newBudget()));
  return gaps.length > 0 ? { gaps: gaps.map(({ by }) => by) } : value;
}

function expression(text: string): unknown {
  return read(`\${${text}}`);
}

test.each<[string, unknown]>([
  // Literals.
  ['1', 1],
  ['1.50e1', 15],
  ['true', true],
  ['null', null],
  ['"a"', 'a'],
  ['"a\\n\\t\\"\\\\\\u00e9\\U0001F600"', 'a\n\t"\\é😀'],
  ['"$${aws:username} %%{x} $ % $x"', '${aws:username} %{x} $ % $x'],
  ['[1, "a", [],]', [1, 'a', []]],
  ['{ a = 1, "b" : 2\n c = 3 # it\n (role.name) = 4\n "x-${role.name}" = 5 }', { a: 1, b: 2, c: 3, ci: 4, 'x-ci': 5 }],
  ['{ Effect = "Allow", a-b = 1 }', { Effect: 'Allow', 'a-b': 1 }],
  // References.
  ['role.arn', ROLES[0]?.arn],
  ['roles[1].name', 'cd'],
  ['roles.1.name', 'cd'],
  ['by["a"].name', 'cd'],
  ['by[roles[0].name == "ci" ? "b" : "a"].name', 'ci'],
  ['roles[*].name', ['ci', 'cd']],
  ['roles.*.name', ['ci', 'cd']],
  ['roles[*].name[0]', { gaps: ['the attribute 0 of something that has none', 'the attribute 0 of something that has none'] }],
  ['roles.*.name[0]', 'ci'],
  ['role[*].name', ['ci']],
  ['none[*].name', []],
  ['role\n  .name', 'ci'],
  // Templates.
  ['"${role.arn}/*"', `${ROLES[0]?.arn}/*`],
  ['"${"${role.name}"}-${1 + 1}-${true}"', 'ci-2-true'],
  ['"a ${~ role.name ~} b"', 'acib'],
  ['"%{ if role.name == "ci" }yes%{ else }no%{ endif }"', 'yes'],
  ['"%{ if false }yes%{ endif }."', '.'],
  ['"%{ for r in roles }${r.name},%{ endfor }"', 'ci,cd,'],
  ['"%{ for r in roles ~}\n  ${r.name}\n%{~ endfor }"', 'cicd'],
  ['upper(<<EOT\na ${role.name}\n  b\\n\nEOT\n)', 'A CI\n  B\\N\n'],
  ['lower(<<-EOT\n    A\n      B\n    EOT\n)', 'a\n  b\n'],
  // Operators.
  ['1 + 2 * 3 - 4 / 2 % 2', 7],
  ['-1 - -2', 1],
  ['(1 + 2) * 3', 9],
  ['!true || 1 < 2 && 2 <= 2 && 3 > 2 && 3 >= 3', true],
  ['[1] == [1] && { a = 1 } != { a = 2 }', true],
  ['"a" == "a" ? "same" : "other"', 'same'],
  ['false ? open : "b"', 'b'],
  ['true || open', true],
  ['open == "a" ? "x" : "x"', 'x'],
  // Iterations.
  ['[for r in roles : r.arn if r.name != "cd"]', [ROLES[0]?.arn]],
  ['[for i, r in roles : "${i}${r.name}"]', ['0ci', '1cd']],
  ['[for k, r in by : "${k}${r.name}"]', ['acd', 'bci']],
  ['[for k, v in set : "${k}${v}"]', ['xx', 'yy']],
  ['{ for r in roles : r.name => upper(r.name) }', { ci: 'CI', cd: 'CD' }],
  ['{ for r in roles : substrless(r) => 1 }', { gaps: ['the function substrless, which is not evaluated'] }],
  ['{ for r in roles : length(r.name) => r.name... }', { '2': ['ci', 'cd'] }],
  ['[for r in [for s in roles : s.name] : r]', ['ci', 'cd']],
  ['{ for r in roles : "k" => 1 }', { gaps: ['a for with two of k'] }],
  // Functions.
  ['jsonencode({ b = [1, null, true], a = "<\\"é>" })', '{"a":"\\u003c\\"é\\u003e","b":[1,null,true]}'],
  ['jsonencode(set)', '["x","y"]'],
  ['concat([1], set, [])', [1, 'x', 'y']],
  ['concat([[1], [2]]...)', [1, 2]],
  ['merge({ a = 1, b = 1 }, { b = 2 }, null)', { a: 1, b: 2 }],
  ['toset(["b", "a", "b"])', ['a', 'b']],
  ['toset(["b", 1])', ['1', 'b']],
  ['flatten([1, [2, [3, []]], set])', [1, 2, 3, 'x', 'y']],
  ['format("%s/%d %% %q %v", role.name, 2, "a", [1])', 'ci/2 % "a" [1]'],
  ['format("%05d", 2)', { gaps: ['the verb %0 of format, which is not evaluated'] }],
  ['format("%s")', { gaps: ['a format with too few values'] }],
  ['join(",", roles[*].name)', 'ci,cd'],
  ['replace(role.arn, "role/", "user/")', 'arn:aws:iam::111111111111:user/ci'],
  ['replace("a1", "/[0-9]/", "")', { gaps: ['replace with a regular expression, which is not evaluated'] }],
  ['lower("A") == "a" && upper("a") == "A"', true],
  ['[length("é😀"), length([1, 2]), length({ a = 1 }), length(set)]', [2, 2, 1, 2]],
  [
    '[keys(by), values(by)[*].name]',
    [
      ['a', 'b'],
      ['cd', 'ci'],
    ],
  ],
  ['[lookup(by, "a").name, lookup(by, "z", "none")]', ['cd', 'none']],
  ['distinct(["b", "a", "b"])', ['b', 'a']],
  ['compact(["a", "", null, "b"])', ['a', 'b']],
  [
    '[split("/", "a/b"), sort(["b", "a"]), contains(set, "x"), trimspace(" a "), trimprefix("ab", "a"), tolist(set), tostring(1)]',
    [['a', 'b'], ['a', 'b'], true, 'a', 'b', ['x', 'y'], '1'],
  ],
  ['[one([]), one(["a"]), one(null), coalesce(null, "", "b")]', [null, 'a', null, 'b']],
  ['[trimsuffix("ab", "b"), trimsuffix("ab", ""), startswith("ab", "a"), endswith("ab", "a")]', ['a', 'ab', true, false]],
  ['formatlist("%s-%s", ["a", "b"], "x")', ['a-x', 'b-x']],
  ['[formatlist("%s", "a"), formatlist("%s", [])]', [['a'], []]],
  ['formatlist("%s%s", ["a"], ["b", "c"])', { gaps: ['a format of lists that are not of one length'] }],
  ['formatlist("%s", [open])', { gaps: ['aws_vpc.main.id'] }],
  ['jsondecode("{\\"a\\": [1, null]}").a', [1, null]],
  ['jsondecode("{")', { gaps: ['jsondecode of something that is no JSON'] }],
  ['[coalescelist([], ["a"], open), element(["a", "b"], 3), element(["a", "b"], -1)]', [['a'], 'b', 'b']],
  ['coalescelist(open, ["a"])', { gaps: ['aws_vpc.main.id'] }],
  ['coalescelist([])', { gaps: ['coalescelist of nothing'] }],
  ['element([], 0)', { gaps: ['an element of an empty list'] }],
  ['[reverse([1, 2]), slice(["a", "b", "c"], 1, 3), slice([], 0, 0)]', [[2, 1], ['b', 'c'], []]],
  ['slice(["a"], 0, 2)', { gaps: ['a slice that is not in the list'] }],
  ['zipmap(["b", "a"], [1, open]).b', 1],
  ['zipmap(["a"], [])', { gaps: ['zipmap of lists that are not of one length'] }],
  ['[setunion(set, ["z"]), setintersection(set, ["y", "z"]), setsubtract(set, ["y"])]', [['x', 'y', 'z'], ['y'], ['x']]],
  ['setsubtract(set, [open])', { gaps: ['aws_vpc.main.id'] }],
  ['one([1, 2])', { gaps: ['one of several'] }],
  ['try(role.nothing, by["z"].name, "last")', 'last'],
  // What is not known, by what.
  ['file("policy.json")', { gaps: ['the function file, which is not evaluated'] }],
  ['provider::aws::arn_parse("a")', { gaps: ['the function provider::aws::arn_parse, which is not evaluated'] }],
  ['"${open}/*"', { gaps: ['aws_vpc.main.id'] }],
  ['jsonencode({ a = [open] })', { gaps: ['aws_vpc.main.id'] }],
  ['[1, open]', { gaps: ['aws_vpc.main.id'] }],
  ['length([1, open])', 2],
  ['flatten([1, open])', { gaps: ['aws_vpc.main.id'] }],
  ['[for r in roles : r.name if open]', { gaps: ['aws_vpc.main.id'] }],
  ['open == "a" ? "x" : "y"', { gaps: ['aws_vpc.main.id'] }],
  ['try(open, "b")', { gaps: ['aws_vpc.main.id'] }],
  ['try(half.path, "b")', { gaps: ['the optional attribute path'] }],
  ['jsonencode(half)', { gaps: ['an object whose type has optional attributes'] }],
  ['role.nothing', { gaps: ['an object without nothing'] }],
  // Nothing but one interpolation is its value, null too.
  ['"${none}"', null],
])('%s', (text, value) => {
  expect(expression(text)).toEqual(value);
});

describe('texts of a value', () => {
  test('backslashes and quotes are as they are, and only what is filled in is read', () => {
    expect(read('{"a": "\\n", "b": "${role.name}"}')).toBe('{"a": "\\n", "b": "ci"}');
    expect(read('$${x} ${"$"}{y}')).toBe('${x} ${y}');
    expect(read('')).toBe('');
  });

  test.each([
    '${',
    '${a',
    '${"a}',
    '${[1}',
    '${{ a }}',
    '${a b}',
    '${f(1 2)}',
    '%{ if a }b',
    '${<<EOT\na\n}',
    '${1 +}',
    '${"\\q"}',
    '%{ x }',
  ])('%s is not understood, and says where', (text) => {
    expect(read(text)).toMatchObject({ problem: expect.stringMatching(/^expected .+ at character \d+ of a value$/) });
  });
});

describe('hostile', () => {
  test.each(['(', '[', '!', '-', '"${', 'f(', '{a=', 'a ? b : ', 'a[', '[for x in '])(
    '%s a hundred thousand times is a problem in one line',
    (part) => {
      expect(expression(part.repeat(100_000))).toEqual({ problem: 'it is nested too deeply' });
    },
  );

  test('directives in directives end as well', () => {
    expect(read('%{ if a }'.repeat(100_000))).toEqual({ problem: 'it is nested too deeply' });
  });

  test('a chain of any length neither ends the program nor settles anything', () => {
    expect(expression(`a${'.b'.repeat(100_000)}`)).toEqual({ gaps: ['an expression that is nested too deeply'] });
    expect(expression(`a${'[0]'.repeat(100_000)}`)).toEqual({ gaps: ['an expression that is nested too deeply'] });
    expect(expression(`1${' + 1'.repeat(100_000)}`)).toEqual({ gaps: ['an expression that is nested too deeply'] });
  });

  test('what doubles with every step ends', () => {
    const doubled = Array.from({ length: 40 }).reduce<string>((inner) => `[for x in [1, 2] : ${inner}]`, '1');
    expect(expression(doubled)).toMatchObject({ gaps: expect.arrayContaining(['an expression that takes too long']) });
    const longer = Array.from({ length: 30 }).reduce<string>((inner) => `replace(${inner}, "a", "aaaa")`, '"a"');
    expect(expression(longer)).toEqual({ gaps: ['a text that is too long'] });
  });

  test('names that objects have of their own are names like others', () => {
    expect(expression('{ __proto__ = { polluted = 1 }, constructor = 2 }.constructor')).toBe(2);
    expect(expression('jsonencode({ __proto__ = { polluted = 1 } })')).toBe('{"__proto__":{"polluted":1}}');
    expect(expression('role.__proto__')).toEqual({ gaps: ['an object without __proto__'] });
    expect(expression('role["constructor"]')).toEqual({ gaps: ['an object without constructor'] });
    expect(expression('toString(1)')).toEqual({ gaps: ['the function toString, which is not evaluated'] });
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });
});

const json = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.string({ unit: 'binary' }),
    fc.string({ unit: fc.constantFrom('$', '{', '}', '%', '${', '%{', '"', '\\', '~', 'a', '\n', '<') }),
    fc.integer(),
    fc.double({ noNaN: true, noDefaultInfinity: true }).map((each) => (Object.is(each, -0) ? 0 : each)),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('value'), { maxLength: 4 }),
    fc
      .array(fc.tuple(fc.oneof(fc.string(), fc.constantFrom('__proto__', 'constructor', 'for', 'if', 'true', 'a-b')), tie('value')), {
        maxLength: 4,
      })
      .map((entries) => Object.fromEntries(entries)),
  ),
}));

/** As somebody would write it. */
function printed(value: unknown): string {
  if (typeof value === 'string') return printedText(value);
  if (Array.isArray(value)) return `[${value.map(printed).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return String(value);
  const entries = Object.entries(value).map(
    ([key, each], index) =>
      `${/^[a-z][a-z-]*$/.test(key) && key !== 'for' ? key : printedText(key)} ${index % 2 === 0 ? '=' : ':'} ${printed(each)}`,
  );
  return `{\n${entries.join('\n')} }`;
}

function printedText(value: string): string {
  const escaped = value
    .replaceAll('\\', '\\\\')
    .replaceAll('"', '\\"')
    .replaceAll('\n', '\\n')
    .replaceAll(/[$%]\{/g, (start) => `${start.charAt(0)}${start}`);
  return `"${escaped}"`;
}

test('a value that is printed and evaluated is that value', () => {
  fc.assert(
    fc.property(json.value, (value) => {
      expect(expression(printed(value))).toEqual(value);
    }),
  );
});

test('jsonencode of a value is read back as that value', () => {
  fc.assert(
    fc.property(json.value, (value) => {
      expect(JSON.parse(String(expression(`jsonencode(${printed(value)})`)))).toEqual(value);
    }),
  );
});

test('any text is a value, a gap or a problem in one line', () => {
  fc.assert(
    fc.property(
      fc.string({
        unit: fc.constantFrom(
          '$',
          '{',
          '}',
          '%',
          '"',
          '~',
          'a',
          '.',
          '*',
          '[',
          ']',
          '(',
          ')',
          ' ',
          '\n',
          '=',
          ':',
          '?',
          '1',
          '<',
          'for x in ',
          'if ',
        ),
      }),
      (text) => {
        expect(() => read(text)).not.toThrow();
      },
    ),
  );
});
