// The snapshot file: raw AWS output with a status on each part (docs/formats.md#snapshot). Fields that it does not name are ignored.
// It has no transforms, so a value that passes is its own output. Its messages continue `<path> is missing: ` or `<path>: `.
import * as z from 'zod';
import { CONTROL_TYPES, REGISTRY_PARTS } from '../model/reread.ts';
import { documentInside } from './pasted.ts';

const DOCUMENT = 'expected a policy document, as an object or as JSON text';
const EXPORT = 'expected the output of `aws iam get-account-authorization-details`';
/** Ends every message about a part. */
export const WITH_STATUS = 'with a status (present, absent or unknown)';
const PATH = 'expected a path such as `o-.../r-.../ou-.../`';

function text(expected = 'expected a string') {
  return z.string({ error: expected });
}

function filled(expected: string) {
  return text(expected).min(1, { error: expected });
}

function object<S extends z.ZodRawShape>(shape: S, expected = 'expected an object') {
  return z.looseObject(shape, { error: expected });
}

function list<T extends z.ZodType>(of: T, expected = 'expected a list') {
  return z.array(of, { error: expected });
}

/** An answer that holds a document is none: it would be a policy that says nothing. */
function isNoAnswer(value: unknown): boolean {
  return documentInside(value) === undefined;
}

const account = text('expected a string of 12 digits').regex(/^[0-9]{12}$/, { error: 'expected a string of 12 digits' });
const arn = filled('expected an ARN');
const document = z.union([text(), object({})], { error: DOCUMENT }).refine(isNoAnswer, { error: DOCUMENT });

// A part: present, absent, or unknown with the reason.

const callError = object(
  {
    code: filled('expected the error code that AWS gave'),
    message: text().optional(),
    api: filled('expected the call that failed, such as `ecr:GetRepositoryPolicy`').optional(),
    requestId: text().optional(),
  },
  'an unknown part needs the error that AWS gave, with its code',
);
const absent = object({ status: z.literal('absent') });
const unread = object({ status: z.literal('unknown', { error: 'expected the status `unknown`' }), error: callError });

function part<V extends z.ZodType>(value: V, expected: string) {
  const present = object({ status: z.literal('present'), value });
  return z.discriminatedUnion('status', [present, absent, unread], { error: `${expected} ${WITH_STATUS}` });
}

/** What AWS answered: nothing here looks inside. */
function answer(about: string) {
  const value = z.union([object({}), list(z.unknown())], { error: `expected what AWS answered about ${about}` });
  return part(value, `expected ${about}`).optional();
}

/** Inside an organization, what is known has no status around it. */
function known<V extends z.ZodType>(value: V, expected: string) {
  return z.union([value, unread], { error: `${expected}, or the status \`unknown\` with its error` }).optional();
}

// GetAccountAuthorizationDetails.

const attachedPolicy = object({ PolicyArn: arn });
const inlinePolicy = object({ PolicyName: filled('expected the name of a policy'), PolicyDocument: document });
const tag = object({ Key: text(), Value: text() });
const entity = object({
  Arn: arn,
  Path: filled('expected an IAM path').optional(),
  AttachedManagedPolicies: list(attachedPolicy).optional(),
  PermissionsBoundary: object({ PermissionsBoundaryArn: arn }).optional(),
  Tags: list(tag).optional(),
});
const user = entity.extend({
  UserName: filled('expected the name of the user'),
  UserId: filled('expected the unique id of the user (AIDA...)'),
  UserPolicyList: list(inlinePolicy).optional(),
  GroupList: list(filled('expected the name of a group')).optional(),
});
const role = entity.extend({
  RoleName: filled('expected the name of the role'),
  RoleId: filled('expected the unique id of the role (AROA...)'),
  AssumeRolePolicyDocument: document.optional(),
  RolePolicyList: list(inlinePolicy).optional(),
});
const group = object({
  GroupId: filled('expected the unique id of the group (AGPA...)').optional(),
  GroupName: filled('expected the name of the group'),
  Arn: arn.optional(),
  Path: filled('expected an IAM path').optional(),
  GroupPolicyList: list(inlinePolicy).optional(),
  AttachedManagedPolicies: list(attachedPolicy).optional(),
});
const policyVersion = object({
  VersionId: text().optional(),
  IsDefaultVersion: z.boolean({ error: 'expected true or false' }).optional(),
  Document: document.optional(),
});
const managedPolicy = object({
  Arn: arn,
  DefaultVersionId: text().optional(),
  PolicyVersionList: list(policyVersion).optional(),
  /** Why there is no document. */
  error: callError.optional(),
});
export const identitySchema = object(
  {
    UserDetailList: list(user, `${EXPORT}, which has this list`),
    GroupDetailList: list(group, `${EXPORT}, which has this list`),
    RoleDetailList: list(role, `${EXPORT}, which has this list`),
    Policies: list(managedPolicy, `${EXPORT}, which has this list`),
  },
  EXPORT,
);

/** A document, or a document with a name. */
const controlPolicy = z
  .union([text(), object({ name: filled('expected a name').optional(), document: document.optional() })], {
    error: DOCUMENT,
  })
  .refine(isNoAnswer, { error: DOCUMENT });
const controlPolicies = known(list(list(controlPolicy, 'expected a list of policies')), 'expected one list of policies per level');
const organization = object(
  {
    id: filled('expected the id of the organization'),
    managementAccount: account,
    path: known(filled(PATH), PATH),
    serviceControlPolicies: controlPolicies,
    resourceControlPolicies: controlPolicies,
    accounts: known(list(object({ id: account, name: text(), path: filled(PATH) })), 'expected a list of accounts'),
  },
  'expected an organization with `id` and `managementAccount`',
);

const tags = z.record(z.string(), text(), { error: 'expected an object of tags such as `{"owner": "team-a"}`' });
const repository = object({
  repositoryName: filled('expected the name of the repository'),
  repositoryArn: filled('expected the ARN of the repository'),
  tags: part(tags, 'expected the tags of the repository').optional(),
  policy: part(document, 'every repository needs a policy'),
});
const setting = object({ value: filled('expected `V1` or `V2`') }, 'expected the setting as AWS gives it, with `name` and `value`');
const region = object({
  region: filled('expected the name of a region'),
  registryPolicy: part(document, 'every region needs a registry policy'),
  registryPolicyScope: part(setting, 'expected the setting REGISTRY_POLICY_SCOPE').optional(),
  creationTemplates: answer('repository creation templates'),
  replication: answer('replication'),
  pullThroughCacheRules: answer('pull-through cache rules'),
  repositories: part(list(repository, 'expected a list of repositories'), 'every region needs its repositories'),
});

const ofWhom = z.enum(['user', 'role', 'group'], { error: 'expected `user`, `role` or `group`' });
const time = z.iso.datetime({ offset: true, error: 'expected an RFC 3339 time such as `2026-11-21T20:00:00Z`' });
const name = filled('expected a name');
const id = filled('expected a unique id');
const rereadPart = z.discriminatedUnion(
  'kind',
  [
    object({ kind: z.literal('repository'), region: name, repository: name }),
    object({ kind: z.literal('registry'), region: name, part: z.enum(REGISTRY_PARTS, { error: 'expected a setting of a registry' }) }),
    object({ kind: z.literal('principal'), of: ofWhom, name }),
    object({ kind: z.literal('inline'), of: ofWhom, name, id, policy: name }),
    object({ kind: z.literal('attached'), of: ofWhom, name, id }),
    object({ kind: z.literal('groups'), name, id }),
    object({ kind: z.literal('managed'), policy: arn }),
    object({ kind: z.literal('organization') }),
    object({ kind: z.literal('controlPolicies') }),
    object({ kind: z.literal('controlLevel'), target: id }),
    object({ kind: z.literal('controlPolicy'), of: z.enum(CONTROL_TYPES, { error: 'expected a type of control policies' }), name }),
    object({ kind: z.literal('member'), account }),
  ],
  { error: 'expected a part that can be read by itself' },
);

export const snapshotSchema = object(
  {
    schemaVersion: z.literal(1, { error: 'this version of ecr-drift reads version 1' }),
    partition: filled('expected a partition such as `aws`'),
    account,
    collectedAt: time,
    identity: part(identitySchema, `${EXPORT},`),
    organization: part(organization, 'expected the organization').optional(),
    regions: list(region, 'expected a list of regions'),
    /** What was read again since `collectedAt`. */
    reread: list(object({ part: rereadPart, asOf: time }), 'expected a list of the parts that are newer').optional(),
  },
  'expected a snapshot (a JSON object)',
).meta({ title: 'ecr-drift snapshot', description: 'Everything read from AWS for one account; every part is present, absent or unknown.' });

/** The keys that each object of the format has; AWS's own objects may have others beside them. */
export const KEYS = {
  snapshot: Object.keys(snapshotSchema.shape),
  organization: Object.keys(organization.shape),
  region: Object.keys(region.shape),
  repository: Object.keys(repository.shape),
} as const;

/** What may stand in a part that is read by itself, for the format of such parts. */
export const PART_VALUES = {
  document,
  repository,
  setting,
  user,
  role,
  group,
  managedPolicy,
  organization,
  controlPolicies,
  account,
  time,
} as const;

export type SnapshotFile = z.output<typeof snapshotSchema>;
export type RegionFile = z.output<typeof region>;
export type RepositoryFile = z.output<typeof repository>;
export type IdentityFile = z.output<typeof identitySchema>;
export type UserFile = z.output<typeof user>;
export type RoleFile = z.output<typeof role>;
export type GroupFile = z.output<typeof group>;
export type InlinePolicyFile = z.output<typeof inlinePolicy>;
export type ManagedPolicyFile = z.output<typeof managedPolicy>;
export type OrganizationFile = z.output<typeof organization>;
export type ControlPolicyFile = z.output<typeof controlPolicy>;
export type UnreadFile = z.output<typeof unread>;
export type DocumentFile = z.output<typeof document>;
