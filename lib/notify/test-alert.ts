// A test: an alert without findings that goes the way of all others.
import type { AccountId, Instant } from '../model/ids.ts';
import { alertOf, headed, type Notice, type Occasion, threadOf } from './alerts.ts';
import type { Alert } from './schema.ts';

export interface TestOccasion {
  readonly account: AccountId;
  readonly now: Instant;
}

/** The test alert of a moment; the same second gives the same id. */
export function testAlert(occasion: TestOccasion): Alert {
  return testNotice(occasion).alert;
}

/** The test alert with its thread. */
export function testNotice({ account, now }: TestOccasion): Notice {
  const occasion = testOccasion({ account, now });
  const cause = `this is a test, sent at ${now}: nothing was audited and nothing has changed`;
  const alert = alertOf(occasion, { event: 'test', cause, findings: [] });
  const notice = headed(occasion, { alert, thread: threadOf(occasion, 'test'), owner: null, kind: 'test' });
  return { ...notice, read: `account ${account}, nothing was read` };
}

/** Nothing was read, and nothing was left out. */
export function testOccasion({ account, now }: TestOccasion): Occasion {
  return { account, at: now, coverage: { complete: true, unread: [] }, reportUrl: null };
}
