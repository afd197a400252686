// One event for each write of the tables: what its record holds of the call, and what it touched.
import type { EcrWriteName } from '../../../lib/events/ecr-writes.ts';
import type { OrganizationTouched, Touched } from '../../../lib/events/touched.ts';
import { ACCOUNT, type Members, REGION } from './records.ts';

export interface WriteEvent {
  readonly parameters: Members | null;
  readonly response?: Members;
  readonly touched: readonly Touched[];
}

const POLICY = `arn:aws:iam::${ACCOUNT}:policy/team/deploy`;
const AWS_POLICY = 'arn:aws:iam::aws:policy/ReadOnlyAccess';
const DOCUMENT = '{"Version":"2012-10-17","Statement":[]}';
const APP = { repositoryName: 'team/app', registryId: ACCOUNT };
const PREFIX = { prefix: 'team' };

const repository = (part: Extract<Touched, { kind: 'repository' }>['part']): Touched => ({
  kind: 'repository',
  region: REGION,
  repository: 'team/app',
  part,
});
const registry = (part: Extract<Touched, { kind: 'registry' }>['part']): Touched => ({ kind: 'registry', region: REGION, part });
const template: Touched = { kind: 'template', region: REGION, prefix: 'team' };
const TAGGED = { resourceArn: `arn:aws:ecr:${REGION}:${ACCOUNT}:repository/team/app` };

export const ECR_EVENTS = {
  CreatePullThroughCacheRule: {
    parameters: { ecrRepositoryPrefix: 'hub', upstreamRegistryUrl: 'registry-1.docker.io' },
    touched: [registry('pullThroughCacheRules')],
  },
  CreateRepository: {
    parameters: { repositoryName: 'team/app', imageTagMutability: 'MUTABLE' },
    response: { repository: { repositoryName: 'team/app', registryId: ACCOUNT } },
    touched: [repository('existence')],
  },
  CreateRepositoryCreationTemplate: { parameters: { ...PREFIX, appliedFor: ['REPLICATION'] }, touched: [template] },
  DeletePullThroughCacheRule: { parameters: { ecrRepositoryPrefix: 'hub' }, touched: [registry('pullThroughCacheRules')] },
  DeleteRegistryPolicy: { parameters: null, touched: [registry('policy')] },
  DeleteRepository: { parameters: { ...APP, force: true }, touched: [repository('existence')] },
  DeleteRepositoryCreationTemplate: { parameters: PREFIX, touched: [template] },
  DeleteRepositoryPolicy: { parameters: APP, touched: [repository('policy')] },
  PutAccountSetting: { parameters: { name: 'REGISTRY_POLICY_SCOPE', value: 'V2' }, touched: [registry('policyScope')] },
  PutRegistryPolicy: { parameters: { policyText: DOCUMENT }, touched: [registry('policy')] },
  PutReplicationConfiguration: { parameters: { replicationConfiguration: { rules: [] } }, touched: [registry('replication')] },
  SetRepositoryPolicy: { parameters: { ...APP, policyText: DOCUMENT, force: false }, touched: [repository('policy')] },
  TagResource: { parameters: { ...TAGGED, tags: [{ key: 'team', value: 'a' }] }, touched: [repository('tags')] },
  UntagResource: { parameters: { ...TAGGED, tagKeys: ['team'] }, touched: [repository('tags')] },
  UpdatePullThroughCacheRule: { parameters: { ecrRepositoryPrefix: 'hub' }, touched: [registry('pullThroughCacheRules')] },
  UpdateRepositoryCreationTemplate: { parameters: { ...PREFIX, repositoryPolicy: DOCUMENT }, touched: [template] },
} as const satisfies Partial<Record<EcrWriteName, WriteEvent>>;

type Of = 'user' | 'role' | 'group';
const NAMES = { user: { userName: 'ana' }, role: { roleName: 'ci' }, group: { groupName: 'developers' } } as const;
const LAST = { user: 'ana', role: 'ci', group: 'developers' } as const;

function principal(of: Of, part: Extract<Touched, { kind: 'principal' }>['part'], more: Members = {}): WriteEvent {
  return { parameters: { ...NAMES[of], ...more }, touched: [{ kind: 'principal', of, name: LAST[of], part }] };
}

function inline(of: Of, more: Members = {}): WriteEvent {
  return { parameters: { ...NAMES[of], policyName: 'pull', ...more }, touched: [{ kind: 'inline', of, name: LAST[of], policy: 'pull' }] };
}

function attachment(of: Of, policy: string): WriteEvent {
  return { parameters: { ...NAMES[of], policyArn: policy }, touched: [{ kind: 'attachment', of, name: LAST[of], policy }] };
}

function managed(more: Members = {}): WriteEvent {
  return { parameters: { policyArn: POLICY, ...more }, touched: [{ kind: 'managed', policy: POLICY }] };
}

const membership: WriteEvent = {
  parameters: { ...NAMES.user, ...NAMES.group },
  touched: [{ kind: 'membership', name: 'ana', group: 'developers' }],
};
const boundary = { permissionsBoundary: AWS_POLICY };

export const IAM_EVENTS: Readonly<Record<string, WriteEvent>> = {
  AddUserToGroup: membership,
  AttachGroupPolicy: attachment('group', AWS_POLICY),
  AttachRolePolicy: attachment('role', POLICY),
  AttachUserPolicy: attachment('user', AWS_POLICY),
  CreateGroup: principal('group', 'existence'),
  CreatePolicy: {
    parameters: { policyName: 'deploy', path: '/team/', policyDocument: DOCUMENT },
    response: { policy: { policyName: 'deploy', arn: POLICY, defaultVersionId: 'v1' } },
    touched: [{ kind: 'managed', policy: POLICY }],
  },
  CreatePolicyVersion: managed({ policyDocument: DOCUMENT, setAsDefault: true }),
  CreateRole: principal('role', 'existence', { assumeRolePolicyDocument: DOCUMENT }),
  CreateServiceLinkedRole: {
    parameters: { aWSServiceName: 'replication.ecr.amazonaws.com' },
    response: { role: { roleName: 'ci', path: '/aws-service-role/replication.ecr.amazonaws.com/' } },
    touched: [{ kind: 'principal', of: 'role', name: 'ci', part: 'existence' }],
  },
  CreateUser: principal('user', 'existence'),
  DeleteGroup: principal('group', 'existence'),
  DeleteGroupPolicy: inline('group'),
  DeletePolicy: managed(),
  DeletePolicyVersion: managed({ versionId: 'v1' }),
  DeleteRole: principal('role', 'existence'),
  DeleteRolePermissionsBoundary: principal('role', 'boundary'),
  DeleteRolePolicy: inline('role'),
  DeleteServiceLinkedRole: principal('role', 'existence'),
  DeleteUser: principal('user', 'existence'),
  DeleteUserPermissionsBoundary: principal('user', 'boundary'),
  DeleteUserPolicy: inline('user'),
  DetachGroupPolicy: attachment('group', POLICY),
  DetachRolePolicy: attachment('role', AWS_POLICY),
  DetachUserPolicy: attachment('user', POLICY),
  PutGroupPolicy: inline('group', { policyDocument: DOCUMENT }),
  PutRolePermissionsBoundary: principal('role', 'boundary', boundary),
  PutRolePolicy: inline('role', { policyDocument: DOCUMENT }),
  PutUserPermissionsBoundary: principal('user', 'boundary', boundary),
  PutUserPolicy: inline('user', { policyDocument: DOCUMENT }),
  RemoveUserFromGroup: membership,
  SetDefaultPolicyVersion: managed({ versionId: 'v2' }),
  TagRole: principal('role', 'tags', { tags: [{ key: 'team', value: 'a' }] }),
  TagUser: principal('user', 'tags', { tags: [{ key: 'team', value: 'a' }] }),
  UntagRole: principal('role', 'tags', { tagKeys: ['team'] }),
  UntagUser: principal('user', 'tags', { tagKeys: ['team'] }),
  UpdateAssumeRolePolicy: principal('role', 'trust', { policyDocument: DOCUMENT }),
  UpdateGroup: {
    parameters: { ...NAMES.group, newGroupName: 'builders' },
    touched: ['developers', 'builders'].map((name) => ({ kind: 'principal', of: 'group', name, part: 'existence' })),
  },
  UpdateRole: principal('role', 'existence', { maxSessionDuration: 3600 }),
  UpdateUser: {
    parameters: { ...NAMES.user, newUserName: 'anna' },
    touched: ['ana', 'anna'].map((name) => ({ kind: 'principal', of: 'user', name, part: 'existence' })),
  },
};

function organization(part: OrganizationPart, parameters: Members | null = null): WriteEvent {
  return { parameters, touched: [{ kind: 'organization', ...part }] };
}

type OrganizationPart = OrganizationTouched extends infer Each ? (Each extends OrganizationTouched ? Omit<Each, 'kind'> : never) : never;

const MEMBERS = { part: 'members' } as const;
const POLICY_TYPES = { part: 'policyTypes' } as const;
const MEMBER = '222222222222';
const memberOf = (account: string) => ({ part: 'member', account }) as const;

const TARGET = { policyId: 'p-guard', targetId: 'ou-ex01-payments' };
const TYPE = { rootId: 'r-ex01', policyType: 'SERVICE_CONTROL_POLICY' };

export const ORGANIZATION_EVENTS: Readonly<Record<string, WriteEvent>> = {
  AcceptHandshake: organization(MEMBERS, { handshakeId: 'h-ex01' }),
  AttachPolicy: organization({ part: 'attachment', target: TARGET.targetId }, TARGET),
  CloseAccount: organization(memberOf(MEMBER), { accountId: MEMBER }),
  CreateAccount: organization(MEMBERS, { accountName: 'new', email: 'HIDDEN_DUE_TO_SECURITY_REASONS' }),
  CreateGovCloudAccount: organization(MEMBERS, { accountName: 'new', email: 'HIDDEN_DUE_TO_SECURITY_REASONS' }),
  CreateOrganization: organization(MEMBERS, { featureSet: 'ALL' }),
  DeleteOrganization: organization(MEMBERS),
  DetachPolicy: organization({ part: 'attachment', target: TARGET.targetId }, TARGET),
  DisablePolicyType: organization(POLICY_TYPES, TYPE),
  EnableAllFeatures: organization(POLICY_TYPES),
  EnablePolicyType: organization(POLICY_TYPES, TYPE),
  LeaveOrganization: organization(memberOf(ACCOUNT)),
  MoveAccount: organization(memberOf(ACCOUNT), { accountId: ACCOUNT, sourceParentId: 'r-ex01', destinationParentId: 'ou-ex01-payments' }),
  RemoveAccountFromOrganization: organization(memberOf(MEMBER), { accountId: MEMBER }),
  UpdatePolicy: organization({ part: 'policy', policy: 'p-guard' }, { policyId: 'p-guard', content: DOCUMENT }),
};
