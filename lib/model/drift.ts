import type { Grant } from './access.ts';
import type { SourceLocation } from './baseline.ts';
import type { Gap } from './snapshot.ts';

/** The rule of the baseline that a drift is measured by. */
export interface RuleRef {
  readonly id: string;
  readonly owner: string | undefined;
  readonly at: SourceLocation;
}

/** Live access against the baseline. Drift of a grant on everything has one grant, for the first of its repositories. */
export type Drift =
  | { readonly kind: 'unexpected'; readonly grant: Grant; readonly everywhere: Everywhere | undefined }
  | { readonly kind: 'forbidden'; readonly grant: Grant; readonly everywhere: Everywhere | undefined; readonly rule: RuleRef }
  /** Same-account grants of a repository that no rule is about, summed up. */
  | {
      readonly kind: 'unmanaged';
      readonly region: string;
      readonly repository: string;
      readonly principals: number;
      readonly grants: number;
    }
  | { readonly kind: 'unverified'; readonly gap: Gap };

/** An identity policy gives the capability on every repository of `region` (`*`: wherever); these are the ones where it is drift. */
export interface Everywhere {
  readonly region: string;
  readonly repositories: readonly { readonly region: string; readonly repository: string }[];
}
