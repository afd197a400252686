// Identity and idempotence: the same account is the same findings, however it is written down.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { judgeSnapshot } from '../../lib/audit.ts';
import { type Followed, followFindings } from '../../lib/lifecycle/follow.ts';
import { emptyState } from '../../lib/lifecycle/state.ts';
import type { Finding } from '../../lib/model/finding.ts';
import type { AccountSnapshot } from '../../lib/model/snapshot.ts';
import type { AccountState } from '../../lib/model/state.ts';
import { read } from '../snapshot/support/files.ts';
import { nameOf } from '../support/following.ts';
import { rounds } from '../support/property.ts';
import { acme, generated, small, type World, withExceptions } from '../support/worlds.ts';

const WORLDS: readonly (readonly [name: string, world: World, runs: number])[] = [
  ['a small account', withExceptions(small()), 60],
  ['acme', withExceptions(acme()), 10],
  ['a generated account', withExceptions(generated()), 10],
];

/** The same content in another order, drawn from `seed`. */
type Shuffle = <T>(items: readonly T[]) => readonly T[];

const shuffles: fc.Arbitrary<Shuffle> = fc.infiniteStream(fc.nat()).map((stream) => (items) => {
  const keyed = items.map((item) => ({ item, key: stream.next().value ?? 0 }));
  return keyed.toSorted((a, b) => a.key - b.key).map(({ item }) => item);
});

/** Lists whose order means something: the levels of an organization. */
const ORDERED: ReadonlySet<string> = new Set(['serviceControlPolicies', 'resourceControlPolicies']);

/** Everything that has no order of its own in another order, every Sid another, documents as objects. */
function rewritten(value: unknown, shuffle: Shuffle, key = ''): unknown {
  if (Array.isArray(value)) {
    const items = value.map((each) => rewritten(each, shuffle));
    return ORDERED.has(key) ? items : shuffle(items);
  }
  if (typeof value === 'string') return key === 'Sid' ? `Renamed${value.length}` : documentIn(value, shuffle);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(shuffle(Object.entries(value)).map(([name, each]) => [name, rewritten(each, shuffle, name)]));
}

function documentIn(text: string, shuffle: Shuffle): unknown {
  const json = text.startsWith('%7B') ? decodeURIComponent(text) : text;
  return json.startsWith('{') ? rewritten(JSON.parse(json), shuffle) : text;
}

function run({ baseline }: World, snapshot: AccountSnapshot, known: AccountState, order: Shuffle = (items) => items): Followed {
  const { matrix, findings } = judgeSnapshot(snapshot, baseline);
  const before = { ...known, findings: order(known.findings) };
  return followFindings({ matrix, findings: order(findings), baseline, known: before, now: snapshot.collectedAt });
}

describe.each(WORLDS)('%s', (_, world, numRuns) => {
  const { snapshot } = world;
  const first = run(world, snapshot, emptyState(snapshot.account));
  // Twice, so that people have been warned of what they have just accepted.
  const start = run(world, snapshot, first.state);
  const ids = (findings: readonly Pick<Finding, 'id'>[]): readonly string[] => findings.map(({ id }) => id).toSorted();

  test('every id occurs once', () => {
    expect(new Set(ids(first.findings)).size).toBe(first.findings.length);
    expect(first.events).toHaveLength(first.findings.length);
  });

  // Seen failing, on a copy: `warnedAt` forgotten while an acceptance goes on, at once.
  test('the same snapshot again says nothing and remembers the same', () => {
    const again = run(world, snapshot, start.state);
    expect([again.events, again.state]).toEqual([[], start.state]);
  });

  // Seen failing, on copies: the position of a statement in the digest, its Sid in the digest and its Sid in the id, each after 1 run;
  // statements in the order in which they come, after 2.
  test('neither order nor Sids nor spelling change an id or its proof', () => {
    fc.assert(
      fc.property(shuffles, (shuffle) => {
        const after = run(world, read(rewritten(world.file, shuffle)), start.state);
        expect(after.events.map(({ kind, finding }) => `${kind} ${nameOf(finding)}`)).toEqual([]);
        expect(ids(after.findings)).toEqual(ids(first.findings));
      }),
      { numRuns: rounds(numRuns) },
    );
  });

  // Seen failing, on a copy: observations left in the order of the findings, after 1 run.
  test('the order of findings, before and now, changes nothing', () => {
    fc.assert(
      fc.property(shuffles, (shuffle) => {
        const { events, state, findings } = run(world, snapshot, emptyState(snapshot.account), shuffle);
        expect([events, state, ids(findings)]).toEqual([first.events, first.state, ids(first.findings)]);
        expect(run(world, snapshot, start.state, shuffle).state).toEqual(start.state);
      }),
      { numRuns: rounds(10) },
    );
  });
});
