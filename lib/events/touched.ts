// What a write can touch, as far as a verdict hangs on it.
import type { PolicyOwner } from '../model/policy-ref.ts';

type OwnerKind = PolicyOwner['kind'];

export type Touched =
  | { readonly kind: 'repository'; readonly region: string; readonly repository: string; readonly part: 'existence' | 'policy' | 'tags' }
  | {
      readonly kind: 'registry';
      readonly region: string;
      readonly part: 'policy' | 'policyScope' | 'replication' | 'pullThroughCacheRules';
    }
  | { readonly kind: 'template'; readonly region: string; readonly prefix: string }
  /** A user, role or group itself; `name` is without its path. */
  | {
      readonly kind: 'principal';
      readonly of: OwnerKind;
      readonly name: string;
      readonly part: 'existence' | 'boundary' | 'tags' | 'trust';
    }
  | { readonly kind: 'inline'; readonly of: OwnerKind; readonly name: string; readonly policy: string }
  | { readonly kind: 'managed'; readonly policy: string }
  /** A managed policy, by its ARN, given to somebody or taken away. */
  | { readonly kind: 'attachment'; readonly of: OwnerKind; readonly name: string; readonly policy: string }
  /** A user put into a group or taken out of it. */
  | { readonly kind: 'membership'; readonly name: string; readonly group: string }
  | OrganizationTouched;

export type OrganizationTouched =
  /** A control policy, by its id. */
  | { readonly kind: 'organization'; readonly part: 'policy'; readonly policy: string }
  /** What is attached to the root, a unit or an account. */
  | { readonly kind: 'organization'; readonly part: 'attachment'; readonly target: string }
  /** Where an account is, or whether it is in the organization. */
  | { readonly kind: 'organization'; readonly part: 'member'; readonly account: string }
  /** Every control policy: which types are in force, or what a policy is called. Every account: one that is new, or the organization itself. */
  | { readonly kind: 'organization'; readonly part: 'policyTypes' | 'policyName' | 'members' };

type PatternOf<T> = T extends { readonly kind: string } ? Pick<T, 'kind'> & Partial<T> : never;

/** Things of one kind that have these parts; what is left out may be anything. */
export type TouchedPattern = PatternOf<Touched>;

/** Whether something can be both: no part that both of them name differs. IAM tells no two names apart by their case alone. */
export function agree(a: TouchedPattern, b: TouchedPattern): boolean {
  const parts: Readonly<Record<string, string | undefined>> = { ...b };
  return Object.entries(a).every(([name, value]) => {
    const other = parts[name];
    return other === undefined || value === undefined || value.toLowerCase() === other.toLowerCase();
  });
}

/** A text that is equal for the same pattern. */
export function patternKey(pattern: TouchedPattern): string {
  return JSON.stringify(Object.entries(pattern).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** What was touched in words: `policy of repository team/app in us-east-1`. */
export function touchedName(touched: Touched): string {
  switch (touched.kind) {
    case 'repository':
      return `${ofPart(touched.part)}repository ${touched.repository} in ${touched.region}`;
    case 'registry':
      return `${REGISTRY_PARTS[touched.part]} of the registry of ${touched.region}`;
    case 'template':
      return `creation template ${touched.prefix} in ${touched.region}`;
    case 'principal':
      return `${ofPart(touched.part)}${touched.of} ${touched.name}`;
    case 'inline':
      return `inline policy ${touched.policy} of ${touched.of} ${touched.name}`;
    case 'managed':
      return `managed policy ${touched.policy}`;
    case 'attachment':
      return `attachment of ${touched.policy} to ${touched.of} ${touched.name}`;
    case 'membership':
      return `membership of user ${touched.name} in group ${touched.group}`;
    case 'organization':
      return organizationName(touched);
  }
}

const PARTS = {
  existence: '',
  policy: 'policy of ',
  tags: 'tags of ',
  boundary: 'permissions boundary of ',
  trust: 'trust policy of ',
} as const;

function ofPart(part: keyof typeof PARTS): string {
  return PARTS[part];
}

const REGISTRY_PARTS = {
  policy: 'policy',
  policyScope: 'policy scope',
  replication: 'replication',
  pullThroughCacheRules: 'pull-through cache rules',
} as const satisfies Record<Extract<Touched, { kind: 'registry' }>['part'], string>;

function organizationName(touched: OrganizationTouched): string {
  switch (touched.part) {
    case 'policy':
      return `control policy ${touched.policy} of the organization`;
    case 'attachment':
      return `control policies attached to ${touched.target}`;
    case 'member':
      return `place of account ${touched.account} in the organization`;
    case 'policyTypes':
      return 'policy types of the organization';
    case 'policyName':
      return 'name of a control policy of the organization';
    case 'members':
      return 'accounts of the organization';
  }
}
