// What can be asked of a policy, and what the answer is.
import type { ProvenPolicy } from './read-policy.ts';

/** What is claimed of a policy. `implies`: it allows nothing that the other does not. */
export type Claim =
  | { readonly kind: 'implies'; readonly other: ProvenPolicy }
  | { readonly kind: 'never'; readonly actions: readonly string[]; readonly resource: string; readonly principal: string | undefined }
  | { readonly kind: 'notPublic' };

/** A request that breaks a claim. Keys that `context` does not have are not there. */
export interface BreakingRequest {
  readonly principal: string;
  readonly action: string;
  readonly resource: string;
  readonly context: Readonly<Record<string, readonly string[]>>;
  /** What no policy and no claim names and nobody knows: it stands for any other. */
  readonly invented: readonly ('action' | 'resource')[];
}

/** `notShown`: neither a proof nor a request that the engine confirms. */
export type PolicyProof =
  | { readonly kind: 'yes' }
  | { readonly kind: 'no'; readonly request: BreakingRequest }
  | { readonly kind: 'notShown'; readonly reason: string };
