// The organization around an account: as much of it as the caller may read, each part by itself (F20-F23).
import { DescribeOrganizationCommand, ListRootsCommand, PolicyType, type Root } from '@aws-sdk/client-organizations';
import type { OrganizationFile } from '../snapshot/schema.ts';
import { type Answer, absentWhere, call, type Read, type Unknown } from './call.ts';
import { organizationAccounts } from './organization-accounts.ts';
import { organizationPath } from './organization-path.ts';
import { controlPolicies, policyReader } from './organization-policies.ts';
import { everyPage, pageOf } from './pages.ts';
import { ORGANIZATIONS } from './service-organizations.ts';
import type { Session } from './session.ts';

/** The organization part of a snapshot: absent where AWS says that the account is in none. */
export async function accountOrganization(session: Session): Promise<Answer<OrganizationFile>> {
  const described = await describeOrganization(session);
  if (described.status !== 'present') return described;
  const { id, managementAccount } = described.value;
  const [path, roots] = await Promise.all([organizationPath(session, session.account), listRoots(session)]);
  const readDocument = policyReader(session);
  const policies = (type: PolicyType) => levelsOf(roots, { type, read: () => controlPolicies(session, { path, type, readDocument }) });
  const [serviceControlPolicies, resourceControlPolicies, accounts] = await Promise.all([
    policies(PolicyType.SERVICE_CONTROL_POLICY),
    policies(PolicyType.RESOURCE_CONTROL_POLICY),
    roots.status === 'unknown'
      ? roots
      : organizationAccounts(session, { organization: id, roots: roots.value.flatMap(({ Id }) => Id ?? []) }),
  ]);
  return {
    status: 'present',
    value: {
      id,
      managementAccount,
      path: path.status === 'unknown' ? path : `${[id, ...path.value].join('/')}/`,
      ...(serviceControlPolicies.status === 'absent' ? {} : { serviceControlPolicies: known(serviceControlPolicies) }),
      ...(resourceControlPolicies.status === 'absent' ? {} : { resourceControlPolicies: known(resourceControlPolicies) }),
      accounts: known(accounts),
    },
  };
}

async function describeOrganization({
  clients,
  region,
  signal,
}: Session): Promise<Answer<{ readonly id: string; readonly managementAccount: string }>> {
  const client = clients.of(ORGANIZATIONS, region);
  const organization = await call(signal, {
    api: 'organizations:DescribeOrganization',
    send: (options) => client.send(new DescribeOrganizationCommand({}), options),
    read: ({ Organization: { Id: id, MasterAccountId: managementAccount } = {} }) =>
      id && managementAccount ? { id, managementAccount } : undefined,
  });
  return absentWhere(organization, 'AWSOrganizationsNotInUseException');
}

function listRoots({ clients, region, signal }: Session): Promise<Read<readonly Root[]>> {
  const client = clients.of(ORGANIZATIONS, region);
  return everyPage(signal, {
    api: 'organizations:ListRoots',
    send: (token, options) => client.send(new ListRootsCommand(token === undefined ? {} : { NextToken: token }), options),
    read: ({ Roots: roots, NextToken: next }) => pageOf(roots, next),
  });
}

interface Levels<T> {
  readonly type: PolicyType;
  readonly read: () => Promise<Read<T>>;
}

/** A type of policy that the organization has not switched on restricts nobody: that is absent, not empty. */
async function levelsOf<T>(roots: Read<readonly Root[]>, { type, read }: Levels<T>): Promise<Answer<T>> {
  if (roots.status === 'unknown') return roots;
  const types = roots.value.flatMap(({ PolicyTypes: list = [] }) => list);
  const isOn = types.some(({ Type, Status: status }) => Type === type && status === 'ENABLED');
  return isOn ? read() : { status: 'absent' };
}

/** Inside an organization, what is known has no status around it. */
function known<T>(part: Read<readonly T[]>): T[] | Unknown {
  return part.status === 'unknown' ? part : [...part.value];
}
