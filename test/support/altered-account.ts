// An account and a changed copy of it: all but what is changed are the very objects that they were, as an overlay leaves them.
import fc from 'fast-check';
import type { AccountSnapshot, Collected, LocalPrincipal, Registry, Repository } from '../../lib/model/snapshot.ts';
import { type AccountWords, snapshotOf } from './account-shorthand.ts';

/** One part of an account changed. */
type Alteration = (one: AccountSnapshot, other: AccountSnapshot, at: number) => AccountSnapshot;

function withRegistries(snapshot: AccountSnapshot, alter: (registry: Registry) => Registry): AccountSnapshot {
  return { ...snapshot, registries: snapshot.registries.map(alter) };
}

function altered<T>(
  list: Collected<readonly T[]>,
  at: number,
  alter: (item: T, all: readonly T[]) => readonly T[],
): Collected<readonly T[]> {
  if (list.kind !== 'present' || list.value.length === 0) return list;
  const place = at % list.value.length;
  return { kind: 'present', value: list.value.flatMap((each, index) => (index === place ? alter(each, list.value) : [each])) };
}

function someOf<T>(list: Collected<readonly T[]> | undefined, at: number): T | undefined {
  return list?.kind === 'present' ? list.value[at % Math.max(1, list.value.length)] : undefined;
}

const ofRepository =
  (alter: (one: Repository, other: Repository | undefined) => readonly Repository[]): Alteration =>
  (one, other, at) =>
    withRegistries(one, (registry) => ({
      ...registry,
      repositories: altered(registry.repositories, at, (each) => alter(each, someOf(other.registries[0]?.repositories, at))),
    }));

const ofPrincipal =
  (alter: (one: LocalPrincipal, other: LocalPrincipal | undefined) => readonly LocalPrincipal[]): Alteration =>
  (one, other, at) => ({ ...one, principals: altered(one.principals, at, (each) => alter(each, someOf(other.principals, at))) });

const ALTERATIONS: readonly Alteration[] = [
  ofRepository((one, other) => [{ ...one, policy: other?.policy ?? { kind: 'absent' } }]),
  ofRepository((one) => [{ ...one, policy: { kind: 'absent' } }]),
  ofRepository((one, other) => [{ ...one, tags: other?.tags ?? one.tags }]),
  ofRepository(() => []),
  (one, other) => withRegistries(one, (each) => ({ ...each, policy: other.registries[0]?.policy ?? { kind: 'absent' } })),
  (one, other) => withRegistries(one, (each) => ({ ...each, policyScope: other.registries[0]?.policyScope ?? each.policyScope })),
  ofPrincipal((one, other) => [{ ...one, policies: other?.policies ?? [] }]),
  ofPrincipal((one, other) => [{ ...one, boundary: other?.boundary ?? { kind: 'absent' } }]),
  ofPrincipal((one, other) => [{ ...one, tags: other?.tags ?? {} }]),
  ofPrincipal((one, other) => [{ ...one, boundary: { kind: 'absent' }, policies: [...one.policies, ...(other?.policies ?? [])] }]),
  ofPrincipal(() => []),
  // Somebody new, where nobody has that name.
  (one, other, at) => withPrincipal(one, someOf(other.principals, at)),
];

function withPrincipal(snapshot: AccountSnapshot, added: LocalPrincipal | undefined): AccountSnapshot {
  const { principals } = snapshot;
  if (!added || principals.kind !== 'present' || principals.value.some(({ arn }) => arn === added.arn)) return snapshot;
  const value = [...principals.value, added].toSorted((a, b) => (a.arn < b.arn ? -1 : 1));
  return { ...snapshot, principals: { kind: 'present', value } };
}

/** Before and after one to three changes; what takes the place of something is from another account. */
export function alteredSnapshots(accounts: fc.Arbitrary<AccountWords>): fc.Arbitrary<readonly [AccountSnapshot, AccountSnapshot]> {
  const alterations = fc.array(fc.tuple(fc.constantFrom(...ALTERATIONS), fc.nat(7)), { minLength: 1, maxLength: 3 });
  return fc
    .tuple(accounts.map(snapshotOf), accounts.map(snapshotOf), alterations)
    .map(([one, other, changes]) => [one, changes.reduce((snapshot, [alter, at]) => alter(snapshot, other, at), one)]);
}
