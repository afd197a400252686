// Reads the REST requests of S3, path style: method, path, query and headers.
import type { HttpRequest } from './identify.ts';
import type { Request } from './service.ts';

const OBJECT_OPERATIONS: Readonly<Record<string, string>> = {
  GET: 'GetObject',
  HEAD: 'HeadObject',
  PUT: 'PutObject',
  DELETE: 'DeleteObject',
};

/** Gives the operation and its input, the body as bytes. */
export function identifyS3(request: HttpRequest, region: string): Request {
  const url = new URL(request.url, 'http://localhost');
  const [, Bucket = '', ...rest] = url.pathname.split('/');
  const Key = rest.map(decodeURIComponent).join('/');
  const list = url.searchParams.has('versions') ? 'ListObjectVersions' : 'ListObjectsV2';
  const operation = Key === '' && request.method === 'GET' ? list : (OBJECT_OPERATIONS[request.method] ?? request.method);
  const query = Object.fromEntries(url.searchParams);
  const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
  return { service: 's3', operation, region, input: { Bucket, Key, query, headers, body: plainBody(request) } };
}

/** Takes the chunks apart that the SDK makes of a stream, `size;signature CRLF bytes CRLF`. */
function plainBody({ headers, body }: HttpRequest): Buffer {
  if (!String(headers['x-amz-content-sha256']).startsWith('STREAMING-')) return body;
  const chunks: Buffer[] = [];
  let at = 0;
  for (;;) {
    const lineEnd = body.indexOf('\r\n', at);
    const size = lineEnd < 0 ? 0 : Number.parseInt(body.toString('latin1', at, lineEnd), 16);
    if (size === 0) return Buffer.concat(chunks);
    chunks.push(body.subarray(lineEnd + 2, lineEnd + 2 + size));
    at = lineEnd + 2 + size + 2;
  }
}
