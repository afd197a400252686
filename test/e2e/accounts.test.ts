// Two accounts, and what goes wrong in one of them: the alerts, and how the execution ends, as they are on an emulator that others wrote.
import { expect, inject, onTestFinished, test } from 'vitest';
import type { Alert } from '../../lib/notify/schema.ts';
import { openWebhook } from '../support/webhook.ts';
import { BASELINE, REGION, seedIdentity, seedTeam, type User, userAccount } from './support/account.ts';
import type { Front, FrontCall } from './support/front.ts';
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

/** What is asked about the registry of a region that has shown nothing yet. */
const CALLS = [
  'DescribePullThroughCacheRules',
  'DescribeRegistry',
  'DescribeRepositories',
  'DescribeRepositoryCreationTemplates',
  'GetAccountSetting',
  'GetRegistryPolicy',
];

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

interface Watched {
  readonly front: Front;
  readonly user: User;
  /** The alerts since it was asked last. */
  readonly heard: () => Promise<readonly Alert[]>;
  readonly audit: () => Promise<End>;
}

interface End {
  readonly status: string | undefined;
  readonly error: string | undefined;
  readonly cause: string | undefined;
  readonly output: unknown;
}

async function story(stage: Stage): Promise<void> {
  const watched = await deployed(stage);
  expect(await watched.audit()).toMatchObject(bothAudited);
  const beginnings = (await watched.heard()).map(({ event, account }) => `${event} ${account}`);
  expect(beginnings.sort()).toEqual([`onboarding ${OWN.accessKeyId}`, `onboarding ${ACCOUNT}`]);
  await refusedAccount(watched);
  await refusedRegion(watched);
  await endlessCollector(watched);
  await damagedState(watched);
}

async function deployed({ url, serverless, front }: Stage): Promise<Watched> {
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
  return { front, user, heard, audit };
}

async function refusedAccount({ front, audit, heard }: Watched): Promise<void> {
  front.play({ kind: 'deny', when: assuming });
  const unread = `1 part not read: account ${ACCOUNT}, sts:AssumeRole, AccessDenied`;
  expect(await audit()).toMatchObject({ status: 'SUCCEEDED', output: { results: [{ unread: '' }, { account: ACCOUNT, unread }] } });
  const role = `arn:aws:iam::${ACCOUNT}:role/ecr-drift-reader`;
  const whatToDo = 'check its ARN, its trust policy, --external-id, and sts:AssumeRole of the caller';
  const message = `account ${ACCOUNT} was not read: AccessDenied: cannot assume \`${role}\` (AccessDenied): ${whatToDo}`;
  expect(await heard()).toMatchObject([
    {
      ...scanIncomplete,
      cause: 'sts:AssumeRole failed: AccessDenied',
      total: 1,
      findings: [{ code: 'ECRD-501', message }],
      complete: false,
      unread: [{ part: `account ${ACCOUNT}`, api: 'sts:AssumeRole', code: 'AccessDenied' }],
    },
  ]);
  front.play(undefined);
  expect(await audit()).toMatchObject(bothAudited);
  expect(await heard()).toMatchObject([{ event: 'resolved', account: ACCOUNT, total: 1, complete: true, unread: [] }]);
}

async function refusedRegion({ front, audit, heard }: Watched): Promise<void> {
  front.play({ kind: 'deny', when: secondRegion });
  expect(await audit()).toMatchObject(bothAudited);
  const alerts = await heard();
  for (const alert of alerts) expect(alert).toMatchObject({ ...scanIncomplete, total: 1, complete: false });
  expect(alerts.map(({ cause }) => cause).sort()).toEqual(CALLS.map((call) => `ecr:${call} failed: AccessDeniedException`));
  front.play(undefined);
  expect(await audit()).toMatchObject(bothAudited);
  expect((await heard()).map(({ event }) => event)).toEqual(CALLS.map(() => 'resolved'));
}

async function endlessCollector({ front, user, audit, heard }: Watched): Promise<void> {
  await user.waitForRegions(15);
  front.play({ kind: 'hang', when: secondRegion });
  expect(await audit()).toMatchObject(bothAudited);
  const late = { code: 'States.Timeout', message: 'the collector did not end in time; see its log' };
  const unread = ['registry policy', 'repositories'].map((part) => ({ part: `${part} of ${SECOND}`, ...late }));
  expect(await heard()).toMatchObject(unread.map(() => ({ ...scanIncomplete, total: 1, complete: false, unread })));
  front.play(undefined);
  expect(await audit()).toMatchObject(bothAudited);
  expect((await heard()).map(({ event }) => event)).toEqual(unread.map(() => 'resolved'));
}

async function damagedState({ user, audit, heard }: Watched): Promise<void> {
  await user.damageState(ACCOUNT);
  const { status, error, cause } = await audit();
  expect({ status, error }).toEqual({ status: 'FAILED', error: 'NotAllAudited' });
  // The emulator calls every error of a handler alike.
  expect(cause).toMatch(
    /^1 of 2 accounts not audited\. 222222222222: [\w.]+: the state of account 222222222222, s3:\/\/.*\/state\/222222222222\.json/,
  );
  expect(await heard()).toEqual([]);
}
