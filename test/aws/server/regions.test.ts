import { AccountClient, ListRegionsCommand } from '@aws-sdk/client-account';
import { DescribeRegionsCommand, EC2Client } from '@aws-sdk/client-ec2';
import { describe, expect, test } from 'vitest';
import { bareOrganization } from './probes.ts';
import { failureOf, started } from './started.ts';
import { OTHER, REGION } from './world.ts';

const { world, settings } = await started();
const account = new AccountClient(settings);
const ec2 = new EC2Client(settings);

describe('Account Management', () => {
  test('lists the regions with the status that is asked for', async () => {
    const { Regions } = await account.send(new ListRegionsCommand({ RegionOptStatusContains: ['ENABLED', 'ENABLED_BY_DEFAULT'] }));
    expect(Regions).toEqual([
      { RegionName: REGION, RegionOptStatus: 'ENABLED_BY_DEFAULT' },
      { RegionName: 'us-east-1', RegionOptStatus: 'ENABLED_BY_DEFAULT' },
    ]);
  });

  test('pages lead on to regions that are not enabled', async () => {
    const first = await account.send(new ListRegionsCommand({ MaxResults: 2 }));
    const second = await account.send(new ListRegionsCommand({ MaxResults: 2, NextToken: first.NextToken }));
    expect(second.Regions).toEqual([{ RegionName: 'me-south-1', RegionOptStatus: 'DISABLED' }]);
    expect(second.NextToken).toBeUndefined();
  });

  test.each([
    ['51 per page', { MaxResults: 51 }],
    ['an unknown status', { RegionOptStatusContains: ['OPEN' as 'ENABLED'] }],
    ['an invented token', { NextToken: 'invented' }],
  ])('%s: refused as invalid', async (_name, input) => {
    expect(await failureOf(account.send(new ListRegionsCommand(input)))).toMatchObject({ name: 'ValidationException', status: 400 });
  });

  test("a member's regions are for the management account alone", async () => {
    const own = await failureOf(account.send(new ListRegionsCommand({ AccountId: OTHER })));
    world.organization = bareOrganization();
    const managed = await account.send(new ListRegionsCommand({ AccountId: OTHER }));
    expect(own).toMatchObject({ name: 'AccessDeniedException', status: 403 });
    expect(managed.Regions).toEqual([{ RegionName: REGION, RegionOptStatus: 'ENABLED_BY_DEFAULT' }]);
  });
});

describe('EC2', () => {
  test('describes the regions that are open to the account', async () => {
    const { Regions } = await ec2.send(new DescribeRegionsCommand({}));
    expect(Regions).toEqual([
      { RegionName: REGION, Endpoint: `ec2.${REGION}.amazonaws.com`, OptInStatus: 'opt-in-not-required' },
      { RegionName: 'us-east-1', Endpoint: 'ec2.us-east-1.amazonaws.com', OptInStatus: 'opt-in-not-required' },
    ]);
  });

  test('describes all regions, or those that are named', async () => {
    const all = await ec2.send(new DescribeRegionsCommand({ AllRegions: true }));
    const named = await ec2.send(new DescribeRegionsCommand({ RegionNames: ['us-east-1'] }));
    expect(all.Regions?.map(({ OptInStatus }) => OptInStatus)).toEqual(['opt-in-not-required', 'opt-in-not-required', 'not-opted-in']);
    expect(named.Regions?.map(({ RegionName }) => RegionName)).toEqual(['us-east-1']);
  });

  test('filters by the status, and refuses filters that it does not know', async () => {
    const closed = { Name: 'opt-in-status', Values: ['not-opted-in'] };
    const { Regions } = await ec2.send(new DescribeRegionsCommand({ AllRegions: true, Filters: [closed] }));
    const failure = await failureOf(ec2.send(new DescribeRegionsCommand({ Filters: [{ Name: 'colour', Values: ['red'] }] })));
    expect(Regions?.map(({ RegionName }) => RegionName)).toEqual(['me-south-1']);
    expect(failure.name).toBe('InvalidParameterValue');
  });
});
