// Cells as grants for people: with the statements behind them and the conditions that remain.
import type { Capability, Grant } from '../model/access.ts';
import type { Decision, Reason, Residual } from '../model/decision.ts';
import type { Repository } from '../model/snapshot.ts';
import { groupBy } from '../policy/group-by.ts';
import { type ActionMask, bitsOf } from '../policy/mask.ts';
import { type Account, decideCell } from './account.ts';
import { actionBit } from './actions.ts';
import { CAPABILITY_RULES } from './capabilities.ts';
import type { AccessMatrix } from './matrix.ts';
import type { GrantDecision, Outcome } from './outcome.ts';
import { membersOf } from './part.ts';
import type { Subject } from './subjects.ts';

export interface GrantFilter {
  readonly repository?: (repository: Repository) => boolean;
  readonly subject?: (subject: Subject) => boolean;
}

/** Every grant of the matrix that passes the filter, sorted by region, repository, principal, capability. */
export function grantsOf(matrix: AccessMatrix, filter: GrantFilter = {}): readonly Grant[] {
  const { repository: wanted = () => true, subject: wantedSubject = () => true } = filter;
  const grants: Grant[] = [];
  for (const group of matrix.groups()) {
    const subjects = membersOf(group.subjects).filter(wantedSubject);
    if (subjects.length === 0) continue;
    for (const number of membersOf(group.classes)) {
      const repositories = matrix.repositoryClasses[number]?.members.filter(wanted) ?? [];
      grants.push(...expand(matrix.account, { subjects, repositories, outcome: group.outcome }));
    }
  }
  return grants.sort(byGrantOrder);
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
  for (const { subjects, classes: numbers, outcome } of matrix.groups()) {
    const known = outcome.capabilities.filter(({ decision }) => decision !== 'unknown').length;
    if (known === 0) continue;
    const [members, inGroup] = [membersOf(subjects), membersOf(numbers)];
    grants += known * members.length * inGroup.reduce((sum, number) => sum + sizeOf(number), 0);
    for (const { principal } of members) principals.add(principal.name);
    for (const number of inGroup) classes.add(number);
  }
  return { grants, principals: principals.size, repositories: [...classes].reduce((sum, number) => sum + sizeOf(number), 0) };
}

interface Cells {
  readonly subjects: readonly Subject[];
  readonly repositories: readonly Repository[];
  readonly outcome: Outcome;
}

/** One proof serves all who have the same documents, but for the names under which they have them. */
function* expand(account: Account, { subjects, repositories, outcome }: Cells): Iterable<Grant> {
  const [repository] = repositories;
  if (!repository) return;
  for (const alike of groupBy(subjects, (subject) => documentsKey(account, subject)).values()) {
    const [first] = alike;
    if (!first) continue;
    for (const { capability, decision, actions } of outcome.capabilities) {
      const proof = proofOf(account, { subject: first, repository, actions, login: needsLogin(first, capability) });
      for (const subject of alike) {
        const { via, conditions } = renamed(proof, first, subject);
        for (const { region, name } of repositories)
          yield { region, repository: name, principal: subject.principal, capability, decision, conditions, via };
      }
    }
  }
}

/** Which documents a subject has, by their texts and in their places. */
function documentsKey({ documents }: Account, { local }: Subject): string {
  if (!local) return '';
  const identity = local.policies.map((part) => (part.kind === 'present' ? documents.compiled(part.value, 'identity').id : ''));
  const { boundary } = local;
  return [...identity, boundary.kind === 'present' ? documents.compiled(boundary.value, 'boundary').id : ''].join();
}

export interface Proof {
  readonly via: readonly Reason[];
  readonly conditions: readonly Residual[];
}

export interface ProofRequest {
  readonly subject: Subject;
  readonly repository: Repository;
  /** The actions that make up the grant. */
  readonly actions: ActionMask;
  readonly login: boolean;
}

const LOGIN = actionBit('ecr:GetAuthorizationToken') ?? 0;

/** Whether a capability needs GetAuthorizationToken of this subject: services need none, outsiders bring their own (D7). */
export function needsLogin({ local }: Subject, capability: Capability): boolean {
  return local !== undefined && CAPABILITY_RULES[capability].login;
}

/** The statements that grant some actions in one cell, and what they, or the token that they need, still depend on. */
export function proofOf(account: Account, { subject, repository, actions, login }: ProofRequest): Proof {
  const decide = (action: number): Decision => decideCell(account, { subject, repository, action });
  const decisions = bitsOf(actions).map(decide);
  const token = login ? [decide(LOGIN)] : [];
  return {
    via: distinct(decisions.flatMap(granting)),
    conditions: distinct([...decisions, ...token].flatMap(({ conditions }) => conditions)),
  };
}

/** Guardrails, boundaries and session policies let pass; only identity and resource policies grant. */
function granting({ statements }: Decision): readonly Reason[] {
  return statements.filter(({ effect, layer }) => effect === 'Allow' && (layer === 'identity' || layer === 'resource'));
}

/** One grant by its cell: for drift, which names capabilities and raw actions alike. */
export function grantOf(account: Account, request: ProofRequest, capability: string, decision: GrantDecision): Grant {
  const { subject, repository } = request;
  return {
    region: repository.region,
    repository: repository.name,
    principal: subject.principal,
    capability,
    decision,
    ...proofOf(account, request),
  };
}

function distinct<T>(items: readonly T[]): readonly T[] {
  return [...new Map(items.map((item) => [JSON.stringify(item), item])).values()];
}

function renamed(proof: Proof, from: Subject, to: Subject): Proof {
  if (from === to) return proof;
  const names = new Map(documentNames(from).map((name, index) => [name, documentNames(to)[index] ?? name]));
  const rename = <T extends { readonly policy: string }>(each: T): T => ({ ...each, policy: names.get(each.policy) ?? each.policy });
  return { via: proof.via.map(rename), conditions: proof.conditions.map((each) => ('policy' in each ? rename(each) : each)) };
}

/** INVARIANT: principals with one key of documents have equal documents in equal places. */
function documentNames({ local }: Subject): readonly string[] {
  return local ? [...local.policies, local.boundary].map((part) => (part.kind === 'present' ? part.value.name : '')) : [];
}

/** Sorted by region, repository, principal, capability (CONTRACT section 4). */
function byGrantOrder(a: Grant, b: Grant): number {
  return (
    compare(a.region, b.region) ||
    compare(a.repository, b.repository) ||
    compare(a.principal.name, b.principal.name) ||
    compare(a.capability, b.capability)
  );
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
