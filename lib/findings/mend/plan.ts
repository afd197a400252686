// Edits that do what a mend may do, and nothing else.
import type { Hygiene } from '../../model/drift.ts';
import type { FindingId } from '../../model/ids.ts';
import type { Repository } from '../../model/snapshot.ts';
import { whom } from '../../text/whom.ts';
import { comingGone } from './coming-gone.ts';
import type { Edit } from './edit.ts';
import { type AccessGround, type Effect, effectOf, type PlacedGrant } from './effect.ts';
import { type FactGround, factChange } from './facts-after.ts';
import { oversize } from './sizes.ts';

export interface Plan {
  readonly edits: readonly Edit[];
  readonly effect: Effect;
  /** Other findings that go with it. */
  readonly alsoRemoves: readonly FindingId[];
  /** Those among them that are told of a rewritten statement under another id. */
  readonly renewed: readonly FindingId[];
  /** Those that are told again under another code, because more is expected of the principal there. */
  readonly recoded: readonly FindingId[];
  /** Those that are told again of each repository where something of them stays. */
  readonly split: readonly FindingId[];
  /** Who could give themselves more once it is gone. */
  readonly regaining: readonly Hygiene[];
}

export type Judged = { readonly kind: 'plan'; readonly plan: Plan } | { readonly kind: 'refused'; readonly why: string };

export interface Search extends AccessGround, FactGround {
  /** Who from outside a repository's policies name. */
  readonly outsidersAt: (repository: Repository) => ReadonlySet<string>;
  /** `splitting`: other grants on everything may be left in part. */
  readonly care: 'exact' | 'splitting';
}

/** Whether the edits only take away what findings tell of, and give nothing but what `mayGain` says. */
export function judgeEdits(
  search: Search,
  edits: readonly Edit[],
  mayGain: (grant: PlacedGrant, effect: Effect) => boolean = () => false,
): Judged {
  const { open, care } = search;
  const [large] = edits.flatMap((edit) => oversize(edit) ?? []);
  if (large) return refused(large);
  const effect = effectOf(search, edits);
  const expected = [...effect.lost, ...effect.altered].find(open.isExpected);
  if (expected) return refused(`${grantText(expected)} would change, and that is expected`);
  const gained = effect.gained.find((grant) => !mayGain(grant, effect));
  if (gained) return refused(`${grantText(gained)} would come with it, and nothing says that it is expected`);
  const removed = open.removedBy(effect);
  const isDisturbing = !removed || (care === 'exact' && removed.split.length > 0);
  if (isDisturbing || effect.lockedOut.length > 0 || !effect.halved.every(open.isExpected))
    return refused('other findings would change their meaning');
  const { gone, fresh, renewed } = factChange(search, edits, effect);
  const [first] = fresh.filter(({ code }) => code !== PATH);
  if (first) return refused(`there would be another finding: ${first.message}`);
  return {
    kind: 'plan',
    plan: {
      edits,
      effect,
      alsoRemoves: [...removed.ids, ...gone, ...comingGone(open, edits, effect)].sort(),
      renewed,
      recoded: [],
      split: removed.split,
      regaining: fresh.filter(({ code }) => code === PATH),
    },
  };
}

/** That somebody could take access back is to be known, and no reason to leave it to them. */
const PATH = 'ECRD-307';

/** No plan, and the reason in words. */
export function refused(why: string): Judged {
  return { kind: 'refused', why };
}

function grantText({ subject, capability, repository: { name, region } }: PlacedGrant): string {
  return `${capability} of ${whom(subject.principal.name)} on ${name} in ${region}`;
}
