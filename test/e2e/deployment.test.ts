// The whole product on an emulator that others wrote: deployed by the framework, audited, asked, removed.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, inject, onTestFinished, test } from 'vitest';
import * as z from 'zod';
import { openWebhook } from '../support/webhook.ts';
import { BASELINE, type Mail, OUTSIDER, REGION, userAccount } from './support/account.ts';
import type { Framework } from './support/framework.ts';
import { until } from './support/patience.ts';
import { OWN, onFreshEmulator, type Stage } from './support/stage.ts';

const python = inject('python');
const MESSAGES = fileURLToPath(new URL('../../docs/messages.md', import.meta.url));

test('from deployment to removal, every change of access is told once', async ({ skip }) => {
  if (python.kind === 'missing') return skip(python.reason);
  const hung = await onFreshEmulator(python.bin, story);
  if (hung !== undefined) skip(hung);
});

/** Events that tell nobody anything. */
const LOCAL = [
  ['plan', 'plan'],
  ['plan', 'plan-account'],
  ['collect', 'collect-identity'],
  ['collect', 'collect-region'],
  ['conclude', 'conclude'],
  ['report', 'report-latest'],
] as const;

async function story({ url, serverless, front }: Stage): Promise<void> {
  const webhook = await openWebhook();
  onTestFinished(webhook.close);
  const user = userAccount(url, OWN);
  await user.seed(webhook.url);

  const parameters = [
    '--param=email=someone@example.com',
    '--param=slackWebhook=secretsmanager:slack',
    `--param=regions=${REGION}`,
    `--param=baseline=s3://${BASELINE.bucket}/${BASELINE.key}`,
    '--param=minimumSeverity=medium',
  ];
  expect(await serverless('deploy', ...parameters)).toMatchObject({ status: 0 });
  const heard = await user.subscribe();
  const mailed = await user.subscribeToMails();

  expect(await user.audit()).toMatchObject({ status: 'SUCCEEDED' });
  expect((await heard()).map(({ event }) => event)).toEqual(['onboarding']);
  await expectMail(mailed, ['WATCHING: 0 grants captured and 1 rule, 0 findings need a decision'], {
    severity: 'info',
    event: 'onboarding',
  });

  for (const [name, event] of LOCAL) {
    const { status, stdout, stderr } = await serverless('invoke', 'local', '-f', name, '-p', `events/${event}.json`);
    expect({ status, said: status === 0 ? '' : `${stdout}${stderr}` }).toEqual({ status: 0, said: '' });
  }
  expect(await heard()).toEqual([]);

  await user.letOutsiderPull();
  expect(await user.audit()).toMatchObject({ status: 'SUCCEEDED' });
  const [opened, ...more] = await heard();
  expect(more).toEqual([]);
  expect(opened).toMatchObject({
    event: 'opened',
    region: REGION,
    findings: [{ repository: 'team/app', principal: OUTSIDER, capability: 'pull' }],
  });
  const letIn = 'role puller of 222222222222 can pull from team/app in us-east-1 under conditions';
  await expectMail(mailed, [`NEW high: ${letIn}`], { severity: 'high', event: 'opened' });
  // The same line as on the page, which is made of another run.
  expect(readFileSync(MESSAGES, 'utf8')).toContain(`\nNEW high: ${letIn}\n`);

  expect(await user.audit()).toMatchObject({ status: 'SUCCEEDED' });
  expect(await heard()).toEqual([]);

  const answer = await report(serverless, '{}');
  expect(answer).toMatchObject({ kind: 'live', worst: expect.arrayContaining([expect.objectContaining({ id: opened?.findings[0]?.id })]) });
  expect(await (await fetch(answer.links.markdown)).text()).toContain('team/app');
  expect(await heard()).toEqual([]);

  await user.letMoreIn();
  expect(await user.audit()).toMatchObject({ status: 'SUCCEEDED' });
  expect((await heard()).map(({ event, cause }) => `${event}: ${cause}`).sort()).toEqual(
    ['Another', 'Everybody'].map((sid) => `opened: statement \`${sid}\` of the repository policy of team/app in us-east-1`),
  );
  await expectMail(mailed, ['NEW critical: anyone with an AWS account can push to team/app in us-east-1; and 1 more change, below'], {
    severity: 'critical',
    event: 'opened',
  });

  front.play({ kind: 'deny', when: ({ operation }) => operation === 'GetRepositoryPolicy' });
  expect(await user.audit()).toMatchObject({ status: 'SUCCEEDED' });
  expect(await heard()).toMatchObject([{ event: 'scan-incomplete', complete: false, total: 1 }]);
  const unread = [
    `SCAN INCOMPLETE high: ${UNREAD}`,
    'INCOMPLETE: 1 part not read, nothing is concluded from them',
    '  repository policy of team/app in us-east-1, ecr:GetRepositoryPolicy, AccessDeniedException',
  ];
  await expectMail(mailed, unread, { severity: 'high', event: 'scan-incomplete' });
  front.play(undefined);

  await user.keepOutsiderOut();
  expect(await user.audit()).toMatchObject({ status: 'SUCCEEDED' });
  const ended = await heard();
  expect(ended.map(({ event }) => event)).toEqual(Array(4).fill('resolved'));
  expect(ended.flatMap(({ findings }) => findings.map(({ id }) => id))).toContain(opened?.findings[0]?.id);
  await expectMail(
    mailed,
    ['RESOLVED critical: anyone with an AWS account can no longer push to team/app in us-east-1; and 3 more changes, below'],
    {
      severity: 'critical',
      event: 'resolved',
    },
  );
  expect(await report(serverless, '{"latest":true}')).toMatchObject({ kind: 'latest', baseline: { sha256: expect.any(String) } });

  await until(60, 'Slack', async () => (webhook.posts.length >= POSTED.length ? true : undefined));
  const posts = webhook.posts.map((post) => postSchema.parse(post));
  expect(posts.map(({ text }) => text).sort()).toEqual(POSTED);
  const buttons = posts.flatMap(({ blocks }) => blocks.flatMap(({ type, elements }) => (type === 'actions' ? (elements ?? []) : [])));
  const opens = buttons.map((button) => button.url ?? '');
  expect(opens.filter((each) => /\.html(?:#ecrd-[a-z2-7]{20})?$/.test(each))).toHaveLength(POSTED.length);
  expect(opens.map((each) => each.split('#')[1])).toContain(opened?.findings[0]?.id);
  for (const { blocks } of posts)
    expect(JSON.stringify(blocks)).toContain('the link needs a login to the AWS console of account 111111111111');

  expect(await serverless('remove')).toMatchObject({ status: 0 });
  expect(await user.remains()).toEqual([]);
}

const UNREAD =
  'repository policy of team/app in us-east-1 was not read: AccessDeniedException: User is not authorized to perform: ecr:GetRepositoryPolicy';

/** What all posts say first, sorted. */
const POSTED = [
  'anyone with an AWS account can no longer push to team/app in us-east-1 (RESOLVED critical in 111111111111)',
  'anyone with an AWS account can push to team/app in us-east-1 (NEW critical in 111111111111)',
  'first audit: 0 grants captured and 1 rule, 0 findings need a decision (WATCHING in 111111111111)',
  `read again; before, ${UNREAD} (RESOLVED high in 111111111111)`,
  `${UNREAD} (SCAN INCOMPLETE high in 111111111111)`,
  'role puller of 222222222222 can no longer pull from team/app in us-east-1 under conditions (RESOLVED high in 111111111111)',
  'role puller of 222222222222 can pull from team/app in us-east-1 under conditions (NEW high in 111111111111)',
  'role scanner of 333333333333 can no longer pull from team/app in us-east-1 under conditions (RESOLVED high in 111111111111)',
  'role scanner of 333333333333 can pull from team/app in us-east-1 under conditions (NEW high in 111111111111)',
];

const postSchema = z.object({
  text: z.string(),
  blocks: z.array(z.looseObject({ type: z.string(), elements: z.array(z.looseObject({ url: z.string().optional() })).optional() })),
});

/** One mail went out: its first lines but for the second, which says when; its attributes; a subject that SNS takes, about the account. */
async function expectMail(mailed: () => Promise<readonly Mail[]>, lines: readonly string[], attributes: object): Promise<void> {
  const [mail, ...more] = await mailed();
  expect(more).toEqual([]);
  const [first, second, ...rest] = (mail?.Message ?? '').split('\n');
  expect([first, ...rest.slice(0, lines.length - 1)]).toEqual(lines);
  expect(second).toMatch(/^account Master Account \(111111111111\), read \d{4}-\d\d-\d\d \d\d:\d\d UTC(?:, scan complete)?$/);
  const given = Object.entries(mail?.MessageAttributes ?? {}).map(([name, { Value }]) => [name, Value]);
  expect(Object.fromEntries(given)).toEqual({ account: '111111111111', owner: 'none', ...attributes });
  expect(mail?.Subject).toMatch(/^\[ECR drift\]\[[^\]]+\] Master Account: [ -~]{1,80}$/);
  expect(mail?.Subject.length).toBeLessThan(100);
}

interface Answer {
  readonly kind: string;
  readonly links: { readonly json: string; readonly markdown: string };
}

async function report(serverless: Framework, event: string): Promise<Answer> {
  const { stdout, stderr, status } = await serverless('invoke', '-f', 'report', '-d', event);
  expect({ status, stderr }).toMatchObject({ status: 0 });
  return JSON.parse(stdout);
}
