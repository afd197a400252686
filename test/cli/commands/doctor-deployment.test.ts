// `doctor --deployment` against a deployment on loopback that answers as AWS does.
import { beforeEach, describe, expect, test } from 'vitest';
import { bundleBaseline } from '../../../lib/baseline/parse/bundle.ts';
import { parseBaseline } from '../../../lib/baseline/parse/parse.ts';
import { doctorCommand } from '../../../lib/cli/commands/doctor.ts';
import { Failure } from '../../../lib/cli/process/failure.ts';
import type { Digest } from '../../../lib/model/ids.ts';
import { ABSENT, type Answer, deploymentOnLoopback, type World } from '../support/deployment-on-loopback.ts';
import { standardStreams } from '../support/standard-streams.ts';

const said = standardStreams();

const NAME = 'ecr-drift-prod';
const topic = (name: string) => `arn:aws:sns:eu-west-1:111111111111:${NAME}-${name}`;

const BASELINE = 'apiVersion: ecr-drift/v1\nkind: AccessPolicy\nrules: []\n';

function published(content: string): string {
  const files = [{ path: 'team.yaml', text: content }];
  const parsed = parseBaseline('team.yaml', files);
  return bundleBaseline(parsed.kind === 'baseline' ? parsed.baseline.sha256 : ('0'.repeat(64) as Digest), files);
}

function variables(values: Readonly<Record<string, string>>): Answer {
  return { body: { FunctionArn: 'arn:aws:lambda:eu-west-1:111111111111:function:it', Environment: { Variables: values } } };
}

function subscribed(...list: readonly (readonly [protocol: string, endpoint: string, arn: string])[]): Answer {
  const members = list.map(
    ([protocol, endpoint, arn]) =>
      `<member><Protocol>${protocol}</Protocol><Endpoint>${endpoint}</Endpoint><SubscriptionArn>${arn}</SubscriptionArn></member>`,
  );
  const result = `<ListSubscriptionsByTopicResult><Subscriptions>${members.join('')}</Subscriptions></ListSubscriptionsByTopicResult>`;
  return {
    body: `<ListSubscriptionsByTopicResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/">${result}</ListSubscriptionsByTopicResponse>`,
  };
}

const CONFIRMED = `${topic('email')}:11111111-2222-3333-4444-555555555555`;
const scheduled = (State: string): Answer => ({ body: { State, ScheduleExpression: 'rate(1 day)', ScheduleExpressionTimezone: 'UTC' } });
const execution = (name: string, status: string) => ({ name, status, startDate: 1_795_000_000 });

const healthy = (): World => ({
  [`function ${NAME}-audit`]: variables({
    EMAIL_TOPIC: topic('email'),
    FINDINGS_TOPIC: topic('findings'),
    BASELINE: 's3://baselines/acme.json',
  }),
  [`function ${NAME}-report`]: variables({ STATE_MACHINE: 'arn:aws:states:eu-west-1:111111111111:stateMachine:it' }),
  [`function ${NAME}-slack`]: variables({ WEBHOOK: 'ssm:/team/slack' }),
  [`function ${NAME}-react`]: ABSENT,
  [`subscriptions ${topic('email')}`]: subscribed(['email', 'you@example.com', CONFIRMED]),
  [`subscriptions ${topic('alarms')}`]: subscribed(['email', 'oncall@example.com', CONFIRMED]),
  [`subscriptions ${topic('findings')}`]: subscribed(['lambda', 'arn:aws:lambda:eu-west-1:111111111111:function:slack', CONFIRMED]),
  'GetParameter /team/slack': { body: { Parameter: { Value: 'https://hooks.example.com/secret' } } },
  'object /baselines/acme.json': { body: published(BASELINE) },
  [`schedule ${NAME}`]: scheduled('ENABLED'),
  [`schedule ${NAME}-watch`]: scheduled('ENABLED'),
  ListExecutions: { body: { executions: [execution('report-111111111111-a', 'FAILED'), execution('b', 'SUCCEEDED')] } },
});

let world: World = {};
deploymentOnLoopback(() => world);
beforeEach(() => {
  world = healthy();
});
/** What it prints, and how it ends. */
async function doctor(deployment = NAME, others: object = {}): Promise<{ readonly exit: number; readonly lines: readonly string[] }> {
  const before = said.out.length;
  const exit = await doctorCommand({ ...NO_OPTIONS, ...others, deployment });
  return { exit, lines: said.out.slice(before).split('\n') };
}

const NO_OPTIONS = { policy: undefined, regions: undefined, roleArn: undefined, externalId: undefined };

describe('a deployment', () => {
  test('that has all it needs is told so, thing by thing, without the secret', async () => {
    const { exit, lines } = await doctor();
    expect(lines).toEqual([
      'deployment ecr-drift-prod in account 111111111111, eu-west-1',
      '',
      'CHECK         RESULT  DETAIL',
      'e-mail        ok      you@example.com gets the digest',
      'alarm e-mail  ok      oncall@example.com hears when the auditor fails',
      'slack secret  ok      ssm:/team/slack holds an address',
      'slack posts   ok      the function hears of findings',
      'baseline      ok      s3://baselines/acme.json is valid',
      'schedule      ok      rate(1 day) in UTC',
      'watch         ok      rate(1 day) in UTC',
      'last audit    ok      succeeded, started at 2026-11-18T11:06:40.000Z',
      'events        off     changes are found by the schedule alone: set events: on in deploy.yml, and deploy',
      '',
    ]);
    expect(exit).toBe(0);
  });

  test('is found by the name of any of its functions', async () => {
    expect(await doctor('ecr-drift-prod-slack')).toEqual(await doctor());
  });

  test.each<readonly [string, World, string]>([
    [
      'has an address that was not confirmed',
      { [`subscriptions ${topic('email')}`]: subscribed(['email', 'you@example.com', 'PendingConfirmation']) },
      `e-mail        wrong   you@example.com has not confirmed: follow the link in the mail of AWS, or have it sent again: aws sns subscribe --topic-arn ${topic('email')} --protocol email --notification-endpoint you@example.com`,
    ],
    [
      'tells nobody that it fails',
      { [`subscriptions ${topic('alarms')}`]: subscribed() },
      'alarm e-mail  wrong   nobody hears when the auditor fails: set email in deploy.yml, deploy, and confirm the mail that comes',
    ],
    [
      'has only an address that left',
      { [`subscriptions ${topic('alarms')}`]: subscribed(['email', 'you@example.com', 'Deleted']) },
      'alarm e-mail  wrong   nobody hears when the auditor fails: set email in deploy.yml, deploy, and confirm the mail that comes',
    ],
    [
      'has lost a topic',
      { [`subscriptions ${topic('email')}`]: { status: 404, code: 'NotFound' } },
      'e-mail        wrong   the topic is not there: deploy again',
    ],
    [
      'has no secret where it looks for one',
      { 'GetParameter /team/slack': { status: 400, code: 'ParameterNotFound' } },
      'slack secret  wrong   ssm:/team/slack is not there: store the webhook under that name',
    ],
    [
      'has a secret of another kind, which is not shown',
      { 'GetParameter /team/slack': { body: { Parameter: { Value: '{"url":"https://hooks.example.com/secret"}' } } } },
      'slack secret  wrong   ssm:/team/slack holds no https:// address: store the webhook there as plain text',
    ],
    [
      'does not post what it finds',
      { [`subscriptions ${topic('findings')}`]: subscribed() },
      'slack posts   wrong   the function is not subscribed to the topic of findings: deploy again',
    ],
    [
      'has no baseline',
      { 'object /baselines/acme.json': { status: 404, code: 'NoSuchKey' } },
      'baseline      wrong   nothing is at s3://baselines/acme.json: ecr-drift baseline publish s3://baselines/acme.json',
    ],
    [
      'has an invalid baseline',
      { 'object /baselines/acme.json': { body: published('apiVersion: ecr-drift/v1\nkind: AccessPolicy\nrulez: []\n') } },
      'baseline      wrong   s3://baselines/acme.json is invalid, so no audit judges anything: unknown key `rulez`: did you mean `rules`? (team.yaml:3)',
    ],
    [
      'has another object in the place of its baseline',
      { 'object /baselines/acme.json': { body: '{}' } },
      'baseline      wrong   s3://baselines/acme.json is not a published baseline: apiVersion is missing: write it with `ecr-drift baseline publish`',
    ],
    [
      'is switched off',
      { [`schedule ${NAME}`]: scheduled('DISABLED') },
      'schedule      wrong   the schedule is switched off: enable it in EventBridge Scheduler',
    ],
    [
      'is not watched',
      { [`schedule ${NAME}-watch`]: { status: 404, code: 'ResourceNotFoundException' } },
      'watch         wrong   the schedule is not there: deploy again',
    ],
    [
      'failed when it last audited',
      { ListExecutions: { body: { executions: [execution('b', 'FAILED')] } } },
      'last audit    wrong   failed, started at 2026-11-18T11:06:40.000Z: its execution says why',
    ],
  ])('that %s is told what to do, and ends with 3', async (_, change, line) => {
    Object.assign(world, change);
    const { exit, lines } = await doctor();
    expect(lines).toContain(line);
    expect(lines.filter((each) => / wrong | unknown /.test(each))).toHaveLength(1);
    expect(exit).toBe(3);
  });

  test('that has not audited yet, packs its baseline and posts nowhere is no worse for it', async () => {
    world[`function ${NAME}-audit`] = variables({ EMAIL_TOPIC: topic('email'), FINDINGS_TOPIC: topic('findings'), BASELINE: 'packaged' });
    world[`function ${NAME}-slack`] = variables({ WEBHOOK: '' });
    world['ListExecutions'] = { body: { executions: [] } };
    const { exit, lines } = await doctor();
    expect(lines.filter((line) => /^(?:slack|baseline|last audit)/.test(line))).toEqual([
      'slack         off     set slackWebhook in deploy.yml to post to Slack',
      'baseline      ok      packaged with the functions',
      'last audit    ok      none yet: the schedule says when',
    ]);
    expect(exit).toBe(0);
  });

  test('is not well where AWS will not say: each refusal is unknown, and names what allows it', async () => {
    const refused = Object.keys(world).filter((question) => question !== `function ${NAME}-audit`);
    for (const question of refused) {
      world = healthy();
      delete world[question];
      const { exit, lines } = await doctor();
      const unknown = lines.filter((line) => / unknown /.test(line));
      expect(unknown, question).toEqual([expect.stringMatching(/AWS would not say \(\w+\): allow [a-z0-9]+:[A-Z]/)]);
      expect(exit, question).toBe(3);
    }
  });

  test('is not well where the answer has no list', async () => {
    world[`subscriptions ${topic('email')}`] = {
      body: '<ListSubscriptionsByTopicResponse><ListSubscriptionsByTopicResult/></ListSubscriptionsByTopicResponse>',
    };
    world['ListExecutions'] = { body: {} };
    const { exit, lines } = await doctor();
    expect(lines.filter((line) => / unknown /.test(line))).toHaveLength(2);
    expect(exit).toBe(3);
  });
});

describe('it cannot look at', () => {
  test('what is no deployment', async () => {
    world[`function ${NAME}-audit`] = { status: 404, code: 'ResourceNotFoundException' };
    await expect(doctor()).rejects.toThrow(
      new Failure('there is no function `ecr-drift-prod-audit`: give the name of the stack, and set AWS_REGION to where it is'),
    );
  });

  test('a deployment whose functions nobody may see', async () => {
    delete world[`function ${NAME}-audit`];
    await expect(doctor()).rejects.toThrow(
      'cannot look at `ecr-drift-prod-audit`: AWS would not say (AccessDeniedException): allow lambda:GetFunctionConfiguration on it',
    );
  });

  test('a deployment through the role of a scan', async () => {
    await expect(doctor(NAME, { roleArn: 'arn:aws:iam::222222222222:role/reader' })).rejects.toThrow(
      '--deployment takes no --regions, --role-arn',
    );
  });
});
