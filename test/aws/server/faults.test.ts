import { DescribeRepositoriesCommand, ECRClient, GetRepositoryPolicyCommand } from '@aws-sdk/client-ecr';
import { GetAccountAuthorizationDetailsCommand, IAMClient } from '@aws-sdk/client-iam';
import { GetResourcesCommand, ResourceGroupsTaggingAPIClient } from '@aws-sdk/client-resource-groups-tagging-api';
import { beforeEach, describe, expect, test } from 'vitest';
import { FAULTS } from '../../support/aws-server/fault-table.ts';
import type { Fault } from '../../support/aws-server/faults.ts';
import type { ServiceName } from '../../support/aws-server/service.ts';
import { notingRetries, PROBES, prepareProbes } from './probes.ts';
import { failureOf, started } from './started.ts';
import { ACCOUNT, AUDITOR, REGION } from './world.ts';

const { server, world, settings } = await started();
const ecr = new ECRClient(settings);

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
  ec2: { throttled: 'RequestLimitExceeded', denied: 'UnauthorizedOperation', expired: 'RequestExpired', broken: 'InternalError' },
  ecr: { ...JSON_WORDS, throttled: 'ThrottlingException', broken: 'ServerException' },
  iam: { ...QUERY_WORDS, broken: 'ServiceFailureException' },
  organizations: { ...JSON_WORDS, throttled: 'TooManyRequestsException', broken: 'ServiceException' },
  s3: { throttled: 'SlowDown', denied: 'AccessDenied', expired: 'ExpiredToken', broken: 'InternalError' },
  sns: { ...QUERY_WORDS, denied: 'AuthorizationErrorException', broken: 'InternalErrorException' },
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

  test.each(['account', 'ecr', 'organizations', 'tagging'] as const)('%s: no JSON', async (service) => {
    expect((await askedOnce(service, page)).name).toBe('SyntaxError');
  });

  test.each(['ec2', 'iam', 's3', 'sns', 'sts'] as const)('%s: the SDK takes it for an answer without members', async (service) => {
    server.faults.inject({ service, fault: page });
    const { $metadata: _metadata, ...members } = await PROBES[service]({ ...settings, retryStrategy: notingRetries([]) });
    expect(Object.values(members).filter((member) => member !== undefined)).toEqual([]);
  });
});

describe('rules', () => {
  test('a rule may wait for its call, and ends after its times', async () => {
    server.faults.inject({ operation: 'DescribeRepositories', from: 2, times: 1, fault: { kind: 'throttle' } });
    const ask = () => ecr.send(new DescribeRepositoriesCommand({}));
    await ask();
    expect((await failureOf(ask())).name).toBe('ThrottlingException');
    expect((await ask()).repositories).toHaveLength(3);
  });

  test('a rule may look at the input: one repository is denied, the others are not', async () => {
    const when = ({ input }: { readonly input: object }) => 'repositoryName' in input && input.repositoryName === 'team/job';
    server.faults.inject({ when, fault: { kind: 'deny', reason: 'explicit deny in a resource-based policy' } });
    const denied = await failureOf(ecr.send(new GetRepositoryPolicyCommand({ repositoryName: 'team/job' })));
    expect(denied.message).toContain('ecr:GetRepositoryPolicy because explicit deny in a resource-based policy');
    expect((await ecr.send(new GetRepositoryPolicyCommand({ repositoryName: 'team/app' }))).policyText).toBeDefined();
  });

  test('something may be deleted between two calls', async () => {
    server.faults.inject({
      operation: 'GetRepositoryPolicy',
      times: 1,
      fault: {
        kind: 'before',
        change: ({ accounts }, { input }) => {
          const region = accounts[ACCOUNT]!.regions[REGION]!;
          region.repositories = region.repositories.filter(({ name }) => name !== input['repositoryName']);
        },
      },
    });
    const failure = await failureOf(ecr.send(new GetRepositoryPolicyCommand({ repositoryName: 'team/app' })));
    expect(failure.name).toBe('RepositoryNotFoundException');
    expect((await ecr.send(new DescribeRepositoriesCommand({}))).repositories).toHaveLength(2);
  });

  test('a refused call is on record too', async () => {
    server.faults.inject({ fault: { kind: 'throttle' } });
    await failureOf(ecr.send(new DescribeRepositoriesCommand({ maxResults: 7 })));
    expect(server.calls).toEqual([
      { service: 'ecr', operation: 'DescribeRepositories', region: REGION, input: { maxResults: 7 }, account: ACCOUNT, together: 1 },
    ]);
  });

  test('a reset forgets calls and rules', async () => {
    server.faults.inject({ fault: { kind: 'throttle' } });
    await failureOf(ecr.send(new DescribeRepositoriesCommand({})));
    server.reset();
    expect(server.calls).toEqual([]);
    await ecr.send(new DescribeRepositoriesCommand({}));
  });

  test('calls that are under way together are counted', async () => {
    server.faults.inject({ fault: { kind: 'delay', milliseconds: 20 } });
    await Promise.all([1, 2, 3].map(() => ecr.send(new DescribeRepositoriesCommand({}))));
    expect(Math.max(...server.calls.map(({ together }) => together))).toBe(3);
  });
});

describe('misleading pages', () => {
  test('a page of ECR without items leads to the one that has them', async () => {
    server.faults.inject({ times: 1, fault: { kind: 'emptyPage' } });
    const empty = await ecr.send(new DescribeRepositoriesCommand({}));
    const next = await ecr.send(new DescribeRepositoriesCommand({ nextToken: empty.nextToken }));
    expect([empty.repositories, next.repositories?.length, next.nextToken]).toEqual([[], 3, undefined]);
  });

  test('a page of IAM without items says that there is more', async () => {
    server.faults.inject({ times: 1, fault: { kind: 'emptyPage' } });
    const page = await new IAMClient(settings).send(new GetAccountAuthorizationDetailsCommand({}));
    expect(page).toMatchObject({ IsTruncated: true, Marker: expect.any(String), UserDetailList: [], RoleDetailList: [], Policies: [] });
  });

  test('a token may lead to itself for ever', async () => {
    server.faults.inject({ fault: { kind: 'repeatToken' } });
    const tagging = new ResourceGroupsTaggingAPIClient(settings);
    const first = await tagging.send(new GetResourcesCommand({}));
    const second = await tagging.send(new GetResourcesCommand({ PaginationToken: first.PaginationToken }));
    expect(first.PaginationToken).not.toBe('');
    expect(second.PaginationToken).toBe(first.PaginationToken);
  });
});

describe('the table of faults', () => {
  test.each(FAULTS.filter(({ times }) => times !== undefined))('$name: the next call is answered', async ({ fault, times }) => {
    server.faults.inject({ fault, times: times ?? 1 });
    await ecr.send(new DescribeRepositoriesCommand({})).catch(() => undefined);
    expect((await ecr.send(new DescribeRepositoriesCommand({}))).repositories).toHaveLength(3);
  });

  test('no name twice', () => {
    expect(new Set(FAULTS.map(({ name }) => name)).size).toBe(FAULTS.length);
  });
});
