// Which repositories rules are about, as positions in a list.
import { type Bits, type BitsUnion, bitsUnion } from '../../collections/bits.ts';
import { getOrCreate } from '../../collections/get-or-create.ts';
import type { PlacedEntry } from './principal-profiles.ts';

/** For entries the positions at which one of their rules is in the set. */
export function placesOf(rulesAt: readonly ReadonlySet<number>[]): (entries: readonly PlacedEntry[]) => Bits {
  const byRule = placesByRule(rulesAt);
  return (entries) => {
    const places = bitsUnion(rulesAt.length);
    for (const rule of new Set(entries.map(({ ruleNumber }) => ruleNumber))) {
      const where = byRule.get(rule) ?? [];
      if (where instanceof Uint32Array) places.add(where);
      else for (const position of where) places.put(position);
    }
    return places.bits;
  };
}

/** By rule its positions: as a list where that is the shorter of the two. */
function placesByRule(rulesAt: readonly ReadonlySet<number>[]): ReadonlyMap<number, Bits | readonly number[]> {
  const counts = new Map<number, number>();
  for (const rules of rulesAt) for (const rule of rules) counts.set(rule, (counts.get(rule) ?? 0) + 1);
  const wide = new Map<number, BitsUnion>();
  const narrow = new Map<number, number[]>();
  for (const [position, rules] of rulesAt.entries()) {
    for (const rule of rules) {
      if ((counts.get(rule) ?? 0) * 32 < rulesAt.length) getOrCreate(narrow, rule, () => []).push(position);
      else getOrCreate(wide, rule, () => bitsUnion(rulesAt.length)).put(position);
    }
  }
  return new Map<number, Bits | readonly number[]>([...[...wide].map(([rule, { bits }]) => [rule, bits] as const), ...narrow]);
}
