// How state is kept: read and checked, moved in one step, and moved again where somebody else was faster.
import type { AccountId } from '../model/ids.ts';
import { AuditError, type FindingStore, type StateTexts, type StateVersion } from '../model/ports.ts';
import type { AccountState } from '../model/state.ts';
import { oneLine } from '../text/quote.ts';
import { utf8Text } from '../text/utf8.ts';
import { emptyState, readState, type SentMessage, type StateReading, stateChunks, withoutSent } from './state.ts';

/**
 * A store of findings over texts. A text that is not a state (`damaged`) or is gone (`deleted`) is refused, and so never replaced;
 * the error names account, place, reason and what to do.
 */
export function findingStore(texts: StateTexts): FindingStore {
  return {
    load: async (account) => {
      const stored = await texts.read(account);
      switch (stored.kind) {
        case 'none':
          return { state: emptyState(account), version: undefined };
        case 'deleted':
          throw await unusable(texts, account, { code: 'deleted', reason: 'it was deleted, and nobody said to start over' });
        case 'bytes': {
          const reading = readingOf(stored.bytes, account);
          if (reading.kind === 'state') return { state: reading.state, version: stored.version };
          throw await unusable(texts, account, { code: 'damaged', reason: reading.reason });
        }
      }
    },
    save: (state, version) => texts.replace(state.account, stateChunks(state), version),
  };
}

function readingOf(bytes: Uint8Array, account: AccountId): StateReading {
  const text = utf8Text(bytes);
  return text === undefined ? { kind: 'problem', reason: 'not UTF-8 text' } : readState(text, account);
}

interface Trouble {
  readonly code: 'damaged' | 'deleted';
  readonly reason: string;
}

async function unusable(texts: StateTexts, account: AccountId, { code, reason }: Trouble): Promise<AuditError> {
  const remedy = await texts.remedyOf(account, JSON.stringify(emptyState(account)));
  const place = texts.nameOf(account);
  return new AuditError(code, `the state of account ${account}, ${place}, cannot be continued: ${oneLine(reason)}; ${remedy}`);
}

/** More than audits of one account ever overlap. */
const MOST_ATTEMPTS = 20;

/** Loads, steps and saves; whoever loses the write starts again from what the winner saved. */
export async function record<T extends { readonly state: AccountState }>(
  store: FindingStore,
  account: AccountId,
  step: (known: AccountState) => T | Promise<T>,
): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    const { state, version } = await store.load(account);
    const next = await step(state);
    if (next.state === state || (await isSaved(store, next.state, version, attempt))) return next;
  }
}

async function isSaved(store: FindingStore, state: AccountState, version: StateVersion, attempt: number): Promise<boolean> {
  try {
    await store.save(state, version);
    return true;
  } catch (error) {
    if (error instanceof AuditError && error.code === 'conflict' && attempt < MOST_ATTEMPTS) return false;
    throw error;
  }
}

/** Takes messages that were sent out of the state as it is now; doing so twice is harmless. */
export async function settle(store: FindingStore, account: AccountId, sent: readonly SentMessage[]): Promise<AccountState> {
  const { state } = await record(store, account, (known) => ({ state: withoutSent(known, sent) }));
  return state;
}
