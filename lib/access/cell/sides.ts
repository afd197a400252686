// The two sides of a cell, each judged for the whole catalogue at once: what the principal's own policies say, and what the
// repository's say. A cell is their combination (A6 of docs/semantics.md), so that no cell is judged that shares both with another.

import { REGISTRY_MASK, REPOSITORY_MASK, REQUEST_TAG_MASK } from '../../ecr/actions.ts';
import type { Repository } from '../../model/snapshot.ts';
import { type CompiledStatement, conditionsHold } from '../../policy/compile.ts';
import type { Asked } from '../../policy/layer-answer.ts';
import type { PrincipalLayers, ResourceLayers } from '../../policy/layers.ts';
import { formulaKey } from '../../policy/logic/formula.ts';
import { type ActionMask, difference, intersection } from '../../policy/logic/mask.ts';
import {
  combine,
  hasBoundary,
  type PrincipalSideOf,
  principalAnswers,
  principalSideOf,
  type ResourceSideOf,
  resourceAnswers,
  resourceSideOf,
} from '../../policy/order.ts';
import { type Account, ownLayers, resourceLayers } from '../account/account.ts';
import { isTaggingKey, requestContext } from '../account/request-context.ts';
import type { Subject } from '../account/subjects.ts';
import { type ActionFormulas, algebraOver, EVERY_BIT, either, NEVER, when } from './action-formulas.ts';

export type PrincipalSide = PrincipalSideOf<ActionFormulas>;
export type ResourceSide = ResourceSideOf<ActionFormulas>;

/** A repository without policies, and any set of policies that says nothing. */
export const SILENT: ResourceSide = { denied: NEVER, direct: NEVER, role: NEVER, some: NEVER };

const EVERYTHING = algebraOver(EVERY_BIT);
const ON_REPOSITORY = algebraOver(REPOSITORY_MASK);
const ON_REGISTRY = algebraOver(REGISTRY_MASK);

/** Where a side is judged: the repository, or its registry for actions without resource. */
export interface SideRequest {
  readonly account: Account;
  readonly subject: Subject;
  readonly region: string;
  readonly repository: Repository | undefined;
}

/** What a subject's own policies say of all actions on a repository and on its registry. */
export function principalSide(account: Account, subject: Subject, repository: Repository): PrincipalSide {
  const request = { account, subject, region: repository.region, repository };
  const layers = ownLayers(account, subject);
  const onRepository = principalSideOn(request, layers);
  const onRegistry = principalSideOn({ ...request, repository: undefined }, layers);
  return {
    relation: onRepository.relation,
    denied: either(onRepository.denied, onRegistry.denied),
    guardrails: either(onRepository.guardrails, onRegistry.guardrails),
    identity: either(onRepository.identity, onRegistry.identity),
    limits: either(onRepository.limits, onRegistry.limits),
  };
}

function principalSideOn(request: SideRequest, layers: PrincipalLayers): PrincipalSide {
  const algebra = request.repository ? ON_REPOSITORY : ON_REGISTRY;
  const asked = askedBy(request, layers);
  return principalSideOf(algebra, asked, principalAnswers(algebra, asked, layers));
}

/** The resource side of any subject at a repository. */
export function resourceSides(account: Account, repository: Repository): (subject: Subject) => ResourceSide {
  const { region } = repository;
  const layers = resourceLayers(account, region, repository);
  const registryLayers = resourceLayers(account, region, undefined);
  return (subject) => {
    const request = { account, subject, region, repository };
    const onRepository = resourceSideOn(request, layers);
    const onRegistry = resourceSideOn({ ...request, repository: undefined }, registryLayers);
    return {
      denied: either(onRepository.denied, onRegistry.denied),
      direct: either(onRepository.direct, onRegistry.direct),
      role: either(onRepository.role, onRegistry.role),
      some: either(onRepository.some, onRegistry.some),
    };
  };
}

function resourceSideOn(request: SideRequest, layers: ResourceLayers): ResourceSide {
  const algebra = request.repository ? ON_REPOSITORY : ON_REGISTRY;
  const asked = askedBy(request, ownLayers(request.account, request.subject));
  return resourceSideOf(algebra, asked, resourceAnswers(algebra, asked, layers));
}

function askedBy(request: SideRequest, own: PrincipalLayers): Asked<ActionFormulas> {
  const { account, subject, repository } = request;
  return {
    caller: subject.caller,
    actions: actionsAt(request),
    resource: repository?.arn ?? '*',
    resourceAccount: account.ground.account,
    hasBoundary: hasBoundary(own),
    holds: statementsAt(request),
  };
}

function actionsAt({ repository }: SideRequest): ActionMask {
  return repository ? REPOSITORY_MASK : REGISTRY_MASK;
}

/** Where the elements of a statement fit a request. Keys of request tags exist for a few actions only (D4). */
export function statementsAt(request: SideRequest): (statement: CompiledStatement) => ActionFormulas {
  const { account, subject, region, repository } = request;
  const plain = requestContext(account.ground, subject.keys, { region, repository, tagging: false });
  const tagging = requestContext(account.ground, subject.keys, { region, repository, tagging: true });
  const resource = repository?.arn ?? '*';
  return (statement) => {
    const actions = intersection(statement.actions, actionsAt(request));
    if (!asksForTags(statement)) return when(actions, conditionsHold(statement, resource, plain));
    return either(
      when(difference(actions, REQUEST_TAG_MASK), conditionsHold(statement, resource, plain)),
      when(intersection(actions, REQUEST_TAG_MASK), conditionsHold(statement, resource, tagging)),
    );
  };
}

/** Whether what a statement says of actions that carry tags in their request may be other than what it says of all others. */
export function asksForTags({ conditions, resource }: CompiledStatement): boolean {
  return conditions.some(({ keys }) => keys.some(isTaggingKey)) || resource.templates.some(({ keys }) => keys.some(isTaggingKey));
}

/** What is granted in the cell of two sides. */
export function combineSides(own: PrincipalSide, resource: ResourceSide): ActionFormulas {
  return combine(EVERYTHING, own, resource);
}

/** What a subject's own policies grant by themselves, Denies aside. */
export function ownGrants({ guardrails, identity, limits }: PrincipalSide): ActionFormulas {
  return EVERYTHING.all(guardrails, identity, limits);
}

/** A text that is equal for equal answers, and only for those. */
export function sideKey(parts: readonly ActionFormulas[]): string {
  return parts
    .map(
      ({ always, depends }) =>
        `${always.lo},${always.hi}${depends.map((bits) => `|${bits.mask.lo},${bits.mask.hi}:${formulaKey(bits.when)}`).join('')}`,
    )
    .join(';');
}
