// Cells as grants for people: with the statements behind them and the conditions that remain.

import { getOrCreate } from '../../collections/get-or-create.ts';
import { groupBy } from '../../collections/group-by.ts';
import { gathering, membersOf, weighing, whole } from '../../collections/subset.ts';
import { CAPABILITY_RULES } from '../../ecr/capabilities.ts';
import { type Grant, isCapability } from '../../model/access.ts';
import type { Reason, Residual } from '../../model/decision.ts';
import { isSamePolicy, type PolicyRef } from '../../model/policy-ref.ts';
import type { Repository } from '../../model/snapshot.ts';
import type { ActionMask } from '../../policy/logic/mask.ts';
import { compare } from '../../text/order.ts';
import type { Account } from '../account/account.ts';
import type { Subject } from '../account/subjects.ts';
import type { GrantDecision } from '../cell/outcome.ts';
import type { CellGroup } from './cell-group.ts';
import type { AccessMatrix } from './matrix.ts';
import { type Proof, proofsIn } from './proofs.ts';

export interface GrantFilter {
  readonly repository?: (repository: Repository) => boolean;
  readonly subject?: (subject: Subject) => boolean;
}

/** Every grant of the matrix that passes the filter, sorted by region, repository, principal, capability (docs/formats.md#effective-access). */
export function grantsOf(matrix: AccessMatrix, filter: GrantFilter = {}): readonly Grant[] {
  return [...grantsInOrder(matrix, filter)];
}

/** The same one by one: of a large account there are more than memory holds. */
export function* grantsInOrder(matrix: AccessMatrix, filter: GrantFilter = {}): Iterable<Grant> {
  for (const [{ region, name: repository }, granted] of grantsAs(matrix, filter, (each) => each)) yield { region, repository, ...granted };
}

/** More of what one class of repositories has alike is worked out again for each of them: it takes time, and no memory. */
const MOST_KEPT = 200_000;

/** The same with each grant, without its place, in another form, which is made once for all repositories of a class. */
export function* grantsAs<T>(
  matrix: AccessMatrix,
  filter: GrantFilter,
  form: (granted: GrantedBy) => T,
): Iterable<readonly [Repository, T]> {
  const places = placesIn(matrix, filter);
  const left = new Map<number, number>();
  for (const { number } of places) left.set(number, (left.get(number) ?? 0) + 1);
  const cells = cellsByClass(matrix, filter, left);
  const grounds = provingGrounds(matrix.account);
  const known = new Map<number, FormedAt<T>>();
  let kept = 0;
  for (const { repository, number } of places) {
    const more = (left.get(number) ?? 0) - 1;
    left.set(number, more);
    const before = known.get(number);
    const { first, granted } = before ?? formedAt(grounds, repository, cells.get(number) ?? [], form);
    const placed = placing(first, repository);
    for (const { by, formed } of granted) {
      const here = placed(by);
      yield [repository, here === by ? formed : form(here)];
    }
    if (before && more === 0) {
      known.delete(number);
      kept -= granted.length;
    } else if (!before && more > 0 && kept + granted.length <= MOST_KEPT) {
      known.set(number, { first, granted });
      kept += granted.length;
    }
  }
}

interface Place {
  readonly repository: Repository;
  /** Of its class. */
  readonly number: number;
}

function placesIn({ repositoryClasses }: AccessMatrix, { repository: wanted = () => true }: GrantFilter): readonly Place[] {
  const places = repositoryClasses.flatMap(({ members }, number) => members.filter(wanted).map((repository) => ({ repository, number })));
  return places.sort((a, b) => compare(a.repository.region, b.repository.region) || compare(a.repository.name, b.repository.name));
}

type Granted = Pick<CellGroup, 'subjects' | 'outcome'>;

/** By class of repositories the groups that grant something there. */
function cellsByClass(
  matrix: AccessMatrix,
  { subject: wanted = () => true }: GrantFilter,
  classes: ReadonlyMap<number, unknown>,
): ReadonlyMap<number, readonly Granted[]> {
  const cells = new Map<number, Granted[]>();
  for (const { subjects, classes: numbers, outcome } of matrix.alike()) {
    const members = membersOf(subjects).filter(wanted);
    if (members.length === 0) continue;
    const granted = { subjects: members.length === subjects.of.length ? subjects : whole(members), outcome };
    for (const number of membersOf(numbers)) if (classes.has(number)) getOrCreate(cells, number, () => []).push(granted);
  }
  return cells;
}

export interface AccessCounts {
  readonly grants: number;
  readonly principals: number;
  readonly repositories: number;
}

/** How much access there is, counted without expanding it. Unknown grants do not count. */
export function countGrants(matrix: AccessMatrix): AccessCounts {
  let grants = 0;
  const principals = new Set<string>();
  const classes = new Set<number>();
  const sizeOf = (number: number): number => matrix.repositoryClasses[number]?.members.length ?? 0;
  const [repositoriesIn, subjectsIn] = [weighing(sizeOf), weighing(() => 1)];
  const gatherPrincipals = gathering(({ principal }: Subject) => principals.add(principal.name));
  const gatherClasses = gathering((number: number) => classes.add(number));
  for (const { subjects, classes: numbers, outcome } of matrix.alike()) {
    const known = outcome.capabilities.filter(({ decision }) => decision !== 'unknown').length;
    if (known === 0) continue;
    grants += known * subjectsIn(subjects) * repositoriesIn(numbers);
    gatherPrincipals(subjects);
    gatherClasses(numbers);
  }
  return { grants, principals: principals.size, repositories: [...classes].reduce((sum, number) => sum + sizeOf(number), 0) };
}

/** A grant without its place. */
export type GrantedBy = Omit<Grant, 'region' | 'repository'>;

/** What is granted alike on every repository of a class, as it was found on one of them. */
interface FormedAt<T> {
  readonly first: Repository;
  readonly granted: readonly { readonly by: GrantedBy; readonly formed: T }[];
}

function formedAt<T>(grounds: ProvingGrounds, first: Repository, cells: readonly Granted[], form: (granted: GrantedBy) => T): FormedAt<T> {
  return { first, granted: grantedAt(grounds, first, cells).map((by) => ({ by, formed: form(by) })) };
}

/** A grant of one repository as that of another of its class: through the other's own policy. */
function placing(from: Repository, to: Repository): <T extends Proof>(granted: T) => T {
  if (from.policy.kind !== 'present' || to.policy.kind !== 'present' || from === to) return (granted) => granted;
  const { ref } = from.policy.value;
  const own = new Map([[ref, to.policy.value.ref]]);
  const isItsOwn = (each: Reason | Residual): boolean => 'policy' in each && each.policy === ref;
  // Most grants are none of the repository's policy, and there are many.
  return (granted) => (granted.via.some(isItsOwn) || granted.conditions.some(isItsOwn) ? { ...granted, ...under(granted, own) } : granted);
}

/** What proofs are found with. */
interface ProvingGrounds {
  readonly proofsAt: ReturnType<typeof proofsIn>;
  /** Which documents a subject has, by their texts and in their places. */
  readonly documentsKey: (subject: Subject) => string;
}

function provingGrounds(account: Account): ProvingGrounds {
  const keys = new Map<Subject, string>();
  return {
    proofsAt: proofsFor(account),
    documentsKey: (subject) => getOrCreate(keys, subject, () => documentsKey(account, subject)),
  };
}

/** Sorted by principal, then capability. */
function grantedAt(grounds: ProvingGrounds, repository: Repository, cells: readonly Granted[]): readonly GrantedBy[] {
  const granted = cells.flatMap(({ subjects, outcome: { capabilities } }) =>
    [...grantedBy(grounds, repository, { alike: byDocuments(grounds, membersOf(subjects)), granted: capabilities })].map(
      ({ subject: { principal }, of: { capability, decision }, proof }): GrantedBy => ({ principal, capability, decision, ...proof }),
    ),
  );
  return granted.sort((a, b) => compare(a.principal.name, b.principal.name) || compare(a.capability, b.capability));
}

/** One proof serves all who have the same documents, but for the names under which they have them: `alike` are such principals. */
function* grantedBy<T extends GrantedActions>(
  { proofsAt }: ProvingGrounds,
  repository: Repository,
  { alike, granted }: { readonly alike: readonly (readonly Subject[])[]; readonly granted: readonly T[] },
): Iterable<{ readonly subject: Subject; readonly of: T; readonly proof: Proof }> {
  for (const subjects of alike) {
    const [first] = subjects;
    if (!first) continue;
    const proofOfActions = proofsAt(first, repository);
    for (const of of granted) {
      const proof = proofOfActions(of.actions, needsLogin(first, of.capability));
      for (const subject of subjects) yield { subject, of, proof: asOf(proof, first, subject) };
    }
  }
}

/** Principals by their documents. */
function byDocuments({ documentsKey: keyOf }: ProvingGrounds, subjects: readonly Subject[]): readonly (readonly Subject[])[] {
  return subjects.length === 1 ? [subjects] : [...groupBy(subjects, keyOf).values()];
}

function documentsKey({ documents }: Account, { local }: Subject): string {
  if (!local) return '';
  const identity = local.policies.map((part) => (part.kind === 'present' ? documents.compiled(part.value, 'identity').id : ''));
  const { boundary } = local;
  return [...identity, boundary.kind === 'present' ? documents.compiled(boundary.value, 'boundary').id : ''].join();
}

export interface ProofRequest {
  readonly subject: Subject;
  readonly repository: Repository;
  /** The actions that make up the grant. */
  readonly actions: ActionMask;
  readonly login: boolean;
}

/** Whether a capability needs GetAuthorizationToken of this subject: services need none, outsiders bring their own (D7). No raw action does. */
export function needsLogin({ local }: Subject, capability: string): boolean {
  return local !== undefined && isCapability(capability) && CAPABILITY_RULES[capability].login;
}

/** The statements that grant some actions in one cell, and what they, or the token that they need, still depend on. */
export function proofOf(account: Account, { subject, repository, actions, login }: ProofRequest): Proof {
  return proofsFor(account)(subject, repository)(actions, login);
}

const proofs = new WeakMap<Account, ReturnType<typeof proofsIn>>();

function proofsFor(account: Account): ReturnType<typeof proofsIn> {
  return getOrCreate(proofs, account, () => proofsIn(account));
}

/** Actions by the name under which they are told: a capability, or the raw action itself. */
export interface GrantedActions {
  readonly capability: string;
  readonly decision: GrantDecision;
  readonly actions: ActionMask;
}

/** One grant by its cell. */
export function grantOf(account: Account, { subject, repository }: GrantedCell, { capability, decision, actions }: GrantedActions): Grant {
  const proof = proofOf(account, { subject, repository, actions, login: needsLogin(subject, capability) });
  return { region: repository.region, repository: repository.name, principal: subject.principal, capability, decision, ...proof };
}

/** One cell. */
export interface GrantedCell {
  readonly subject: Subject;
  readonly repository: Repository;
}

/** What all of some principals are granted. INVARIANT: all are of one group of the matrix. */
interface GrantedAlike<T> {
  readonly subjects: readonly Subject[];
  readonly granted: readonly T[];
}

/** The grants of cells of one group of the matrix, each with what was asked for and where. What many of them have alike is proved once. */
export type AlikeGrants = <T extends GrantedActions>(
  alike: GrantedAlike<T> & { readonly repositories: readonly Repository[] },
) => Iterable<GrantedCell & { readonly grant: Grant; readonly of: T }>;

/** Grants by groups of cells: for drift, which names capabilities and raw actions alike. */
export function alikeGrants({ account, repositoryClasses }: AccessMatrix): AlikeGrants {
  const grounds = provingGrounds(account);
  const classes = new Map(repositoryClasses.flatMap(({ members }, number) => members.map((each) => [each, number] as const)));
  return function* grants({ subjects, repositories, granted }) {
    const alike = byDocuments(grounds, subjects);
    for (const members of groupBy(repositories, (each) => String(classes.get(each))).values()) {
      const [first] = members;
      if (!first) continue;
      const found = [...grantedBy(grounds, first, { alike, granted })];
      for (const repository of members) {
        const placed = placing(first, repository);
        for (const { subject, of, proof } of found) {
          const { region, name } = repository;
          const grant = { region, repository: name, principal: subject.principal, capability: of.capability, decision: of.decision };
          yield { subject, repository, of, grant: { ...grant, ...placed(proof) } };
        }
      }
    }
  };
}

function asOf(proof: Proof, from: Subject, to: Subject): Proof {
  if (from === to) return proof;
  const own = policiesOf(to);
  const others = policiesOf(from).flatMap((policy, index): readonly (readonly [PolicyRef, PolicyRef])[] => {
    const other = own[index];
    return policy && other && !isSamePolicy(policy, other) ? [[policy, other]] : [];
  });
  return others.length === 0 ? proof : under(proof, new Map(others));
}

/** INVARIANT: principals with one key of documents have equal documents in equal places. */
function policiesOf({ local }: Subject): readonly (PolicyRef | undefined)[] {
  return local ? [...local.policies, local.boundary].map((part) => (part.kind === 'present' ? part.value.ref : undefined)) : [];
}

/** The proof with other policies in the place of some; those are known by the very refs of their documents. */
function under({ via, conditions }: Proof, others: ReadonlyMap<PolicyRef, PolicyRef>): Proof {
  const renamed = <T extends { readonly policy: PolicyRef }>(each: T): T => {
    const other = others.get(each.policy);
    return other ? { ...each, policy: other } : each;
  };
  return { via: via.map(renamed), conditions: conditions.map((each) => ('policy' in each ? renamed(each) : each)) };
}
