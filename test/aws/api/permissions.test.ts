import { describe, expect, test } from 'vitest';
import { APIS, type Api, PERMISSIONS, scannerPolicy, statementsFor } from '../../../lib/aws/api/permissions.ts';
import { collectAccount } from '../../../lib/aws/collect/collect.ts';
import { type Diagnosis, diagnose } from '../../../lib/aws/doctor/diagnose.ts';
import { SERVICES } from '../../support/aws-server/services/registry.ts';
import { collecting } from '../collect/support/collecting.ts';
import { ACCOUNT, AUDIT_ROLE, REGION } from '../server/world.ts';

const { server, world, open } = await collecting();

describe('the table of permissions', () => {
  test('has every call that a scan makes, and besides only what is asked after an event and by `who`', async () => {
    world.accounts[ACCOUNT]!.awsManagedInDetails = 'none';
    server.faults.inject({ operation: 'ListRegions', fault: { kind: 'deny' } });
    await collectAccount(await open(), { regions: undefined });
    await open({ role: { arn: AUDIT_ROLE, externalId: 'secret-word' } });
    expect(callsMade()).toEqual(APIS.filter((api) => !['reread', 'who'].includes(PERMISSIONS[api].need)).sort());
  });

  test('has an action of the same name for each, but for those that need no permission', () => {
    for (const api of APIS) expect(PERMISSIONS[api].action ?? api).toBe(api);
  });
});

describe('the policy of the scanner', () => {
  test('allows exactly what a complete scan asks', () => {
    const { Statement } = scannerPolicy();
    const wanted = APIS.filter((api) => ['scan', 'organization'].includes(PERMISSIONS[api].need));
    expect(Statement.flatMap(({ Action }) => Action).sort()).toEqual([...wanted].sort());
    expect(Statement.map(({ Sid }) => Sid)).toEqual(['EcrDriftRead', 'EcrDriftReadOrganization']);
  });

  test('reads and never writes', () => {
    for (const { Action } of scannerPolicy().Statement) for (const action of Action) expect(action).toMatch(/:(?:Describe|Get|List)/);
  });

  test('has no statement where nothing is missing', () => {
    expect(statementsFor([])).toEqual([]);
    expect(statementsFor(['sts:GetCallerIdentity'])).toEqual([]);
  });
});

describe('a diagnosis', () => {
  test('finds each permission that is there', async () => {
    const diagnoses = await diagnose(await open(), REGION);
    expect(diagnoses.filter(({ kind }) => kind !== 'ok')).toEqual([]);
    expect(diagnoses.map(({ api }) => api)).toEqual(APIS.filter((api) => !api.startsWith('sts:')));
  });

  test('is told of one by one, in the order in which all of them come', async () => {
    const told: Diagnosis[] = [];
    const diagnoses = await diagnose(await open(), REGION, (each) => told.push(each));
    expect(told).toEqual(diagnoses);
  });

  test.each(APIS.filter((api) => !api.startsWith('sts:')))('finds that %s is missing, and only that', async (api) => {
    server.faults.inject({ operation: api.slice(api.indexOf(':') + 1), fault: { kind: 'deny' } });
    const wrong = (await diagnose(await open(), REGION)).filter(({ kind }) => kind !== 'ok');
    expect(wrong).toMatchObject([{ api, kind: 'denied' }]);
  });

  test('takes an outage for no refusal', async () => {
    server.faults.inject({ operation: 'DescribeRegistry', fault: { kind: 'break' } });
    const wrong = (await diagnose(await open(), REGION)).filter(({ kind }) => kind !== 'ok');
    expect(wrong).toMatchObject([{ api: 'ecr:DescribeRegistry', kind: 'failed' }]);
  });
});

function callsMade(): readonly string[] {
  const made = server.calls.map(({ service, operation }) => `${SERVICES[service].prefix}:${operation}` as Api);
  return [...new Set(made)].sort();
}
