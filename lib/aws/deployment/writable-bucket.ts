// Writing into the bucket of a deployment: a file of its own, because whoever writes alone needs no right to read.
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { AuditError } from '../../model/ports.ts';
import { impossibleAnswer, s3Reason } from './s3-error.ts';

export interface TextToStore {
  /** In chunks: a report may be longer than a string. */
  readonly chunks: Iterable<string>;
  readonly type: 'application/json' | `text/${'markdown' | 'html' | 'csv'}; charset=utf-8`;
}

export interface WritableBucket {
  readonly write: (key: string, object: TextToStore) => Promise<void>;
  /** A value as gzipped JSON. */
  readonly writePart: (key: string, value: unknown) => Promise<void>;
  readonly close: () => void;
}

const pack = promisify(gzip);

/** Opens a bucket with the credentials and the region that the SDK finds, to write alone. */
export function openToWrite(name: string): WritableBucket {
  return writable(name, bucketClient());
}

/** With the credentials and the region that the SDK finds. */
export function bucketClient(): S3Client {
  return new S3Client({ followRegionRedirects: true });
}

/** The writing of a bucket. */
export function writable(name: string, client: S3Client): WritableBucket {
  const put = (key: string, object: ToPut) => putObject(client, { bucket: name, key }, object);
  return {
    write: (key, { chunks, type }) => put(key, { Body: bytesOfChunks(chunks), ContentType: type }),
    writePart: async (key, value) => put(key, { Body: await pack(JSON.stringify(value)), ContentType: 'application/gzip' }),
    close: () => client.destroy(),
  };
}

export interface BucketObject {
  readonly bucket: string;
  readonly key: string;
}

interface ToPut {
  readonly Body: Uint8Array;
  readonly ContentType: string;
}

/** S3 gives a tag to whatever it has kept. */
async function putObject(client: S3Client, { bucket, key }: BucketObject, object: ToPut): Promise<void> {
  try {
    const { ETag: etag } = await client.send(new PutObjectCommand({ Bucket: bucket, Key: key, ...object }));
    if (etag === undefined) throw impossibleAnswer();
  } catch (error) {
    throw new AuditError('denied', `cannot write s3://${bucket}/${key}: ${s3Reason(error, 's3:PutObject')}`, { cause: error });
  }
}

/** The bytes of a text in chunks, of which S3 wants one body: they may be more than the characters of a string. */
export function bytesOfChunks(chunks: Iterable<string>): Uint8Array {
  const bytes: Uint8Array[] = [];
  for (const chunk of chunks) bytes.push(Buffer.from(chunk));
  return Buffer.concat(bytes);
}
