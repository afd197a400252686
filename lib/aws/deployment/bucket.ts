// The bucket of a deployment: parts of snapshots, reports, and whatever else has a key.
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { AuditError } from '../../model/ports.ts';
import { errorCode } from '../api/call-error.ts';
import { impossibleAnswer, s3Reason } from './s3-error.ts';
import { type BucketObject, bucketClient, type WritableBucket, writable } from './writable-bucket.ts';

export interface StoredObject {
  readonly bytes: Uint8Array;
  readonly etag: string;
}

export interface Bucket extends WritableBucket {
  readonly name: string;
  readonly client: S3Client;
  /** Undefined only where S3 says that there is no such object. Throws an AuditError when it cannot be read. */
  readonly read: (key: string) => Promise<StoredObject | undefined>;
  /** A value that was written with `writePart`. Throws an AuditError where there is none. */
  readonly readPart: (key: string) => Promise<unknown>;
  /** The same where there may be none: undefined only where S3 says so. */
  readonly findPart: (key: string) => Promise<unknown>;
}

const unpack = promisify(gunzip);

/** Opens a bucket with the credentials and the region that the SDK finds. */
export function openBucket(name: string): Bucket {
  const client = bucketClient();
  const read = (key: string) => objectAt(client, { bucket: name, key });
  const findPart = async (key: string): Promise<unknown> => {
    const found = await read(key);
    return found && (await unpacked(`s3://${name}/${key}`, found.bytes));
  };
  return {
    ...writable(name, client),
    name,
    client,
    read,
    findPart,
    readPart: async (key) => {
      const found = await findPart(key);
      if (found === undefined) throw new AuditError('damaged', `s3://${name}/${key} is not there: start the audit again`);
      return found;
    },
  };
}

/** The whole object, undefined where there is none. Node and the SDK's checksums refuse a body that was cut short. */
async function objectAt(client: S3Client, { bucket, key }: BucketObject): Promise<StoredObject | undefined> {
  try {
    const { Body: body, ETag: etag } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
    if (body === undefined || etag === undefined) throw impossibleAnswer();
    return { bytes: await body.transformToByteArray(), etag };
  } catch (error) {
    if (errorCode(error) === 'NoSuchKey') return undefined;
    throw new AuditError('denied', `cannot read s3://${bucket}/${key}: ${s3Reason(error, 's3:GetObject')}`, { cause: error });
  }
}

async function unpacked(place: string, bytes: Uint8Array): Promise<unknown> {
  try {
    return JSON.parse((await unpack(bytes)).toString());
  } catch (error) {
    throw new AuditError('damaged', `${place} is not gzipped JSON: start the audit again`, { cause: error });
  }
}
