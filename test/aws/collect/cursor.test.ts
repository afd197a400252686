import { describe, expect, test } from 'vitest';
import type { Session } from '../../../lib/aws/client/session.ts';
import { collectRegion, type RegionCursor, type RegionReading } from '../../../lib/aws/collect/region.ts';
import { ACCOUNT, POLICY_TEXT, REGION } from '../server/world.ts';
import { collecting, NO_WAITING } from './support/collecting.ts';

const { server, world, open } = await collecting();
const COUNT = 60;

describe('a region read in several goes', () => {
  test('is the same as one read in one go, and asks about each repository once', async () => {
    fill();
    const whole = await collectRegion(await open(), REGION);
    server.reset();
    const goes: RegionReading[] = [await collectRegion(await hurried(20), REGION, { until: 20 })];
    while (goes.at(-1)!.kind === 'partial')
      goes.push(await collectRegion(await hurried(20), REGION, { until: 20, resume: saved(goes.at(-1)!) }));
    expect(goes.length).toBeGreaterThan(2);
    expect(goes.at(-1)).toEqual(whole);
    expect(server.calls.filter(({ operation }) => operation === 'GetRepositoryPolicy')).toHaveLength(COUNT);
    expect(server.calls.filter(({ operation }) => operation === 'DescribeRepositories')).toHaveLength(1);
  });

  test('has in its cursor what is read, and nothing of what is not', async () => {
    fill();
    const { registry, repositories } = saved(await collectRegion(await hurried(20), REGION, { until: 20 }));
    expect(registry.region).toBe(REGION);
    expect(repositories).toHaveLength(COUNT);
    const read = repositories.filter(({ policy }) => policy !== undefined);
    expect(read.length).toBeGreaterThan(0);
    expect(read.length).toBeLessThan(COUNT);
  });

  test('tells how far it is', async () => {
    fill();
    const seen: number[] = [];
    await collectRegion(await open(), REGION, { onProgress: ({ done, total }) => seen.push(done / total) });
    expect(seen.at(0)).toBe(0);
    expect(seen.at(-1)).toBe(1);
    expect(seen).toEqual(seen.toSorted((a, b) => a - b));
  });
});

function fill(): void {
  const policyOf = (index: number) => (index % 2 === 0 ? { policyText: POLICY_TEXT } : {});
  world.accounts[ACCOUNT]!.regions[REGION]!.repositories = Array.from({ length: COUNT }, (_, index) => ({
    name: `r${index}`,
    ...policyOf(index),
  }));
}

/** A session whose clock moves with every look at it, so that a deadline comes while repositories are read. */
async function hurried(looks: number): Promise<Session> {
  const session = await open();
  let time = -Number.POSITIVE_INFINITY;
  const now = () => {
    time = Math.max(0, time + 1);
    return Math.min(time, looks);
  };
  return { ...session, timing: { ...NO_WAITING, now } };
}

/** The cursor as it comes back from where it was saved. */
function saved(reading: RegionReading): RegionCursor {
  if (reading.kind !== 'partial') throw new Error('the region was read in one go');
  return JSON.parse(JSON.stringify(reading.cursor));
}
