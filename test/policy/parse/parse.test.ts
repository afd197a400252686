// Policy text to statements: the corpus of test/corpus/parse, and whatever else anybody may hand in.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import {
  type Condition,
  LAYERS,
  type Layer,
  type PolicyIssue,
  type PrincipalPattern,
  type Scope,
  type Statement,
} from '../../../lib/model/policy.ts';
import { type PolicyReading, parsePolicy } from '../../../lib/policy/parse/parse.ts';
import { readRules } from '../../corpus/rules.ts';
import { arbitraryPolicy } from '../../support/arbitrary-scenario.ts';
import { holds } from '../../support/property.ts';

interface Case {
  readonly note: string;
  readonly rule: string | readonly string[];
  readonly layer?: Layer;
  readonly policy?: unknown;
  readonly statement?: unknown;
  readonly text?: string;
  readonly expect: {
    readonly variables?: boolean;
    readonly statements?: readonly string[];
    readonly notes?: readonly string[];
    readonly issues?: readonly string[];
  };
}

const FOLDER = join(import.meta.dirname, '../../corpus/parse');
const FILES = readdirSync(FOLDER).map((name) => ({ name, cases: parse(readFileSync(join(FOLDER, name), 'utf8')) as readonly Case[] }));
const RULES: readonly string[] = readRules().ids;
const KEYS = ['note', 'rule', 'layer', 'policy', 'statement', 'text', 'expect'];

describe.each(FILES)('$name', ({ cases }) => {
  test.each(cases)('$note', (given) => {
    expect(Object.keys(given).filter((key) => !KEYS.includes(key))).toEqual([]);
    expect([given.rule].flat().filter((rule) => !RULES.includes(rule))).toEqual([]);
    const { variables, ...wanted } = given.expect;
    const reading = parsePolicy(documentOf(given), given.layer ?? 'identity');
    expect(shown(reading)).toEqual('issues' in wanted ? wanted : { notes: [], ...wanted });
    if (variables !== undefined) expect(reading).toMatchObject({ policy: { variables } });
  });
});

function documentOf({ policy, statement, text }: Case): unknown {
  return text ?? policy ?? { Version: '2012-10-17', Statement: [statement] };
}

function shown(reading: PolicyReading): object {
  if (reading.kind === 'malformed') return { issues: reading.issues.map(issueText) };
  return { statements: reading.policy.statements.map(statementText), notes: reading.notes.map(issueText) };
}

const issueText = ({ path, reason, rule }: PolicyIssue): string => `${path}: ${reason} (${rule})`;

/** What was read, as one line; a principal that every policy of the layer has is left out. */
function statementText({ effect, action, resource, principal, conditions, sid }: Statement): string {
  const parts = [
    `${effect} action ${scopeText(action, (text) => text, ',')} resource ${scopeText(resource, (text) => text, ',')}`,
    ...(principal.kind === 'every' ? [] : [`principal ${scopeText(principal, principalText, ', ')}`]),
    ...(conditions.length === 0 ? [] : [`if ${conditions.map(conditionText).join(' and ')}`]),
    ...(sid === null ? [] : [`sid ${sid}`]),
  ];
  return parts.join(' ');
}

function scopeText<T>(scope: Scope<T>, textOf: (item: T) => string, separator: string): string {
  if (scope.kind === 'every') return 'any';
  const list = scope.of.length === 0 ? 'nothing' : scope.of.map(textOf).join(separator);
  return scope.kind === 'only' ? list : `not ${list}`;
}

function principalText(pattern: PrincipalPattern): string {
  switch (pattern.kind) {
    case 'everyone':
      return 'everyone';
    case 'account':
      return ['account', ...(pattern.partition === undefined ? [] : [pattern.partition]), pattern.account].join(' ');
    case 'entity':
      return `entity ${pattern.arn}`;
    case 'service':
      return `service ${pattern.service}`;
    case 'uniqueId':
      return `id ${pattern.id}`;
    case 'nobody':
      return `nobody ${pattern.text}`;
  }
}

function conditionText({ operator, base, quantifier, ifExists, key, values }: Condition): string {
  const set = quantifier === 'none' ? '' : `${quantifier} `;
  return `${set}${base}${ifExists ? ' IfExists' : ''} ${key} [${values.join()}] written ${operator}`;
}

describe('whatever is handed in', () => {
  const layers = fc.constantFrom(...LAYERS);

  /** Read, or refused with a reason; and in one line, whatever was in the document. */
  function isAnswered(document: unknown, layer: Layer): void {
    const reading = parsePolicy(document, layer);
    const issues = reading.kind === 'malformed' ? reading.issues : reading.notes;
    for (const { path, reason, rule } of issues) {
      expect(path).not.toBe('');
      expect(reason.length).toBeLessThan(400);
      expect(RULES).toContain(rule);
    }
  }

  test('any JSON value is a policy or is malformed; nothing is thrown', () => {
    const property = fc.property(fc.jsonValue(), layers, isAnswered);
    holds(property, { runs: 1_000, show: (value) => JSON.stringify(value) });
  });

  test('any text is a policy or is malformed', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.json(),
      fc.json().map(encodeURIComponent),
      fc.string().map((end) => `{"Statement":[${end}`),
    );
    holds(fc.property(text, layers, isAnswered), { runs: 500, show: (value) => JSON.stringify(value) });
  });

  // Seen failing: statements taken for objects unseen, after 77 runs; keys of an operator likewise, after 650.
  test('any value may stand in any place of a policy', () => {
    const strange = fc.oneof(fc.jsonValue({ maxDepth: 2 }), fc.constantFrom('__proto__', 'constructor', '', '*', '${', '\u0000', -0));
    const property = fc.property(arbitraryPolicy('resource'), fc.nat(40), strange, layers, (policy, place, value, layer) => {
      isAnswered(withValueAt(policy, place, value), layer);
    });
    holds(property, { runs: 2_000, show: (value) => JSON.stringify(value) });
  });

  test('names that every object has are unknown elements like any other', () => {
    const text = '{"Statement": [{"__proto__": {"Effect": "Allow"}, "constructor": "x", "Action": "a:b", "Resource": "*"}], "toString": 1}';
    expect(shown(parsePolicy(text, 'identity'))).toEqual({
      issues: [
        'toString: unknown element `toString` (B2)',
        'Statement[0].__proto__: unknown element `__proto__` (B2)',
        'Statement[0].constructor: unknown element `constructor` (B2)',
        'Statement[0].Effect: a statement needs `Effect` (B5)',
      ],
    });
  });

  test('operators and keys by such names are no operators, and keys like any other', () => {
    const statement = (condition: string) =>
      `{"Statement": {"Effect": "Allow", "Action": "a:b", "Resource": "*", "Condition": ${condition}}}`;
    expect(parsePolicy(statement('{"__proto__": {"k": "v"}}'), 'identity').kind).toBe('malformed');
    expect(parsePolicy(statement('{"constructor": {"k": "v"}}'), 'identity').kind).toBe('malformed');
    expect(shown(parsePolicy(statement('{"StringEquals": {"__proto__": "v"}}'), 'identity'))).toEqual({
      statements: ['Allow action a:b resource * if StringEquals __proto__ [v] written StringEquals'],
      notes: [],
    });
  });

  test.each([
    ['lists', '['],
    ['objects', '{"a":'],
    ['statements', '{"Statement":['],
  ])('a hundred thousand %s inside each other are malformed, not a crash', (_, opening) => {
    expect(parsePolicy(opening.repeat(100_000), 'identity')).toMatchObject({ kind: 'malformed' });
    const closed = `${opening.repeat(100_000)}1${(opening.startsWith('[') ? ']' : '}').repeat(100_000)}`;
    expect(parsePolicy(closed, 'identity')).toMatchObject({ kind: 'malformed' });
  });

  test('an error quotes no more than the beginning of a long text', () => {
    const reading = parsePolicy({ Statement: { Effect: 'x'.repeat(10_000), Action: 'a:b', Resource: '*' } }, 'identity');
    expect(reading).toMatchObject({ issues: [{ reason: `\`${'x'.repeat(80)}...\` is not an effect: use Allow or Deny` }] });
  });
});

/** The policy with its `place`-th value, counted through, replaced. */
function withValueAt(policy: unknown, place: number, replacement: unknown): unknown {
  let left = place;
  const visit = (value: unknown): unknown => {
    left -= 1;
    if (left < 0 && left > -2) return replacement;
    if (Array.isArray(value)) return value.map(visit);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, visit(member)]));
  };
  return visit(policy);
}
