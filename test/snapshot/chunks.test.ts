import { expect, test } from 'vitest';
import { gapPartName } from '../../lib/model/gap-part.ts';
import { snapshotChunks } from '../../lib/snapshot/chunks.ts';
import { gapsOf, organizationErrors } from '../../lib/snapshot/gaps.ts';
import type { SnapshotFile } from '../../lib/snapshot/schema.ts';
import { identity, managedPolicy, present, REFUSED, region, repository, snapshotFile, user } from './support/files.ts';

const FILES: readonly (readonly [string, object])[] = [
  ['nothing', snapshotFile()],
  [
    'unread parts',
    snapshotFile({ identity: REFUSED, organization: REFUSED, regions: [region('us-east-1', [], { repositories: REFUSED })] }),
  ],
  ['identities', snapshotFile({ identity: present(identity({ UserDetailList: [user('a'), user('b')], Policies: [managedPolicy('p')] })) })],
  ['regions', snapshotFile({ regions: [region('eu-west-1', []), region('us-east-1', [repository('a'), repository('b')])] })],
  ['keys of its own', snapshotFile({ identity: present({ ...identity(), IsTruncated: false }), note: 'kept' })],
];

test.each(FILES)('a snapshot with %s reads back from its pieces as it was', (_what, file) => {
  expect(JSON.parse([...snapshotChunks(file as SnapshotFile)].join(''))).toEqual(JSON.parse(JSON.stringify(file)));
});

test('every part that was not read is a gap, with the call that failed where the file names it', () => {
  const refused = { Arn: 'arn:aws:iam::aws:policy/X', error: { code: 'AccessDenied', api: 'iam:GetPolicy' } };
  const unread = repository('a', { policy: REFUSED, tags: { status: 'unknown', error: { code: 'Throttling' } } });
  const file = snapshotFile({
    identity: present(identity({ Policies: [refused] })),
    regions: [region('us-east-1', [unread], { registryPolicy: REFUSED })],
  });
  expect(gapsOf(file as SnapshotFile).map(({ part, api }) => [gapPartName(part), api])).toEqual([
    ['policy arn:aws:iam::aws:policy/X', 'iam:GetPolicy'],
    ['registry policy of us-east-1', 'test:Call'],
    ['repository policy of a in us-east-1', 'test:Call'],
    ['tags of a in us-east-1', 'tag:GetResources'],
  ]);
});

test('the organization is no gap: what kept it from being read is told apart', () => {
  const path = { status: 'unknown', error: { code: 'AccessDeniedException', api: 'organizations:ListParents' } };
  const organization = present({ id: 'o-1', managementAccount: '999999999999', path });
  const file = snapshotFile({ organization }) as SnapshotFile;
  expect(gapsOf(file)).toEqual([]);
  expect(organizationErrors(file)).toMatchObject([{ api: 'organizations:ListParents' }]);
});
