// What IAM always sends. Of its lists, it leaves out the inline policies and the tags of who has none.
import * as z from 'zod';
import { arn, echo, filled, policyText, token } from './words.ts';

/** IAM gives no other characters to a name. */
const name = z.string().regex(/^[\w+=,.@-]+$/, { error: 'expected a name of IAM' });
const policyArn = z.string().regex(/^arn:[a-z-]+:iam::(?:aws|[0-9]{12}):policy\/\S+$/, { error: 'expected the ARN of a managed policy' });

// The snapshot keeps what IAM says beyond this.
const entity = z.looseObject;

const inlinePolicies = z.array(entity({ PolicyName: name, PolicyDocument: policyText }));
const attachedPolicies = z.array(entity({ PolicyArn: policyArn }));
const head = { Arn: arn, Path: z.string().startsWith('/').optional() };
const owner = { ...head, AttachedManagedPolicies: attachedPolicies };
const guarded = {
  PermissionsBoundary: entity({ PermissionsBoundaryArn: policyArn }).optional(),
  Tags: z.array(entity({ Key: filled, Value: z.string() })).optional(),
};
const principal = { ...owner, ...guarded };
const user = entity({ ...principal, UserName: name, UserId: filled, UserPolicyList: inlinePolicies.optional(), GroupList: z.array(name) });
const group = entity({ ...owner, GroupName: name, GroupId: filled.optional(), GroupPolicyList: inlinePolicies });
const role = entity({ ...principal, RoleName: name, RoleId: filled, AssumeRolePolicyDocument: policyText, RolePolicyList: inlinePolicies });

const versionId = z.string().regex(/^v[1-9][0-9]*/, { error: 'expected the id of a version' });
const version = entity({ VersionId: versionId, IsDefaultVersion: z.boolean().optional(), Document: policyText.optional() });
const versioned = entity({ Arn: policyArn, DefaultVersionId: versionId, PolicyVersionList: z.array(version) });
/** F11: one of the versions is in force, and it is the one that has to have its document. */
const managedPolicy = versioned.refine(hasOneInForce, { error: 'expected one version in force, with its document' });

export type VersionedPolicy = z.output<typeof versioned>;

function hasOneInForce({ DefaultVersionId: id, PolicyVersionList: versions }: VersionedPolicy): boolean {
  const [inForce, ...more] = versions.filter(({ VersionId, IsDefaultVersion }) => VersionId === id || IsDefaultVersion === true);
  return more.length === 0 && inForce?.VersionId === id && inForce.IsDefaultVersion !== false && inForce.Document !== undefined;
}

const NO_MARKER = 'expected a marker where there are more pages';

function isMarked({ IsTruncated, Marker }: { readonly IsTruncated: boolean; readonly Marker?: string | null | undefined }): boolean {
  return IsTruncated === Boolean(Marker);
}

const paging = { IsTruncated: z.boolean(), Marker: token };
const inlineNames = z.object({ PolicyNames: z.array(name), ...paging }).refine(isMarked, { error: NO_MARKER });
const attachments = z
  .object({ AttachedPolicies: z.array(z.object({ PolicyArn: policyArn })), ...paging })
  .refine(isMarked, { error: NO_MARKER });

export const IAM_ANSWERS = {
  'iam:GetAccountAuthorizationDetails': z
    .object({
      UserDetailList: z.array(user),
      GroupDetailList: z.array(group),
      RoleDetailList: z.array(role),
      Policies: z.array(managedPolicy),
      ...paging,
    })
    .refine(isMarked, { error: NO_MARKER }),
  'iam:GetPolicy': z.object({ Policy: z.object({ Arn: echo, DefaultVersionId: versionId }) }),
  'iam:GetPolicyVersion': z.object({
    PolicyVersion: z.object({ VersionId: echo, IsDefaultVersion: z.boolean().optional(), Document: policyText }),
  }),
  'iam:GetUser': z.object({ User: entity({ ...head, ...guarded, UserName: name, UserId: filled }) }),
  'iam:GetRole': z.object({ Role: entity({ ...head, ...guarded, RoleName: name, RoleId: filled, AssumeRolePolicyDocument: policyText }) }),
  'iam:GetGroup': z.object({ Group: entity({ ...head, GroupName: name, GroupId: filled }) }),
  'iam:GetUserPolicy': z.object({ UserName: echo, PolicyName: echo, PolicyDocument: policyText }),
  'iam:GetRolePolicy': z.object({ RoleName: echo, PolicyName: echo, PolicyDocument: policyText }),
  'iam:GetGroupPolicy': z.object({ GroupName: echo, PolicyName: echo, PolicyDocument: policyText }),
  'iam:ListUserPolicies': inlineNames,
  'iam:ListRolePolicies': inlineNames,
  'iam:ListGroupPolicies': inlineNames,
  'iam:ListAttachedUserPolicies': attachments,
  'iam:ListAttachedRolePolicies': attachments,
  'iam:ListAttachedGroupPolicies': attachments,
  'iam:ListGroupsForUser': z
    .object({ Groups: z.array(z.object({ GroupName: name, GroupId: filled })), ...paging })
    .refine(isMarked, { error: NO_MARKER }),
} as const;
