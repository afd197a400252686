// Exceptions, lock lines and reviews that one baseline has and another has not.
import type { Exception, ExceptionMatch, LockedGrant, ReviewPeriod } from '../../model/baseline.ts';
import { compare } from '../../text/order.ts';
import { conditionsKey } from '../lock/conditions.ts';
import { selectorText } from './entry-cover.ts';

export type FactComparison<T> =
  | { readonly kind: 'added' | 'removed'; readonly what: T }
  /** It is about the same, and something else of it is new. */
  | { readonly kind: 'changed'; readonly before: T; readonly what: T };

export type ExceptionChange = FactComparison<Exception>;
export type LockChange = FactComparison<LockedGrant>;
export type ReviewChange = FactComparison<ReviewPeriod>;

/** Who answers for an exception counts; why it was made is text. */
export function exceptionChanges(before: readonly Exception[], after: readonly Exception[]): readonly ExceptionChange[] {
  return changes(before, after, {
    about: ({ match }) => matchKey(match),
    rest: ({ expires, owner, ticket }) => JSON.stringify([expires, owner, ticket]),
  });
}

/** Equal for exceptions of the same. */
export function matchKey(match: ExceptionMatch): string {
  if (match.kind === 'finding') return match.finding;
  const { code, repositories, principals, capabilities } = match;
  return JSON.stringify([code, repositories.toSorted(), principals.map(selectorText).sort(), capabilities.toSorted()]);
}

/** Lines of the lock that came, went, or say something else of the same access. */
export function lockChanges(before: readonly LockedGrant[], after: readonly LockedGrant[]): readonly LockChange[] {
  return changes(before, after, {
    about: ({ region, repository, principal, capability }) => JSON.stringify([region, repository, principal, capability]),
    rest: ({ principalClass, decision, conditions }) => JSON.stringify([principalClass, decision, conditionsKey(conditions)]),
  });
}

/** Review periods that came, went, or have another date. */
export function reviewChanges(before: readonly ReviewPeriod[], after: readonly ReviewPeriod[]): readonly ReviewChange[] {
  return changes(before, after, { about: ({ days, owner }) => JSON.stringify([days, owner]), rest: ({ reviewed = '' }) => reviewed });
}

interface Identity<T> {
  /** Equal for what is about the same. */
  readonly about: (item: T) => string;
  /** Equal where nothing else that counts is new. */
  readonly rest: (item: T) => string;
}

/** Sorted by what they are about. */
function changes<T>(before: readonly T[], after: readonly T[], { about, rest }: Identity<T>): readonly FactComparison<T>[] {
  const [old, fresh] = [before, after].map((items) => new Map(items.map((item) => [about(item), item])));
  const keys = [...new Set([...(old?.keys() ?? []), ...(fresh?.keys() ?? [])])].sort(compare);
  return keys.flatMap((key): readonly FactComparison<T>[] => {
    const [was, is] = [old?.get(key), fresh?.get(key)];
    if (was === undefined) return is === undefined ? [] : [{ kind: 'added', what: is }];
    if (is === undefined) return [{ kind: 'removed', what: was }];
    return rest(was) === rest(is) ? [] : [{ kind: 'changed', before: was, what: is }];
  });
}
