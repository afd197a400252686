// The two sides of a cell, each judged for the whole catalogue at once: what the caller's own policies say, and what the
// repository's say. A cell is their combination (SEMANTICS A6), so that no cell is judged that shares both with another.

import { REGISTRY_MASK, REPOSITORY_MASK, REQUEST_TAG_MASK } from '../../ecr/actions.ts';
import type { Effect, Layer } from '../../model/policy.ts';
import type { Repository } from '../../model/snapshot.ts';
import { type CompiledStatement, conditionsHold } from '../../policy/compile.ts';
import { boundedness, hiddenAllow, type Layers, type PolicySet } from '../../policy/evaluate.ts';
import { all, delegated, FALSE, type Formula, formulaKey, type Hidden, TRUE, unread, unsettled } from '../../policy/logic/formula.ts';
import { type ActionMask, difference, intersection, isEmpty } from '../../policy/logic/mask.ts';
import type { Context } from '../../policy/match/context.ts';
import type { PrincipalMatch } from '../../policy/principal-match.ts';
import { type Account, ownLayers, resourceLayers } from '../account/account.ts';
import { isTaggingKey, requestContext } from '../account/request-context.ts';
import { isOwnFederated, type Subject } from '../account/subjects.ts';
import { type ActionFormulas, ALWAYS, both, EVERY_BIT, either, NEVER, when, within, without } from './action-formulas.ts';

export interface PrincipalSide {
  readonly denied: ActionFormulas;
  /** What the own policies grant, all gates passed. */
  readonly own: ActionFormulas;
  /** What a resource policy grants that names the role. */
  readonly throughRole: ActionFormulas;
  /** What a resource policy grants that names the caller directly. */
  readonly throughDirect: ActionFormulas;
}

export interface ResourceSide {
  readonly denied: ActionFormulas;
  readonly direct: ActionFormulas;
  readonly role: ActionFormulas;
  /** Named in any way: what counts for outsiders. */
  readonly some: ActionFormulas;
}

/** A repository without policies, and any set of policies that says nothing. */
export const SILENT: ResourceSide = { denied: NEVER, direct: NEVER, role: NEVER, some: NEVER };
/** No boundary: nothing is kept back. */
const PERMISSIVE: ResourceSide = { ...SILENT, some: ALWAYS };

export type PrincipalLayers = Pick<Layers, 'identity' | 'boundary' | 'scp'>;

/** Where a side is judged: the repository, or its registry for actions without resource. */
export interface SideRequest {
  readonly account: Account;
  readonly subject: Subject;
  readonly region: string;
  readonly repository: Repository | undefined;
}

export function principalSide(account: Account, subject: Subject, repository: Repository): PrincipalSide {
  const ground = { account, subject, region: repository.region, repository };
  const layers = ownLayers(account, subject);
  const onRepository = ownSideOn(ground, layers);
  const onRegistry = ownSideOn({ ...ground, repository: undefined }, layers);
  return {
    denied: either(onRepository.denied, onRegistry.denied),
    own: either(onRepository.own, onRegistry.own),
    throughRole: either(onRepository.throughRole, onRegistry.throughRole),
    throughDirect: either(onRepository.throughDirect, onRegistry.throughDirect),
  };
}

function ownSideOn(ground: SideRequest, layers: PrincipalLayers): PrincipalSide {
  const { subject } = ground;
  const bits = bitsOn(ground);
  const say = speaker(ground, layers);
  const guardrails = guardrailsOf(subject, layers, say);
  if (isOwnFederated(ground.account.ground, subject)) return throughAlone(guardrails, bits);
  if (!subject.local) return outsiderSide(subject, bits);
  const identity = layers.identity === 'delegated' ? SILENT : say('identity', layers.identity);
  const boundary = layers.boundary ? say('boundary', layers.boundary) : PERMISSIVE;
  const denied = [identity, boundary, guardrails].reduce((sum, said) => either(sum, said.denied), NEVER);
  const throughRole = within(both(guardrails.some, boundary.some), bits);
  return { denied: within(denied, bits), own: both(throughRole, identity.some), throughRole, throughDirect: within(guardrails.some, bits) };
}

type Guardrails = Pick<ResourceSide, 'denied' | 'some'>;

/** A8, A9: every level has to allow; service-linked roles are exempt. */
function guardrailsOf(subject: Subject, { scp }: PrincipalLayers, say: Speaker): Guardrails {
  const levels = subject.principal.class === 'service-linked' ? [] : scp.map((level) => say('scp', level));
  return {
    denied: levels.reduce((sum, level) => either(sum, level.denied), NEVER),
    some: levels.reduce((allowed, level) => both(allowed, level.some), ALWAYS),
  };
}

/** The side of a federated session of the account: what it may by its user is the user's, and listed there. */
function throughAlone({ denied, some }: Guardrails, bits: ActionMask): PrincipalSide {
  return { denied: within(denied, bits), own: NEVER, throughRole: NEVER, throughDirect: within(some, bits) };
}

function bitsOn({ repository }: SideRequest): ActionMask {
  return repository ? REPOSITORY_MASK : REGISTRY_MASK;
}

/** A33, A39: what an outsider's own account says is that account's affair; services and "anybody" have no such side. */
function outsiderSide({ caller }: Subject, bits: ActionMask): PrincipalSide {
  const own = caller.kind === 'service' || caller.kind === 'anyone' ? TRUE : delegated(caller.account);
  const gate = when(bits, own);
  return { denied: NEVER, own: NEVER, throughRole: gate, throughDirect: gate };
}

/** The resource side of any subject at a repository. */
export function resourceSides(account: Account, repository: Repository): (subject: Subject) => ResourceSide {
  const { region } = repository;
  const layers = resourceLayers(account, region, repository);
  const registryLayers = resourceLayers(account, region, undefined);
  return (subject) => {
    const ground = { account, subject, region, repository };
    const onRepository = resourceSideOn(ground, layers);
    const onRegistry = resourceSideOn({ ...ground, repository: undefined }, registryLayers);
    // E6: no resource policy grants an action on the registry.
    return { ...onRepository, denied: either(onRepository.denied, onRegistry.denied) };
  };
}

function resourceSideOn(ground: SideRequest, { resource, rcp }: Pick<Layers, 'resource' | 'rcp'>): ResourceSide {
  const { account, subject } = ground;
  const bits = bitsOn(ground);
  const say = speaker(ground, ownLayers(account, subject));
  const { denied, direct, role, some } = asOutsider(ground, say('resource', resource));
  // A17: calls by service-linked roles are exempt.
  const guarded = subject.principal.class === 'service-linked' ? denied : either(denied, say('rcp', rcp).denied);
  if (!ground.repository) return { ...SILENT, denied: within(guarded, bits) };
  return { denied: within(guarded, bits), direct: within(direct, bits), role: within(role, bits), some: within(some, bits) };
}

/** A21: a federated session of the account has what names it, and what names its user as far as that user's limits let it. */
function asOutsider({ account, subject }: SideRequest, said: ResourceSide): ResourceSide {
  if (!isOwnFederated(account.ground, subject)) return said;
  return { ...said, some: either(said.direct, only(said.role, delegated(account.ground.account))) };
}

type Speaker = (layer: Layer, set: PolicySet) => ResourceSide;

/** What a set of policies says to a subject, statement by statement; the Allows by the way in which they name it. */
function speaker(ground: SideRequest, own: Pick<Layers, 'boundary'>): Speaker {
  const { subject } = ground;
  const bounded = boundedness(own);
  const bits = bitsOn(ground);
  const outcomeOf = outcomes(ground);
  return (layer, set) => {
    const hidden = (what: Hidden): ActionFormulas => set.gaps.reduce((sum, gap) => either(sum, when(EVERY_BIT, unread(gap, what))), NEVER);
    const allowed = hidden(hiddenAllow(layer));
    let said: ResourceSide = { denied: hidden('Deny'), direct: allowed, role: allowed, some: allowed };
    for (const { compiled, inForce = TRUE } of set.policies) {
      for (const statement of compiled.statements) {
        if (isEmpty(intersection(statement.actions, bits))) continue;
        const naming = statement.principal.naming(subject.caller, bounded);
        if (naming.some === FALSE) continue;
        said = adding(said, statement.effect, naming, only(outcomeOf(statement, layer), inForce));
      }
    }
    return said;
  };
}

function adding(said: ResourceSide, effect: Effect, { direct, role, some }: PrincipalMatch, outcome: ActionFormulas): ResourceSide {
  if (outcome === NEVER) return said;
  if (effect === 'Deny') return { ...said, denied: either(said.denied, only(outcome, some)) };
  return {
    denied: said.denied,
    direct: either(said.direct, only(outcome, direct)),
    role: either(said.role, only(outcome, role)),
    some: either(said.some, only(outcome, some)),
  };
}

function only(ternary: ActionFormulas, condition: Formula): ActionFormulas {
  if (condition === TRUE) return ternary;
  return condition === FALSE ? NEVER : both(ternary, when(EVERY_BIT, condition));
}

/** Where the conditions of a statement hold. Keys of request tags exist for a few actions only (D4). */
export function outcomes(ground: SideRequest): (statement: CompiledStatement, layer: Layer) => ActionFormulas {
  const { account, subject, region, repository } = ground;
  const plain = requestContext(account.ground, subject.keys, { region, repository, tagging: false });
  const tagging = requestContext(account.ground, subject.keys, { region, repository, tagging: true });
  return (statement, layer) => {
    const { actions, conditions } = statement;
    const usesTags = conditions.some(({ keys }) => keys.some(isTaggingKey));
    if (!usesTags) return when(actions, holds(statement, layer, plain, repository));
    return either(
      when(difference(actions, REQUEST_TAG_MASK), holds(statement, layer, plain, repository)),
      when(intersection(actions, REQUEST_TAG_MASK), holds(statement, layer, tagging, repository)),
    );
  };
}

/** As in an evaluation of a single request: on the registry, resource policies do not grant, and their denials are not settled (E6, A19). */
function holds(statement: CompiledStatement, layer: Layer, context: Context, repository: Repository | undefined): Formula {
  if (repository) return conditionsHold(statement, repository.arn, context);
  if (layer === 'resource' && (statement.effect === 'Allow' || statement.resource.scope === 'every')) return FALSE;
  const outcome = conditionsHold(statement, '*', context);
  if (layer === 'resource') return all(outcome, unsettled('E6'));
  return layer === 'rcp' ? all(outcome, unsettled('A19')) : outcome;
}

/** What is granted in the cell of two sides. */
export function combineSides(own: PrincipalSide, resource: ResourceSide, isLocal: boolean): ActionFormulas {
  const through = isLocal
    ? either(both(resource.direct, own.throughDirect), both(resource.role, own.throughRole))
    : both(resource.some, own.throughDirect);
  return without(either(own.own, through), either(own.denied, resource.denied));
}

/** A text that is equal for equal sides, and only for those. */
export function sideKey(parts: readonly ActionFormulas[]): string {
  return parts
    .map(
      ({ yes, open }) => `${yes.lo},${yes.hi}${open.map((bits) => `|${bits.mask.lo},${bits.mask.hi}:${formulaKey(bits.when)}`).join('')}`,
    )
    .join(';');
}
