import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { handler } from '../../../functions/report/report.ts';
import { regionWith } from '../../support/aws-server/world.ts';
import { lets, publishBaseline, runAudit } from '../support/audits.ts';
import { type Deployment, deployment, OTHER, OWN } from '../support/deployment.ts';
import { readEvent } from '../support/events.ts';
import { invoke } from '../support/invoke.ts';
import { sideServer } from '../support/side-server.ts';

interface Answer {
  readonly kind: string;
  readonly asOf: string;
  readonly message: string;
  readonly links: { readonly json: string; readonly markdown: string; readonly html: string; readonly untilAtMost: string };
}

/** Less than judging and answering take: no scan can finish. */
const NO_TIME = 20_000;

async function deployed(environment: Readonly<Record<string, string>> = {}): Promise<Deployment> {
  const under = await deployment(environment);
  publishBaseline(under);
  return under;
}

const stateOf = ({ objects }: Deployment) => objects.keys().filter((key) => key.startsWith('state/'));

/** For this test it is that time. */
function dated(time: string): void {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.parse(time) });
  onTestFinished(() => {
    vi.useRealTimers();
  });
}

describe('a live report', () => {
  test('scans, and answers with counts, the worst findings, completeness and the digest of the baseline', async () => {
    const { world } = await deployed();
    world.accounts[OWN]!.regions['eu-west-1'] = regionWith([
      { name: 'team/app', policyText: lets('arn:aws:iam::222222222222:role/puller') },
    ]);
    expect(await invoke(handler, readEvent('report'))).toMatchObject({
      kind: 'live',
      account: OWN,
      asOf: expect.stringMatching(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/),
      open: '2 open findings from 2 causes: 1 high, 1 low',
      complete: true,
      baseline: { sha256: expect.stringMatching(/^[0-9a-f]{64}$/) },
      summary: { bySeverity: { high: 1 } },
      worst: [{ severity: 'high', message: expect.stringContaining('role/puller can pull from team/app') }, { severity: 'low' }],
    });
  });

  test('has links that bring its two forms without credentials', async () => {
    await deployed();
    const { links } = await invoke<Answer>(handler, readEvent('report'));
    expect(await (await fetch(links.json)).json()).toMatchObject({ schemaVersion: 1, account: OWN });
    expect(await (await fetch(links.markdown)).text()).toMatch(/^# /);
  });

  test('says when the account was read, how long its links work at most, and that they end with a session', async () => {
    await deployed();
    const before = Date.now();
    const { kind, asOf, links, message } = await invoke<Answer>(handler, readEvent('report'));
    expect(kind).toBe('live');
    expect(Date.parse(asOf)).toBeGreaterThan(before - 1_000);
    expect(Date.parse(asOf)).toBeLessThanOrEqual(Date.now());
    expect(Date.parse(links.untilAtMost) - Date.parse(asOf)).toBeGreaterThanOrEqual(3_600_000);
    expect(message).toBe(
      `the links work until ${links.untilAtMost} at the latest, and no longer than the session of the function's role: ask again for new ones`,
    );
    expect(await (await fetch(links.markdown)).text()).toContain(`as of \`${asOf}\``);
  });

  test('counts what is open: what was resolved or accepted is counted by state alone', async () => {
    // Resolved findings are forgotten after 90 days.
    dated('2026-11-21T22:00:00Z');
    const under = await deployed();
    const team = () => under.world.accounts[OWN]!.regions;
    team()['eu-west-1'] = regionWith([{ name: 'team/app', policyText: lets('arn:aws:iam::222222222222:role/puller') }]);
    await runAudit('first');
    team()['eu-west-1'] = regionWith([{ name: 'team/app' }]);
    await runAudit('second', { hours: 1 });
    for (const event of ['report', 'report-latest']) {
      expect(await invoke(handler, readEvent(event))).toMatchObject({ summary: { bySeverity: { high: 0 }, byState: { resolved: 1 } } });
    }
  });

  test('says until when its links work at most, as they themselves do', async () => {
    await deployed();
    await runAudit('first');
    dated('2026-11-21T20:00:00Z');
    const { links } = await invoke<Answer>(handler, readEvent('report-latest'));
    const signed = new URL(links.markdown).searchParams;
    expect([signed.get('X-Amz-Date'), signed.get('X-Amz-Expires'), links.untilAtMost]).toEqual([
      '20261121T200000Z',
      '3600',
      '2026-11-21T21:00:00.000Z',
    ]);
  });

  test('changes no state and tells nobody', async () => {
    const under = await deployed();
    await invoke(handler, readEvent('report'));
    expect(stateOf(under)).toEqual([]);
    expect(under.published('findings')).toEqual([]);
    expect(under.server.calls.map(({ service }) => service)).not.toContain('sns');
  });

  test('knows since when a finding is there', async () => {
    const under = await deployed();
    under.world.accounts[OWN]!.regions['eu-west-1'] = regionWith([
      { name: 'team/app', policyText: lets('arn:aws:iam::222222222222:role/puller') },
    ]);
    await runAudit('first');
    const { links } = await invoke<Answer>(handler, readEvent('report'));
    const { findings } = (await (await fetch(links.json)).json()) as { findings: object[] };
    expect(findings).toMatchObject([{ severity: 'high', firstSeen: '2026-11-21T20:00:00Z' }, {}]);
  });

  test('of another account goes through its reader role', async () => {
    await deployed({ ACCOUNTS: `this,${OTHER}` });
    expect(await invoke(handler, readEvent('report-account'))).toMatchObject({ kind: 'live', account: OTHER, complete: true });
  });

  test('of an account that is not configured is refused', async () => {
    await deployed();
    await expect(invoke(handler, { account: OTHER })).rejects.toThrow(`account \`${OTHER}\` is none that this deployment reads: ${OWN}`);
  });

  test('names what could not be read', async () => {
    const { server } = await deployed();
    server.faults.inject({ service: 'ecr', operation: 'GetRegistryPolicy', fault: { kind: 'deny' } });
    expect(await invoke(handler, {})).toMatchObject({
      complete: false,
      unreadParts: 2,
      unread: [{ part: 'registry policy of eu-west-1' }, {}],
    });
  });
});

describe('the latest audit', () => {
  test('is answered without a scan', async () => {
    const under = await deployed();
    await runAudit('first');
    const before = under.server.calls.length;
    expect(await invoke(handler, readEvent('report-latest'))).toMatchObject({
      kind: 'latest',
      account: OWN,
      asOf: '2026-11-21T20:00:00Z',
      complete: true,
      links: { untilAtMost: expect.any(String) },
      message: expect.stringContaining('the links work until'),
    });
    expect(new Set(under.server.calls.slice(before).map(({ service }) => service))).toEqual(new Set(['sts', 's3']));
  });

  test('that another version wrote is none, and does not stand in the way of a live report', async () => {
    const { objects } = await deployed();
    await runAudit('first');
    objects.plant(`reports/${OWN}/2026-11-21T20-00-00.000Z.json`, '{"schemaVersion":0}');
    expect(await invoke(handler, readEvent('report-latest'))).toMatchObject({ kind: 'none' });
    expect(await invoke(handler, readEvent('report'))).toMatchObject({ kind: 'live' });
  });

  test.each([
    ['the report itself', `reports/${OWN}/2026-11-21T20-00-00.000Z.json`],
    ['the word of which is the newest', `reports/${OWN}/latest.json`],
  ])('is none, and not "not yet", where %s cannot be read', async (_, key) => {
    const { objects } = await deployed();
    await runAudit('first');
    objects.plant(key, Buffer.from([0x7b, 0xff]));
    expect(await invoke(handler, readEvent('report-latest'))).toEqual({
      kind: 'none',
      account: OWN,
      message: `s3://deployed/${key} is no report that this version can read: wait for the schedule, or ask without \`latest\``,
    });
    expect(await invoke(handler, readEvent('report'))).toMatchObject({ kind: 'live' });
  });

  test('is none before the first', async () => {
    await deployed();
    expect(await invoke(handler, readEvent('report-latest'))).toMatchObject({
      kind: 'none',
      message: expect.stringContaining('no audit is stored yet'),
    });
  });
});

describe('how old the latest audit is', () => {
  test.each([
    ['within the hour', '2026-11-21T20:30:00Z', '30 minutes', 0.5],
    ['within twice the schedule', '2026-11-23T20:00:00Z', '2 days', 48],
  ])('is told in words and in hours, %s', async (_, now, age, ageHours) => {
    await deployed();
    dated('2026-11-21T20:00:00Z');
    await runAudit('first');
    vi.setSystemTime(Date.parse(now));
    expect(await invoke(handler, readEvent('report-latest'))).toMatchObject({
      age,
      ageHours,
      stale: null,
      headline: `account ${OWN}, read ${age} ago, complete: 1 open finding from 1 cause: 1 low`,
    });
  });

  test('is told to be stale beyond twice the schedule, in a field and first in words', async () => {
    await deployed();
    dated('2026-11-21T20:00:00Z');
    await runAudit('first');
    vi.setSystemTime(Date.parse('2026-11-24T23:00:00Z'));
    const message =
      'STALE: the last audit is 3 days 3 hours old, and one is due every 1 day: look at the executions of the state machine for why none came after it';
    expect(await invoke(handler, readEvent('report-latest'))).toMatchObject({
      ageHours: 75,
      stale: { scheduleHours: 24, message },
      headline: expect.stringMatching(/^STALE: .*\. account 111111111111, read 3 days 3 hours ago/),
    });
  });

  test('is not stale where no second audit is scheduled, and a live report never is', async () => {
    await deployed({ SCHEDULE_HOURS: '' });
    dated('2026-11-21T20:00:00Z');
    await runAudit('first');
    vi.setSystemTime(Date.parse('2027-11-21T20:00:00Z'));
    expect(await invoke(handler, readEvent('report-latest'))).toMatchObject({ age: '365 days', stale: null });
    expect(await invoke(handler, readEvent('report'))).toMatchObject({ kind: 'live', stale: null, ageHours: 0 });
  });
});

describe('what opens a report', () => {
  test('is a link for each form that is stored, and the console for whoever is signed in', async () => {
    await deployed();
    await runAudit('first');
    const { links, opens, ...rest } = await invoke<Answer & { readonly opens: object }>(handler, readEvent('report-latest'));
    const { untilAtMost, ...byForm } = links;
    expect(Object.keys(byForm)).toEqual(['html', 'markdown', 'findings', 'access', 'json']);
    for (const link of Object.values(byForm)) expect((await fetch(link)).status).toBe(200);
    expect(opens).toEqual({
      links: `anybody who has them, without a login, until ${untilAtMost} at the latest`,
      console: `who is signed in to account ${OWN} and may read s3://deployed`,
    });
    expect(rest).toMatchObject({
      console: `https://eu-west-1.console.aws.amazon.com/s3/object/deployed?region=eu-west-1&prefix=reports%2F${OWN}%2F2026-11-21T20-00-00.000Z.html`,
    });
  });

  test('of an audit that an earlier version stored is what that version stored', async () => {
    const { objects } = await deployed();
    await runAudit('first');
    const at = `reports/${OWN}/2026-11-21T20-00-00.000Z`;
    const { missing: _, ...earlier } = JSON.parse(objects.text(`${at}.json`));
    objects.plant(`${at}.json`, JSON.stringify(earlier));
    objects.plant(
      `reports/${OWN}/latest.json`,
      JSON.stringify({ account: OWN, collectedAt: '2026-11-21T20:00:00Z', keys: { json: `${at}.json`, markdown: `${at}.md` } }),
    );
    expect(await invoke(handler, readEvent('report-latest'))).toMatchObject({
      kind: 'latest',
      links: { html: null, findings: null, access: null, json: expect.any(String), markdown: expect.any(String) },
      message: expect.stringContaining('the page is missing: an earlier version stored the report'),
    });
    expect(await invoke(handler, readEvent('report-all'))).toMatchObject({
      accounts: [{ kind: 'latest', counts: null, headline: expect.stringContaining('an earlier version stored it') }],
    });
  });
});

describe('an account that was not read', () => {
  test('is refused by a live report in words, with what was last known of it', async () => {
    const { world } = await deployed({ ACCOUNTS: `this,${OTHER}` });
    await runAudit('first');
    world.accounts[OTHER]!.assumable = {};
    expect(await invoke(handler, readEvent('report-account'))).toMatchObject({
      kind: 'refused',
      account: OTHER,
      code: 'AccessDenied',
      api: 'sts:AssumeRole',
      message: expect.stringContaining(`cannot assume \`arn:aws:iam::${OTHER}:role/`),
      latest: { kind: 'latest', account: OTHER, complete: true },
    });
  });

  test('is no account without findings', async () => {
    const { world } = await deployed({ ACCOUNTS: `this,${OTHER}` });
    world.accounts[OTHER]!.assumable = {};
    await runAudit('first');
    expect(await invoke(handler, { latest: true, account: OTHER })).toMatchObject({
      complete: false,
      open: expect.stringMatching(/; INCOMPLETE, 1 part not read$/),
      headline: expect.stringContaining(', INCOMPLETE: '),
      unread: [{ part: `account ${OTHER}`, api: 'sts:AssumeRole', code: 'AccessDenied' }],
    });
  });
});

describe('the latest audits of all accounts', () => {
  test('are a line each: audited, incomplete, stale, never audited and unreadable ones', async () => {
    const third = '333333333333';
    const { world, objects } = await deployed({ ACCOUNTS: `this,${OTHER},${third},444444444444` });
    dated('2026-11-21T20:00:00Z');
    world.accounts[OTHER]!.assumable = {};
    const shared = { name: 'team/app', policyText: lets('arn:aws:iam::444444444444:role/puller') };
    world.accounts[OWN]!.regions['eu-west-1'] = regionWith([shared]);
    vi.stubEnv('ACCOUNTS', `this,${OTHER}`);
    await runAudit('first');
    vi.stubEnv('ACCOUNTS', `this,${OTHER},${third},444444444444`);
    objects.plant(`reports/${third}/latest.json`, '{');
    vi.setSystemTime(Date.parse('2026-11-22T20:00:00Z'));
    expect(await invoke(handler, readEvent('report-all'))).toMatchObject({
      kind: 'all',
      headline: '4 accounts, 1 INCOMPLETE, 1 not audited yet, 1 unreadable',
      accounts: [
        {
          kind: 'latest',
          account: OWN,
          age: '1 day',
          stale: null,
          counts: { complete: true, unreadParts: 0, bySeverity: { high: 1 }, causes: 1 },
        },
        {
          kind: 'latest',
          account: OTHER,
          counts: { complete: false, unreadParts: 1 },
          headline: expect.stringContaining('1 part not read'),
        },
        { kind: 'unread', account: third, headline: expect.stringContaining('nobody can say') },
        { kind: 'none', account: '444444444444', headline: 'account 444444444444: no audit is stored yet' },
      ],
    });
  });

  test('say of an account that nobody may read just that, and go on with the others', async () => {
    const { server } = await deployed({ ACCOUNTS: `this,${OTHER}` });
    await runAudit('first');
    const isOwn = ({ input }: { readonly input: object }) => 'Key' in input && input.Key === `reports/${OWN}/latest.json`;
    server.faults.inject({ service: 's3', operation: 'GetObject', when: isOwn, fault: { kind: 'deny' } });
    expect(await invoke(handler, readEvent('report-all'))).toMatchObject({
      accounts: [
        { kind: 'unread', headline: expect.stringContaining('allow s3:GetObject on it') },
        { kind: 'latest', account: OTHER },
      ],
    });
  });
});

describe('a scan that takes longer than a caller waits', () => {
  test('is started as an execution, and the latest audit is answered meanwhile', async () => {
    await deployed();
    const calls = await sideServer({ StartExecution: { executionArn: 'arn:aws:states:...', startDate: 1 } });
    await runAudit('first');
    const answer = await invoke(handler, { token: 'friday' }, NO_TIME);
    expect(answer).toMatchObject({
      kind: 'started',
      execution: `report-${OWN}-friday`,
      latest: { account: OWN, links: expect.any(Object) },
    });
    expect(calls).toMatchObject([
      { operation: 'StartExecution', input: { name: `report-${OWN}-friday`, input: `{"mode":"report","account":"${OWN}"}` } },
    ]);
  });

  test.each([
    ['with hyphens', 'friday-noon-2', 'friday-noon-2'],
    ['that none was given for', undefined, expect.stringMatching(/^at-\d+$/)],
  ])('is asked for again with its whole token, also one %s', async (_, token, expected) => {
    await deployed();
    const calls = await sideServer({ StartExecution: { executionArn: 'arn:aws:states:...', startDate: 1 } });
    const { message } = await invoke<{ message: string }>(handler, token === undefined ? {} : { token }, NO_TIME);
    const again = JSON.parse(/\{.*\}/.exec(message)?.[0] ?? '') as { readonly token: string };
    expect(again).toEqual({ token: expected });
    await invoke(handler, again, NO_TIME);
    const [first, second] = calls.map(({ input }) => input['name']);
    expect(second).toBe(first);
  });

  test.each([
    ['Step Functions does not say what it started', {}, 'UnreadableAnswer: ask again'],
    ['nobody may start it', { __type: 'AccessDeniedException' }, 'AccessDeniedException: allow states:StartExecution on it'],
  ])('is not "started" where %s', async (_, answer, reason) => {
    await deployed();
    await sideServer({ StartExecution: answer });
    await expect(invoke(handler, { token: 'friday' }, NO_TIME)).rejects.toThrow(
      `cannot start arn:aws:states:eu-west-1:${OWN}:stateMachine:ecr-drift: ${reason}`,
    );
  });

  test('is not started twice for one token', async () => {
    await deployed();
    await sideServer({ StartExecution: { __type: 'ExecutionAlreadyExists' } });
    expect(await invoke(handler, { token: 'friday' }, NO_TIME)).toMatchObject({ kind: 'started', latest: null });
  });

  test('is brought by the same token once it has ended', async () => {
    const { server } = await deployed();
    await runAudit(`report-${OWN}-friday`, { input: { mode: 'report' } });
    const before = server.calls.length;
    expect(await invoke(handler, { token: 'friday' })).toMatchObject({ kind: 'live', account: OWN });
    expect(server.calls.slice(before).map(({ service }) => service)).not.toContain('ecr');
  });

  test('has one name for all who ask within a quarter of an hour without a token', async () => {
    await deployed();
    const calls = await sideServer({ StartExecution: { executionArn: 'arn:aws:states:...', startDate: 1 } });
    vi.spyOn(Date, 'now').mockReturnValue(Date.parse('2026-11-22T10:01:00Z'));
    await invoke(handler, {}, NO_TIME);
    vi.spyOn(Date, 'now').mockReturnValue(Date.parse('2026-11-22T10:14:00Z'));
    await invoke(handler, {}, NO_TIME);
    vi.restoreAllMocks();
    expect(new Set(calls.map(({ input }) => input['name'])).size).toBe(1);
  });
});
