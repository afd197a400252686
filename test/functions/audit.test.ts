import { describe, expect, test, vi } from 'vitest';
import { handler } from '../../functions/audit.ts';
import { handler as collect } from '../../functions/collect.ts';
import { alertSchema } from '../../lib/notify/schema.ts';
import { regionWith } from '../support/aws-server/world.ts';
import { lets, publishBaseline, runAudit } from './support/audits.ts';
import { type Deployment, deployment, OTHER, OWN, TOPICS } from './support/deployment.ts';
import { readEvent } from './support/events.ts';
import { invoke } from './support/invoke.ts';

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
    expect(await invoke(handler, readEvent('audit'))).toEqual({ outcome: 'judged' });
    expect(deployed.objects.keys().filter((key) => !key.startsWith('runs/'))).toEqual([
      'baseline.json',
      `reports/${OWN}/2026-11-21T20-00-00.000Z.json`,
      `reports/${OWN}/2026-11-21T20-00-00.000Z.md`,
      `reports/${OWN}/latest.json`,
      `state/${OWN}.json`,
      'watch/last-audit.json',
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
    expect(await runAudit('third', { hours: 2 })).toEqual([{ outcome: 'judged' }]);
    expect(alertsOf(deployed).some(({ event }) => event === 'resolved')).toBe(false);
    expect(alertsOf(deployed).at(-1)).toMatchObject({ complete: false });
  });

  test('in which a collector failed is an audit with gaps', async () => {
    const deployed = await audited();
    const failed = { status: 'failed', code: 'Lambda.Unknown' };
    const event = { ...(readEvent('audit') as object), parts: { identity: failed, regions: [{ region: 'eu-west-1', ...failed }] } };
    expect(await invoke(handler, event)).toEqual({ outcome: 'judged' });
    const report = JSON.parse(deployed.objects.text(`reports/${OWN}/2026-11-21T20-00-00.000Z.json`));
    expect(report).toMatchObject({ complete: false });
    expect(report.unread.map(({ code }: { code: string }) => code)).toEqual(Array(report.unread.length).fill('Lambda.Unknown'));
  });

  test('of an account that lets nobody in is an audit with gaps, and the others are audited', async () => {
    const deployed = await audited();
    vi.stubEnv('ACCOUNTS', `this,${OTHER}`);
    deployed.world.accounts[OTHER]!.assumable = {};
    expect(await runAudit('first')).toEqual([{ outcome: 'judged' }, { outcome: 'judged' }]);
    const reports = [OWN, OTHER].map((account) => JSON.parse(deployed.objects.text(`reports/${account}/2026-11-21T20-00-00.000Z.json`)));
    expect(reports).toMatchObject([{ complete: true }, { complete: false }]);
  });

  test('where nobody says which regions are enabled names each of the others as a gap', async () => {
    const deployed = await audited();
    deployed.server.faults.inject({ service: 'account', operation: 'ListRegions', fault: { kind: 'deny' } });
    deployed.server.faults.inject({ service: 'ec2', operation: 'DescribeRegions', fault: { kind: 'deny' } });
    await runAudit('first');
    const { unread } = JSON.parse(deployed.objects.text(`reports/${OWN}/2026-11-21T20-00-00.000Z.json`));
    expect(unread).toContainEqual(expect.objectContaining({ part: expect.stringContaining('us-west-2'), code: 'AccessDeniedException' }));
  });

  test('with an invalid baseline judges nothing, says so, and is no success', async () => {
    const deployed = await audited();
    publishBaseline(deployed, 'apiVersion: ecr-drift/v1\nkind: AccessPolicy\nrulez: []\n');
    expect(await runAudit('first')).toEqual([{ outcome: 'frozen' }]);
    expect(alertsOf(deployed)).toMatchObject([{ findings: [{ code: 'ECRD-408' }] }]);
  });

  test('whose alert no topic takes fails, and the next one sends it', async () => {
    const deployed = await audited();
    deployed.server.faults.inject({ service: 'sns', operation: 'Publish', times: 2, fault: { kind: 'deny' } });
    await expect(runAudit('first')).rejects.toMatchObject({ code: 'undelivered' });
    await runAudit('second', { hours: 1 });
    expect(alertsOf(deployed).map(({ event }) => event)).toEqual(['onboarding']);
  });

  test('beside another one of the same account loses no transition', async () => {
    const deployed = await audited();
    await runAudit('first');
    outsiderMayPull(deployed);
    expect(await Promise.all([runAudit('second'), runAudit('third', { hours: 1 })])).toEqual([
      [{ outcome: 'judged' }],
      [{ outcome: 'judged' }],
    ]);
    const state = JSON.parse(deployed.objects.text(`state/${OWN}.json`));
    expect(state.unsent).toEqual([]);
    expect(new Set(alertsOf(deployed).map(({ id, event }) => `${event} ${id}`)).size).toBe(2);
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
    expect(await runAudit('report-1', { input: { mode: 'report' } })).toEqual([{ outcome: 'reported' }]);
    expect(deployed.objects.keys().filter((key) => !key.startsWith('runs/'))).toEqual([
      'baseline.json',
      `live/${OWN}/report-1.json`,
      `live/${OWN}/report-1.md`,
    ]);
    expect(deployed.published('findings')).toEqual([]);
  });
});

test('a test alert goes the way of all alerts', async () => {
  const deployed = await audited();
  expect(await invoke(handler, readEvent('test-alert'))).toEqual({ outcome: 'tested', sent: 2 });
  expect(alertsOf(deployed)).toMatchObject([{ event: 'test', account: OWN }]);
});
