// IAM: one user, role or group, and each thing that it has.
import { countOf, requiredText } from '../input.ts';
import { pageOf } from '../pages.ts';
import type { Context, Input, Operation, Output, Paged } from '../service.ts';
import type { Group, Role, User } from '../world-identity.ts';
import { accountOf, encodeDocuments, invalid, missing } from './iam-shapes.ts';

const MARKED = { inputToken: 'Marker', outputToken: 'Marker', more: 'IsTruncated' } as const;
/** Lists of what one of them has. */
const PAGED_LISTS = [
  ['ListUserPolicies', 'PolicyNames'],
  ['ListRolePolicies', 'PolicyNames'],
  ['ListGroupPolicies', 'PolicyNames'],
  ['ListAttachedUserPolicies', 'AttachedPolicies'],
  ['ListAttachedRolePolicies', 'AttachedPolicies'],
  ['ListAttachedGroupPolicies', 'AttachedPolicies'],
  ['ListGroupsForUser', 'Groups'],
] as const;

export const HOLDER_PAGES: Readonly<Record<string, Paged>> = Object.fromEntries(
  PAGED_LISTS.map(([operation, items]) => [operation, { ...MARKED, items: [items] }]),
);

export const HOLDER_OPERATIONS: Readonly<Record<string, Operation>> = {
  GetUser: (input, context) => ({ User: headOf(userNamed(input, context)) }),
  GetRole: (input, context) => ({ Role: headOf(roleNamed(input, context)) }),
  GetGroup: (input, context) => ({ Group: headOf(groupNamed(input, context)), Users: [], IsTruncated: false }),
  GetUserPolicy: (input, context) => inlineIn(input, userNamed(input, context).UserPolicyList, 'UserName'),
  GetRolePolicy: (input, context) => inlineIn(input, roleNamed(input, context).RolePolicyList, 'RoleName'),
  GetGroupPolicy: (input, context) => inlineIn(input, groupNamed(input, context).GroupPolicyList, 'GroupName'),
  ListUserPolicies: (input, context) => namesOf(input, context, userNamed(input, context).UserPolicyList),
  ListRolePolicies: (input, context) => namesOf(input, context, roleNamed(input, context).RolePolicyList),
  ListGroupPolicies: (input, context) => namesOf(input, context, groupNamed(input, context).GroupPolicyList),
  ListAttachedUserPolicies: (input, context) => attachedOf(input, context, userNamed(input, context)),
  ListAttachedRolePolicies: (input, context) => attachedOf(input, context, roleNamed(input, context)),
  ListAttachedGroupPolicies: (input, context) => attachedOf(input, context, groupNamed(input, context)),
  ListGroupsForUser: (input, context) => {
    const groups = accountOf(context).identity.GroupDetailList.filter(({ GroupName }) =>
      userNamed(input, context).GroupList?.includes(GroupName),
    );
    return pageIn('Groups', groups.map(headOf), { input, context });
  },
};

const LISTS_OF_HOLDERS: ReadonlySet<string> = new Set([
  ...['UserPolicyList', 'RolePolicyList', 'GroupPolicyList', 'AttachedManagedPolicies', 'GroupList', 'InstanceProfileList'],
]);

/** Without what it has: other calls bring that. */
function headOf(holder: User | Role | Group): object {
  return encodeDocuments(Object.fromEntries(Object.entries(holder).filter(([key]) => !LISTS_OF_HOLDERS.has(key))));
}

function userNamed(input: Input, context: Context): User {
  const name = requiredText(input, 'UserName', invalid);
  return present(
    accountOf(context).identity.UserDetailList.find(({ UserName }) => UserName === name),
    `The user with name ${name}`,
  );
}

function roleNamed(input: Input, context: Context): Role {
  const name = requiredText(input, 'RoleName', invalid);
  return present(
    accountOf(context).identity.RoleDetailList.find(({ RoleName }) => RoleName === name),
    `The role with name ${name}`,
  );
}

function groupNamed(input: Input, context: Context): Group {
  const name = requiredText(input, 'GroupName', invalid);
  return present(
    accountOf(context).identity.GroupDetailList.find(({ GroupName }) => GroupName === name),
    `The group with name ${name}`,
  );
}

function present<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw missing(`${what} cannot be found.`);
  return value;
}

function inlineIn(input: Input, list: User['UserPolicyList'] = [], owner: 'UserName' | 'RoleName' | 'GroupName'): Output {
  const name = requiredText(input, 'PolicyName', invalid);
  const policy = present(
    list.find(({ PolicyName }) => PolicyName === name),
    `The policy with name ${name}`,
  );
  return { [owner]: input[owner], ...encodeDocuments(policy) };
}

interface Asked {
  readonly input: Input;
  readonly context: Context;
}

function namesOf(input: Input, context: Context, list: User['UserPolicyList'] = []): Output {
  return pageIn(
    'PolicyNames',
    list.map(({ PolicyName }) => PolicyName),
    { input, context },
  );
}

function attachedOf(input: Input, context: Context, { AttachedManagedPolicies: list = [] }: User | Role | Group): Output {
  const named = list.map(({ PolicyArn }) => ({ PolicyName: PolicyArn.slice(PolicyArn.lastIndexOf('/') + 1), PolicyArn }));
  return pageIn('AttachedPolicies', named, { input, context });
}

function pageIn(name: string, all: readonly unknown[], { input, context }: Asked): Output {
  const asked = countOf(input, { name: 'MaxItems', most: 1000, usual: 100 }, invalid);
  const size = Math.min(asked, context.world.pageLimits[`iam:${name}`] ?? asked);
  const { items, next } = pageOf(all, { size, token: input['Marker'], invalid: invalid('Invalid Marker') });
  return { [name]: items, IsTruncated: next !== undefined, Marker: next };
}
