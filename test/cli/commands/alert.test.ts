// `alert test` against a function on loopback that answers as Lambda does.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { alertTestCommand } from '../../../lib/cli/commands/alert.ts';

interface Answer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: object;
}

let answer: Answer = { body: {} };
const asked: { readonly path: string; readonly body: string }[] = [];
const server = createServer(async (request, response) => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  asked.push({ path: request.url ?? '', body: Buffer.concat(chunks).toString() });
  response.writeHead(answer.status ?? 200, { 'content-type': 'application/json', ...answer.headers });
  response.end(JSON.stringify(answer.body));
});

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo; // INVARIANT: it listens on a port
  Object.assign(process.env, {
    AWS_ENDPOINT_URL_LAMBDA: `http://127.0.0.1:${port}`,
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE',
    AWS_SECRET_ACCESS_KEY: 'secret',
  });
});
afterAll(() => server.close());

describe('a test alert', () => {
  test('is sent by the deployed function, which says to how many topics', async () => {
    answer = { body: { outcome: 'tested', sent: 2 } };
    expect(await alertTestCommand({ function: 'ecr-drift-prod-audit' })).toBe(0);
    expect(asked.at(-1)).toEqual({ path: '/2015-03-31/functions/ecr-drift-prod-audit/invocations', body: '{"test":true}' });
  });

  test.each<readonly [string, Answer, RegExp]>([
    [
      'the function fails',
      { headers: { 'x-amz-function-error': 'Unhandled' }, body: { errorType: 'AuditError', errorMessage: 'a message could not be sent' } },
      /^ecr-drift-prod-audit could not send a test alert: a message could not be sent; its log says more$/,
    ],
    ['another function answers', { body: { statusCode: 200 } }, /is no audit function of ecr-drift/],
    [
      'there is no such function',
      { status: 404, headers: { 'x-amzn-errortype': 'ResourceNotFoundException' }, body: { Message: 'Function not found' } },
      /^cannot call `ecr-drift-prod-audit`: ResourceNotFoundException: .* set AWS_REGION/,
    ],
    [
      'nobody may call it',
      { status: 403, headers: { 'x-amzn-errortype': 'AccessDeniedException' }, body: { Message: 'no' } },
      /AccessDeniedException: allow lambda:InvokeFunction on it$/,
    ],
  ])('is one line of what to do where %s', async (_, given, message) => {
    answer = given;
    await expect(alertTestCommand({ function: 'ecr-drift-prod-audit' })).rejects.toThrow(message);
  });
});
