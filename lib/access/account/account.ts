// A snapshot made ready for judging: its policies compiled, its subjects known, one request away from a decision.

import { getOrCreate } from '../../collections/get-or-create.ts';
import { actionOf, EVERY_ACTION, isRegistryAction, REGISTRY_SCOPE_V1_MASK, REQUEST_TAG_MASK } from '../../ecr/actions.ts';
import type { Decision } from '../../model/decision.ts';
import type { AccountSnapshot, Collected, LocalPrincipal, Organization, Registry, Repository } from '../../model/snapshot.ts';
import { type CompiledPolicy, compilePolicy } from '../../policy/compile.ts';
import { decisionOf } from '../../policy/decide.ts';
import { type Evaluation, evaluate, type Request } from '../../policy/evaluate.ts';
import type { AttachedPolicy, Layers, PolicySet, PrincipalLayers, ResourceLayers } from '../../policy/layers.ts';
import { delegated, unread } from '../../policy/logic/formula.ts';
import { type ActionMask, difference, hasBit, intersection, isEmpty } from '../../policy/logic/mask.ts';
import { parsePolicy } from '../../policy/parse/parse.ts';
import { compileDocuments, type Documents, ECR_UNIVERSE, type PolicyNote, policySet } from './documents.ts';
import { type AuditScope, requestContext } from './request-context.ts';
import { scopeGap } from './settings.ts';
import { isOwnFederated, localSubjects, outsider, type Subject } from './subjects.ts';

export interface Account {
  readonly snapshot: AccountSnapshot;
  readonly ground: AuditScope;
  readonly documents: Documents;
  /** The account's users and roles, sorted by ARN; empty where they were not read. */
  readonly locals: readonly Subject[];
  /** Everybody of the account, where `locals` is a part of it that is looked at. */
  readonly everybody: readonly Subject[];
  readonly scp: readonly PolicySet[];
  readonly rcp: PolicySet;
  /** The registry policy of each region, with its scope spent. */
  readonly registryPolicies: ReadonlyMap<string, PolicySet>;
  /** An account of which this one is a changed copy, as long as it is judged by these documents. */
  readonly kin?: { readonly account: Account; readonly documents: Documents } | undefined;
  /** Whether changed copies of it are to come, for which it keeps what is worked out. */
  readonly isCopied?: boolean;
}

/** How an account stands to others: a changed copy of one, or one of which there are to be copies. */
export type Kinship = Account | 'copied';

const NONE: PolicySet = { policies: [], gaps: [] };

/**
 * A snapshot made ready: every policy of it compiled once, its users and roles as subjects. What cannot be read stays a gap; nothing is
 * thrown. `kinship`: another one that has much of it, which is then not compiled again.
 */
export function prepareAccount(snapshot: AccountSnapshot, kinship?: Kinship): Account {
  const kin = kinship === 'copied' ? undefined : kinship;
  const { account, partition, collectedAt, organization, principals, registries } = snapshot;
  const documents = compileDocuments(ECR_UNIVERSE, kin?.documents);
  const ground = groundOf({ account, partition, at: collectedAt, organization }, kin?.ground);
  const locals = principals.kind === 'present' ? localsOf(ground, principals.value, kin) : [];
  return {
    snapshot,
    ground,
    documents,
    locals,
    everybody: locals,
    kin: kin && { account: kin, documents },
    isCopied: kinship === 'copied',
    scp: controlLevels(documents, 'scp', organization, account),
    rcp: merged(controlLevels(documents, 'rcp', organization, account)),
    registryPolicies: new Map(registries.map((registry) => [registry.region, registryPolicy(documents, registry)])),
  };
}

/** One object where nothing of it is other. */
function groundOf(ground: AuditScope, kin: AuditScope | undefined): AuditScope {
  const { account, partition, at, organization } = ground;
  const isSame = kin?.account === account && kin.partition === partition && kin.at === at && kin.organization === organization;
  return isSame ? kin : ground;
}

/** Whoever is as he is in `kin` is the very subject. */
function localsOf(ground: AuditScope, locals: readonly LocalPrincipal[], kin: Account | undefined): readonly Subject[] {
  if (kin?.ground !== ground) return localSubjects(ground, locals);
  const had = new Map(kin.locals.map((subject) => [subject.local, subject]));
  const others = localSubjects(
    ground,
    locals.filter((each) => !had.has(each)),
  );
  const made = new Map(others.map((subject) => [subject.local, subject]));
  const found = locals.flatMap((each) => had.get(each) ?? made.get(each) ?? []);
  return found.length === kin.locals.length && found.every((each, position) => each === kin.locals[position]) ? kin.locals : found;
}

/** The account as policies compiled for other actions show it: what users and roles may do beside ECR. Nothing is said of its registries. */
export function underDocuments(account: Account, documents: Documents): Account {
  const { organization, account: id } = account.snapshot;
  return {
    ...account,
    documents,
    scp: controlLevels(documents, 'scp', organization, id),
    rcp: merged(controlLevels(documents, 'rcp', organization, id)),
    registryPolicies: new Map(),
  };
}

/** A8, A17: the management account's principals and resources are exempt. What was not read is left out, and `unread` says so. */
function controlLevels(
  documents: Documents,
  layer: 'scp' | 'rcp',
  organization: Collected<Organization>,
  account: string,
): readonly PolicySet[] {
  if (organization.kind !== 'present' || organization.value.managementAccount === account) return [];
  const levels = layer === 'scp' ? organization.value.serviceControlPolicies : organization.value.resourceControlPolicies;
  if (levels.kind !== 'present') return [];
  return levels.value.map((level) =>
    policySet(
      documents,
      layer,
      level.map((value) => ({ kind: 'present', value })),
    ),
  );
}

function merged(sets: readonly PolicySet[]): PolicySet {
  return { policies: sets.flatMap(({ policies }) => policies), gaps: sets.flatMap(({ gaps }) => gaps) };
}

/** A part of a registry policy by the actions that it speaks of; `inForce` where it is not certain that it does. */
export interface ScopePart extends Pick<AttachedPolicy, 'inForce'> {
  readonly actions: ActionMask;
}

/** E4: scope V1 leaves three actions in force; where the scope was not read, the others may or may not be. */
export function scopeParts(registry: Registry): readonly ScopePart[] {
  const { policyScope } = registry;
  const unknown = scopeGap(registry);
  if (unknown)
    return [
      { actions: REGISTRY_SCOPE_V1_MASK },
      { actions: difference(EVERY_ACTION, REGISTRY_SCOPE_V1_MASK), inForce: unread(unknown, 'gate') },
    ];
  return [{ actions: policyScope.kind === 'present' && policyScope.value === 'V1' ? REGISTRY_SCOPE_V1_MASK : EVERY_ACTION }];
}

function registryPolicy(documents: Documents, registry: Registry): PolicySet {
  const { policies, gaps } = policySet(documents, 'resource', [registry.policy]);
  const parts = scopeParts(registry);
  return {
    policies: policies.flatMap((each) =>
      parts.map(({ actions, ...part }) => ({ ...each, ...part, compiled: restricted(each.compiled, actions) })),
    ),
    gaps,
  };
}

function restricted(compiled: CompiledPolicy, to: ActionMask): CompiledPolicy {
  if (to === EVERY_ACTION) return compiled;
  return {
    statements: compiled.statements
      .map((each) => ({ ...each, actions: intersection(each.actions, to) }))
      .filter(({ actions }) => !isEmpty(actions)),
  };
}

/** The subject of that name: one that was read, or an outsider. */
export function subjectNamed({ locals, ground }: Account, name: string): Subject {
  return getOrCreate(BY_NAME, locals, () => byName(locals)).get(name) ?? outsider(ground, name);
}

const BY_NAME = new WeakMap<Account['locals'], ReadonlyMap<string, Subject>>();

/** The first of each name. */
function byName(locals: Account['locals']): ReadonlyMap<string, Subject> {
  const named = new Map<string, Subject>();
  for (const subject of locals) if (!named.has(subject.principal.name)) named.set(subject.principal.name, subject);
  return named;
}

/** A user's boundary and the policy of his session, which nobody can see from a federated session's name (A21). */
function limitsOfUser({ account }: AuditScope): PolicySet {
  const reading = parsePolicy(
    '{ "Version": "2012-10-17", "Statement": [{ "Effect": "Allow", "Action": "*", "Resource": "*" }] }',
    'session',
  );
  if (reading.kind === 'malformed') throw new Error('a policy that allows everything is well formed');
  const compiled = compilePolicy(reading.policy, 'session', ECR_UNIVERSE);
  return { policies: [{ ref: { kind: 'session' }, compiled, inForce: delegated(account) }], gaps: [] };
}

/** The policies of the subject's own side. */
export function ownLayers(account: Account, subject: Subject): PrincipalLayers {
  const { documents, ground, scp } = account;
  const { local } = subject;
  if (isOwnFederated(ground, subject)) return { identity: NONE, boundary: undefined, session: limitsOfUser(ground), scp };
  if (!local) return { identity: 'delegated', boundary: undefined, session: undefined, scp: [] };
  return {
    identity: policySet(documents, 'identity', local.policies),
    boundary: local.boundary.kind === 'absent' ? undefined : policySet(documents, 'boundary', [local.boundary]),
    session: undefined,
    scp,
  };
}

/** The policies of the repository's side; for actions on the registry, `repository` is undefined and its policy does not speak (D7). */
export function resourceLayers(account: Account, region: string, repository: Repository | undefined): ResourceLayers {
  const registry = account.registryPolicies.get(region) ?? NONE;
  const own = repository ? repositoryPolicy(account, repository) : NONE;
  return { resource: merged([own, registry]), rcp: account.rcp };
}

/** The policy of one repository as a set: empty where it has none, a gap where it was not read or is malformed. */
export function repositoryPolicy({ documents }: Account, { policy }: Repository): PolicySet {
  return policySet(documents, 'resource', [policy]);
}

export interface Cell {
  readonly subject: Subject;
  readonly repository: Repository;
  /** A bit of the ECR catalogue. */
  readonly action: number;
}

/** The request of one cell: actions without resource are judged on `*` (B13). */
export function requestOf({ ground }: Account, { subject, repository, action }: Cell): Request {
  const onRegistry = isRegistryAction(actionOf(action));
  const context = requestContext(ground, subject.keys, {
    region: repository.region,
    repository: onRegistry ? undefined : repository,
    tagging: hasBit(REQUEST_TAG_MASK, action),
  });
  return { caller: subject.caller, action, resource: onRegistry ? '*' : repository.arn, resourceAccount: ground.account, context };
}

export interface EvaluatedCell {
  readonly request: Request;
  readonly layers: Layers;
  readonly evaluation: Evaluation;
}

/** One cell judged by itself, with formulas: the request, the policies that bear on it, and what they come to. */
export function evaluateCell(account: Account, cell: Cell): EvaluatedCell {
  const request = requestOf(account, cell);
  const onRegistry = request.resource === '*';
  const layers = {
    ...ownLayers(account, cell.subject),
    ...resourceLayers(account, cell.repository.region, onRegistry ? undefined : cell.repository),
  };
  return { request, layers, evaluation: evaluate(request, layers) };
}

/** The decision on one cell, judged by itself: what the class-wise matrix has to agree with. */
export function decideCell(account: Account, cell: Cell): Decision {
  const { request, evaluation } = evaluateCell(account, cell);
  return decisionOf(evaluation, request);
}

/** What is odd in the policies that were compiled so far, sorted by policy and place. None of it keeps a policy from being evaluated. */
export function notesOf(account: Account): readonly PolicyNote[] {
  return account.documents.notes();
}
