// What of an account can be read again by itself: a kind and a place.
import type { Instant } from './ids.ts';
import type { PolicyOwner } from './policy-ref.ts';

/** The settings of a region's registry, by their names in the snapshot. */
export const REGISTRY_PARTS = [
  'registryPolicy',
  'registryPolicyScope',
  'replication',
  'pullThroughCacheRules',
  'creationTemplates',
] as const;
export type RegistryPart = (typeof REGISTRY_PARTS)[number];

/** `id` is the unique id of whoever has it (AIDA..., AROA..., AGPA...): a name may be given to somebody else, an id is not. */
export type RereadPart =
  /** With its policy and tags. */
  | { readonly kind: 'repository'; readonly region: string; readonly repository: string }
  | { readonly kind: 'registry'; readonly region: string; readonly part: RegistryPart }
  /** Without its policies and groups. */
  | { readonly kind: 'principal'; readonly of: PolicyOwner['kind']; readonly name: string }
  | { readonly kind: 'inline'; readonly of: PolicyOwner['kind']; readonly name: string; readonly id: string; readonly policy: string }
  /** Which managed policies it has. */
  | { readonly kind: 'attached'; readonly of: PolicyOwner['kind']; readonly name: string; readonly id: string }
  /** Which groups a user is in. */
  | { readonly kind: 'groups'; readonly name: string; readonly id: string }
  | { readonly kind: 'managed'; readonly policy: string }
  /** All of it. */
  | { readonly kind: 'organization' }
  | OrganizationRereadPart;

/** What of an organization can be read again by itself. */
export type OrganizationRereadPart =
  /** The service and resource control policies of each level above the account. */
  | { readonly kind: 'controlPolicies' }
  /** Which control policies are attached to the root, a unit or the account itself. */
  | { readonly kind: 'controlLevel'; readonly target: string }
  /** What one of them says. An organization has no two of one name. */
  | { readonly kind: 'controlPolicy'; readonly of: ControlType; readonly name: string }
  /** Whether an account is in the organization, and where. */
  | { readonly kind: 'member'; readonly account: string };

/** The types of control policies, by their names in the snapshot. */
export const CONTROL_TYPES = ['serviceControlPolicies', 'resourceControlPolicies'] as const;
export type ControlType = (typeof CONTROL_TYPES)[number];

/** A part that is newer than the rest of its snapshot, and when it was read. */
export interface RereadAt {
  readonly part: RereadPart;
  readonly asOf: Instant;
}

/** A text that is equal for the same part. IAM tells no two names of users, roles or groups apart by their case alone; what they have goes with their ids. */
export function rereadKey(part: RereadPart): string {
  return JSON.stringify(keyParts(part));
}

function keyParts(part: RereadPart): readonly string[] {
  switch (part.kind) {
    case 'repository':
      return [part.kind, part.region, part.repository];
    case 'registry':
      return [part.kind, part.region, part.part];
    case 'principal':
      return [part.kind, part.of, part.name.toLowerCase()];
    case 'inline':
      return [part.kind, part.of, part.id, part.policy];
    case 'attached':
      return [part.kind, part.of, part.id];
    case 'groups':
      return [part.kind, part.id];
    case 'managed':
      return [part.kind, part.policy];
    case 'organization':
    case 'controlPolicies':
      return [part.kind];
    case 'controlLevel':
      return [part.kind, part.target];
    case 'controlPolicy':
      return [part.kind, part.of, part.name];
    case 'member':
      return [part.kind, part.account];
  }
}
