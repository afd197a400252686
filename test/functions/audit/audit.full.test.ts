import { describe, expect, test, vi } from 'vitest';
import { handler } from '../../../functions/audit/audit.ts';
import { handler as collect } from '../../../functions/collect/collect.ts';
import { alertSchema } from '../../../lib/notify/schema.ts';
import { regionWith } from '../../support/aws-server/world.ts';
import { INTENT, lets, publishBaseline, runAudit } from '../support/audits.ts';
import { type Deployment, deployment, OTHER, OWN, TOPICS } from '../support/deployment.ts';
import { readEvent } from '../support/events.ts';
import { invoke } from '../support/invoke.ts';

/** Sorted, as the names of objects are. */
const STORED = ['.access.csv', '.findings.csv', '.html', '.json', '.md'];
const ECR = { service: 'ecr', operation: 'GetRepositoryPolicy' } as const;
async function audited(): Promise<Deployment> {
  const deployed = await deployment();
  publishBaseline(deployed);
  return deployed;
}

function outsiderMayPull({ world }: Deployment): void {
  world.accounts[OWN]!.regions['eu-west-1'] = regionWith([
    { name: 'team/app', policyText: lets('arn:aws:iam::222222222222:role/puller') },
    { name: 'team/tool' },
  ]);
}

function alertsOf({ published }: Deployment) {
  return published('findings').map(({ body }) => alertSchema.parse(JSON.parse(body)));
}

describe('an audit', () => {
  test('of the example event reads the parts that the collector wrote, and keeps state and report', async () => {
    const deployed = await audited();
    await invoke(collect, readEvent('collect-identity'));
    await invoke(collect, readEvent('collect-region'));
    expect(await invoke(handler, readEvent('audit'))).toEqual({ outcome: 'judged', unread: '' });
    expect(deployed.objects.keys().filter((key) => !key.startsWith('runs/'))).toEqual([
      'baseline.json',
      ...STORED.map((ending) => `reports/${OWN}/2026-11-21T20-00-00.000Z${ending}`),
      `reports/${OWN}/latest.json`,
      `snapshots/${OWN}/latest.json.gz`,
      `snapshots/${OWN}/scans/a3c0f6e2-5a0b-4c53-9a9e-1d7c2f1a0b11.json.gz`,
      `state/${OWN}.json`,
      'watch/last-audit.json',
      `watch/pages/${OWN}.json`,
      `watch/stale/${OWN}.json`,
    ]);
  });

  test('tells what a change opened once, and what its removal resolved once', async () => {
    const deployed = await audited();
    await runAudit('first');
    outsiderMayPull(deployed);
    await runAudit('second', { hours: 1 });
    await runAudit('third', { hours: 2 });
    deployed.world.accounts[OWN]!.regions['eu-west-1'] = regionWith([{ name: 'team/app' }, { name: 'team/tool' }]);
    await runAudit('fourth', { hours: 3 });
    expect(alertsOf(deployed).map(({ event }) => event)).toEqual(['onboarding', 'opened', 'resolved']);
  });

  test('sends one mail per run that changed something, and nothing to a topic that it does not have', async () => {
    const deployed = await audited();
    await runAudit('first');
    await runAudit('second', { hours: 1 });
    expect(deployed.published('email').map(({ subject }) => subject)).toEqual([expect.stringMatching(/^[ -~]{1,99}$/)]);
    expect(deployed.published('chat')).toEqual([]);
  });

  test('sends to the chat topic where there is one', async () => {
    const deployed = await audited();
    vi.stubEnv('CHAT_TOPIC', TOPICS.chat);
    await runAudit('first');
    expect(deployed.published('chat').map(({ body }) => JSON.parse(body))).toMatchObject([{ version: '1.0', source: 'custom' }]);
  });

  test('in which a repository was not read resolves nothing there', async () => {
    const deployed = await audited();
    await runAudit('first');
    outsiderMayPull(deployed);
    await runAudit('second', { hours: 1 });
    deployed.server.faults.inject({ ...ECR, fault: { kind: 'deny' } });
    deployed.world.accounts[OWN]!.regions['eu-west-1'] = regionWith([{ name: 'team/app' }, { name: 'team/tool' }]);
    expect(await runAudit('third', { hours: 2 })).toEqual([
      {
        outcome: 'judged',
        unread: expect.stringMatching(/^1 part not read: repository policies of eu-west-1, ecr:GetRepositoryPolicy/),
      },
    ]);
    expect(alertsOf(deployed).some(({ event }) => event === 'resolved')).toBe(false);
    expect(alertsOf(deployed).at(-1)).toMatchObject({ complete: false });
  });

  test('in which a collector failed is an audit with gaps', async () => {
    const deployed = await audited();
    const failed = { status: 'failed', code: 'Lambda.Unknown' };
    const event = { ...(readEvent('audit') as object), parts: { identity: failed, regions: [{ region: 'eu-west-1', ...failed }] } };
    expect(await invoke(handler, event)).toEqual({
      outcome: 'judged',
      unread: expect.stringMatching(/^4 parts not read: identity, .*Lambda.Unknown/),
    });
    const report = JSON.parse(deployed.objects.text(`reports/${OWN}/2026-11-21T20-00-00.000Z.json`));
    expect(report).toMatchObject({ complete: false });
    expect(report.unread.map(({ code }: { code: string }) => code)).toEqual(Array(report.unread.length).fill('Lambda.Unknown'));
  });

  test('of an account that lets nobody in is an audit with gaps, and the others are audited', async () => {
    const deployed = await audited();
    vi.stubEnv('ACCOUNTS', `this,${OTHER}`);
    deployed.world.accounts[OTHER]!.assumable = {};
    expect(await runAudit('first')).toMatchObject([
      { outcome: 'judged', unread: '' },
      { outcome: 'judged', unread: `1 part not read: account ${OTHER}, sts:AssumeRole, AccessDenied` },
    ]);
    const reports = [OWN, OTHER].map((account) => JSON.parse(deployed.objects.text(`reports/${account}/2026-11-21T20-00-00.000Z.json`)));
    expect(reports).toMatchObject([{ complete: true }, { complete: false }]);
  });

  test('where nobody says which regions are enabled names all of the others in one gap', async () => {
    const deployed = await audited();
    deployed.server.faults.inject({ service: 'account', operation: 'ListRegions', fault: { kind: 'deny' } });
    deployed.server.faults.inject({ service: 'ec2', operation: 'DescribeRegions', fault: { kind: 'deny' } });
    await runAudit('first');
    const { unread } = JSON.parse(deployed.objects.text(`reports/${OWN}/2026-11-21T20-00-00.000Z.json`));
    expect(unread).toMatchObject([
      {
        part: 'every region but eu-west-1',
        api: 'account:ListRegions',
        code: 'AccessDeniedException',
        message: expect.stringMatching(/\(af-south-1, .*us-west-2\)$/),
      },
    ]);
  });

  test('with an invalid baseline judges nothing, says so, and is no success', async () => {
    const deployed = await audited();
    publishBaseline(deployed, 'apiVersion: ecr-drift/v1\nkind: AccessPolicy\nrulez: []\n');
    expect(await runAudit('first')).toEqual([{ outcome: 'frozen', unread: '' }]);
    expect(alertsOf(deployed)).toMatchObject([{ findings: [{ code: 'ECRD-408' }] }]);
  });

  test.each([
    ['bytes that are not UTF-8', Buffer.from([0x7b, 0xff, 0x7d]), 'not UTF-8 text: write it with `ecr-drift baseline publish`'],
    [
      'a bundle of a later version',
      '{"apiVersion":"ecr-drift/v2","kind":"BaselineBundle"}',
      'deploy the ecr-drift that wrote it, or publish it with this one',
    ],
    ['a baseline that was not published', INTENT, 'write it with `ecr-drift baseline publish`'],
  ])('whose baseline is %s freezes, and the finding says what to do', async (_, content, remedy) => {
    const deployed = await audited();
    outsiderMayPull(deployed);
    await runAudit('first');
    deployed.objects.plant('baseline.json', content);
    expect(await runAudit('second', { hours: 1 })).toEqual([{ outcome: 'frozen', unread: '' }]);
    const { findings } = alertsOf(deployed).at(-1)!;
    expect(findings).toMatchObject([{ code: 'ECRD-408', message: expect.stringContaining(remedy) }]);
    expect(alertsOf(deployed).map(({ event }) => event)).toEqual(['onboarding', 'opened']);
  });

  test('whose baseline nobody may read fails, for that is not an invalid one', async () => {
    const deployed = await audited();
    const isBaseline = ({ input }: { readonly input: object }) => 'Key' in input && input.Key === 'baseline.json';
    deployed.server.faults.inject({ service: 's3', operation: 'GetObject', when: isBaseline, fault: { kind: 'deny' } });
    await expect(runAudit('first')).rejects.toMatchObject({
      code: 'denied',
      message: 'cannot read s3://deployed/baseline.json: AccessDenied: allow s3:GetObject on it',
    });
    expect(deployed.objects.keys()).not.toContain(`state/${OWN}.json`);
  });

  test('whose alert no topic takes fails, and the next one sends it', async () => {
    const deployed = await audited();
    deployed.server.faults.inject({ service: 'sns', operation: 'Publish', times: 2, fault: { kind: 'deny' } });
    await expect(runAudit('first')).rejects.toMatchObject({ code: 'undelivered' });
    await runAudit('second', { hours: 1 });
    expect(alertsOf(deployed).map(({ event }) => event)).toEqual(['onboarding']);
  });

  test.each([
    { order: 'the earlier one is overtaken', slow: 1, fast: 2, refused: ['stale'] },
    { order: 'the later one saves last', slow: 2, fast: 1, refused: [] },
  ])('beside another one of the same account loses no transition: $order', async ({ slow, fast, refused }) => {
    const deployed = await audited();
    await runAudit('first');
    outsiderMayPull(deployed);
    deployed.server.faults.inject({
      service: 's3',
      operation: 'PutObject',
      when: ({ input }) => input['Key'] === `state/${OWN}.json`,
      times: 1,
      fault: { kind: 'before', change: () => runAudit('fast', { hours: fast }) },
    });
    const [run] = await Promise.allSettled([runAudit('slow', { hours: slow })]);
    expect(run.status === 'rejected' ? [run.reason.code] : []).toEqual(refused);
    expect(JSON.parse(deployed.objects.text(`state/${OWN}.json`)).unsent).toEqual([]);
    expect(alertsOf(deployed).map(({ event }) => event)).toEqual(['onboarding', 'opened']);
  });

  test('without its baseline fails rather than judging without one', async () => {
    const deployed = await audited();
    vi.stubEnv('BASELINE', 's3://deployed/elsewhere.json');
    await expect(runAudit('first')).rejects.toThrow('no baseline at s3://deployed/elsewhere.json');
    expect(deployed.objects.keys()).not.toContain(`state/${OWN}.json`);
  });
});

describe('a scan for a report', () => {
  test('changes no state, tells nobody, and leaves the report under the name of the execution', async () => {
    const deployed = await audited();
    outsiderMayPull(deployed);
    expect(await runAudit('report-1', { input: { mode: 'report' } })).toEqual([{ outcome: 'reported', unread: '' }]);
    expect(deployed.objects.keys().filter((key) => !key.startsWith('runs/'))).toEqual([
      'baseline.json',
      ...STORED.map((ending) => `live/${OWN}/report-1${ending}`),
      `watch/pages/${OWN}.json`,
    ]);
    expect(deployed.published('findings')).toEqual([]);
  });
});

describe('on the machine of a developer', () => {
  /** What `serverless invoke local` sets. */
  async function local(): Promise<Deployment> {
    const deployed = await audited();
    await invoke(collect, readEvent('collect-identity'));
    await invoke(collect, readEvent('collect-region'));
    vi.stubEnv('IS_LOCAL', 'true');
    return deployed;
  }
  const beyondParts = ({ objects }: Deployment) => objects.keys().filter((key) => !key.startsWith('runs/'));

  test('an audit saves nothing and tells nobody, and shows what it would have told', async () => {
    const deployed = await local();
    for (const name of ['FINDINGS_TOPIC', 'EMAIL_TOPIC', 'CHAT_TOPIC']) vi.stubEnv(name, undefined);
    expect(await invoke(handler, readEvent('audit'))).toMatchObject({
      outcome: 'judged',
      dry: true,
      asOf: '2026-11-21T20:00:00Z',
      complete: true,
      messages: [{ topic: 'findings', body: expect.stringContaining('"event":"onboarding"') }, { topic: 'email' }],
      note: 'nothing was saved and nobody was told: a run whose event says `"dry": false` does both',
    });
    expect(beyondParts(deployed)).toEqual(['baseline.json']);
    expect(deployed.published('findings')).toEqual([]);
  });

  test('an audit goes on from the state as it is, and leaves what waits in it', async () => {
    const deployed = await local();
    const waiting = { topic: 'email', id: 'waits', subject: null, body: 'from before', attributes: {} };
    const state = { schemaVersion: 1, account: OWN, collectedAt: null, findings: [], unsent: [waiting] };
    deployed.objects.plant(`state/${OWN}.json`, JSON.stringify(state));
    expect(await invoke(handler, readEvent('audit'))).toMatchObject({
      messages: expect.arrayContaining([expect.objectContaining({ body: 'from before' })]),
    });
    expect(JSON.parse(deployed.objects.text(`state/${OWN}.json`))).toEqual(state);
  });

  test('an audit whose event says that it is not dry saves and tells', async () => {
    const deployed = await local();
    expect(await invoke(handler, { ...(readEvent('audit') as object), dry: false })).toEqual({ outcome: 'judged', unread: '' });
    expect(deployed.objects.keys()).toContain(`state/${OWN}.json`);
    expect(alertsOf(deployed)).toHaveLength(1);
  });

  test('a test alert is shown and not sent, unless the event says that it is not dry', async () => {
    const deployed = await local();
    expect(await invoke(handler, readEvent('test-alert'))).toMatchObject({
      outcome: 'tested',
      dry: true,
      messages: [{ topic: 'findings' }, { topic: 'email' }],
    });
    expect(deployed.published('findings')).toEqual([]);
    expect(await invoke(handler, { ...(readEvent('test-alert') as object), dry: false })).toEqual({ outcome: 'tested', sent: 2 });
    expect(deployed.published('findings')).toHaveLength(1);
  });

  test('what is not set is named with the option that sets it', async () => {
    await local();
    vi.stubEnv('BUCKET', undefined);
    vi.stubEnv('BASELINE', '[object Object]');
    await expect(invoke(handler, readEvent('audit'))).rejects.toThrow(
      'environment: BUCKET is missing; BASELINE is `[object Object]`: expected `packaged` or s3://bucket/key: set BUCKET, BASELINE: -e BUCKET=... -e BASELINE=...',
    );
  });
});

test('a deployed audit whose event says that it is dry saves nothing either', async () => {
  const deployed = await audited();
  await invoke(collect, readEvent('collect-identity'));
  await invoke(collect, readEvent('collect-region'));
  expect(await invoke(handler, { ...(readEvent('audit') as object), dry: true })).toMatchObject({ outcome: 'judged', dry: true });
  expect(deployed.objects.keys()).not.toContain(`state/${OWN}.json`);
});

test('a test alert goes the way of all alerts', async () => {
  const deployed = await audited();
  expect(await invoke(handler, readEvent('test-alert'))).toEqual({ outcome: 'tested', sent: 2 });
  expect(alertsOf(deployed)).toMatchObject([{ event: 'test', account: OWN }]);
});

describe('a rule that matches nothing in any of several accounts', () => {
  const rule = (name: string) =>
    `${INTENT}  - id: ${name}\n    repositories: [ "${name}/**" ]\n    allow:\n      - { principals: [ same-account ], capabilities: [ pull ] }\n`;
  const stale = (deployed: Deployment) =>
    alertsOf(deployed).flatMap(({ account, event, findings }) =>
      findings.filter(({ code, message }) => code === 'ECRD-405' && message.includes('repository')).map(() => `${account} ${event}`),
    );

  test('is told once, when every account has been audited by that baseline', async () => {
    const deployed = await deployment({ ACCOUNTS: `this,${OTHER}` });
    publishBaseline(deployed, rule('nowhere'));
    await runAudit('first');
    expect(stale(deployed)).toEqual([]);
    await runAudit('second', { hours: 1 });
    expect(stale(deployed)).toEqual([`${OWN} opened`]);
    await runAudit('third', { hours: 2 });
    expect(stale(deployed)).toEqual([`${OWN} opened`]);
  });

  test('is in the report of that account, and in no other', async () => {
    const deployed = await deployment({ ACCOUNTS: `this,${OTHER}` });
    publishBaseline(deployed, rule('nowhere'));
    await runAudit('first');
    await runAudit('second', { hours: 1 });
    const reported = async (account: string) => {
      await runAudit('live', { hours: 2, input: { mode: 'report', account } });
      const { findings } = JSON.parse(deployed.objects.text(`live/${account}/live.json`));
      return findings.flatMap(({ code, message }: { code: string; message: string }) => (code === 'ECRD-405' ? [message] : []));
    };
    expect(await reported(OTHER)).not.toContain('rule `nowhere` matches no repository');
    expect(await reported(OWN)).toContain('rule `nowhere` matches no repository');
  });

  test('is not told, and no audit fails, where what another audit left is damaged', async () => {
    const deployed = await deployment({ ACCOUNTS: `this,${OTHER}` });
    publishBaseline(deployed, rule('nowhere'));
    await runAudit('first');
    deployed.objects.plant(`watch/stale/${OTHER}.json`, '{"stale"');
    expect(await runAudit('second', { hours: 1 })).toMatchObject([{ outcome: 'judged' }, { outcome: 'judged' }]);
    expect(stale(deployed)).toEqual([]);
  });

  test('is not told where one of them has what it matches', async () => {
    const deployed = await deployment({ ACCOUNTS: `this,${OTHER}` });
    deployed.world.accounts[OTHER]!.regions['eu-west-1'] = regionWith([{ name: 'shop/api' }]);
    publishBaseline(deployed, rule('shop'));
    await runAudit('first');
    await runAudit('second', { hours: 1 });
    expect(stale(deployed)).toEqual([]);
  });
});
