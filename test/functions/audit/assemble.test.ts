import { expect, test } from 'vitest';
import { assemble } from '../../../functions/audit/assemble.ts';
import type { CollectedPart } from '../../../functions/runtime/events.ts';
import { openBucket } from '../../../lib/aws/deployment/bucket.ts';

const REFUSED = { code: 'AccessDeniedException', message: 'no', api: 'account:ListRegions' };

/** What is left of an account of which nothing could be read. */
function unread(partition: string): CollectedPart {
  return {
    run: 'run-1',
    mode: 'audit',
    account: '111111111111',
    partition,
    role: null,
    startedAt: '2026-11-21T20:00:00Z',
    regions: [],
    regionsUnread: REFUSED,
    parts: { identity: { status: 'failed', ...REFUSED }, regions: [] },
  };
}

/** Nobody reads from it. */
const bucket = openBucket('none');

test('every region that is known is a gap where nobody says which are enabled', async () => {
  const { regions } = await assemble(bucket, unread('aws-us-gov'), ['us-gov-north-1']);
  expect(regions.map(({ region, repositories }) => [region, repositories])).toEqual(
    ['us-gov-east-1', 'us-gov-west-1', 'us-gov-north-1'].map((region) => [region, { status: 'unknown', error: REFUSED }]),
  );
});

test('an account in a partition of which no region is known is not audited, and the reason says what to do', async () => {
  await expect(assemble(bucket, unread('aws-moon'))).rejects.toThrow(
    'nobody says which regions account 111111111111 has enabled (AccessDeniedException), and this version knows none of partition `aws-moon`: name them as `regions` in deploy.yml',
  );
});
