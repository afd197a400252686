// The organization part of a snapshot, by whoever may read it: the auditor with its own credentials, and the role in the account.
import type { OrganizationFile } from '../../../snapshot/schema.ts';
import { type Answer, type Read, type Unknown, unknownAnswer } from '../../client/call.ts';
import type { Session } from '../../client/session.ts';
import { agreedView, isWhole } from './agreement.ts';
import { type Levels, organizationView, type Parts, ROOTS, type View } from './view.ts';

/** The organization part of a snapshot: absent where AWS says that the account is in none. */
export async function accountOrganization(session: Session): Promise<Answer<OrganizationFile>> {
  const view = await viewOf(session);
  return view.status === 'present' ? { status: 'present', value: fileOf(session.account, view.value) } : view;
}

/** Whoever assumed a role is asked first: its account may manage the organization, and a member is told nothing about its own place. */
async function viewOf(session: Session): Promise<Answer<View>> {
  const { auditor } = session;
  if (auditor === undefined) return organizationView(session, 'own');
  const view = await organizationView({ ...session, clients: auditor }, 'other');
  return isWhole(view) ? view : agreedView(view, await organizationView(session, 'own'));
}

function fileOf(account: string, { described, parts }: View): OrganizationFile {
  const { id, managementAccount } = described;
  const { path, serviceControlPolicies, resourceControlPolicies, accounts } = placesOf(account, id, parts);
  return {
    id,
    managementAccount,
    path: path.status === 'unknown' ? path : path.value,
    ...(serviceControlPolicies.status === 'absent' ? {} : { serviceControlPolicies: known(serviceControlPolicies) }),
    ...(resourceControlPolicies.status === 'absent' ? {} : { resourceControlPolicies: known(resourceControlPolicies) }),
    accounts: known(accounts),
  };
}

interface Places extends Pick<Parts, 'serviceControlPolicies' | 'resourceControlPolicies' | 'accounts'> {
  readonly path: Read<string>;
}

function placesOf(account: string, organization: string, { way, root, ...parts }: Parts): Places {
  const path: Read<string> = way.status === 'unknown' ? way : { status: 'present', value: `${[organization, ...way.value].join('/')}/` };
  const disagreement = disagreementOn(account, path, { ...parts, root });
  return disagreement === undefined ? { path, ...parts } : disputed(parts, disagreement);
}

/** Nobody knows which of two answers is right about where the account is. */
function disagreementOn(account: string, path: Read<string>, { accounts, root }: Pick<Parts, 'accounts' | 'root'>): string | undefined {
  if (path.status === 'unknown') return undefined;
  const listed = accounts.status === 'present' ? accounts.value.find(({ id }) => id === account)?.path : undefined;
  const isBelowRoot = root.status === 'unknown' || path.value.split('/')[1] === root.value.Id;
  if (isBelowRoot && (accounts.status === 'unknown' || listed === path.value)) return undefined;
  return `the parents of the account lead to ${path.value}, and it is listed below ${listed ?? 'another root'}`;
}

/** Each part with the call that may be wrong. What is not switched on is so wherever the account is. */
function disputed({ serviceControlPolicies, resourceControlPolicies }: Omit<Places, 'path' | 'accounts'>, reason: string): Places {
  const levels = (policies: Levels) => (policies.status === 'present' ? unknownAnswer(ROOTS, reason) : policies);
  return {
    path: unknownAnswer('organizations:ListParents', reason),
    serviceControlPolicies: levels(serviceControlPolicies),
    resourceControlPolicies: levels(resourceControlPolicies),
    accounts: unknownAnswer('organizations:ListAccountsForParent', reason),
  };
}

/** Inside an organization, what is known has no status around it. */
function known<T>(part: Read<readonly (readonly T[])[]>): T[][] | Unknown;
function known<T>(part: Read<readonly T[]>): T[] | Unknown;
function known(part: Read<readonly unknown[]>): unknown[] | Unknown {
  return part.status === 'unknown' ? part : [...part.value];
}
