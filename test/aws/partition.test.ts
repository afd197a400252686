import { expect, test } from 'vitest';
import { readSnapshotValue } from '../../lib/snapshot/parse.ts';
import type { World } from '../support/aws-server/world.ts';
import { accountWorld } from './account-world.ts';
import { collecting, gapNames } from './collecting.ts';
import { ACCOUNT } from './server/world.ts';

const { scan, server } = await collecting(chineseWorld);

test('an account in China is read in its own partition, with the region at hand', async () => {
  process.env['AWS_REGION'] = 'cn-north-1';
  const file = await scan();
  expect(gapNames(file)).toEqual([]);
  expect(file).toMatchObject({ partition: 'aws-cn', account: ACCOUNT });
  expect(file.regions.map(({ region }) => region)).toEqual(['cn-north-1', 'cn-northwest-1']);
  expect(readSnapshotValue(file).kind).toBe('snapshot');
  expect(new Set(server.calls.map(({ region }) => region.startsWith('cn-')))).toEqual(new Set([true]));
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
