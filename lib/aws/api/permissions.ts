// Every API that the product calls to read an account or its history, with the IAM action that allows it. Whoever calls AWS names a row of this table.

/** `scan`: without it a scan has gaps. `fallback`: asked where another call was refused. `organization`: only some accounts may ask. `reread`: no scan asks it, only who follows up an event. `who`: no scan asks it, only the command of that name. */
export type Need = 'scan' | 'fallback' | 'organization' | 'reread' | 'who' | 'none';

export interface Permission {
  /** The IAM action, undefined where AWS asks for none. */
  readonly action: string | undefined;
  readonly need: Need;
  readonly purpose: string;
}

/** By the name that gaps and the count of calls give to an API (F8). */
export const PERMISSIONS = {
  'sts:GetCallerIdentity': { action: undefined, need: 'none', purpose: 'which account and partition this is' },
  'sts:AssumeRole': { action: undefined, need: 'none', purpose: 'reading another account through --role-arn' },
  'account:ListRegions': { action: 'account:ListRegions', need: 'scan', purpose: 'which regions are enabled' },
  'ec2:DescribeRegions': {
    action: 'ec2:DescribeRegions',
    need: 'fallback',
    purpose: 'which regions are enabled, where account:ListRegions is refused',
  },
  'iam:GetAccountAuthorizationDetails': {
    action: 'iam:GetAccountAuthorizationDetails',
    need: 'scan',
    purpose: 'users, groups, roles and their policies',
  },
  'iam:GetPolicy': { action: 'iam:GetPolicy', need: 'scan', purpose: 'attached policies that the details leave out' },
  'iam:GetPolicyVersion': { action: 'iam:GetPolicyVersion', need: 'scan', purpose: 'attached policies that the details leave out' },
  'ecr:DescribeRepositories': { action: 'ecr:DescribeRepositories', need: 'scan', purpose: 'the repositories of a region' },
  'ecr:GetRepositoryPolicy': { action: 'ecr:GetRepositoryPolicy', need: 'scan', purpose: 'the policy of each repository' },
  'ecr:GetRegistryPolicy': { action: 'ecr:GetRegistryPolicy', need: 'scan', purpose: 'the policy of a registry' },
  'ecr:GetAccountSetting': { action: 'ecr:GetAccountSetting', need: 'scan', purpose: 'how far the registry policy reaches' },
  'ecr:DescribeRepositoryCreationTemplates': {
    action: 'ecr:DescribeRepositoryCreationTemplates',
    need: 'scan',
    purpose: 'the policies that new repositories get',
  },
  'ecr:DescribeRegistry': { action: 'ecr:DescribeRegistry', need: 'scan', purpose: 'where images are replicated' },
  'ecr:DescribePullThroughCacheRules': {
    action: 'ecr:DescribePullThroughCacheRules',
    need: 'scan',
    purpose: 'which upstream registries are cached',
  },
  'tag:GetResources': { action: 'tag:GetResources', need: 'scan', purpose: 'the tags of repositories' },
  'ecr:ListTagsForResource': { action: 'ecr:ListTagsForResource', need: 'reread', purpose: 'the tags of a repository that an event names' },
  'iam:GetUser': { action: 'iam:GetUser', need: 'reread', purpose: 'a user that an event names' },
  'iam:GetRole': { action: 'iam:GetRole', need: 'reread', purpose: 'a role that an event names' },
  'iam:GetGroup': { action: 'iam:GetGroup', need: 'reread', purpose: 'a group that an event names' },
  'iam:GetUserPolicy': { action: 'iam:GetUserPolicy', need: 'reread', purpose: 'an inline policy that an event names' },
  'iam:GetRolePolicy': { action: 'iam:GetRolePolicy', need: 'reread', purpose: 'an inline policy that an event names' },
  'iam:GetGroupPolicy': { action: 'iam:GetGroupPolicy', need: 'reread', purpose: 'an inline policy that an event names' },
  'iam:ListUserPolicies': { action: 'iam:ListUserPolicies', need: 'reread', purpose: 'the inline policies of a user that is new' },
  'iam:ListRolePolicies': { action: 'iam:ListRolePolicies', need: 'reread', purpose: 'the inline policies of a role that is new' },
  'iam:ListGroupPolicies': { action: 'iam:ListGroupPolicies', need: 'reread', purpose: 'the inline policies of a group that is new' },
  'iam:ListAttachedUserPolicies': {
    action: 'iam:ListAttachedUserPolicies',
    need: 'reread',
    purpose: 'what an event attached to a user, or detached',
  },
  'iam:ListAttachedRolePolicies': {
    action: 'iam:ListAttachedRolePolicies',
    need: 'reread',
    purpose: 'what an event attached to a role, or detached',
  },
  'iam:ListAttachedGroupPolicies': {
    action: 'iam:ListAttachedGroupPolicies',
    need: 'reread',
    purpose: 'what an event attached to a group, or detached',
  },
  'iam:ListGroupsForUser': { action: 'iam:ListGroupsForUser', need: 'reread', purpose: 'the groups of a user that an event names' },
  'cloudtrail:LookupEvents': {
    action: 'cloudtrail:LookupEvents',
    need: 'who',
    purpose: 'who wrote a policy (optional, for `ecr-drift who` and `attribution: lookup`)',
  },
  'organizations:DescribeOrganization': {
    action: 'organizations:DescribeOrganization',
    need: 'organization',
    purpose: 'the organization and its management account',
  },
  'organizations:ListRoots': { action: 'organizations:ListRoots', need: 'organization', purpose: 'which policy types are in force' },
  'organizations:ListParents': {
    action: 'organizations:ListParents',
    need: 'organization',
    purpose: 'where in the organization the account is',
  },
  'organizations:ListPoliciesForTarget': {
    action: 'organizations:ListPoliciesForTarget',
    need: 'organization',
    purpose: 'the control policies of each level',
  },
  'organizations:DescribePolicy': { action: 'organizations:DescribePolicy', need: 'organization', purpose: 'what control policies say' },
  'organizations:ListOrganizationalUnitsForParent': {
    action: 'organizations:ListOrganizationalUnitsForParent',
    need: 'organization',
    purpose: 'the units of the organization',
  },
  'organizations:ListAccountsForParent': {
    action: 'organizations:ListAccountsForParent',
    need: 'organization',
    purpose: 'the accounts of the organization',
  },
} as const satisfies Readonly<Record<string, Permission>>;

export type Api = keyof typeof PERMISSIONS;

/** All APIs, in the order in which a scan first asks them, with what no scan asks between the account and the organization. */
// INVARIANT: an object literal has the keys of its type.
export const APIS = Object.keys(PERMISSIONS) as readonly Api[];

export interface PolicyStatement {
  readonly Sid: string;
  readonly Effect: 'Allow';
  readonly Action: readonly string[];
  readonly Resource: '*';
}

/** The statements that allow `apis`: one for the account, one for the organization, one for following up events, one for `who`; none where AWS asks for no permission. */
export function statementsFor(apis: readonly Api[]): readonly PolicyStatement[] {
  return [
    ...statement('EcrDriftRead', actionsOf(apis, ['scan', 'fallback'])),
    ...statement('EcrDriftReadOrganization', actionsOf(apis, ['organization'])),
    ...statement('EcrDriftReadAgain', actionsOf(apis, ['reread'])),
    ...statement('EcrDriftWho', actionsOf(apis, ['who'])),
  ];
}

/** What a complete scan asks, and nothing that only stands in for it or that it has no need of. */
const SCAN_APIS: readonly Api[] = APIS.filter((api) => !['fallback', 'reread', 'who'].includes(PERMISSIONS[api].need));

/** The least that a complete scan needs, as a policy document. */
export function scannerPolicy(): { readonly Version: '2012-10-17'; readonly Statement: readonly PolicyStatement[] } {
  return { Version: '2012-10-17', Statement: statementsFor(SCAN_APIS) };
}

function actionsOf(apis: readonly Api[], needs: readonly Need[]): readonly string[] {
  return apis.flatMap((api) => (needs.includes(PERMISSIONS[api].need) ? (PERMISSIONS[api].action ?? []) : [])).sort();
}

function statement(sid: string, actions: readonly string[]): readonly PolicyStatement[] {
  return actions.length === 0 ? [] : [{ Sid: sid, Effect: 'Allow', Action: actions, Resource: '*' }];
}
