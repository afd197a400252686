// Holes and coverage are two accounts of the same: one for the lifecycle, one for people.
import { expect, test } from 'vitest';
import { prepareAccount } from '../../../lib/access/account/account.ts';
import { coverageOf } from '../../../lib/access/account/coverage.ts';
import { CATALOGUE, dependsOn } from '../../../lib/findings/catalogue.ts';
import { placedGaps } from '../../../lib/lifecycle/observe/gaps.ts';
import { gapPartName } from '../../../lib/model/gap-part.ts';
import type { AccountSnapshot, Gap } from '../../../lib/model/snapshot.ts';
import { attached, identity, present, REFUSED, read, region, repository, role, snapshotFile, user } from '../../snapshot/support/files.ts';

const MALFORMED = present('{');
const SHUT = { status: 'unknown', error: { code: 'AccessDenied', api: 'sts:AssumeRole', message: 'no' } } as const;
const controls = (document: unknown) => present({ id: 'o-abc', managementAccount: '999999999999', serviceControlPolicies: [[document]] });

const ACCOUNTS: Readonly<Record<string, AccountSnapshot>> = {
  'one of everything unread': read(
    snapshotFile({
      organization: present({
        id: 'o-abc',
        managementAccount: '999999999999',
        path: { status: 'unknown', error: { code: 'AccessDenied' } },
        accounts: { status: 'unknown', error: { code: 'AccessDenied' } },
      }),
      identity: present(
        identity({
          UserDetailList: [user('alice', { GroupList: ['lost'] })],
          RoleDetailList: [
            role('dev', attached('lost')),
            role('bound', { PermissionsBoundary: { PermissionsBoundaryArn: 'arn:aws:iam::111111111111:policy/gone' } }),
            role('broken', { RolePolicyList: [{ PolicyName: 'Bad', PolicyDocument: '{' }] }),
          ],
        }),
      ),
      regions: [
        region('us-east-1', [
          repository('a', { policy: REFUSED }),
          repository('b', { tags: REFUSED }),
          repository('c', { policy: MALFORMED }),
        ]),
        region('eu-west-1', [], { repositories: REFUSED, registryPolicy: MALFORMED, registryPolicyScope: REFUSED }),
        region('eu-west-2', [], {
          registryPolicy: REFUSED,
          creationTemplates: REFUSED,
          replication: REFUSED,
          pullThroughCacheRules: REFUSED,
        }),
        region('eu-west-3', [], { registryPolicyScope: REFUSED }),
      ],
    }),
  ),
  'nothing but the account': read(snapshotFile({ organization: REFUSED, identity: REFUSED })),
  'an account of no organization, with a policy unread': read(
    snapshotFile({ organization: { status: 'absent' }, regions: [region('us-east-1', [repository('a', { policy: REFUSED })])] }),
  ),
  'an account that lets nobody in': read(
    snapshotFile({
      organization: SHUT,
      identity: SHUT,
      regions: [
        region('eu-west-1', [], { repositories: SHUT, registryPolicy: SHUT }),
        region('xx-new-1', [], { repositories: SHUT, registryPolicy: SHUT }),
      ],
    }),
  ),
  'an account that let the auditor in once': read(
    snapshotFile({
      organization: SHUT,
      identity: SHUT,
      regions: [region('eu-west-1', []), region('eu-west-2', [], { repositories: SHUT, registryPolicy: SHUT })],
    }),
  ),
  'a malformed service control policy': read(snapshotFile({ organization: controls('{') })),
  'all of it': read(snapshotFile({ organization: controls({ Statement: [] }) })),
};

test.each(Object.entries(ACCOUNTS))('every part that coverage calls unread is a hole, and there are no others: %s', (_, snapshot) => {
  const prepared = prepareAccount(snapshot);
  const { unread, complete } = coverageOf(prepared);
  const holes = placedGaps(prepared);
  const parts = (gaps: readonly Gap[]): readonly string[] => [...new Set(gaps.map(({ part }) => gapPartName(part)))].toSorted();
  expect(parts(holes.map(({ gap }) => gap))).toEqual(parts(unread));
  expect(holes.every(({ place }) => place.of === 'organization')).toBe(complete);
});

test('an account that lets nobody in is one part that was not read, and one that let the auditor in anywhere is not', () => {
  const unreadIn = (name: string) => coverageOf(prepareAccount(ACCOUNTS[name]!)).unread.map(({ part }) => gapPartName(part));
  expect(unreadIn('an account that lets nobody in')).toEqual(['account 111111111111']);
  expect(unreadIn('an account that let the auditor in once')).toContain('repositories of eu-west-2');
});

test('every code of the catalogue says what it is drawn from', () => {
  expect(Object.keys(CATALOGUE).filter((code) => dependsOn(code) === undefined)).toEqual([]);
  expect(dependsOn('toString')).toBeUndefined();
});
