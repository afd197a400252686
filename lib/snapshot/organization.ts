// The organization part of the file as the model has it.

import type { OrganizationPart } from '../model/gap-part.ts';
import type { PolicyDocument } from '../model/policy.ts';
import type { Collected, Organization } from '../model/snapshot.ts';
import { accountOf } from './brands.ts';
import { type PartSource, unknownOf } from './collected.ts';
import { policyDocument } from './document.ts';
import type { ControlPolicyFile, OrganizationFile, UnreadFile } from './schema.ts';

/** The organization as far as it was read: each of its parts may be unknown by itself. */
export function organizationOf(file: OrganizationFile): Organization {
  const api = 'organizations:ListPoliciesForTarget';
  return {
    id: file.id,
    managementAccount: file.managementAccount,
    path: known(file.path, partOf('path', 'organizations:ListParents'), (path) => path),
    serviceControlPolicies: known(file.serviceControlPolicies, partOf('serviceControlPolicies', api), levelsOf('scp')),
    resourceControlPolicies: known(file.resourceControlPolicies, partOf('resourceControlPolicies', api), levelsOf('rcp')),
    accounts: known(file.accounts, partOf('accounts', 'organizations:ListAccounts'), (accounts) =>
      accounts.map(({ id, name, path }) => ({ id: accountOf(id), name, path })),
    ),
  };
}

function partOf(of: OrganizationPart, api: string): PartSource {
  return { part: { kind: 'organization', of }, api };
}

/** Inside an organization, what is known has no status around it. */
function known<T extends string | readonly unknown[], R>(
  value: T | UnreadFile | undefined,
  where: PartSource,
  read: (value: T) => R,
): Collected<R> {
  if (value === undefined) return { kind: 'absent' };
  return isUnread(value) ? unknownOf(value, where) : { kind: 'present', value: read(value) };
}

function isUnread(value: string | readonly unknown[] | UnreadFile): value is UnreadFile {
  return typeof value === 'object' && 'status' in value;
}

type Levels<T> = readonly (readonly T[])[];

function levelsOf(kind: 'scp' | 'rcp'): (levels: Levels<ControlPolicyFile>) => Levels<PolicyDocument> {
  return (levels) => levels.map((policies, level) => policies.map((policy, index) => controlPolicy(policy, kind, `${level}.${index}`)));
}

/** A document, or a document with a name: no policy has an element that is called `document`. */
function controlPolicy(policy: ControlPolicyFile, kind: 'scp' | 'rcp', place: string): PolicyDocument {
  if (typeof policy === 'string' || policy.document === undefined) return policyDocument({ kind, name: place }, policy);
  return policyDocument({ kind, name: policy.name ?? place }, policy.document);
}
