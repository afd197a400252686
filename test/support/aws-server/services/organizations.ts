// Organizations: the tree of accounts and the control policies attached to it.
import { countOf, type Invalid, requiredText } from '../input.ts';
import { pageOf } from '../pages.ts';
import { jsonRefusals } from '../refusals.ts';
import { AwsRefusal, type Context, type Input, type Output, type Paged, type Service } from '../service.ts';
import { JSON_1_1_CAPITAL } from '../wire-json.ts';
import type { Organization } from '../world.ts';
import { accountsOf, arnOf, describeOrganization, rootsOf, summaryOf } from './organizations-shapes.ts';

const TYPES = ['SERVICE_CONTROL_POLICY', 'RESOURCE_CONTROL_POLICY', 'TAG_POLICY', 'BACKUP_POLICY', 'AISERVICES_OPT_OUT_POLICY'];

export const organizations: Service = {
  prefix: 'organizations',
  wire: JSON_1_1_CAPITAL,
  refusals: jsonRefusals({ throttled: 'TooManyRequestsException', broken: 'ServiceException' }),
  isRegional: false,
  operations: {
    DescribeOrganization: (_input, context) => ({ Organization: describeOrganization(ownOrganization(context), context) }),
    ListRoots: (input, context) => paged('Roots', rootsOf(managed(context), context), { input, context, operation: 'ListRoots' }),
    ListParents: listParents,
    ListPoliciesForTarget: listPolicies,
    DescribePolicy: describePolicy,
    ListAccounts: (input, context) =>
      paged('Accounts', accountsOf(managed(context), context), { input, context, operation: 'ListAccounts' }),
    ListOrganizationalUnitsForParent: listUnits,
    ListAccountsForParent: listAccounts,
  },
  paged: {
    ListRoots: pagedBy('Roots'),
    ListParents: pagedBy('Parents'),
    ListPoliciesForTarget: pagedBy('Policies'),
    ListAccounts: pagedBy('Accounts'),
    ListOrganizationalUnitsForParent: pagedBy('OrganizationalUnits'),
    ListAccountsForParent: pagedBy('Accounts'),
  },
};

const invalid: Invalid = (message) => ({ status: 400, code: 'InvalidInputException', message });

function listParents(input: Input, context: Context): Output {
  const child = requiredText(input, 'ChildId', invalid);
  const { root, units, members } = managed(context);
  const parent = [...units, ...members].find(({ id }) => id === child)?.parent;
  if (parent === undefined) throw refused('ChildNotFoundException', `We can't find a child with the ChildId ${child} that you specified.`);
  const Type = parent === root.id ? 'ROOT' : 'ORGANIZATIONAL_UNIT';
  return paged('Parents', [{ Id: parent, Type }], { input, context, operation: 'ListParents' });
}

/** F20: only what is attached to the target itself; a type that is not enabled has nothing attached. */
function listPolicies(input: Input, context: Context): Output {
  const target = requiredText(input, 'TargetId', invalid);
  const filter = requiredText(input, 'Filter', invalid);
  if (!TYPES.includes(filter))
    throw new AwsRefusal(invalid(`You provided a value that does not match the required pattern: Filter ${filter}`));
  const { root, units, members, policies } = managed(context);
  if (![root, ...units, ...members].some(({ id }) => id === target)) {
    throw refused('TargetNotFoundException', "We can't find a root, OU, or account with the TargetId that you specified.");
  }
  const attached = policies.filter(({ type, targets }) => type === filter && targets.includes(target) && root.policyTypes.includes(type));
  const summaries = attached.map((policy) => summaryOf(policy, context));
  return paged('Policies', summaries, { input, context, operation: 'ListPoliciesForTarget' });
}

function describePolicy(input: Input, context: Context): Output {
  const wanted = requiredText(input, 'PolicyId', invalid);
  const found = managed(context).policies.find(({ id }) => id === wanted);
  if (found === undefined) throw refused('PolicyNotFoundException', "We can't find a policy with the PolicyId that you specified.");
  return { Policy: { PolicySummary: summaryOf(found, context), Content: found.content } };
}

function listUnits(input: Input, context: Context): Output {
  const parent = parentOf(input, context);
  const units = managed(context).units.filter((unit) => unit.parent === parent);
  const described = units.map(({ id, name }) => ({ Id: id, Name: name, Arn: arnOf(`ou/${ownOrganization(context).id}/${id}`, context) }));
  return paged('OrganizationalUnits', described, { input, context, operation: 'ListOrganizationalUnitsForParent' });
}

function listAccounts(input: Input, context: Context): Output {
  const parent = parentOf(input, context);
  const organization = managed(context);
  const members = organization.members.filter((member) => member.parent === parent);
  return paged('Accounts', accountsOf({ ...organization, members }, context), { input, context, operation: 'ListAccountsForParent' });
}

function parentOf(input: Input, context: Context): string {
  const parent = requiredText(input, 'ParentId', invalid);
  const { root, units } = managed(context);
  if ([root, ...units].some(({ id }) => id === parent)) return parent;
  throw refused('ParentNotFoundException', "We can't find a root or OU with the ParentId that you specified.");
}

interface Listing {
  readonly input: Input;
  readonly context: Context;
  readonly operation: string;
}

function paged(name: string, all: readonly object[], { input, context, operation }: Listing): Output {
  const asked = countOf(input, { name: 'MaxResults', most: 20, usual: 20 }, invalid);
  const size = Math.min(asked, context.world.pageLimits[`organizations:${operation}`] ?? asked);
  const { items, next } = pageOf(all, { size, token: input['NextToken'], invalid: invalid('You provided an invalid NextToken') });
  return { [name]: items, NextToken: next };
}

function pagedBy(items: string): Paged {
  return { items: [items], inputToken: 'NextToken', outputToken: 'NextToken' };
}

/** The organization of any member, which every member may describe. */
function ownOrganization({ world, caller }: Context): Organization {
  const found = [world.organization, world.otherOrganization].find(
    (each) => each?.managementAccount === caller.account || each?.members.some(({ id }) => id === caller.account),
  );
  if (found !== undefined) return found;
  throw refused('AWSOrganizationsNotInUseException', 'Your account is not a member of an organization.');
}

/** The organization for those who manage it; everyone else is denied. */
function managed(context: Context): Organization {
  const organization = ownOrganization(context);
  const mayRead = [organization.managementAccount, ...organization.delegatedAdministrators].includes(context.caller.account);
  if (!mayRead) throw refused('AccessDeniedException', "You don't have permissions to access this resource.");
  return organization;
}

function refused(code: string, message: string): AwsRefusal {
  return new AwsRefusal({ status: 400, code, message });
}
