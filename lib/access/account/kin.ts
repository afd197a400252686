// Accounts of which one is a changed copy of the other: what was worked out of the one is kept, and holds of the copy where nothing differs
// that it follows from.
import type { Account } from './account.ts';

/** The account of which this one is a changed copy, where the same request is judged alike by the same policies in both. */
export function kinOf({ kin, documents, ground }: Account): Account | undefined {
  return kin?.documents === documents && kin.account.ground === ground ? kin.account : undefined;
}

/** Something that accounts keep for their changed copies. */
export interface Kept<T> {
  /** Kept as long as the account is, and only where copies of it are to come. */
  readonly keep: (account: Account, value: T) => void;
  /** What the account has kept of which this one is a changed copy. */
  readonly ofKin: (account: Account) => T | undefined;
}

/** A place for one thing of each account. */
export function keptByAccount<T>(): Kept<T> {
  const known = new WeakMap<Account, T>();
  return {
    keep: (account, value) => {
      if (account.isCopied === true) known.set(account, value);
    },
    ofKin: (account) => {
      const kin = kinOf(account);
      return kin && known.get(kin);
    },
  };
}
