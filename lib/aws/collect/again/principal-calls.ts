// The questions that IAM answers about one user, role or group.
import type { PrincipalReread } from '../../../scoped/holding.ts';
import type { AnswerOf } from '../../api/answers.ts';
import type { Api } from '../../api/permissions.ts';
import { echoes } from '../../api/words.ts';
import { type Answer, call, type Question, type Read } from '../../client/call.ts';
import { everyPage, type Page, pageOf } from '../../client/pages.ts';
import { IAM } from '../../client/services.ts';
import type { Session } from '../../client/session.ts';
import { identityProblem } from '../identity-problem.ts';
import { INLINE_REQUESTS, type InlineApi, LIST_REQUESTS, type ListApi, OWN_REQUESTS, type OwnApi } from './principal-requests.ts';

/** Who was read: as AWS spells the name, with the boundary whose document may be missing. */
export interface FoundPrincipal {
  readonly name: string;
  readonly id: string;
  readonly boundary: string | undefined;
  readonly asPart: (asOf: string) => PrincipalReread;
}

export interface PrincipalCalls {
  readonly apis: Apis;
  /** Itself, without what it has. IAM gives all of its tags and its boundary. */
  readonly head: (session: Session, name: string) => Promise<Answer<FoundPrincipal>>;
  readonly inlineNames: (session: Session, name: string) => Promise<Answer<readonly string[]>>;
  /** The document of one inline policy. */
  readonly inline: (session: Session, name: string, policy: string) => Promise<Answer<string>>;
  /** The ARNs of the managed policies that it has. */
  readonly attached: (session: Session, name: string) => Promise<Answer<readonly string[]>>;
}

interface Apis {
  readonly head: OwnApi;
  readonly inlineNames: NamesApi;
  readonly inline: InlineApi;
  readonly attached: AttachedApi;
}

type NamesApi = 'iam:ListUserPolicies' | 'iam:ListRolePolicies' | 'iam:ListGroupPolicies';
type AttachedApi = 'iam:ListAttachedUserPolicies' | 'iam:ListAttachedRolePolicies' | 'iam:ListAttachedGroupPolicies';

type Lists = Partial<Parameters<typeof identityProblem>[1]>;

/** How the answers about users, roles or groups are read, each of which calls its members otherwise. */
interface Reading<H extends OwnApi, I extends InlineApi> {
  readonly apis: Apis & { readonly head: H; readonly inline: I };
  readonly headIn: (answer: AnswerOf<H>) => FoundPrincipal & { readonly lists: Lists };
  readonly inlineIn: (answer: AnswerOf<I>) => InlineAnswer;
}

interface InlineAnswer {
  readonly owner: string | null | undefined;
  readonly policy: string | null | undefined;
  readonly document: string;
}

export const USER_CALLS = callsOf({
  apis: { head: 'iam:GetUser', inlineNames: 'iam:ListUserPolicies', inline: 'iam:GetUserPolicy', attached: 'iam:ListAttachedUserPolicies' },
  headIn: ({ User: user }) => ({
    name: user.UserName,
    id: user.UserId,
    boundary: user.PermissionsBoundary?.PermissionsBoundaryArn,
    asPart: (asOf) => ({ kind: 'principal', of: 'user', name: user.UserName, asOf, value: { status: 'present', value: user } }),
    lists: { UserDetailList: [user] },
  }),
  inlineIn: ({ UserName: owner, PolicyName: policy, PolicyDocument: document }) => ({ owner, policy, document }),
});

export const ROLE_CALLS = callsOf({
  apis: { head: 'iam:GetRole', inlineNames: 'iam:ListRolePolicies', inline: 'iam:GetRolePolicy', attached: 'iam:ListAttachedRolePolicies' },
  headIn: ({ Role: role }) => ({
    name: role.RoleName,
    id: role.RoleId,
    boundary: role.PermissionsBoundary?.PermissionsBoundaryArn,
    asPart: (asOf) => ({ kind: 'principal', of: 'role', name: role.RoleName, asOf, value: { status: 'present', value: role } }),
    lists: { RoleDetailList: [role] },
  }),
  inlineIn: ({ RoleName: owner, PolicyName: policy, PolicyDocument: document }) => ({ owner, policy, document }),
});

export const GROUP_CALLS = callsOf({
  apis: {
    head: 'iam:GetGroup',
    inlineNames: 'iam:ListGroupPolicies',
    inline: 'iam:GetGroupPolicy',
    attached: 'iam:ListAttachedGroupPolicies',
  },
  headIn: ({ Group: group }) => ({
    name: group.GroupName,
    id: group.GroupId,
    boundary: undefined,
    asPart: (asOf) => ({ kind: 'principal', of: 'group', name: group.GroupName, asOf, value: { status: 'present', value: group } }),
    lists: { GroupDetailList: [group] },
  }),
  inlineIn: ({ GroupName: owner, PolicyName: policy, PolicyDocument: document }) => ({ owner, policy, document }),
});

type GroupName = AnswerOf<'iam:ListGroupsForUser'>['Groups'][number];

/** The groups that a user is in. */
export function groupsOf(session: Session, name: string): Promise<Answer<readonly GroupName[]>> {
  return listed(session, 'iam:ListGroupsForUser', { name, read: ({ Groups: groups, Marker }) => pageOf(groups, Marker) });
}

/** IAM knows nobody, or nothing, of this name. */
export function absentIfGone<T>(answer: Read<T>): Answer<T> {
  return answer.status === 'unknown' && GONE.includes(answer.error.code) ? { status: 'absent' } : answer;
}

const GONE: readonly string[] = ['NoSuchEntity', 'NoSuchEntityException'];

function callsOf<H extends OwnApi, I extends InlineApi>({ apis, headIn, inlineIn }: Reading<H, I>): PrincipalCalls {
  return {
    apis,
    head: (session, name) =>
      one(session, {
        api: apis.head,
        send: (options) => OWN_REQUESTS[apis.head](iam(session), name, options),
        read: (answer) => {
          const { lists, ...found } = headIn(answer);
          return isAsked(session, { asked: name, said: found.name, lists }) ? found : undefined;
        },
      }),
    inlineNames: (session, name) => listed(session, apis.inlineNames, { name, read: namesIn }),
    inline: (session, name, asked) =>
      one(session, {
        api: apis.inline,
        send: (options) => INLINE_REQUESTS[apis.inline](iam(session), { name, policy: asked }, options),
        read: (answer) => {
          const { owner, policy, document } = inlineIn(answer);
          return echoes(owner, name) && echoes(policy, asked) ? document : undefined;
        },
      }),
    attached: (session, name) => listed(session, apis.attached, { name, read: arnsIn }),
  };
}

function iam({ clients, region }: Session) {
  return clients.of(IAM, region);
}

async function one<A extends Api, T>({ signal }: Session, question: Question<A, T>): Promise<Answer<T>> {
  return absentIfGone(await call(signal, question));
}

/** More than IAM lets anybody have, so that a list is one page. */
const PAGE = 1000;

interface Listing<A extends ListApi, T> {
  readonly name: string;
  readonly read: (answer: AnswerOf<A>) => Page<T>;
}

async function listed<A extends ListApi, T>(session: Session, api: A, { name, read }: Listing<A, T>): Promise<Answer<readonly T[]>> {
  const list = await everyPage(session.signal, {
    api,
    send: (marker, options) => {
      const page = { MaxItems: PAGE, ...(marker === undefined ? {} : { Marker: marker }) };
      return LIST_REQUESTS[api](iam(session), { name, page }, options);
    },
    read,
  });
  return absentIfGone(list);
}

function namesIn({ PolicyNames: names, Marker }: AnswerOf<NamesApi>): Page<string> {
  return pageOf(names, Marker);
}

function arnsIn({ AttachedPolicies: attached, Marker }: AnswerOf<AttachedApi>): Page<string> {
  return pageOf(
    attached.map(({ PolicyArn: arn }) => arn),
    Marker,
  );
}

interface Asked {
  readonly asked: string;
  readonly said: string;
  readonly lists: Lists;
}

/** The same name but for its case, and an ARN of this account that says it too. */
function isAsked(session: Session, { asked, said, lists }: Asked): boolean {
  const file = { UserDetailList: [], GroupDetailList: [], RoleDetailList: [], Policies: [], ...lists };
  return said.toLowerCase() === asked.toLowerCase() && identityProblem(session, file) === undefined;
}
