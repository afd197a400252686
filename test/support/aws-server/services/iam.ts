// IAM: the authorization details of an account, and single managed policies.
import { countOf, requiredText, textsOf } from '../input.ts';
import { pageOf } from '../pages.ts';
import { AwsRefusal, type Context, type Input, type Output, type Service } from '../service.ts';
import { queryWire } from '../wire-query.ts';
import type { Account } from '../world.ts';
import type { ManagedPolicy, PolicyVersion } from '../world-identity.ts';
import { HOLDER_OPERATIONS, HOLDER_PAGES } from './iam-holders.ts';
import { accountOf, encodeDocuments, invalid, missing, REFUSALS } from './iam-shapes.ts';

const FILTERS = ['User', 'Group', 'Role', 'LocalManagedPolicy', 'AWSManagedPolicy'] as const;
const LISTS = ['UserDetailList', 'GroupDetailList', 'RoleDetailList', 'Policies'] as const;

export const iam: Service = {
  prefix: 'iam',
  wire: queryWire('https://iam.amazonaws.com/doc/2010-05-08/'),
  refusals: REFUSALS,
  isRegional: false,
  operations: {
    GetAccountAuthorizationDetails: authorizationDetails,
    GetPolicy: (input, context) => {
      const { PolicyVersionList: _versions, ...policy } = managed(input, context);
      return { Policy: policy };
    },
    GetPolicyVersion: policyVersion,
    ...HOLDER_OPERATIONS,
  },
  paged: {
    ...HOLDER_PAGES,
    GetAccountAuthorizationDetails: { items: LISTS, inputToken: 'Marker', outputToken: 'Marker', more: 'IsTruncated' },
  },
};

type List = (typeof LISTS)[number];

interface Entry {
  readonly list: List;
  readonly value: object;
}

function authorizationDetails(input: Input, context: Context): Output {
  const asked = countOf(input, { name: 'MaxItems', most: 1000, usual: 100 }, invalid);
  const size = Math.min(asked, context.world.pageLimits['iam:GetAccountAuthorizationDetails'] ?? asked);
  const all = entriesOf(filtersOf(input), context);
  const { items, next } = pageOf(all, { size, token: input['Marker'], invalid: invalid('Invalid Marker') });
  const lists = LISTS.map((list) => [list, items.filter((entry) => entry.list === list).map(({ value }) => encodeDocuments(value))]);
  return { IsTruncated: next !== undefined, Marker: next, ...Object.fromEntries(lists) };
}

/** The lists that IAM sends also where they are empty. */
const ALWAYS = {
  UserDetailList: { GroupList: [], AttachedManagedPolicies: [], Tags: [] },
  GroupDetailList: { GroupPolicyList: [], AttachedManagedPolicies: [] },
  RoleDetailList: { InstanceProfileList: [], RolePolicyList: [], AttachedManagedPolicies: [], Tags: [] },
  Policies: {},
} as const satisfies Readonly<Record<List, object>>;

function filtersOf(input: Input): ReadonlySet<string> {
  const filters = textsOf(input, 'Filter');
  const unknown = filters.find((filter) => !FILTERS.some((known) => known === filter));
  if (unknown !== undefined) {
    const set = FILTERS.join(', ');
    throw new AwsRefusal(
      invalid(
        `1 validation error detected: Value '[${unknown}]' at 'filter' failed to satisfy constraint: Member must satisfy enum value set: [${set}]`,
      ),
    );
  }
  return new Set(filters.length === 0 ? FILTERS : filters);
}

function entriesOf(filters: ReadonlySet<string>, context: Context): readonly Entry[] {
  const account = accountOf(context);
  const { UserDetailList, GroupDetailList, RoleDetailList, Policies } = account.identity;
  const wanted: readonly (readonly [(typeof FILTERS)[number], List, readonly object[]])[] = [
    ['User', 'UserDetailList', UserDetailList],
    ['Group', 'GroupDetailList', GroupDetailList],
    ['Role', 'RoleDetailList', RoleDetailList],
    ['LocalManagedPolicy', 'Policies', Policies],
    ['AWSManagedPolicy', 'Policies', attachedFromAws(account, context)],
  ];
  return wanted
    .filter(([filter]) => filters.has(filter))
    .flatMap(([, list, values]) => values.map((value) => ({ list, value: { ...ALWAYS[list], ...value } })));
}

function attachedFromAws({ awsManagedInDetails, identity }: Account, { world }: Context): readonly ManagedPolicy[] {
  if (awsManagedInDetails === 'none') return [];
  const holders = [...identity.UserDetailList, ...identity.GroupDetailList, ...identity.RoleDetailList];
  const attached = new Set(
    holders.flatMap(({ AttachedManagedPolicies = [] }) => AttachedManagedPolicies.map(({ PolicyArn }) => PolicyArn)),
  );
  return world.awsManagedPolicies.filter(({ Arn }) => attached.has(Arn));
}

function policyVersion(input: Input, context: Context): Output {
  const { Arn, PolicyVersionList = [] } = managed(input, context);
  const wanted = requiredText(input, 'VersionId', invalid);
  const found: PolicyVersion | undefined = PolicyVersionList.find(({ VersionId }) => VersionId === wanted);
  if (found === undefined) throw missing(`Policy ${Arn} version ${wanted} does not exist or is not attachable.`);
  return { PolicyVersion: encodeDocuments(found) };
}

function managed(input: Input, context: Context): ManagedPolicy {
  const arn = requiredText(input, 'PolicyArn', invalid);
  const all = [...accountOf(context).identity.Policies, ...context.world.awsManagedPolicies];
  const found = all.find(({ Arn }) => Arn === arn);
  if (found === undefined) throw missing(`Policy ${arn} was not found.`);
  return found;
}
