// The AWS services that answer with one JSON object: Step Functions, Secrets Manager, Parameter Store.
import { once } from 'node:events';
import { createServer } from 'node:http';
import { json } from 'node:stream/consumers';
import { onTestFinished, vi } from 'vitest';

export interface SideCall {
  readonly operation: string;
  readonly input: Readonly<Record<string, unknown>>;
}

type Answers = Readonly<Record<string, object | { readonly __type: string }>>;

const SERVICES = ['SFN', 'SECRETS_MANAGER', 'SSM'];

/** Answers each operation with an object; one with `__type` is an error. Gives the calls as they come in. */
export async function sideServer(answers: Answers): Promise<readonly SideCall[]> {
  const calls: SideCall[] = [];
  const server = createServer(async (request, response) => {
    const operation = String(request.headers['x-amz-target']).split('.').at(-1) ?? '';
    calls.push({ operation, input: (await json(request)) as SideCall['input'] });
    const answer = answers[operation] ?? { __type: 'UnknownOperationException' };
    response.writeHead('__type' in answer ? 400 : 200, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify(answer));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server listens on no port');
  for (const service of SERVICES) vi.stubEnv(`AWS_ENDPOINT_URL_${service}`, `http://127.0.0.1:${address.port}`);
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return calls;
}
