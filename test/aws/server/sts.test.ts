import { DescribeRepositoriesCommand, ECRClient } from '@aws-sdk/client-ecr';
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { expect, test } from 'vitest';
import { failureOf, settingsFor, started } from './started.ts';
import { ACCOUNT, AUDIT_ROLE, AUDITOR, OTHER } from './world.ts';

const { server, settings } = await started();
const sts = new STSClient(settings);

test('the caller is who signs with the access key', async () => {
  expect(await sts.send(new GetCallerIdentityCommand({}))).toMatchObject({ Account: ACCOUNT, Arn: AUDITOR, UserId: 'AIDAAUDITOR' });
});

test('nobody knows the token of a stranger', async () => {
  const stranger = new STSClient(settingsFor(server, 'AKIASTRANGER'));
  expect(await failureOf(stranger.send(new GetCallerIdentityCommand({})))).toMatchObject({ name: 'InvalidClientTokenId', status: 403 });
});

test('an assumed role acts in its own account', async () => {
  const assumed = await sts.send(new AssumeRoleCommand({ RoleArn: AUDIT_ROLE, RoleSessionName: 'scan', ExternalId: 'secret-word' }));
  const theirs = new ECRClient(settingsFor(server, assumed.Credentials?.AccessKeyId));
  const { repositories } = await theirs.send(new DescribeRepositoriesCommand({}));
  expect(assumed.AssumedRoleUser?.Arn).toBe(`arn:aws:sts::${OTHER}:assumed-role/audit/scan`);
  expect(repositories?.map(({ repositoryName }) => repositoryName)).toEqual(['theirs']);
  expect(server.calls.map(({ account }) => account)).toEqual([ACCOUNT, OTHER]);
});

test.each([
  ['another external id', { RoleArn: AUDIT_ROLE, RoleSessionName: 'scan', ExternalId: 'guess' }, 'AccessDenied'],
  ['no external id', { RoleArn: AUDIT_ROLE, RoleSessionName: 'scan' }, 'AccessDenied'],
  ['a role that trusts nobody', { RoleArn: `arn:aws:iam::${OTHER}:role/other`, RoleSessionName: 'scan' }, 'AccessDenied'],
  ['a session name with a blank', { RoleArn: AUDIT_ROLE, RoleSessionName: 'a scan' }, 'ValidationError'],
  [
    'a session of a minute',
    { RoleArn: AUDIT_ROLE, RoleSessionName: 'scan', ExternalId: 'secret-word', DurationSeconds: 60 },
    'ValidationError',
  ],
])('%s: refused', async (_name, input, code) => {
  expect((await failureOf(sts.send(new AssumeRoleCommand(input)))).name).toBe(code);
});
