import {
  DescribeOrganizationCommand,
  DescribePolicyCommand,
  ListAccountsCommand,
  ListAccountsForParentCommand,
  ListOrganizationalUnitsForParentCommand,
  ListParentsCommand,
  ListPoliciesForTargetCommand,
  ListRootsCommand,
  OrganizationsClient,
} from '@aws-sdk/client-organizations';
import { beforeEach, describe, expect, test } from 'vitest';
import type { Organization } from '../../support/aws-server/world.ts';
import { failureOf, settingsFor, started } from './started.ts';
import { ACCOUNT, OTHER } from './world.ts';

const { server, world, settings } = await started();
const manager = new OrganizationsClient(settings);
const member = new OrganizationsClient(settingsFor(server, 'AKIAMEMBER'));
const stranger = new OrganizationsClient(settingsFor(server, 'AKIALONELY'));

const CONTENT = '{"Version":"2012-10-17","Statement":[]}';

beforeEach(() => {
  world.accessKeys['AKIAMEMBER'] = { account: OTHER, arn: `arn:aws:iam::${OTHER}:user/member`, userId: 'AIDAMEMBER' };
  world.accessKeys['AKIALONELY'] = { account: '333333333333', arn: 'arn:aws:iam::333333333333:user/lonely', userId: 'AIDALONELY' };
  world.organization = organization();
});

function organization(): Organization {
  return {
    id: 'o-example',
    managementAccount: ACCOUNT,
    delegatedAdministrators: [],
    root: { id: 'r-1', policyTypes: ['SERVICE_CONTROL_POLICY'] },
    units: [{ id: 'ou-1-a', name: 'workloads', parent: 'r-1' }],
    members: [
      { id: ACCOUNT, name: 'management', parent: 'r-1', status: 'ACTIVE' },
      { id: OTHER, name: 'payments', parent: 'ou-1-a', status: 'ACTIVE' },
    ],
    policies: [
      { id: 'p-FullAWSAccess', name: 'FullAWSAccess', type: 'SERVICE_CONTROL_POLICY', content: CONTENT, targets: ['r-1', 'ou-1-a', OTHER] },
      { id: 'p-guard', name: 'guard', type: 'SERVICE_CONTROL_POLICY', content: CONTENT, targets: ['ou-1-a'] },
      { id: 'p-rcp', name: 'perimeter', type: 'RESOURCE_CONTROL_POLICY', content: CONTENT, targets: ['r-1'] },
    ],
  };
}

describe('the tree', () => {
  test('leads from an account up to the root', async () => {
    const unit = await manager.send(new ListParentsCommand({ ChildId: OTHER }));
    const root = await manager.send(new ListParentsCommand({ ChildId: 'ou-1-a' }));
    const roots = await manager.send(new ListRootsCommand({}));
    expect(unit.Parents).toEqual([{ Id: 'ou-1-a', Type: 'ORGANIZATIONAL_UNIT' }]);
    expect(root.Parents).toEqual([{ Id: 'r-1', Type: 'ROOT' }]);
    expect(roots.Roots).toMatchObject([{ Id: 'r-1', PolicyTypes: [{ Type: 'SERVICE_CONTROL_POLICY', Status: 'ENABLED' }] }]);
  });

  test('leads from the root down to the accounts', async () => {
    const units = await manager.send(new ListOrganizationalUnitsForParentCommand({ ParentId: 'r-1' }));
    const accounts = await manager.send(new ListAccountsForParentCommand({ ParentId: 'ou-1-a' }));
    expect(units.OrganizationalUnits).toMatchObject([{ Id: 'ou-1-a', Name: 'workloads' }]);
    expect(accounts.Accounts).toMatchObject([{ Id: OTHER, Name: 'payments', Status: 'ACTIVE' }]);
  });

  test('accounts come in pages of twenty at most', async () => {
    const many = Array.from({ length: 25 }, (_, index) => ({
      id: String(400_000_000_000 + index),
      name: `a${index}`,
      parent: 'r-1',
      status: 'ACTIVE',
    }));
    world.organization = { ...organization(), members: many };
    const first = await manager.send(new ListAccountsCommand({}));
    const second = await manager.send(new ListAccountsCommand({ NextToken: first.NextToken }));
    expect([first.Accounts?.length, second.Accounts?.length, second.NextToken]).toEqual([20, 5, undefined]);
    expect((await failureOf(manager.send(new ListAccountsCommand({ MaxResults: 21 })))).name).toBe('InvalidInputException');
  });
});

describe('control policies', () => {
  test('a target has what is attached to itself, not what it inherits', async () => {
    const page = await manager.send(new ListPoliciesForTargetCommand({ TargetId: OTHER, Filter: 'SERVICE_CONTROL_POLICY' }));
    expect(page.Policies).toMatchObject([{ Id: 'p-FullAWSAccess', AwsManaged: true }]);
  });

  test('a type that is not enabled has nothing attached', async () => {
    const page = await manager.send(new ListPoliciesForTargetCommand({ TargetId: 'r-1', Filter: 'RESOURCE_CONTROL_POLICY' }));
    expect(page.Policies).toEqual([]);
  });

  test('a policy is read by its id', async () => {
    const { Policy } = await manager.send(new DescribePolicyCommand({ PolicyId: 'p-guard' }));
    expect(Policy).toMatchObject({ PolicySummary: { Name: 'guard', AwsManaged: false }, Content: CONTENT });
  });

  test.each([
    ['a child', () => manager.send(new ListParentsCommand({ ChildId: '999999999999' })), 'ChildNotFoundException'],
    [
      'a target',
      () => manager.send(new ListPoliciesForTargetCommand({ TargetId: 'ou-9', Filter: 'SERVICE_CONTROL_POLICY' })),
      'TargetNotFoundException',
    ],
    ['a policy', () => manager.send(new DescribePolicyCommand({ PolicyId: 'p-none' })), 'PolicyNotFoundException'],
    ['a parent', () => manager.send(new ListAccountsForParentCommand({ ParentId: 'ou-9' })), 'ParentNotFoundException'],
  ])('%s that does not exist has its own refusal', async (_name, send, code) => {
    expect((await failureOf(send())).name).toBe(code);
  });
});

describe('who may read', () => {
  test('every member may describe the organization, and nothing else', async () => {
    const { Organization: described } = await member.send(new DescribeOrganizationCommand({}));
    const denied = await failureOf(member.send(new ListRootsCommand({})));
    expect(described).toMatchObject({ Id: 'o-example', MasterAccountId: ACCOUNT });
    expect(denied).toMatchObject({
      name: 'AccessDeniedException',
      message: "You don't have permissions to access this resource.",
      status: 400,
    });
  });

  test('a delegated administrator may read on', async () => {
    world.organization = { ...organization(), delegatedAdministrators: [OTHER] };
    expect((await member.send(new ListRootsCommand({}))).Roots).toHaveLength(1);
  });

  test('an account without an organization is told so', async () => {
    expect((await failureOf(stranger.send(new DescribeOrganizationCommand({})))).name).toBe('AWSOrganizationsNotInUseException');
  });
});
