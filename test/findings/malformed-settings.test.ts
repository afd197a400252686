// Answers about a registry that stand in a saved snapshot and are none of AWS's: as good as unread.

import { describe, expect, test } from 'vitest';
import { decideCell, prepareAccount, subjectNamed } from '../../lib/access/account/account.ts';
import { followSnapshot, judgeSnapshot } from '../../lib/audit.ts';
import { actionBit } from '../../lib/ecr/actions.ts';
import { emptyState } from '../../lib/lifecycle/state.ts';
import { unreadView } from '../../lib/report/unread-view.ts';
import { present, repository } from '../snapshot/support/files.ts';
import { ACCOUNT, account, PULLING, statements } from '../support/following.ts';

const SHARE = statements({ Effect: 'Allow', Principal: { AWS: '222222222222' }, Action: PULLING });
const EVERYWHERE = statements({ Effect: 'Allow', Principal: { AWS: '333333333333' }, Action: PULLING, Resource: '*' });

const ANSWERS = {
  registryPolicy: present(EVERYWHERE),
  registryPolicyScope: present({ name: 'REGISTRY_POLICY_SCOPE', value: 'V2' }),
  creationTemplates: present({ repositoryCreationTemplates: [{ prefix: 'team', repositoryPolicy: SHARE }] }),
  replication: present({ replicationConfiguration: { rules: [{ destinations: [{ region: 'eu-west-1', registryId: '444444444444' }] }] } }),
  pullThroughCacheRules: present({ pullThroughCacheRules: [{ ecrRepositoryPrefix: 'hub', upstreamRegistryUrl: 'registry-1.docker.io' }] }),
};

const scanned = (changes: object, collectedAt: string) =>
  account({ repositories: [repository('team/app')], regional: { ...ANSWERS, ...changes }, collectedAt });
const first = followSnapshot(judgeSnapshot(scanned({}, '2026-11-01T00:00:00Z'), undefined), emptyState(ACCOUNT));

test('each of them, read as AWS gives it, is a reason for a finding', () => {
  const found = first.findings.map(({ code }) => code);
  expect(found).toEqual(expect.arrayContaining(['ECRD-207', 'ECRD-208']));
  expect(judgeSnapshot(scanned({}, '2026-11-01T00:00:00Z'), undefined).coverage).toEqual({ complete: true, unread: [] });
});

const SCOPE = ['registry policy scope', 'ecr:GetAccountSetting'];
const TEMPLATES = ['creation templates', 'ecr:DescribeRepositoryCreationTemplates'];
const REPLICATION = ['replication', 'ecr:DescribeRegistry'];
const CACHES = ['pull-through cache rules', 'ecr:DescribePullThroughCacheRules'];

describe.each([
  ['a scope that nobody knows', { registryPolicyScope: present({ value: 'V9' }) }, SCOPE],
  ['another setting', { registryPolicyScope: present({ name: 'BLOB_MOUNTING', value: 'V2' }) }, SCOPE],
  ['templates without their list', { creationTemplates: present({}) }, TEMPLATES],
  ['templates that are null', { creationTemplates: present([null]) }, TEMPLATES],
  ['a template without a prefix', { creationTemplates: present([{ repositoryPolicy: SHARE }]) }, TEMPLATES],
  ['a template with a numeric policy', { creationTemplates: present([{ prefix: 'team', repositoryPolicy: 7 }]) }, TEMPLATES],
  ['replication without a list of rules', { replication: present({ replicationConfiguration: { rules: {} } }) }, REPLICATION],
  ['a rule without destinations', { replication: present({ replicationConfiguration: { rules: [{}] } }) }, REPLICATION],
  ['a rule that is null', { replication: present({ replicationConfiguration: { rules: [null] } }) }, REPLICATION],
  ['a list for the replication', { replication: present([]) }, REPLICATION],
  ['cache rules that are texts', { pullThroughCacheRules: present(['hub']) }, CACHES],
  ['cache rules without their list', { pullThroughCacheRules: present({ rules: [] }) }, CACHES],
])('%s', (_, changes, [part, api]) => {
  const snapshot = scanned(changes, '2026-11-02T00:00:00Z');

  test('is a gap, and no finding is over', () => {
    const judged = judgeSnapshot(snapshot, undefined);
    expect(judged.coverage.complete).toBe(false);
    expect(judged.coverage.unread.map(unreadView)).toMatchObject([{ part: `${part} of us-east-1`, api, code: 'MalformedAnswer' }]);
    const { events, state } = followSnapshot(judged, first.state);
    expect(events.filter(({ kind }) => kind === 'resolved')).toEqual([]);
    const open = state.findings.filter((finding) => finding.state !== 'resolved').map(({ id }) => id);
    expect(open).toEqual(expect.arrayContaining(first.findings.map(({ id }) => id)));
  });
});

test.each([
  ['V2', 'conditional'],
  ['V1', 'implicitDeny'],
  ['V9', 'unknown'],
])('under the scope %s, a grant of the registry policy is %s', (value, kind) => {
  const prepared = prepareAccount(scanned({ registryPolicyScope: present({ value }) }, '2026-11-02T00:00:00Z'));
  const { repositories } = prepared.snapshot.registries[0]!;
  const [app] = repositories.kind === 'present' ? repositories.value : [];
  const action = actionBit('ecr:BatchGetImage')!;
  expect(decideCell(prepared, { subject: subjectNamed(prepared, 'account:333333333333'), repository: app!, action }).kind).toBe(kind);
});
