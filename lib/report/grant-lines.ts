// Grants as lines of JSON. Of a large account there are millions, and most of what they say is said of many.
import type { GrantedBy } from '../access/matrix/grants.ts';
import { getOrCreate } from '../collections/get-or-create.ts';
import type { Repository } from '../model/snapshot.ts';
import { grantRest } from './view.ts';

/** What a line says beside its place, as JSON of an object; undefined where it is not shown. */
export function grantText(granted: GrantedBy): string | undefined {
  const rest = grantRest(granted);
  return rest && JSON.stringify(rest);
}

/** Each grant as its JSON, in the order given. */
export function* grantLines(grants: Iterable<readonly [Repository, string | undefined]>): Iterable<string> {
  const heads = new Map<Repository, string>();
  for (const [place, text] of grants) {
    if (text === undefined) continue;
    const head = getOrCreate(heads, place, () => JSON.stringify({ region: place.region, repository: place.name }));
    yield `${head.slice(0, -1)},${text.slice(1)}`;
  }
}
