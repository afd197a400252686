// Edits that do what a remediation may do, and nothing else.
import { subjectNamed } from '../../access/account/account.ts';
import { repositoryOf } from '../../access/classes/repository-classes.ts';
import type { CellIntent } from '../../drift/cell/cell-intent.ts';
import { actionBit } from '../../ecr/actions.ts';
import { CAPABILITY_ACTIONS } from '../../ecr/capabilities.ts';
import { CAPABILITIES } from '../../model/access.ts';
import type { PolicyFinding } from '../../model/drift.ts';
import type { FindingId } from '../../model/ids.ts';
import type { Repository } from '../../model/snapshot.ts';
import { hasBit } from '../../policy/logic/mask.ts';
import { whom } from '../../text/whom.ts';
import type { Edit } from '../policy/edit.ts';
import { oversize } from '../policy/sizes.ts';
import { leftAlone } from './crowd.ts';
import { type AccessEffect, type EffectInput, effectOf, type NamedGrant, type PlacedGrant } from './effect.ts';
import { type FindingsInput, findingChange, NO_CHANGE, PATH } from './findings-after.ts';
import { placeholderGone } from './placeholder-gone.ts';

export interface Plan {
  readonly edits: readonly Edit[];
  readonly effect: AccessEffect;
  /** Those that are to end and are seen to. */
  readonly ended: readonly FindingId[];
  /** Other findings that go with it. */
  readonly alsoRemoves: readonly FindingId[];
  /** Those among them that are reported of a rewritten statement under another id. */
  readonly renewed: readonly FindingId[];
  /** Those that are reported again under another code, because more is expected of the principal there. */
  readonly codeChanged: readonly FindingId[];
  /** Those that are reported again for each repository where something of them stays. */
  readonly split: readonly FindingId[];
  /** Who could give themselves more once it is gone. */
  readonly regaining: readonly PolicyFinding[];
  /** Who is reported by name afterwards, instead of as one of all. */
  readonly named: readonly string[];
}

export type JudgedPlan = { readonly kind: 'plan'; readonly plan: Plan } | { readonly kind: 'refused'; readonly why: string };

export interface Search extends EffectInput, FindingsInput {
  /** What the baseline says of one cell. */
  readonly terms: CellIntent;
  /** Who from outside a repository's policies name. */
  readonly outsidersAt: (repository: Repository) => ReadonlySet<string>;
  /** `splitting`: other grants on everything may be left in part. */
  readonly care: 'exact' | 'splitting';
  /** `later`: whoever asks has the checks of policies run over what it comes to. */
  readonly checks: 'now' | 'later';
}

/** Whether the edits only take away what findings tell of, and give nothing but what `mayGain` says. */
export function judgeEdits(
  search: Search,
  edits: readonly Edit[],
  mayGain: (grant: PlacedGrant, effect: AccessEffect) => boolean = () => false,
): JudgedPlan {
  const { open, care } = search;
  const [large] = edits.flatMap((edit) => oversize(edit) ?? []);
  if (large) return refused(large);
  const effect = effectOf(search, edits);
  const expected = effect.lost.find(open.isMeant) ?? effect.altered.find(open.isExpected);
  if (expected) return refused(`${grantText(expected)} would change, and that is expected`);
  const action = effect.lostActions.find((each) => isAllowed(search, each));
  if (action) return refused(`${action.capability} of ${placeText(action)} would go, and the baseline allows it`);
  const gained = effect.gained.find((grant) => !mayGain(grant, effect));
  if (gained) return refused(`${grantText(gained)} would come with it, and nothing says that it is expected`);
  const removed = open.removedBy(settledIn(search, effect));
  const isDisturbing = !removed || (care === 'exact' && removed.split.some((id) => !open.targets.has(id)));
  if (isDisturbing || effect.lockedOut.length > 0 || !effect.halved.every(open.isExpected))
    return refused('other findings would change their meaning');
  const alone = leftAlone(search, effect);
  if (alone) return refused(`${alone.capability} of ${placeText(alone)} would be a finding of its own, which everybody's is now`);
  const change = search.checks === 'now' ? findingChange(search, edits, effect) : NO_CHANGE;
  if (!change) return refused('to find out what else changes takes more than an audit spends: `ecr-drift fix` does');
  const { gone, fresh, renewed } = change;
  const [first] = fresh.filter(({ code }) => code !== PATH);
  if (first) return refused(`there would be another finding: ${first.message}`);
  const over = [...new Set([...removed.ids, ...gone, ...placeholderGone(open, edits, effect)])].sort();
  return {
    kind: 'plan',
    plan: {
      edits,
      effect,
      ended: over.filter((id) => open.targets.has(id)),
      alsoRemoves: over.filter((id) => !open.targets.has(id)),
      renewed,
      codeChanged: [],
      split: removed.split,
      regaining: fresh.filter(({ code }) => code === PATH),
      named: [],
    },
  };
}

/** No plan, and the reason in words. */
export function refused(why: string): JudgedPlan {
  return { kind: 'refused', why };
}

/** The effect with what is no drift any more, though it is still there, among what goes. */
function settledIn({ terms }: Search, effect: AccessEffect): AccessEffect {
  const settled = new Set(effect.altered.filter((grant) => isSettled(terms, effect, grant)));
  if (settled.size === 0) return effect;
  return { ...effect, lost: [...effect.lost, ...settled], altered: effect.altered.filter((grant) => !settled.has(grant)) };
}

/** Whether the baseline has nothing against a grant as the edits leave it. */
export function isSettled(terms: CellIntent, { after, at }: AccessEffect, { subject, repository, capability }: NamedGrant): boolean {
  const place = repositoryOf(after, repository.arn);
  if (!place) return true;
  const who = subjectNamed(after, subject.principal.name);
  return terms.verdicts(after, { subject: who, repository: place }, at(who, place)).every((verdict) => verdict.capability !== capability);
}

/** Whether the baseline lets an action be, and not only as a part of what it forbids. */
function isAllowed({ account, terms, open }: Search, { subject, repository, capability: action }: NamedGrant): boolean {
  const bit = actionBit(action);
  if (bit === undefined || !hasBit(terms.allowed(account, { subject, repository }), bit)) return false;
  const around = CAPABILITIES.filter((capability) => hasBit(CAPABILITY_ACTIONS[capability], bit));
  return [action, ...around].every((capability) => open.forbiddenBy({ subject, repository, capability }) === undefined);
}

function grantText({ capability, ...place }: PlacedGrant): string {
  return `${capability} of ${placeText(place)}`;
}

function placeText({ subject, repository: { name, region } }: Pick<NamedGrant, 'subject' | 'repository'>): string {
  return `${whom(subject.principal.name)} on ${name} in ${region}`;
}
