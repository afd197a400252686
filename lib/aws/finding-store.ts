// State on S3: one object per account, replaced only by whoever has seen the present one (I9).
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { AuditError, type StateTexts, type StateVersion } from '../model/ports.ts';
import type { Bucket } from './bucket.ts';
import { errorCode } from './call-error.ts';

const FOLDER = 'state';

/** The states of a bucket, one per account. */
export function stateObjects(bucket: Bucket): StateTexts {
  const nameOf: StateTexts['nameOf'] = (account) => `s3://${bucket.name}/${FOLDER}/${account}.json`;
  return {
    nameOf,
    read: async (account) => {
      const stored = await bucket.read(`${FOLDER}/${account}.json`);
      return stored && { text: stored.text, version: stored.etag };
    },
    replace: (account, text, version) => replaceObject(bucket, { key: `${FOLDER}/${account}.json`, text, version, name: nameOf(account) }),
  };
}

interface Replacement {
  readonly key: string;
  readonly text: string;
  readonly version: StateVersion;
  readonly name: string;
}

/** 412: replaced meanwhile. 409: being replaced. 404: what was seen is gone. In each case somebody else was faster. */
const CONFLICTS = ['PreconditionFailed', 'ConditionalRequestConflict', 'NoSuchKey'];

async function replaceObject({ client, name: bucket }: Bucket, { key, text, version, name }: Replacement): Promise<string> {
  const condition = version === undefined ? { IfNoneMatch: '*' } : { IfMatch: version };
  try {
    const written = await client.send(
      new PutObjectCommand({ Bucket: bucket, Key: key, Body: text, ContentType: 'application/json', ...condition }),
    );
    if (written.ETag === undefined) throw new Error('an object was written without ETag');
    return written.ETag;
  } catch (error) {
    const code = errorCode(error);
    if (CONFLICTS.includes(code)) throw new AuditError('conflict', `${name} has been replaced by another audit`, { cause: error });
    throw new AuditError('denied', `cannot write ${name}: ${code}`, { cause: error });
  }
}
