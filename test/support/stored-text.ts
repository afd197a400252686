// Texts in memory, as a store of findings reads them.
import type { StoredState } from '../../lib/model/ports.ts';

export interface VersionedText {
  readonly text: string;
  readonly version: string;
}

/** The state that a text is; none where there is no text. */
export function storedState(stored: VersionedText | undefined): StoredState {
  return stored ? { kind: 'bytes', bytes: Buffer.from(stored.text), version: stored.version } : { kind: 'none' };
}

/** What comes in chunks as one string. */
export function textOf(chunks: Iterable<string>): string {
  return [...chunks].join('');
}
