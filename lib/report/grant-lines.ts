// Grants as lines of JSON. Of a large account there are millions, and each is put together of texts that many have in common.
import type { GrantedParts } from '../access/matrix/granted-parts.ts';
import { getOrCreate } from '../collections/get-or-create.ts';
import { type GrantPrincipal, isCapability } from '../model/access.ts';
import type { Repository } from '../model/snapshot.ts';
import { grantRest, reasonView, residualView } from './view.ts';

/** What a line says after its place, as JSON to the end of an object; undefined where it is not shown. */
export type GrantText = (granted: GrantedParts) => string | undefined;

/** The texts of grants, which remembers those of their parts. */
export function grantTexts(): GrantText {
  const heads = new Map<GrantPrincipal, Map<string, string>>();
  const viaTexts = textsOf(reasonView);
  const conditionTexts = textsOf(residualView);
  return ({ principal, capability, decision, via, conditions }) => {
    if (!isCapability(capability)) return undefined;
    const ofPrincipal = getOrCreate(heads, principal, () => new Map<string, string>());
    const head = getOrCreate(ofPrincipal, `${capability} ${decision}`, () => {
      // Without its two empty lists, which are the last members.
      const text = JSON.stringify(grantRest({ principal, capability, decision, conditions: [], via: [] }));
      return text.slice(1, text.lastIndexOf('],"via":[]}'));
    });
    return `${head}${conditionTexts(conditions)}],"via":[${viaTexts(via)}]}`;
  };
}

/** More texts than these are made again: those of a repository are not met again after it. */
const MOST_KEPT = 50_000;

/** The entries of a list that is given in parts, as JSON without the brackets; the text of each part is made once. */
function textsOf<T extends object>(view: (entry: T) => object): (parts: readonly (readonly T[])[]) => string {
  const known = new Map<readonly T[], string>();
  const textOf = (part: readonly T[]): string => {
    const before = known.get(part);
    if (before !== undefined) return before;
    if (known.size >= MOST_KEPT) known.clear();
    return getOrCreate(known, part, () => part.map((entry) => JSON.stringify(view(entry))).join());
  };
  return (parts) => {
    let text = '';
    for (const part of parts) {
      const more = textOf(part);
      text = text === '' || more === '' ? `${text}${more}` : `${text},${more}`;
    }
    return text;
  };
}

/** Each grant as its JSON, in the order given. */
export function* grantLines(grants: Iterable<readonly [Repository, string | undefined]>): Iterable<string> {
  let last: { readonly place: Repository; readonly head: string } | undefined;
  for (const [place, text] of grants) {
    if (text === undefined) continue;
    if (last?.place !== place) {
      last = { place, head: `${JSON.stringify({ region: place.region, repository: place.name }).slice(0, -1)},` };
    }
    yield last.head + text;
  }
}
