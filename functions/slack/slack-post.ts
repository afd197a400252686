// One message to a webhook, at the pace that Slack asks for (G18).
import { setTimeout as wait } from 'node:timers/promises';

const TOO_MANY = 429;
const CALL = 10_000;
const SECOND = 1_000;

/** Posts `body`. Waits as long as Slack says where it comes too fast; throws where that is beyond `until`, and on every other refusal. */
export async function post(
  webhook: URL,
  body: string,
  until: number,
  pause: (milliseconds: number) => Promise<unknown> = wait,
): Promise<void> {
  for (;;) {
    const { status, retryAfter } = await attempt(webhook, body);
    if (status >= 200 && status < 300) return;
    if (status !== TOO_MANY) throw new Error(`slack refused the message: HTTP ${status}`);
    const milliseconds = Math.max(1, retryAfter) * SECOND;
    if (Date.now() + milliseconds > until) throw new Error(`slack asks to wait ${retryAfter} seconds, which is too long for this call`);
    await pause(milliseconds);
  }
}

async function attempt(webhook: URL, body: string): Promise<{ readonly status: number; readonly retryAfter: number }> {
  const headers = { 'content-type': 'application/json; charset=utf-8' };
  const signal = AbortSignal.timeout(CALL);
  const response = await fetch(webhook, { method: 'POST', headers, body, signal, redirect: 'error' });
  // The answer is a word; reading it frees the connection.
  await response.text();
  return { status: response.status, retryAfter: Number(response.headers.get('retry-after')) || 1 };
}
