// What there is to mend: one origin for each thing that can be behind a finding, with what tells it apart from all others.
import type { CauseKind } from '../../model/cause.ts';
import type { Reason } from '../../model/decision.ts';
import type { FindingObject, Gone } from '../../model/drift.ts';
import type { Layer } from '../../model/policy.ts';
import { type PolicyRef, policyParts } from '../../model/policy-ref.ts';
import type { CauseParts } from '../fingerprint.ts';

export type Origin =
  /** A statement of one text: where everybody writes it anew it is one thing, however many policies have it. */
  | { readonly kind: 'statement'; readonly reason: Reason; readonly digest: string }
  | { readonly kind: 'template'; readonly region: string; readonly prefix: string }
  /** Control policies that let nothing through of what is required; none of their statements says so. */
  | { readonly kind: 'layer'; readonly layer: Layer }
  | ({ readonly kind: 'gone' } & Gone)
  /** What is required of somebody, or at some place, and is not given there. `rule` is null for the lock. */
  | { readonly kind: 'lack'; readonly rule: string | null; readonly of: 'repository' | 'principal'; readonly at: readonly string[] }
  /** No rule is about some repositories. */
  | { readonly kind: 'unmanaged' }
  /** Repositories that a rule takes for new. */
  | { readonly kind: 'new'; readonly rule: string; readonly file: string }
  /** What is wrong with one file of the baseline; all that is alike in it is mended together. */
  | { readonly kind: 'baseline'; readonly code: string; readonly file: string }
  /** What no statement says, of a policy, a principal or a setting. */
  | { readonly kind: 'configuration' | 'token'; readonly code: string; readonly of: readonly (FindingObject | null)[] }
  /** One call that fails for one reason. */
  | { readonly kind: 'call'; readonly api: string; readonly code: string }
  /** A document that cannot be read as it is. */
  | { readonly kind: 'malformed'; readonly part: readonly string[]; readonly name: string };

/** Policies that there is one of in each repository, region or principal: their statements are rolled out, and told apart by their texts alone. */
const ROLLED_OUT: ReadonlySet<PolicyRef['kind']> = new Set(['repository', 'registry', 'template', 'inline']);

/** Whether there is one in each repository, region or principal. */
export function isRolledOut({ kind }: PolicyRef): boolean {
  return ROLLED_OUT.has(kind);
}

/** What tells an origin apart from all others; ids are made of it. */
export function originParts(origin: Origin): CauseParts {
  switch (origin.kind) {
    case 'statement': {
      const { policy } = origin.reason;
      return [origin.kind, isRolledOut(policy) ? policy.kind : policyParts(policy), origin.digest];
    }
    case 'template':
      return [origin.kind, origin.region, origin.prefix];
    case 'layer':
      return [origin.kind, origin.layer];
    case 'gone':
      return [origin.kind, origin.what, origin.name];
    case 'lack':
      return [origin.kind, origin.rule, origin.of, origin.at];
    case 'unmanaged':
      return [origin.kind];
    case 'new':
      return [origin.kind, origin.rule, origin.file];
    case 'baseline':
      return [origin.kind, origin.code, origin.file];
    case 'configuration':
    case 'token':
      return [origin.kind, origin.code, ...origin.of];
    case 'call':
      return [origin.kind, origin.api, origin.code];
    case 'malformed':
      return [origin.kind, origin.part];
  }
}

const KINDS = {
  statement: 'statement',
  template: 'configuration',
  layer: 'configuration',
  gone: 'removal',
  lack: 'absence',
  unmanaged: 'rule',
  new: 'rule',
  baseline: 'rule',
  configuration: 'configuration',
  token: 'absence',
  call: 'unread',
  malformed: 'unread',
} as const satisfies Record<Origin['kind'], CauseKind>;

/** What kind of thing it is that people mend. */
export function originKind({ kind }: Origin): CauseKind {
  return KINDS[kind];
}
