// ECR and STS in front of an emulator: answers what the emulator lacks as a registry does in which nothing is set, refuses or holds
// back what a test wants refused or held back, and passes the rest on.
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';

export interface FrontCall {
  readonly service: string;
  readonly operation: string;
  readonly region: string;
  readonly accessKey: string;
}

/** `hang`: no answer ever. */
export type Fault = { readonly kind: 'deny' | 'hang'; readonly when: (call: FrontCall) => boolean };

export interface Front {
  readonly url: string;
  /** Where the rest is passed on to. */
  readonly passTo: (emulator: string) => void;
  /** What goes wrong from now on; undefined: nothing. */
  readonly play: (fault: Fault | undefined) => void;
  readonly close: () => Promise<void>;
}

interface Answer {
  readonly status: number;
  readonly body: object;
}

/** With GetRegistryPolicy unknown, no access of the region could be judged. */
const LACKING: Readonly<Record<string, Answer>> = {
  GetRegistryPolicy: { status: 400, body: { __type: 'RegistryPolicyNotFoundException', message: 'no registry policy' } },
  GetAccountSetting: { status: 200, body: { name: 'REGISTRY_POLICY_SCOPE', value: 'V2' } },
  DescribeRepositoryCreationTemplates: { status: 200, body: { repositoryCreationTemplates: [] } },
  DescribePullThroughCacheRules: { status: 200, body: { pullThroughCacheRules: [] } },
};

/** Listens on a free port of 127.0.0.1. */
export async function openFront(): Promise<Front> {
  let emulator = '';
  let fault: Fault | undefined;
  const server = createServer(async (request, response) => {
    const body = await buffer(request);
    const call = callIn(request, body.toString());
    const lacking = LACKING[call.operation];
    if (fault?.when(call)) FAULTS[fault.kind](call, response);
    else if (lacking) json(response, lacking);
    else await pass(emulator, { request, body: new Uint8Array(body), response });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the front listens on no port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    passTo: (url) => {
      emulator = url;
    },
    play: (next) => {
      fault = next;
    },
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** ECR names its operation in a header, STS in the body; the rest is what the request was signed for. */
function callIn({ headers }: IncomingMessage, body: string): FrontCall {
  const [, accessKey = '', region = '', service = ''] =
    /Credential=([^/]+)\/\d+\/([^/]+)\/([^/]+)\//.exec(headers.authorization ?? '') ?? [];
  const named = String(headers['x-amz-target'] ?? '')
    .split('.')
    .at(-1);
  return { service, operation: named || new URLSearchParams(body).get('Action') || '', region, accessKey };
}

const FAULTS = { deny, hang: () => undefined } as const satisfies Record<
  Fault['kind'],
  (call: FrontCall, response: ServerResponse) => void
>;

function deny({ service, operation }: FrontCall, response: ServerResponse): void {
  const message = `User is not authorized to perform: ${service}:${operation}`;
  if (service !== 'sts') {
    json(response, { status: 400, body: { __type: 'AccessDeniedException', message } });
    return;
  }
  const error = `<Error><Type>Sender</Type><Code>AccessDenied</Code><Message>${message}</Message></Error>`;
  const text = `<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">${error}</ErrorResponse>`;
  response.writeHead(403, { 'content-type': 'text/xml' }).end(text);
}

function json(response: ServerResponse, { status, body }: Answer): void {
  response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify(body));
}

interface Passing {
  readonly request: IncomingMessage;
  readonly body: Uint8Array<ArrayBuffer>;
  readonly response: ServerResponse;
}

async function pass(emulator: string, { request, body, response }: Passing): Promise<void> {
  const headers = ['authorization', 'content-type', 'x-amz-target', 'x-amz-date', 'x-amz-security-token'].flatMap((name) => {
    const value = request.headers[name];
    return typeof value === 'string' ? [[name, value] as const] : [];
  });
  const answer = await fetch(emulator, { method: 'POST', headers: Object.fromEntries(headers), body });
  response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? '' }).end(await answer.text());
}
