// What is the same for every account of an organization, kept while one run reads them: the organization's calls are few a second (F21).
import type { Read } from './call.ts';

/** An account as Organizations lists it; `path` is `o-.../r-.../ou-.../`. */
export type ListedAccount = { readonly id: string; readonly name: string; readonly path: string };

/** A service or resource control policy with its text. */
export type ControlPolicy = { readonly name: string; readonly document: string };

/** By the organization's root, and by the organization and the id of a policy; what was not read is not in it. */
export interface OrganizationMemory {
  readonly accounts: Map<string, readonly ListedAccount[]>;
  readonly policies: Map<string, ControlPolicy>;
}

/** An empty memory, for one run. */
export function organizationMemory(): OrganizationMemory {
  return { accounts: new Map(), policies: new Map() };
}

export interface Recollection<T> {
  /** Undefined where nothing is kept. */
  readonly kept: Map<string, T> | undefined;
  readonly key: string;
  /** Whether what is remembered can still be true. */
  readonly holds: (value: T) => boolean;
}

/** What is remembered, or else what `read` brings, which is then remembered. */
export async function recalled<T>({ kept, key, holds }: Recollection<T>, read: () => Promise<Read<T>>): Promise<Read<T>> {
  const value = kept?.get(key);
  if (value !== undefined && holds(value)) return { status: 'present', value };
  const answer = await read();
  if (answer.status === 'present') kept?.set(key, answer.value);
  return answer;
}
