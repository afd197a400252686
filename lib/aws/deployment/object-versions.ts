// The versions of one object: what was there before, and whether it was deleted.
import { ListObjectVersionsCommand } from '@aws-sdk/client-s3';
import { AuditError } from '../../model/ports.ts';
import type { Bucket } from './bucket.ts';
import { impossibleAnswer, s3Reason } from './s3-error.ts';

export interface ObjectVersion {
  /** `marker`: the object was deleted there. */
  readonly kind: 'object' | 'marker';
  readonly id: string;
  readonly isLatest: boolean;
}

/** The newest thousand versions of an object: objects first, then markers, each newest first. Throws an AuditError where S3 does not say. */
export async function versionsOf({ client, name }: Bucket, key: string): Promise<readonly ObjectVersion[]> {
  try {
    const answer = await client.send(new ListObjectVersionsCommand({ Bucket: name, Prefix: key }));
    // S3 always says whether that is all; what does not is no list.
    if (answer.IsTruncated === undefined) throw impossibleAnswer();
    const { Versions: objects = [], DeleteMarkers: markers = [] } = answer;
    return [...objects.flatMap((each) => versionOf('object', key, each)), ...markers.flatMap((each) => versionOf('marker', key, each))];
  } catch (error) {
    throw new AuditError('denied', `cannot list the versions of s3://${name}/${key}: ${s3Reason(error, 's3:ListBucketVersions')}`, {
      cause: error,
    });
  }
}

interface Listed {
  readonly Key?: string | undefined;
  readonly VersionId?: string | undefined;
  readonly IsLatest?: boolean | undefined;
}

/** Nothing for the versions of other keys that begin alike. */
function versionOf(
  kind: ObjectVersion['kind'],
  key: string,
  { Key: named, VersionId: id, IsLatest: isLatest }: Listed,
): readonly ObjectVersion[] {
  if (named === undefined || id === undefined || isLatest === undefined) throw impossibleAnswer();
  return named === key ? [{ kind, id, isLatest }] : [];
}
