// The policies that bear on a request, layer by layer: what was read, and the gaps where something was not.
import type { PolicyRef } from '../model/policy-ref.ts';
import type { Gap } from '../model/snapshot.ts';
import type { CompiledPolicy } from './compile.ts';
import type { Formula } from './logic/formula.ts';

export interface AttachedPolicy {
  readonly ref: PolicyRef;
  readonly compiled: CompiledPolicy;
  /** Whether the policy is in force at all, where that was not read (E4). */
  readonly inForce?: Formula;
}

/** The policies of one layer, and the gaps where one could not be read. */
export interface PolicySet {
  readonly policies: readonly AttachedPolicy[];
  readonly gaps: readonly Gap[];
}

/** The policies of the caller's side. */
export interface PrincipalLayers {
  /** `delegated`: another account's own policies, which nobody here can see (A33). */
  readonly identity: PolicySet | 'delegated';
  /** Undefined: no boundary is set, no session policy was passed. */
  readonly boundary: PolicySet | undefined;
  readonly session: PolicySet | undefined;
  /** One set per level, from the organization's root down (A9). Empty: the layer does not exist. */
  readonly scp: readonly PolicySet[];
}

/** The policies of the resource's side. */
export interface ResourceLayers {
  readonly resource: PolicySet;
  readonly rcp: PolicySet;
}

export type Layers = PrincipalLayers & ResourceLayers;
