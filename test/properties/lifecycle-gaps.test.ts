// Gaps never resolve (DESIGN section 8, property 4): whatever part of a snapshot is lost, nothing is concluded from it.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { audit } from '../../lib/audit.ts';
import { type Followed, followFindings } from '../../lib/findings/lifecycle-follow.ts';
import { emptyState } from '../../lib/findings/state.ts';
import type { AccountSnapshot } from '../../lib/model/snapshot.ts';
import type { AccountState, KnownFinding } from '../../lib/model/state.ts';
import { hidden, type Part, partsOf } from '../support/blinding.ts';
import { nameOf } from '../support/following.ts';
import { acme, generated, type World, withExceptions } from '../support/worlds.ts';

const WORLDS: Readonly<Record<string, World>> = { acme: withExceptions(acme()), generated: withExceptions(generated()) };

function run({ baseline }: World, snapshot: AccountSnapshot, known: AccountState): Followed {
  const { matrix, findings } = audit(snapshot, baseline);
  return followFindings({ matrix, findings, baseline, known, now: snapshot.collectedAt });
}

/** What is said of a finding, without when it was seen. */
function saying(finding: KnownFinding): string {
  const exception = finding.state === 'accepted' ? finding.exception : '';
  return [nameOf(finding), finding.state, exception, finding.severity, finding.evidence].join(' ');
}

const isUnreadPart = ({ finding }: Followed['events'][number]): boolean => finding.part !== null;

describe.each(Object.entries(WORLDS))('%s', (_, world) => {
  const { snapshot } = world;
  const parts = partsOf(snapshot);
  const start = run(world, snapshot, emptyState(snapshot.account));
  const few = fc.subarray([...parts], { maxLength: 4 });
  const settings = { numRuns: 150 };

  test('there is something to lose', () => {
    const states = new Set(start.state.findings.map(({ state }) => state));
    expect([parts.length > 50, start.state.findings.length > 10, [...states].toSorted()]).toEqual([true, true, ['accepted', 'open']]);
  });

  // Seen failing, on copies: the tags of a repository left out of its holes, after RUNS_TAGS runs; a part counted as read where its
  // region is not, after RUNS_PART; the organization lost and not missed, after RUNS_ORG; a principal's own policies not asked for, after RUNS_OWN.
  test('lost parts resolve nothing, reopen nothing and end no acceptance; no known finding vanishes', () => {
    fc.assert(
      fc.property(few, few, (first, second) => {
        const once = run(world, hidden(snapshot, first), start.state);
        const twice = run(world, hidden(snapshot, [...first, ...second]), once.state);
        for (const [before, after] of [
          [start, once],
          [once, twice],
        ] as const) {
          expect(after.events.filter(({ kind }) => kind === 'resolved' || kind === 'reopened' || kind === 'exception-expired')).toEqual([]);
          const states = new Map(after.state.findings.map(({ id, state }) => [id, state]));
          expect(before.state.findings.filter(({ id, state }) => states.get(id) !== state).map(nameOf)).toEqual([]);
        }
      }),
      settings,
    );
  });

  // Seen failing, on a copy: evidence of what is still there taken as it is, after RUNS_BLUR runs.
  test('lost parts change nothing either, but for the organization: what is known is said as it was, and only the gaps are new', () => {
    const scan = fc.subarray(
      parts.filter(({ isOrganization }: Part) => !isOrganization),
      { maxLength: 4 },
    );
    fc.assert(
      fc.property(scan, (lost) => {
        const after = run(world, hidden(snapshot, lost), start.state);
        expect(
          after.events.filter((event) => event.kind !== 'opened' || !isUnreadPart(event)).map(({ finding }) => nameOf(finding)),
        ).toEqual([]);
        const known = new Set(start.state.findings.map(({ id }) => id));
        expect(after.state.findings.filter(({ id }) => known.has(id)).map(saying)).toEqual(start.state.findings.map(saying));
      }),
      settings,
    );
  });

  test('once everything is read again, everything is as it was', () => {
    fc.assert(
      fc.property(few, (lost) => {
        const blind = run(world, hidden(snapshot, lost), start.state);
        const again = run(world, snapshot, blind.state);
        expect(again.state.findings.filter(({ state }) => state !== 'resolved').map(saying)).toEqual(start.state.findings.map(saying));
      }),
      settings,
    );
  });
});
