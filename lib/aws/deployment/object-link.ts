// Links to what a bucket holds: a file of its own, because few have to sign any.
import { GetObjectCommand } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import type { Bucket } from './bucket.ts';

/** A link to an object that anybody may follow for so many seconds. */
export function objectLink({ client, name }: Pick<Bucket, 'client' | 'name'>, key: string, seconds: number): Promise<string> {
  return getSignedUrl(client, new GetObjectCommand({ Bucket: name, Key: key }), { expiresIn: seconds });
}
