// S3 objects: where a published baseline lives.
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';

export interface ObjectPlace {
  readonly bucket: string;
  readonly key: string;
}

/** The place that an `s3://bucket/key` URL names, or undefined when it names none. */
export function objectPlace(url: string): ObjectPlace | undefined {
  const [scheme, rest] = url.split('://');
  const slash = rest?.indexOf('/') ?? -1;
  if (scheme !== 's3' || rest === undefined || slash < 1 || slash === rest.length - 1) return undefined;
  return { bucket: rest.slice(0, slash), key: rest.slice(slash + 1) };
}

/** Writes one object, whole; the bucket's versioning keeps the one before. Gives its version id, where the bucket has versions. */
export async function putObject({ bucket, key }: ObjectPlace, body: string): Promise<string | undefined> {
  const client = new S3Client({ followRegionRedirects: true });
  try {
    const { VersionId: version } = await client.send(
      new PutObjectCommand({ Bucket: bucket, Key: key, Body: body, ContentType: 'application/json' }),
    );
    return version;
  } finally {
    client.destroy();
  }
}
