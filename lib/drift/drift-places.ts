// Where a grant is drift.

import { placesIn } from '../access/classes/places.ts';
import { whole } from '../collections/subset.ts';
import type { Places } from '../model/access.ts';
import type { GrantDrift } from '../model/drift.ts';

/** The grant's own repository; of a grant on everything each of those where it is drift. */
export function placesOf({ grant, everywhere }: GrantDrift): Places {
  return everywhere?.repositories ?? placesIn([whole([grant])]);
}
