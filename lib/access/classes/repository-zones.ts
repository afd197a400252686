// Repository classes by region and by the tags that some policies ask for: a value is looked up, so that a principal that asks for one
// tag value costs no more in an account of many.

import { getOrCreate } from '../../collections/get-or-create.ts';
import { type Likeness, textIndex } from '../../collections/text-index.ts';
import { isTagKey, tagOf } from '../account/request-context.ts';
import type { RepositoryClass } from './repository-classes.ts';

/** Repository classes of one region. */
export interface Zone {
  readonly region: string;
  readonly classes: readonly number[];
}

/** Repository classes of one region with one value of each key. */
export interface ValuedCell extends Zone {
  readonly values: ReadonlyMap<string, string>;
}

export interface RepositoryZones {
  /** One for each region, of the classes that have one value of each key; and one for each way in which others have not. */
  readonly zones: readonly Zone[];
  /** The position of the zone of a class. */
  readonly zoneAt: (number: number) => number;
  /** Classes with equal values, by number; undefined for those of the second kind. */
  readonly cellAt: (number: number) => number | undefined;
  /** The classes of one cell. */
  readonly cells: readonly ValuedCell[];
  /** Cells whose value of a key is like this. */
  readonly like: (key: string, likeness: Likeness) => readonly number[];
  /** Cells that have this value of a key. */
  readonly having: (key: string, value: string) => readonly number[];
}

interface Building {
  readonly zones: Map<string, Zone & { readonly number: number; readonly classes: number[] }>;
  readonly cells: Map<string, ValuedCell & { readonly number: number; readonly classes: number[] }>;
  readonly byValue: Map<string, Map<string, number[]>>;
}

/** The zones of some keys by which repositories differ; without a tag among them, the regions. */
export function repositoryZones(classes: readonly RepositoryClass[], keys: readonly string[]): RepositoryZones {
  const tagKeys = keys.filter(isTagKey);
  const building: Building = { zones: new Map(), cells: new Map(), byValue: new Map(tagKeys.map((key) => [key, new Map()])) };
  const zoneOf: number[] = [];
  const cellOf = classes.map(({ representative }, number) => {
    const { region } = representative;
    const values = tagKeys.map((key) => tagOf(representative, key));
    const single = values.flatMap((value) => (value.kind === 'values' && value.values.length === 1 ? value.values : []));
    const isValued = single.length === tagKeys.length;
    const zone = getOrCreate(building.zones, isValued ? region : JSON.stringify([region, values]), () => {
      return { region, number: building.zones.size, classes: [] };
    });
    zone.classes.push(number);
    zoneOf.push(zone.number);
    return isValued ? enter(building, { region, tagKeys, values: single }, number) : undefined;
  });
  const cells = [...building.cells.values()];
  const having = (key: string, value: string): readonly number[] => building.byValue.get(key)?.get(value) ?? [];
  const indexes = new Map([...building.byValue].map(([key, values]) => [key, textIndex(values.keys())]));
  return {
    zones: [...building.zones.values()],
    zoneAt: (number) => zoneOf[number] ?? -1,
    cellAt: (number) => cellOf[number],
    cells,
    like: (key, likeness) => (indexes.get(key)?.(likeness) ?? []).flatMap((value) => having(key, value)),
    having,
  };
}

interface Valued {
  readonly region: string;
  readonly tagKeys: readonly string[];
  readonly values: readonly string[];
}

/** The number of the cell of a class, which is made where it is the first. */
function enter({ cells, byValue }: Building, { region, tagKeys, values }: Valued, number: number): number {
  const cell = getOrCreate(cells, JSON.stringify([region, ...values]), () => {
    tagKeys.forEach((key, at) => {
      const ofKey = byValue.get(key);
      if (ofKey) getOrCreate(ofKey, values[at] ?? '', () => []).push(cells.size);
    });
    return { region, values: new Map(tagKeys.map((key, at) => [key, values[at] ?? ''])), number: cells.size, classes: [] };
  });
  cell.classes.push(number);
  return cell.number;
}
