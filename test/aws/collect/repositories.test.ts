import { describe, expect, test } from 'vitest';
import { gapsOf } from '../../../lib/snapshot/gaps.ts';
import type { SnapshotFile } from '../../../lib/snapshot/schema.ts';
import type { Call } from '../../support/aws-server/service.ts';
import { ACCOUNT, POLICY_TEXT, REGION } from '../server/world.ts';
import { collecting, gapNames } from './support/collecting.ts';

const { server, world, scan } = await collecting();
const about = (name: string) => (call: Call) => call.input['repositoryName'] === name;

describe('a repository that denies the auditor', () => {
  test('is unknown with the call and the reason, and every other one is read', async () => {
    const reason = 'an explicit deny in a resource-based policy';
    server.faults.inject({ operation: 'GetRepositoryPolicy', when: about('team/job'), fault: { kind: 'deny', reason } });
    const file = await scan();
    expect(gapNames(file)).toEqual([`repository policy of team/job in ${REGION}, ecr:GetRepositoryPolicy`]);
    expect(gapsOf(file)[0]).toMatchObject({ code: 'AccessDeniedException', message: expect.stringContaining(reason) });
    expect(policiesOf(file)).toMatchObject({
      base: { status: 'absent' },
      'team/app': { status: 'present' },
      'team/job': { status: 'unknown' },
    });
  });

  test('is told with the id of the request, which AWS support asks for', async () => {
    server.faults.inject({ operation: 'GetRepositoryPolicy', when: about('base'), fault: { kind: 'deny' } });
    expect(policiesOf(await scan())['base']).toMatchObject({ error: { requestId: expect.stringMatching(/^[0-9a-f-]{36}$/) } });
  });

  test('is asked for once: a refusal does not change by asking again', async () => {
    server.faults.inject({ operation: 'GetRepositoryPolicy', fault: { kind: 'deny' } });
    await scan();
    expect(server.calls.filter(({ operation }) => operation === 'GetRepositoryPolicy')).toHaveLength(3);
  });
});

describe('a repository that is deleted while the scan runs', () => {
  test('is no longer in the snapshot, and no gap', async () => {
    const change = () => {
      world.accounts[ACCOUNT]!.regions[REGION]!.repositories = [{ name: 'base' }, { name: 'team/app', policyText: POLICY_TEXT }];
    };
    server.faults.inject({ operation: 'GetRepositoryPolicy', times: 1, fault: { kind: 'before', change } });
    const file = await scan();
    expect(Object.keys(policiesOf(file))).toEqual(['base', 'team/app']);
    expect(gapNames(file)).toEqual([]);
  });

  test('is told from one whose registry is another: only that error means deleted', async () => {
    const fault = { kind: 'refuse', status: 400, code: 'InvalidParameterException', message: 'no such repository' } as const;
    server.faults.inject({ operation: 'GetRepositoryPolicy', when: about('base'), fault });
    expect(gapNames(await scan())).toEqual([`repository policy of base in ${REGION}, ecr:GetRepositoryPolicy`]);
  });
});

describe('an outage', () => {
  test('is not asked through to its end: the rest of the repositories are unknown for the same reason', async () => {
    const repositories = Array.from({ length: 400 }, (_, index) => ({ name: `r${index}` }));
    world.accounts[ACCOUNT]!.regions[REGION]!.repositories = repositories;
    server.faults.inject({ operation: 'GetRepositoryPolicy', fault: { kind: 'expire' } });
    const file = await scan();
    const { repositories: part } = file.regions.find((each) => each.region === REGION)!;
    const policies = part.status === 'present' ? part.value.map(({ policy }) => policy.status) : [];
    expect(policies).toEqual(Array(400).fill('unknown'));
    expect(gapNames(file)).toEqual([`repository policies of ${REGION}, ecr:GetRepositoryPolicy`]);
    expect(server.calls.filter(({ operation }) => operation === 'GetRepositoryPolicy').length).toBeLessThan(60);
  });

  test('of the tags is one gap of the region, and each repository lacks its own in the file', async () => {
    server.faults.inject({ operation: 'GetResources', fault: { kind: 'deny' } });
    const file = await scan({ regions: [REGION] });
    const { repositories: part } = file.regions[0]!;
    const tags = part.status === 'present' ? part.value.map((each) => each.tags?.status) : [];
    expect(tags).toEqual(['unknown', 'unknown', 'unknown']);
    expect(gapNames(file)).toEqual([`tags of ${REGION}, tag:GetResources`]);
  });

  test('that ends is survived without a gap', async () => {
    server.faults.inject({ operation: 'GetRepositoryPolicy', times: 6, fault: { kind: 'throttle' } });
    expect(gapNames(await scan())).toEqual([]);
  });
});

test('a region that the account has not enabled is a gap, whatever was asked for', async () => {
  const file = await scan({ regions: ['eu-west-9'] });
  expect(gapNames(file).length).toBeGreaterThan(0);
  expect(file.regions[0]).toMatchObject({ repositories: { status: 'unknown' }, registryPolicy: { status: 'unknown' } });
});

function policiesOf(file: SnapshotFile): Readonly<Record<string, unknown>> {
  const { repositories } = file.regions.find(({ region }) => region === REGION)!;
  if (repositories.status !== 'present') throw new Error('the repositories were not read');
  return Object.fromEntries(repositories.value.map(({ repositoryName, policy }) => [repositoryName, policy]));
}
