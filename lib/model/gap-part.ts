// Which part of an account was not read: a kind and a place, and the words for it where a sentence or an output is made.
import { type PolicyRef, policyParts, policyTitle } from './policy-ref.ts';

/** The parts of an organization without which access is an upper bound. */
export const ORGANIZATION_PARTS = ['path', 'serviceControlPolicies', 'resourceControlPolicies', 'accounts'] as const;
export type OrganizationPart = (typeof ORGANIZATION_PARTS)[number];

/** What is read of a region by one call for all of it. */
export type RegionSetting = 'repositories' | 'policyScope' | 'creationTemplates' | 'replication' | 'pullThroughCacheRules';

/** What is read of each repository, where one refusal stands for all of a region. */
export type RepositorySetting = 'tags' | 'policies';

/** Two of the same content are the same part (`gapPartKey`); words are for people only (`gapPartName`). */
export type GapPart =
  /** Everything: nobody was let in. */
  | { readonly kind: 'account'; readonly account: string }
  | { readonly kind: 'identity' }
  | { readonly kind: 'group'; readonly name: string }
  | { readonly kind: 'policy'; readonly policy: PolicyRef }
  /** The document of a managed policy, which nobody could fetch; one that is malformed was fetched. */
  | { readonly kind: 'document'; readonly arn: string }
  /** Null for the organization as a whole. */
  | { readonly kind: 'organization'; readonly of: OrganizationPart | null }
  | { readonly kind: 'region'; readonly region: string; readonly of: RegionSetting }
  | { readonly kind: 'tags'; readonly region: string; readonly repository: string }
  /** The same of every repository of a region. */
  | { readonly kind: 'repositories'; readonly region: string; readonly of: RepositorySetting }
  /** Regions that nobody listed: all but these, sorted. */
  | { readonly kind: 'regions'; readonly except: readonly string[] }
  /** What a scenario gives as unknown. */
  | { readonly kind: 'scenario'; readonly path: string }
  /** What of a proposed change could not be read, by the address of the resource. */
  | { readonly kind: 'proposal'; readonly path: string };

/** What tells a part apart from all others: its kind and its place. Ids of findings are made of it. */
export function gapPartParts(part: GapPart): readonly string[] {
  switch (part.kind) {
    case 'account':
      return [part.kind, part.account];
    case 'identity':
      return [part.kind];
    case 'group':
      return [part.kind, part.name];
    case 'policy':
      return [part.kind, ...policyParts(part.policy)];
    case 'document':
      return [part.kind, part.arn];
    case 'organization':
      return part.of === null ? [part.kind] : [part.kind, part.of];
    case 'region':
    case 'repositories':
      return [part.kind, part.region, part.of];
    case 'tags':
      return [part.kind, part.region, part.repository];
    case 'regions':
      return [part.kind, ...part.except];
    case 'scenario':
    case 'proposal':
      return [part.kind, part.path];
  }
}

/** A text that is equal for the same part. */
export function gapPartKey(part: GapPart): string {
  return JSON.stringify(gapPartParts(part));
}

const REGION_NAMES = {
  repositories: 'repositories',
  policyScope: 'registry policy scope',
  creationTemplates: 'creation templates',
  replication: 'replication',
  pullThroughCacheRules: 'pull-through cache rules',
} as const satisfies Record<RegionSetting, string>;

const REPOSITORY_NAMES = { tags: 'tags', policies: 'repository policies' } as const satisfies Record<RepositorySetting, string>;

const ORGANIZATION_NAMES = {
  path: 'organization path',
  serviceControlPolicies: 'service control policies',
  resourceControlPolicies: 'resource control policies',
  accounts: 'organization accounts',
} as const satisfies Record<OrganizationPart, string>;

/** The part in words, as outputs and states have it: `repository policy of team/app in us-east-1`. */
export function gapPartName(part: GapPart): string {
  switch (part.kind) {
    case 'account':
      return `account ${part.account}`;
    case 'identity':
      return 'identity';
    case 'group':
      return `group ${part.name}`;
    case 'policy':
      return policyTitle(part.policy);
    case 'document':
      return `policy ${part.arn}`;
    case 'organization':
      return part.of === null ? 'organization' : ORGANIZATION_NAMES[part.of];
    case 'region':
      return `${settingName(part.of)} of ${part.region}`;
    case 'tags':
      return `tags of ${part.repository} in ${part.region}`;
    case 'repositories':
      return `${REPOSITORY_NAMES[part.of]} of ${part.region}`;
    case 'regions':
      return part.except.length === 0 ? 'every region' : `every region but ${part.except.join(', ')}`;
    case 'scenario':
      return part.path;
    case 'proposal':
      return `proposed ${part.path}`;
  }
}

/** A setting of a region in words. */
export function settingName(setting: RegionSetting): string {
  return REGION_NAMES[setting];
}
