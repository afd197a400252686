// What everybody has by a statement: the statement is bound to whom the baseline means, or asks for the key that it forgot to ask for.
import { type Account, subjectNamed } from '../access/account/account.ts';
import type { Subject } from '../access/account/subjects.ts';
import { possible } from '../access/cell/action-formulas.ts';
import { repositoryNamed, repositoryOf } from '../access/classes/repository-classes.ts';
import type { BoundTerm } from '../drift/cell/cell-intent.ts';
import type { Bound } from '../drift/cell/principal-bounds.ts';
import { REPOSITORY_MASK } from '../ecr/actions.ts';
import { verb } from '../findings/verb.ts';
import type { GrantDrift } from '../model/drift.ts';
import type { Repository } from '../model/snapshot.ts';
import { bindingOperator, isLoose } from '../policy/condition/loose.ts';
import { type ActionMask, difference } from '../policy/logic/mask.ts';
import { isObject } from '../policy/parse/parse-report.ts';
import type { AccessEffect, PlacedGrant } from './effect/effect.ts';
import { type JudgedPlan, judgeEdits, refused, type Search } from './effect/plan.ts';
import { type WrittenStatement, withoutActions } from './policy/action-edit.ts';
import { type StatementJson, withStatements } from './policy/document.ts';
import { accountAfter, type Edit, withEdit } from './policy/edit.ts';
import { withTerms } from './removal/bound-options.ts';
import { editsOf, sourcesAt } from './removal/sources.ts';

/** A statement as it would be; undefined where the way leads nowhere. */
type Rebinding = (written: WrittenStatement) => StatementJson | undefined;

interface Everybody {
  readonly subject: Subject;
  readonly repository: Repository;
  readonly capability: string;
  /** All that everybody has there. */
  readonly actions: ActionMask;
}

/** A plan that bounds the statements to whom the baseline allows some of it; undefined where it allows nobody, or has no such plan. */
export function boundToMeant(search: Search, drift: GrantDrift): JudgedPlan | undefined {
  const everybody = everybodyIn(search, drift);
  if (!everybody) return undefined;
  const { repository, actions } = everybody;
  const bounds = search.terms.boundsOf(repository, actions);
  // What nobody is meant to do goes; where some of the account's own are meant to do it, all that the statement gives is bound.
  const ways = [
    ...bounds.map(
      (bound): Rebinding =>
        (written) =>
          boundStatement(written, bound),
    ),
    ...bounds.map(
      ({ terms }): Rebinding =>
        ({ json }) =>
          withTerms(json, terms),
    ),
  ];
  for (const way of ways) {
    const judged = rebound(search, everybody, way);
    if (judged.kind === 'plan') return judged;
  }
  return undefined;
}

function boundStatement(written: WrittenStatement, { terms, actions }: Bound): StatementJson | undefined {
  const left = withoutActions(written, difference(REPOSITORY_MASK, actions), 'ofRepositories');
  return left === undefined || left === 'empty' ? undefined : withTerms(left, terms);
}

/** A plan that lets the conditions bind that let whoever lacks the key through, or why there is none; undefined where there are none. */
export function tightened(search: Search, drift: GrantDrift): JudgedPlan | undefined {
  const loose = drift.grant.conditions.some((each) => 'key' in each && each.effect === 'Allow' && isLoose(each.operator));
  const everybody = loose ? everybodyIn(search, drift) : undefined;
  return everybody && rebound(search, everybody, ({ json }) => withBindingConditions(json));
}

/** The statement with conditions that fail where the key is absent; undefined where they do already. */
export function withBindingConditions(json: StatementJson): StatementJson | undefined {
  const condition = json['Condition'];
  if (!isObject(condition)) return undefined;
  const loose = Object.entries(condition).flatMap(([operator, block]) =>
    isObject(block) && isLoose(operator) ? Object.entries(block).map(([key, value]) => ({ operator, key, values: textsOf(value) })) : [],
  );
  if (loose.length === 0) return undefined;
  const terms = loose.flatMap(({ operator, key, values }): readonly BoundTerm[] => {
    const binding = { effect: 'Allow' as const, operator: bindingOperator(operator, key), key, values };
    return binding.operator.startsWith('ForAnyValue:') ? [binding] : [binding, { ...binding, operator: 'Null', values: ['false'] }];
  });
  const kept = Object.fromEntries(Object.entries(condition).filter(([operator, block]) => !(isObject(block) && isLoose(operator))));
  return withTerms({ ...json, Condition: kept }, terms);
}

function textsOf(value: unknown): readonly string[] {
  return (Array.isArray(value) ? value : [value]).map((each: unknown) => String(each));
}

function everybodyIn({ account, cells }: Search, { grant, everywhere }: GrantDrift): Everybody | undefined {
  if (grant.principal.name !== '*' || everywhere) return undefined;
  const repository = repositoryNamed(account, grant.region, grant.repository);
  const subject = subjectNamed(account, '*');
  return repository && { subject, repository, capability: grant.capability, actions: possible(cells.at(subject, repository).granted) };
}

function rebound(search: Search, everybody: Everybody, rebind: Rebinding): JudgedPlan {
  const { repository, subject, capability } = everybody;
  let edits: readonly Edit[] = [];
  for (const source of sourcesAt(search.account, subject, repository, everybody.actions)) {
    const current: Account = accountAfter(search.account, edits);
    const [edit] = editsOf(current, source, { subject, repository }, rewritingWith(rebind));
    if (edit) edits = withEdit(edits, edit);
  }
  if (edits.length === 0) return refused('it is given by nothing that can be bound here');
  const judged = judgeEdits(search, edits, (grant) => hadIt(search, grant));
  if (judged.kind === 'refused') return judged;
  return hasIt(judged.plan.effect, everybody)
    ? refused(`everybody could still ${verb(capability)} it`)
    : { ...judged, plan: { ...judged.plan, named: namedIn(search, judged.plan.effect) } };
}

function rewritingWith(rebind: Rebinding): Parameters<typeof editsOf>[3] {
  return {
    resource: (_, { document, statements }, giving) => {
      const after = statements.map((written) => (giving.has(written.read.index) ? rebind(written) : undefined) ?? written.json);
      const isChanged = statements.some(({ json }, at) => json !== after[at]);
      return isChanged ? [withStatements(document, after)] : [];
    },
    identity: () => [],
    detaches: false,
  };
}

/** Whoever is named by the bound had it as one of all. */
function hadIt({ cells }: Search, { subject, repository, capability }: PlacedGrant): boolean {
  return (
    subject.local === undefined &&
    cells.at(subject, repository).capabilities.some((each) => each.capability === capability && each.decision !== 'unknown')
  );
}

function hasIt({ after, at }: AccessEffect, { capability, repository: { arn } }: Everybody): boolean {
  const repository = repositoryOf(after, arn);
  return repository !== undefined && at(subjectNamed(after, '*'), repository).capabilities.some((each) => each.capability === capability);
}

/** Who is reported by name from then on, because no rule allows it. */
function namedIn({ isExpected }: Search, { gained }: AccessEffect): readonly string[] {
  return [...new Set(gained.filter((grant) => !isExpected(grant)).map(({ subject }) => subject.principal.name))].sort();
}
