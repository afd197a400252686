// State on S3: one object per account, replaced only by whoever has seen the present one (I9).
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { AuditError, type StateTexts, type StateVersion, type StoredState } from '../../model/ports.ts';
import { errorCode } from '../api/call-error.ts';
import type { Bucket } from './bucket.ts';
import { versionsOf } from './object-versions.ts';
import { impossibleAnswer, s3Reason } from './s3-error.ts';
import { bytesOfChunks } from './writable-bucket.ts';

const FOLDER = 'state';

/** The states of a bucket, one per account. */
export function stateObjects(bucket: Bucket): StateTexts {
  const keyOf = (account: string) => `${FOLDER}/${account}.json`;
  const nameOf: StateTexts['nameOf'] = (account) => `s3://${bucket.name}/${keyOf(account)}`;
  return {
    nameOf,
    read: (account) => readState(bucket, keyOf(account)),
    remedyOf: (account, fresh) => remedyOf(bucket, keyOf(account), fresh),
    replace: (account, chunks, version) =>
      replaceObject(bucket, { key: keyOf(account), body: bytesOfChunks(chunks), version, name: nameOf(account) }),
  };
}

/** Where there is no object the versions tell the first audit from a state that was deleted: starting over would tell everything anew. */
async function readState(bucket: Bucket, key: string): Promise<StoredState> {
  const stored = await bucket.read(key);
  if (stored) return { kind: 'bytes', bytes: stored.bytes, version: stored.etag };
  const newest = (await versionsOf(bucket, key)).find(({ isLatest }) => isLatest);
  if (newest === undefined) return { kind: 'none' };
  if (newest.kind === 'marker') return { kind: 'deleted' };
  // Written between the two calls.
  const written = await bucket.read(key);
  if (written) return { kind: 'bytes', bytes: written.bytes, version: written.etag };
  throw new AuditError('denied', `cannot read s3://${bucket.name}/${key}: it comes and goes: start the audit again`);
}

/** Commands that whoever may write to the bucket can paste. The copy of an older version becomes the newest one; nothing is lost. */
async function remedyOf(bucket: Bucket, key: string, fresh: string): Promise<string> {
  const place = `s3://${bucket.name}/${key}`;
  const anew = `start over on purpose: \`echo '${fresh}' | aws s3 cp - ${place}\``;
  const older = await olderVersion(bucket, key);
  if (older.kind === 'none') return `no older version is kept; ${anew}`;
  const copy = `aws s3api copy-object --bucket ${bucket.name} --key ${key} --copy-source '${bucket.name}/${key}?versionId=${older.id}'`;
  return `restore the version before: \`${copy}\`, or ${anew}`;
}

type Older = { readonly kind: 'none' } | { readonly kind: 'version'; readonly id: string };

/** The newest version of the object that is not the present one; a placeholder where nobody may list them. */
async function olderVersion(bucket: Bucket, key: string): Promise<Older> {
  try {
    const older = (await versionsOf(bucket, key)).find(({ kind, isLatest }) => kind === 'object' && !isLatest);
    return older ? { kind: 'version', id: older.id } : { kind: 'none' };
  } catch (error) {
    if (error instanceof AuditError) return { kind: 'version', id: 'ID' };
    throw error;
  }
}

interface Replacement {
  readonly key: string;
  readonly body: Uint8Array;
  readonly version: StateVersion;
  readonly name: string;
}

/** 412: replaced meanwhile. 409: being replaced. 404: what was seen is gone. In each case somebody else was faster. */
const CONFLICTS = ['PreconditionFailed', 'ConditionalRequestConflict', 'NoSuchKey'];

async function replaceObject({ client, name: bucket }: Bucket, { key, body, version, name }: Replacement): Promise<string> {
  const condition = version === undefined ? { IfNoneMatch: '*' } : { IfMatch: version };
  try {
    const written = await client.send(
      new PutObjectCommand({ Bucket: bucket, Key: key, Body: body, ContentType: 'application/json', ...condition }),
    );
    if (written.ETag === undefined) throw impossibleAnswer();
    return written.ETag;
  } catch (error) {
    if (CONFLICTS.includes(errorCode(error)))
      throw new AuditError('conflict', `${name} has been replaced by another audit`, { cause: error });
    throw new AuditError('denied', `cannot write ${name}: ${s3Reason(error, 's3:PutObject')}`, { cause: error });
  }
}
