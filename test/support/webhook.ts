// Slack's end of an incoming webhook, on loopback.
import { once } from 'node:events';
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';

export interface Webhook {
  readonly url: string;
  /** The posted messages, as JSON. */
  readonly posts: readonly unknown[];
  readonly close: () => Promise<void>;
}

/** Listens on a free port; answers each post as `answer` says, `ok` by default. */
export async function openWebhook(
  answer: (count: number) => { readonly status: number; readonly headers?: Record<string, string> } = () => ({ status: 200 }),
): Promise<Webhook> {
  const posts: unknown[] = [];
  const server = createServer(async (request, response) => {
    posts.push(JSON.parse(await text(request)));
    const { status, headers = {} } = answer(posts.length);
    response.writeHead(status, headers).end(status === 200 ? 'ok' : 'no');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the webhook listens on no port');
  return {
    url: `http://127.0.0.1:${address.port}/services/T000/B000/secret`,
    posts,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
