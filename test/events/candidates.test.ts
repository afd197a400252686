import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { candidatesAmong, type ListedEvent, lookupsFor } from '../../lib/events/candidates.ts';
import { readEvent } from '../../lib/events/read-event.ts';
import type { Touched, TouchedPattern } from '../../lib/events/touched.ts';
import { holds } from '../support/property.ts';
import { ACCOUNT, eventId, FOREIGN, HOME, IDENTITIES, type Members, REGION, type RecordParts, recordOf, SCOPE } from './support/records.ts';
import { ECR_EVENTS, IAM_EVENTS, ORGANIZATION_EVENTS, type WriteEvent } from './support/write-events.ts';

const EVENTS = Object.entries({ ecr: ECR_EVENTS, iam: IAM_EVENTS, organizations: ORGANIZATION_EVENTS }).flatMap(([service, events]) =>
  // INVARIANT: these are the keys of the object above.
  Object.entries<WriteEvent>(events).map(([name, event]) => ({ service: service as RecordParts['service'], name, ...event })),
);

function listed(parts: RecordParts): ListedEvent {
  const { id = 1, name, service } = parts;
  const region = parts.region ?? (service === 'ecr' ? REGION : HOME);
  return { eventId: eventId(id), eventName: name, source: `${service}.amazonaws.com`, region, record: JSON.stringify(recordOf(parts)) };
}

/** The pattern that a thing is of, with any of its parts left out. */
function patternsOf({ kind, ...parts }: Touched): readonly TouchedPattern[] {
  const entries = Object.entries(parts);
  return Array.from({ length: 2 ** entries.length }, (_, mask) => ({
    kind,
    ...Object.fromEntries(entries.filter((_entry, at) => mask & (2 ** at))),
  })) as readonly TouchedPattern[]; // INVARIANT: parts of what is touched, and its kind
}

const ROWS = EVENTS.flatMap((event) => event.touched.map((touched) => ({ ...event, one: touched })));

describe('whatever a write touches', () => {
  test.each(ROWS)('$service $name is asked for, and found, by each part of it that is sought', ({ one, ...event }) => {
    for (const pattern of patternsOf(one)) {
      const region = event.service === 'ecr' && !('region' in pattern) ? HOME : listed(event).region;
      expect(lookupsFor([pattern], HOME)).toContainEqual({ service: event.service, region, name: event.name });
      const { candidates, unreadable } = candidatesAmong([listed(event)], [pattern], SCOPE);
      expect({
        touched: candidates.map(({ touched }) => touched.includes(one) || touched.some((each) => isSame(each, one))),
        unreadable,
      }).toEqual({
        touched: [true],
        unreadable: [],
      });
    }
  });

  test.each(ROWS)('$service $name is not found where one part of it is another', ({ one, ...event }) => {
    const { kind, ...parts } = one;
    for (const name of Object.keys(parts)) {
      const other = { ...one, [name]: 'another' } as Touched; // INVARIANT: a pattern that nothing fits
      expect(candidatesAmong([listed({ ...event, touched: undefined } as RecordParts)], [other], SCOPE)).toEqual({
        candidates: [],
        unreadable: [],
      });
    }
    expect(kind).toBe(one.kind);
  });
});

function isSame(a: Touched, b: Touched): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

const APP = { repositoryName: 'team/app' };
const SOUGHT: readonly TouchedPattern[] = [{ kind: 'repository', region: REGION, repository: 'team/app', part: 'policy' }];
const set = (id: number, at: string, over: Partial<RecordParts> = {}): ListedEvent =>
  listed({ service: 'ecr', name: 'SetRepositoryPolicy', parameters: APP, id, at, ...over });

describe('candidates', () => {
  test('are all there, the newest first, each once', () => {
    const events = [
      set(1, '2026-11-01T00:00:00Z'),
      set(3, '2026-11-03T00:00:00Z'),
      set(2, '2026-11-03T00:00:00Z'),
      set(1, '2026-11-01T00:00:00Z'),
    ];
    const { candidates } = candidatesAmong(events, SOUGHT, SCOPE);
    expect(candidates.map(({ actor }) => actor.eventId)).toEqual([2, 3, 1].map(eventId));
  });

  test('are not those who were denied, nor those of another account, nor calls of other services under the same name', () => {
    const denied = set(1, '2026-11-01T00:00:00Z', { over: { errorCode: 'AccessDeniedException' } });
    const foreign = set(2, '2026-11-01T00:00:00Z', { parameters: { ...APP, registryId: FOREIGN } });
    const other = { ...set(3, '2026-11-01T00:00:00Z'), source: 's3.amazonaws.com', record: 'not looked at' };
    const looking = { ...set(4, '2026-11-01T00:00:00Z'), eventName: 'PutImage', record: 'not looked at' };
    expect(candidatesAmong([denied, foreign, other, looking], SOUGHT, SCOPE)).toEqual({ candidates: [], unreadable: [] });
  });

  test('that cannot be read are told, and not passed over', () => {
    const broken = { ...set(1, '2026-11-01T00:00:00Z'), record: '{' };
    const swapped = { ...set(2, '2026-11-01T00:00:00Z'), eventId: eventId(9) };
    const elsewhere = { ...set(3, '2026-11-01T00:00:00Z'), region: 'us-west-2' };
    const renamed = { ...set(4, '2026-11-01T00:00:00Z'), eventName: 'DeleteRepositoryPolicy' };
    const { candidates, unreadable } = candidatesAmong([broken, swapped, elsewhere, renamed], SOUGHT, SCOPE);
    expect(candidates).toEqual([]);
    expect(unreadable.map((each) => each.eventId)).toEqual([1, 9, 3, 4].map(eventId));
  });

  test('are found whatever the case of a name: IAM knows no two that differ in it alone', () => {
    const event = listed({ service: 'iam', name: 'PutRolePolicy', parameters: { roleName: 'CI', policyName: 'Pull' } });
    expect(candidatesAmong([event], [{ kind: 'inline', of: 'role', name: 'ci', policy: 'pull' }], SCOPE).candidates).toHaveLength(1);
  });
});

describe('a record that somebody has changed', () => {
  type Change = (record: Members) => Members;
  const keys = fc.constantFrom(...Object.keys(recordOf(partsAt(0))));
  const inside = (place: string, names: readonly string[]): fc.Arbitrary<Change> =>
    fc.tuple(fc.constantFrom(...names), fc.jsonValue()).map(
      ([name, value]): Change =>
        (record) => ({
          ...record,
          [place]: { ...Object(record[place]), [name]: value },
        }),
    );
  /** The first place where something stands has something else. */
  const replaced =
    (from: string, to: string): Change =>
    (record) =>
      JSON.parse(JSON.stringify(record).replace(from, to));
  const changes: fc.Arbitrary<Change> = fc.oneof(
    fc.tuple(keys, fc.jsonValue()).map(
      ([key, value]): Change =>
        (record) => ({ ...record, [key]: value }),
    ),
    keys.map(
      (key): Change =>
        ({ [key]: _gone, ...others }) =>
          others,
    ),
    inside('requestParameters', ['repositoryName', 'registryId', 'roleName', 'policyArn', 'resourceArn', 'name', 'prefix']),
    inside('userIdentity', ['type', 'arn', 'accountId', 'invokedBy', 'sessionContext']),
    fc.constantFrom(replaced(ACCOUNT, FOREIGN), replaced(REGION, 'eu-west-1'), replaced('arn:aws:', 'arn:aws-cn:')),
  );

  // Seen failing: records of other types believed, after 2,010 runs.
  test('is never an error, and touches nothing outside of its account and region', () => {
    const property = fc.property(fc.nat(500), fc.array(changes, { minLength: 1, maxLength: 3 }), (at, all) => {
      const changed = all.reduce((before, change) => change(before), recordOf(partsAt(at)));
      const reading = readEvent(changed, SCOPE);
      if (reading.kind !== 'write') return;
      expect(changed).toMatchObject({ recipientAccountId: ACCOUNT, awsRegion: reading.region, eventType: 'AwsApiCall' });
      expect(changed['errorCode'] || undefined).toBe(undefined);
      for (const each of reading.touched) {
        if ('region' in each) expect(each.region).toBe(changed['awsRegion']);
        if (each.kind === 'attachment' || each.kind === 'managed') expect(each.policy).toMatch(/^arn:aws:iam::(?:1{12}|aws):policy\//);
      }
      const { arn, account } = reading.actor;
      expect(arn ?? 'arn:aws:').toMatch(/^arn:aws:/);
      if (arn !== null && account !== null) expect(arn.split(':')[4]).toBe(account);
    });
    holds(property, { runs: 5000, show: (at) => JSON.stringify(recordOf(partsAt(at))) });
  });
});

/** A record of each write, by each kind of actor. */
function partsAt(at: number): RecordParts {
  const { service, name, parameters, response = null } = EVENTS[at % EVENTS.length]!;
  const identities = Object.values(IDENTITIES);
  return { service, name, parameters, response, identity: identities[at % identities.length]!.identity };
}
