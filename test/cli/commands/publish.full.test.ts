// `baseline publish`: what S3 or the way to it refuses is one line with what to do; a place that not everybody could read is none.
import { join } from 'node:path';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { readBaseline } from '../../../functions/runtime/baseline.ts';
import { readConfig } from '../../../lib/config.ts';
import { collecting } from '../../aws/collect/support/collecting.ts';
import type { Fault } from '../../support/aws-server/faults.ts';
import { entry } from '../../support/baseline.ts';
import { runLive } from '../support/live-program.ts';
import { expectNoTrace, workplace } from '../support/program.ts';

const { server, world } = await collecting();
const place = workplace();
const baseline = place.file('baseline/rules.yaml', entry('{ principals: [public], capabilities: [pull] }'));
const URL_OF = 's3://baselines/team/baseline.json';

type Environment = Readonly<Record<string, string | undefined>>;

beforeEach(() => {
  world.buckets['baselines'] = { objects: {} };
});

const publish = (url: string, env: Environment = {}) =>
  runLive({ args: ['baseline', 'publish', url], server, folder: place.path, env: { AWS_MAX_ATTEMPTS: '1', ...env } });

async function refusalOf(url: string, env: Environment = {}): Promise<string> {
  const { status, stdout, stderr } = await publish(url, env);
  expectNoTrace(stderr);
  expect({ status, stdout, lines: stderr.split('\n').length }).toEqual({ status: 1, stdout: '', lines: 2 });
  return stderr.trimEnd();
}

const refuse = (status: number, code: string): Fault => ({ kind: 'refuse', status, code, message: 'no' });

describe('what S3 refuses is one line with what to do', () => {
  test.each<readonly [string, Fault, string]>([
    ['a denied call', { kind: 'deny' }, 'AccessDenied: allow s3:PutObject on it, and kms:GenerateDataKey where'],
    ['a key that AWS does not know', refuse(403, 'InvalidAccessKeyId'), 'InvalidAccessKeyId: check access key, secret key'],
    ['a wrong secret', refuse(403, 'SignatureDoesNotMatch'), 'SignatureDoesNotMatch: check access key, secret key'],
    ['expired credentials', refuse(400, 'ExpiredToken'), 'ExpiredToken: the credentials have expired: sign in again'],
    ['a wrong clock', refuse(403, 'RequestTimeTooSkewed'), 'RequestTimeTooSkewed: the clock of this machine is wrong: set it'],
    ['a bucket that is not there', refuse(404, 'NoSuchBucket'), 'NoSuchBucket: there is no such bucket: check its name'],
    ['a bucket of another region', refuse(400, 'AuthorizationHeaderMalformed'), 'AuthorizationHeaderMalformed: set AWS_REGION'],
    ['a key for encryption that is off', refuse(400, 'KMS.DisabledException'), 'KMS.DisabledException: the key that encrypts the bucket'],
    ['a service that is busy', refuse(503, 'SlowDown'), 'SlowDown: S3 cannot take it now: try again in a minute'],
    ['an error of the service that nobody knows', refuse(503, 'Odd'), 'Odd: S3 cannot take it now: try again in a minute'],
    ['a refusal that nobody knows', refuse(403, 'Odd'), 'Odd: allow s3:PutObject on it'],
    ['anything else, with what S3 says', refuse(400, 'EntityTooLarge'), 'EntityTooLarge: no'],
    ['a web page of a proxy', { kind: 'page', status: 200 }, 'what answered is not S3: check AWS_ENDPOINT_URL and proxies on the way'],
    ['a web page of a gateway', { kind: 'page', status: 503 }, 'S3 cannot take it now: try again in a minute'],
    ['a connection that is cut', { kind: 'reset' }, 'ECONNRESET: S3 cannot be reached: check the network'],
  ])('%s', async (_, fault, reason) => {
    server.faults.inject({ service: 's3', fault });
    const refusal = await refusalOf(URL_OF);
    expect(refusal.startsWith(`cannot write ${URL_OF}: `)).toBe(true);
    expect(refusal).toContain(reason);
  });
});

describe('what keeps S3 from being asked is one line with what to do', () => {
  test.each<readonly [string, Environment, string]>([
    ['no region', { AWS_REGION: undefined }, 'set AWS_REGION to the region of the bucket'],
    ['an empty region', { AWS_REGION: '' }, 'set AWS_REGION to the region of the bucket'],
    ['no credentials', { AWS_ACCESS_KEY_ID: undefined, AWS_SECRET_ACCESS_KEY: undefined }, 'there are no AWS credentials that can be used'],
    [
      'a profile that is not there',
      { AWS_PROFILE: 'nobody', AWS_ACCESS_KEY_ID: undefined, AWS_SECRET_ACCESS_KEY: undefined },
      'there are no AWS credentials that can be used',
    ],
    [
      'an endpoint where nobody listens',
      { AWS_ENDPOINT_URL: 'http://127.0.0.1:9' },
      'ECONNREFUSED: S3 cannot be reached: check the network',
    ],
    ['an endpoint that is no URL', { AWS_ENDPOINT_URL: 'localhost' }, 'AWS_ENDPOINT_URL'],
  ])('%s', async (_, env, reason) => {
    const refusal = await refusalOf(URL_OF, env);
    expect(refusal.startsWith(`cannot write ${URL_OF}: `)).toBe(true);
    expect(refusal).toContain(reason);
  });
});

describe('a place', () => {
  test.each([
    ['s3://baselines/a b.json', 'no blanks'],
    ['s3://baselines/a\tb.json', 'no blanks'],
    ['s3://baselines/*.json', 'its key may have letters, digits and'],
    [`s3://baselines/\${aws:username}.json`, 'its key may have letters, digits and'],
    ['s3://baselines/b%20c.json', 'its key may have letters, digits and'],
    ['s3://baselines/caf\u00e9.json', 'its key may have letters, digits and'],
    ['s3://baselines/a?versionId=1', 'its key may have letters, digits and'],
    [`s3://baselines/${'k'.repeat(1025)}`, 'at most 1024 of them'],
    ['s3://baselines/../a.json', 'need names'],
    ['s3://baselines//a.json', 'need names'],
    ['s3://baselines/team/', 'need names'],
    ['s3://Base_lines/a.json', 'lower-case letters'],
    ['s3://baselines', 'use s3://bucket/key'],
    ['https://baselines/a.json', 'use s3://bucket/key'],
  ])('%s is none, and nothing is written', async (url, reason) => {
    const refusal = await refusalOf(url);
    expect(refusal).toContain(' is no place for a baseline: ');
    expect(refusal).toContain(reason);
    expect(world.buckets['baselines']?.objects).toEqual({});
    vi.stubEnv('BUCKET', 'x');
    await expect(readBaseline(url)).rejects.toThrow(reason);
  });

  test.each(['baseline.json', 'a/b-c_d.e!f(g)/h', 'team=a/day=1/x+y@z,w:v.json'])(
    '%s is written, accepted as the parameter, and read by a function',
    async (key) => {
      const url = `s3://baselines/${key}`;
      const { status, stdout } = await publish(url);
      expect({ status, stdout }).toEqual({ status: 0, stdout: expect.stringContaining(` published to ${url}`) });
      expect(Object.keys(world.buckets['baselines']?.objects ?? {})).toEqual([key]);
      expect(readConfig(['BASELINE'], { BASELINE: url })).toEqual({ BASELINE: url });
      const read = await readBaseline(url);
      expect(read).toMatchObject({ kind: 'baseline', baseline: { rules: [{ id: 'r' }] } });
    },
  );
});

test('the baseline that is published is the folder that is given', async () => {
  const { stdout } = await publish(URL_OF);
  const other = await runLive({
    args: ['baseline', 'publish', URL_OF, '--baseline', join(place.path, baseline)],
    server,
    folder: place.path,
  });
  expect(other.stdout.split(',')[0]).not.toBe('');
  expect(other.stdout.split(',')[0]).toBe(stdout.split(',')[0]);
});
