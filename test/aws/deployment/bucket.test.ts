// Objects of a bucket: what S3 cannot have meant is an error in one line, and never an object.
import { expect, onTestFinished, test } from 'vitest';
import { type Bucket, openBucket } from '../../../lib/aws/deployment/bucket.ts';
import { stateObjects } from '../../../lib/aws/deployment/finding-store.ts';
import { findingStore } from '../../../lib/lifecycle/state-store.ts';
import type { AccountId } from '../../../lib/model/ids.ts';
import type { Fault } from '../../support/aws-server/faults.ts';
import { collecting } from '../collect/support/collecting.ts';

const { server, world } = await collecting();
const ACCOUNT = '111111111111' as AccountId;
const KEY = `state/${ACCOUNT}.json`;
const STATE = `{"schemaVersion":1,"account":"${ACCOUNT}","collectedAt":null,"findings":[],"unsent":[]}`;
const ODD: readonly (readonly [string, Fault])[] = [
  ['a web page with status 200', { kind: 'page', status: 200 }],
  ['a body that the connection cuts short', { kind: 'truncate' }],
  ['half of the body, as if it were all', { kind: 'halve' }],
  ['an empty body', { kind: 'blank' }],
];

function bucket(): Bucket {
  world.buckets['b'] = { objects: {} };
  const opened = openBucket('b');
  onTestFinished(opened.close);
  return opened;
}

test.each(ODD)('%s is no object, and no state that is empty', async (_, fault) => {
  const opened = bucket();
  await opened.write(KEY, { chunks: [STATE], type: 'application/json' });
  server.faults.inject({ service: 's3', operation: 'GetObject', fault });
  const refusal = await findingStore(stateObjects(opened))
    .load(ACCOUNT)
    .catch((error: unknown) => error);
  expect(refusal).toMatchObject({ name: 'AuditError', code: 'denied' });
  expect(String(refusal)).toMatch(new RegExp(`^AuditError: cannot read s3://b/${KEY}: (UnreadableAnswer|ECONNRESET): [^\n]+: try again$`));
});

test.each([
  ['a report', (opened: Bucket) => opened.write('reports/a.json', { chunks: ['{}'], type: 'application/json' })],
  ['a part', (opened: Bucket) => opened.writePart('runs/a.json.gz', {})],
  ['a state', (opened: Bucket) => stateObjects(opened).replace(ACCOUNT, STATE, undefined)],
])('%s that S3 gives no tag for was not written', async (_, write) => {
  const opened = bucket();
  server.faults.inject({ service: 's3', operation: 'PutObject', fault: { kind: 'page', status: 200 } });
  await expect(write(opened)).rejects.toMatchObject({
    code: 'denied',
    message: expect.stringMatching(/^cannot write s3:\/\/b\/\S+: UnreadableAnswer: [^\n]+: try again$/),
  });
});

test.each([
  ['AccessDenied', 403, 'AccessDenied: allow s3:GetObject on it'],
  ['NoSuchBucket', 404, 'NoSuchBucket: there is no such bucket'],
  ['RequestTimeTooSkewed', 403, 'RequestTimeTooSkewed: the clock of this machine is wrong'],
  ['KMS.DisabledException', 400, 'KMS.DisabledException'],
])('a refusal says what to do where that is known: %s', async (code, status, reason) => {
  const opened = bucket();
  server.faults.inject({ service: 's3', operation: 'GetObject', fault: { kind: 'refuse', status, code, message: 'no' } });
  await expect(opened.read('a')).rejects.toMatchObject({ code: 'denied', message: `cannot read s3://b/a: ${reason}` });
});

test('an object that comes into being between two calls is read', async () => {
  const opened = bucket();
  const put = () => stateObjects(opened).replace(ACCOUNT, STATE, undefined);
  server.faults.inject({
    service: 's3',
    operation: 'GetObject',
    times: 1,
    fault: { kind: 'refuse', status: 404, code: 'NoSuchKey', message: 'no' },
  });
  const version = await put();
  expect(await findingStore(stateObjects(opened)).load(ACCOUNT)).toMatchObject({ version, state: { account: ACCOUNT } });
});
