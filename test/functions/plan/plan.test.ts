import { describe, expect, test } from 'vitest';
import { handler } from '../../../functions/plan/plan.ts';
import { deployment, OTHER, OWN, READER } from '../support/deployment.ts';
import { readEvent } from '../support/events.ts';
import { invoke } from '../support/invoke.ts';

const scheduled = readEvent('plan');
const own = readEvent('plan-account');
const RUN = 'a3c0f6e2-5a0b-4c53-9a9e-1d7c2f1a0b11';
const other = { run: RUN, mode: 'audit', account: OTHER };
const DENIED = { kind: 'deny' } as const;

describe('the plan of an audit', () => {
  test('names the accounts that are configured, and what their executions are called', async () => {
    await deployment({ ACCOUNTS: `this,${OTHER},this` });
    expect(await invoke(handler, scheduled)).toEqual({ run: RUN, mode: 'audit', executions: RUN, accounts: [OWN, OTHER] });
  });

  test('asks nothing about them', async () => {
    const { server } = await deployment({ ACCOUNTS: `this,${OTHER}` });
    await invoke(handler, scheduled);
    expect(server.calls.map(({ operation }) => operation)).toEqual(['GetCallerIdentity']);
  });

  test('of a report names the account that it is about', async () => {
    await deployment({ ACCOUNTS: `this,${OTHER}` });
    const event = { run: 'report-1', input: { mode: 'report', account: OTHER } };
    expect(await invoke(handler, event)).toMatchObject({ mode: 'report', accounts: [OTHER] });
  });

  test.each([67, 68, 80])('whose name has %d characters leaves room for an account in the names of its executions', async (length) => {
    await deployment();
    const [one, two] = ['a', 'b'].map((end) => ({ run: `${'r'.repeat(length - 1)}${end}`, input: {} }));
    const plans = [await invoke<Named>(handler, one), await invoke<Named>(handler, two)];
    const names = plans.map(({ executions }) => `${executions}-${OWN}`);
    expect(new Set(names).size).toBe(2);
    for (const name of names) expect(name).toMatch(/^[\w-]{1,80}$/);
  });
});

interface Named {
  readonly executions: string;
}

describe('the plan of an account', () => {
  test('has every region that it has enabled', async () => {
    const { world } = await deployment();
    world.accounts[OWN]!.regions['ap-east-1'] = { ...world.accounts[OWN]!.regions['us-east-1']!, status: 'DISABLED' };
    expect(await invoke(handler, own)).toEqual({
      run: RUN,
      mode: 'audit',
      account: OWN,
      partition: 'aws',
      role: null,
      startedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
      regions: ['eu-west-1', 'us-east-1'],
      regionsUnread: null,
    });
  });

  test('other than its own goes through the reader role', async () => {
    await deployment({ ACCOUNTS: `this,${OTHER}` });
    const role = `arn:aws:iam::${OTHER}:role/${READER}`;
    expect(await invoke(handler, other)).toMatchObject({ account: OTHER, role, regions: ['eu-west-1'] });
  });

  test('that lets nobody in names no region as enabled, and says what was refused and what to do', async () => {
    const { world } = await deployment({ ACCOUNTS: `this,${OTHER}` });
    world.accounts[OTHER]!.assumable = {};
    expect(await invoke(handler, other)).toMatchObject({
      regions: [],
      regionsUnread: {
        code: 'AccessDenied',
        api: 'sts:AssumeRole',
        message: expect.stringMatching(/^cannot assume `arn:.*`.*trust policy/),
      },
    });
  });

  test('takes configured regions as they are, without a call', async () => {
    const { server } = await deployment({ REGIONS: 'eu-west-1, us-east-1,eu-west-1' });
    expect(await invoke(handler, own)).toMatchObject({ regions: ['eu-west-1', 'us-east-1'], regionsUnread: null });
    expect(server.calls.map(({ operation }) => operation)).toEqual(['GetCallerIdentity']);
  });

  test('where nobody says which regions are enabled has the one that is known, and the reason for the others', async () => {
    const { server } = await deployment();
    server.faults.inject({ service: 'account', operation: 'ListRegions', fault: DENIED });
    server.faults.inject({ service: 'ec2', operation: 'DescribeRegions', fault: DENIED });
    expect(await invoke(handler, own)).toMatchObject({
      regions: ['eu-west-1'],
      regionsUnread: { code: 'AccessDeniedException', api: 'account:ListRegions' },
    });
  });

  test('where nobody answers in time which regions are enabled has none, and says so', async () => {
    const { server } = await deployment();
    server.faults.inject({ service: 'account', operation: 'ListRegions', fault: { kind: 'hang' } });
    expect(await invoke(handler, own, JUST_ENOUGH)).toMatchObject({ regions: [], regionsUnread: { code: 'OutOfTime' } });
  });

  test.each([
    ['an account that is not configured', { run: 'r', input: { account: '333333333333' } }, 'is none that this deployment reads'],
    ['the same in its own execution', { run: 'r', mode: 'audit', account: '333333333333' }, 'is none that this deployment reads'],
    ['a run whose name would leave its folder', { run: '../state', input: {} }, 'run: expected the name of an execution'],
    ['nothing', {}, 'run is missing'],
  ])('refuses %s in one line', async (_, event, reason) => {
    await deployment();
    await expect(invoke(handler, event)).rejects.toThrow(reason);
  });

  test('says at once everything that is wrong with the environment', async () => {
    await deployment({ ACCOUNTS: 'me', REGIONS: 'everywhere', READER_ROLE: '' });
    const refusal = invoke(handler, scheduled);
    await expect(refusal).rejects.toThrow(/^environment: ACCOUNTS is `me`: .*; READER_ROLE is ``: .*; REGIONS is `everywhere`: /);
  });
});

/** What is kept for answering, and a second for asking. */
const JUST_ENOUGH = 11_000;
