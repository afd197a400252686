// Tells from an HTTP request which operation of which service is meant.
import type { IncomingHttpHeaders } from 'node:http';
import { identifyS3 } from './identify-s3.ts';
import type { Input, Request, ServiceName } from './service.ts';
import { readForm } from './wire-query.ts';

export interface HttpRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

export interface Signature {
  readonly accessKey: string;
  readonly region: string;
  /** The service's name in the credential scope. */
  readonly scope: string;
}

const TARGETS: Readonly<Record<string, ServiceName>> = {
  AmazonSQS: 'sqs',
  AmazonEC2ContainerRegistry_V20150921: 'ecr',
  CloudTrail_20131101: 'cloudtrail',
  AWSOrganizationsV20161128: 'organizations',
  ResourceGroupsTaggingAPI_20170126: 'tagging',
};
const VERSIONS: Readonly<Record<string, ServiceName>> = {
  '2010-05-08': 'iam',
  '2011-06-15': 'sts',
  '2010-03-31': 'sns',
  '2016-11-15': 'ec2',
};
const CREDENTIAL = /Credential=([^/]+)\/[0-9]{8}\/([^/]+)\/([^/]+)\/aws4_request/;

/** Reads the credential scope of the Authorization header or of a presigned URL; undefined when it is not signed. */
export function signatureOf({ headers, url }: HttpRequest): Signature | undefined {
  const presigned = new URL(url, 'http://localhost').searchParams.get('X-Amz-Credential');
  const text = headers.authorization ?? (presigned === null ? '' : `Credential=${presigned}`);
  const [, accessKey, region, scope] = CREDENTIAL.exec(text) ?? [];
  return accessKey === undefined || region === undefined || scope === undefined ? undefined : { accessKey, region, scope };
}

/** Gives the operation and its input; undefined when no service of this server is meant. */
export function identify(request: HttpRequest, { region, scope }: Signature): Request | undefined {
  if (scope === 's3') return identifyS3(request, region);
  const target = request.headers['x-amz-target'];
  if (typeof target === 'string') return ofTarget(target, request.body, region);
  if (request.headers['content-type']?.startsWith('application/x-www-form-urlencoded'))
    return ofForm(readForm(request.body.toString()), region);
  if (scope === 'securityhub') return ofHub(request, region);
  return scope === 'account' ? ofPath(request, region) : undefined;
}

function ofHub({ method, url, body }: HttpRequest, region: string): Request {
  const operation = method === 'POST' && url === '/findings/import' ? 'BatchImportFindings' : `${method} ${url}`;
  return { service: 'securityhub', operation, region, input: readJson(body) };
}

function ofPath({ url, body }: HttpRequest, region: string): Request {
  const path = url.slice(1);
  const operation = `${path.slice(0, 1).toUpperCase()}${path.slice(1)}`;
  return { service: 'account', operation, region, input: readJson(body) };
}

function ofTarget(target: string, body: Buffer, region: string): Request | undefined {
  const [name = '', operation = ''] = target.split('.');
  const service = TARGETS[name];
  return service === undefined ? undefined : { service, operation, region, input: readJson(body) };
}

function ofForm({ Action, Version, ...input }: Input, region: string): Request | undefined {
  const service = VERSIONS[String(Version)];
  return service === undefined ? undefined : { service, operation: String(Action), region, input };
}

function readJson(body: Buffer): Input {
  return body.length === 0 ? {} : JSON.parse(body.toString());
}
