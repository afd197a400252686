// S3 objects: where a published baseline lives.
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import type { ObjectPlace } from '../../model/object-place.ts';

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
