// The principals and policies of an account, in the words of IAM.

/** A policy as an object, as JSON text, or already URL-encoded. */
export type PolicyText = object | string;

/** The answer of GetAccountAuthorizationDetails, documents not yet encoded. */
export interface Identity {
  readonly UserDetailList: readonly User[];
  readonly GroupDetailList: readonly Group[];
  readonly RoleDetailList: readonly Role[];
  readonly Policies: readonly ManagedPolicy[];
}

interface Holder {
  readonly Arn: string;
  readonly Path?: string;
  readonly CreateDate?: string;
  readonly AttachedManagedPolicies?: readonly { readonly PolicyName?: string; readonly PolicyArn: string }[];
}

interface Principal extends Holder {
  readonly PermissionsBoundary?: { readonly PermissionsBoundaryType?: string; readonly PermissionsBoundaryArn: string };
  readonly Tags?: readonly { readonly Key: string; readonly Value: string }[];
}

interface InlinePolicy {
  readonly PolicyName: string;
  readonly PolicyDocument: PolicyText;
}

export interface User extends Principal {
  readonly UserName: string;
  readonly UserId: string;
  readonly UserPolicyList?: readonly InlinePolicy[];
  readonly GroupList?: readonly string[];
}

export interface Role extends Principal {
  readonly RoleName: string;
  readonly RoleId: string;
  readonly AssumeRolePolicyDocument?: PolicyText;
  readonly RolePolicyList?: readonly InlinePolicy[];
}

export interface Group extends Holder {
  readonly GroupName: string;
  readonly GroupId?: string;
  readonly GroupPolicyList?: readonly InlinePolicy[];
}

export interface ManagedPolicy {
  readonly Arn: string;
  readonly PolicyName?: string;
  readonly PolicyId?: string;
  readonly Path?: string;
  readonly DefaultVersionId?: string;
  readonly PolicyVersionList?: readonly PolicyVersion[];
}

export interface PolicyVersion {
  readonly VersionId?: string;
  readonly IsDefaultVersion?: boolean;
  readonly Document?: PolicyText;
  readonly CreateDate?: string;
}
