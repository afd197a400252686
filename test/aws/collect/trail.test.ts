// CloudTrail is asked page by page; what was read before a failure counts, and what was not read is said.
import { describe, expect, test } from 'vitest';
import { lookupEvents } from '../../../lib/aws/collect/trail.ts';
import { eventId, recordOf } from '../../events/support/records.ts';
import { FAULTS } from '../../support/aws-server/fault-table.ts';
import { ACCOUNT, REGION } from '../server/world.ts';
import { collecting, NO_WAITING } from './support/collecting.ts';

const { server, world, open } = await collecting();
const SINCE = Date.parse('2026-11-01T00:00:00Z');
const QUESTION = { region: REGION, eventName: 'SetRepositoryPolicy', since: SINCE };
const PLACE = `${ACCOUNT} ${REGION}`;

const written = (id: number, at = '2026-11-20T10:00:00Z', name = 'SetRepositoryPolicy') =>
  recordOf({ service: 'ecr', name, parameters: { repositoryName: 'team/app' }, id, at });
const many = (count: number) => Array.from({ length: count }, (_, at) => written(at));

async function asked(question = QUESTION) {
  const session = await open();
  const { events, error } = await lookupEvents(session, question).finally(session.clients.close);
  return { ids: events.map(({ EventId }) => EventId), error: error?.code };
}

const lookups = () => server.calls.filter(({ operation }) => operation === 'LookupEvents');

describe('the events of a name', () => {
  test('are read to the last page, of one region, since a time', async () => {
    world.trails = { [PLACE]: [...many(120), written(900, '2026-10-30T00:00:00Z'), written(901, undefined, 'DeleteRepositoryPolicy')] };
    const { ids, error } = await asked();
    expect({ count: new Set(ids).size, error }).toEqual({ count: 120, error: undefined });
    expect(lookups().map(({ region, input }) => [region, input['LookupAttributes'], input['MaxResults']])).toEqual(
      Array.from({ length: 3 }, () => [REGION, [{ AttributeKey: 'EventName', AttributeValue: 'SetRepositoryPolicy' }], 50]),
    );
  });

  test('are none where there are none', async () => {
    expect(await asked()).toEqual({ ids: [], error: undefined });
  });

  test('are read no further than half a minute, and that is said', async () => {
    world.trails = { [PLACE]: many(61) };
    world.pageLimits = { 'cloudtrail:LookupEvents': 1 };
    const { ids, error } = await asked();
    expect({ count: ids.length, error, calls: lookups().length }).toEqual({ count: 60, error: 'EndlessPages', calls: 60 });
  });

  test('that were read before a failure count', async () => {
    world.trails = { [PLACE]: many(120) };
    server.faults.inject({ operation: 'LookupEvents', from: 2, fault: { kind: 'deny' } });
    const { ids, error } = await asked();
    expect({ count: ids.length, error }).toEqual({ count: 50, error: 'AccessDeniedException' });
  });

  test('of another name than was asked for are no answer', async () => {
    world.trails = { [PLACE]: many(1) };
    server.faults.inject({
      operation: 'LookupEvents',
      fault: { kind: 'rewrite', rewrite: (body) => body.replace('"EventName":"SetRepositoryPolicy"', '"EventName":"PutImage"') },
    });
    expect(await asked()).toEqual({ ids: [], error: 'UnreadableAnswer' });
  });

  test.each(FAULTS.filter(({ fault }) => fault.kind !== 'hang'))('$name: all of them, or it is said', async ({ fault, times, heals }) => {
    world.trails = { [PLACE]: many(60) };
    server.faults.inject({ operation: 'LookupEvents', fault, ...(times === undefined ? {} : { times }) });
    const { ids, error } = await asked();
    expect(heals ? { error, count: new Set(ids).size } : { error: error !== undefined }).toEqual(
      heals ? { error: undefined, count: 60 } : { error: true },
    );
    if (!heals) expect(error).toMatch(/^\w+$/);
  });

  test('that do not come in time are not waited for', async () => {
    server.faults.inject({ operation: 'LookupEvents', fault: { kind: 'hang' } });
    const session = await open({ patience: { connect: 1_000, answer: 50 } });
    const { error } = await lookupEvents(session, QUESTION).finally(session.clients.close);
    expect(error?.code).toMatch(/^(?:TimeoutError|ETIMEDOUT)$/);
  });

  test('are asked for twice a second at most, however many there are', async () => {
    const waits: number[] = [];
    let time = NO_WAITING.now();
    const timing = {
      ...NO_WAITING,
      now: () => time,
      wait: async (milliseconds: number) => {
        waits.push(milliseconds);
        time += milliseconds;
      },
    };
    world.trails = { [PLACE]: many(20) };
    world.pageLimits = { 'cloudtrail:LookupEvents': 1 };
    const session = await open({ timing });
    await lookupEvents(session, QUESTION).finally(session.clients.close);
    expect(lookups()).toHaveLength(20);
    // The first second lets three through at once.
    expect(waits.reduce((sum, each) => sum + each, 0)).toBe(17 * 500);
  });
});

test('an event id is told as it is', async () => {
  world.trails = { [PLACE]: [written(7)] };
  expect((await asked()).ids).toEqual([eventId(7)]);
});
