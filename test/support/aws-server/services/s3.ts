// S3: objects of versioned buckets, with conditional writes and presigned reads.
import { pageOf } from '../pages.ts';
import { AwsRefusal, type Context, type Input, type Output, type Service } from '../service.ts';
import { S3_WIRE, type S3Output } from '../wire-s3.ts';
import type { ObjectVersion } from '../world.ts';
import { toXml } from '../xml.ts';
import { addVersion, bucketOf, checkBody, checksumOf, checkWrite, currentOf, type S3Input, s3Input, versionFor } from './s3-objects.ts';

export const s3: Service = {
  prefix: 's3',
  actions: { ListObjectsV2: 's3:ListBucket', ListObjectVersions: 's3:ListBucketVersions', HeadObject: 's3:GetObject' },
  wire: S3_WIRE,
  refusals: {
    throttled: { status: 503, code: 'SlowDown', message: 'Please reduce your request rate.' },
    denied: { status: 403, code: 'AccessDenied', message: 'User: {caller} is not authorized to perform: {action} because {reason}' },
    expired: { status: 400, code: 'ExpiredToken', message: 'The provided token has expired.' },
    unknownKey: { status: 403, code: 'InvalidAccessKeyId', message: 'The AWS Access Key Id you provided does not exist in our records.' },
    broken: { status: 500, code: 'InternalError', message: 'We encountered an internal error. Please try again.' },
    unknownOperation: {
      status: 501,
      code: 'NotImplemented',
      message: 'A header you provided implies functionality that is not implemented.',
    },
  },
  isRegional: false,
  operations: {
    PutObject: put,
    GetObject: get,
    HeadObject: get,
    DeleteObject: remove,
    ListObjectsV2: list,
    ListObjectVersions: listVersions,
  },
  paged: {},
};

function put(input: Input, context: Context): Output {
  const request = s3Input(input);
  const bucket = bucketOf(request, context);
  checkBody(request);
  checkWrite(request, currentOf(bucket, request.Key));
  const contentType = request.headers['content-type'] ?? 'application/octet-stream';
  const added = addVersion(bucket, request.Key, { body: request.body, contentType, isDeleteMarker: false });
  return answer({ status: 200, headers: { etag: added.etag, 'x-amz-version-id': added.versionId }, body: '' });
}

function get(input: Input, context: Context): Output {
  const request = s3Input(input);
  checkExpiry(request);
  const found = versionFor(request, context);
  return answer({ status: 200, headers: headersOf(found, request), body: found.body });
}

function headersOf({ etag, versionId, lastModified, contentType, body }: ObjectVersion, { query, headers }: S3Input): S3Output['headers'] {
  const disposition = query['response-content-disposition'];
  return {
    etag,
    'x-amz-version-id': versionId,
    'last-modified': new Date(lastModified).toUTCString(),
    'content-type': query['response-content-type'] ?? contentType,
    ...(disposition === undefined ? {} : { 'content-disposition': disposition }),
    ...(headers['x-amz-checksum-mode'] === 'ENABLED' ? { 'x-amz-checksum-crc32': checksumOf(body) } : {}),
  };
}

/** Removes one version for good, or puts a marker over all of them. */
function remove(input: Input, context: Context): Output {
  const request = s3Input(input);
  const bucket = bucketOf(request, context);
  const wanted = request.query['versionId'];
  if (wanted !== undefined) {
    bucket.objects[request.Key] = (bucket.objects[request.Key] ?? []).filter(({ versionId }) => versionId !== wanted);
    return answer({ status: 204, headers: { 'x-amz-version-id': wanted }, body: '' });
  }
  checkWrite(request, currentOf(bucket, request.Key));
  const marker = addVersion(bucket, request.Key, { body: Buffer.alloc(0), contentType: '', isDeleteMarker: true });
  return answer({ status: 204, headers: { 'x-amz-delete-marker': 'true', 'x-amz-version-id': marker.versionId }, body: '' });
}

function list(input: Input, context: Context): Output {
  const request = s3Input(input);
  const bucket = bucketOf(request, context);
  const { prefix = '', 'max-keys': most = '1000', 'continuation-token': token, delimiter } = request.query;
  if (request.query['list-type'] !== '2' || delimiter !== undefined) throw new AwsRefusal(s3.refusals.unknownOperation);
  const keys = Object.keys(bucket.objects).filter((key) => key.startsWith(prefix) && currentOf(bucket, key) !== undefined);
  const asked = Math.min(Number(most), 1000);
  const size = Math.min(asked, context.world.pageLimits['s3:ListObjectsV2'] ?? asked);
  const invalid = { status: 400, code: 'InvalidArgument', message: 'The continuation token provided is incorrect' };
  const { items, next } = pageOf(keys.sort(byBytes), { size, token, invalid });
  const Contents = items.flatMap((key) => summaryOf(key, currentOf(bucket, key)));
  const result = { Name: request.Bucket, Prefix: prefix, MaxKeys: asked, KeyCount: items.length, IsTruncated: next !== undefined };
  const xml = toXml({ ...result, NextContinuationToken: next, Contents }, { entry: undefined });
  const body = `<?xml version="1.0" encoding="UTF-8"?>\n<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${xml}</ListBucketResult>`;
  return answer({ status: 200, headers: { 'content-type': 'application/xml' }, body });
}

/** One page of versions and markers in the order of the keys, each key's newest first. */
function listVersions(input: Input, context: Context): Output {
  const request = s3Input(input);
  const bucket = bucketOf(request, context);
  const { prefix = '', 'max-keys': most = '1000' } = request.query;
  const keys = Object.keys(bucket.objects).filter((key) => key.startsWith(prefix));
  const entries = keys.sort(byBytes).flatMap((key) => versionEntries(key, bucket.objects[key] ?? []));
  const page = entries.slice(0, Math.min(Number(most), 1000));
  const result = { Name: request.Bucket, Prefix: prefix, MaxKeys: Number(most), IsTruncated: page.length < entries.length };
  const xml = toXml(result, { entry: undefined }) + page.map((entry) => toXml(entry, { entry: undefined })).join('');
  const body = `<?xml version="1.0" encoding="UTF-8"?>\n<ListVersionsResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${xml}</ListVersionsResult>`;
  return answer({ status: 200, headers: { 'content-type': 'application/xml' }, body });
}

function versionEntries(Key: string, versions: readonly ObjectVersion[]): readonly object[] {
  return versions.toReversed().map(({ versionId, isDeleteMarker, lastModified, etag, body }, index) => {
    const shared = { Key, VersionId: versionId, IsLatest: index === 0, LastModified: lastModified };
    return isDeleteMarker ? { DeleteMarker: shared } : { Version: { ...shared, ETag: etag, Size: body.length, StorageClass: 'STANDARD' } };
  });
}

function summaryOf(Key: string, version: ObjectVersion | undefined): readonly object[] {
  if (version === undefined) return [];
  return [{ Key, LastModified: version.lastModified, ETag: version.etag, Size: version.body.length, StorageClass: 'STANDARD' }];
}

/** A presigned URL is good for as long as it says. */
function checkExpiry({ query }: S3Input): void {
  const { 'X-Amz-Date': date, 'X-Amz-Expires': seconds } = query;
  if (date === undefined || seconds === undefined) return;
  const signed = date.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z');
  if (Date.now() <= Date.parse(signed) + Number(seconds) * 1000) return;
  throw new AwsRefusal({ status: 403, code: 'AccessDenied', message: 'Request has expired' });
}

function byBytes(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

function answer(output: S3Output): Output {
  return { ...output };
}
