// Results as JSON: what the published schemas promise, and the same bytes for the same input.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type * as z from 'zod';
import { coverageOf } from '../../lib/access/account/coverage.ts';
import { grantsOf } from '../../lib/access/matrix/grants.ts';
import { accessMatrix } from '../../lib/access/matrix/matrix.ts';
import { judgeSnapshot } from '../../lib/audit.ts';
import { schemas } from '../../lib/cli/schemas.ts';
import { SEVERITIES } from '../../lib/model/severity.ts';
import { chunksOfJson } from '../../lib/report/json.ts';
import { accessSchema, auditSchema, simulationSchema } from '../../lib/report/schema.ts';
import { accessView } from '../../lib/report/view.ts';
import { evaluateScenario } from '../../lib/scenario/evaluate.ts';
import { scenarioSchema } from '../../lib/scenario/schema.ts';
import { snapshotSchema } from '../../lib/snapshot/schema.ts';
import { type AccountWords, snapshotFile } from '../support/account-shorthand.ts';
import { arbitraryScenario } from '../support/arbitrary-scenario.ts';
import { acmeBaseline, acmeFile, NOBODY, snapshotFrom, viewOf } from '../support/audited.ts';
import { corpusCase } from '../support/corpus-case.ts';
import { holds } from '../support/property.ts';
import { textOf } from '../support/stored-text.ts';

/** A bit of everything: unread, malformed, conditional, outsiders, notes. */
const ODD: AccountWords = {
  users: {
    alice: { policies: [['login', 'pull'], [{ Effect: 'allow' }]] },
    bert: { policies: ['missing', ['list', { Effect: 'Allow', Action: 'ecr:NoSuchAction', Resource: '*' }]] },
  },
  roles: {
    dev: {
      policies: [
        ['list', { Effect: 'Deny', Action: '*', Resource: '*', Condition: { BoolIfExists: { 'aws:MultiFactorAuthPresent': 'false' } } }],
      ],
    },
  },
  organization: { scps: 'unknown' },
  repositories: {
    a: {
      policy: [
        { Sid: 'open', Effect: 'Allow', Principal: '*', Action: 'ecr:*', Condition: { StringLike: { 'aws:SourceVpce': ['a', 'b'] } } },
      ],
    },
    b: { policy: 'unknown', tags: 'unknown' },
    c: { policy: [{ Effect: 'Allow', Principal: { AWS: '222222222222' }, Action: 'ecr:*' }] },
  },
};

const ACCOUNTS = { acme: acmeFile(), odd: snapshotFile(ODD), empty: snapshotFile({}) };

function accessText(file: unknown): string {
  const matrix = accessMatrix(snapshotFrom(file));
  const { grants, ...head } = accessView(matrix.account, coverageOf(matrix.account), grantsOf(matrix));
  return textOf(chunksOfJson(head, 'grants', grants));
}

function auditText(file: unknown): string {
  const baseline = file === ACCOUNTS.acme ? acmeBaseline() : NOBODY;
  const { findings, ...head } = viewOf(judgeSnapshot(snapshotFrom(file), baseline));
  return textOf(chunksOfJson(head, 'findings', findings));
}

describe.each(Object.entries(ACCOUNTS))('the account %s', (_, file) => {
  test('as effective access is what its schema says, and nothing besides', () => {
    const value: unknown = JSON.parse(accessText(file));
    expect(accessSchema.parse(value)).toEqual(value);
  });

  test('as an audit is what its schema says, and nothing besides', () => {
    const value: unknown = JSON.parse(auditText(file));
    expect(auditSchema.parse(value)).toEqual(value);
  });

  test('gives the same bytes twice', () => {
    expect(accessText(file)).toBe(accessText(structuredClone(file)));
    expect(auditText(file)).toBe(auditText(file));
  });

  test('has its grants sorted by region, repository, principal, capability, each once', () => {
    const { grants } = accessSchema.parse(JSON.parse(accessText(file)));
    const keys = grants.map(({ region, repository, principal, capability }) => JSON.stringify([region, repository, principal, capability]));
    expect(keys).toEqual([...new Set(keys)].sort());
  });

  test('has its findings sorted by severity, then id, and counts that add up', () => {
    const { findings, summary } = auditSchema.parse(JSON.parse(auditText(file)));
    const keys = findings.map(({ severity, id }) => `${SEVERITIES.length - SEVERITIES.indexOf(severity)} ${id}`);
    expect(keys).toEqual(keys.toSorted());
    const sum = (counts: Readonly<Record<string, number>>) => Object.values(counts).reduce((total, count) => total + count, 0);
    expect([sum(summary.bySeverity), sum(summary.byCode), sum(summary.byState)]).toEqual([
      findings.length,
      findings.length,
      findings.length,
    ]);
    expect(summary.unverified).toBe(findings.filter(({ evidence }) => evidence.unread).length);
  });

  test('is a snapshot by the published schema', () => {
    expect(snapshotSchema.safeParse(file).success).toBe(true);
  });
});

test('a grant or a finding is one line, so that results can be compared line by line', () => {
  const head = { b: 1, a: { c: [] } };
  const text = textOf(chunksOfJson(head, 'list', [{ x: 'a\nb' }, {}]));
  expect(text).toBe('{"b":1,"a":{"c":[]},"list":[\n{"x":"a\\nb"},\n{}\n]}\n');
  expect(textOf(chunksOfJson(head, 'list', []))).toBe('{"b":1,"a":{"c":[]},"list":[]}\n');
});

test('lists that entries share are written as often as they occur', () => {
  const places = Object.freeze([
    { region: 'eu-west-1', repository: 'a"b' },
    { region: 'eu-west-1', repository: 'c' },
  ]);
  const entries = [1, 2, 3].map((id) => ({ id, none: undefined, evidence: { places, gone: undefined, via: [null] }, places, mend: null }));
  const lines = entries.map((entry) => `\n${JSON.stringify(entry)}`);
  expect(textOf(chunksOfJson({ b: 1 }, 'list', entries))).toBe(`{"b":1,"list":[${lines.join(',')}\n]}\n`);
});

test('what is more than one piece is the same text, and made as it is asked for', () => {
  const entries = Array.from({ length: 3_000 }, (_, at) => ({ at, text: 'x'.repeat(100) }));
  let made = 0;
  const counted = function* () {
    for (const entry of entries) {
      made += 1;
      yield entry;
    }
  };
  const [first = '', ...others] = chunksOfJson({ b: 1 }, 'list', counted());
  expect(others.length).toBeGreaterThan(1);
  const lines = entries.map((entry) => `\n${JSON.stringify(entry)}`);
  expect([first, ...others].join('')).toBe(`{"b":1,"list":[${lines.join(',')}\n]}\n`);
  made = 0;
  for (const _ of chunksOfJson({}, 'list', counted())) break;
  expect(made).toBeLessThan(entries.length);
});

test('every answer to a scenario is what its schema says, and nothing besides', () => {
  const property = fc.property(arbitraryScenario, (scenario) => {
    expect(scenarioSchema.safeParse(scenario).success).toBe(true);
    const answer: unknown = JSON.parse(JSON.stringify(evaluateScenario(scenario)));
    expect(simulationSchema.parse(answer)).toEqual(answer);
  });
  holds(property, { runs: 300, show: (scenario) => corpusCase(scenario, {}) });
});

test('an error for a scenario is what its schema says', () => {
  for (const scenario of [null, {}, { name: 'a' }, { name: 7 }])
    expect(simulationSchema.safeParse(evaluateScenario(scenario)).success).toBe(true);
});

test('each format has a published schema', () => {
  expect(Object.keys(schemas).sort()).toEqual([
    'access',
    'alert',
    'audit',
    'baseline',
    'check',
    'exception',
    'fix',
    'lock-line',
    'proof',
    'scenario',
    'simulation',
    'snapshot',
    'state',
    'who',
  ]);
  for (const schema of Object.values(schemas)) expect(schema).toMatchObject({ $schema: 'https://json-schema.org/draft/2020-12/schema' });
});

test('what the contract lists is required in the schemas', () => {
  const required = (schema: z.ZodObject): readonly string[] =>
    Object.entries(schema.shape).flatMap(([key, type]) => (type.safeParse(undefined).success ? [] : [key]));
  expect(required(accessSchema)).toEqual(expect.arrayContaining(['schemaVersion', 'account', 'complete', 'unread', 'grants']));
  expect(required(accessSchema.shape.grants.element)).toEqual(
    expect.arrayContaining(['region', 'repository', 'principal', 'principalClass', 'capability', 'decision', 'conditions', 'via']),
  );
  expect(required(auditSchema)).toEqual(
    expect.arrayContaining(['schemaVersion', 'account', 'complete', 'unread', 'baseline', 'summary', 'findings']),
  );
  const finding = [
    'id',
    'code',
    'name',
    'severity',
    'state',
    'region',
    'repository',
    'principal',
    'capability',
    'message',
    'evidence',
    'remediation',
    'firstSeen',
    'lastSeen',
  ];
  expect(required(auditSchema.shape.findings.element)).toEqual(expect.arrayContaining(finding));
});
