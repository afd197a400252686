// What two sides come to, for as many cells as are asked about: each pair is judged once, and where one side meets many others, each shape
// of them is.
import { type CapabilityOutcome, type Outcome, outcomeOf } from '../../access/cell/outcome.ts';
import { combineSides, type PrincipalSide, type ResourceSide } from '../../access/cell/sides.ts';
import type { AccessMatrix } from '../../access/matrix/matrix.ts';
import { outcomesBetween } from '../../access/matrix/outcomes.ts';
import { getOrCreate } from '../../collections/get-or-create.ts';

export type OutcomeOfSides = (own: PrincipalSide, resource: ResourceSide, isLocal: boolean) => Outcome;

/** Many accounts have more pairs of sides than there is memory for their outcomes. */
const MOST_KNOWN = 300_000;

/** To find out the shapes of all sides takes as long as to judge so many pairs. */
const FEW = 500;

/** Outcomes of any two sides; `few`: after so many pairs of one own side it is asked how the sides that the matrix has are shaped. */
export function outcomesOf(matrix: AccessMatrix, few = FEW): OutcomeOfSides {
  const known = { local: new Map<PrincipalSide, OfOwn>(), foreign: new Map<PrincipalSide, OfOwn>() };
  let resources: ReadonlySet<ResourceSide> | undefined;
  let count = 0;
  return (own, resource, isLocal) => {
    const ofOwn = getOrCreate(isLocal ? known.local : known.foreign, own, (): OfOwn => ({ at: new Map() }));
    const before = ofOwn.at.get(resource);
    if (before) return before;
    if (ofOwn.at.size >= few) {
      resources ??= resourceSidesIn(matrix);
      ofOwn.shaped ??= shapedFor(own, resources, isLocal);
    }
    const granted = combineSides(own, resource);
    const capabilities = ofOwn.shaped?.(resource);
    const made = capabilities ? { granted, capabilities } : outcomeOf(granted, isLocal);
    count += 1;
    if (count > MOST_KNOWN) {
      count = 0;
      known.local.clear();
      known.foreign.clear();
    } else ofOwn.at.set(resource, made);
    return made;
  };
}

interface OfOwn {
  readonly at: Map<ResourceSide, Outcome>;
  shaped?: Shaped;
}

/** The capabilities that a shape comes to; undefined of a side of which no shape is known. */
type Shaped = (resource: ResourceSide) => readonly CapabilityOutcome[] | undefined;

function shapedFor(side: PrincipalSide, resources: ReadonlySet<ResourceSide>, isLocal: boolean): Shaped {
  const { alike } = outcomesBetween([side], [...resources]);
  return (resource) => (resources.has(resource) ? alike({ side, isLocal }, resource).capabilities : undefined);
}

function resourceSidesIn({ repositoryClasses, columnsAt }: AccessMatrix): ReadonlySet<ResourceSide> {
  const sides = new Set<ResourceSide>();
  for (const columns of new Set([...repositoryClasses.keys()].flatMap((number) => columnsAt(number) ?? []))) {
    const { standard, serviceLinked, distinguished, outsiders } = columns;
    for (const side of [standard, serviceLinked, ...distinguished.values, ...outsiders.map((each) => each.side)]) if (side) sides.add(side);
  }
  return sides;
}
