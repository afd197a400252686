// Resources of which nobody can tell whether they are made: whatever they would change is not known.
import { type ProposedChange, placeOf } from '../change.ts';
import type { MadeByResource } from './made.ts';
import type { UnknownValue } from './value.ts';

/** Where nobody can tell whether a resource is made: what it changes may be so or not. */
export function doubtful(made: MadeByResource, { why }: UnknownValue): MadeByResource {
  const places = new Map(made.changes.map((change) => [JSON.stringify(placeOf(change)), placeOf(change)]));
  const changes = [...places.values()].map((place): ProposedChange => ({ kind: 'unread', place, attribute: 'Condition', why }));
  return { ...made, changes };
}
