// The bucket of a deployment: parts of snapshots, reports, and whatever else has a key.
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { AuditError } from '../../model/ports.ts';
import { errorCode } from '../api/call-error.ts';
import { impossibleAnswer, s3Reason } from './s3-error.ts';

export interface StoredObject {
  readonly bytes: Uint8Array;
  readonly etag: string;
}

export interface TextToStore {
  /** In chunks: a report may be longer than a string. */
  readonly chunks: Iterable<string>;
  readonly type: 'application/json' | `text/${'markdown' | 'html' | 'csv'}; charset=utf-8`;
}

export interface Bucket {
  readonly name: string;
  readonly client: S3Client;
  /** Undefined only where S3 says that there is no such object. Throws an AuditError when it cannot be read. */
  readonly read: (key: string) => Promise<StoredObject | undefined>;
  readonly write: (key: string, object: TextToStore) => Promise<void>;
  /** A value that was written with `writePart`. Throws an AuditError where there is none. */
  readonly readPart: (key: string) => Promise<unknown>;
  /** The same where there may be none: undefined only where S3 says so. */
  readonly findPart: (key: string) => Promise<unknown>;
  /** A value as gzipped JSON. */
  readonly writePart: (key: string, value: unknown) => Promise<void>;
  /** A link that anybody may follow for so many seconds. */
  readonly link: (key: string, seconds: number) => Promise<string>;
  readonly close: () => void;
}

const pack = promisify(gzip);
const unpack = promisify(gunzip);

/** Opens a bucket with the credentials and the region that the SDK finds. */
export function openBucket(name: string): Bucket {
  const client = new S3Client({ followRegionRedirects: true });
  const read = (key: string) => objectAt(client, { bucket: name, key });
  const put = (key: string, object: ToPut) => putObject(client, { bucket: name, key }, object);
  return {
    name,
    client,
    read,
    write: (key, { chunks, type }) => put(key, { Body: bytesOfChunks(chunks), ContentType: type }),
    readPart: async (key) => {
      const found = await read(key);
      if (found === undefined) throw new AuditError('damaged', `s3://${name}/${key} is not there: start the audit again`);
      return unpacked(`s3://${name}/${key}`, found.bytes);
    },
    findPart: async (key) => {
      const found = await read(key);
      return found && (await unpacked(`s3://${name}/${key}`, found.bytes));
    },
    writePart: async (key, value) => {
      await put(key, { Body: await pack(JSON.stringify(value)), ContentType: 'application/gzip' });
    },
    link: (key, seconds) => getSignedUrl(client, new GetObjectCommand({ Bucket: name, Key: key }), { expiresIn: seconds }),
    close: () => client.destroy(),
  };
}

interface Place {
  readonly bucket: string;
  readonly key: string;
}

/** The whole object, undefined where there is none. Node and the SDK's checksums refuse a body that was cut short. */
async function objectAt(client: S3Client, { bucket, key }: Place): Promise<StoredObject | undefined> {
  try {
    const { Body: body, ETag: etag } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
    if (body === undefined || etag === undefined) throw impossibleAnswer();
    return { bytes: await body.transformToByteArray(), etag };
  } catch (error) {
    if (errorCode(error) === 'NoSuchKey') return undefined;
    throw new AuditError('denied', `cannot read s3://${bucket}/${key}: ${s3Reason(error, 's3:GetObject')}`, { cause: error });
  }
}

interface ToPut {
  readonly Body: Uint8Array;
  readonly ContentType: string;
}

/** S3 gives a tag to whatever it has kept. */
async function putObject(client: S3Client, { bucket, key }: Place, object: ToPut): Promise<void> {
  try {
    const { ETag: etag } = await client.send(new PutObjectCommand({ Bucket: bucket, Key: key, ...object }));
    if (etag === undefined) throw impossibleAnswer();
  } catch (error) {
    throw new AuditError('denied', `cannot write s3://${bucket}/${key}: ${s3Reason(error, 's3:PutObject')}`, { cause: error });
  }
}

async function unpacked(place: string, bytes: Uint8Array): Promise<unknown> {
  try {
    return JSON.parse((await unpack(bytes)).toString());
  } catch (error) {
    throw new AuditError('damaged', `${place} is not gzipped JSON: start the audit again`, { cause: error });
  }
}

/** The bytes of a text in chunks, of which S3 wants one body: they may be more than the characters of a string. */
export function bytesOfChunks(chunks: Iterable<string>): Uint8Array {
  const bytes: Uint8Array[] = [];
  for (const chunk of chunks) bytes.push(Buffer.from(chunk));
  return Buffer.concat(bytes);
}
