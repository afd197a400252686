// Rules that hold more than a reader takes of one rule, as several about the same repositories: what rules allow, require or forbid unites.
import { MAX_VALUES } from '../schema/document.ts';
import type { CapturedEntry, CapturedRule } from './yaml.ts';

/** The same rules, none of them with more values than a rule may hold, and as far as its entries can be parted none of more bytes than are asked for. */
export function dividedRules(rules: readonly CapturedRule[], bytesOf: (rule: CapturedRule) => number): readonly CapturedRule[] {
  const taken = new Set(rules.map(({ id }) => id));
  return rules.flatMap((rule) =>
    parted(rule.entries, bytesOf(rule)).map((entries, at): CapturedRule => {
      return at === 0 ? { ...rule, entries } : { ...rule, id: freeName(rule.id, taken), entries };
    }),
  );
}

function freeName(id: string, taken: Set<string>): string {
  for (let number = 2; ; number += 1) {
    const free = `${id}-${number}`;
    if (taken.has(free)) continue;
    taken.add(free);
    return free;
  }
}

/** What a rule holds beside its entries, with room to spare. */
const HEAD_VALUES = 1_000;

function parted(entries: readonly CapturedEntry[], bytes: number): readonly (readonly CapturedEntry[])[] {
  const parts: CapturedEntry[][] = [[]];
  let [values, size] = [0, 0];
  for (const entry of entries) {
    const { words, capabilities, when, policy } = entry;
    const [ownValues, ownSize] = [valuesIn({ words, capabilities, when, policy }), sizeOf(entry)];
    if ((values + ownValues > MAX_VALUES - HEAD_VALUES || size + ownSize > bytes) && values > 0) {
      parts.push([]);
      [values, size] = [0, 0];
    }
    parts.at(-1)?.push(entry);
    values += ownValues;
    size += ownSize;
  }
  return parts;
}

function sizeOf(entry: CapturedEntry): number {
  return Buffer.byteLength(JSON.stringify(entry));
}

/** How many values there are, keys not counted. */
function valuesIn(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 1;
  return Object.values(value).reduce<number>((sum, each) => sum + valuesIn(each), 1);
}
