// The identity of a finding, and of a cause: a hash of what is wrong, never of how it was proved, so that it is the same tomorrow.
import { hash } from 'node:crypto';
import type { FindingObject } from '../model/drift.ts';
import type { CauseId, FindingId } from '../model/ids.ts';

/** What makes a finding the one that it is. */
export interface FindingSubject {
  readonly code: string;
  readonly partition: string;
  readonly account: string;
  readonly region: string | null;
  readonly subject: FindingObject;
  /** The unique id of a local principal: a rename is not a new finding. */
  readonly principal: string | null;
  readonly capability: string | null;
}

const ALPHABET = 'abcdefghijklmnopqrstuvwxyz234567';
const LENGTH = 20;

/** `ecrd-` and twenty characters of the base32 of a SHA-256: the same for the same subject on every machine. */
export function findingId({ code, partition, account, region, subject, principal, capability }: FindingSubject): FindingId {
  return `ecrd-${shortHash([code, partition, account, region, subject, principal, capability])}` as FindingId;
}

/** `ecrc-` and the same of what a cause is: of its kind and of what tells it apart from others, never of its findings. */
export function causeId(partition: string, account: string, parts: CauseParts): CauseId {
  return `ecrc-${shortHash([partition, account, ...parts])}` as CauseId;
}

/** What a cause is, part by part: in an id from now on. */
export type CauseParts = readonly (FindingObject | null)[];

function shortHash(parts: readonly unknown[]): string {
  // Of a whole hash no more is written than the id has.
  return base32(hash('sha256', JSON.stringify(parts), 'buffer').subarray(0, Math.ceil((LENGTH * 5) / 8))).slice(0, LENGTH);
}

/** RFC 4648 without padding, in lower case. */
function base32(bytes: Uint8Array): string {
  let text = '';
  let bits = 0;
  let held = 0;
  for (const byte of bytes) {
    held = (held << 8) | byte;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      text += ALPHABET[(held >> bits) & 31];
    }
    held &= (1 << bits) - 1;
  }
  return text;
}
