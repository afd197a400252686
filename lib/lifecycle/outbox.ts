// Sending what waits in the state: each message by itself, and out of the state once it was taken.
import type { AccountId } from '../model/ids.ts';
import { AuditError, type FindingStore } from '../model/ports.ts';
import type { Message } from '../model/state.ts';
import { settle } from './state-store.ts';

export interface Outbox {
  readonly store: FindingStore;
  /** Rejects where the message was not taken. */
  readonly publish: (message: Message) => Promise<void>;
}

/** Publishes and settles one message after the other and returns how many; `undelivered` in the end where one failed, which keeps none of the others. */
export async function deliver({ store, publish }: Outbox, account: AccountId, messages: readonly Message[]): Promise<number> {
  const failures: unknown[] = [];
  for (const message of messages) {
    try {
      await publish(message);
      await settle(store, account, [message]);
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length === 0) return messages.length;
  const counts = `${failures.length} of ${messages.length}`;
  throw new AuditError('undelivered', `${counts} messages about account ${account} were not sent: they wait for the next run`, {
    cause: new AggregateError(failures, counts),
  });
}
