// AWS's order of evaluation, over any algebra (A1-A38 of docs/semantics.md): with formulas for one request, with masks for a whole matrix.
// A request has two sides that are worked out apart, the principal's policies and the resource's; `combine` puts them together.
import type { Layer } from '../model/policy.ts';
import type { Caller } from '../model/principal.ts';
import { type Algebra, type Asked, type GrantsOf, including, type LayerAnswer, layerAnswer, total } from './layer-answer.ts';
import type { PolicySet, PrincipalLayers, ResourceLayers } from './layers.ts';
import { delegated, FALSE, type Formula, TRUE, unread } from './logic/formula.ts';
import type { PrincipalMatch } from './principal-match.ts';

/** What the principal's own policies come to. Each Allow is needed, but for those in whose place a grant of the resource stands. */
export interface PrincipalSideOf<V> {
  readonly relation: Relation;
  readonly denied: V;
  /** Of every level of service control policies: nothing stands in its place. */
  readonly guardrails: V;
  /** Of the identity policies: a grant to the role or to the caller directly stands in its place. */
  readonly identity: V;
  /** Of the boundary and the session policy: a direct grant stands in its place. */
  readonly limits: V;
}

/** What the resource's policies come to. */
export interface ResourceSideOf<V> extends GrantsOf<V> {
  readonly denied: V;
}

/** `consent`: in the same account, and on a resource whose own policy has to allow (A5). */
export type Relation = 'sameAccount' | 'consent' | 'otherAccount';

const TERMS = {
  // A5: either side is enough. A21-A23: a grant may stand in place of the caller's own policies.
  sameAccount: { needsGrant: false, standsIn: true },
  consent: { needsGrant: true, standsIn: true },
  // A28, A29: both sides have to allow, and nothing stands in place of anything.
  otherAccount: { needsGrant: true, standsIn: false },
} as const satisfies Record<Relation, { readonly needsGrant: boolean; readonly standsIn: boolean }>;

type PrincipalLayer = Exclude<Layer, 'resource' | 'rcp'>;
type Part = 'guardrails' | 'identity' | 'limits';

const PART_OF = {
  scp: 'guardrails',
  identity: 'identity',
  boundary: 'limits',
  session: 'limits',
} as const satisfies Record<PrincipalLayer, Part>;

/** A21-A23: in which way a grant has to name the caller to stand in place of a part. */
const STANDS_IN = { guardrails: undefined, identity: 'role', limits: 'direct' } as const satisfies Record<
  Part,
  keyof PrincipalMatch | undefined
>;

type PrincipalAnswer<V> = LayerAnswer<V, PrincipalLayer>;
type ResourceAnswer<V> = LayerAnswer<V, 'resource' | 'rcp'>;

/** Whether an explicit Deny or a missing Allow of a layer can concern a caller. Services and whole accounts have no policies of their own (A41). */
export function isSubjectTo(caller: Caller, layer: Layer): boolean {
  switch (layer) {
    case 'resource':
      return true;
    // A17: calls by service-linked roles are exempt.
    case 'rcp':
      return !isServiceLinked(caller);
    // A7, A8: users, roles and root, but for service-linked roles.
    case 'scp':
      return caller.kind === 'root' || (hasOwnPolicies(caller) && !isServiceLinked(caller));
    // A34: root has no identity policies, and no boundary is possible.
    case 'identity':
    case 'boundary':
    case 'session':
      return hasOwnPolicies(caller);
  }
}

function hasOwnPolicies(caller: Caller): caller is Extract<Caller, { readonly kind: 'user' | 'role' | 'session' | 'federated' }> {
  return caller.kind === 'user' || caller.kind === 'role' || caller.kind === 'session' || caller.kind === 'federated';
}

function isServiceLinked(caller: Caller): boolean {
  return (caller.kind === 'role' || caller.kind === 'session') && caller.serviceLinked;
}

/** Whether a caller has a permissions boundary (A47); one that was not read may be none. */
export function hasBoundary({ boundary }: Pick<PrincipalLayers, 'boundary'>): Formula {
  if (!boundary) return FALSE;
  const [gap] = boundary.gaps;
  return boundary.policies.length > 0 || !gap ? TRUE : unread(gap, 'Deny');
}

/** What the caller's own policies say, one answer for each set that concerns it: identity, boundary, session, then the levels of SCPs. */
export function principalAnswers<V>(algebra: Algebra<V>, asked: Asked<V>, layers: PrincipalLayers): readonly PrincipalAnswer<V>[] {
  const { identity, boundary, session, scp } = layers;
  const answers: PrincipalAnswer<V>[] = [];
  const add = (layer: PrincipalLayer, set: PolicySet | undefined, level = 0): void => {
    if (set && isSubjectTo(asked.caller, layer)) answers.push(layerAnswer(algebra, asked, { layer, level, set }));
  };
  const absent = absentAccount(asked.caller, identity);
  if (absent !== undefined) answers.push(delegatedAnswer(algebra, absent));
  else if (identity !== 'delegated') add('identity', identity);
  add('boundary', boundary);
  add('session', session);
  scp.forEach((set, level) => {
    add('scp', set, level);
  });
  return answers;
}

/** A33: the account that decides by itself what its principals may, out of our sight. Services, anybody and root need no such decision (A36, A39, A41). */
function absentAccount(caller: Caller, identity: PrincipalLayers['identity']): string | undefined {
  if (caller.kind === 'account') return caller.account;
  return identity === 'delegated' && hasOwnPolicies(caller) ? caller.account : undefined;
}

function delegatedAnswer<V>({ never, lift }: Algebra<V>, account: string): PrincipalAnswer<V> {
  const allowed = lift(delegated(account));
  return { layer: 'identity', level: 0, matched: [], denied: never, allowed, grants: { direct: allowed, role: allowed, some: allowed } };
}

/** The principal's side out of its answers. A layer without policies keeps nothing back; root and services need no identity policies (A35, A36). */
export function principalSideOf<V>(algebra: Algebra<V>, asked: Asked<V>, answers: readonly PrincipalAnswer<V>[]): PrincipalSideOf<V> {
  const needed: Record<Part, V[] | undefined> = { guardrails: undefined, identity: undefined, limits: undefined };
  for (const { layer, allowed } of answers) {
    if (allowed !== algebra.always) needed[PART_OF[layer]] = including(needed[PART_OF[layer]], allowed);
  }
  return {
    relation: relationOf(asked),
    denied: joined(algebra, answers, (each) => each.denied),
    // A9: every level has to allow.
    guardrails: whole(algebra, needed.guardrails),
    identity: whole(algebra, needed.identity),
    limits: whole(algebra, needed.limits),
  };
}

/** Where all of the parts are the case. */
function whole<V>({ all, always }: Algebra<V>, parts: V[] | undefined): V {
  const only = parts?.[0];
  if (!parts || only === undefined) return always;
  return parts.length === 1 ? only : all(...parts);
}

function relationOf<V>(asked: Asked<V>): Relation {
  const { caller, resourceAccount, resourceMustAllow } = asked;
  // What is behind a service or a whole account is not ours to see: there has to be a grant.
  if (caller.kind === 'service' || caller.kind === 'anyone' || caller.kind === 'account') return 'otherAccount';
  if (caller.account !== resourceAccount || !isInPartition(asked)) return 'otherAccount';
  // A35: root of the resource's account has full access by default.
  return resourceMustAllow && caller.kind !== 'root' ? 'consent' : 'sameAccount';
}

/** A31: nothing reaches over the border of a partition. */
function isInPartition<V>({ caller, resource }: Asked<V>): boolean {
  if (caller.kind === 'service' || caller.kind === 'anyone' || resource === '*') return true;
  return resource.startsWith(`arn:${caller.partition}:`);
}

/** What the resource's policies say: those that are attached to it, and the resource control policies of its account where they concern the caller. */
export function resourceAnswers<V>(algebra: Algebra<V>, asked: Asked<V>, { resource, rcp }: ResourceLayers): readonly ResourceAnswer<V>[] {
  const attached = layerAnswer(algebra, asked, { layer: 'resource' as const, level: 0, set: resource });
  if (!isSubjectTo(asked.caller, 'rcp')) return [attached];
  return [attached, layerAnswer(algebra, asked, { layer: 'rcp' as const, level: 0, set: rcp })];
}

/** The resource's side out of its answers; resource control policies grant nothing (A18). */
export function resourceSideOf<V>(algebra: Algebra<V>, asked: Asked<V>, answers: readonly ResourceAnswer<V>[]): ResourceSideOf<V> {
  const { never } = algebra;
  const denied = joined(algebra, answers, (each) => each.denied);
  if (!isInPartition(asked)) return { denied, direct: never, role: never, some: never };
  const granted = (how: keyof PrincipalMatch): V => joined(algebra, answers, ({ grants }) => grants[how]);
  return { denied, direct: granted('direct'), role: granted('role'), some: granted('some') };
}

/** Where a part of one of the answers is the case. */
function joined<V, A>(algebra: Algebra<V>, answers: readonly A[], partOf: (answer: A) => V): V {
  let parts: V[] | undefined;
  for (const answer of answers) {
    const part = partOf(answer);
    if (part !== algebra.never) parts = including(parts, part);
  }
  return total(algebra, parts);
}

/** Where the caller is let in: nobody denies, and every Allow that is needed is there (A2, A3). */
export function combine<V>(algebra: Algebra<V>, own: PrincipalSideOf<V>, resource: ResourceSideOf<V>): V {
  const { relation, guardrails, identity, limits } = own;
  const grants = standIns(algebra, relation, resource);
  const granted = algebra.all(
    guardrails,
    TERMS[relation].needsGrant ? resource.some : algebra.always,
    orGrant(algebra, 'identity', identity, grants),
    orGrant(algebra, 'limits', limits, grants),
  );
  return algebra.except(granted, deniedBy(algebra, own, resource));
}

/** Where a policy of either side denies, which is final (A2). */
export function deniedBy<V>({ any }: Algebra<V>, own: PrincipalSideOf<V>, resource: ResourceSideOf<V>): V {
  return any(resource.denied, own.denied);
}

/** The grants of the resource, as far as they stand in place of the principal's own policies. */
function standIns<V>({ never }: Algebra<V>, relation: Relation, resource: ResourceSideOf<V>): GrantsOf<V> {
  return TERMS[relation].standsIn ? resource : { direct: never, role: never, some: never };
}

/** Where a part of the principal's side allows, or a grant stands in its place. */
function orGrant<V>({ any }: Algebra<V>, part: Part, allowed: V, grants: GrantsOf<V>): V {
  const how = STANDS_IN[part];
  return how === undefined ? allowed : any(grants[how], allowed);
}

/** One Allow that is needed. */
export interface Gate<V> {
  readonly layer: Layer;
  readonly level: number;
  readonly opens: V;
}

/** The Allows that `combine` asks for, by the layers that have to give them: which of them is missing tells who lets nobody in. */
export function gatesOf<V>(
  algebra: Algebra<V>,
  { relation }: PrincipalSideOf<V>,
  answers: readonly PrincipalAnswer<V>[],
  resource: ResourceSideOf<V>,
): readonly Gate<V>[] {
  const grants = standIns(algebra, relation, resource);
  const own = answers.map(({ layer, level, allowed }): Gate<V> => {
    return { layer, level, opens: orGrant(algebra, PART_OF[layer], allowed, grants) };
  });
  return TERMS[relation].needsGrant ? [{ layer: 'resource', level: 0, opens: resource.some }, ...own] : own;
}
