// Member accounts of a deployment in the management account: their control policies are read by the auditor, and count.
import { expect, test } from 'vitest';
import { handler } from '../../../functions/collect/collect.ts';
import { handler as report } from '../../../functions/report/report.ts';
import type { Organization } from '../../support/aws-server/world.ts';
import { regionWith } from '../../support/aws-server/world.ts';
import { lets, publishBaseline, runAudit } from '../support/audits.ts';
import { type Deployment, deployment, OTHER, OWN, READER } from '../support/deployment.ts';
import { invoke } from '../support/invoke.ts';

const THIRD = '333333333333';
const PULLER = 'arn:aws:iam::444444444444:role/puller';
const DENIAL = JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Deny', Principal: '*', Action: 'ecr:*', Resource: '*' }] });
const ALL = JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] });

/** Two members, one of them below a resource control policy that denies what its repository policy grants. */
async function organized(): Promise<Deployment> {
  const under = await deployment({ ACCOUNTS: `${OTHER},${THIRD}` });
  publishBaseline(under);
  const { world } = under;
  world.accounts[OTHER]!.regions = { 'eu-west-1': regionWith([{ name: 'other/app', policyText: lets(PULLER) }]) };
  world.accounts[THIRD] = {
    ...world.accounts[OTHER]!,
    assumable: { [`arn:aws:iam::${THIRD}:role/${READER}`]: { externalId: 'audit-4711' } },
  };
  world.organization = organization();
  return under;
}

function organization(): Organization {
  const member = (id: string, parent: string) => ({ id, name: `name of ${id}`, parent, status: 'ACTIVE' });
  const policy = { name: 'deny', type: 'RESOURCE_CONTROL_POLICY', content: DENIAL, targets: ['ou-aa01-closed'] } as const;
  const full = { id: 'p-full', name: 'full', type: 'SERVICE_CONTROL_POLICY', content: ALL } as const;
  return {
    id: 'o-members001',
    managementAccount: OWN,
    delegatedAdministrators: [],
    root: { id: 'r-aa01', policyTypes: ['SERVICE_CONTROL_POLICY', 'RESOURCE_CONTROL_POLICY'] },
    units: ['open', 'closed'].map((name) => ({ id: `ou-aa01-${name}`, name, parent: 'r-aa01' })),
    members: [member(OWN, 'r-aa01'), member(OTHER, 'ou-aa01-closed'), member(THIRD, 'ou-aa01-open')],
    policies: [
      { id: 'p-deny', ...policy },
      { ...full, targets: ['r-aa01', 'ou-aa01-open', 'ou-aa01-closed', OTHER, THIRD] },
    ],
  };
}

const callsTo = ({ server }: Deployment, operation: string) => server.calls.filter((call) => call.operation === operation);

interface Report {
  readonly unread: readonly object[];
  readonly findings: readonly { readonly code: string; readonly principal: string | null }[];
}

function reportOf({ objects }: Deployment, account: string): Report {
  return JSON.parse(objects.text(JSON.parse(objects.text(`reports/${account}/latest.json`)).keys.json));
}

test('a control policy above a member takes away what its repository grants, and only there', async () => {
  const under = await organized();
  await runAudit('whole');
  const [closed, open] = [reportOf(under, OTHER), reportOf(under, THIRD)];
  expect([closed.unread, open.unread]).toEqual([[], []]);
  const pullers = ({ findings }: Report) => findings.filter(({ principal }) => principal === PULLER);
  expect(pullers(closed)).toEqual([]);
  expect(pullers(open)).not.toEqual([]);
});

test('a live report of a member reads its organization the same way', async () => {
  const under = await organized();
  expect(await invoke(report, { account: OTHER })).toMatchObject({ kind: 'live', account: OTHER, complete: true, unread: [] });
  expect(callsTo(under, 'DescribePolicy').map(({ account }) => account)).toEqual([OWN, OWN]);
});

const identityIn = (run: string, account: string) =>
  invoke(handler, { part: 'identity', run, account, role: `arn:aws:iam::${account}:role/${READER}` });

test('the accounts of a run share what is the same for them, and the next run reads it anew', async () => {
  const under = await organized();
  for (const account of [OTHER, THIRD]) await identityIn('shared', account);
  const asked = () => ['ListParents', 'ListAccountsForParent', 'DescribePolicy'].map((operation) => callsTo(under, operation).length);
  // Two steps to the root for each account, three places to look for accounts, two policies.
  expect(asked()).toEqual([4, 3, 2]);
  for (const account of [OTHER, THIRD]) await identityIn('shared-next', account);
  expect(asked()).toEqual([8, 6, 4]);
  const levels = (account: string) => under.objects.part(`runs/shared/${account}/identity.json.gz`);
  expect(levels(OTHER)).toMatchObject({ organization: { value: { resourceControlPolicies: [[], [{ name: 'deny' }], []] } } });
  expect(levels(THIRD)).toMatchObject({ organization: { value: { resourceControlPolicies: [[], [], []] } } });
});

test('what is remembered is read anew for an account that has moved since', async () => {
  const under = await organized();
  await identityIn('moved', THIRD);
  const around = under.world.organization!;
  around.members = around.members.map((each) => (each.id === OTHER ? { ...each, parent: 'ou-aa01-open' } : each));
  await identityIn('moved', OTHER);
  const path = 'o-members001/r-aa01/ou-aa01-open/';
  expect(under.objects.part(`runs/moved/${OTHER}/identity.json.gz`)).toMatchObject({
    organization: { value: { path, accounts: [{ id: OWN }, { id: OTHER, path }, { id: THIRD, path }] } },
  });
});

test('an organization for which there is no time is a gap, and the identities are read', async () => {
  const under = await organized();
  under.server.faults.inject({ operation: 'ListAccountsForParent', fault: { kind: 'hang' } });
  const event = { part: 'identity', run: 'large', account: OTHER, role: `arn:aws:iam::${OTHER}:role/${READER}` };
  expect(await invoke(handler, event, 60_500)).toMatchObject({ status: 'read' });
  expect(under.objects.part(`runs/large/${OTHER}/identity.json.gz`)).toMatchObject({
    identity: { status: 'present' },
    organization: { status: 'unknown', error: { code: 'OutOfTime', api: 'organizations:DescribeOrganization' } },
  });
});
