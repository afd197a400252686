// ECR in front of an emulator: answers what the emulator lacks as a registry does in which nothing is set, and passes the rest on.
import { once } from 'node:events';
import { createServer } from 'node:http';
import { buffer } from 'node:stream/consumers';

export interface EcrFront {
  readonly url: string;
  /** Where the rest is passed on to. */
  readonly passTo: (emulator: string) => void;
  readonly close: () => Promise<void>;
}

/** With GetRegistryPolicy unknown, no access of the region could be judged. */
const LACKING: Readonly<Record<string, { readonly status: number; readonly body: object }>> = {
  GetRegistryPolicy: { status: 400, body: { __type: 'RegistryPolicyNotFoundException', message: 'no registry policy' } },
  GetAccountSetting: { status: 200, body: { name: 'REGISTRY_POLICY_SCOPE', value: 'V2' } },
  DescribeRepositoryCreationTemplates: { status: 200, body: { repositoryCreationTemplates: [] } },
  DescribePullThroughCacheRules: { status: 200, body: { pullThroughCacheRules: [] } },
};

/** Listens on a free port of 127.0.0.1. */
export async function openEcrFront(): Promise<EcrFront> {
  let emulator = '';
  const server = createServer(async (request, response) => {
    const operation = String(request.headers['x-amz-target']).split('.').at(-1) ?? '';
    const body = await buffer(request);
    const lacking = LACKING[operation];
    if (lacking !== undefined) {
      response.writeHead(lacking.status, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify(lacking.body));
      return;
    }
    const headers = ['authorization', 'content-type', 'x-amz-target', 'x-amz-date', 'x-amz-security-token'].flatMap((name) => {
      const value = request.headers[name];
      return typeof value === 'string' ? [[name, value] as const] : [];
    });
    const answer = await fetch(emulator, { method: 'POST', headers: Object.fromEntries(headers), body: new Uint8Array(body) });
    response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? '' }).end(await answer.text());
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the front listens on no port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    passTo: (url) => {
      emulator = url;
    },
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
