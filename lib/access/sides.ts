// The two sides of a cell, each judged for the whole catalogue at once: what the caller's own policies say, and what the
// repository's say. A cell is their combination (SEMANTICS A6), so that no cell is judged that shares both with another.
import type { Layer } from '../model/policy.ts';
import type { Repository } from '../model/snapshot.ts';
import { type CompiledStatement, conditionsHold } from '../policy/compile.ts';
import type { Context } from '../policy/context.ts';
import { boundedness, type Layers, type PolicySet } from '../policy/evaluate.ts';
import { all, delegated, FALSE, type Formula, formulaKey, TRUE, unread, unsettled } from '../policy/formula.ts';
import { difference, intersection, maskOf } from '../policy/mask.ts';
import { type Account, isTaggingAction, ownLayers, resourceLayers } from './account.ts';
import { REPOSITORY_ACTIONS } from './actions.ts';
import { ECR_UNIVERSE } from './documents.ts';
import { isTaggingKey, isTagKey, scanContext } from './scan-context.ts';
import type { Subject } from './subjects.ts';
import { ALWAYS, both, EVERY_BIT, either, NEVER, type Ternary, when, within, without } from './ternary.ts';

export interface OwnSide {
  readonly denied: Ternary;
  /** What the own policies grant, all gates passed. */
  readonly own: Ternary;
  /** What a resource policy grants that names the role. */
  readonly throughRole: Ternary;
  /** What a resource policy grants that names the caller directly. */
  readonly throughDirect: Ternary;
}

export interface ResourceSide {
  readonly denied: Ternary;
  readonly direct: Ternary;
  readonly role: Ternary;
  /** Named in any way: what counts for outsiders. */
  readonly some: Ternary;
}

/** A repository without policies. */
export const SILENT: ResourceSide = { denied: NEVER, direct: NEVER, role: NEVER, some: NEVER };

const REPOSITORY_BITS = maskOf(REPOSITORY_ACTIONS.keys());
const REGISTRY_BITS = difference(maskOf(ECR_UNIVERSE.keys()), REPOSITORY_BITS);
const TAGGING_BITS = maskOf([...ECR_UNIVERSE.keys()].filter(isTaggingAction));

/** Where a side is judged: the repository, or its registry for actions without resource. */
interface Ground {
  readonly account: Account;
  readonly subject: Subject;
  readonly region: string;
  readonly repository: Repository | undefined;
}

function ownSide(account: Account, subject: Subject, repository: Repository): OwnSide {
  const ground = { account, subject, region: repository.region, repository };
  const onRepository = ownSideOn(ground);
  const onRegistry = ownSideOn({ ...ground, repository: undefined });
  return {
    denied: either(onRepository.denied, onRegistry.denied),
    own: either(onRepository.own, onRegistry.own),
    throughRole: either(onRepository.throughRole, onRegistry.throughRole),
    throughDirect: either(onRepository.throughDirect, onRegistry.throughDirect),
  };
}

function ownSideOn(ground: Ground): OwnSide {
  const bits = ground.repository ? REPOSITORY_BITS : REGISTRY_BITS;
  const { account, subject } = ground;
  if (!subject.local) return outsiderSide(subject, bits);
  const layers = ownLayers(account, subject);
  const serviceLinked = subject.principal.class === 'service-linked';
  const say = speaker(ground, layers);
  const identity = layers.identity === 'delegated' ? NEVER : say('identity', layers.identity, 'Allow');
  const boundary = layers.boundary ? say('boundary', layers.boundary, 'Allow') : ALWAYS;
  // A8: service-linked roles are exempt.
  const scps = serviceLinked ? [] : layers.scp;
  const guardrails = scps.reduce((allowed, level) => both(allowed, say('scp', level, 'Allow')), ALWAYS);
  const denials: readonly (readonly [Layer, PolicySet | 'delegated' | undefined])[] = [
    ['identity', layers.identity],
    ['boundary', layers.boundary],
    ...scps.map((level) => ['scp', level] as const),
  ];
  const denied = denials.reduce((sum, [layer, set]) => (set && set !== 'delegated' ? either(sum, say(layer, set, 'Deny')) : sum), NEVER);
  const throughRole = within(both(guardrails, boundary), bits);
  return { denied: within(denied, bits), own: both(throughRole, identity), throughRole, throughDirect: within(guardrails, bits) };
}

/** A33, A39: what an outsider's own account says is that account's affair; services and "anybody" have no such side. */
function outsiderSide({ caller }: Subject, bits: typeof REPOSITORY_BITS): OwnSide {
  const own = caller.kind === 'service' || caller.kind === 'anyone' ? TRUE : delegated(caller.account);
  const gate = when(bits, own);
  return { denied: NEVER, own: NEVER, throughRole: gate, throughDirect: gate };
}

/** The own side of a subject at any repository, judged anew only where a statement answers in a new way. */
export function ownSides(account: Account, subject: Subject): (repository: Repository) => OwnSide {
  const varying = varyingStatements(ownLayers(account, subject));
  const known = new Map<string, OwnSide>();
  return (repository) => {
    const { region } = repository;
    const contexts = [false, true].map((tagging) => scanContext(account.ground, subject.keys, { region, repository, tagging }));
    const answers = varying.flatMap((statement) =>
      contexts.map((context) => formulaKey(conditionsHold(statement, repository.arn, context))),
    );
    const key = [region, ...answers].join();
    const side = known.get(key) ?? ownSide(account, subject, repository);
    known.set(key, side);
    return side;
  };
}

/** Statements whose answer depends on more of the repository than its region. */
function varyingStatements({ identity, boundary, scp }: Pick<Layers, 'identity' | 'boundary' | 'scp'>): readonly CompiledStatement[] {
  const sets = [...(identity === 'delegated' ? [] : [identity]), ...(boundary ? [boundary] : []), ...scp];
  const statements = sets.flatMap(({ policies }) => policies.flatMap(({ compiled }) => compiled.statements));
  return statements.filter(({ resource, conditions }) => {
    const isNarrow = resource.templates.length > 0 || resource.fixed.some(({ pattern }) => !pattern.everything);
    return isNarrow || conditions.some(({ keys }) => keys.some(isTagKey));
  });
}

export function resourceSide(account: Account, subject: Subject, repository: Repository): ResourceSide {
  const ground = { account, subject, region: repository.region, repository };
  const onRepository = resourceSideOn(ground);
  const onRegistry = resourceSideOn({ ...ground, repository: undefined });
  // E6: no resource policy grants an action on the registry.
  return { ...onRepository, denied: either(onRepository.denied, onRegistry.denied) };
}

function resourceSideOn(ground: Ground): ResourceSide {
  const { account, subject, region, repository } = ground;
  const bits = repository ? REPOSITORY_BITS : REGISTRY_BITS;
  const { resource, rcp } = resourceLayers(account, region, repository);
  const say = speaker(ground, ownLayers(account, subject));
  const denials = say('resource', resource, 'Deny');
  // A17: calls by service-linked roles are exempt.
  const denied = subject.principal.class === 'service-linked' ? denials : either(denials, say('rcp', rcp, 'Deny'));
  const allow = (how: 'direct' | 'role' | 'some'): Ternary => (repository ? within(say('resource', resource, 'Allow', how), bits) : NEVER);
  return { denied: within(denied, bits), direct: allow('direct'), role: allow('role'), some: allow('some') };
}

type Say = (layer: Layer, set: PolicySet, effect: 'Allow' | 'Deny', how?: 'direct' | 'role' | 'some') => Ternary;

/** What a set of policies says to a subject, statement by statement. */
function speaker(ground: Ground, own: Pick<Layers, 'boundary'>): Say {
  const { account, subject, region, repository } = ground;
  const bounded = boundedness(own);
  const plain = scanContext(account.ground, subject.keys, { region, repository, tagging: false });
  const tagging = scanContext(account.ground, subject.keys, { region, repository, tagging: true });
  return (layer, set, effect, how = 'some') => {
    let said = set.gaps.reduce((sum, gap) => either(sum, when(EVERY_BIT, unread(gap, effect))), NEVER);
    for (const { compiled, inForce = TRUE } of set.policies) {
      for (const statement of compiled.statements) {
        if (statement.effect !== effect) continue;
        const named = statement.principal.naming(subject.caller, bounded)[how];
        if (named === FALSE) continue;
        const outcome = (context: Context): Formula => all(named, inForce, holds(statement, layer, context, repository));
        said = either(said, byTagging(statement, outcome, plain, tagging));
      }
    }
    return said;
  };
}

/** Keys of request tags exist for a few actions only (D4). */
function byTagging(statement: CompiledStatement, outcome: (context: Context) => Formula, plain: Context, tagging: Context): Ternary {
  const usesTags = statement.conditions.some(({ keys }) => keys.some(isTaggingKey));
  if (!usesTags) return when(statement.actions, outcome(plain));
  return either(
    when(difference(statement.actions, TAGGING_BITS), outcome(plain)),
    when(intersection(statement.actions, TAGGING_BITS), outcome(tagging)),
  );
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
export function combineSides(own: OwnSide, resource: ResourceSide, isLocal: boolean): Ternary {
  const through = isLocal
    ? either(both(resource.direct, own.throughDirect), both(resource.role, own.throughRole))
    : both(resource.some, own.throughDirect);
  return without(either(own.own, through), either(own.denied, resource.denied));
}

/** A text that is equal for equal sides, and only for those. */
export function sideKey(parts: readonly Ternary[]): string {
  return parts
    .map(
      ({ yes, open }) => `${yes.lo},${yes.hi}${open.map((bits) => `|${bits.mask.lo},${bits.mask.hi}:${formulaKey(bits.when)}`).join('')}`,
    )
    .join(';');
}
