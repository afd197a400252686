// A server on loopback that answers the real SDK clients as AWS does, from a world of plain data.
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type Answer, answerCall } from './answer.ts';
import { type Faults, faultRules } from './faults.ts';
import { type HttpRequest, identify, signatureOf } from './identify.ts';
import { type Keys, keysOf } from './keys.ts';
import type { Call, Reply } from './service.ts';
import { SERVICES } from './services/registry.ts';
import type { World } from './world.ts';

export interface AwsServer {
  readonly url: string;
  /** Every call so far, in order of arrival. */
  readonly calls: readonly Call[];
  readonly faults: Faults;
  /** Forgets calls, faults and issued credentials; the world stays as it is. */
  readonly reset: () => void;
  readonly close: () => Promise<void>;
}

interface State {
  readonly world: World;
  readonly calls: Call[];
  readonly rules: ReturnType<typeof faultRules>;
  readonly keys: Keys;
  readonly underway: Map<string, number>;
}

/** Starts the server on a free port of 127.0.0.1. */
export async function startAwsServer(world: World): Promise<AwsServer> {
  const state: State = { world, calls: [], rules: faultRules(), keys: keysOf(world), underway: new Map() };
  const server = createServer((request, response) => {
    serve(state, request, response).catch((error: unknown) => response.destroy(error instanceof Error ? error : undefined));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server listens on no port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    calls: state.calls,
    faults: state.rules,
    reset: () => {
      state.calls.length = 0;
      state.rules.clear();
      state.keys.forget();
    },
    close: async () => {
      server.close();
      server.closeAllConnections();
      if (server.listening) await once(server, 'close');
    },
  };
}

async function serve(state: State, message: IncomingMessage, response: ServerResponse): Promise<void> {
  const request = await readRequest(message);
  const signature = signatureOf(request);
  const meant = signature === undefined ? undefined : identify(request, signature);
  const service = meant === undefined ? undefined : SERVICES[meant.service];
  if (signature === undefined || meant === undefined || service === undefined) {
    send(response, { status: 404, headers: { 'content-type': 'text/plain' }, body: 'no such service' });
    return;
  }
  const caller = state.keys.callerOf(signature.accessKey);
  const place = `${meant.service} ${meant.region}`;
  const together = (state.underway.get(place) ?? 0) + 1;
  state.underway.set(place, together);
  response.once('close', () => state.underway.set(place, (state.underway.get(place) ?? 1) - 1));
  const call: Call = { ...meant, account: caller?.account ?? '', together };
  state.calls.push(call);
  const fault = state.rules.next(call);
  await deliver(response, await answerCall({ call, fault, service, caller, world: state.world, issue: state.keys.issue }));
}

async function deliver(response: ServerResponse, answer: Answer): Promise<void> {
  switch (answer.kind) {
    case 'reply':
      return send(response, answer.reply);
    case 'reset':
      response.socket?.resetAndDestroy();
      return;
    case 'hang':
      return;
    case 'truncate':
      return truncate(response, answer.reply);
  }
}

function send(response: ServerResponse, { status, headers, body }: Reply): void {
  response.writeHead(status, { ...headers, 'content-length': String(Buffer.byteLength(body)) }).end(body);
}

/** Announces the whole body, sends half of it, and hangs up. */
function truncate(response: ServerResponse, { status, headers, body }: Reply): void {
  const bytes = Buffer.from(body);
  response.writeHead(status, { ...headers, 'content-length': String(bytes.length) });
  response.write(bytes.subarray(0, Math.floor(bytes.length / 2)), () => response.destroy());
}

async function readRequest(message: IncomingMessage): Promise<HttpRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk);
  return { method: message.method ?? '', url: message.url ?? '', headers: message.headers, body: Buffer.concat(chunks) };
}
