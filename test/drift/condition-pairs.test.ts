// Pairs of conditions, each as an entry with `when`, as a forbid with `when`, and as a lock: test/corpus/conditions/pairs.yaml.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { accessMatrix } from '../../lib/access/matrix/matrix.ts';
import { captureLock } from '../../lib/baseline/capture/lock.ts';
import { driftFrom } from '../../lib/drift/drift.ts';
import type { Baseline } from '../../lib/model/baseline.ts';
import { snapshotOf } from '../support/account-shorthand.ts';
import { baselineOf, policy } from '../support/baseline.ts';

interface Pair {
  readonly name: string;
  readonly who: keyof typeof WHO;
  readonly live: object;
  readonly asked: object;
  readonly stricter: boolean;
  readonly together: boolean;
  /** False where a lock has not all conditions that the statement has, and the pair is only told to be stricter by `when`. */
  readonly locked?: false;
}

const WHO = {
  acct: { principal: { AWS: '222222222222' }, selector: 'account:222222222222' },
  svc: { principal: { Service: 'lambda.amazonaws.com' }, selector: 'service:lambda.amazonaws.com' },
} as const;

// INVARIANT: the corpus is written by hand in this form.
const PAIRS = parse(readFileSync(join(import.meta.dirname, '../corpus/conditions/pairs.yaml'), 'utf8')) as readonly Pair[];

const nameOf = (pair: Pair): string => `n${PAIRS.indexOf(pair)}`;

function matrixWith(condition: (pair: Pair) => object) {
  const statement = (pair: Pair) => {
    const Action = ['ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'];
    return { Effect: 'Allow', Principal: WHO[pair.who].principal, Action, Condition: condition(pair) };
  };
  return accessMatrix(snapshotOf({ repositories: Object.fromEntries(PAIRS.map((pair) => [nameOf(pair), { policy: [statement(pair)] }])) }));
}

const live = matrixWith((pair) => pair.live);

function baselineWith(entries: (pair: Pair) => object): Baseline {
  const rules = PAIRS.map((pair) => ({ id: nameOf(pair), repositories: [nameOf(pair)], ...entries(pair) }));
  return baselineOf({ 'baseline.yaml': policy(stringify({ rules })) });
}

/** The repositories with drift of a kind. */
function driftIn(baseline: Baseline, kind: 'weakened' | 'forbidden'): ReadonlySet<string> {
  const found = driftFrom(live, baseline, live.account.snapshot.collectedAt).drift;
  return new Set(found.flatMap((drift) => (drift.kind === kind && 'grant' in drift ? [drift.grant.repository] : [])));
}

describe.each([
  ['`when`', baselineWith(({ who, asked }) => ({ allow: [{ principals: [WHO[who].selector], capabilities: ['pull'], when: asked }] }))],
  ['a lock', baselineOf({ 'access.lock.jsonl': captureLock(matrixWith((pair) => pair.asked)) })],
] as const)('%s lets be what is at least as strict', (how, baseline) => {
  const weakened = driftIn(baseline, 'weakened');
  test.each(PAIRS.filter(({ locked }) => how === '`when`' || locked !== false))('$name', (pair) => {
    expect(weakened.has(nameOf(pair))).toBe(!pair.stricter);
  });
});

describe('a forbid forbids what can be had under its `when`', () => {
  const forbidden = driftIn(
    baselineWith(({ who, asked }) => {
      const about = { principals: [WHO[who].selector] };
      return { allow: [{ ...about, capabilities: ['any'] }], forbid: [{ ...about, capabilities: ['pull'], when: asked }] };
    }),
    'forbidden',
  );
  test.each(PAIRS)('$name', (pair) => {
    expect(forbidden.has(nameOf(pair))).toBe(pair.together);
  });
});
