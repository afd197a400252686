// The objects of a versioned bucket: finding versions, and the conditions of conditional requests.
import { createHash, randomUUID } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { AwsRefusal, type Context, type Input } from '../service.ts';
import type { Bucket, ObjectVersion } from '../world.ts';

/** A request to S3 as `identifyS3` reads it. */
export interface S3Input {
  readonly Bucket: string;
  readonly Key: string;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

const PRECONDITION = { status: 412, code: 'PreconditionFailed', message: 'At least one of the pre-conditions you specified did not hold' };
const NO_KEY = { status: 404, code: 'NoSuchKey', message: 'The specified key does not exist.' };
const NO_VERSION = { status: 404, code: 'NoSuchVersion', message: 'The specified version does not exist.' };
const NOT_MODIFIED = { status: 304, code: 'NotModified', message: 'Not Modified' };

/** The request of an operation of S3; `identifyS3` made it, so the shape is known. */
export function s3Input(input: Input): S3Input {
  return input as unknown as S3Input;
}

/** Finds the bucket; throws NoSuchBucket. */
export function bucketOf({ Bucket: name }: S3Input, { world }: Context): Bucket {
  const found = world.buckets[name];
  if (found === undefined) throw new AwsRefusal({ status: 404, code: 'NoSuchBucket', message: 'The specified bucket does not exist' });
  return found;
}

/** The newest version, unless that is a delete marker. */
export function currentOf(bucket: Bucket, key: string): ObjectVersion | undefined {
  const newest = bucket.objects[key]?.at(-1);
  return newest === undefined || newest.isDeleteMarker ? undefined : newest;
}

/** Finds the version that is asked for, the current one without a version id; throws NoSuchKey, NoSuchVersion or a condition. */
export function versionFor(input: S3Input, context: Context): ObjectVersion {
  const bucket = bucketOf(input, context);
  const wanted = input.query['versionId'];
  const found =
    wanted === undefined ? currentOf(bucket, input.Key) : bucket.objects[input.Key]?.find(({ versionId }) => versionId === wanted);
  if (found === undefined) throw new AwsRefusal(wanted === undefined ? NO_KEY : NO_VERSION);
  if (!isMatch(input.headers['if-match'], found)) throw new AwsRefusal(PRECONDITION);
  if (input.headers['if-none-match'] === found.etag) throw new AwsRefusal(NOT_MODIFIED);
  return found;
}

/** Refuses a write whose condition does not hold; `If-Match` without an object is NoSuchKey. */
export function checkWrite({ headers }: S3Input, current: ObjectVersion | undefined): void {
  const match = headers['if-match'];
  if (match !== undefined && current === undefined) throw new AwsRefusal(NO_KEY);
  if (current === undefined) return;
  if (!isMatch(match, current) || headers['if-none-match'] === '*') throw new AwsRefusal(PRECONDITION);
}

/** Refuses a body that is not what the client signed for. */
export function checkBody({ headers, body }: S3Input): void {
  const expected = headers['x-amz-checksum-crc32'];
  if (expected === undefined || expected === checksumOf(body)) return;
  throw new AwsRefusal({ status: 400, code: 'BadDigest', message: 'The CRC32 you specified did not match the calculated checksum.' });
}

/** Adds a version of an object, the newest. */
export function addVersion(
  bucket: Bucket,
  key: string,
  version: Pick<ObjectVersion, 'body' | 'contentType' | 'isDeleteMarker'>,
): ObjectVersion {
  const etag = `"${createHash('md5').update(version.body).digest('hex')}"`;
  const added = { ...version, etag, versionId: randomUUID(), lastModified: new Date().toISOString() };
  bucket.objects[key] = [...(bucket.objects[key] ?? []), added];
  return added;
}

/** CRC32 as S3 writes it. */
export function checksumOf(body: Buffer): string {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(crc32(body));
  return bytes.toString('base64');
}

function isMatch(condition: string | undefined, { etag }: ObjectVersion): boolean {
  return condition === undefined || condition === '*' || condition === etag || `"${condition}"` === etag;
}
