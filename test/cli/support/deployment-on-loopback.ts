// A deployment on loopback that answers what `doctor --deployment` asks, as AWS does.
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll } from 'vitest';

export interface Answer {
  readonly status?: number;
  readonly code?: string;
  readonly body?: string | object;
}

/** By what is asked. What is left out is a refusal: nothing is taken for granted. */
export type World = Record<string, Answer>;

export const ABSENT: Answer = { status: 404, code: 'ResourceNotFoundException' };

const CALLER = '<Arn>arn:aws:iam::111111111111:user/me</Arn><UserId>AIDA</UserId><Account>111111111111</Account>';
const IDENTITY: Answer = {
  body: `<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult>${CALLER}</GetCallerIdentityResult></GetCallerIdentityResponse>`,
};

/** Answers from `world()` while the tests of a file run, in eu-west-1 and elsewhere. */
export function deploymentOnLoopback(world: () => World): void {
  const server = createServer(async (request, response) => {
    const asked = await questionIn(request);
    const refusal = { status: 403, code: 'AccessDeniedException' };
    const { status = 200, code, body = {} }: Answer = (asked === 'identity' ? IDENTITY : world()[asked]) ?? refusal;
    const content = typeof body === 'string' ? body : JSON.stringify(body);
    const xml = `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>no</Message></Error></ErrorResponse>`;
    const failure = asked.startsWith('subscriptions') || asked.startsWith('object') ? xml : JSON.stringify({ __type: code, Message: 'no' });
    const headers = { etag: '"1"', ...(code === undefined ? {} : { 'x-amzn-errortype': code }) };
    response.writeHead(status, headers).end(code === undefined ? content : failure);
  });

  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo; // INVARIANT: it listens on a port
    Object.assign(process.env, {
      AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`,
      AWS_REGION: 'eu-west-1',
      AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE',
      AWS_SECRET_ACCESS_KEY: 'secret',
    });
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });
}

async function questionIn(request: IncomingMessage): Promise<string> {
  const content = await text(request);
  const [path = '', query] = (request.url ?? '').split('?');
  const [, lambda] = /^\/2015-03-31\/functions\/([^/]+)\/configuration$/.exec(path) ?? [];
  if (lambda !== undefined) return `function ${lambda}`;
  if (path.startsWith('/2015-03-31/event-source-mappings')) return `mappings ${new URLSearchParams(query).get('FunctionName')}`;
  if (path === '/listRegions') return 'regions';
  const [, schedule] = /^\/schedules\/(.+)$/.exec(path) ?? [];
  if (schedule !== undefined) return `schedule ${schedule}`;
  const target = String(request.headers['x-amz-target'] ?? '')
    .split('.')
    .at(-1);
  if (target) return [target, ...namesIn(request, target, JSON.parse(content))].join(' ');
  const form = new URLSearchParams(content);
  if (form.get('Action') === 'GetCallerIdentity') return 'identity';
  return form.has('TopicArn') ? `subscriptions ${form.get('TopicArn')}` : `object ${path}`;
}

/** What a call is about. What is in every region is asked in one of them. */
function namesIn({ headers }: IncomingMessage, target: string, input: Readonly<Record<string, string>>): readonly string[] {
  const [, region = ''] = /Credential=[^/]+\/\d+\/([^/]+)\//.exec(headers.authorization ?? '') ?? [];
  const { EventBusName: bus, Rule: rule, Name: name = rule, QueueUrl: url, TrailName: trail } = input;
  if (/Rule/.test(target)) return [region, ...(name === undefined ? [] : [bus === undefined ? name : `${bus}/${name}`])];
  if (/Trail|Selectors/.test(target)) return [region, ...[name ?? trail].flatMap((each) => each ?? [])];
  return [name ?? input['SecretId'] ?? input['QueueName'] ?? url?.split('/').at(-1)].flatMap((each) => each ?? []);
}
