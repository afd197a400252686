// Whole audits: the definitions of the state machines, with the functions as they are.
import { describe, expect, test } from 'vitest';
import { handler as conclude } from '../../functions/conclude/conclude.ts';
import { knownRegions } from '../../lib/model/regions.ts';
import { alertSchema } from '../../lib/notify/schema.ts';
import { regionWith } from '../support/aws-server/world.ts';
import { auditBy } from '../support/states/audit.ts';
import { Failure } from '../support/states/machine.ts';
import { lets, publishBaseline } from './support/audits.ts';
import { type Deployment, deployment, OTHER, OWN, READER } from './support/deployment.ts';
import { functions } from './support/functions.ts';
import { invoke } from './support/invoke.ts';
import { sideServer } from './support/side-server.ts';

const ACCOUNT_STATE_MACHINE = `arn:aws:states:eu-west-1:${OWN}:stateMachine:ecr-drift-account`;

async function deployed(): Promise<Deployment> {
  const under = await deployment({ ACCOUNTS: `this,${OTHER}`, ACCOUNT_STATE_MACHINE });
  publishBaseline(under);
  return under;
}

const run = (name: string, by = functions) => auditBy(by, { name, input: { mode: 'audit' } });

const alertsOf = ({ published }: Deployment, account: string) =>
  published('findings')
    .map(({ body }) => alertSchema.parse(JSON.parse(body)))
    .filter((alert) => alert.account === account);

function reportOf({ objects }: Deployment, account: string) {
  const { keys } = JSON.parse(objects.text(`reports/${account}/latest.json`));
  return JSON.parse(objects.text(keys.json));
}

interface Known {
  readonly code: string;
  readonly state: string;
  readonly regions: readonly string[];
}

function stateOf({ objects }: Deployment, account: string): readonly Known[] {
  return JSON.parse(objects.text(`state/${account}.json`)).findings;
}

const shut = ({ world }: Deployment) => {
  world.accounts[OTHER]!.assumable = {};
};
const open = ({ world }: Deployment) => {
  world.accounts[OTHER]!.assumable = { [`arn:aws:iam::${OTHER}:role/${READER}`]: { externalId: 'audit-4711' } };
};
const outsiderMayPull = ({ world }: Deployment) => {
  const repositories = [{ name: 'other/app', policyText: lets('arn:aws:iam::444444444444:role/puller') }];
  world.accounts[OTHER]!.regions['eu-west-1'] = regionWith(repositories);
};

describe('an account that lets the auditor no longer in', () => {
  test('is one gap and one alert, resolves nothing, and heals when it lets the auditor in again', async () => {
    const under = await deployed();
    outsiderMayPull(under);
    await run('first');
    const open1 = reportOf(under, OTHER).findings.map(({ id }: { id: string }) => id);
    shut(under);
    expect((await run('second')).end).toMatchObject({ status: 'SUCCEEDED' });
    expect(reportOf(under, OTHER)).toMatchObject({
      complete: false,
      unread: [{ part: `account ${OTHER}`, api: 'sts:AssumeRole', code: 'AccessDenied' }],
    });
    const during = reportOf(under, OTHER).findings;
    expect(during.map(({ id }: { id: string }) => id)).toEqual(expect.arrayContaining(open1));
    expect(during.filter(({ state }: { state: string }) => state === 'resolved')).toEqual([]);
    open(under);
    await run('third');
    expect(reportOf(under, OTHER)).toMatchObject({ complete: true, unread: [] });
    expect(alertsOf(under, OTHER)).toMatchObject([
      { event: 'onboarding' },
      {
        event: 'scan-incomplete',
        severity: 'high',
        cause: 'sts:AssumeRole failed: AccessDenied',
        total: 1,
        findings: [
          {
            code: 'ECRD-501',
            message: expect.stringMatching(
              /^account 222222222222 was not read: AccessDenied: cannot assume `arn:aws:iam::222222222222:role/,
            ),
          },
        ],
      },
      { event: 'resolved', total: 1, findings: [{ code: 'ECRD-501' }] },
    ]);
  });

  test('ends no earlier gap of its parts', async () => {
    const under = await deployed();
    under.server.faults.inject({ service: 'organizations', fault: { kind: 'deny' } });
    under.server.faults.inject({ service: 'ecr', operation: 'GetRepositoryPolicy', fault: { kind: 'deny' } });
    await run('first');
    shut(under);
    await run('second');
    const states = stateOf(under, OTHER).map(({ code, state }) => `${code} ${state}`);
    expect(states.sort()).toEqual(['ECRD-501 open', 'ECRD-501 open', 'ECRD-502 open']);
  });

  test('keeps none of the others from being audited as ever, and is named by the execution', async () => {
    const under = await deployed();
    shut(under);
    const { end } = await run('first');
    const results = [
      { account: OWN, outcome: 'judged', unread: '' },
      { account: OTHER, outcome: 'judged', unread: `1 part not read: account ${OTHER}, sts:AssumeRole, AccessDenied` },
    ];
    expect(end).toMatchObject({ status: 'SUCCEEDED', output: { failed: false, results } });
    expect(reportOf(under, OWN)).toMatchObject({ complete: true });
  });

  test('has every region that is known, and those of known findings that are not, in its snapshot', async () => {
    const under = await deployed();
    under.world.accounts[OTHER]!.regions['xx-new-1'] = regionWith([
      { name: 'new/app', policyText: lets('arn:aws:iam::444444444444:role/puller') },
    ]);
    await run('first');
    const before = reportOf(under, OTHER).findings.filter(({ region }: { region: string }) => region === 'xx-new-1');
    expect(before).not.toEqual([]);
    shut(under);
    await run('second');
    const [gap] = stateOf(under, OTHER).filter(({ code }) => code === 'ECRD-501');
    expect(gap?.regions).toEqual([...knownRegions('aws'), 'xx-new-1'].sort());
    const after = reportOf(under, OTHER).findings;
    for (const { id, state } of before) expect(after).toContainEqual(expect.objectContaining({ id, state }));
  });
});

test('a scan for a report runs the same way, and leaves its report under the name by which it was started', async () => {
  const under = await deployed();
  const name = `report-${OTHER}-friday`;
  const { end } = await auditBy(functions, { name, input: { mode: 'report', account: OTHER } });
  expect(end).toMatchObject({ status: 'SUCCEEDED', output: { results: [{ account: OTHER, outcome: 'reported' }] } });
  expect(under.objects.keys()).toContain(`live/${OTHER}/${name}.json`);
  expect(under.objects.keys().filter((key) => key.startsWith('state/'))).toEqual([]);
});

test('a region whose collector never ends is a gap that says so, and nothing of it resolves', async () => {
  const under = await deployed();
  outsiderMayPull(under);
  await run('first');
  const { end } = await run('second', async (name, payload) => {
    const { part, region, account } = payload as { part?: string; region?: string; account?: string };
    if (name === 'collect' && part === 'region' && region === 'eu-west-1' && account === OTHER) throw new Failure('States.Timeout');
    return functions(name, payload);
  });
  expect(end).toMatchObject({ status: 'SUCCEEDED' });
  expect(reportOf(under, OTHER).unread).toMatchObject([
    { part: 'registry policy of eu-west-1', code: 'States.Timeout', message: 'the collector did not end in time; see its log' },
    { part: 'repositories of eu-west-1', code: 'States.Timeout' },
  ]);
  expect(alertsOf(under, OTHER).map(({ event }) => event)).not.toContain('resolved');
});

describe('an account whose state is damaged', () => {
  test('fails by itself; the execution says which it was and why; the other is audited', async () => {
    const under = await deployed();
    under.objects.plant(`state/${OTHER}.json`, '{');
    const called: string[] = [];
    const { end, accounts } = await run('first', async (name, payload) => {
      called.push(name);
      return name === 'conclude' ? { cause: JSON.stringify(payload) } : functions(name, payload);
    });
    // Trying again would not mend it.
    expect(called.filter((name) => name === 'audit')).toHaveLength(2);
    const [failed] = accounts.flatMap(({ end: each }) => (each.status === 'FAILED' ? [each] : []));
    expect(end).toMatchObject({ status: 'FAILED', error: 'NotAllAudited' });
    await sideServer({ DescribeExecution: { status: 'FAILED', error: failed?.error, cause: failed?.cause } });
    const asked = end.status === 'FAILED' ? JSON.parse(end.cause ?? '') : {};
    const { cause } = await invoke<{ cause: string }>(conclude, asked);
    expect(cause).toMatch(/^1 of 2 accounts not audited\. 222222222222: FinalAuditError: .*state\/222222222222\.json/);
    expect(reportOf(under, OWN)).toMatchObject({ complete: true });
  });
});
