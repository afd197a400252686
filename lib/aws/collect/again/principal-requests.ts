// How IAM is asked about one user, role or group: what is sent, whatever the answer is wanted for.
import {
  GetGroupCommand,
  GetGroupPolicyCommand,
  GetRoleCommand,
  GetRolePolicyCommand,
  GetUserCommand,
  GetUserPolicyCommand,
  type IAMClient,
  ListAttachedGroupPoliciesCommand,
  ListAttachedRolePoliciesCommand,
  ListAttachedUserPoliciesCommand,
  ListGroupPoliciesCommand,
  ListGroupsForUserCommand,
  ListRolePoliciesCommand,
  ListUserPoliciesCommand,
} from '@aws-sdk/client-iam';
import type { Api } from '../../api/permissions.ts';
import type { SendOptions } from '../../client/call.ts';

/** Of a list. */
export interface PageInput {
  readonly MaxItems: number;
  readonly Marker?: string;
}

type OwnRequest = (iam: IAMClient, name: string, options: SendOptions) => Promise<unknown>;
type InlineRequest = (iam: IAMClient, about: { readonly name: string; readonly policy: string }, options: SendOptions) => Promise<unknown>;
type ListRequest = (iam: IAMClient, about: { readonly name: string; readonly page: PageInput }, options: SendOptions) => Promise<unknown>;

/** A user, role or group itself. */
export const OWN_REQUESTS = {
  'iam:GetUser': (iam, UserName, options) => iam.send(new GetUserCommand({ UserName }), options),
  'iam:GetRole': (iam, RoleName, options) => iam.send(new GetRoleCommand({ RoleName }), options),
  // The members of a group are lists of users.
  'iam:GetGroup': (iam, GroupName, options) => iam.send(new GetGroupCommand({ GroupName, MaxItems: 1 }), options),
} as const satisfies Partial<Record<Api, OwnRequest>>;

/** One inline policy. */
export const INLINE_REQUESTS = {
  'iam:GetUserPolicy': (iam, { name: UserName, policy: PolicyName }, options) =>
    iam.send(new GetUserPolicyCommand({ UserName, PolicyName }), options),
  'iam:GetRolePolicy': (iam, { name: RoleName, policy: PolicyName }, options) =>
    iam.send(new GetRolePolicyCommand({ RoleName, PolicyName }), options),
  'iam:GetGroupPolicy': (iam, { name: GroupName, policy: PolicyName }, options) =>
    iam.send(new GetGroupPolicyCommand({ GroupName, PolicyName }), options),
} as const satisfies Partial<Record<Api, InlineRequest>>;

/** What somebody has. */
export const LIST_REQUESTS = {
  'iam:ListUserPolicies': (iam, { name: UserName, page }, options) => iam.send(new ListUserPoliciesCommand({ UserName, ...page }), options),
  'iam:ListRolePolicies': (iam, { name: RoleName, page }, options) => iam.send(new ListRolePoliciesCommand({ RoleName, ...page }), options),
  'iam:ListGroupPolicies': (iam, { name: GroupName, page }, options) =>
    iam.send(new ListGroupPoliciesCommand({ GroupName, ...page }), options),
  'iam:ListAttachedUserPolicies': (iam, { name: UserName, page }, options) =>
    iam.send(new ListAttachedUserPoliciesCommand({ UserName, ...page }), options),
  'iam:ListAttachedRolePolicies': (iam, { name: RoleName, page }, options) =>
    iam.send(new ListAttachedRolePoliciesCommand({ RoleName, ...page }), options),
  'iam:ListAttachedGroupPolicies': (iam, { name: GroupName, page }, options) =>
    iam.send(new ListAttachedGroupPoliciesCommand({ GroupName, ...page }), options),
  'iam:ListGroupsForUser': (iam, { name: UserName, page }, options) =>
    iam.send(new ListGroupsForUserCommand({ UserName, ...page }), options),
} as const satisfies Partial<Record<Api, ListRequest>>;

export type OwnApi = keyof typeof OWN_REQUESTS;
export type InlineApi = keyof typeof INLINE_REQUESTS;
export type ListApi = keyof typeof LIST_REQUESTS;
