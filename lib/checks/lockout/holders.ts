// Who may change or delete the policies of some repositories, with all or some of the Denies in them.
import type { Account } from '../../access/account/account.ts';
import type { CompiledDocument, Documents } from '../../access/account/documents.ts';
import type { Subject } from '../../access/account/subjects.ts';
import { formulaOf } from '../../access/cell/action-formulas.ts';
import type { Outcome } from '../../access/cell/outcome.ts';
import { matrixOf } from '../../access/matrix/matrix.ts';
import { getOrCreate } from '../../collections/get-or-create.ts';
import { membersOf } from '../../collections/subset.ts';
import type { PolicyDocument } from '../../model/policy.ts';
import type { Repository } from '../../model/snapshot.ts';
import type { CompiledStatement } from '../../policy/compile.ts';
import { hasBit } from '../../policy/logic/mask.ts';
import { isNever } from '../../policy/theory/solve.ts';
import type { ClosingDenials } from './closing-sets.ts';
import { DELETE, possibleHolders, SET } from './possible-holders.ts';

/** Users and roles that somebody of the account can use. */
export function isOrdinary({ principal }: Subject): boolean {
  return principal.class === 'same-account';
}

/** Whether an outcome may grant an action: what was not read counts as granting it. */
export function mayGrant({ granted }: Outcome, bit: number): boolean {
  return !isNever(formulaOf(granted, bit), 'ofKind');
}

/** Whether a statement denies to change the policy that it is in, or to delete it. */
export function isDenial({ effect, actions }: CompiledStatement): boolean {
  return effect === 'Deny' && (hasBit(actions, SET) || hasBit(actions, DELETE));
}

export interface Holders {
  /** Whether some user or role may set the policy. */
  readonly canSet: boolean;
  /** Whether some user or role may delete it. */
  readonly canDelete: boolean;
  /** Whoever else may set it: services, other accounts, service-linked roles. */
  readonly others: readonly string[];
}

/** Who may set and delete the policies of `repositories`, by the ARN of the repository; one that nobody may touch is not in it. */
export function holdersAt(account: Account, repositories: readonly Repository[]): ReadonlyMap<string, Holders> {
  const { alike, repositoryClasses } = matrixOf(narrowed(account, repositories));
  const found = new Map<string, { canSet: boolean; canDelete: boolean; others: Set<string> }>();
  for (const { subjects, classes, outcome } of alike()) {
    const [set, remove] = [mayGrant(outcome, SET), mayGrant(outcome, DELETE)];
    if (!set && !remove) continue;
    const members = membersOf(subjects);
    const [ordinary, others] = [members.some(isOrdinary), members.filter((subject) => !isOrdinary(subject))];
    for (const { arn } of membersOf(classes).flatMap((number) => repositoryClasses[number]?.members ?? [])) {
      const at = getOrCreate(found, arn, () => ({ canSet: false, canDelete: false, others: new Set<string>() }));
      at.canSet ||= set && ordinary;
      at.canDelete ||= remove && ordinary;
      if (set) for (const { principal } of others) at.others.add(principal.name);
    }
  }
  return new Map([...found].map(([arn, { others, ...at }]) => [arn, { ...at, others: [...others].sort() }]));
}

function narrowed(account: Account, repositories: readonly Repository[]): Account {
  const registries = account.snapshot.registries.map((registry) => {
    if (registry.repositories.kind !== 'present') return registry;
    const value = repositories.filter(({ region }) => region === registry.region);
    return { ...registry, repositories: { kind: 'present' as const, value } };
  });
  return { ...account, locals: possibleHolders(account, repositories), snapshot: { ...account.snapshot, registries } };
}

/** The repositories whose policies no user or role may set where of their own Denies only these stand. */
export function shutAmong(account: Account, kept: ClosingDenials): ReadonlySet<Repository> {
  const { after, copies } = withDenials(account, kept);
  const holders = holdersAt(after, [...copies.values()]);
  return new Set([...kept.keys()].filter(({ arn }) => !holders.get(arn)?.canSet));
}

/** The account with copies of repositories in whose policies only these Denies of the two actions stand. A registry policy stays as it is. */
export function withDenials(
  account: Account,
  kept: ClosingDenials,
): { readonly after: Account; readonly copies: ReadonlyMap<Repository, Repository> } {
  const documents = new Map<PolicyDocument, CompiledDocument>();
  const copies = new Map([...kept].map(([repository, denials]) => [repository, copyWith(account, repository, denials, documents)]));
  const compiled: Documents['compiled'] = (document, layer) => documents.get(document) ?? account.documents.compiled(document, layer);
  return { after: { ...account, documents: { ...account.documents, compiled } }, copies };
}

/** A repository with a document of its own: two with one policy may keep different Denies. */
function copyWith(
  { documents: { compiled } }: Account,
  repository: Repository,
  denials: readonly CompiledStatement[],
  documents: Map<PolicyDocument, CompiledDocument>,
): Repository {
  if (repository.policy.kind !== 'present') return repository;
  const value = { ...repository.policy.value };
  const number = -1 - documents.size;
  const all = compiled(repository.policy.value, 'resource');
  const statements = [...all.policy.statements.filter((each) => !isDenial(each)), ...denials];
  documents.set(value, { ...all, id: number, meaning: number, policy: { statements } });
  return { ...repository, policy: { kind: 'present', value } };
}
