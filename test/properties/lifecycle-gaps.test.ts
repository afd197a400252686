// Gaps never resolve: whatever part of a snapshot is lost, nothing is concluded from it.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { judgeSnapshot } from '../../lib/audit.ts';
import { type Followed, followFindings } from '../../lib/lifecycle/follow.ts';
import { emptyState } from '../../lib/lifecycle/state.ts';
import type { AccountSnapshot } from '../../lib/model/snapshot.ts';
import type { AccountState, FindingEvent, KnownFinding } from '../../lib/model/state.ts';
import { hidden, partsOf } from '../support/blinding.ts';
import { nameOf } from '../support/following.ts';
import { rounds } from '../support/property.ts';
import { acme, generated, small, type World, withExceptions } from '../support/worlds.ts';

const WORLDS: readonly (readonly [name: string, world: World, runs: number])[] = [
  ['a small account', withExceptions(small()), 120],
  ['acme', withExceptions(acme()), 10],
  ['a generated account', withExceptions(generated()), 10],
];

function run({ baseline }: World, snapshot: AccountSnapshot, known: AccountState): Followed {
  const { matrix, findings } = judgeSnapshot(snapshot, baseline);
  return followFindings({ matrix, findings, baseline, known, now: snapshot.collectedAt });
}

/** What is said of a finding, without when it was seen. */
function saying(finding: KnownFinding): string {
  const exception = finding.state === 'accepted' ? finding.exception : '';
  return [nameOf(finding), finding.state, exception, finding.severity, finding.evidence].join(' ');
}

/** Unread parts open findings. */
function isOfGaps({ kind, finding }: FindingEvent): boolean {
  return kind === 'opened' && finding.part !== null;
}

/** A gap that goes on under the name of what all repositories of its region lack by one refusal. */
function isToldOtherwise({ part, ...finding }: KnownFinding, { state }: Followed): boolean {
  if (finding.state !== 'resolved' || finding.because !== 'superseded') return false;
  return state.findings.some((other) => other.state === 'open' && other.part?.region === part?.region && other.part?.repository === null);
}

describe.each(WORLDS)('%s', (_, world, numRuns) => {
  const { snapshot } = world;
  const parts = partsOf(snapshot);
  // Twice, so that people have been warned of what they have just accepted.
  const start = run(world, snapshot, run(world, snapshot, emptyState(snapshot.account)).state);
  const few = fc.subarray([...parts], { maxLength: 4 });
  const wholes = fc.subarray(
    parts.filter(({ of }) => of !== 'scan'),
    { maxLength: 2 },
  );

  test('there is something to lose', () => {
    const states = new Set(start.state.findings.map(({ state }) => state));
    expect([parts.length > 40, start.state.findings.length > 15, [...states].toSorted()]).toEqual([true, true, ['accepted', 'open']]);
  });

  // Seen failing, on copies: the tags of a repository no hole of it, after 15 runs (of the small account); a part counted as read
  // where its region is not, after 2; an organization that is not missed, after 2; a principal's own policies not asked for, after 2;
  // a registry policy that bears on nothing, after 10; acceptances that end where nobody was read, after 2.
  test('lost parts resolve nothing, reopen nothing and end no acceptance; no known finding vanishes', () => {
    fc.assert(
      fc.property(few, few, wholes, (first, second, third) => {
        const once = run(world, hidden(snapshot, first), start.state);
        const twice = run(world, hidden(snapshot, [...first, ...second, ...third]), once.state);
        for (const [before, after] of [
          [start, once],
          [once, twice],
        ] as const) {
          const ends = after.events.filter(({ kind }) => kind === 'resolved' || kind === 'reopened' || kind === 'exception-expired');
          expect(ends.filter(({ finding }) => !isToldOtherwise(finding, after))).toEqual([]);
          const known = new Map(after.state.findings.map((finding) => [finding.id, finding]));
          const changed = before.state.findings.filter(({ id, state }) => known.get(id)?.state !== state);
          expect(changed.filter(({ id }) => !known.has(id) || !isToldOtherwise(known.get(id)!, after)).map(nameOf)).toEqual([]);
        }
      }),
      { numRuns: rounds(numRuns) },
    );
  });

  // Seen failing, on copies: evidence of what is still there taken as it is, after 1 run; the same access told again under another
  // code, after 21.
  test('lost parts change nothing either, but for the organization: what is known is said as it was, and only the gaps are new', () => {
    const scan = fc.subarray(
      parts.filter(({ of }) => of !== 'organization'),
      { maxLength: 4 },
    );
    fc.assert(
      fc.property(scan, (lost) => {
        const after = run(world, hidden(snapshot, lost), start.state);
        expect(after.events.filter((event) => !isOfGaps(event)).map(({ finding }) => nameOf(finding))).toEqual([]);
        const known = new Set(start.state.findings.map(({ id }) => id));
        expect(after.state.findings.filter(({ id }) => known.has(id)).map(saying)).toEqual(start.state.findings.map(saying));
      }),
      { numRuns: rounds(numRuns) },
    );
  });

  test('once everything is read again, everything is as it was', () => {
    fc.assert(
      fc.property(few, (lost) => {
        const blind = run(world, hidden(snapshot, lost), start.state);
        const again = run(world, snapshot, blind.state);
        expect(again.state.findings.filter(({ state }) => state !== 'resolved').map(saying)).toEqual(start.state.findings.map(saying));
      }),
      { numRuns: rounds(numRuns) },
    );
  });
});
