import { beforeEach, describe, expect, test } from 'vitest';
import type { Fault } from '../../support/aws-server/faults.ts';
import type { ServiceName } from '../../support/aws-server/service.ts';
import { notingRetries, PROBES, prepareProbes } from './probes.ts';
import { failureOf, started } from './started.ts';
import { AUDITOR } from './world.ts';

const { server, world, settings } = await started();

beforeEach(() => prepareProbes(world));

const SERVICES = Object.keys(PROBES) as ServiceName[];

interface Words {
  readonly throttled: string;
  readonly denied: string;
  readonly expired: string;
  readonly broken: string;
}

const JSON_WORDS = { denied: 'AccessDeniedException', expired: 'ExpiredTokenException' };
const QUERY_WORDS = { throttled: 'Throttling', denied: 'AccessDenied', expired: 'ExpiredToken' };

const WORDS: Readonly<Record<ServiceName, Words>> = {
  account: { ...JSON_WORDS, throttled: 'TooManyRequestsException', broken: 'InternalServerException' },
  cloudtrail: { ...JSON_WORDS, throttled: 'ThrottlingException', broken: 'InternalFailure' },
  ec2: { throttled: 'RequestLimitExceeded', denied: 'UnauthorizedOperation', expired: 'RequestExpired', broken: 'InternalError' },
  ecr: { ...JSON_WORDS, throttled: 'ThrottlingException', broken: 'ServerException' },
  iam: { ...QUERY_WORDS, broken: 'ServiceFailureException' },
  organizations: { ...JSON_WORDS, throttled: 'TooManyRequestsException', broken: 'ServiceException' },
  s3: { throttled: 'SlowDown', denied: 'AccessDenied', expired: 'ExpiredToken', broken: 'InternalError' },
  securityhub: { ...JSON_WORDS, throttled: 'LimitExceededException', broken: 'InternalException' },
  sns: { ...QUERY_WORDS, denied: 'AuthorizationErrorException', broken: 'InternalErrorException' },
  sqs: { ...JSON_WORDS, throttled: 'RequestThrottled', broken: 'InternalError' },
  sts: { ...QUERY_WORDS, broken: 'InternalFailure' },
  tagging: { ...JSON_WORDS, throttled: 'ThrottledException', broken: 'InternalServiceException' },
};

/** Asks one service once, and gives the failure with what the SDK makes of it. */
async function askedOnce(service: ServiceName, fault: Fault) {
  server.faults.inject({ service, fault });
  const kinds: string[] = [];
  const failure = await failureOf(PROBES[service]({ ...settings, retryStrategy: notingRetries(kinds) }));
  return { ...failure, kind: kinds[0] };
}

describe.each(SERVICES)('a call to %s', (service) => {
  test('throttled: the SDK sees throttling', async () => {
    expect(await askedOnce(service, { kind: 'throttle' })).toMatchObject({ name: WORDS[service].throttled, kind: 'THROTTLING' });
  });

  test('denied: the SDK sees who was denied what, and would not ask again', async () => {
    const { name, message, kind } = await askedOnce(service, { kind: 'deny' });
    expect([name, kind]).toEqual([WORDS[service].denied, 'CLIENT_ERROR']);
    expect(message).toContain(AUDITOR);
    expect(message).toMatch(/not authorized to perform: [a-z0-9]+:[A-Za-z]+ because no identity-based policy allows/);
  });

  test('expired credentials: the SDK says so', async () => {
    expect((await askedOnce(service, { kind: 'expire' })).name).toBe(WORDS[service].expired);
  });

  test('a failure of AWS: the SDK would ask again', async () => {
    expect(await askedOnce(service, { kind: 'break' })).toMatchObject({ name: WORDS[service].broken, status: 500, kind: 'TRANSIENT' });
  });

  test('an operation that does not exist here is refused for good', async () => {
    const { status, kind } = await askedOnce(service, { kind: 'unknownOperation' });
    expect([400, 404, 501]).toContain(status);
    expect(kind).not.toBe('THROTTLING');
  });

  test('a connection that is reset: the SDK would ask again', async () => {
    expect(await askedOnce(service, { kind: 'reset' })).toMatchObject({
      message: expect.stringMatching(/ECONNRESET|socket hang up/),
      kind: 'TRANSIENT',
    });
  });

  test('no answer: the caller gives up when its time is over', async () => {
    server.faults.inject({ service, fault: { kind: 'hang' } });
    const impatient = {
      ...settings,
      requestHandler: { requestTimeout: 20, throwOnRequestTimeout: true },
      retryStrategy: notingRetries([]),
    };
    expect((await failureOf(PROBES[service](impatient))).name).toBe('TimeoutError');
  });

  test('a web page instead of an answer is no answer', async () => {
    const failure = await askedOnce(service, { kind: 'page', status: 503 });
    expect(failure.status).toBe(503);
  });

  test('a blank answer has no members', async () => {
    server.faults.inject({ service, fault: { kind: 'blank' } });
    const { $metadata: _metadata, ...members } = await PROBES[service]({ ...settings, retryStrategy: notingRetries([]) });
    expect(Object.values(members).filter((member) => member !== undefined)).toEqual([]);
  });

  test('a delay changes nothing but time', async () => {
    server.faults.inject({ service, fault: { kind: 'delay', milliseconds: 1 } });
    expect(await PROBES[service]({ ...settings, retryStrategy: notingRetries([]) })).toMatchObject({ $metadata: { httpStatusCode: 200 } });
  });
});

describe.each(SERVICES)('a broken answer of %s', (service) => {
  test('cut off by the connection: the SDK would ask again', async () => {
    expect(await askedOnce(service, { kind: 'truncate' })).toMatchObject({ message: expect.stringMatching(/^aborted/), kind: 'TRANSIENT' });
  });

  test('cut in half by its sender: cannot be read, and the SDK would not ask again', async () => {
    const failure = await askedOnce(service, { kind: 'halve' });
    expect(failure).toMatchObject({ message: expect.stringMatching(/JSON|XML parse error/), status: 200, kind: 'CLIENT_ERROR' });
  });
});

describe('a web page with status 200', () => {
  const page = { kind: 'page', status: 200 } as const;

  test.each(['account', 'cloudtrail', 'ecr', 'organizations', 'tagging'] as const)('%s: no JSON', async (service) => {
    expect((await askedOnce(service, page)).name).toBe('SyntaxError');
  });

  test.each(['ec2', 'iam', 's3', 'sns', 'sts'] as const)('%s: the SDK takes it for an answer without members', async (service) => {
    server.faults.inject({ service, fault: page });
    const { $metadata: _metadata, ...members } = await PROBES[service]({ ...settings, retryStrategy: notingRetries([]) });
    expect(Object.values(members).filter((member) => member !== undefined)).toEqual([]);
  });
});
