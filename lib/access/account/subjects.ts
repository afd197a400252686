// Who is judged: the account's own users and roles, and the outsiders that its resource policies let in.

import { getOrCreate } from '../../collections/get-or-create.ts';
import type { GrantPrincipal, PrincipalClass } from '../../model/access.ts';
import { arnFields, roleArn } from '../../model/ids.ts';
import type { PolicyDocument } from '../../model/policy.ts';
import type { Caller } from '../../model/principal.ts';
import type { Collected, LocalPrincipal, Organization } from '../../model/snapshot.ts';
import { compilePolicy } from '../../policy/compile.ts';
import { parsePolicy } from '../../policy/parse/parse.ts';
import { nameOfAccount } from './account-names.ts';
import {
  type AuditScope,
  accountKeys,
  type CallerKeys,
  foreignKeys,
  localKeys,
  organizationKeys,
  outsiderKeys,
  serviceKeys,
} from './request-context.ts';

export interface Subject {
  readonly principal: GrantPrincipal;
  readonly caller: Caller;
  readonly keys: CallerKeys;
  /** The user or role that was read; undefined for outsiders, who are judged by the resource side alone. */
  readonly local: LocalPrincipal | undefined;
}

const SERVICE_LINKED_PATH = '/aws-service-role/';

/** The users and roles of the account as subjects, in the order given. */
export function localSubjects(ground: AuditScope, locals: readonly LocalPrincipal[]): readonly Subject[] {
  // Trust policies are few texts on many roles.
  const tagging = new Map<string, boolean>();
  const carriesTags = ({ kind, trust }: LocalPrincipal): boolean =>
    kind === 'role' && (!trust || getOrCreate(tagging, trust.text, () => mayCarrySessionTags(trust)));
  return locals.map((local) => localSubject(ground, local, carriesTags(local)));
}

function localSubject(ground: AuditScope, local: LocalPrincipal, sessionTags: boolean): Subject {
  const { account, partition } = ground;
  const serviceLinked = local.kind === 'role' && local.path.startsWith(SERVICE_LINKED_PATH);
  const asked = { account, partition, arn: local.arn, uniqueId: local.uniqueId };
  return {
    principal: {
      name: local.arn,
      class: serviceLinked ? 'service-linked' : 'same-account',
      account,
      organizationPath: ownPath(ground.organization),
      accountName: nameOfAccount(ground.organization, account),
      uniqueId: local.uniqueId,
      tags: local.tags,
    },
    caller: local.kind === 'user' ? { kind: 'user', ...asked } : { kind: 'role', ...asked, serviceLinked },
    keys: localKeys(ground, local, sessionTags),
    local,
  };
}

function ownPath(organization: Collected<Organization>): string | undefined {
  if (organization.kind !== 'present' || organization.value.path.kind !== 'present') return undefined;
  return organization.value.path.value;
}

/** A session carries tags of its own only where the role's trust policy lets somebody pass them. */
function mayCarrySessionTags(trust: PolicyDocument): boolean {
  // A trust policy is a resource policy in all that matters here.
  const reading = parsePolicy(trust.text, 'resource');
  if (reading.kind === 'malformed') return true;
  return compilePolicy(reading.policy, 'resource', ['sts:tagsession']).statements.some(({ effect }) => effect === 'Allow');
}

/** A federated session of the account: nobody can tell which user is behind it, so that only resource policies and guardrails speak of it. */
export function isOwnFederated({ account }: AuditScope, { caller }: Subject): boolean {
  return caller.kind === 'federated' && caller.account === account;
}

/** An outsider by the name that grants use: an ARN, `account:`, `org:`, `ou:`, `service:` or `*`. */
export function outsider(ground: AuditScope, name: string): Subject {
  const [kind, ...rest] = name.split(':');
  const text = rest.join(':');
  switch (kind) {
    case '*':
      return make(name, 'public', { kind: 'anyone' }, outsiderKeys);
    case 'service':
      return make(name, 'service', { kind: 'service', service: text }, serviceKeys(text));
    case 'org':
      return make(name, ownOrganization(ground, text) ? 'organization' : 'external', { kind: 'anyone' }, organizationKeys(text, undefined));
    case 'ou': {
      const id = text.split('/')[0] ?? '';
      const subject = make(name, ownOrganization(ground, id) ? 'organization' : 'external', { kind: 'anyone' }, organizationKeys(id, text));
      return { ...subject, principal: { ...subject.principal, organizationPath: text } };
    }
    case 'account':
      return member(ground, name, { kind: 'account', account: text, partition: ground.partition }, accountKeys(ground, text));
    default: {
      const account = arnFields(name)?.account ?? '';
      return member(ground, name, foreignCaller(ground, name, account), foreignKeys(ground, name, account));
    }
  }
}

function make(name: string, principalClass: PrincipalClass, caller: Caller, keys: CallerKeys): Subject {
  const nowhere = { account: undefined, organizationPath: undefined, accountName: { kind: 'none' } } as const;
  return { principal: { name, class: principalClass, ...nowhere, uniqueId: undefined, tags: {} }, caller, keys, local: undefined };
}

function member(
  ground: AuditScope,
  name: string,
  caller: Exclude<Caller, { readonly kind: 'service' | 'anyone' }>,
  keys: CallerKeys,
): Subject {
  const { account } = caller;
  const organizationPath = memberPath(ground, account);
  const { principal } = make(name, organizationPath === undefined ? 'external' : 'organization', caller, keys);
  const accountName = nameOfAccount(ground.organization, account);
  return { principal: { ...principal, account, organizationPath, accountName }, caller, keys, local: undefined };
}

function memberPath({ organization }: AuditScope, account: string): string | undefined {
  if (organization.kind !== 'present' || organization.value.accounts.kind !== 'present') return undefined;
  return organization.value.accounts.value.find(({ id }) => id === account)?.path;
}

function ownOrganization({ organization }: AuditScope, id: string): boolean {
  return organization.kind === 'present' && organization.value.id === id;
}

function foreignCaller(
  { partition }: AuditScope,
  arn: string,
  account: string,
): Extract<Caller, { readonly kind: 'user' | 'role' | 'session' | 'federated' }> {
  const [type = '', name = ''] = arnFields(arn)?.resource.split('/') ?? [];
  const base = { account, partition, arn };
  switch (type) {
    case 'user':
      return { kind: 'user', ...base, uniqueId: undefined };
    case 'assumed-role':
      return { kind: 'session', ...base, role: roleArn({ partition, account, role: name }), uniqueId: undefined, serviceLinked: false };
    case 'federated-user':
      return { kind: 'federated', ...base, user: `arn:${partition}:iam::${account}:user/${name}` };
    default:
      return { kind: 'role', ...base, uniqueId: undefined, serviceLinked: arn.includes(`:role${SERVICE_LINKED_PATH}`) };
  }
}
