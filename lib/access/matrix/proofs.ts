// Why a cell is granted: the statements behind it and the conditions that remain. What many cells have in common is worked out once, and
// actions that no statement tells apart are decided together.
import { getOrCreate } from '../../collections/get-or-create.ts';
import { actionOf, isRegistryAction, REQUEST_TAG_MASK } from '../../ecr/actions.ts';
import { LOGIN } from '../../ecr/capabilities.ts';
import { type Decision, distinctReasons, distinctResiduals, type Reason, type Residual } from '../../model/decision.ts';
import type { Repository } from '../../model/snapshot.ts';
import { decisionOf } from '../../policy/decide.ts';
import { evaluate } from '../../policy/evaluate.ts';
import type { PolicySet, PrincipalLayers, ResourceLayers } from '../../policy/layers.ts';
import { type ActionMask, bitsOf, hasBit } from '../../policy/logic/mask.ts';
import { type Account, ownLayers, requestOf, resourceLayers } from '../account/account.ts';
import type { Subject } from '../account/subjects.ts';

export interface Proof {
  readonly via: readonly Reason[];
  readonly conditions: readonly Residual[];
}

/** The proof of some actions in one cell; `login`: whether they need a token as well. */
export type CellProofs = (actions: ActionMask, login: boolean) => Proof;

/** The proofs of each cell of an account, which is judged by itself: what the class-wise matrix has to agree with. */
export function proofsIn(account: Account): (subject: Subject, repository: Repository) => CellProofs {
  const own = new WeakMap<Subject, SideOf<PrincipalLayers>>();
  const others = new WeakMap<Repository, SideOf<ResourceLayers>>();
  const tokens = new WeakMap<Subject, Map<string, Decision>>();
  const ownSide = (subject: Subject): SideOf<PrincipalLayers> => getOrCreate(own, subject, () => principalSide(account, subject));
  return (subject, repository) => {
    const { region } = repository;
    const decide = deciding(account, {
      subject,
      repository,
      own: ownSide(subject),
      others: getOrCreate(others, repository, () => resourceSide(account, region, repository)),
    });
    const token = (): Decision =>
      getOrCreate(
        getOrCreate(tokens, subject, () => new Map<string, Decision>()),
        region,
        // It is about no repository, whichever one is asked about.
        () => deciding(account, { subject, repository, own: ownSide(subject), others: resourceSide(account, region, undefined) })(LOGIN),
      );
    return (actions, login) => {
      const decisions = [...new Set(bitsOf(actions).map(decide))];
      const needed = login ? [...decisions, token()] : decisions;
      return {
        via: distinctReasons(decisions.flatMap(granting)),
        conditions: distinctResiduals(needed.flatMap(({ conditions }) => conditions)),
      };
    };
  };
}

/** One side of a cell, with the actions of each of its statements. */
interface SideOf<L> {
  readonly layers: L;
  readonly masks: readonly ActionMask[];
}

function principalSide(account: Account, subject: Subject): SideOf<PrincipalLayers> {
  const layers = ownLayers(account, subject);
  const { identity, boundary, session, scp } = layers;
  return { layers, masks: masksOf([...(identity === 'delegated' ? [] : [identity]), boundary, session, ...scp]) };
}

function resourceSide(account: Account, region: string, repository: Repository | undefined): SideOf<ResourceLayers> {
  const layers = resourceLayers(account, region, repository);
  return { layers, masks: masksOf([layers.resource, layers.rcp]) };
}

function masksOf(sets: readonly (PolicySet | undefined)[]): readonly ActionMask[] {
  const masks = sets.flatMap((set) => set?.policies.flatMap(({ compiled }) => compiled.statements.map(({ actions }) => actions)) ?? []);
  return [...new Map(masks.map((mask) => [`${mask.lo} ${mask.hi}`, mask])).values()];
}

interface CellSides {
  readonly subject: Subject;
  readonly repository: Repository;
  readonly own: SideOf<PrincipalLayers>;
  readonly others: SideOf<ResourceLayers>;
}

/** The decision on each action of a cell: one object for all that are asked of the same resource, and of which the same statements speak. */
function deciding(account: Account, { subject, repository, own, others }: CellSides): (action: number) => Decision {
  const layers = { ...own.layers, ...others.layers };
  const masks = [own.masks, others.masks];
  const decided: { readonly action: number; readonly decision: Decision }[] = [];
  return (action) => {
    const alike = decided.find((each) => isAskedAlike(each.action, action) && masks.every((some) => areAlike(some, each.action, action)));
    if (alike) return alike.decision;
    const request = requestOf(account, { subject, repository, action });
    const decision = decisionOf(evaluate(request, layers), request);
    decided.push({ action, decision });
    return decision;
  };
}

function isAskedAlike(a: number, b: number): boolean {
  return isRegistryAction(actionOf(a)) === isRegistryAction(actionOf(b)) && hasBit(REQUEST_TAG_MASK, a) === hasBit(REQUEST_TAG_MASK, b);
}

function areAlike(masks: readonly ActionMask[], a: number, b: number): boolean {
  return masks.every((mask) => hasBit(mask, a) === hasBit(mask, b));
}

/** Guardrails, boundaries and session policies let pass; only identity and resource policies grant. */
function granting({ statements }: Decision): readonly Reason[] {
  return statements.filter(({ layer, source: { effect } }) => effect === 'Allow' && (layer === 'identity' || layer === 'resource'));
}
