// Seconds after: a write is heard of, looked at and told with who made it, on an emulator that others wrote.
import { CreateRepositoryCommand, DeleteRepositoryCommand, ECRClient, SetRepositoryPolicyCommand } from '@aws-sdk/client-ecr';
import { IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import { expect, inject, onTestFinished, test } from 'vitest';
import type { Alert } from '../../lib/notify/schema.ts';
import { openWebhook } from '../support/webhook.ts';
import { BASELINE, OUTSIDER, REGION, seedTeam, userAccount } from './support/account.ts';
import { OWN, onFreshEmulator, type Stage } from './support/stage.ts';
import { DEPLOYER, eventOf, eventWay, type WriteOf } from './support/writes.ts';

const python = inject('python');
const SECOND = 'eu-west-1';

test('a change is told soon after it, once, with who made it', async ({ skip }) => {
  if (python.kind === 'missing') return skip(python.reason);
  const hung = await onFreshEmulator(python.bin, story);
  if (hung !== undefined) skip(hung);
});

const policyOf = (repositoryName: string, number: number): WriteOf => ({
  service: 'ecr',
  name: 'SetRepositoryPolicy',
  parameters: { repositoryName },
  number,
});

async function story({ url, serverless }: Stage): Promise<void> {
  const webhook = await openWebhook();
  onTestFinished(webhook.close);
  const user = userAccount(url, OWN);
  await user.seed(webhook.url);
  await seedTeam(url, OWN, SECOND);
  const parameters = [
    `--param=regions=${REGION},${SECOND}`,
    `--param=baseline=s3://${BASELINE.bucket}/${BASELINE.key}`,
    '--param=minimumSeverity=medium',
  ];
  expect(await serverless('deploy', ...parameters)).toMatchObject({ status: 0 });
  const heard = await user.subscribe();
  const way = eventWay(url, OWN);
  expect(await user.audit()).toMatchObject({ status: 'SUCCEEDED' });
  expect((await heard()).map(({ event }) => event)).toEqual(['onboarding']);

  // A write that lets somebody in: one alert, with who did it.
  const opening = eventOf(policyOf('team/app', 1));
  expect(await way.isHeard(opening)).toBe(true);
  await user.letOutsiderPull();
  await way.send([opening]);
  expect(await way.runs(1)).toMatchObject([{ status: 'SUCCEEDED' }]);
  const [opened, ...others] = await heard();
  expect(others).toEqual([]);
  expect(opened).toMatchObject({
    event: 'opened',
    region: REGION,
    findings: [{ repository: 'team/app', principal: OUTSIDER, capability: 'pull' }],
    actor: { arn: DEPLOYER.arn, issuer: DEPLOYER.issuer, event: 'SetRepositoryPolicy', sourceIp: '203.0.113.7' },
  });

  // The same event again, as EventBridge may deliver it: nothing more, neither then nor in the next audit of everything.
  await way.send([opening, opening]);
  await way.runs(1);
  expect(await user.audit()).toMatchObject({ status: 'SUCCEEDED' });
  expect(await heard()).toEqual([]);

  // What is not heard of: a call that was denied, and one that changes no access.
  expect(await way.isHeard(eventOf({ ...policyOf('team/app', 2), errorCode: 'AccessDenied' }))).toBe(false);
  expect(await way.isHeard(eventOf({ ...policyOf('team/app', 3), name: 'PutImage' }))).toBe(false);

  await storm({ url, way, heard });
  await deletedMeanwhile({ url, way, heard });
  await identityElsewhere({ url, way, heard });

  // The truth finds nothing that the events left over.
  expect(await user.audit()).toMatchObject({ status: 'SUCCEEDED' });
  expect((await heard()).map(({ event, cause }) => `${event}: ${cause}`)).toEqual([]);
  expect(await serverless('remove')).toMatchObject({ status: 0 });
  expect(await user.remains()).toEqual([]);
}

interface Heard {
  readonly url: string;
  readonly way: ReturnType<typeof eventWay>;
  readonly heard: () => Promise<readonly Alert[]>;
}

const settingsIn = (url: string, region = REGION) => ({ endpoint: url, region, credentials: OWN });

/** A policy that lets a role of another account pull. */
function openPolicy(AWS: string): string {
  const Action = ['ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'];
  return JSON.stringify({ Version: '2012-10-17', Statement: [{ Sid: 'Outsider', Effect: 'Allow', Principal: { AWS }, Action }] });
}

/** Fifty repositories, each written ten times within a minute: one run, and one alert in the place of fifty. */
async function storm({ url, way, heard }: Heard): Promise<void> {
  const ecr = new ECRClient(settingsIn(url));
  const names = Array.from({ length: 50 }, (_, index) => `team/storm-${String(index).padStart(2, '0')}`);
  for (const [index, repositoryName] of names.entries()) {
    await ecr.send(new CreateRepositoryCommand({ repositoryName }));
    // Statements that differ: fifty causes.
    await ecr.send(new SetRepositoryPolicyCommand({ repositoryName, policyText: openPolicy(`${OUTSIDER}-${index}`) }));
  }
  const events = names.flatMap((name, at) => Array.from({ length: 10 }, (_, time) => eventOf(policyOf(name, 1_000 + at * 10 + time))));
  const before = (await way.runs(1)).length;
  expect(await way.batch(events)).toEqual({ batchItemFailures: [] });
  expect((await way.runs(before + 1)).slice(before)).toHaveLength(1);
  const [summary, ...more] = await heard();
  expect(more).toEqual([]);
  expect(summary).toMatchObject({ event: 'opened', total: 50, cause: expect.stringMatching(/^50 alerts in one run: 50 opened/) });
}

/** A repository that is gone when somebody looks: nothing is told of it, and its run ends well. */
async function deletedMeanwhile({ url, way, heard }: Heard): Promise<void> {
  const ecr = new ECRClient(settingsIn(url));
  await ecr.send(new CreateRepositoryCommand({ repositoryName: 'team/brief' }));
  await ecr.send(new SetRepositoryPolicyCommand({ repositoryName: 'team/brief', policyText: openPolicy(OUTSIDER) }));
  await ecr.send(new DeleteRepositoryCommand({ repositoryName: 'team/brief', force: true }));
  const before = (await way.runs(1)).length;
  await way.send([eventOf(policyOf('team/brief', 2_000))]);
  expect((await way.runs(before + 1)).every(({ status }) => status === 'SUCCEEDED')).toBe(true);
  expect(await heard()).toEqual([]);
}

/** IAM is recorded in one region, and what it changes is on repositories of all of them. */
async function identityElsewhere({ url, way, heard }: Heard): Promise<void> {
  const statement = { Effect: 'Allow', Action: 'ecr:PutImage', Resource: `arn:aws:ecr:${SECOND}:111111111111:repository/team/app` };
  const push = [
    'ecr:BatchCheckLayerAvailability',
    'ecr:InitiateLayerUpload',
    'ecr:UploadLayerPart',
    'ecr:CompleteLayerUpload',
    statement.Action,
  ];
  const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: [{ ...statement, Action: push }] });
  await new IAMClient(settingsIn(url)).send(new PutRolePolicyCommand({ RoleName: 'ci', PolicyName: 'push', PolicyDocument }));
  const write: WriteOf = { service: 'iam', name: 'PutRolePolicy', parameters: { roleName: 'ci', policyName: 'push' }, number: 3_000 };
  const event = eventOf({ ...write, region: 'us-east-1' });
  expect(await way.isHeard(event)).toBe(true);
  const before = (await way.runs(1)).length;
  await way.send([event]);
  await way.runs(before + 1);
  const [opened, ...more] = await heard();
  expect(more).toEqual([]);
  expect(opened).toMatchObject({
    event: 'opened',
    region: SECOND,
    actor: { arn: DEPLOYER.arn, event: 'PutRolePolicy' },
  });
  const told = opened?.findings.map(({ repository, principal, capability }) => `${principal} ${capability} ${repository}`);
  expect(told).toContain('arn:aws:iam::111111111111:role/ci push team/app');
}
