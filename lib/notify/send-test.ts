// A test alert on its way through the state, as all others go.
import { deliver, type Outbox } from '../lifecycle/outbox.ts';
import { withUnsent } from '../lifecycle/state.ts';
import { record } from '../lifecycle/state-store.ts';
import type { Topic } from '../model/state.ts';
import { messagesOf } from './messages.ts';
import { type TestOccasion, testNotice, testOccasion } from './test-alert.ts';

/** Sends a test alert, and returns to how many topics. */
export async function sendTestAlert(outbox: Outbox, test: TestOccasion & { readonly topics: readonly Topic[] }): Promise<number> {
  const messages = messagesOf({ occasion: testOccasion(test), notices: [testNotice(test)], counts: undefined }, test.topics);
  await record(outbox.store, test.account, (known) => ({ state: withUnsent(known, messages) }));
  return deliver(outbox, test.account, messages);
}
