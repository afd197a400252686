// The cheapest call of each API of organizations, with ids that the organization answers to.
import {
  DescribeOrganizationCommand,
  DescribePolicyCommand,
  ListAccountsForParentCommand,
  ListOrganizationalUnitsForParentCommand,
  ListParentsCommand,
  ListPoliciesForTargetCommand,
  ListRootsCommand,
} from '@aws-sdk/client-organizations';
import { ORGANIZATIONS } from '../client/services.ts';
import type { Session } from '../client/session.ts';
import type { Probes } from './probes.ts';

/** A probe for each API that tells about the organization of the session's account. */
export function organizationProbes({ clients, region, account }: Session): Probes {
  const client = clients.of(ORGANIZATIONS, region);
  // A root that does not exist: whoever may ask is told so.
  const ParentId = 'r-none';
  return {
    'organizations:DescribeOrganization': (options) => client.send(new DescribeOrganizationCommand({}), options),
    'organizations:ListRoots': (options) => client.send(new ListRootsCommand({}), options),
    'organizations:ListParents': (options) => client.send(new ListParentsCommand({ ChildId: account }), options),
    'organizations:ListPoliciesForTarget': (options) =>
      client.send(new ListPoliciesForTargetCommand({ TargetId: account, Filter: 'SERVICE_CONTROL_POLICY', MaxResults: 1 }), options),
    'organizations:DescribePolicy': (options) => client.send(new DescribePolicyCommand({ PolicyId: 'p-FullAWSAccess' }), options),
    'organizations:ListOrganizationalUnitsForParent': (options) =>
      client.send(new ListOrganizationalUnitsForParentCommand({ ParentId, MaxResults: 1 }), options),
    'organizations:ListAccountsForParent': (options) => client.send(new ListAccountsForParentCommand({ ParentId, MaxResults: 1 }), options),
  };
}
