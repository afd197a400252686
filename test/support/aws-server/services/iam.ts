// IAM: the authorization details of an account, and single managed policies.
import { countOf, type Invalid, requiredText, textsOf } from '../input.ts';
import { pageOf } from '../pages.ts';
import { queryRefusals } from '../refusals.ts';
import { AwsRefusal, type Context, type Input, type Output, type Service } from '../service.ts';
import { queryWire } from '../wire-query.ts';
import type { Account } from '../world.ts';
import type { ManagedPolicy, PolicyText, PolicyVersion } from '../world-identity.ts';

const FILTERS = ['User', 'Group', 'Role', 'LocalManagedPolicy', 'AWSManagedPolicy'] as const;
const LISTS = ['UserDetailList', 'GroupDetailList', 'RoleDetailList', 'Policies'] as const;
const DOCUMENTS: ReadonlySet<string> = new Set(['PolicyDocument', 'AssumeRolePolicyDocument', 'Document']);

export const iam: Service = {
  prefix: 'iam',
  wire: queryWire('https://iam.amazonaws.com/doc/2010-05-08/'),
  refusals: queryRefusals({ denied: 'AccessDenied', broken: 'ServiceFailure' }),
  isRegional: false,
  operations: {
    GetAccountAuthorizationDetails: authorizationDetails,
    GetPolicy: (input, context) => {
      const { PolicyVersionList: _versions, ...policy } = managed(input, context);
      return { Policy: policy };
    },
    GetPolicyVersion: policyVersion,
  },
  paged: { GetAccountAuthorizationDetails: { items: LISTS, inputToken: 'Marker', outputToken: 'Marker', more: 'IsTruncated' } },
};

const invalid: Invalid = (message) => ({ status: 400, code: 'ValidationError', message });

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

function missing(message: string): AwsRefusal {
  return new AwsRefusal({ status: 404, code: 'NoSuchEntity', message });
}

function accountOf({ world, caller }: Context): Account {
  const found = world.accounts[caller.account];
  if (found === undefined) throw new AwsRefusal(iam.refusals.unknownKey);
  return found;
}

/** Copies a value with its policy documents as IAM gives them: URL-encoded. */
function encodeDocuments(value: object): object {
  return Object.fromEntries(Object.entries(value).map(([key, content]) => [key, encodeContent(key, content)]));
}

function encodeContent(key: string, content: unknown): unknown {
  if (DOCUMENTS.has(key) && content !== undefined) return encodePolicy(content as PolicyText);
  if (Array.isArray(content)) return content.map((entry) => (typeof entry === 'object' ? encodeDocuments(entry) : entry));
  return typeof content === 'object' && content !== null ? encodeDocuments(content) : content;
}

/** B29: percent-encoding of RFC 3986, which leaves fewer characters alone than JavaScript does. */
function encodePolicy(policy: PolicyText): string {
  const text = typeof policy === 'string' ? policy : JSON.stringify(policy);
  if (text.startsWith('%7B')) return text;
  return encodeURIComponent(text).replaceAll(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
}
