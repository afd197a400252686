import { describe, expect, test } from 'vitest';
import { handler } from '../../functions/plan.ts';
import { deployment, OTHER, OWN, READER } from './support/deployment.ts';
import { readEvent } from './support/events.ts';
import { invoke } from './support/invoke.ts';

const scheduled = readEvent('plan');

describe('plan', () => {
  test('the schedule audits this account in every enabled region', async () => {
    const { world } = await deployment();
    world.accounts[OWN]!.regions['ap-east-1'] = { ...world.accounts[OWN]!.regions['us-east-1']!, status: 'DISABLED' };
    expect(await invoke(handler, scheduled)).toEqual({
      accounts: [
        {
          run: 'a3c0f6e2-5a0b-4c53-9a9e-1d7c2f1a0b11',
          mode: 'audit',
          account: OWN,
          partition: 'aws',
          role: null,
          startedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
          regions: ['eu-west-1', 'us-east-1'],
          regionsUnread: null,
        },
      ],
    });
  });

  test('other accounts are read in the regions that they have enabled, through their reader role', async () => {
    await deployment({ ACCOUNTS: `this,${OTHER}` });
    const { accounts } = await invoke<{ accounts: object[] }>(handler, scheduled);
    expect(accounts).toMatchObject([
      { account: OWN, role: null },
      { account: OTHER, role: `arn:aws:iam::${OTHER}:role/${READER}`, regions: ['eu-west-1'] },
    ]);
  });

  test('an account that lets nobody in is planned all the same: its collectors say why it is a gap', async () => {
    const { world } = await deployment({ ACCOUNTS: `this,${OTHER}` });
    world.accounts[OTHER]!.assumable = {};
    const { accounts } = await invoke<{ accounts: object[] }>(handler, scheduled);
    expect(accounts).toMatchObject([{ account: OWN }, { account: OTHER, regions: ['eu-west-1'], regionsUnread: null }]);
  });

  test('configured regions are taken as they are, without a call', async () => {
    const { server } = await deployment({ REGIONS: 'eu-west-1, us-east-1,eu-west-1' });
    const { accounts } = await invoke<{ accounts: object[] }>(handler, scheduled);
    expect(accounts).toMatchObject([{ regions: ['eu-west-1', 'us-east-1'] }]);
    expect(server.calls.map(({ operation }) => operation)).toEqual(['GetCallerIdentity']);
  });

  test('where nobody says which regions are enabled, the one that is known is planned, with the reason for the others', async () => {
    const { server } = await deployment();
    server.faults.inject({ service: 'account', operation: 'ListRegions', fault: { kind: 'deny' } });
    server.faults.inject({ service: 'ec2', operation: 'DescribeRegions', fault: { kind: 'deny' } });
    const { accounts } = await invoke<{ accounts: object[] }>(handler, scheduled);
    expect(accounts).toMatchObject([
      { regions: ['eu-west-1'], regionsUnread: { code: 'AccessDeniedException', api: 'account:ListRegions' } },
    ]);
  });

  test('a report is planned for the account that it is about', async () => {
    await deployment({ ACCOUNTS: `this,${OTHER}` });
    const event = { run: 'report-1', input: { mode: 'report', account: OTHER } };
    const { accounts } = await invoke<{ accounts: object[] }>(handler, event);
    expect(accounts).toMatchObject([{ account: OTHER, mode: 'report' }]);
    expect(accounts).toHaveLength(1);
  });

  test.each([
    ['an account that is not configured', { run: 'r', input: { account: '333333333333' } }, 'is none that this deployment reads'],
    ['a run whose name would leave its folder', { run: '../state', input: {} }, 'run: expected the name of an execution'],
    ['nothing', {}, 'run is missing'],
  ])('refuses %s in one line', async (_, event, reason) => {
    await deployment();
    await expect(invoke(handler, event)).rejects.toThrow(reason);
  });

  test('everything that is wrong with the environment is said at once', async () => {
    await deployment({ ACCOUNTS: 'me', REGIONS: 'everywhere', READER_ROLE: '' });
    const refusal = invoke(handler, scheduled);
    await expect(refusal).rejects.toThrow(/^environment: ACCOUNTS is `me`: .*; READER_ROLE is ``: .*; REGIONS is `everywhere`: /);
  });
});
