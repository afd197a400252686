// Findings on their way to Security Hub, with the real client: what is sent, when it is not sent again, and what a failure costs.
import { readFileSync } from 'node:fs';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { metrics } from '../../../functions/runtime/handler.ts';
import { alertSchema } from '../../../lib/notify/schema.ts';
import { problemsOfAsff } from '../../report/support/formats.ts';
import type { Fault } from '../../support/aws-server/faults.ts';
import { regionWith } from '../../support/aws-server/world.ts';
import { INTENT, lets, publishBaseline, runAudit } from '../support/audits.ts';
import { type Deployment, deployment, OTHER, OWN } from '../support/deployment.ts';

const HUB = `${OWN} eu-west-1`;
const IMPORT = { service: 'securityhub', operation: 'BatchImportFindings' } as const;
const MEMORY = `watch/security-hub/${OWN}.json`;

async function deployed(environment: Readonly<Record<string, string>> = {}): Promise<Deployment> {
  const under = await deployment({ SECURITY_HUB: 'on', ...environment });
  publishBaseline(under);
  under.world.securityHubs[HUB] = {};
  return under;
}

function outsiderMayPull({ world }: Deployment): void {
  world.accounts[OWN]!.regions['eu-west-1'] = regionWith([
    { name: 'team/app', policyText: lets('arn:aws:iam::222222222222:role/puller') },
    { name: 'team/tool' },
  ]);
}

function nobodyMay({ world }: Deployment): void {
  world.accounts[OWN]!.regions['eu-west-1'] = regionWith([{ name: 'team/app' }, { name: 'team/tool' }]);
}

const imported = ({ world }: Deployment) => Object.values(world.securityHubs[HUB]!);
const outsiderIn = (under: Deployment) => imported(under).find(({ GeneratorId: generator }) => generator !== 'ecr-drift/ECRD-405');
const requests = ({ server }: Deployment) => server.calls.filter(({ service }) => service === 'securityhub');
const queued = ({ server }: Deployment) => server.calls.filter(({ service }) => service === 'sqs');
const eventsOf = ({ published }: Deployment) => published('findings').map(({ body }) => alertSchema.parse(JSON.parse(body)).event);

/** How often the alarm for what is neither taken nor kept was asked to ring. */
function failuresCounted(): () => readonly number[] {
  const added = vi.spyOn(metrics, 'addMetric');
  onTestFinished(() => added.mockRestore());
  return () => added.mock.calls.flatMap(([name, , value]) => (name === 'SecurityHubFailed' ? [value] : []));
}

/** The clock of the function; audits are dated by their runs. */
function on(time: string): void {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.parse(time) });
  onTestFinished(() => {
    vi.useRealTimers();
  });
}

describe('an audit', () => {
  test('sends nothing where it is off', async () => {
    const under = await deployed({ SECURITY_HUB: 'off' });
    outsiderMayPull(under);
    expect(await runAudit('first')).toEqual([{ outcome: 'judged', unread: '' }]);
    expect(requests(under)).toEqual([]);
  });

  test('sends its open findings as the format has them, after everybody was told', async () => {
    const under = await deployed();
    outsiderMayPull(under);
    expect(await runAudit('first')).toMatchObject([{ securityHub: { imported: 2, rejected: 0, waiting: 0, problem: null } }]);
    expect(problemsOfAsff({ Findings: imported(under) })).toEqual([]);
    expect(outsiderIn(under)).toMatchObject({
      AwsAccountId: OWN,
      Region: 'eu-west-1',
      RecordState: 'ACTIVE',
      Resources: [{ Type: 'AwsEcrRepository', Id: `arn:aws:ecr:eu-west-1:${OWN}:repository/team/app` }, { Type: 'AwsIamRole' }],
    });
    const services = under.server.calls.map(({ service }) => service);
    expect(services.indexOf('securityhub')).toBeGreaterThan(services.lastIndexOf('sns'));
  });

  test('does not say how people work on a finding: that is theirs', async () => {
    const under = await deployed();
    outsiderMayPull(under);
    await runAudit('first');
    for (const finding of imported(under)) expect(finding).not.toHaveProperty('Workflow');
  });

  test('sends nothing again that is as it was', async () => {
    const under = await deployed();
    outsiderMayPull(under);
    await runAudit('first');
    expect(await runAudit('second', { hours: 1 })).toMatchObject([{ securityHub: { imported: 0, problem: null } }]);
    expect(requests(under)).toHaveLength(1);
  });

  test('keeps alive after 30 days what Security Hub would delete after 90', async () => {
    const under = await deployed();
    outsiderMayPull(under);
    on('2026-11-21T20:00:00Z');
    await runAudit('first');
    vi.setSystemTime(Date.parse('2026-12-20T20:00:00Z'));
    await runAudit('second', { hours: 29 * 24 });
    expect(requests(under)).toHaveLength(1);
    vi.setSystemTime(Date.parse('2026-12-21T20:00:00Z'));
    expect(await runAudit('third', { hours: 30 * 24 })).toMatchObject([{ securityHub: { imported: 2 } }]);
    expect(outsiderIn(under)).toMatchObject({ RecordState: 'ACTIVE', UpdatedAt: '2026-12-21T20:00:00Z' });
  });

  test('archives what is over, once, and makes it active again when it comes back', async () => {
    const under = await deployed();
    on('2026-11-22T06:00:00Z');
    outsiderMayPull(under);
    await runAudit('first');
    nobodyMay(under);
    await runAudit('second', { hours: 1 });
    expect(outsiderIn(under)).toMatchObject({ RecordState: 'ARCHIVED', Compliance: { Status: 'PASSED' } });
    const { length } = requests(under);
    await runAudit('third', { hours: 2 });
    expect(requests(under)).toHaveLength(length);
    outsiderMayPull(under);
    await runAudit('fourth', { hours: 3 });
    expect(outsiderIn(under)).toMatchObject({ RecordState: 'ACTIVE', Compliance: { Status: 'FAILED' } });
  });

  test('archives what is accepted: an import cannot suppress a finding that is there', async () => {
    const under = await deployed();
    on('2026-11-22T06:00:00Z');
    outsiderMayPull(under);
    await runAudit('first');
    const { Id: id } = outsiderIn(under)!;
    const item = `{ id: known, match: { finding: ${id} }, reason: known and wanted, owner: team-a, expires: 2026-12-01 }`;
    const exception = `apiVersion: ecr-drift/v1\nkind: Exception\nitems:\n  - ${item}\n`;
    publishBaseline(under, `${INTENT}---\n${exception}`);
    await runAudit('second', { hours: 1 });
    expect(outsiderIn(under)).toMatchObject({ RecordState: 'ARCHIVED', ProductFields: { 'ecr-drift/exception': 'known' } });
  });

  test('does not archive what it could not read', async () => {
    const under = await deployed();
    outsiderMayPull(under);
    await runAudit('first');
    nobodyMay(under);
    under.server.faults.inject({ service: 'ecr', operation: 'GetRepositoryPolicy', fault: { kind: 'deny' } });
    await runAudit('second', { hours: 1 });
    expect(outsiderIn(under)).toMatchObject({ RecordState: 'ACTIVE', Compliance: { Status: 'NOT_AVAILABLE' } });
  });

  test('files findings of other accounts under its own, the only one that it may, and says whose they are', async () => {
    const under = await deployed({ ACCOUNTS: `this,${OTHER}` });
    under.world.accounts[OTHER]!.regions['eu-west-1'] = regionWith([
      { name: 'other/app', policyText: lets('arn:aws:iam::444444444444:role/puller') },
    ]);
    await runAudit('first');
    expect(
      imported(under).find(({ ProductFields: fields }) => (fields as Record<string, string>)['ecr-drift/account'] === OTHER),
    ).toMatchObject({
      AwsAccountId: OWN,
      Resources: [{ Id: `arn:aws:ecr:eu-west-1:${OTHER}:repository/other/app` }, {}],
    });
  });

  test('is shown by the guide as it was sent', async () => {
    const under = await deployed();
    outsiderMayPull(under);
    await runAudit('first');
    const guide = readFileSync(new URL('../../../docs/deploy.md', import.meta.url), 'utf8');
    const [, shown = ''] = /^```json\n(\{\n {2}"SchemaVersion": "2018-10-08"[\s\S]*?\n\})\n```$/m.exec(guide) ?? [];
    expect(JSON.parse(shown || 'null')).toEqual(outsiderIn(under));
  });
});

describe('a Security Hub that does not take findings', () => {
  const FAULTS: readonly (readonly [string, Fault | undefined, RegExp])[] = [
    ['throttles', { kind: 'throttle' }, /^LimitExceededException: Rate exceeded$/],
    [
      'denies',
      { kind: 'deny' },
      /^AccessDeniedException: allow securityhub:BatchImportFindings on the default product, or set securityHub: off$/,
    ],
    ['breaks', { kind: 'break' }, /^InternalException: /],
    ['resets the connection', { kind: 'reset' }, /^ECONNRESET: /],
    ['is a web page', { kind: 'page', status: 200 }, /^UnreadableAnswer: /],
    ['says nothing', { kind: 'blank' }, /^UnreadableAnswer: /],
    [
      'is not switched on',
      undefined,
      /^InvalidAccessException: Security Hub is not switched on in the account and region of the deployment/,
    ],
  ];

  test.each(FAULTS)(
    'because it %s costs no alert and no audit, is named, and is made up for by the next audit',
    async (_, fault, problem) => {
      const under = await deployed();
      outsiderMayPull(under);
      if (fault) under.server.faults.inject({ ...IMPORT, fault });
      else delete under.world.securityHubs[HUB];
      expect(await runAudit('first')).toMatchObject([
        { outcome: 'judged', securityHub: { imported: 0, waiting: 2, queued: 2, problem: expect.stringMatching(problem) } },
      ]);
      expect(eventsOf(under)).toEqual(['onboarding']);
      under.server.faults.clear();
      under.world.securityHubs[HUB] ??= {};
      expect(await runAudit('second', { hours: 1 })).toMatchObject([{ securityHub: { imported: 2, problem: null } }]);
    },
  );

  test('in time: the audit waits no longer than it has', async () => {
    const under = await deployed();
    outsiderMayPull(under);
    under.server.faults.inject({ ...IMPORT, fault: { kind: 'hang' } });
    expect(await runAudit('first', { remaining: 16_000 })).toMatchObject([
      { outcome: 'judged', securityHub: { imported: 0, waiting: 2, problem: expect.stringMatching(/there was no time left for it$/) } },
    ]);
    expect(eventsOf(under)).toEqual(['onboarding']);
  });

  test('once is asked again within the run', async () => {
    const under = await deployed();
    outsiderMayPull(under);
    under.server.faults.inject({ ...IMPORT, times: 1, fault: { kind: 'throttle' } });
    expect(await runAudit('first')).toMatchObject([{ securityHub: { imported: 2, problem: null } }]);
  });

  test('one by one: what it rejects is counted and named, and sent again alone', async () => {
    const under = await deployed();
    outsiderMayPull(under);
    const rewrite = (_: string, { input }: { readonly input: object }) => {
      const [{ Id }] = (input as { Findings: [{ Id: string }] }).Findings;
      const FailedFindings = [{ Id, ErrorCode: 'InvalidAccess', ErrorMessage: 'not enabled' }];
      return JSON.stringify({ FailedCount: 1, SuccessCount: 1, FailedFindings });
    };
    under.server.faults.inject({ ...IMPORT, times: 1, fault: { kind: 'rewrite', rewrite } });
    expect(await runAudit('first')).toMatchObject([
      {
        securityHub: {
          imported: 1,
          rejected: 1,
          waiting: 0,
          problem: expect.stringMatching(/^1 not taken, the first is ecrd-\w+: InvalidAccess: not enabled$/),
        },
      },
    ]);
    await runAudit('second', { hours: 1 });
    expect(requests(under).map(({ input }) => (input['Findings'] as object[]).length)).toEqual([2, 1]);
  });

  test('for one that is wrong takes the others', async () => {
    const under = await deployed();
    outsiderMayPull(under);
    const isWrong = ({ input }: { readonly input: object }) => JSON.stringify(input).includes('ecr-drift/ECRD-405');
    under.server.faults.inject({
      ...IMPORT,
      when: isWrong,
      fault: { kind: 'refuse', status: 400, code: 'InvalidInputException', message: 'Invalid parameter' },
    });
    expect(await runAudit('first')).toMatchObject([
      {
        securityHub: { imported: 1, rejected: 1, waiting: 0, problem: expect.stringContaining('InvalidInputException: Invalid parameter') },
      },
    ]);
  });
});

describe('what Security Hub did not take', () => {
  const refuse: Fault = { kind: 'refuse', status: 400, code: 'InvalidInputException', message: 'Invalid parameter' };

  test('is nothing where it took everything: the queue is not asked', async () => {
    const under = await deployed();
    outsiderMayPull(under);
    expect(await runAudit('first')).toMatchObject([{ securityHub: { imported: 2, queued: 0, kept: true } }]);
    expect(queued(under)).toEqual([]);
  });

  test('is in the queue, with account, run, ids and reasons, and nothing of what is in it', async () => {
    const under = await deployed();
    outsiderMayPull(under);
    under.server.faults.inject({ ...IMPORT, when: ({ input }) => JSON.stringify(input).includes('ecr-drift/ECRD-405'), fault: refuse });
    const failures = failuresCounted();
    expect(await runAudit('first')).toMatchObject([{ securityHub: { imported: 1, rejected: 1, queued: 1, kept: true } }]);
    expect(failures()).toEqual([0]);
    expect(under.undelivered()).toEqual([
      {
        schemaVersion: 1,
        account: OWN,
        run: 'first',
        reasons: [
          { code: 'InvalidInputException', message: 'Invalid parameter', findings: [expect.stringMatching(/^ecrd-(?!.*app)\w+$/)] },
        ],
      },
    ]);
  });

  test('for want of time is in the queue as well, and told after everybody was', async () => {
    const under = await deployed();
    outsiderMayPull(under);
    under.server.faults.inject({ ...IMPORT, fault: { kind: 'hang' } });
    expect(await runAudit('first', { remaining: 15_100 })).toMatchObject([{ securityHub: { waiting: 2, queued: 2, kept: true } }]);
    expect(under.undelivered()).toMatchObject([{ reasons: [{ message: 'there was no time left for it', findings: { length: 2 } }] }]);
    const services = under.server.calls.map(({ service }) => service);
    expect(services.indexOf('sqs')).toBeGreaterThan(services.lastIndexOf('sns'));
  });

  test.each<[string, Fault]>([
    ['denied', { kind: 'deny' }],
    ['without an answer', { kind: 'hang' }],
  ])('costs no audit where the queue is %s as well: it is named, and the next audit makes up for it', async (_, fault) => {
    const under = await deployed();
    outsiderMayPull(under);
    under.server.faults.inject({ ...IMPORT, fault: refuse });
    under.server.faults.inject({ service: 'sqs', fault });
    const failures = failuresCounted();
    expect(await runAudit('first', { remaining: 20_000 })).toMatchObject([
      {
        outcome: 'judged',
        securityHub: {
          rejected: 2,
          queued: 0,
          kept: false,
          problem: expect.stringMatching(/^2 not taken, the first is .*; 2 not put into the queue: \w+: .+/),
        },
      },
    ]);
    expect(eventsOf(under)).toEqual(['onboarding']);
    under.server.faults.clear();
    expect(await runAudit('second', { hours: 1 })).toMatchObject([{ securityHub: { imported: 2, kept: true, problem: null } }]);
    expect(failures()).toEqual([1, 0]);
  });

  test.each([
    ['nobody asked about', ['ecrd-other']],
    ['is named twice', ['first', 'first']],
  ])('and what %s is no answer: then nothing counts as taken', async (_, ids) => {
    const under = await deployed();
    outsiderMayPull(under);
    const rewrite = (_body: string, { input }: { readonly input: object }) => {
      const [{ Id: first }] = (input as { Findings: [{ Id: string }] }).Findings;
      const FailedFindings = ids.map((id) => ({ Id: id === 'first' ? first : id, ErrorCode: 'InvalidAccess', ErrorMessage: 'no' }));
      return JSON.stringify({ FailedCount: ids.length, SuccessCount: 2 - ids.length, FailedFindings });
    };
    under.server.faults.inject({ ...IMPORT, times: 1, fault: { kind: 'rewrite', rewrite } });
    expect(await runAudit('first')).toMatchObject([
      { securityHub: { imported: 0, waiting: 2, problem: expect.stringMatching(/^UnreadableAnswer: /) } },
    ]);
  });
});

describe('what is remembered of it', () => {
  test.each([
    ['is damaged', '{"schemaVersion":'],
    ['is of another version', '{"schemaVersion":2}'],
  ])('where it %s, everything is sent again, what is over as well', async (_, text) => {
    const under = await deployed();
    on('2026-11-22T06:00:00Z');
    outsiderMayPull(under);
    await runAudit('first');
    nobodyMay(under);
    under.objects.plant(MEMORY, text);
    await runAudit('second', { hours: 1 });
    expect(outsiderIn(under)).toMatchObject({ RecordState: 'ARCHIVED' });
    expect(JSON.parse(under.objects.text(MEMORY))).toMatchObject({ schemaVersion: 1 });
  });

  test('and of which no audit speaks any more is archived by what is known of it', async () => {
    const under = await deployed();
    outsiderMayPull(under);
    await runAudit('first');
    const { Title: title } = outsiderIn(under)!;
    nobodyMay(under);
    const fresh = { schemaVersion: 1, account: OWN, collectedAt: null, findings: [], unsent: [] };
    under.objects.plant(`state/${OWN}.json`, JSON.stringify(fresh));
    await runAudit('second', { hours: 1 });
    const gone = imported(under).find(({ Title }) => Title === title)!;
    expect(gone).toMatchObject({ RecordState: 'ARCHIVED', Description: 'no audit speaks of this any more' });
    expect(problemsOfAsff({ Findings: [gone] })).toEqual([]);
  });

  test('cannot be written: the audit is done all the same, and the next one sends everything again', async () => {
    const under = await deployed();
    outsiderMayPull(under);
    const isMemory = ({ input }: { readonly input: object }) => 'Key' in input && input.Key === MEMORY;
    under.server.faults.inject({ service: 's3', operation: 'PutObject', when: isMemory, fault: { kind: 'deny' } });
    expect(await runAudit('first')).toMatchObject([
      {
        outcome: 'judged',
        securityHub: { kept: false, problem: expect.stringContaining('what was sent is not remembered: cannot write') },
      },
    ]);
    under.server.faults.clear();
    expect(await runAudit('second', { hours: 1 })).toMatchObject([{ securityHub: { imported: 2, problem: null } }]);
  });
});
