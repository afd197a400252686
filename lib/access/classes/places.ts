// Lists of repositories by their names, for what is told: most of the long ones are nearly all there are, and are kept by what they leave out.
import { createHash } from 'node:crypto';
import { getOrCreate } from '../../collections/get-or-create.ts';
import { membersOf, type Subset, sizeOf } from '../../collections/subset.ts';
import type { Place, Places } from '../../model/access.ts';
import { placeKey } from '../../model/ids.ts';
import { compare } from '../../text/order.ts';

/** The places of some parts together. INVARIANT: no place is in two of them. */
export function placesIn(parts: readonly Subset<Place>[]): Places {
  return { count: parts.reduce((sum, part) => sum + sizeOf(part), 0), parts };
}

/** Each place, in no order. */
export function eachPlace({ parts }: Places): readonly Place[] {
  const [first, ...others] = parts;
  return first && others.length === 0 ? membersOf(first) : parts.flatMap(membersOf);
}

/** The first by region and name, as many as asked for. INVARIANT: the lists of the parts are in this order. */
export function firstPlaces({ parts }: Places, most: number): readonly Place[] {
  return parts
    .flatMap((part) => firstOf(part, most))
    .sort((a, b) => compare(a.region, b.region) || compare(a.repository, b.repository))
    .slice(0, most);
}

function firstOf({ of, except }: Subset<Place>, most: number): readonly Place[] {
  const found: Place[] = [];
  for (const place of of) {
    if (found.length === most) break;
    if (!except.has(place)) found.push(place);
  }
  return found;
}

/** Whether a place, by its `placeKey`, is among them. */
export function hasPlace({ parts }: Places, key: string): boolean {
  return parts.some(({ of, except }) => {
    const place = byKey(of).get(key);
    return place !== undefined && !except.has(place);
  });
}

const BY_KEY = new WeakMap<readonly Place[], ReadonlyMap<string, Place>>();

function byKey(list: readonly Place[]): ReadonlyMap<string, Place> {
  return getOrCreate(BY_KEY, list, () => new Map(list.map((each) => [keyOf(each), each])));
}

function keyOf({ region, repository }: Place): string {
  return placeKey(region, repository);
}

/** Whether some place fulfils a condition; to be asked of many places, since each of the long lists is gone through once. */
export function somePlace(isSo: (place: Place) => boolean): (places: Places) => boolean {
  const known = new WeakMap<readonly Place[], readonly Place[]>();
  const among = (list: readonly Place[]): readonly Place[] => getOrCreate(known, list, () => list.filter(isSo));
  return ({ parts }) => parts.some(({ of, except }) => among(of).some((each) => !except.has(each)));
}

/**
 * A text that is equal for the same places, whatever the parts they come in: the sum of the hashes of all of them, so that what is left out
 * of a long list is taken off again.
 */
export function placesDigest({ count, parts }: Places): string {
  const sum = parts.reduce((total, { of, except }) => {
    return [...except].reduce((left, each) => left - hashOf(each), total + hashOfAll(of));
  }, 0n);
  return `${count} ${BigInt.asUintN(BITS, sum).toString(16)}`;
}

const BITS = 256;
const HASHES = new WeakMap<Place, bigint>();
const SUMS = new WeakMap<readonly Place[], bigint>();

function hashOf(place: Place): bigint {
  return getOrCreate(HASHES, place, () => BigInt(`0x${createHash('sha256').update(keyOf(place)).digest('hex')}`));
}

function hashOfAll(list: readonly Place[]): bigint {
  return getOrCreate(SUMS, list, () => list.reduce((sum, each) => sum + hashOf(each), 0n));
}
