// The organization around an account as one caller sees it: whether the account is in it, and as much of the rest as the caller may read (F20-F23).
import { DescribeOrganizationCommand, ListRootsCommand, PolicyType } from '@aws-sdk/client-organizations';
import type { AnswerOf } from '../../api/answers.ts';
import { type Answer, absentWhere, call, type Read, unknownAnswer } from '../../client/call.ts';
import type { ControlPolicy, ListedAccount } from '../../client/organization-memory.ts';
import { recalled } from '../../client/organization-memory.ts';
import { everyPage, pageOf } from '../../client/pages.ts';
import { ORGANIZATIONS } from '../../client/services.ts';
import type { Session } from '../../client/session.ts';
import { organizationAccounts } from './accounts.ts';
import { organizationPath } from './path.ts';
import { controlPolicies, policyReader } from './policies.ts';

export const ROOTS = 'organizations:ListRoots';

export interface Described {
  readonly id: string;
  readonly managementAccount: string;
}

export type Levels = Answer<readonly (readonly ControlPolicy[])[]>;
type Root = AnswerOf<typeof ROOTS>['Roots'][number];

export interface Parts {
  /** The root and the units above the account. */
  readonly way: Read<readonly string[]>;
  readonly root: Read<Root>;
  readonly serviceControlPolicies: Levels;
  readonly resourceControlPolicies: Levels;
  readonly accounts: Read<readonly ListedAccount[]>;
}

export type Member = 'yes' | 'no' | 'unsaid';

export interface View {
  readonly described: Described;
  /** Whether the account is in this organization, going by what the caller was told. */
  readonly member: Member;
  readonly parts: Parts;
}

/** `own`: the caller is in the account, and so is its organization. `other`: the caller may be in any organization. */
export type Membership = 'own' | 'other';

/** What the clients of `session` see around its account; absent where AWS says that the caller is in no organization. */
export async function organizationView(session: Session, membership: Membership): Promise<Answer<View>> {
  const described = await describeOrganization(session);
  if (described.status !== 'present') return described;
  const [way, root] = await Promise.all([organizationPath(session, session.account), onlyRoot(session)]);
  const sure = membership === 'own' ? [session.account] : [];
  const place = { organization: described.value, way, root };
  // Nothing else is asked about an account that is not there.
  const parts = membership === 'other' && isStranger(way) ? strangerParts(place) : await readParts(session, place, sure);
  return {
    status: 'present',
    value: { described: described.value, parts, member: membership === 'own' ? 'yes' : memberIn(session.account, parts) },
  };
}

/** The organization of whoever asks; absent where AWS says that there is none. */
export async function describeOrganization({ clients, region, signal }: Session): Promise<Answer<Described>> {
  const client = clients.of(ORGANIZATIONS, region);
  const organization = await call(signal, {
    api: 'organizations:DescribeOrganization',
    send: (options) => client.send(new DescribeOrganizationCommand({}), options),
    read: ({ Organization: { Id: id, MasterAccountId: managementAccount } }) => ({ id, managementAccount }),
  });
  return absentWhere(organization, 'AWSOrganizationsNotInUseException');
}

interface Place extends Pick<Parts, 'way' | 'root'> {
  readonly organization: Described;
}

async function readParts(session: Session, { organization, way, root }: Place, sure: readonly string[]): Promise<Parts> {
  const [levels, accounts] = await Promise.all([
    readLevels(session, { organization: organization.id, way, root }),
    root.status === 'unknown' ? root : readAccounts(session, { organization, way, root: root.value.Id, sure }),
  ]);
  return { way, root, ...levels, accounts };
}

export type ControlLevels = Pick<Parts, 'serviceControlPolicies' | 'resourceControlPolicies'>;

/** The control policies of each level of a way that is known: the root and the units above the account. */
export async function controlLevels(session: Session, organization: string, way: readonly string[]): Promise<Read<ControlLevels>> {
  const root = await onlyRoot(session);
  if (root.status === 'unknown') return root;
  if (root.value.Id !== way[0]) return unknownAnswer(ROOTS, `it has the root ${root.value.Id}, and the account was below ${way[0]}`);
  return { status: 'present', value: await readLevels(session, { organization, root, way: { status: 'present', value: way } }) };
}

interface Levelled extends Pick<Place, 'way' | 'root'> {
  readonly organization: string;
}

async function readLevels(session: Session, { organization, way, root }: Levelled): Promise<ControlLevels> {
  const readDocument = policyReader(session, organization);
  const policies = (type: PolicyType) => levelsOf(root, { type, read: () => controlPolicies(session, { path: way, type, readDocument }) });
  const [serviceControlPolicies, resourceControlPolicies] = await Promise.all([
    policies(PolicyType.SERVICE_CONTROL_POLICY),
    policies(PolicyType.RESOURCE_CONTROL_POLICY),
  ]);
  return { serviceControlPolicies, resourceControlPolicies };
}

interface Tree extends Pick<Place, 'organization' | 'way'> {
  readonly root: string;
  readonly sure: readonly string[];
}

/** All accounts; those that are remembered only where this one is among them, in its place. */
function readAccounts(session: Session, { organization: { id, managementAccount }, way, root, sure }: Tree): Promise<Parts['accounts']> {
  const path = way.status === 'present' ? `${[id, ...way.value].join('/')}/` : undefined;
  const holds = (accounts: readonly ListedAccount[]) =>
    accounts.some((each) => each.id === session.account && (path === undefined || each.path === path));
  return recalled({ kept: session.organizations?.accounts, key: `${id} ${root}`, holds }, () =>
    organizationAccounts(session, { organization: id, root, sure: [...sure, managementAccount] }),
  );
}

/** An organization answers like this about an account that is not its own. */
export function isStranger(way: Parts['way']): way is Extract<Parts['way'], { status: 'unknown' }> {
  return way.status === 'unknown' && way.error.code === 'ChildNotFoundException';
}

function strangerParts({ way, root }: Place): Parts {
  const unread = way.status === 'unknown' ? way : unknownAnswer('organizations:ListParents', 'the account is not there');
  return { way, root, serviceControlPolicies: unread, resourceControlPolicies: unread, accounts: unread };
}

function memberIn(account: string, { way, accounts }: Parts): Member {
  if (way.status === 'present') return 'yes';
  if (isStranger(way)) return 'no';
  if (accounts.status === 'unknown') return 'unsaid';
  return accounts.value.some(({ id }) => id === account) ? 'yes' : 'no';
}

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
