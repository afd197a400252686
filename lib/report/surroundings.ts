// What people want to know of an audit besides its result: whose account it is, who read it from where, and what is in order.
import type { AccountSnapshot } from '../model/snapshot.ts';
import type { InOrder } from './in-order.ts';
import type { AccountNames } from './place-names.ts';

export interface Surroundings {
  /** As the organization calls it; undefined where nobody knows. */
  readonly accountName: string | undefined;
  readonly names: AccountNames;
  readonly regions: readonly string[];
  /** `by arn:aws:...`, `from account.json`. */
  readonly source: string;
  readonly inOrder: InOrder;
}

const LIKE_AN_ID = /^\d{12}$/;

/** The names of accounts that are names of one account alone, and look like no other id. */
export function accountNames({ organization }: AccountSnapshot): AccountNames {
  if (organization.kind !== 'present' || organization.value.accounts.kind !== 'present') return new Map();
  const accounts = organization.value.accounts.value;
  const counts = new Map<string, number>();
  for (const { name } of accounts) counts.set(name, (counts.get(name) ?? 0) + 1);
  return new Map(accounts.flatMap(({ id, name }) => (counts.get(name) === 1 && name !== '' && !LIKE_AN_ID.test(name) ? [[id, name]] : [])));
}

/** What is known around the audit of a snapshot. */
export function surroundingsOf(snapshot: AccountSnapshot, source: string, inOrder: InOrder): Surroundings {
  const names = accountNames(snapshot);
  const regions = snapshot.registries.map(({ region }) => region);
  return { accountName: names.get(snapshot.account), names, regions, source, inOrder };
}
