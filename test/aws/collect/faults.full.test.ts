// Every fault at every call of a scan, one at a time.
import { describe, expect, test } from 'vitest';
import { followSnapshot, judgeSnapshot } from '../../../lib/audit.ts';
import { APIS, type Api, PERMISSIONS } from '../../../lib/aws/api/permissions.ts';
import type { Session } from '../../../lib/aws/client/session.ts';
import { collectAccount } from '../../../lib/aws/collect/collect.ts';
import type { Followed } from '../../../lib/lifecycle/follow.ts';
import { emptyState } from '../../../lib/lifecycle/state.ts';
import type { AccountId } from '../../../lib/model/ids.ts';
import type { AccountState, FindingEvent } from '../../../lib/model/state.ts';
import { gapsOf, organizationErrors } from '../../../lib/snapshot/gaps.ts';
import { readSnapshotValue } from '../../../lib/snapshot/parse.ts';
import type { SnapshotFile } from '../../../lib/snapshot/schema.ts';
import { FAULTS } from '../../support/aws-server/fault-table.ts';
import type { ServiceName } from '../../support/aws-server/service.ts';
import { SERVICES } from '../../support/aws-server/services/registry.ts';
import type { World } from '../../support/aws-server/world.ts';
import { baselineOf, policy } from '../../support/baseline.ts';
import { ACCOUNT } from '../server/world.ts';
import { accountWorld, SECOND_REGION } from './support/account-world.ts';
import { collecting } from './support/collecting.ts';

// INVARIANT: the account of the world is 12 digits.
const ACCOUNT_ID = ACCOUNT as AccountId;

const { server, open } = await collecting(worldOfOneRegion);

/** Those that a scan does not need a session for, and whose failure another call does not make good. */
const ASKED = APIS.filter((api) => ['scan', 'organization'].includes(PERMISSIONS[api].need) && api !== 'account:ListRegions');

const ANSWERED = FAULTS.filter(({ fault }) => fault.kind !== 'hang');

describe.each(ASKED)('%s', (api) => {
  const { service, operation } = placeOf(api);
  const isPaged = SERVICES[service].paged[operation] !== undefined;

  test('ends every scan, names the gap, changes no finding, and is healed by a later scan', async () => {
    const session = await open();
    const clean = await scanWith(session);
    expect(apisOf(clean)).toEqual([]);
    const first = followed(clean, emptyState(ACCOUNT_ID));
    expect(first.findings.length).toBeGreaterThan(2);
    let known = first.state;
    expect(server.calls.some((call) => call.operation === operation)).toBe(true);
    for (const row of ANSWERED.filter(({ needsPages }) => isPaged || needsPages === undefined)) {
      server.faults.inject({ service, operation, fault: row.fault, ...(row.times === undefined ? {} : { times: row.times }) });
      const file = await scanWith(session);
      server.faults.clear();
      expect({ fault: row.name, apis: apisOf(file) }).toEqual({ fault: row.name, apis: row.heals ? [] : [api] });
      expect(readSnapshotValue(file).kind).toBe('snapshot');
      expect(untouchedBy(api, file)).toEqual(untouchedBy(api, clean));
      const { events, state } = followed(file, known);
      expect({ fault: row.name, told: events.filter(({ finding }) => finding.part === null).map(told) }).toEqual({
        fault: row.name,
        told: [],
      });
      known = state;
    }
    const healed = await scanWith(session);
    expect(healed).toEqual(clean);
    const { findings, events } = followed(healed, known);
    expect(findings).toEqual(first.findings);
    expect(events.filter(({ kind, finding }) => kind !== 'resolved' || finding.part === null).map(told)).toEqual([]);
    session.clients.close();
  });
});

describe('account:ListRegions', () => {
  test.each(ANSWERED)('$name: EC2 knows the regions too', async ({ fault, times }) => {
    const session = await open();
    const clean = await scanWith(session);
    server.faults.inject({ operation: 'ListRegions', fault, ...(times === undefined ? {} : { times }) });
    expect(await scanWith(session)).toEqual(clean);
    session.clients.close();
  });

  test('without EC2 either, the region at hand is read, and every other one is a gap', async () => {
    server.faults.inject({ operation: 'ListRegions', fault: { kind: 'deny' } });
    server.faults.inject({ operation: 'DescribeRegions', fault: { kind: 'deny' } });
    const session = await open({ region: SECOND_REGION });
    const file = await scanWith(session);
    session.clients.close();
    const read = file.regions.filter(({ repositories }) => repositories.status === 'present');
    expect(read.map(({ region }) => region)).toEqual([session.region]);
    expect(file.regions).toHaveLength(34);
    expect(apisOf(file)).toEqual(['account:ListRegions']);
  });
});

/** Calls that do not wait for each other, so that they can be left without an answer together. */
const STAGES: readonly (readonly Api[])[] = [
  ASKED.filter(
    (api) =>
      !['iam:GetPolicy', 'iam:GetPolicyVersion', 'ecr:GetRepositoryPolicy', 'tag:GetResources'].includes(api) && !isBelowOrganization(api),
  ),
  ['ecr:GetRepositoryPolicy', 'iam:GetPolicy', 'organizations:ListParents', 'organizations:ListRoots', 'tag:GetResources'],
  ['iam:GetPolicyVersion', 'organizations:ListOrganizationalUnitsForParent', 'organizations:ListPoliciesForTarget'],
  ['organizations:DescribePolicy', 'organizations:ListAccountsForParent'],
];

describe('no answer', () => {
  test('has every call in one of the stages', () => {
    expect(STAGES.flat().sort()).toEqual([...ASKED].sort());
  });

  test.each(STAGES.map((apis) => [apis]))('%s: the scan ends, and names the gaps', async (apis) => {
    const session = await open({ patience: { connect: 1_500, answer: 1_500 } });
    for (const { service, operation } of apis.map(placeOf)) server.faults.inject({ service, operation, fault: { kind: 'hang' } });
    expect(apisOf(await scanWith(session))).toEqual(apis.toSorted());
    session.clients.close();
  });
});

function isBelowOrganization(api: Api): boolean {
  return api.startsWith('organizations:') && api !== 'organizations:DescribeOrganization';
}

const NOBODY = baselineOf({
  'baseline.yaml': policy(
    'rules: [{ id: r, repositories: ["**"], allow: [{ principals: ["account:000000000000"], capabilities: [list] }] }]\n',
  ),
});

/** What an audit of the scan finds, after what was known. */
function followed(file: SnapshotFile, known: AccountState): Followed {
  const reading = readSnapshotValue(file);
  if (reading.kind === 'problem') throw new Error(reading.reason);
  return followSnapshot(judgeSnapshot(reading.snapshot, NOBODY), known);
}

function told({ kind, finding: { code, message } }: FindingEvent): string {
  return `${kind} ${code} ${message}`;
}

async function scanWith(session: Session): Promise<SnapshotFile> {
  session.managedPolicies.clear();
  return collectAccount(session, { regions: undefined });
}

function apisOf(file: SnapshotFile): readonly string[] {
  const apis = [...gapsOf(file), ...organizationErrors(file)].map(({ api }) => api ?? '');
  return [...new Set(apis)].sort();
}

/** The parts that a fault of `api` has nothing to do with. */
function untouchedBy(api: string, { identity, organization, regions }: SnapshotFile): object {
  const isRegional = api.startsWith('ecr:') || api.startsWith('tag:');
  return {
    ...(api.startsWith('iam:') ? {} : { identity }),
    ...(api.startsWith('organizations:') ? {} : { organization }),
    ...(isRegional ? {} : { regions }),
  };
}

function placeOf(api: Api): { readonly service: ServiceName; readonly operation: string } {
  const [prefix, operation] = api.split(':');
  const service = (Object.keys(SERVICES) as ServiceName[]).find((name) => SERVICES[name].prefix === prefix);
  if (service === undefined || operation === undefined) throw new Error(`no service for ${api}`);
  return { service, operation };
}

/** One region, and AWS-managed policies that have to be fetched. */
function worldOfOneRegion(): World {
  const world = accountWorld();
  const account = world.accounts[ACCOUNT]!;
  delete account.regions[SECOND_REGION];
  account.awsManagedInDetails = 'none';
  return world;
}
