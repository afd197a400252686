import { Readable } from 'node:stream';
import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  PutObjectCommand,
  type PutObjectCommandInput,
  S3Client,
} from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { beforeEach, describe, expect, test } from 'vitest';
import { CONDITIONAL_CONFLICT } from '../../support/aws-server/fault-table.ts';
import { failureOf, started } from './started.ts';

const Bucket = 'state';
const Key = 'accounts/1/a b+c.json';
const { server, world, settings } = await started();
const s3 = new S3Client({ ...settings, forcePathStyle: true });

beforeEach(() => {
  world.buckets[Bucket] = { objects: {} };
});

function put(Body: string | Readable, condition: Partial<PutObjectCommandInput> = {}) {
  return s3.send(new PutObjectCommand({ Bucket, Key, Body, ContentType: 'application/json', ...condition }));
}

async function read(VersionId?: string): Promise<string | undefined> {
  const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key, VersionId }));
  return Body?.transformToString();
}

describe('objects', () => {
  test('what is put is read again, with entity tag, version and type', async () => {
    const written = await put('{"a":"\u00e4"}');
    const found = await s3.send(new GetObjectCommand({ Bucket, Key }));
    expect(await found.Body?.transformToString()).toBe('{"a":"\u00e4"}');
    expect(found).toMatchObject({
      ETag: written.ETag,
      VersionId: written.VersionId,
      ContentType: 'application/json',
      LastModified: expect.any(Date),
    });
    expect(written.ETag).toMatch(/^"[0-9a-f]{32}"$/);
  });

  test('a stream arrives whole', async () => {
    const text = 'line\r\n'.repeat(50_000);
    await put(Readable.from([Buffer.from(text)]), { ContentLength: text.length });
    expect(await read()).toBe(text);
  });

  test('older versions stay until they are deleted by name', async () => {
    const first = await put('1');
    await put('2');
    expect([await read(), await read(first.VersionId)]).toEqual(['2', '1']);
    await s3.send(new DeleteObjectCommand({ Bucket, Key, VersionId: first.VersionId }));
    expect(await failureOf(read(first.VersionId))).toMatchObject({ name: 'NoSuchVersion', status: 404 });
  });

  test('a deleted object is gone for readers and lists, its version is not', async () => {
    const written = await put('1');
    await s3.send(new DeleteObjectCommand({ Bucket, Key }));
    expect(await failureOf(read())).toMatchObject({ name: 'NoSuchKey', status: 404 });
    expect((await s3.send(new ListObjectsV2Command({ Bucket }))).KeyCount).toBe(0);
    expect(await read(written.VersionId)).toBe('1');
  });

  test('a head tells size and tag without the body', async () => {
    const written = await put('four');
    expect(await s3.send(new HeadObjectCommand({ Bucket, Key }))).toMatchObject({ ETag: written.ETag, ContentLength: 4 });
    expect(await failureOf(s3.send(new HeadObjectCommand({ Bucket, Key: 'none' })))).toMatchObject({ name: 'NotFound', status: 404 });
  });

  test('no bucket and no key are two refusals', async () => {
    const bucket = await failureOf(s3.send(new GetObjectCommand({ Bucket: 'none', Key })));
    expect([bucket.name, (await failureOf(read())).name]).toEqual(['NoSuchBucket', 'NoSuchKey']);
  });
});

describe('conditions', () => {
  test('a write that expects another version fails and changes nothing', async () => {
    const first = await put('1');
    await put('2', { IfMatch: first.ETag });
    expect(await failureOf(put('3', { IfMatch: first.ETag }))).toMatchObject({ name: 'PreconditionFailed', status: 412 });
    expect(await read()).toBe('2');
  });

  test('a first write fails where there is an object already', async () => {
    await put('1', { IfNoneMatch: '*' });
    expect(await failureOf(put('2', { IfNoneMatch: '*' }))).toMatchObject({ name: 'PreconditionFailed', status: 412 });
  });

  test('a write that expects a version where there is no object: no such key', async () => {
    expect(await failureOf(put('1', { IfMatch: '"abc"' }))).toMatchObject({ name: 'NoSuchKey', status: 404 });
  });

  test('a reader that has the current version is told so', async () => {
    const { ETag } = await put('1');
    expect(await failureOf(s3.send(new GetObjectCommand({ Bucket, Key, IfNoneMatch: ETag })))).toMatchObject({ status: 304 });
  });

  test('two writers at the same moment: a conflict to be tried again', async () => {
    server.faults.inject({ service: 's3', operation: 'PutObject', times: 1, fault: CONDITIONAL_CONFLICT });
    expect(await failureOf(put('1'))).toMatchObject({ name: 'ConditionalRequestConflict', status: 409 });
    await put('1');
    expect(await read()).toBe('1');
  });
});

describe('lists', () => {
  test('keys below a prefix come sorted, in pages', async () => {
    for (const key of ['b/2', 'a/1', 'b/1', 'b/3']) await put('x', { Key: key });
    const first = await s3.send(new ListObjectsV2Command({ Bucket, Prefix: 'b/', MaxKeys: 2 }));
    const second = await s3.send(
      new ListObjectsV2Command({ Bucket, Prefix: 'b/', MaxKeys: 2, ContinuationToken: first.NextContinuationToken }),
    );
    expect([first, second].map(({ Contents }) => Contents?.map((entry) => entry.Key))).toEqual([['b/1', 'b/2'], ['b/3']]);
    expect([first.IsTruncated, second.IsTruncated]).toEqual([true, false]);
  });
});

describe('versions', () => {
  test('of a key come newest first, and its deletion is a marker among them', async () => {
    const first = await put('1');
    const second = await put('2');
    const marker = await s3.send(new DeleteObjectCommand({ Bucket, Key }));
    const listed = await s3.send(new ListObjectVersionsCommand({ Bucket, Prefix: Key }));
    expect(listed.Versions).toMatchObject([
      { Key, VersionId: second.VersionId, IsLatest: false },
      { Key, VersionId: first.VersionId, IsLatest: false },
    ]);
    expect(listed.DeleteMarkers).toMatchObject([{ Key, VersionId: marker.VersionId, IsLatest: true }]);
    expect(listed.IsTruncated).toBe(false);
  });

  test('of a key that was never there are none', async () => {
    const {
      Versions: versions,
      DeleteMarkers: markers,
      IsTruncated: isTruncated,
    } = await s3.send(new ListObjectVersionsCommand({ Bucket, Prefix: Key }));
    expect({ versions, markers, isTruncated }).toEqual({ versions: undefined, markers: undefined, isTruncated: false });
  });
});

describe('presigned links', () => {
  test('a link reads the object without further credentials', async () => {
    await put('<html>', { ContentType: 'text/html' });
    const link = await getSignedUrl(s3, new GetObjectCommand({ Bucket, Key, ResponseContentDisposition: 'inline' }), { expiresIn: 60 });
    const answer = await fetch(link);
    expect([answer.status, await answer.text(), answer.headers.get('content-disposition')]).toEqual([200, '<html>', 'inline']);
  });

  test('a link does not outlive its time', async () => {
    await put('<html>');
    const signingDate = new Date('2026-01-01T00:00:00Z');
    const answer = await fetch(await getSignedUrl(s3, new GetObjectCommand({ Bucket, Key }), { expiresIn: 60, signingDate }));
    expect([answer.status, await answer.text()]).toEqual([403, expect.stringContaining('Request has expired')]);
  });
});
