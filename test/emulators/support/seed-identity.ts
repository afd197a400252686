// Makes the principals and policies of a plan, by the real SDK.
import {
  AddUserToGroupCommand,
  AttachGroupPolicyCommand,
  AttachRolePolicyCommand,
  AttachUserPolicyCommand,
  CreateGroupCommand,
  CreatePolicyCommand,
  CreateRoleCommand,
  CreateUserCommand,
  type IAMClient,
  PutGroupPolicyCommand,
  PutRolePolicyCommand,
  PutUserPolicyCommand,
} from '@aws-sdk/client-iam';
import type { Group, Identity, ManagedPolicy, Role, User } from '../../support/aws-server/world-identity.ts';

/** Makes everything in an order in which each thing finds what it refers to. */
export async function seedIdentity(iam: IAMClient, { Policies, GroupDetailList, UserDetailList, RoleDetailList }: Identity): Promise<void> {
  for (const policy of Policies) await makePolicy(iam, policy);
  for (const group of GroupDetailList) await makeGroup(iam, group);
  for (const user of UserDetailList) await makeUser(iam, user);
  for (const role of RoleDetailList) await makeRole(iam, role);
}

async function makePolicy(iam: IAMClient, { PolicyName, Path, PolicyVersionList = [] }: ManagedPolicy): Promise<void> {
  await iam.send(new CreatePolicyCommand({ PolicyName, Path, PolicyDocument: JSON.stringify(PolicyVersionList[0]?.Document) }));
}

async function makeGroup(iam: IAMClient, { GroupName, Path, GroupPolicyList = [], AttachedManagedPolicies = [] }: Group): Promise<void> {
  await iam.send(new CreateGroupCommand({ GroupName, Path }));
  for (const { PolicyName, PolicyDocument } of GroupPolicyList) {
    await iam.send(new PutGroupPolicyCommand({ GroupName, PolicyName, PolicyDocument: JSON.stringify(PolicyDocument) }));
  }
  for (const { PolicyArn } of AttachedManagedPolicies) await iam.send(new AttachGroupPolicyCommand({ GroupName, PolicyArn }));
}

async function makeUser(iam: IAMClient, user: User): Promise<void> {
  const { UserName, Path, Tags = [], UserPolicyList = [], AttachedManagedPolicies = [], GroupList = [] } = user;
  const PermissionsBoundary = user.PermissionsBoundary?.PermissionsBoundaryArn;
  await iam.send(new CreateUserCommand({ UserName, Path, Tags: [...Tags], PermissionsBoundary }));
  for (const { PolicyName, PolicyDocument } of UserPolicyList) {
    await iam.send(new PutUserPolicyCommand({ UserName, PolicyName, PolicyDocument: JSON.stringify(PolicyDocument) }));
  }
  for (const { PolicyArn } of AttachedManagedPolicies) await iam.send(new AttachUserPolicyCommand({ UserName, PolicyArn }));
  for (const GroupName of GroupList) await iam.send(new AddUserToGroupCommand({ UserName, GroupName }));
}

async function makeRole(iam: IAMClient, role: Role): Promise<void> {
  const { RoleName, Path, Tags = [], RolePolicyList = [], AttachedManagedPolicies = [], AssumeRolePolicyDocument } = role;
  const PermissionsBoundary = role.PermissionsBoundary?.PermissionsBoundaryArn;
  const trust = JSON.stringify(AssumeRolePolicyDocument);
  await iam.send(new CreateRoleCommand({ RoleName, Path, Tags: [...Tags], PermissionsBoundary, AssumeRolePolicyDocument: trust }));
  for (const { PolicyName, PolicyDocument } of RolePolicyList) {
    await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName, PolicyDocument: JSON.stringify(PolicyDocument) }));
  }
  for (const { PolicyArn } of AttachedManagedPolicies) await iam.send(new AttachRolePolicyCommand({ RoleName, PolicyArn }));
}
