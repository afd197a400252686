import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { putObject } from '../../../lib/aws/deployment/object-store.ts';
import { objectPlace } from '../../../lib/model/object-place.ts';

describe('an S3 URL', () => {
  test.each([
    ['s3://bucket/key', { bucket: 'bucket', key: 'key' }],
    ['s3://bucket/a/b.json', { bucket: 'bucket', key: 'a/b.json' }],
    ['s3://bucket', undefined],
    ['s3://bucket/', undefined],
    ['s3:///key', undefined],
    ['https://bucket/key', undefined],
    ['bucket/key', undefined],
  ])('%s names %o', (url, place) => {
    expect(objectPlace(url)).toEqual(place);
  });
});

describe('writing an object', () => {
  const requests: { readonly method: string; readonly url: string; readonly body: string }[] = [];
  const server = createServer(async (request, response) => {
    requests.push({ method: request.method ?? '', url: request.url ?? '', body: await bodyOf(request) });
    const denied = request.url?.startsWith('/denied/');
    response.writeHead(denied ? 403 : 200, { 'x-amz-version-id': 'v7', etag: '"e"', 'content-type': 'application/xml' });
    response.end(denied ? '<Error><Code>AccessDenied</Code><Message>no</Message></Error>' : '');
  });

  beforeEach(async () => {
    requests.length = 0;
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    const { port } = server.address() as AddressInfo;
    Object.assign(process.env, {
      AWS_ENDPOINT_URL_S3: `http://127.0.0.1:${port}`,
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
      AWS_EC2_METADATA_DISABLED: 'true',
    });
  });

  afterEach(async () => {
    await new Promise((closed) => server.close(closed));
  });

  test('puts the whole body at the key and tells the version', async () => {
    expect(await putObject({ bucket: '127.0.0.1', key: 'baseline.json' }, '{"a":1}')).toBe('v7');
    expect(requests.map(({ method, url }) => `${method} ${url.split('?')[0]}`)).toEqual(['PUT /127.0.0.1/baseline.json']);
    expect(requests[0]?.body).toContain('{"a":1}');
  });

  test('a refusal is an error that names itself', async () => {
    await expect(putObject({ bucket: 'denied', key: 'k' }, '')).rejects.toMatchObject({ name: 'AccessDenied' });
  });
});

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk as Uint8Array));
  return Buffer.concat(chunks).toString();
}
