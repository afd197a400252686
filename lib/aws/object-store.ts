// S3 objects: where a published baseline lives.
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';

export interface ObjectPlace {
  readonly bucket: string;
  readonly key: string;
}

/** The place that an `s3://bucket/key` URL names, or undefined where `placeProblem` says why it names none. */
export function objectPlace(url: string): ObjectPlace | undefined {
  return placeProblem(url) === undefined ? partsOf(url) : undefined;
}

/** Why a URL is no place for a baseline: what a parameter, a policy of IAM and a function could not all take as it is written. */
export function placeProblem(url: string): string | undefined {
  const parts = partsOf(url);
  if (!parts) return 'use s3://bucket/key';
  const { bucket, key } = parts;
  if (!BUCKET.test(bucket)) return 'a bucket has a name of 3 to 63 lower-case letters, digits, dots or hyphens';
  if (!KEY.test(key)) return `its key may have letters, digits and ${SIGNS}, at most ${LONGEST_KEY} of them, and no blanks`;
  if (key.split('/').some((name) => ['', '.', '..'].includes(name))) return 'the folders in its key need names, other than `.` and `..`';
  return undefined;
}

const BUCKET = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;
const SIGNS = '`_!.()/=+@,:-`';
const LONGEST_KEY = 1024;
/** Neither what IAM takes for a pattern or a variable, nor what a URL or a shell reads in ways of its own. */
const KEY = /^[\w!.()/=+@,:-]{1,1024}$/;

function partsOf(url: string): ObjectPlace | undefined {
  const [, bucket, key] = /^s3:\/\/([^/]+)\/(.+)$/s.exec(url) ?? [];
  return bucket === undefined || key === undefined ? undefined : { bucket, key };
}

/** How long a connection and an answer may take, in milliseconds. */
const PATIENCE = { connectionTimeout: 5_000, requestTimeout: 30_000, throwOnRequestTimeout: true };

/** Writes one object, whole; the bucket's versioning keeps the one before. Gives its version id, where the bucket has versions. */
export async function putObject({ bucket, key }: ObjectPlace, body: string): Promise<string | undefined> {
  const client = new S3Client({ followRegionRedirects: true, requestHandler: PATIENCE });
  try {
    const { ETag: etag, VersionId: version } = await client.send(
      new PutObjectCommand({ Bucket: bucket, Key: key, Body: body, ContentType: 'application/json' }),
    );
    // S3 always gives it; a proxy that answers in its place does not.
    if (etag === undefined) throw new SyntaxError('an answer without ETag');
    return version;
  } finally {
    client.destroy();
  }
}
