import { describe, expect, test } from 'vitest';
import { collectIdentity } from '../../../lib/aws/collect/account-wide.ts';
import { collectAccount } from '../../../lib/aws/collect/collect.ts';
import { readSnapshotValue } from '../../../lib/snapshot/parse.ts';
import type { RegionFile, SnapshotFile } from '../../../lib/snapshot/schema.ts';
import { ACCOUNT, AUDIT_ROLE, BOUNDARY, OTHER, POLICY_TEXT, READ_ONLY, REGION } from '../server/world.ts';
import { CONTROL_POLICY, ORGANIZATION, REPOSITORY_POLICY, RESOURCE_CONTROL_POLICY, SECOND_REGION } from './support/account-world.ts';
import { collecting, gapNames } from './support/collecting.ts';

const { server, world, open, scan } = await collecting();
const present = (value: unknown) => ({ status: 'present', value });

describe('a scan without faults', () => {
  test('has every repository with its tags and its policy, also where pages are short', async () => {
    world.pageLimits = { 'ecr:DescribeRepositories': 1, 'tagging:GetResources': 1 };
    const { repositories } = regionOf(await scan(), REGION);
    expect(repositories).toEqual(
      present([
        repository('base', {}, { status: 'absent' }),
        repository('team/app', { env: 'prod' }, present(REPOSITORY_POLICY)),
        repository('team/job', {}, { status: 'absent' }),
      ]),
    );
    expect(callsTo('DescribeRepositories')).toBe(4);
  });

  test('has what a registry holds beside its repositories', async () => {
    const region = regionOf(await scan(), REGION);
    expect(region).toMatchObject({
      registryPolicy: present(POLICY_TEXT),
      registryPolicyScope: present({ name: 'REGISTRY_POLICY_SCOPE', value: 'V2' }),
      creationTemplates: present({ repositoryCreationTemplates: [{ prefix: 'team' }] }),
      replication: present({ replicationConfiguration: { rules: [{ destinations: [{ region: SECOND_REGION }] }] } }),
      pullThroughCacheRules: present({ pullThroughCacheRules: [{ ecrRepositoryPrefix: 'hub' }] }),
    });
    expect(regionOf(await scan(), SECOND_REGION)).toMatchObject({ registryPolicy: { status: 'absent' } });
  });

  test('has the regions that are enabled, and no other', async () => {
    expect((await scan()).regions.map(({ region }) => region)).toEqual([REGION, SECOND_REGION]);
    expect((await scan({ regions: [SECOND_REGION] })).regions.map(({ region }) => region)).toEqual([SECOND_REGION]);
  });

  test('has users, groups, roles and policies of all pages', async () => {
    world.pageLimits = { 'iam:GetAccountAuthorizationDetails': 1 };
    const identity = identityOf(await scan());
    expect(callsTo('GetAccountAuthorizationDetails')).toBeGreaterThan(3);
    expect(identity.UserDetailList.map(({ UserName }) => UserName)).toEqual(['ana']);
    expect(identity.GroupDetailList.map(({ GroupName }) => GroupName)).toEqual(['developers']);
    expect(identity.RoleDetailList.map(({ RoleName }) => RoleName)).toEqual(['ci']);
  });

  test('leaves out documents that are no longer in force', async () => {
    const deploy = identityOf(await scan()).Policies.find(({ Arn }) => Arn.endsWith('policy/deploy'));
    expect(deploy?.PolicyVersionList?.map(({ VersionId, Document }) => [VersionId, Document !== undefined])).toEqual([
      ['v2', true],
      ['v1', false],
    ]);
  });

  test('is read by the same reader as a file, with nothing left unread', async () => {
    const file = await scan();
    expect(gapNames(file)).toEqual([]);
    const live = readSnapshotValue(file);
    expect(live.kind).toBe('snapshot');
    expect(readSnapshotValue(JSON.parse(JSON.stringify(file)))).toEqual(live);
  });

  test('has the same identity and organization as a scan of these alone', async () => {
    const { identity, organization } = await scan();
    expect(await collectIdentity(await open())).toEqual({ identity, organization });
  });

  test('is the same every time', async () => {
    expect(await scan()).toEqual(await scan());
  });
});

describe('AWS-managed policies that the details leave out', () => {
  test('are fetched, also where they are only a boundary, and once for many scans', async () => {
    world.accounts[ACCOUNT]!.awsManagedInDetails = 'none';
    const managedPolicies = new Map();
    const first = await scan({ managedPolicies });
    const second = await scan({ managedPolicies });
    expect(identityOf(first).Policies.map(({ Arn }) => Arn)).toEqual(expect.arrayContaining([READ_ONLY, BOUNDARY]));
    expect(second).toEqual(first);
    expect(callsTo('GetPolicyVersion')).toBe(2);
  });

  test('are gaps with the reason when they cannot be had', async () => {
    server.faults.inject({ operation: 'GetPolicy', fault: { kind: 'deny' } });
    const reading = readSnapshotValue(await scan());
    if (reading.kind !== 'snapshot' || reading.snapshot.principals.kind !== 'present') throw new Error('no principals');
    const ana = reading.snapshot.principals.value.find(({ name }) => name === 'ana');
    expect(ana?.boundary).toMatchObject({
      kind: 'unknown',
      gap: { api: 'iam:GetPolicy', code: 'AccessDenied', part: { kind: 'document', arn: BOUNDARY } },
    });
  });
});

describe('the organization', () => {
  test('has a path, control policies of every level, and accounts with their paths', async () => {
    const scp = { name: 'name of p-full', document: CONTROL_POLICY };
    expect((await scan()).organization).toEqual(
      present({
        id: ORGANIZATION,
        managementAccount: '999999999999',
        path: `${ORGANIZATION}/r-ex01/ou-ex01-payments/`,
        serviceControlPolicies: [[scp], [scp, { name: 'name of p-guard', document: CONTROL_POLICY }], [scp]],
        resourceControlPolicies: [[{ name: 'name of p-perimeter', document: RESOURCE_CONTROL_POLICY }], [], []],
        accounts: [
          { id: ACCOUNT, name: 'payments', path: `${ORGANIZATION}/r-ex01/ou-ex01-payments/` },
          { id: OTHER, name: 'other', path: `${ORGANIZATION}/r-ex01/ou-ex01-payments/` },
          { id: '999999999999', name: 'management', path: `${ORGANIZATION}/r-ex01/` },
        ],
      }),
    );
  });

  test('asks for a policy once, however often it is attached', async () => {
    await scan();
    expect(callsTo('DescribePolicy')).toBe(3);
  });

  test('has no control policies of a type that it has not switched on', async () => {
    Object.assign(world.organization!, { root: { id: 'r-ex01', policyTypes: ['SERVICE_CONTROL_POLICY'] } });
    expect(Object.keys(organizationOf(await scan()))).not.toContain('resourceControlPolicies');
  });

  test('is absent for an account that is in none', async () => {
    delete world.organization;
    expect((await scan()).organization).toEqual({ status: 'absent' });
  });

  test('of a member account has its id, and the rest unread', async () => {
    world.organization!.delegatedAdministrators = [];
    const organization = organizationOf(await scan());
    expect(organization.id).toBe(ORGANIZATION);
    for (const part of ['path', 'serviceControlPolicies', 'resourceControlPolicies', 'accounts']) {
      expect(organization[part]).toMatchObject({ status: 'unknown', error: { code: 'AccessDeniedException' } });
    }
  });
});

describe('cost', () => {
  test('a scan stays within the budget, and counts what it costs', async () => {
    const repositories = Array.from({ length: 230 }, (_, index) => ({ name: `r${index}`, tags: { n: `${index}` } }));
    world.accounts[ACCOUNT]!.regions[REGION]!.repositories = repositories;
    const session = await open();
    await collectAccount(session, { regions: [REGION] });
    const counts = session.tally.counts();
    expect(counts.reduce((sum, { calls }) => sum + calls, 0)).toBe(server.calls.length);
    const perRegion = 6;
    const ofOrganization = server.calls.filter(({ service }) => service === 'organizations').length;
    const constant = 6 + ofOrganization;
    expect(server.calls.length).toBeLessThanOrEqual(repositories.length + Math.ceil(repositories.length / 100) + perRegion + constant);
  });

  test('a region is asked by a bounded number of calls at a time', async () => {
    world.accounts[ACCOUNT]!.regions[REGION]!.repositories = Array.from({ length: 100 }, (_, index) => ({ name: `r${index}` }));
    await scan();
    expect(Math.max(...server.calls.filter(({ service }) => service === 'ecr').map(({ together }) => together))).toBeLessThanOrEqual(16);
  });
});

describe('other accounts and partitions', () => {
  test('a role with its external id opens the account that it is in', async () => {
    const file = await scan({ role: { arn: AUDIT_ROLE, externalId: 'secret-word' } });
    expect(file.account).toBe(OTHER);
    expect(regionOf(file, REGION).repositories).toMatchObject(present([{ repositoryName: 'theirs' }]));
    expect(callsTo('AssumeRole')).toBe(1);
  });

  test('a role with another external id is refused before anything is read', async () => {
    await expect(scan({ role: { arn: AUDIT_ROLE, externalId: 'guess' } })).rejects.toThrow(/cannot assume .*external-id/);
    expect(server.calls.map(({ operation }) => operation)).toEqual(['AssumeRole']);
  });
});

function regionOf(file: SnapshotFile, name: string): RegionFile {
  return file.regions.find(({ region }) => region === name)!;
}

function identityOf({ identity }: SnapshotFile) {
  if (identity.status !== 'present') throw new Error('the identity part was not read');
  return identity.value;
}

function organizationOf({ organization }: SnapshotFile) {
  if (organization?.status !== 'present') throw new Error('the organization was not read');
  return organization.value;
}

function repository(name: string, tags: object, policy: object) {
  const repositoryArn = `arn:aws:ecr:${REGION}:${ACCOUNT}:repository/${name}`;
  return { repositoryName: name, repositoryArn, tags: present(tags), policy };
}

function callsTo(operation: string): number {
  return server.calls.filter((each) => each.operation === operation).length;
}
