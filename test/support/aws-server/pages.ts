// Cuts lists into pages with tokens that lead on.
import { AwsRefusal, type Refusal } from './service.ts';

export interface PageRequest {
  readonly size: number;
  readonly token: unknown;
  /** Said of a token that this server never gave. */
  readonly invalid: Refusal;
}

export interface Page<T> {
  readonly items: readonly T[];
  readonly next: string | undefined;
}

/** Gives the page that the token leads to; throws the refusal for a token that it never gave. */
export function pageOf<T>(all: readonly T[], { size, token, invalid }: PageRequest): Page<T> {
  const start = token === undefined || token === '' ? 0 : startOf(token);
  if (start === undefined) throw new AwsRefusal(invalid);
  const end = start + size;
  return { items: all.slice(start, end), next: end < all.length ? tokenAt(end) : undefined };
}

/** The token that leads to the item at this place. */
export function tokenAt(start: number): string {
  return Buffer.from(`page from ${start}`).toString('base64');
}

function startOf(token: unknown): number | undefined {
  const found = /^page from ([0-9]+)$/.exec(Buffer.from(String(token), 'base64').toString());
  return found === null ? undefined : Number(found[1]);
}
