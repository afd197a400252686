// Seconds after a change: what EventBridge tells of goes through `react` and the state machine of the account, with the functions as they are.
import { describe, expect, test } from 'vitest';
import { handler as react } from '../../functions/react/react.ts';
import { type Alert, alertSchema } from '../../lib/notify/schema.ts';
import { eventId, IDENTITIES, type Members, type RecordParts, recordOf } from '../events/support/records.ts';
import { regionWith } from '../support/aws-server/world.ts';
import { auditAccountBy, auditBy, type Ran } from '../support/states/audit.ts';
import { lets, publishBaseline } from './support/audits.ts';
import { type Deployment, deployment, OTHER, OWN } from './support/deployment.ts';
import { functions } from './support/functions.ts';
import { invoke } from './support/invoke.ts';
import { type SideCall, sideServer } from './support/side-server.ts';

const REGION = 'eu-west-1';
const ACCOUNT_STATE_MACHINE = `arn:aws:states:${REGION}:${OWN}:stateMachine:ecr-drift-account`;

interface Under {
  readonly here: Deployment;
  readonly started: readonly SideCall[];
}

async function deployed(accounts = 'this'): Promise<Under> {
  const here = await deployment({ ACCOUNTS: accounts, ACCOUNT_STATE_MACHINE });
  publishBaseline(here);
  const started = await sideServer({ StartExecution: { executionArn: 'arn:aws:states:started', startDate: 0 } });
  return { here, started };
}

/** Everything audited once, in quiet. */
async function audited(accounts?: string): Promise<Under> {
  const under = await deployed(accounts);
  expect((await auditBy(functions, { name: 'first', input: { mode: 'audit' } })).end).toMatchObject({ status: 'SUCCEEDED' });
  return under;
}

const share = ({ world }: Deployment, of = 'arn:aws:iam::444444444444:role/puller') => {
  world.accounts[OWN]!.regions[REGION] = regionWith([{ name: 'team/app', policyText: lets(of) }, { name: 'team/tool' }]);
};

const shared = (parts: Partial<RecordParts> = {}): Members =>
  recordOf({ service: 'ecr', name: 'SetRepositoryPolicy', parameters: { repositoryName: 'team/app' }, region: REGION, ...parts });

const enveloped = (record: Members): object => ({
  version: '0',
  id: '22222222-2222-4222-8222-222222222222',
  'detail-type': 'AWS API Call via CloudTrail',
  source: `aws.${String(record['eventSource']).split('.')[0]}`,
  account: record['recipientAccountId'],
  time: record['eventTime'],
  region: record['awsRegion'],
  resources: [],
  detail: record,
});

const queued = (bodies: readonly unknown[]): object => ({
  Records: bodies.map((body, index) => ({ messageId: `message-${index}`, body: typeof body === 'string' ? body : JSON.stringify(body) })),
});

/** Hands the events to `react`, and runs what it started. */
async function heard({ started }: Under, records: readonly Members[]): Promise<readonly Ran[]> {
  const before = started.length;
  expect(await invoke(react, queued(records.map(enveloped)))).toEqual({ batchItemFailures: [] });
  return await Promise.all(
    started
      .slice(before)
      .map(({ input }) => auditAccountBy(functions, { name: String(input['name']), input: JSON.parse(String(input['input'])) })),
  );
}

function alertsIn({ here }: Under): readonly Alert[] {
  return here.published('findings').map(({ body }) => alertSchema.parse(JSON.parse(body)));
}

const opened = (under: Under) => alertsIn(under).filter(({ event }) => event !== 'onboarding');

describe('a policy that somebody wrote', () => {
  test('is told of with who wrote it, once however often its event comes', async () => {
    const under = await audited();
    share(under.here);
    expect(await heard(under, [shared(), shared()])).toMatchObject([
      { end: { status: 'SUCCEEDED', output: { account: OWN, outcome: 'judged', unread: '' } } },
    ]);
    const [alert, ...others] = opened(under);
    expect(others).toEqual([]);
    expect(alert).toMatchObject({
      event: 'opened',
      actor: { arn: IDENTITIES.role.actor.arn, event: 'SetRepositoryPolicy', eventId: eventId(1) },
    });
    expect(await heard(under, [shared({ id: 2 })])).toMatchObject([{ end: { status: 'SUCCEEDED', output: { outcome: 'unchanged' } } }]);
    expect(opened(under)).toHaveLength(1);
  });

  test('is over when the event of its end comes, and the report says when what was read', async () => {
    const under = await audited();
    share(under.here);
    await heard(under, [shared()]);
    under.here.world.accounts[OWN]!.regions[REGION] = regionWith([{ name: 'team/app' }, { name: 'team/tool' }]);
    await heard(under, [shared({ id: 2, name: 'DeleteRepositoryPolicy', identity: IDENTITIES.user.identity })]);
    expect(opened(under)).toMatchObject([{ event: 'opened' }, { event: 'resolved', actor: { arn: IDENTITIES.user.actor.arn } }]);
    const { keys } = JSON.parse(under.here.objects.text(`reports/${OWN}/latest.json`));
    const report = JSON.parse(under.here.objects.text(keys.json));
    const scanned = JSON.parse(under.here.objects.text(`state/${OWN}.json`)).basis.scannedAt;
    expect(Date.parse(report.asOf)).toBe(Math.floor(Date.parse(scanned) / 1000) * 1000);
    expect(report.reread).toMatchObject([{ part: 'repository team/app in eu-west-1' }]);
    // Times of a report have no milliseconds.
    expect(Date.parse(report.reread[0].asOf)).toBeGreaterThanOrEqual(Date.parse(report.asOf));
  });

  test('is looked at once more where it is not there to be read yet', async () => {
    const under = await audited();
    const [ran] = await heard(under, [shared()]);
    expect(ran?.history.visited).toContain('LetItGetAround');
    expect(ran?.end).toMatchObject({ output: { outcome: 'unchanged' } });
    share(under.here);
    const [next] = await heard(under, [shared({ id: 2 })]);
    expect(next?.history.visited).not.toContain('LetItGetAround');
  });

  test('of a repository that is gone by now ends what was known of it', async () => {
    const under = await deployed();
    share(under.here);
    await auditBy(functions, { name: 'first', input: { mode: 'audit' } });
    under.here.world.accounts[OWN]!.regions[REGION] = regionWith([{ name: 'team/tool' }]);
    await heard(under, [shared(), shared({ id: 2, name: 'DeleteRepository' })]);
    expect(opened(under)).toMatchObject([{ event: 'resolved', findings: [{ because: 'repository-deleted' }] }]);
  });

  test('moves nothing where AWS does not let it be read, and the next scan finds it', async () => {
    const under = await audited();
    share(under.here);
    under.here.server.faults.inject({ service: 'ecr', operation: 'GetRepositoryPolicy', fault: { kind: 'deny' } });
    expect(await heard(under, [shared()])).toMatchObject([{ end: { output: { outcome: 'unread', unread: '1 part not read again' } } }]);
    expect(opened(under)).toEqual([]);
    under.here.server.faults.clear();
    await auditBy(functions, { name: 'second', input: { mode: 'audit' } });
    expect(opened(under)).toMatchObject([{ event: 'opened' }]);
    expect(opened(under)[0]).not.toHaveProperty('actor');
  });
});

describe('what is told of nothing', () => {
  test('before the first audit: there is nothing to compare with', async () => {
    const under = await deployed();
    share(under.here);
    expect(await heard(under, [shared()])).toMatchObject([{ end: { status: 'SUCCEEDED', output: { outcome: 'no-basis' } } }]);
    expect(alertsIn(under)).toEqual([]);
  });

  test('events that are broken, forged, of other accounts or of calls that failed: they start nothing', async () => {
    const under = await audited();
    const foreign = shared({ over: { recipientAccountId: OTHER } });
    const bodies = [
      'no JSON',
      '{}',
      enveloped(shared({ over: { errorCode: 'AccessDenied' } })),
      enveloped(foreign),
      { ...enveloped(foreign), account: OWN },
      { ...enveloped(shared()), region: 'us-east-1' },
      { ...enveloped(shared()), source: 'aws.iam' },
      { ...enveloped(shared()), 'detail-type': 'ECR Image Action' },
    ];
    expect(await invoke(react, queued(bodies))).toEqual({ batchItemFailures: [] });
    expect(under.started).toEqual([]);
  });
});

describe('many events', () => {
  test('of one minute are one run, and one summary', async () => {
    const under = await audited();
    const names = Array.from({ length: 250 }, (_, index) => `team/app${index}`);
    under.here.world.accounts[OWN]!.regions[REGION] = regionWith([
      { name: 'team/app' },
      { name: 'team/tool' },
      ...names.map((name) => ({ name, policyText: lets('arn:aws:iam::444444444444:role/puller') })),
    ]);
    const events = names.flatMap((name, index) =>
      ['CreateRepository', 'SetRepositoryPolicy'].map((call, which) =>
        shared({ id: 2 * index + which + 1, name: call, parameters: { repositoryName: name } }),
      ),
    );
    expect(events).toHaveLength(500);
    expect(await heard(under, events)).toHaveLength(1);
    const alerts = opened(under);
    expect(alerts.length).toBeLessThanOrEqual(2);
    expect(alerts.reduce((sum, { total }) => sum + total, 0)).toBeGreaterThanOrEqual(250);
  });

  test('of two accounts are a run for each', async () => {
    const under = await audited(`this,${OTHER}`);
    share(under.here);
    const other = { recipientAccountId: OTHER, userIdentity: { type: 'AWSAccount', accountId: OWN } };
    const ran = await heard(under, [shared(), shared({ id: 2, parameters: { repositoryName: 'other/app' }, over: other })]);
    expect(ran.map(({ end }) => end)).toMatchObject([
      { status: 'SUCCEEDED', output: { account: OWN, outcome: 'judged' } },
      { status: 'SUCCEEDED', output: { account: OTHER, outcome: 'unchanged' } },
    ]);
  });
});

test('what IAM records in its own region is read there and judged with the repositories of another', async () => {
  const under = await audited();
  const role = { RoleName: 'intern', RoleId: 'AROAINTERN', Arn: `arn:aws:iam::${OWN}:role/intern`, Path: '/' };
  const document = { Version: '2012-10-17', Statement: { Effect: 'Allow', Action: 'ecr:*', Resource: '*' } };
  const { identity } = under.here.world.accounts[OWN]!;
  under.here.world.accounts[OWN]!.identity = {
    ...identity,
    RoleDetailList: [
      ...identity.RoleDetailList,
      { ...role, AssumeRolePolicyDocument: document, RolePolicyList: [{ PolicyName: 'All', PolicyDocument: document }] },
    ],
  };
  const record = (id: number, name: string, parameters: Members) => recordOf({ service: 'iam', name, parameters, id });
  await heard(under, [
    record(1, 'CreateRole', { roleName: 'intern' }),
    record(2, 'PutRolePolicy', { roleName: 'intern', policyName: 'All' }),
  ]);
  const alerts = opened(under);
  expect(alerts.flatMap(({ findings }) => findings.map(({ principal }) => principal))).toContain(role.Arn);
  expect(alerts.find(({ findings }) => findings.some(({ principal }) => principal === role.Arn))).toMatchObject({
    actor: { event: 'PutRolePolicy' },
  });
});
