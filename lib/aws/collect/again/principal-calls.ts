// The questions that IAM answers about one user, role or group.
import {
  GetGroupCommand,
  GetGroupPolicyCommand,
  GetRoleCommand,
  GetRolePolicyCommand,
  GetUserCommand,
  GetUserPolicyCommand,
  ListAttachedGroupPoliciesCommand,
  ListAttachedRolePoliciesCommand,
  ListAttachedUserPoliciesCommand,
  ListGroupPoliciesCommand,
  ListGroupsForUserCommand,
  ListRolePoliciesCommand,
  ListUserPoliciesCommand,
} from '@aws-sdk/client-iam';
import type { PrincipalReread } from '../../../scoped/holding.ts';
import type { AnswerOf } from '../../api/answers.ts';
import type { Api } from '../../api/permissions.ts';
import { echoes } from '../../api/words.ts';
import { type Answer, call, type Read, type SendOptions } from '../../client/call.ts';
import { everyPage, type Page, pageOf } from '../../client/pages.ts';
import { IAM } from '../../client/services.ts';
import type { Session } from '../../client/session.ts';
import { identityProblem } from '../identity-problem.ts';

/** Who was read: as AWS spells the name, with the boundary whose document may be missing. */
export interface FoundPrincipal {
  readonly name: string;
  readonly id: string;
  readonly boundary: string | undefined;
  readonly asPart: (asOf: string) => PrincipalReread;
}

export interface PrincipalCalls {
  readonly apis: { readonly head: Api; readonly inlineNames: Api; readonly inline: Api; readonly attached: Api };
  /** Itself, without what it has. IAM gives all of its tags and its boundary. */
  readonly head: (session: Session, name: string) => Promise<Answer<FoundPrincipal>>;
  readonly inlineNames: (session: Session, name: string) => Promise<Answer<readonly string[]>>;
  /** The document of one inline policy. */
  readonly inline: (session: Session, name: string, policy: string) => Promise<Answer<string>>;
  /** The ARNs of the managed policies that it has. */
  readonly attached: (session: Session, name: string) => Promise<Answer<readonly string[]>>;
}

/** More than IAM lets anybody have, so that a list is one page. */
const PAGE = 1000;

export const USER_CALLS: PrincipalCalls = {
  apis: { head: 'iam:GetUser', inlineNames: 'iam:ListUserPolicies', inline: 'iam:GetUserPolicy', attached: 'iam:ListAttachedUserPolicies' },
  head: (session, UserName) =>
    one(
      session,
      'iam:GetUser',
      (options) => iam(session).send(new GetUserCommand({ UserName }), options),
      ({ User: user }) =>
        isAsked(session, UserName, user.UserName, { UserDetailList: [user] })
          ? {
              name: user.UserName,
              id: user.UserId,
              boundary: user.PermissionsBoundary?.PermissionsBoundaryArn,
              asPart: (asOf) => ({ kind: 'principal', of: 'user', name: user.UserName, asOf, value: { status: 'present', value: user } }),
            }
          : undefined,
    ),
  inlineNames: (session, UserName) =>
    listed(
      session,
      'iam:ListUserPolicies',
      (page, options) => iam(session).send(new ListUserPoliciesCommand({ UserName, ...page }), options),
      namesIn,
    ),
  inline: (session, UserName, PolicyName) =>
    one(
      session,
      'iam:GetUserPolicy',
      (options) => iam(session).send(new GetUserPolicyCommand({ UserName, PolicyName }), options),
      ({ UserName: said, PolicyName: policy, PolicyDocument: document }) =>
        echoes(said, UserName) && echoes(policy, PolicyName) ? document : undefined,
    ),
  attached: (session, UserName) =>
    listed(
      session,
      'iam:ListAttachedUserPolicies',
      (page, options) => iam(session).send(new ListAttachedUserPoliciesCommand({ UserName, ...page }), options),
      arnsIn,
    ),
};

export const ROLE_CALLS: PrincipalCalls = {
  apis: { head: 'iam:GetRole', inlineNames: 'iam:ListRolePolicies', inline: 'iam:GetRolePolicy', attached: 'iam:ListAttachedRolePolicies' },
  head: (session, RoleName) =>
    one(
      session,
      'iam:GetRole',
      (options) => iam(session).send(new GetRoleCommand({ RoleName }), options),
      ({ Role: role }) =>
        isAsked(session, RoleName, role.RoleName, { RoleDetailList: [role] })
          ? {
              name: role.RoleName,
              id: role.RoleId,
              boundary: role.PermissionsBoundary?.PermissionsBoundaryArn,
              asPart: (asOf) => ({ kind: 'principal', of: 'role', name: role.RoleName, asOf, value: { status: 'present', value: role } }),
            }
          : undefined,
    ),
  inlineNames: (session, RoleName) =>
    listed(
      session,
      'iam:ListRolePolicies',
      (page, options) => iam(session).send(new ListRolePoliciesCommand({ RoleName, ...page }), options),
      namesIn,
    ),
  inline: (session, RoleName, PolicyName) =>
    one(
      session,
      'iam:GetRolePolicy',
      (options) => iam(session).send(new GetRolePolicyCommand({ RoleName, PolicyName }), options),
      ({ RoleName: said, PolicyName: policy, PolicyDocument: document }) =>
        echoes(said, RoleName) && echoes(policy, PolicyName) ? document : undefined,
    ),
  attached: (session, RoleName) =>
    listed(
      session,
      'iam:ListAttachedRolePolicies',
      (page, options) => iam(session).send(new ListAttachedRolePoliciesCommand({ RoleName, ...page }), options),
      arnsIn,
    ),
};

export const GROUP_CALLS: PrincipalCalls = {
  apis: {
    head: 'iam:GetGroup',
    inlineNames: 'iam:ListGroupPolicies',
    inline: 'iam:GetGroupPolicy',
    attached: 'iam:ListAttachedGroupPolicies',
  },
  head: (session, GroupName) =>
    // Its members are lists of users.
    one(
      session,
      'iam:GetGroup',
      (options) => iam(session).send(new GetGroupCommand({ GroupName, MaxItems: 1 }), options),
      ({ Group: group }) =>
        isAsked(session, GroupName, group.GroupName, { GroupDetailList: [group] })
          ? {
              name: group.GroupName,
              id: group.GroupId,
              boundary: undefined,
              asPart: (asOf) => ({
                kind: 'principal',
                of: 'group',
                name: group.GroupName,
                asOf,
                value: { status: 'present', value: group },
              }),
            }
          : undefined,
    ),
  inlineNames: (session, GroupName) =>
    listed(
      session,
      'iam:ListGroupPolicies',
      (page, options) => iam(session).send(new ListGroupPoliciesCommand({ GroupName, ...page }), options),
      namesIn,
    ),
  inline: (session, GroupName, PolicyName) =>
    one(
      session,
      'iam:GetGroupPolicy',
      (options) => iam(session).send(new GetGroupPolicyCommand({ GroupName, PolicyName }), options),
      ({ GroupName: said, PolicyName: policy, PolicyDocument: document }) =>
        echoes(said, GroupName) && echoes(policy, PolicyName) ? document : undefined,
    ),
  attached: (session, GroupName) =>
    listed(
      session,
      'iam:ListAttachedGroupPolicies',
      (page, options) => iam(session).send(new ListAttachedGroupPoliciesCommand({ GroupName, ...page }), options),
      arnsIn,
    ),
};

type GroupName = AnswerOf<'iam:ListGroupsForUser'>['Groups'][number];

/** The groups that a user is in. */
export function groupsOf(session: Session, UserName: string): Promise<Answer<readonly GroupName[]>> {
  return listed(
    session,
    'iam:ListGroupsForUser',
    (page, options) => iam(session).send(new ListGroupsForUserCommand({ UserName, ...page }), options),
    ({ Groups: groups, Marker }) => pageOf(groups, Marker),
  );
}

function iam({ clients, region }: Session) {
  return clients.of(IAM, region);
}

async function one<A extends Api, T>(
  { signal }: Session,
  api: A,
  send: (options: SendOptions) => Promise<unknown>,
  read: (answer: AnswerOf<A>) => T | undefined,
): Promise<Answer<T>> {
  return absentIfGone(await call(signal, { api, send, read }));
}

type PageInput = { readonly MaxItems: number; readonly Marker?: string };

async function listed<A extends Api, T>(
  { signal }: Session,
  api: A,
  send: (page: PageInput, options: SendOptions) => Promise<unknown>,
  read: (answer: AnswerOf<A>) => Page<T>,
): Promise<Answer<readonly T[]>> {
  const list = await everyPage(signal, {
    api,
    send: (marker, options) => send({ MaxItems: PAGE, ...(marker === undefined ? {} : { Marker: marker }) }, options),
    read,
  });
  return absentIfGone(list);
}

/** IAM knows nobody, or nothing, of this name. */
export function absentIfGone<T>(answer: Read<T>): Answer<T> {
  return answer.status === 'unknown' && GONE.includes(answer.error.code) ? { status: 'absent' } : answer;
}

const GONE: readonly string[] = ['NoSuchEntity', 'NoSuchEntityException'];

function namesIn({ PolicyNames: names, Marker }: AnswerOf<'iam:ListUserPolicies'>): Page<string> {
  return pageOf(names, Marker);
}

function arnsIn({ AttachedPolicies: attached, Marker }: AnswerOf<'iam:ListAttachedUserPolicies'>): Page<string> {
  return pageOf(
    attached.map(({ PolicyArn: arn }) => arn),
    Marker,
  );
}

type Lists = Partial<Parameters<typeof identityProblem>[1]>;

/** The same name but for its case, and an ARN of this account that says it too. */
function isAsked(session: Session, asked: string, said: string, lists: Lists): boolean {
  const file = { UserDetailList: [], GroupDetailList: [], RoleDetailList: [], Policies: [], ...lists };
  return said.toLowerCase() === asked.toLowerCase() && identityProblem(session, file) === undefined;
}
