// What can be proposed: single changes to what a snapshot holds, whatever wrote them down.

import type { RegionSetting } from '../model/gap-part.ts';
import type { PolicyOwner } from '../model/policy-ref.ts';
import type { Tags } from '../model/snapshot.ts';
import type { DocumentFile } from '../snapshot/schema.ts';

/** `unknown`: made or altered, and nobody can tell which. */
export const CHANGE_ACTIONS = ['create', 'update', 'delete', 'replace', 'unknown'] as const;
export type ChangeAction = (typeof CHANGE_ACTIONS)[number];

/** One resource of a proposal: what it is called where it is written, and what becomes of the account by it. */
export interface ProposedResource {
  /** As people find it again: an address of Terraform, a logical id, the text of an option. */
  readonly address: string;
  /** What kind of thing it is, in words: `repository policy of team/app in eu-west-1`. */
  readonly what: string;
  readonly action: ChangeAction;
  /** The file of a policy that was given by itself. */
  readonly file?: string;
  /** What is known of it, and `unread` for each part that is not. */
  readonly changes: readonly ProposedChange[];
  /** What was worked out and could be otherwise, a sentence each. */
  readonly assumed?: readonly string[];
  /** The account that it is of, where that is another one: it changes nothing here. */
  readonly elsewhere?: string;
}

/**
 * A single change. Names are those of AWS; a document is what AWS would be given. Within a proposal, whatever is removed goes first, then
 * comes what is put, then what is exclusive, and in the end what nobody could read: the order of the list does not matter but within one of these.
 *
 * A change about something that the snapshot does not hold, and that the proposal does not create, is unresolved: it is about an account
 * that was not read so.
 */
export type ProposedChange = RegistryChange | IdentityChange | UnreadChange;

/** Of what the registries of the account hold. */
export type RegistryChange =
  /** Tags are left as they are where they are undefined. Its policy is a change of its own. */
  | { readonly kind: 'repository'; readonly region: string; readonly name: string; readonly tags: Tags | undefined }
  /** Its policy goes with it. */
  | { readonly kind: 'noRepository'; readonly region: string; readonly name: string }
  /** A null document: there is none any more. So it is wherever a document may be null. */
  | { readonly kind: 'repositoryPolicy'; readonly region: string; readonly repository: string; readonly document: DocumentFile | null }
  | { readonly kind: 'registryPolicy'; readonly region: string; readonly document: DocumentFile | null }
  /** A setting of a registry as AWS would answer it; null: it has none. */
  | { readonly kind: 'registrySetting'; readonly region: string; readonly of: AnsweredSetting; readonly answer: object | null }
  /** One creation template, in the place of that with the same prefix; a null answer: there is none. */
  | { readonly kind: 'creationTemplate'; readonly region: string; readonly prefix: string; readonly answer: object | null }
  /** One pull-through cache rule, likewise. */
  | { readonly kind: 'cacheRule'; readonly region: string; readonly prefix: string; readonly answer: object | null };

/** Of users, roles, groups and managed policies. */
export type IdentityChange =
  /** Of a user, a role or a group. */
  | { readonly kind: 'inlinePolicy'; readonly owner: PolicyOwner; readonly name: string; readonly document: DocumentFile | null }
  /** All inline policies but these go. */
  | { readonly kind: 'onlyInlinePolicies'; readonly owner: PolicyOwner; readonly names: readonly string[] }
  /** A customer managed policy; whoever has it has the new version. Without a document nobody has it any more. */
  | { readonly kind: 'managedPolicy'; readonly arn: string; readonly document: DocumentFile | null }
  | { readonly kind: 'attachment'; readonly owner: PolicyOwner; readonly arn: string; readonly attached: boolean }
  /** Exactly these are attached. */
  | { readonly kind: 'onlyAttachments'; readonly owner: PolicyOwner; readonly arns: readonly string[] }
  /** Exactly these, of the whole account, have the policy. */
  | { readonly kind: 'attachedOnlyTo'; readonly arn: string; readonly owners: readonly PolicyOwner[] }
  | { readonly kind: 'membership'; readonly user: string; readonly group: string; readonly member: boolean }
  /** A null ARN: nothing bounds the user or role. */
  | { readonly kind: 'boundary'; readonly owner: PrincipalName; readonly arn: string | null }
  /** What is undefined stays as it is, and is AWS's default where the principal is new. */
  | {
      readonly kind: 'principal';
      readonly principal: PrincipalName;
      readonly path: string;
      readonly trust: DocumentFile | undefined;
      readonly tags: Tags | undefined;
    }
  | { readonly kind: 'noPrincipal'; readonly principal: PrincipalName }
  /** Still the same user or group, with all that it has. Its ARN is that of the change that puts it. */
  | { readonly kind: 'renamed'; readonly owner: RenamedOwner; readonly to: string }
  | { readonly kind: 'group'; readonly name: string; readonly path: string }
  | { readonly kind: 'noGroup'; readonly name: string };

/** What it would be cannot be read: `place` is unknown afterwards, whatever it was. */
export interface UnreadChange {
  readonly kind: 'unread';
  readonly place: UnreadPlace;
  readonly attribute: string;
  readonly why: string;
}

/** A role has one name for ever. */
export type RenamedOwner = PolicyOwner & { readonly kind: 'user' | 'group' };

/** A user or a role. */
export type PrincipalName = PolicyOwner & { readonly kind: 'user' | 'role' };

/** Settings that are one answer of AWS each. */
export type AnsweredSetting = Exclude<RegionSetting, 'repositories' | 'creationTemplates' | 'pullThroughCacheRules'>;

/** How far it reaches that something could not be read. The wider ones are for what could be anybody's or anything's. */
export type UnreadPlace =
  | { readonly kind: 'repositoryPolicy'; readonly region: string; readonly repository: string }
  | { readonly kind: 'repositoryTags'; readonly region: string; readonly repository: string }
  | { readonly kind: 'registryPolicy'; readonly region: string }
  | { readonly kind: 'registrySetting'; readonly region: string; readonly of: RegionSetting }
  /** Some policy, and with it the boundary where `limits` is true. */
  | { readonly kind: 'owner'; readonly owner: PolicyOwner; readonly limits: boolean }
  | { readonly kind: 'trust'; readonly role: string }
  | { readonly kind: 'managedPolicy'; readonly arn: string }
  /** The policy of some repository of the region, or of any region where it is null. */
  | { readonly kind: 'repositories'; readonly region: string | null }
  /** A policy of some user, role or group. */
  | { readonly kind: 'principals' }
  | { readonly kind: 'everything' };

/** What was not read of a proposal, as results name it. */
export interface UnresolvedPart {
  readonly address: string;
  readonly attribute: string;
  readonly why: string;
  readonly scope: UnresolvedScope;
}

/** Repositories are named by region and name. An empty list is all of them. */
export interface UnresolvedScope {
  readonly of: 'repositories' | 'principals' | 'everything';
  readonly names: readonly string[];
}

/** What a change is about: unknown where nobody can tell whether it is made, or what it is made to. */
export function placeOf(change: ProposedChange): UnreadPlace {
  const owner = (of: PolicyOwner, limits = false): UnreadPlace => ({ kind: 'owner', owner: of, limits });
  switch (change.kind) {
    case 'unread':
      return change.place;
    case 'repository':
    case 'noRepository':
      return { kind: 'repositoryTags', region: change.region, repository: change.name };
    case 'repositoryPolicy':
      return { kind: 'repositoryPolicy', region: change.region, repository: change.repository };
    case 'registryPolicy':
      return { kind: 'registryPolicy', region: change.region };
    case 'registrySetting':
      return { kind: 'registrySetting', region: change.region, of: change.of };
    case 'creationTemplate':
      return { kind: 'registrySetting', region: change.region, of: 'creationTemplates' };
    case 'cacheRule':
      return { kind: 'registrySetting', region: change.region, of: 'pullThroughCacheRules' };
    case 'managedPolicy':
      return { kind: 'managedPolicy', arn: change.arn };
    case 'inlinePolicy':
    case 'onlyInlinePolicies':
    case 'attachment':
    case 'onlyAttachments':
      return owner(change.owner);
    case 'boundary':
      return owner(change.owner, true);
    case 'membership':
      return owner({ kind: 'user', name: change.user });
    case 'principal':
      return change.principal.kind === 'role' && change.trust !== undefined
        ? { kind: 'trust', role: change.principal.name }
        : owner(change.principal);
    case 'noPrincipal':
      return owner(change.principal);
    case 'group':
    case 'noGroup':
      return owner({ kind: 'group', name: change.name });
    case 'attachedOnlyTo':
      return { kind: 'principals' };
    case 'renamed':
      return owner({ kind: change.owner.kind, name: change.to });
  }
}

/** How far a place reaches, for people and programs. */
export function scopeOfPlace(place: UnreadPlace): UnresolvedScope {
  switch (place.kind) {
    case 'repositoryPolicy':
    case 'repositoryTags':
      return { of: 'repositories', names: [`${place.repository} in ${place.region}`] };
    case 'registryPolicy':
    case 'registrySetting':
      return { of: 'repositories', names: [`every repository in ${place.region}`] };
    case 'repositories':
      return { of: 'repositories', names: place.region === null ? [] : [`every repository in ${place.region}`] };
    case 'owner':
      return { of: 'principals', names: [`${place.owner.kind} ${place.owner.name}`] };
    case 'trust':
      return { of: 'principals', names: [`role ${place.role}`] };
    case 'managedPolicy':
      return { of: 'principals', names: [`whoever has ${place.arn}`] };
    case 'principals':
      return { of: 'principals', names: [] };
    case 'everything':
      return { of: 'everything', names: [] };
  }
}

/** ARNs of the managed policies that a change gives to somebody, as a policy or as a boundary. */
export function attachedBy(change: ProposedChange): readonly string[] {
  switch (change.kind) {
    case 'attachment':
      return change.attached ? [change.arn] : [];
    case 'onlyAttachments':
      return change.arns;
    case 'attachedOnlyTo':
      return [change.arn];
    case 'boundary':
      return change.arn === null ? [] : [change.arn];
    default:
      return [];
  }
}

/** What becomes of something that is written, by whether it was there; undefined where nobody can tell. */
export function writingAction(exists: boolean | undefined): ChangeAction {
  if (exists === undefined) return 'unknown';
  return exists ? 'update' : 'create';
}

/** Whether a part of a snapshot is there; undefined where it was not read. */
export function isThere(part: { readonly status: 'present' | 'absent' | 'unknown' } | undefined): boolean | undefined {
  return part === undefined || part.status === 'unknown' ? undefined : part.status === 'present';
}
