// Callers for whom one proof serves: in a cell of theirs the same statements apply in the same way, but for the names of their policies.
import { groupBy } from '../../collections/group-by.ts';
import { memoize } from '../../collections/memoize.ts';
import { policyKey } from '../../model/policy-ref.ts';
import type { Repository } from '../../model/snapshot.ts';
import type { CompiledPolicy, CompiledStatement } from '../../policy/compile.ts';
import { FALSE, type Formula, formulaKey } from '../../policy/logic/formula.ts';
import { hasBoundary, isSubjectTo } from '../../policy/order.ts';
import { statementsAbout } from '../../policy/statement-index.ts';
import { type Account, ownLayers, resourceLayers } from '../account/account.ts';
import { isCallerKey, requestContext } from '../account/request-context.ts';
import type { Subject } from '../account/subjects.ts';
import { EVERY_BIT } from '../cell/action-formulas.ts';
import { asksForTags } from '../cell/sides.ts';
import { tellingCallers } from '../classes/principal-classes.ts';
import { meansAllAlike } from './cell-sides.ts';

/** Principals of one group of the matrix by the proofs that they have in common at a repository. */
export type AlikeCallers = (subjects: readonly Subject[], repository: Repository) => readonly (readonly Subject[])[];

/** The callers of an account by what their own policies and those of a repository say of them, statement by statement. */
export function alikeCallers(account: Account): AlikeCallers {
  const told = tellingCallers(account);
  const asking = memoize((subject: Subject): AskingCaller => {
    const bounded = hasBoundary(ownLayers(account, subject));
    return { subject, bounded, own: subject.local ? `${ownKey(account, subject)}\n${told(subject)}` : subject.principal.name };
  });
  const othersAt = memoize((repository: Repository) => othersKey(account, repository));
  return (subjects, repository) => {
    if (subjects.length < 2) return subjects.length === 0 ? [] : [subjects];
    const others = othersAt(repository);
    const keyOf = (subject: Subject): string => {
      const caller = asking(subject);
      return others ? `${caller.own}\n${others(caller)}` : caller.own;
    };
    return [...groupBy(subjects, keyOf).values()];
  };
}

interface AskingCaller {
  readonly subject: Subject;
  readonly bounded: Formula;
  /** What follows from the caller's own policies. */
  readonly own: string;
}

/** Which documents a subject has, by their texts and in their places; and whether one of them is its boundary as well, so that both have one name. */
function ownKey({ documents }: Account, { local, caller }: Subject): string {
  const { policies = [], boundary } = local ?? {};
  const ids = policies.map((part) => (part.kind === 'present' ? documents.compiled(part.value, 'identity').id : ''));
  const about = `${caller.kind} ${isSubjectTo(caller, 'scp')} ${isSubjectTo(caller, 'rcp')}`;
  if (boundary?.kind !== 'present') return [about, ...ids, boundary?.kind].join();
  const name = policyKey(boundary.value.ref);
  const same = policies.findIndex((part) => part.kind === 'present' && policyKey(part.value.ref) === name);
  return [about, ...ids, documents.compiled(boundary.value, 'boundary').id, same].join();
}

/** Which statements of a repository's policies mean a caller, and how; undefined where they mean all callers alike. */
function othersKey(account: Account, repository: Repository): ((caller: AskingCaller) => string) | undefined {
  const { resource, rcp } = resourceLayers(account, repository.region, repository);
  const policies = [...resource.policies, ...rcp.policies].map(({ compiled }) => compiled);
  const telling = policies.flatMap(({ statements }) => statements).filter((statement) => !meansAllAlike(statement));
  if (telling.length === 0) return undefined;
  const places = new Map(telling.map((statement, place) => [statement, place]));
  return (caller) => policies.map((policy) => saidBy(policy, caller)).join('\n');

  function saidBy(policy: CompiledPolicy, { subject, bounded }: AskingCaller): string {
    const outcomes = outcomesAt(account, subject, repository);
    return statementsAbout(policy, subject.caller, EVERY_BIT)
      .flatMap((statement) => {
        const place = places.get(statement);
        const match = place === undefined ? undefined : statement.principal.match(subject.caller, bounded);
        if (!match || match.some === FALSE) return [];
        return `${place}:${[match.direct, match.role, match.some, ...outcomes(statement)].map((each) => formulaKey(each)).join()}`;
      })
      .join(' ');
  }
}

/** What of a statement's Resource and conditions asks about the caller, and what it comes to. */
function outcomesAt({ ground }: Account, { keys }: Subject, repository: Repository): (statement: CompiledStatement) => readonly Formula[] {
  const { region, arn } = repository;
  const at = (place: Repository | undefined, tagging: boolean) => ({
    resource: place ? arn : '*',
    context: requestContext(ground, keys, { region, repository: place, tagging }),
  });
  const requests = [at(repository, false), at(undefined, false)];
  const tagged = [at(repository, true), at(undefined, true)];
  return (statement) => {
    const { conditions, resource: written } = statement;
    const tests = conditions.filter((each) => each.keys.some(isCallerKey));
    const isTold = written.templates.some((each) => each.keys.some(isCallerKey));
    return (asksForTags(statement) ? [...requests, ...tagged] : requests).flatMap(({ resource, context }) => [
      ...tests.map(({ holds }) => holds(context)),
      ...(isTold ? [written.covers(resource, context)] : []),
    ]);
  };
}
