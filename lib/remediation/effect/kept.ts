// What was found out about edits last, for whoever asks about the very same again: a plan is tried, judged with all that is to end, and
// judged once more with the checks run over it.
import { type Edit, isSameEdit } from '../policy/edit.ts';

export interface KeptByEdits<T> {
  readonly of: (edits: readonly Edit[]) => T | undefined;
  /** `size` says how much of the room it takes. */
  readonly keep: (edits: readonly Edit[], value: T, size: number) => void;
}

/** A place for what is found out about edits; what was not asked for the longest gives way where there is no room. */
export function keptByEdits<T>(room: number): KeptByEdits<T> {
  // The last one comes first.
  let kept: readonly Entry<T>[] = [];
  const without = (edits: readonly Edit[]): readonly Entry<T>[] => kept.filter((each) => !isSame(each.edits, edits));
  return {
    of: (edits) => {
      const found = kept.find((each) => isSame(each.edits, edits));
      if (found && found !== kept[0]) kept = [found, ...without(edits)];
      return found?.value;
    },
    keep: (edits, value, size) => {
      let left = room;
      kept = [{ edits, value, size }, ...without(edits)].filter((each) => {
        left -= each.size;
        return left >= 0;
      });
    },
  };
}

interface Entry<T> {
  readonly edits: readonly Edit[];
  readonly value: T;
  readonly size: number;
}

function isSame(some: readonly Edit[], others: readonly Edit[]): boolean {
  return some === others || (some.length === others.length && some.every((each, at) => isSameEdit(each, others[at])));
}
