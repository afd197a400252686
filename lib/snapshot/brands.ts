// Branded names of a file that the schema has accepted. Undefined would mean that schema and model disagree: a bug.
import { type AccountId, accountId, type Instant, instant } from '../model/ids.ts';

/** An account id that the schema has accepted. Throws where it is none, which is a bug. */
export function accountOf(text: string): AccountId {
  return branded(accountId(text), text);
}

/** A time that the schema has accepted. Throws where it is none, which is a bug. */
export function instantOf(text: string): Instant {
  return branded(instant(text), text);
}

function branded<T>(value: T | undefined, text: string): T {
  if (value === undefined) throw new Error(`the schema has accepted \`${text}\``);
  return value;
}
