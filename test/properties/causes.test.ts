// Causes, held against any account: every finding has one, and it is the same however the account is written down.
// Each property was seen failing on bugs planted in a copy of lib; the comment above it says which.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { eachPlace } from '../../lib/access/classes/places.ts';
import { type Judged, judgeSnapshot } from '../../lib/audit.ts';
import { causesOf } from '../../lib/findings/causes/causes.ts';
import { covered } from '../../lib/findings/causes/cover.ts';
import type { Cause } from '../../lib/model/cause.ts';
import type { Finding } from '../../lib/model/finding.ts';
import { SEVERITIES } from '../../lib/model/severity.ts';
import { ACCOUNT, snapshotOf } from '../support/account-shorthand.ts';
import { arbitraryAccount } from '../support/arbitrary-account.ts';
import { NOBODY, rules } from '../support/audited.ts';
import { holds } from '../support/property.ts';
import { smallAccount, snapshotOf as snapshotIn } from '../support/small-account.ts';

const RULES = rules(`
  - { id: all, repositories: ["**"], allow: [{ principals: ["arn:aws:iam::111111111111:role/ci/*"], capabilities: [pull] }], forbid: [{ principals: [public], capabilities: [push] }] }
  - { id: need, repositories: ["team-a/**"], require: [{ principals: ["arn:aws:iam::111111111111:role/ci/build", "arn:aws:iam::111111111111:role/gone"], capabilities: [pull, list] }] }`);
const ALONE = rules('  - { id: few, repositories: [app, "team-b/**"], allow: [{ principals: [same-account], capabilities: [list] }] }');

const BASELINES = [undefined, RULES, ALONE];
const baselines = fc.constantFrom(...BASELINES.keys());

function causesIn({ matrix, findings }: Judged, order: (all: readonly Finding[]) => readonly Finding[] = (all) => all): readonly Cause[] {
  return causesOf(matrix.account, order(findings));
}

const anyJudged: fc.Arbitrary<Judged> = fc
  .tuple(fc.oneof(arbitraryAccount.map(snapshotOf), smallAccount.map(snapshotIn)), baselines)
  .map(([snapshot, at]) => judgeSnapshot(snapshot, BASELINES[at]));

const show = ({ findings }: Judged): string => findings.map(({ id, message }) => `${id} ${message}`).join('\n');

// Seen failing: a candidate that is passed over once its turn has come for less than it had.
test('every finding is in exactly one cause, and what a cause counts is in it', () => {
  holds(
    fc.property(anyJudged, (judged) => {
      const causes = causesIn(judged);
      expect(causes.flatMap(({ findings }) => findings.map(({ id }) => id)).toSorted()).toEqual(
        judged.findings.map(({ id }) => id).toSorted(),
      );
      expect(new Set(causes.map(({ id }) => id)).size).toBe(causes.length);
      expect(causes.map(({ severity }) => -SEVERITIES.indexOf(severity))).toEqual(
        causes.map(({ severity }) => -SEVERITIES.indexOf(severity)).toSorted((a, b) => a - b),
      );
      for (const { findings, principals, repositories, severity, message } of causes) {
        expect(severity).toBe(
          findings.map((each) => each.severity).reduce((a, b) => (SEVERITIES.indexOf(a) > SEVERITIES.indexOf(b) ? a : b)),
        );
        expect(principals).toBe(new Set(findings.map(({ principal }) => principal).filter((each) => each !== null)).size);
        expect(repositories).toBe(new Set(findings.flatMap(placesOf)).size);
        expect(message).not.toMatch(/undefined|\[object|\n/);
      }
    }),
    { runs: 150, show },
  );
});

function placesOf({ region, repository, drift }: Finding): readonly string[] {
  if ('everywhere' in drift && drift.everywhere)
    return eachPlace(drift.everywhere.repositories).map((each) => `${each.region}/${each.repository}`);
  return repository === null || repository === '*' ? [] : [`${region ?? ''}/${repository}`];
}

// Seen failing: the findings of a cause in the order in which they came.
test('the order of the findings makes no difference', () => {
  holds(
    fc.property(anyJudged, fc.infiniteStream(fc.nat()), (judged, stream) => {
      const shuffled = (all: readonly Finding[]) =>
        all
          .map((each) => ({ each, key: stream.next().value ?? 0 }))
          .sort((a, b) => a.key - b.key)
          .map(({ each }) => each);
      expect(causesIn(judged, shuffled)).toEqual(causesIn(judged));
    }),
    { runs: 80, show },
  );
});

// Seen failing: the index of a statement in what tells it apart.
test('neither Sids nor the places of statements make a difference to ids and members', () => {
  holds(
    fc.property(smallAccount, baselines, (file, at) => {
      const outline = (content: unknown) =>
        causesIn(judgeSnapshot(snapshotIn(content), BASELINES[at]))
          .map(({ id, kind, severity, principals, repositories, findings }) =>
            JSON.stringify([id, kind, severity, principals, repositories, findings.map((each) => each.id)]),
          )
          .toSorted();
      expect(outline(rewritten(file))).toEqual(outline(file));
    }),
    { runs: 60, show: (file) => JSON.stringify(file) },
  );
});

// Seen failing: of statements that give the same the one that comes first.
test('of statements that give the same, one is the cause wherever it stands', () => {
  const statements = ['*', `arn:aws:ecr:*:${ACCOUNT}:repository/a`].map((Resource) => ({
    Effect: 'Allow',
    Action: 'ecr:TagResource',
    Resource,
  }));
  const causeOf = (policy: readonly object[]) => {
    const judged = judgeSnapshot(snapshotOf({ roles: { ci: { policies: [policy] } }, repositories: { a: {} } }), NOBODY);
    return causesIn(judged).find(({ findings }) => findings.some(({ code }) => code === 'ECRD-101'))?.id;
  };
  expect(causeOf(statements)).toBeDefined();
  expect(causeOf(statements.toReversed())).toBe(causeOf(statements));
});

/** Statements back to front, each with a Sid of its own. */
function rewritten(value: unknown, key = ''): unknown {
  if (Array.isArray(value)) {
    const items = value.map((each) => rewritten(each));
    return key === 'Statement' ? items.map((each, at) => ({ ...Object(each), Sid: `Renamed${at}` })).reverse() : items;
  }
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, rewritten(each, name)]));
}

describe('the cover', () => {
  const lists = fc.array(fc.uniqueArray(fc.nat({ max: 6 }), { minLength: 1, maxLength: 4 }), { maxLength: 20 });
  const keyed = Array.from({ length: 7 }, (_, at) => ({ key: `${at}` }));
  const candidates = (all: readonly (readonly number[])[]) => all.map((each) => each.flatMap((at) => keyed[at] ?? []));

  // Seen failing: of two candidates that account for as much the first that was met, and counts that are not corrected.
  test('takes whichever accounts for most of what is left, again and again', () => {
    holds(
      fc.property(lists, (all) => {
        const given = candidates(all);
        expect(covered(given)).toEqual(plainlyCovered(given));
      }),
      { runs: 500, show: (all) => JSON.stringify(all) },
    );
  });
});

type Key = { readonly key: string };

/** The same as plainly as it can be said. */
function plainlyCovered(lists: readonly (readonly Key[])[]): readonly Key[] {
  const rank = (candidate: Key): number =>
    Math.min(...lists.filter((each) => each.includes(candidate)).map((each) => each.indexOf(candidate)));
  const chosen = new Map<number, Key>();
  const left = () => lists.flatMap((each, at) => (chosen.has(at) ? [] : [{ each, at }]));
  while (left().length > 0) {
    const size = (candidate: Key): number => left().filter(({ each }) => each.includes(candidate)).length;
    const [best] = [...new Set(left().flatMap(({ each }) => each))].sort(
      (a, b) => size(b) - size(a) || rank(a) - rank(b) || (a.key < b.key ? -1 : 1),
    );
    if (!best) break;
    for (const { each, at } of left()) if (each.includes(best)) chosen.set(at, best);
  }
  return lists.flatMap((_, at) => chosen.get(at) ?? []);
}
