// The organization around an account: as much of it as the caller may read, each part by itself (F20-F23).
import { DescribeOrganizationCommand, ListRootsCommand, PolicyType } from '@aws-sdk/client-organizations';
import type { OrganizationFile } from '../snapshot/schema.ts';
import type { AnswerOf } from './answers.ts';
import { type Answer, absentWhere, call, type Read, type Unknown, unknownAnswer } from './call.ts';
import { type OrganizationAccount, organizationAccounts } from './organization-accounts.ts';
import { organizationPath } from './organization-path.ts';
import { type ControlPolicy, controlPolicies, policyReader } from './organization-policies.ts';
import { everyPage, pageOf } from './pages.ts';
import { ORGANIZATIONS } from './service-organizations.ts';
import type { Session } from './session.ts';

const ROOTS = 'organizations:ListRoots';

/** The organization part of a snapshot: absent where AWS says that the account is in none. */
export async function accountOrganization(session: Session): Promise<Answer<OrganizationFile>> {
  const described = await describeOrganization(session);
  if (described.status !== 'present') return described;
  const { id, managementAccount } = described.value;
  const parts = await readParts(session, described.value);
  const { path, serviceControlPolicies, resourceControlPolicies, accounts } = parts;
  return {
    status: 'present',
    value: {
      id,
      managementAccount,
      path: path.status === 'unknown' ? path : path.value,
      ...(serviceControlPolicies.status === 'absent' ? {} : { serviceControlPolicies: known(serviceControlPolicies) }),
      ...(resourceControlPolicies.status === 'absent' ? {} : { resourceControlPolicies: known(resourceControlPolicies) }),
      accounts: known(accounts),
    },
  };
}

interface Described {
  readonly id: string;
  readonly managementAccount: string;
}

async function describeOrganization({ clients, region, signal }: Session): Promise<Answer<Described>> {
  const client = clients.of(ORGANIZATIONS, region);
  const organization = await call(signal, {
    api: 'organizations:DescribeOrganization',
    send: (options) => client.send(new DescribeOrganizationCommand({}), options),
    read: ({ Organization: { Id: id, MasterAccountId: managementAccount } }) => ({ id, managementAccount }),
  });
  return absentWhere(organization, 'AWSOrganizationsNotInUseException');
}

type Levels = Answer<readonly (readonly ControlPolicy[])[]>;

interface Parts {
  readonly path: Read<string>;
  readonly serviceControlPolicies: Levels;
  readonly resourceControlPolicies: Levels;
  readonly accounts: Read<readonly OrganizationAccount[]>;
}

async function readParts(session: Session, { id, managementAccount }: Described): Promise<Parts> {
  const [way, root] = await Promise.all([organizationPath(session, session.account), onlyRoot(session)]);
  const readDocument = policyReader(session);
  const policies = (type: PolicyType) => levelsOf(root, { type, read: () => controlPolicies(session, { path: way, type, readDocument }) });
  const [serviceControlPolicies, resourceControlPolicies, accounts] = await Promise.all([
    policies(PolicyType.SERVICE_CONTROL_POLICY),
    policies(PolicyType.RESOURCE_CONTROL_POLICY),
    root.status === 'unknown' ? root : organizationAccounts(session, { organization: id, managementAccount, root: root.value.Id }),
  ]);
  const path: Read<string> = way.status === 'unknown' ? way : { status: 'present', value: `${[id, ...way.value].join('/')}/` };
  const disagreement = disagreementOn(session.account, { path, accounts, root });
  const parts = { path, serviceControlPolicies, resourceControlPolicies, accounts };
  return disagreement === undefined ? parts : disputed(parts, disagreement);
}

/** Nobody knows which of two answers is right about where the account is. */
function disagreementOn(account: string, { path, accounts, root }: Places): string | undefined {
  if (path.status === 'unknown') return undefined;
  const listed = accounts.status === 'present' ? accounts.value.find(({ id }) => id === account)?.path : undefined;
  const isBelowRoot = root.status === 'unknown' || path.value.split('/')[1] === root.value.Id;
  if (isBelowRoot && (accounts.status === 'unknown' || listed === path.value)) return undefined;
  return `the parents of the account lead to ${path.value}, and it is listed below ${listed ?? 'another root'}`;
}

/** Each part with the call that may be wrong. What is not switched on is so wherever the account is. */
function disputed({ serviceControlPolicies, resourceControlPolicies }: Parts, reason: string): Parts {
  const levels = (policies: Levels) => (policies.status === 'present' ? unknownAnswer(ROOTS, reason) : policies);
  return {
    path: unknownAnswer('organizations:ListParents', reason),
    serviceControlPolicies: levels(serviceControlPolicies),
    resourceControlPolicies: levels(resourceControlPolicies),
    accounts: unknownAnswer('organizations:ListAccountsForParent', reason),
  };
}

interface Places extends Pick<Parts, 'path' | 'accounts'> {
  readonly root: Read<Root>;
}

type Root = AnswerOf<typeof ROOTS>['Roots'][number];

/** An organization has one root. */
async function onlyRoot({ clients, region, signal }: Session): Promise<Read<Root>> {
  const client = clients.of(ORGANIZATIONS, region);
  const roots = await everyPage(signal, {
    api: ROOTS,
    send: (token, options) => client.send(new ListRootsCommand(token === undefined ? {} : { NextToken: token }), options),
    read: ({ Roots: list, NextToken: next }) => pageOf(list, next),
  });
  if (roots.status === 'unknown') return roots;
  const [root, ...more] = roots.value;
  return root === undefined || more.length > 0
    ? unknownAnswer(ROOTS, `it has ${roots.value.length} roots, not one`)
    : { status: 'present', value: root };
}

interface Question {
  readonly type: PolicyType;
  readonly read: () => Promise<Levels>;
}

/** A type of policy that the organization has not switched on restricts nobody: that is absent, not empty. */
async function levelsOf(root: Read<Root>, { type, read }: Question): Promise<Levels> {
  if (root.status === 'unknown') return root;
  const statuses = root.value.PolicyTypes.filter(({ Type }) => Type === type).map(({ Status: status }) => status);
  if (statuses.length === 0) return { status: 'absent' };
  if (statuses.every((status) => status === 'ENABLED')) return read();
  const message = `${type} is being switched on or off: it may or may not be in force`;
  return { status: 'unknown', error: { code: 'PolicyTypePending', message, api: ROOTS } };
}

/** Inside an organization, what is known has no status around it. */
function known<T>(part: Read<readonly (readonly T[])[]>): T[][] | Unknown;
function known<T>(part: Read<readonly T[]>): T[] | Unknown;
function known(part: Read<readonly unknown[]>): unknown[] | Unknown {
  return part.status === 'unknown' ? part : [...part.value];
}
