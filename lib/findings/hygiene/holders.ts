// Who may change or delete the policies of some repositories, with and without the Denies in them.
import type { Account } from '../../access/account.ts';
import { actionBit } from '../../access/actions.ts';
import type { Documents } from '../../access/documents.ts';
import { matrixOf } from '../../access/matrix.ts';
import type { Outcome } from '../../access/outcome.ts';
import { membersOf } from '../../access/part.ts';
import type { Subject } from '../../access/subjects.ts';
import { formulaOf } from '../../access/ternary.ts';
import type { Repository } from '../../model/snapshot.ts';
import type { CompiledStatement } from '../../policy/compile.ts';
import type { Formula } from '../../policy/formula.ts';
import { hasBit } from '../../policy/mask.ts';
import { remembered } from '../../policy/remembered.ts';
import { isNever } from '../../policy/solve.ts';
import type { Holder } from './door.ts';

export const SET = actionBit('ecr:SetRepositoryPolicy') ?? 0;
export const DELETE = actionBit('ecr:DeleteRepositoryPolicy') ?? 0;

/** Users and roles that somebody of the account can use. */
export function isOrdinary({ principal }: Subject): boolean {
  return principal.class === 'same-account';
}

/** When an outcome grants an action; undefined for never. */
export function grantOf({ granted }: Outcome, bit: number): Formula | undefined {
  const when = formulaOf(granted, bit);
  return isNever(when) ? undefined : when;
}

export interface Holders {
  /** Users and roles that may change the policy. */
  readonly setters: readonly Holder[];
  /** Whoever else may: services, other accounts, service-linked roles. */
  readonly others: readonly string[];
  /** Whether some user or role may delete it. */
  readonly canDelete: boolean;
}

/** By the ARN of a repository. */
export function holdersAt(account: Account, repositories: readonly Repository[]): ReadonlyMap<string, Holders> {
  const { groups, repositoryClasses } = matrixOf(narrowed(account, repositories));
  const found = new Map<string, { setters: Holder[]; others: Set<string>; canDelete: boolean }>();
  for (const { subjects, classes, outcome } of groups()) {
    const [set, remove] = [grantOf(outcome, SET), grantOf(outcome, DELETE)];
    if (!set && !remove) continue;
    const members = membersOf(subjects);
    const ordinary = members.filter(isOrdinary);
    const others = members.filter((subject) => !isOrdinary(subject)).map(({ principal }) => principal.name);
    for (const { arn } of membersOf(classes).flatMap((number) => repositoryClasses[number]?.members ?? [])) {
      const at = remembered(found, arn, () => ({ setters: [], others: new Set<string>(), canDelete: false }));
      if (remove && ordinary.length > 0) at.canDelete = true;
      if (!set) continue;
      at.setters.push(...ordinary.map((subject) => ({ subject, when: set })));
      for (const name of others) at.others.add(name);
    }
  }
  return new Map([...found].map(([arn, { others, ...at }]) => [arn, { ...at, others: [...others].sort() }]));
}

function narrowed(account: Account, repositories: readonly Repository[]): Account {
  const kept = new Set(repositories);
  const registries = account.snapshot.registries.map((registry) => ({
    ...registry,
    repositories:
      registry.repositories.kind === 'present'
        ? { kind: 'present' as const, value: registry.repositories.value.filter((each) => kept.has(each)) }
        : registry.repositories,
  }));
  return { ...account, snapshot: { ...account.snapshot, registries } };
}

/** The account as it would be if the policies of repositories denied neither. A registry policy is compiled already, and stays. */
export function withoutDenials(account: Account): Account {
  const compiled: Documents['compiled'] = (document, layer) => {
    const all = account.documents.compiled(document, layer);
    if (layer !== 'resource') return all;
    return { ...all, policy: { statements: all.policy.statements.filter((each) => !isDenial(each)) } };
  };
  return { ...account, documents: { ...account.documents, compiled } };
}

/** Whether a statement denies to change the policy that it is in, or to delete it. */
export function isDenial({ effect, actions }: CompiledStatement): boolean {
  return effect === 'Deny' && (hasBit(actions, SET) || hasBit(actions, DELETE));
}
