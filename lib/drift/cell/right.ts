// Something that somebody may do, as a baseline is asked about it.
import type { ActionMask } from '../../policy/logic/mask.ts';

export interface Right {
  /** A capability, or a raw action. */
  readonly capability: string;
  /** The actions that make it up. */
  readonly actions: ActionMask;
}
