// Parts that were read again, laid over a scan, held against the scan that would have brought the same.
// Each property was seen failing on bugs planted in a copy of lib; the comment above it says which, and after how many runs.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { newest } from '../../lib/scoped/newest.ts';
import { overlaid } from '../../lib/scoped/overlaid.ts';
import { type Reread, rereadSchema } from '../../lib/scoped/schema.ts';
import { stillAs } from '../../lib/scoped/still-as.ts';
import { readSnapshotValue } from '../../lib/snapshot/parse.ts';
import type { SnapshotFile } from '../../lib/snapshot/schema.ts';
import { holds } from '../support/property.ts';
import { arbitraryBlindness, arbitraryWorld, renamed, seenWithout } from './support/random-worlds.ts';
import { judgedAs, minute, readingsOf } from './support/readings.ts';

const show = (worlds: unknown) => JSON.stringify(worlds, null, 1);

describe('parts that were read again', () => {
  // Seen failing: AWS's policies kept that nobody has, after 14 runs; whoever has another's name kept beside them, after 12; a deleted
  // repository kept, after 2; a deleted inline policy kept, after 4; one repository taken for all where nobody knows the others, after 7.
  test('of everything that differs make the snapshot that a full scan would bring, but for what the last one could not read', () => {
    holds(
      fc.property(fc.tuple(arbitraryWorld, arbitraryWorld, arbitraryBlindness), ([before, now, blindness]) => {
        const base = seenWithout(before, blindness);
        const after = overlaid(base, readingsOf(base, now, minute(1)));
        expect(judgedAs(after)).toEqual(judgedAs(seenWithout(now, blindness)));
      }),
      { runs: 1000, show },
    );
  });

  // Seen failing: the newest parts in the order in which they came, after 1 run; attached policies compared in their order, after 13; parts that
  // nobody knew before taken for unchanged, after 1.
  test('come to the same in whichever order, however often, and are as they are then', () => {
    const shuffled = arbitraryWorld.chain((before) =>
      arbitraryWorld.chain((now) => {
        const parts = readingsOf(before, now, minute(1));
        return fc.tuple(
          fc.constant(before),
          fc.constant(parts),
          fc.shuffledSubarray([...parts, ...parts], { minLength: 2 * parts.length }),
        );
      }),
    );
    holds(
      fc.property(shuffled, ([before, parts, others]) => {
        const after = overlaid(before, parts);
        expect(overlaid(before, others)).toEqual(after);
        expect(overlaid(after, others)).toEqual(after);
        expect(stillAs(after, parts)).toEqual(parts);
        expect(stillAs(before, parts)).toEqual([]);
      }),
      { runs: 300, show },
    );
  });

  // Seen failing: the older of two readings taken, after 1 run; whoever is new given what another has, after 1.
  test('count as they were read last: two changes one after the other are as the second one is', () => {
    holds(
      fc.property(fc.tuple(arbitraryWorld, arbitraryWorld, arbitraryWorld), ([before, between, now]) => {
        // AWS gives no id a second time.
        fc.pre(idsIn(now).every((id) => idsIn(between).includes(id) || !idsIn(before).includes(id)));
        const first = readingsOf(before, between, minute(1));
        const second = readingsOf(between, now, minute(2));
        const all = newest(second, first);
        expect(judgedAs(overlaid(before, all))).toEqual(judgedAs(now));
        expect(judgedAs(overlaid(overlaid(before, first), second))).toEqual(judgedAs(now));
        expect(newest(first, second)).toEqual(all);
        expect(newest(all, first)).toEqual(all);
      }),
      { runs: 1000, show },
    );
  });

  // Seen failing: parts as old as the scan taken, after 1 run; parts older than what was read again taken, after 1.
  test('that are older than the scan, or than what was read again, change nothing', () => {
    holds(
      fc.property(fc.tuple(arbitraryWorld, arbitraryWorld, arbitraryWorld), ([before, now, old]) => {
        expect(overlaid(before, readingsOf(before, old, minute(-1)))).toBe(before);
        expect(overlaid(before, readingsOf(before, old, minute(0)))).toBe(before);
        const parts = readingsOf(before, now, minute(2));
        const after = overlaid(before, parts);
        const stale = readingsOf(after, old, minute(1)).filter((part) => isAmong(part, parts));
        expect(overlaid(before, newest(parts, stale))).toEqual(after);
        expect(overlaid(after, stale)).toBe(after);
      }),
      { runs: 300, show },
    );
  });

  // Seen failing: users left in groups by their old names, after 1 run; whoever has another name now lost, after 1.
  test('follow users and groups that are called otherwise now: what they have, and who is in which group', () => {
    holds(
      fc.property(fc.tuple(arbitraryWorld), ([before]) => {
        const now = renamed(before);
        const names = readingsOf(before, now, minute(1)).filter(({ kind }) => kind === 'principal');
        expect(judgedAs(overlaid(before, names))).toEqual(judgedAs(now));
      }),
      { runs: 300, show },
    );
  });

  // Seen failing: all of them as old as the scan, after 1 run; managed policies left out, after 1.
  test('are in the snapshot with when they were read, and in its model', () => {
    holds(
      fc.property(fc.tuple(arbitraryWorld, arbitraryWorld), ([before, now]) => {
        const parts = readingsOf(before, now, minute(1));
        const reading = readSnapshotValue(JSON.parse(JSON.stringify(overlaid(before, parts))));
        if (reading.kind === 'problem') throw new Error(reading.reason);
        expect(reading.snapshot.collectedAt).toBe('2026-11-21T20:00:00Z');
        expect(reading.snapshot.reread.map(({ asOf }) => asOf)).toEqual(parts.map(() => '2026-11-21T20:01:00Z'));
      }),
      { runs: 100, show },
    );
  });

  // Seen failing: inline policies that cannot be absent, after 4 runs; groups without their ids, after 1.
  test('are in the format of the file of parts', () => {
    holds(
      fc.property(fc.tuple(arbitraryWorld, arbitraryWorld), ([before, now]) => {
        const file = JSON.parse(JSON.stringify({ schemaVersion: 1, parts: readingsOf(before, now, minute(1)) }));
        expect(rereadSchema.parse(file)).toEqual(file);
      }),
      { runs: 100, show },
    );
  });
});

function idsIn({ identity }: SnapshotFile): readonly string[] {
  if (identity.status !== 'present') return [];
  const { UserDetailList: users, RoleDetailList: roles, GroupDetailList: groups } = identity.value;
  return [...users.map(({ UserId }) => UserId), ...roles.map(({ RoleId }) => RoleId), ...groups.map(({ GroupId = '' }) => GroupId)];
}

function isAmong(part: Reread, parts: readonly Reread[]): boolean {
  return newest([...parts, part], []).length === newest(parts, []).length;
}
