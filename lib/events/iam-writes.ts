// The writes of IAM (F26): those that a verdict can hang on, and those that none does.
import type { PolicyOwner } from '../model/policy-ref.ts';
import type { Touched, TouchedPattern } from './touched.ts';
import { isPolicyArn, membersAt, textAt, type Write, type WriteCall, write } from './write.ts';

type OwnerKind = PolicyOwner['kind'];
type PrincipalPart = Extract<Touched, { kind: 'principal' }>['part'];

const NAMES = { user: 'userName', role: 'roleName', group: 'groupName' } as const satisfies Record<OwnerKind, string>;

const membership = write({ kind: 'membership' }, ['userName', 'groupName'], (_, name, group) => [{ kind: 'membership', name, group }]);

export const IAM_WRITES = {
  AddUserToGroup: membership,
  AttachGroupPolicy: attachment('group'),
  AttachRolePolicy: attachment('role'),
  AttachUserPolicy: attachment('user'),
  CreateGroup: principal('group', 'existence'),
  CreatePolicy: answered({ kind: 'managed' }, 'policy', 'arn', (call, arn) =>
    isPolicyArn(arn, call) ? [{ kind: 'managed', policy: arn }] : 'forged',
  ),
  CreatePolicyVersion: managed(),
  CreateRole: principal('role', 'existence'),
  CreateServiceLinkedRole: answered({ kind: 'principal', of: 'role', part: 'existence' }, 'role', 'roleName', (_, name) => [
    { kind: 'principal', of: 'role', name, part: 'existence' },
  ]),
  CreateUser: principal('user', 'existence'),
  DeleteGroup: principal('group', 'existence'),
  DeleteGroupPolicy: inline('group'),
  DeletePolicy: managed(),
  DeletePolicyVersion: managed(),
  DeleteRole: principal('role', 'existence'),
  DeleteRolePermissionsBoundary: principal('role', 'boundary'),
  DeleteRolePolicy: inline('role'),
  DeleteServiceLinkedRole: principal('role', 'existence'),
  DeleteUser: principal('user', 'existence'),
  DeleteUserPermissionsBoundary: principal('user', 'boundary'),
  DeleteUserPolicy: inline('user'),
  DetachGroupPolicy: attachment('group'),
  DetachRolePolicy: attachment('role'),
  DetachUserPolicy: attachment('user'),
  PutGroupPolicy: inline('group'),
  PutRolePermissionsBoundary: principal('role', 'boundary'),
  PutRolePolicy: inline('role'),
  PutUserPermissionsBoundary: principal('user', 'boundary'),
  PutUserPolicy: inline('user'),
  RemoveUserFromGroup: membership,
  SetDefaultPolicyVersion: managed(),
  TagRole: principal('role', 'tags'),
  TagUser: principal('user', 'tags'),
  UntagRole: principal('role', 'tags'),
  UntagUser: principal('user', 'tags'),
  UpdateAssumeRolePolicy: principal('role', 'trust'),
  UpdateGroup: renamed('group', 'newGroupName'),
  UpdateRole: principal('role', 'existence'),
  UpdateUser: renamed('user', 'newUserName'),
} as const satisfies Readonly<Record<string, Write>>;

/** Ways to sign in, providers, instance profiles, certificates, settings of the account: no policy of ours is among them. */
export const IAM_WRITES_OF_NOTHING: ReadonlySet<string> = new Set(
  [
    'AcceptDelegationRequest AcquireRole AddClientIDToOpenIDConnectProvider AddRoleToInstanceProfile AssociateDelegationRequest ChangePassword',
    'CreateAccessKey CreateAccountAlias CreateDelegationRequest CreateInstanceProfile CreateLoginProfile CreateOpenIDConnectProvider',
    'CreateSAMLProvider CreateServiceSpecificCredential CreateVirtualMFADevice DeactivateMFADevice DeleteAccessKey DeleteAccountAlias',
    'DeleteAccountPasswordPolicy DeleteInstanceProfile DeleteLoginProfile DeleteOpenIDConnectProvider DeleteSAMLProvider DeleteSSHPublicKey',
    'DeleteServerCertificate DeleteServiceSpecificCredential DeleteSigningCertificate DeleteVirtualMFADevice',
    'DisableOrganizationsRootCredentialsManagement DisableOrganizationsRootSessions DisableOutboundWebIdentityFederation EnableMFADevice',
    'EnableOrganizationsRootCredentialsManagement EnableOrganizationsRootSessions EnableOutboundWebIdentityFederation PutAccountProperties',
    'RejectDelegationRequest RemoveClientIDFromOpenIDConnectProvider RemoveRoleFromInstanceProfile ResetServiceSpecificCredential',
    'ResyncMFADevice SendDelegationToken SetSecurityTokenServicePreferences TagInstanceProfile TagMFADevice TagOpenIDConnectProvider TagPolicy',
    'TagSAMLProvider TagServerCertificate UntagInstanceProfile UntagMFADevice UntagOpenIDConnectProvider UntagPolicy UntagSAMLProvider',
    'UntagServerCertificate UpdateAccessKey UpdateAccountPasswordPolicy UpdateDelegationRequest UpdateLoginProfile',
    'UpdateOpenIDConnectProviderThumbprint UpdateRoleDescription UpdateSAMLProvider UpdateSSHPublicKey UpdateServerCertificate',
    'UpdateServiceSpecificCredential UpdateSigningCertificate UploadSSHPublicKey UploadServerCertificate UploadSigningCertificate',
  ].flatMap((names) => names.split(' ')),
);

function principal(of: OwnerKind, part: PrincipalPart): Write {
  return write({ kind: 'principal', of, part }, [NAMES[of]], (_, name) => [{ kind: 'principal', of, name, part }]);
}

/** Both names: whoever had the old one is gone, and whoever has the new one is there. */
function renamed(of: 'user' | 'group', newName: string): Write {
  return write({ kind: 'principal', of, part: 'existence' }, [NAMES[of]], ({ parameters }, name) =>
    [name, textAt(parameters, newName) ?? name]
      .filter((each, at, all) => all.indexOf(each) === at)
      .map((each) => ({ kind: 'principal', of, name: each, part: 'existence' })),
  );
}

function inline(of: OwnerKind): Write {
  return write({ kind: 'inline', of }, [NAMES[of], 'policyName'], (_, name, policy) => [{ kind: 'inline', of, name, policy }]);
}

function attachment(of: OwnerKind): Write {
  return write({ kind: 'attachment', of }, [NAMES[of], 'policyArn'], (call, name, policy) =>
    isPolicyArn(policy, call) ? [{ kind: 'attachment', of, name, policy }] : 'forged',
  );
}

function managed(): Write {
  return write({ kind: 'managed' }, ['policyArn'], (call, policy) =>
    isPolicyArn(policy, call) ? [{ kind: 'managed', policy }] : 'forged',
  );
}

/** What only the answer names, since it was made by the call. */
function answered(
  touches: TouchedPattern,
  member: string,
  name: string,
  made: (call: WriteCall, text: string) => readonly Touched[] | 'forged',
): Write {
  return {
    touches,
    read: (call) => {
      const text = textAt(membersAt(call.response, member), name);
      return text === undefined ? 'malformed' : made(call, text);
    },
  };
}
