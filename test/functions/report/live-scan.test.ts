import { expect, test } from 'vitest';
import { collectWithin } from '../../../functions/report/live-scan.ts';
import { readSnapshotValue } from '../../../lib/snapshot/parse.ts';
import { deployment } from '../support/deployment.ts';

const OWN_ACCOUNT = { role: null, externalId: undefined, regions: undefined };

test('where nobody says which regions are enabled, the one at hand is read, and each other one is a gap, once', async () => {
  const { server } = await deployment();
  for (const operation of ['ListRegions', 'DescribeRegions']) server.faults.inject({ operation, fault: { kind: 'deny' } });
  const file = await collectWithin({ ...OWN_ACCOUNT, until: Date.now() + 60_000 });
  const names = file?.regions.map(({ region }) => region) ?? [];
  expect(names).toHaveLength(34);
  expect(new Set(names).size).toBe(34);
  const read = file?.regions.filter(({ repositories }) => repositories.status === 'present');
  expect(read?.map(({ region }) => region)).toEqual(['eu-west-1']);
  expect(readSnapshotValue(file).kind).toBe('snapshot');
});

test('a scan whose time is over has no snapshot', async () => {
  await deployment();
  expect(await collectWithin({ ...OWN_ACCOUNT, until: Date.now() })).toBeUndefined();
});
