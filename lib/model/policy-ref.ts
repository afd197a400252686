// Which policy a document or a statement is of: a kind and a place, and the words for it where a sentence or an output is made.

/** A user, role or group that has inline policies. */
export interface PolicyOwner {
  readonly kind: 'user' | 'role' | 'group';
  readonly name: string;
}

/** Two of the same content are the same policy (`isSamePolicy`); words are for people only (`policyName`, `policyTitle`). */
export type PolicyRef =
  | { readonly kind: 'repository'; readonly region: string; readonly repository: string }
  | { readonly kind: 'registry'; readonly region: string }
  /** What repositories get that a creation template makes. */
  | { readonly kind: 'template'; readonly region: string; readonly prefix: string }
  | { readonly kind: 'managed'; readonly arn: string }
  | { readonly kind: 'inline'; readonly owner: PolicyOwner; readonly name: string }
  /** Null for what somebody would write, or for one that several roles have. */
  | { readonly kind: 'trust'; readonly role: string | null }
  /** By its name, or by `level.index` where the snapshot gives none. */
  | { readonly kind: 'scp' | 'rcp'; readonly name: string }
  /** That of a session which nobody can see. */
  | { readonly kind: 'session' }
  /** A document of the baseline, judged as if somebody had it. */
  | { readonly kind: 'intended'; readonly name: string }
  /** Of a scenario, by the name that it gives it or by where it stands. */
  | { readonly kind: 'scenario'; readonly name: string }
  /** What somebody would write who may write anything. */
  | { readonly kind: 'everything' };

/** Whether a managed policy, by its ARN, is one of AWS's own, which are the same for every account. */
export function isOfAws(arn: string): boolean {
  return arn.includes(':iam::aws:');
}

/** What tells a policy apart from all others, part by part: its kind and its place. Ids of findings are made of it. */
export function policyParts(policy: PolicyRef): readonly string[] {
  switch (policy.kind) {
    case 'repository':
      return [policy.kind, policy.region, policy.repository];
    case 'registry':
      return [policy.kind, policy.region];
    case 'template':
      return [policy.kind, policy.region, policy.prefix];
    case 'managed':
      return [policy.kind, policy.arn];
    case 'inline':
      return [policy.kind, policy.owner.kind, policy.owner.name, policy.name];
    case 'trust':
      return policy.role === null ? [policy.kind] : [policy.kind, policy.role];
    case 'scp':
    case 'rcp':
    case 'intended':
    case 'scenario':
      return [policy.kind, policy.name];
    case 'session':
    case 'everything':
      return [policy.kind];
  }
}

/** Worked out once: a document has one ref, and reasons of all that it gives share it. */
const KEYS = new WeakMap<PolicyRef, string>();

/** A text that is equal for the same policy. */
export function policyKey(policy: PolicyRef): string {
  const known = KEYS.get(policy);
  if (known !== undefined) return known;
  const key = JSON.stringify(policyParts(policy));
  KEYS.set(policy, key);
  return key;
}

/** Whether both are the same policy. */
export function isSamePolicy(a: PolicyRef, b: PolicyRef): boolean {
  return a === b || (a.kind === b.kind && policyKey(a) === policyKey(b));
}

/** The policy in words, as outputs have it: the ARN of a managed one; that of a repository or registry goes without its place. */
export function policyName(policy: PolicyRef): string {
  switch (policy.kind) {
    case 'repository':
    case 'template':
      return 'repository policy';
    case 'registry':
      return 'registry policy';
    case 'managed':
      return policy.arn;
    case 'inline':
      return `inline policy ${policy.name} of ${policy.owner.kind} ${policy.owner.name}`;
    case 'trust':
      return policy.role === null ? 'trust policy' : `trust policy of role ${policy.role}`;
    case 'scp':
    case 'rcp':
      return `${policy.kind.toUpperCase()} ${policy.name}`;
    case 'session':
      return 'session policy';
    case 'intended':
    case 'scenario':
      return policy.name;
    case 'everything':
      return 'a policy that allows everything';
  }
}

/** The same with its place: `repository policy of team/app in us-east-1`. */
export function policyTitle(policy: PolicyRef): string {
  switch (policy.kind) {
    case 'repository':
      return `${policyName(policy)} of ${policy.repository} in ${policy.region}`;
    case 'registry':
      return `${policyName(policy)} of ${policy.region}`;
    case 'template':
      return `${policyName(policy)} in ${policy.region}`;
    default:
      return policyName(policy);
  }
}
