// Parts of an organization that were read again, laid over a scan, held against the scan that would have brought the same.
// Each property was seen failing on bugs planted in a copy of lib; the comment above it says which, and after how many runs.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CONTROL_TYPES } from '../../lib/model/reread.ts';
import { levelIn, targetsIn } from '../../lib/scoped/control-levels.ts';
import { overlaid } from '../../lib/scoped/overlaid.ts';
import { rereadIn } from '../../lib/scoped/reread-in.ts';
import type { Reread } from '../../lib/scoped/schema.ts';
import { stillAs } from '../../lib/scoped/still-as.ts';
import type { OrganizationFile, SnapshotFile } from '../../lib/snapshot/schema.ts';
import { ACCOUNT } from '../support/account-shorthand.ts';
import { holds } from '../support/property.ts';
import { minute } from './support/readings.ts';

const OTHER = '222222222222';
const WAYS = [['r-a'], ['r-a', 'ou-1'], ['r-a', 'ou-2'], ['r-a', 'ou-1', 'ou-2']];
const TARGETS = ['r-a', 'ou-1', 'ou-2', ACCOUNT];
const NAMES = ['a', 'b', 'c'];
const show = (value: unknown) => JSON.stringify(value, null, 1);

/** What is attached where, what each policy says, and where two accounts are. */
const arbitraryWorld = fc.record({
  way: fc.constantFrom(...WAYS),
  other: fc.option(fc.constantFrom(...WAYS), { nil: undefined }),
  texts: fc.record(Object.fromEntries(NAMES.map((name) => [name, fc.integer({ min: 0, max: 2 })]))),
  attached: fc.record(Object.fromEntries(TARGETS.map((target) => [target, fc.subarray(NAMES, { minLength: 1 })]))),
});
type World = typeof arbitraryWorld extends fc.Arbitrary<infer W> ? W : never;

const pathOf = (way: readonly string[]) => `${['o-a', ...way].join('/')}/`;

function organizationIn({ way, other, texts, attached }: World): OrganizationFile {
  const levels = [...way, ACCOUNT].map((target) => (attached[target] ?? []).map((name) => ({ name, document: `text ${texts[name]}` })));
  return {
    ...{ id: 'o-a', managementAccount: '999999999999', path: pathOf(way), serviceControlPolicies: levels, resourceControlPolicies: levels },
    accounts: [{ id: ACCOUNT, name: 'own', path: pathOf(way) }, ...(other ? [{ id: OTHER, name: 'other', path: pathOf(other) }] : [])],
  };
}

function scanOf(world: World): SnapshotFile {
  const absent = { status: 'absent' } as const;
  return {
    ...{ schemaVersion: 1, partition: 'aws', account: ACCOUNT, collectedAt: minute(0), identity: absent, regions: [] },
    organization: { status: 'present', value: organizationIn(world) },
  };
}

/** All parts of `now` that the writes from one world to the other have touched, as the collector reads them who knows `base`. */
function readingsOf(base: SnapshotFile, now: World, asOf: string): readonly Reread[] {
  const scan = scanOf(now);
  const read = (part: Parameters<typeof rereadIn>[1]) => {
    const found = rereadIn(scan, part);
    return found && stillAs(base, [found]).length === 0 ? [{ ...found, asOf }] : [];
  };
  const targets = [...now.way, ACCOUNT];
  const before = base.organization?.status === 'present' ? base.organization.value : undefined;
  const known = (before && targetsIn(before, ACCOUNT)) ?? [];
  const levelsOf = (file: OrganizationFile, of: readonly string[], isWanted: (target: string) => boolean) =>
    Object.fromEntries(now.way.filter(isWanted).map((target) => [target, levelIn(file, of.indexOf(target))]));
  const levels = {
    levels: levelsOf(organizationIn(now), targets, (target) => !known.includes(target)),
    known: before ? levelsOf(before, known, (target) => known.includes(target)) : {},
  };
  return [
    ...read({ kind: 'member', account: ACCOUNT }).map((part) =>
      part.kind === 'member' && part.value.status === 'present'
        ? { ...part, value: { ...part.value, value: { ...part.value.value, ...levels } } }
        : part,
    ),
    ...targets.flatMap((target) => read({ kind: 'controlLevel', target })),
    ...CONTROL_TYPES.flatMap((of) => NAMES.flatMap((name) => read({ kind: 'controlPolicy', of, name }))),
    ...read({ kind: 'member', account: OTHER }),
  ];
}

const organizationOf = ({ organization }: SnapshotFile) => organization;
/** Whoever joins has a name that only the list of all accounts tells. */
const isJoin = (before: World, now: World) => before.other === undefined && now.other !== undefined;
const arbitraryWorlds = (count: number) =>
  fc
    .array(arbitraryWorld, { minLength: count, maxLength: count })
    .filter((list) => list.every((now, at) => at === 0 || !isJoin(list[at - 1]!, now)));

describe('parts of an organization', () => {
  // Seen failing: a level that was read before the account came below it forgotten, after 4 runs; parts in the order in which they came, after 3.
  test('that differ make the organization that a full scan would bring, one batch after the other', () => {
    holds(
      fc.property(arbitraryWorlds(3), ([before, between, now]) => {
        const base = scanOf(before!);
        const first = readingsOf(base, between!, minute(1));
        const after = overlaid(base, first);
        expect(organizationOf(after)).toEqual(organizationOf(scanOf(between!)));
        const second = readingsOf(after, now!, minute(2));
        expect(organizationOf(overlaid(base, [...first, ...second]))).toEqual(organizationOf(scanOf(now!)));
        expect(organizationOf(overlaid(after, second))).toEqual(organizationOf(scanOf(now!)));
      }),
      { runs: 1000, show },
    );
  });

  test('come to the same in whichever order, and over a scan that saw it all', () => {
    holds(
      fc.property(
        arbitraryWorlds(2).chain(([before, now]) => {
          const parts = readingsOf(scanOf(before!), now!, minute(1));
          return fc.tuple(fc.constant({ before: before!, now: now! }), fc.shuffledSubarray([...parts], { minLength: parts.length }));
        }),
        ([{ before, now }, parts]) => {
          expect(organizationOf(overlaid(scanOf(before), parts))).toEqual(organizationOf(scanOf(now)));
          expect(organizationOf(overlaid(scanOf(now), parts))).toEqual(organizationOf(scanOf(now)));
        },
      ),
      { runs: 300, show },
    );
  });
});

/** Policy `c` and no other, attached to a target. */
function levelOf(target: string, time: number, document: string): Reread {
  const value = { serviceControlPolicies: [{ name: 'c', document }], resourceControlPolicies: [] };
  return { kind: 'controlLevel', target, organization: 'o-a', asOf: minute(time), value: { status: 'present', value } };
}

function policyC(time: number, document: string): Reread {
  const place = { of: 'serviceControlPolicies', name: 'c', organization: 'o-a' } as const;
  return { kind: 'controlPolicy', ...place, asOf: minute(time), value: { status: 'present', value: document } };
}

describe('a part of an organization', () => {
  const world: World = {
    ...{ way: ['r-a', 'ou-1'], other: ['r-a'], texts: { a: 0, b: 0, c: 0 } },
    attached: { 'r-a': ['a'], 'ou-1': ['b'], 'ou-2': ['c'], [ACCOUNT]: ['a'] },
  };
  const base = scanOf(world);
  const at = { organization: 'o-a', asOf: minute(1) };
  const level = (target: string): Reread => levelOf(target, 1, 'text 0');

  test('of another organization, of a target elsewhere or of a policy that is not attached changes nothing', () => {
    expect(overlaid(base, [{ ...level('ou-1'), organization: 'o-b' }])).toBe(base);
    expect(overlaid(base, [level('ou-2')])).toBe(base);
    expect(overlaid(base, [policyC(1, 'x')])).toBe(base);
  });

  test('that is older than the organization as a whole is in it', () => {
    const whole: Reread = { kind: 'organization', asOf: minute(2), value: { status: 'present', value: organizationIn(world) } };
    expect(overlaid(base, [level('ou-1'), whole]).organization).toEqual(base.organization);
    expect(overlaid(overlaid(base, [whole]), [level('ou-1')]).organization).toEqual(base.organization);
  });

  // Seen failing: without what policies were read to say; with what they said before their level was read.
  test.each([
    ['was read of it since', [policyC(1, 'text 1')], 'text 1'],
    ['was read with its level after that', [policyC(1, 'text 1'), levelOf('ou-2', 2, 'text 2')], 'text 2'],
    ['was read of it after its level', [levelOf('ou-2', 1, 'text 2'), policyC(2, 'text 1')], 'text 1'],
  ])('that moves the account below a level that was known keeps of each policy what %s', (_, parts, expected) => {
    const known = { 'ou-2': { serviceControlPolicies: [{ name: 'c', document: 'text 0' }], resourceControlPolicies: [] } };
    const value = { status: 'present', value: { path: 'o-a/r-a/ou-2/', levels: {}, known } } as const;
    const moved: Reread = { kind: 'member', account: ACCOUNT, organization: 'o-a', asOf: minute(3), value };
    expect(overlaid(base, [...parts, moved]).organization).toMatchObject({
      value: { serviceControlPolicies: [[{ name: 'a' }], [{ name: 'c', document: expected }], [{ name: 'a' }]] },
    });
  });

  test('of a place above which nobody read what is attached leaves the control policies unread, not empty', () => {
    const value = { status: 'present', value: { path: 'o-a/r-a/ou-2/', levels: {}, known: {} } } as const;
    const moved: Reread = { kind: 'member', account: ACCOUNT, ...at, value };
    expect(overlaid(base, [moved]).organization).toMatchObject({
      value: { path: 'o-a/r-a/ou-2/', serviceControlPolicies: { status: 'unknown', error: { code: 'NotReadAgain' } } },
    });
  });
});
