// Two accounts, and what goes wrong in one of them: the alerts, and how the execution ends, as they are on an emulator that others wrote.
import { expect, inject, onTestFinished, test } from 'vitest';
import { openWebhook } from '../support/webhook.ts';
import { BASELINE, REGION, seedIdentity, seedTeam, userAccount } from './support/account.ts';
import type { FrontCall } from './support/front.ts';
import { OWN, onFreshEmulator, type Stage } from './support/stage.ts';

const python = inject('python');
const OTHER = { accessKeyId: '222222222222', secretAccessKey: 'test' };
const SECOND = 'eu-west-1';
const ACCOUNT = OTHER.accessKeyId;

test('whatever is wrong with one account, it is told, and the other one is audited', async ({ skip }) => {
  if (python.kind === 'missing') return skip(python.reason);
  const hung = await onFreshEmulator(python.bin, story);
  if (hung !== undefined) skip(hung);
});

const assuming = ({ operation }: FrontCall) => operation === 'AssumeRole';
/** The other account's registry in its second region: whoever assumed a role has a key that is no account. */
const secondRegion = ({ service, region, accessKey }: FrontCall) => service === 'ecr' && region === SECOND && accessKey !== OWN.accessKeyId;

const scanIncomplete = { event: 'scan-incomplete', severity: 'high', account: ACCOUNT };
const bothAudited = {
  status: 'SUCCEEDED',
  output: {
    failed: false,
    results: [
      { account: OWN.accessKeyId, outcome: 'judged' },
      { account: ACCOUNT, outcome: 'judged' },
    ],
  },
};

async function story({ url, serverless, front }: Stage): Promise<void> {
  const webhook = await openWebhook();
  onTestFinished(webhook.close);
  const user = userAccount(url, OWN);
  await user.seed(webhook.url);
  await seedIdentity(url, OTHER);
  for (const region of [REGION, SECOND]) await seedTeam(url, OTHER, region);
  const parameters = [
    `--param=accounts=this,${ACCOUNT}`,
    '--param=externalId=audit-4711',
    `--param=regions=${REGION},${SECOND}`,
    `--param=baseline=s3://${BASELINE.bucket}/${BASELINE.key}`,
    '--param=minimumSeverity=medium',
  ];
  expect(await serverless('deploy', ...parameters)).toMatchObject({ status: 0 });
  const heard = await user.subscribe();
  const audit = async () => {
    const { output, ...end } = await user.audit();
    return { ...end, output: output === undefined ? undefined : JSON.parse(output) };
  };

  expect(await audit()).toMatchObject(bothAudited);
  expect((await heard()).map(({ event, account }) => `${event} ${account}`).sort()).toEqual([
    `onboarding ${OWN.accessKeyId}`,
    `onboarding ${ACCOUNT}`,
  ]);

  // The account lets the auditor no longer in.
  front.play({ kind: 'deny', when: assuming });
  expect(await audit()).toMatchObject(bothAudited);
  const role = `arn:aws:iam::${ACCOUNT}:role/ecr-drift-reader`;
  const gap = { part: `account ${ACCOUNT}`, api: 'sts:AssumeRole', code: 'AccessDenied' };
  expect(await heard()).toMatchObject([
    {
      ...scanIncomplete,
      cause: 'sts:AssumeRole failed: AccessDenied',
      total: 1,
      findings: [
        {
          code: 'ECRD-501',
          message: `account ${ACCOUNT} was not read: AccessDenied: cannot assume \`${role}\` (AccessDenied): check its ARN, its trust policy, --external-id, and sts:AssumeRole of the caller`,
        },
      ],
      complete: false,
      unread: [gap],
    },
  ]);
  front.play(undefined);
  expect(await audit()).toMatchObject(bothAudited);
  expect(await heard()).toMatchObject([{ event: 'resolved', account: ACCOUNT, total: 1, complete: true, unread: [] }]);

  // One of its regions refuses.
  front.play({ kind: 'deny', when: secondRegion });
  expect(await audit()).toMatchObject(bothAudited);
  const [refused, ...others] = await heard();
  expect([refused, ...others].every((alert) => alert?.event === 'scan-incomplete' && alert.account === ACCOUNT)).toBe(true);
  expect([refused, ...others].map((alert) => alert?.cause)).toContain('ecr:DescribeRepositories failed: AccessDeniedException');
  front.play(undefined);
  expect(await audit()).toMatchObject(bothAudited);
  expect((await heard()).map(({ event }) => event)).toEqual(['resolved']);
}
