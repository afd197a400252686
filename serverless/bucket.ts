// Empties the bucket of a deployment that is being removed: CloudFormation deletes only empty ones.
import type { IAMClientConfig } from '@aws-sdk/client-iam';
import { DeleteObjectsCommand, ListObjectVersionsCommand, S3Client, type S3ClientConfig } from '@aws-sdk/client-s3';

/** Whose bucket it is, and how it is reached. */
export interface Account {
  getAccountId(): Promise<string>;
  getAwsSdkV3Config(): Promise<S3ClientConfig & IAMClientConfig>;
}

/** Deletes every version of every object. A bucket that is not there is empty. */
export async function emptyBucket(provider: Account, nameOf: (account: string) => string): Promise<void> {
  const bucket = nameOf(await provider.getAccountId());
  const client = new S3Client({ ...(await provider.getAwsSdkV3Config()), forcePathStyle: true });
  try {
    while (await isPageDeleted(client, bucket));
  } catch (error) {
    if (!(error instanceof Error && error.name === 'NoSuchBucket')) throw error;
  } finally {
    client.destroy();
  }
}

/** Whether there was anything left to delete: what is deleted leaves the first page to what comes after it. */
async function isPageDeleted(client: S3Client, bucket: string): Promise<boolean> {
  const { Versions: versions = [], DeleteMarkers: markers = [] } = await client.send(new ListObjectVersionsCommand({ Bucket: bucket }));
  const objects = [...versions, ...markers].flatMap(({ Key, VersionId }) => (Key === undefined ? [] : [{ Key, VersionId }]));
  if (objects.length === 0) return false;
  const { Errors: errors = [] } = await client.send(
    new DeleteObjectsCommand({ Bucket: bucket, Delete: { Objects: objects, Quiet: true } }),
  );
  const [first] = errors;
  if (first) throw new Error(`cannot empty bucket \`${bucket}\`: ${first.Code}: ${first.Key}`);
  return true;
}
