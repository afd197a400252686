import { describe, expect, test } from 'vitest';
import { unreadView } from '../../lib/report/unread-view.ts';
import { readSnapshot } from '../../lib/snapshot/parse.ts';
import { ABSENT, onlyRegistry, PULL, present, REFUSED, read, region, repository, snapshotFile, UNREAD } from './support/files.ts';

const EXAMPLE = `{
  "schemaVersion": 1,
  "partition": "aws",
  "account": "111111111111",
  "collectedAt": "2026-11-21T20:00:00Z",
  "identity": { "status": "present", "value": { "UserDetailList": [], "GroupDetailList": [], "RoleDetailList": [], "Policies": [] } },
  "organization": { "status": "absent" },
  "regions": [
    {
      "region": "us-east-1",
      "registryPolicy": { "status": "absent" },
      "repositories": {
        "status": "present",
        "value": [
          {
            "repositoryName": "team/app",
            "repositoryArn": "arn:aws:ecr:us-east-1:111111111111:repository/team/app",
            "tags": { "status": "present", "value": { "owner": "team-a" } },
            "policy": { "status": "unknown", "error": { "code": "AccessDeniedException", "message": "...", "api": "ecr:GetRepositoryPolicy" } }
          }
        ]
      }
    }
  ]
}`;

test('the example of the contract is read as it says', () => {
  expect(readSnapshot(EXAMPLE)).toEqual({
    kind: 'snapshot',
    snapshot: {
      partition: 'aws',
      account: '111111111111',
      collectedAt: '2026-11-21T20:00:00Z',
      reread: [],
      principals: { kind: 'present', value: [] },
      stock: { groups: [], managedPolicies: [] },
      organization: { kind: 'absent' },
      registries: [
        {
          region: 'us-east-1',
          policy: { kind: 'absent' },
          policyScope: { kind: 'absent' },
          creationTemplates: { kind: 'absent' },
          replication: { kind: 'absent' },
          pullThroughCacheRules: { kind: 'absent' },
          repositories: {
            kind: 'present',
            value: [
              {
                arn: 'arn:aws:ecr:us-east-1:111111111111:repository/team/app',
                region: 'us-east-1',
                name: 'team/app',
                tags: { kind: 'present', value: { owner: 'team-a' } },
                policy: {
                  kind: 'unknown',
                  gap: {
                    part: { kind: 'policy', policy: { kind: 'repository', region: 'us-east-1', repository: 'team/app' } },
                    api: 'ecr:GetRepositoryPolicy',
                    code: 'AccessDeniedException',
                    message: '...',
                  },
                },
              },
            ],
          },
        },
      ],
    },
  });
});

describe('a part that was not read is a gap that says which part, which call and why', () => {
  const file = snapshotFile({
    identity: UNREAD,
    organization: UNREAD,
    regions: [
      region('eu-west-1', [], { repositories: UNREAD }),
      region('us-east-1', [repository('team/app', { policy: UNREAD, tags: UNREAD })], {
        registryPolicy: UNREAD,
        registryPolicyScope: UNREAD,
        creationTemplates: UNREAD,
        replication: UNREAD,
        pullThroughCacheRules: UNREAD,
      }),
    ],
  });
  const snapshot = read(file);
  const [europe, america] = snapshot.registries;
  const app = america?.repositories.kind === 'present' ? america.repositories.value[0] : undefined;

  test.each([
    ['identity', 'iam:GetAccountAuthorizationDetails', snapshot.principals],
    ['organization', 'organizations:DescribeOrganization', snapshot.organization],
    ['repositories of eu-west-1', 'ecr:DescribeRepositories', europe?.repositories],
    ['registry policy of us-east-1', 'ecr:GetRegistryPolicy', america?.policy],
    ['registry policy scope of us-east-1', 'ecr:GetAccountSetting', america?.policyScope],
    ['creation templates of us-east-1', 'ecr:DescribeRepositoryCreationTemplates', america?.creationTemplates],
    ['replication of us-east-1', 'ecr:DescribeRegistry', america?.replication],
    ['pull-through cache rules of us-east-1', 'ecr:DescribePullThroughCacheRules', america?.pullThroughCacheRules],
    ['repository policy of team/app in us-east-1', 'ecr:GetRepositoryPolicy', app?.policy],
    ['tags of team/app in us-east-1', 'tag:GetResources', app?.tags],
  ])('%s', (part, api, collected) => {
    expect(collected?.kind === 'unknown' && unreadView(collected.gap)).toEqual({ part, api, code: 'AccessDenied', message: '' });
  });

  test('what the file says about the failed call wins over what is usual', () => {
    const { policy } = onlyRegistry({ registryPolicy: REFUSED });
    expect(policy).toEqual({
      kind: 'unknown',
      gap: {
        part: { kind: 'policy', policy: { kind: 'registry', region: 'us-east-1' } },
        api: 'test:Call',
        code: 'AccessDeniedException',
        message: 'no',
      },
    });
  });
});

test('a part that AWS said does not exist is absent', () => {
  const file = snapshotFile({ identity: ABSENT, regions: [region('us-east-1', [], { repositories: ABSENT, registryPolicy: ABSENT })] });
  const { principals, registries } = read(file);
  expect([principals, registries[0]?.repositories, registries[0]?.policy]).toEqual([
    { kind: 'absent' },
    { kind: 'absent' },
    { kind: 'absent' },
  ]);
});

test('everything that a region may hold is kept', () => {
  const templates = { creationTemplates: [{ prefix: 'ROOT' }] };
  const registry = onlyRegistry(
    {
      registryPolicy: present(PULL),
      registryPolicyScope: present({ name: 'REGISTRY_POLICY_SCOPE', value: 'V2' }),
      creationTemplates: present(templates),
      replication: present({ replicationConfiguration: { rules: [] } }),
      pullThroughCacheRules: present([]),
    },
    [repository('app', { policy: present(PULL) })],
  );
  expect(registry).toMatchObject({
    policy: { kind: 'present', value: { ref: { kind: 'registry', region: 'us-east-1' }, text: JSON.stringify(PULL) } },
    policyScope: { kind: 'present', value: 'V2' },
    creationTemplates: { kind: 'present', value: templates },
    replication: { kind: 'present', value: { replicationConfiguration: { rules: [] } } },
    pullThroughCacheRules: { kind: 'present', value: [] },
    repositories: {
      value: [
        {
          tags: { kind: 'absent' },
          policy: { value: { ref: { kind: 'repository', region: 'us-east-1', repository: 'app' }, text: JSON.stringify(PULL) } },
        },
      ],
    },
  });
});

test('regions and repositories come in the order of code units, however the file has them', () => {
  const names = ['b', 'a/z', 'a-b', 'Z', 'a'];
  const file = snapshotFile({
    regions: [
      region(
        'us-east-1',
        names.map((name) => repository(name)),
      ),
      region('eu-west-1'),
    ],
  });
  const { registries } = read(file);
  const [, { repositories }] = registries as [unknown, (typeof registries)[number]];
  expect(registries.map((registry) => registry.region)).toEqual(['eu-west-1', 'us-east-1']);
  expect(repositories.kind === 'present' && repositories.value.map(({ name }) => name)).toEqual(['Z', 'a', 'a-b', 'a/z', 'b']);
});

test('fields that AWS adds are ignored', () => {
  const plain = snapshotFile({ regions: [region('us-east-1', [repository('app')])] });
  const rich = snapshotFile({
    collector: { version: '1.2.3' },
    regions: [{ ...region('us-east-1', [repository('app', { createdAt: 1_700_000_000.5, registryId: '111111111111' })]), endpoint: null }],
  });
  expect(read(rich)).toEqual(read(plain));
});

test.each([
  ['2026-11-21T20:00:00Z', '2026-11-21T20:00:00Z'],
  ['2026-11-21T20:00:00.123Z', '2026-11-21T20:00:00Z'],
  ['2026-11-21T22:00:00+02:00', '2026-11-21T20:00:00Z'],
])('the time of collection %s is %s', (collectedAt, expected) => {
  expect(read(snapshotFile({ collectedAt })).collectedAt).toBe(expected);
});

test('an organization that the file leaves out is absent', () => {
  const { organization: _, ...file } = snapshotFile();
  expect(read(file).organization).toEqual({ kind: 'absent' });
});

describe('tags that look like parts of an object are tags', () => {
  const text = JSON.stringify(snapshotFile({ regions: [region('us-east-1', [repository('app', { tags: present({ TAGS: '' }) })])] }));
  const tagsIn = (tags: string) => {
    const reading = readSnapshot(text.replace('"TAGS":""', tags));
    const registry = reading.kind === 'snapshot' ? reading.snapshot.registries[0] : undefined;
    const found = registry?.repositories.kind === 'present' ? registry.repositories.value[0]?.tags : undefined;
    return found?.kind === 'present' ? found.value : {};
  };

  test('`__proto__` is a tag like others', () => {
    expect(Object.entries(tagsIn('"__proto__":"x","owner":"a"'))).toEqual([
      ['__proto__', 'x'],
      ['owner', 'a'],
    ]);
  });

  test('no tag is inherited', () => {
    const tags = tagsIn('"owner":"a"');
    expect(['constructor', '__proto__'].map((key) => tags[key])).toEqual([undefined, undefined]);
  });

  test('a `__proto__` that is no string is refused like any other tag', () => {
    expect(readSnapshot(text.replace('"TAGS":""', '"__proto__":{"owner":"a"}'))).toEqual({
      kind: 'problem',
      reason: 'regions[0].repositories.value[0].tags.value.__proto__: expected a string, got an object',
    });
  });
});
