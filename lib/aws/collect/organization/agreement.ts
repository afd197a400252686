// What two callers were told about the organization around an account: the auditor, and the role in the account that it assumed.

import type { CallError } from '../../api/call-error.ts';
import { type Answer, type Unknown, unknownAnswer } from '../../client/call.ts';
import type { Described, Parts, View } from './view.ts';

/** Whether the view says it all about the account, so that nobody else need be asked. */
export function isWhole(view: Answer<View>): boolean {
  if (view.status !== 'present') return false;
  const { member, parts } = view.value;
  return member === 'yes' && Object.values(parts).every(({ status }) => status !== 'unknown');
}

/**
 * One view of two, the auditor's first: most members may not read their own organization. An auditor that is in another organization than the
 * account, or in none, has nothing to say. What neither could read has the errors of both (F25).
 */
export function agreedView(auditor: Answer<View>, role: Answer<View>): Answer<View> {
  if (auditor.status === 'absent') return role;
  if (auditor.status === 'unknown') return explained(role, (error) => bothErrors(auditor.error, error));
  const { member, described, parts } = auditor.value;
  if (member === 'no' || (member === 'unsaid' && isElsewhere(role, described))) return strangersView(role, described);
  if (role.status === 'unknown')
    return member === 'yes' ? auditor : { status: 'unknown', error: bothErrors(firstError(parts), role.error) };
  const said = role.status === 'present' ? role.value : undefined;
  if (said === undefined || !isSame(said.described, described)) {
    const places = [described, said?.described].map(named);
    return unknownAnswer('organizations:DescribeOrganization', `the account is in ${places.join(' to the auditor, and in ')} to itself`);
  }
  const places = [parts, said.parts].map(({ way }) => (way.status === 'present' ? way.value.join('/') : undefined));
  if (places[0] !== undefined && places[1] !== undefined && places[0] !== places[1])
    return unknownAnswer('organizations:ListParents', `the account is below ${places.join(' to the auditor, and below ')} to itself`);
  return { status: 'present', value: { described, member: 'yes', parts: mergedParts(parts, said.parts) } };
}

/** The account itself says which organization it is in, and that is not this one. */
function isElsewhere(role: Answer<View>, { id }: Described): boolean {
  return role.status === 'absent' || (role.status === 'present' && role.value.described.id !== id);
}

function isSame(one: Described, other: Described): boolean {
  return one.id === other.id && one.managementAccount === other.managementAccount;
}

function named(organization: Described | undefined): string {
  return organization === undefined ? 'no organization' : `organization ${organization.id} of ${organization.managementAccount}`;
}

/** The view through the role where the auditor is in another organization, which its errors say. */
function strangersView(role: Answer<View>, { id }: Described): Answer<View> {
  return explained(role, (error) => ({
    ...error,
    message: `${error.message} (through the role: organization ${id}, the auditor's, is another)`,
  }));
}

/** The same view, each of its errors put in other words. */
function explained(view: Answer<View>, explain: (error: CallError) => CallError): Answer<View> {
  if (view.status === 'absent') return view;
  if (view.status === 'unknown') return { status: 'unknown', error: explain(view.error) };
  const { way, root, serviceControlPolicies, resourceControlPolicies, accounts } = view.value.parts;
  const parts: Parts = {
    way: inOtherWords(way, explain),
    root: inOtherWords(root, explain),
    serviceControlPolicies: inOtherWords(serviceControlPolicies, explain),
    resourceControlPolicies: inOtherWords(resourceControlPolicies, explain),
    accounts: inOtherWords(accounts, explain),
  };
  return { status: 'present', value: { ...view.value, parts } };
}

function inOtherWords<A extends Answer<unknown>>(part: A | Unknown, explain: (error: CallError) => CallError): A | Unknown {
  return part.status === 'unknown' ? { status: 'unknown', error: explain(part.error) } : part;
}

function mergedParts(first: Parts, second: Parts): Parts {
  return {
    way: known(first.way, second.way),
    root: known(first.root, second.root),
    serviceControlPolicies: known(first.serviceControlPolicies, second.serviceControlPolicies),
    resourceControlPolicies: known(first.resourceControlPolicies, second.resourceControlPolicies),
    accounts: known(first.accounts, second.accounts),
  };
}

/** The first of two that says anything. */
function known<A extends Answer<unknown>>(first: A | Unknown, second: A | Unknown): A | Unknown {
  if (first.status !== 'unknown') return first;
  return second.status === 'unknown' ? { status: 'unknown', error: bothErrors(first.error, second.error) } : second;
}

/** The auditor's error, which can be mended in one place for all accounts, with what the role was told. */
function bothErrors(auditor: CallError, role: CallError): CallError {
  return { ...auditor, message: `${auditor.message} (said to the auditor; through the role: ${role.api}, ${role.code})` };
}

function firstError({ way, root, accounts }: Parts): CallError {
  const unread = [way, root, accounts].find((part): part is Unknown => part.status === 'unknown');
  return unread?.error ?? unknownAnswer('organizations:ListParents', 'it does not say where the account is').error;
}
