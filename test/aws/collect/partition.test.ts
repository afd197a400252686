import { beforeEach, expect, test, vi } from 'vitest';
import { collectAccount } from '../../../lib/aws/collect/collect.ts';
import { readSnapshotValue } from '../../../lib/snapshot/parse.ts';
import type { World } from '../../support/aws-server/world.ts';
import { ACCOUNT } from '../server/world.ts';
import { accountWorld } from './support/account-world.ts';
import { collecting, gapNames } from './support/collecting.ts';

const { scan, open, server } = await collecting(chineseWorld);

beforeEach(() => {
  vi.stubEnv('AWS_REGION', 'cn-north-1');
});

test('an account in China is read in its own partition, with the region at hand', async () => {
  const file = await scan();
  expect(gapNames(file)).toEqual([]);
  expect(file).toMatchObject({ partition: 'aws-cn', account: ACCOUNT });
  expect(file.regions.map(({ region }) => region)).toEqual(['cn-north-1', 'cn-northwest-1']);
  expect(readSnapshotValue(file).kind).toBe('snapshot');
  expect(new Set(server.calls.map(({ region }) => region.startsWith('cn-')))).toEqual(new Set([true]));
});

test('where nobody says which regions there are, a scan does not pass for one of all of them', async () => {
  server.faults.inject({ operation: 'ListRegions', fault: { kind: 'deny' } });
  server.faults.inject({ operation: 'DescribeRegions', fault: { kind: 'deny' } });
  const session = { ...(await open()), partition: 'aws-new' };
  await expect(collectAccount(session, { regions: undefined })).rejects.toThrow(/name them with --regions/);
});

/** The same account in another partition: other ARNs, other regions. */
function chineseWorld(): World {
  const text = JSON.stringify(accountWorld());
  return JSON.parse(
    text
      .replaceAll('arn:aws:', 'arn:aws-cn:')
      .replaceAll('eu-central-1', 'cn-north-1')
      .replaceAll('us-east-1', 'cn-northwest-1')
      .replace('"partition":"aws"', '"partition":"aws-cn"'),
  );
}
