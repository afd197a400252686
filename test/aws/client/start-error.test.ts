// What keeps a scan from starting, and what is said about it.
import { describe, expect, test, vi } from 'vitest';
import { collectAccount } from '../../../lib/aws/collect/collect.ts';
import { collecting } from '../collect/support/collecting.ts';
import { REGION } from '../server/world.ts';

const { server, open } = await collecting();

describe('a scan that cannot start says what to do', () => {
  test('without credentials', async () => {
    vi.stubEnv('AWS_ACCESS_KEY_ID', undefined);
    await refused(/^no AWS credentials: set AWS_PROFILE/);
    expect(server.calls).toEqual([]);
  });

  test('with credentials that have expired', async () => {
    server.faults.inject({ operation: 'GetCallerIdentity', fault: { kind: 'expire' } });
    await refused(/^the AWS credentials have expired \(ExpiredToken\): log in again/);
  });

  test('with credentials that AWS does not know', async () => {
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIASTRANGER');
    await refused(/^AWS does not accept these credentials in region `eu-central-1`/);
  });

  test('without a region', async () => {
    vi.stubEnv('AWS_REGION', undefined);
    await refused(/^no AWS region: set AWS_REGION/);
  });

  test('where AWS cannot be reached', async () => {
    vi.stubEnv('AWS_ENDPOINT_URL', 'http://127.0.0.1:1');
    await refused(/^cannot reach AWS in region `eu-central-1` \(ECONNREFUSED\): check/);
  });

  test('where everything is denied', async () => {
    server.faults.inject({ fault: { kind: 'deny' } });
    await refused(/^sts:GetCallerIdentity is denied \(AccessDenied\): .* doctor --policy/);
  });

  test('where something else happens to the first call', async () => {
    server.faults.inject({ fault: { kind: 'page', status: 200 } });
    await refused(/^sts:GetCallerIdentity failed in region `eu-central-1` \(UnreadableAnswer\)/);
  });
});

test('a region that was named stands in where none is configured', async () => {
  vi.stubEnv('AWS_REGION', undefined);
  expect((await open({ region: REGION })).region).toBe(REGION);
});

test('a scan that was interrupted ends with the reason, and asks nothing more', async () => {
  const controller = new AbortController();
  const session = await open({ signal: controller.signal, patience: { connect: 60_000, answer: 60_000 } });
  const when = () => {
    setImmediate(() => controller.abort(new Error('stop')));
    return true;
  };
  server.faults.inject({ operation: 'GetRepositoryPolicy', when, fault: { kind: 'hang' } });
  await expect(collectAccount(session, { regions: undefined })).rejects.toThrow('stop');
});

async function refused(message: RegExp): Promise<void> {
  const error = await open().then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toMatchObject({ name: 'StartError', message: expect.stringMatching(message) });
  expect((error as Error).message).not.toContain('\n');
}
