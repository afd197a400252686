// What has to go: some actions of one principal on some repositories, and how the policies there may be rewritten for it.
import type { Subject } from '../../access/account/subjects.ts';
import type { Repository } from '../../model/snapshot.ts';
import type { ActionMask } from '../../policy/logic/mask.ts';
import type { DocumentJson } from '../policy/document.ts';

export interface Removal {
  readonly subject: Subject;
  /** Capabilities, or raw actions; what is written is named after the first. */
  readonly capabilities: readonly [string, ...string[]];
  /** What may be taken away: no expected access of the principal needs it where it has to go. */
  readonly cut: ActionMask;
  readonly repositories: readonly Repository[];
  /** The region of a grant on everything, `*` for all. */
  readonly everywhere: string | undefined;
  /** Where expected access of the principal needs some of `cut`. */
  readonly kept: readonly Repository[];
  /** The account itself, and the other accounts that are expected to have some access there. */
  readonly trusted: () => readonly string[];
}

/** A policy as it might be instead; null for none at all. */
export type Option = DocumentJson | null;

/** `EcrDriftDenyPull`, `EcrDriftDenyPutImage`: what a statement is for, and who wrote it. */
export function sidFor(effect: 'Allow' | 'Deny', capability: string): string {
  const word = capability.slice(capability.indexOf(':') + 1);
  return `EcrDrift${effect}${word.charAt(0).toUpperCase()}${word.slice(1)}`;
}
