// Whether somebody may take a step: what its own policies say of an action on a user, role, group or policy.
import { type Account, ownLayers } from '../../access/account/account.ts';
import { isTaggingKey, isTagKey, requestContext } from '../../access/account/request-context.ts';
import type { Subject } from '../../access/account/subjects.ts';
import { memoize } from '../../collections/memoize.ts';
import type { Reason, Residual } from '../../model/decision.ts';
import { policyName } from '../../model/policy-ref.ts';
import type { LocalPrincipal, Tags } from '../../model/snapshot.ts';
import type { CompiledStatement } from '../../policy/compile.ts';
import { decide } from '../../policy/decide.ts';
import type { Layers, PolicySet } from '../../policy/layers.ts';
import { type ActionMask, emptyMask, hasBit, union } from '../../policy/logic/mask.ts';
import { ABSENT, ANYTHING, type Context, type Known, known } from '../../policy/match/context.ts';
import { type PathAction, pathBit } from './indirect-actions.ts';

/** How far a step is certain. */
export interface Permit {
  readonly statements: readonly Reason[];
  /** What the request has to bring along. */
  readonly conditions: readonly Residual[];
}

export interface PermitTarget {
  readonly resource: string;
  /** The user or role that the step is about: conditions may ask for its tags and its boundary. */
  readonly about?: Pick<LocalPrincipal, 'tags' | 'boundary'>;
  /** What the request says, by condition key. */
  readonly keys?: Readonly<Record<string, string | undefined>>;
  /** The policy of the target, where it has one and it has to allow (A5). */
  readonly trust?: PolicySet;
}

export interface Permits {
  /** The account under the actions of this folder. */
  readonly account: Account;
  /** Undefined where the step is denied, and where nobody can say. */
  readonly may: (actor: Subject, action: PathAction, target: PermitTarget) => Permit | undefined;
  /** Whether its own policies speak of the action in some Allow. */
  readonly speaksOf: (actor: Subject, action: PathAction) => boolean;
  /** The Allows of its own policies that speak of the action. */
  readonly allows: (actor: Subject, action: PathAction) => readonly CompiledStatement[];
  /** Every action that its own policies speak of. */
  readonly spoken: (actor: Subject) => ActionMask;
}

export const NO_POLICIES: PolicySet = { policies: [], gaps: [] };

/** What steps users and roles may take, asked step by step. `account` is one under the actions of this folder. */
export function permitsOf(account: Account): Permits {
  const layersOf = memoize((actor: Subject) => ownLayers(account, actor));
  const allowsOf = memoize((actor: Subject) => allowing(layersOf(actor)));
  const spoken = memoize((actor: Subject) => allowsOf(actor).reduce((mask, { actions }) => union(mask, actions), emptyMask()));
  const speaksOf = (actor: Subject, action: PathAction): boolean => hasBit(spoken(actor), pathBit(action));
  return {
    account,
    spoken,
    speaksOf,
    allows: (actor, action) => allowsOf(actor).filter(({ actions }) => hasBit(actions, pathBit(action))),
    may: (actor, action, target) => {
      if (!target.trust && !speaksOf(actor, action)) return undefined;
      const rcp = target.trust ? account.rcp : NO_POLICIES;
      return permitOf(account, { actor, action, target }, { ...layersOf(actor), resource: target.trust ?? NO_POLICIES, rcp });
    },
  };
}

function allowing({ identity }: Pick<Layers, 'identity'>): readonly CompiledStatement[] {
  if (identity === 'delegated') return [];
  return identity.policies.flatMap(({ compiled }) => compiled.statements.filter(({ source: { effect } }) => effect === 'Allow'));
}

interface Step {
  readonly actor: Subject;
  readonly action: PathAction;
  readonly target: PermitTarget;
}

function permitOf({ ground }: Account, { actor, action, target }: Step, layers: Layers): Permit | undefined {
  const request = {
    caller: actor.caller,
    action: pathBit(action),
    resource: target.resource,
    resourceAccount: ground.account,
    context: contextOf(ground, actor, target),
    resourceMustAllow: target.trust !== undefined,
  };
  const { kind, statements, conditions } = decide(request, layers);
  if (kind !== 'allowed' && kind !== 'conditional') return undefined;
  return { statements: statements.filter(({ source: { effect } }) => effect === 'Allow'), conditions };
}

/** IAM has tags and a region of its own. */
function contextOf(ground: Account['ground'], { keys }: Subject, { about, keys: said = {} }: PermitTarget): Context {
  const scanned = requestContext(ground, keys, { region: '', repository: undefined, tagging: false });
  return (key) => {
    if (Object.hasOwn(said, key)) return said[key] === undefined ? ABSENT : known(said[key]);
    if (key.startsWith('iam:resourcetag/') || isTagKey(key)) return about ? tagIn(about.tags, key.slice(key.indexOf('/') + 1)) : ANYTHING;
    if (key === 'iam:permissionsboundary') return about ? boundaryOf(about) : ANYTHING;
    return isTaggingKey(key) || key === 'aws:requestedregion' ? ANYTHING : scanned(key);
  };
}

function tagIn(tags: Tags, name: string): Known {
  return known(...Object.entries(tags).flatMap(([key, value]) => (key.toLowerCase() === name ? [value] : [])));
}

function boundaryOf({ boundary }: Pick<LocalPrincipal, 'boundary'>): Known {
  if (boundary.kind === 'absent') return ABSENT;
  return boundary.kind === 'present' ? known(policyName(boundary.value.ref)) : { kind: 'unread', gap: boundary.gap };
}
