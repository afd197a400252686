// The organization of an account that is read through a role: its auditor may read it, most members may not. (F25)
import { describe, expect, test } from 'vitest';
import { prepareAccount } from '../../../../lib/access/account/account.ts';
import { diagnose } from '../../../../lib/aws/doctor/diagnose.ts';
import { readSnapshotValue } from '../../../../lib/snapshot/parse.ts';
import type { SnapshotFile } from '../../../../lib/snapshot/schema.ts';
import type { Fault } from '../../../support/aws-server/faults.ts';
import type { Organization, World } from '../../../support/aws-server/world.ts';
import { ACCOUNT, AUDIT_ROLE, OTHER, REGION } from '../../server/world.ts';
import { accountWorld, CONTROL_POLICY, ORGANIZATION, RESOURCE_CONTROL_POLICY } from '../support/account-world.ts';
import { collecting, gapNames } from '../support/collecting.ts';

const MANAGEMENT = '999999999999';
const STRANGE = 'o-strange0001';
const ROLE = { arn: AUDIT_ROLE, externalId: 'secret-word' };

const { server, world, open, scan } = await collecting(worldOfMembers);
const scanMember = () => scan({ role: ROLE, regions: [REGION] });

/** The member is in a unit of its own, with a policy of its own, so that nothing of the auditor's place can be taken for its place. */
function worldOfMembers(): World {
  const made = accountWorld();
  const organization = made.organization!;
  organization.units.push({ id: 'ou-ex01-tools', name: 'tools', parent: 'ou-ex01-payments' });
  organization.members = organization.members.map((each) => (each.id === OTHER ? { ...each, parent: 'ou-ex01-tools' } : each));
  organization.policies = organization.policies.map((each) =>
    each.id === 'p-full' ? { ...each, targets: [...each.targets, 'ou-ex01-tools', OTHER] } : each,
  );
  const own = { id: 'p-member', name: 'of the member', type: 'SERVICE_CONTROL_POLICY', content: CONTROL_POLICY, targets: [OTHER] } as const;
  organization.policies.push(own);
  made.otherOrganization = empty();
  return made;
}

const scp = (name: string) => ({ name, document: CONTROL_POLICY });
const PATH = `${ORGANIZATION}/r-ex01/ou-ex01-payments/ou-ex01-tools/`;
const LEVELS = [
  [scp('name of p-full')],
  [scp('name of p-full'), scp('name of p-guard')],
  [scp('name of p-full')],
  [scp('name of p-full'), scp('of the member')],
];
const WHOLE = {
  id: ORGANIZATION,
  managementAccount: MANAGEMENT,
  path: PATH,
  serviceControlPolicies: LEVELS,
  resourceControlPolicies: [[{ name: 'name of p-perimeter', document: RESOURCE_CONTROL_POLICY }], [], [], []],
  accounts: [
    { id: ACCOUNT, name: 'payments', path: `${ORGANIZATION}/r-ex01/ou-ex01-payments/` },
    { id: OTHER, name: 'other', path: PATH },
    { id: MANAGEMENT, name: 'management', path: `${ORGANIZATION}/r-ex01/` },
  ],
};

/** A fault of what one account asks of the organization: of everything, or of one operation. */
function afflict(account: string, fault: Fault, operation?: string): void {
  server.faults.inject({
    service: 'organizations',
    ...(operation === undefined ? {} : { operation }),
    when: (call) => call.account === account,
    fault,
  });
}

const DENY = { kind: 'deny' } as const;

describe('a member that may not read its organization', () => {
  test('has its own place and its own control policies, told by the auditor', async () => {
    const file = await scanMember();
    expect(file.account).toBe(OTHER);
    expect(file.organization).toEqual({ status: 'present', value: WHOLE });
    expect(gapNames(file)).toEqual([]);
  });

  test('is not asked itself, and the auditor is asked once, however many regions there are', async () => {
    world.accounts[OTHER]!.regions['us-east-1'] = world.accounts[OTHER]!.regions[REGION]!;
    await scan({ role: ROLE });
    const asked = server.calls.filter(({ service }) => service === 'organizations');
    expect(new Set(asked.map(({ account }) => account))).toEqual(new Set([ACCOUNT]));
    const questions = asked.map(({ operation, input }) => `${operation} ${JSON.stringify(input)}`);
    expect(questions.toSorted()).toEqual([...new Set(questions)].toSorted());
  });

  test('is judged with its control policies', async () => {
    const { scp: levels, rcp } = prepareAccount(snapshotIn(await scanMember()));
    expect(levels.map(({ policies }) => policies.length)).toEqual([1, 2, 1, 2]);
    expect(rcp.policies).toHaveLength(1);
  });

  test('leaves no connection of the auditor behind', async () => {
    const session = await open({ role: ROLE });
    let closed = 0;
    const { sts } = session.auditor!;
    const destroy = sts.destroy.bind(sts);
    Object.assign(sts, {
      destroy: () => {
        closed += 1;
        destroy();
      },
    });
    session.clients.close();
    expect(closed).toBe(1);
  });
});

test('the management account, read by a delegated administrator, is exempt from control policies', async () => {
  world.organization!.managementAccount = OTHER;
  world.organization!.members = world.organization!.members.filter(({ id }) => id !== MANAGEMENT);
  const file = await scanMember();
  expect(organizationIn(file)).toMatchObject({ managementAccount: OTHER, serviceControlPolicies: LEVELS });
  const { scp: levels, rcp } = prepareAccount(snapshotIn(file));
  expect({ levels, policies: rcp.policies }).toEqual({ levels: [], policies: [] });
});

describe('where the auditor is refused, the role is asked', () => {
  test.each([
    ['everything', undefined],
    ['what organization it is', 'DescribeOrganization'],
    ['where the member is', 'ListParents'],
    ['the root', 'ListRoots'],
    ['which policies are attached', 'ListPoliciesForTarget'],
    ['what they say', 'DescribePolicy'],
    ['the units', 'ListOrganizationalUnitsForParent'],
    ['the accounts', 'ListAccountsForParent'],
  ])('%s', async (_what, operation) => {
    world.organization!.delegatedAdministrators.push(OTHER);
    afflict(ACCOUNT, DENY, operation);
    expect((await scanMember()).organization).toEqual({ status: 'present', value: WHOLE });
    expect(server.calls.some(({ service, account }) => service === 'organizations' && account === OTHER)).toBe(true);
  });

  test('two may complete each other', async () => {
    world.organization!.delegatedAdministrators.push(OTHER);
    afflict(ACCOUNT, DENY, 'ListPoliciesForTarget');
    for (const operation of ['ListParents', 'ListAccountsForParent']) afflict(OTHER, DENY, operation);
    // Without its place the role does not know which policies bear on the account: nobody fills that in.
    expect(organizationIn(await scanMember())).toMatchObject({
      path: PATH,
      accounts: WHOLE.accounts,
      serviceControlPolicies: { status: 'unknown', error: { code: 'AccessDeniedException', api: 'organizations:ListPoliciesForTarget' } },
    });
  });

  test('what both are refused is unknown with both errors, and nothing else is', async () => {
    afflict(ACCOUNT, DENY, 'ListPoliciesForTarget');
    const organization = organizationIn(await scanMember());
    expect(organization).toMatchObject({ id: ORGANIZATION, managementAccount: MANAGEMENT, path: PATH, accounts: WHOLE.accounts });
    const error = {
      code: 'AccessDeniedException',
      api: 'organizations:ListPoliciesForTarget',
      message: expect.stringMatching(
        /ListPoliciesForTarget .*\(said to the auditor; through the role: organizations:ListRoots, AccessDeniedException\)$/,
      ),
    };
    for (const part of [organization.serviceControlPolicies, organization.resourceControlPolicies]) {
      expect(part).toEqual({ status: 'unknown', error: expect.objectContaining(error) });
    }
  });

  test('an organization that both are refused is unknown as a whole', async () => {
    afflict(ACCOUNT, DENY);
    afflict(OTHER, DENY);
    expect((await scanMember()).organization).toMatchObject({
      status: 'unknown',
      error: {
        api: 'organizations:DescribeOrganization',
        message: expect.stringContaining('through the role: organizations:DescribeOrganization, AccessDeniedException'),
      },
    });
  });

  test.each<[string, Fault]>([
    ['throttled', { kind: 'throttle' }],
    ['broken', { kind: 'break' }],
    ['a web page', { kind: 'page', status: 200 }],
    ['without members', { kind: 'blank' }],
  ])('an answer to the auditor that is %s is none, and the account is not taken for one without an organization', async (_name, fault) => {
    afflict(ACCOUNT, fault);
    expect(organizationIn(await scanMember())).toMatchObject({ id: ORGANIZATION, path: { status: 'unknown' } });
  });
});

describe('a member of another organization than the auditor', () => {
  test('gets its own organization, as far as it may read it, and no part of the auditor’s', async () => {
    leave();
    const { id, managementAccount, path, serviceControlPolicies, accounts } = organizationIn(await scanMember());
    expect({ id, managementAccount }).toEqual({ id: STRANGE, managementAccount: '888888888888' });
    const unread = {
      status: 'unknown',
      error: expect.objectContaining({
        code: 'AccessDeniedException',
        message: expect.stringContaining(`(through the role: organization ${ORGANIZATION}, the auditor's, is another)`),
      }),
    };
    for (const part of [path, serviceControlPolicies, accounts]) expect(part).toEqual(unread);
    const ofAuditor = server.calls.filter(({ service, account }) => service === 'organizations' && account === ACCOUNT);
    expect(ofAuditor.map(({ operation }) => operation).toSorted()).toEqual(['DescribeOrganization', 'ListParents', 'ListRoots']);
  });

  test('gets all of it where it manages it', async () => {
    leave();
    world.otherOrganization!.managementAccount = OTHER;
    expect(organizationIn(await scanMember())).toMatchObject({ id: STRANGE, managementAccount: OTHER, path: `${STRANGE}/r-st01/` });
  });

  test.each([
    ['may not ask for its parents, but sees all accounts', ['ListParents']],
    ['may ask for nothing but what organization it is in', ['ListParents', 'ListRoots']],
  ])('is told apart also where the auditor %s', async (_name, operations) => {
    leave();
    for (const operation of operations) afflict(ACCOUNT, DENY, operation);
    expect(organizationIn(await scanMember())).toMatchObject({ id: STRANGE, path: { status: 'unknown' } });
  });

  test('that will not say which is in an unknown one, not in that of the auditor', async () => {
    leave();
    afflict(OTHER, DENY);
    expect((await scanMember()).organization).toMatchObject({ status: 'unknown' });
  });

  test('that will not say which, while the auditor may not ask where it is, is in an unknown one', async () => {
    for (const operation of ['ListParents', 'ListAccountsForParent']) afflict(ACCOUNT, DENY, operation);
    afflict(OTHER, DENY);
    expect((await scanMember()).organization).toMatchObject({ status: 'unknown', error: { api: 'organizations:ListParents' } });
  });

  test('that is in none has none', async () => {
    world.organization!.members = world.organization!.members.filter(({ id }) => id !== OTHER);
    expect((await scanMember()).organization).toEqual({ status: 'absent' });
  });

  test('has its own where the auditor is in none', async () => {
    leave();
    delete world.organization;
    expect(organizationIn(await scanMember())).toMatchObject({ id: STRANGE });
  });

  test('is nobody’s where the two contradict each other', async () => {
    afflict(ACCOUNT, DENY, 'DescribePolicy');
    const rewrite = (body: string) => body.replaceAll(ORGANIZATION, STRANGE);
    afflict(OTHER, { kind: 'rewrite', rewrite }, 'DescribeOrganization');
    expect((await scanMember()).organization).toMatchObject({
      status: 'unknown',
      error: { code: 'UnreadableAnswer', message: expect.stringContaining(`${STRANGE} of ${MANAGEMENT} to itself`) },
    });
  });

  test('is nowhere where they place it differently', async () => {
    world.organization!.delegatedAdministrators.push(OTHER);
    afflict(ACCOUNT, DENY, 'DescribePolicy');
    afflict(OTHER, { kind: 'rewrite', rewrite: (body) => body.replaceAll('ou-ex01-tools', 'ou-ex01-payments') }, 'ListParents');
    expect((await scanMember()).organization).toMatchObject({ status: 'unknown', error: { code: 'UnreadableAnswer' } });
  });
});

describe('doctor of a member', () => {
  const missing = async () => (await diagnose(await open({ role: ROLE }), REGION)).filter(({ kind }) => kind !== 'ok');

  test('finds everything there where the auditor may read the organization', async () => {
    expect(await missing()).toEqual([]);
  });

  test('names what neither may read', async () => {
    afflict(ACCOUNT, DENY, 'DescribePolicy');
    expect(await missing()).toMatchObject([{ api: 'organizations:DescribePolicy', kind: 'denied' }]);
  });

  test('is content with what the role may read', async () => {
    world.organization!.delegatedAdministrators.push(OTHER);
    afflict(ACCOUNT, DENY, 'DescribePolicy');
    expect(await missing()).toEqual([]);
  });

  test('does not take an answer about another organization for a permission', async () => {
    leave();
    expect((await missing()).map(({ api }) => api)).toContain('organizations:ListPoliciesForTarget');
  });
});

/** The member goes into another organization, in which it is nobody in particular. */
function leave(): void {
  const organization = world.organization!;
  organization.members = organization.members.filter(({ id }) => id !== OTHER);
  world.otherOrganization = strange();
}

function strange(): Organization {
  return {
    id: STRANGE,
    managementAccount: '888888888888',
    delegatedAdministrators: [],
    root: { id: 'r-st01', policyTypes: [] },
    units: [],
    members: ['888888888888', OTHER].map((id) => ({ id, name: id, parent: 'r-st01', status: 'ACTIVE' })),
    policies: [],
  };
}

/** An organization of nobody. */
function empty(): Organization {
  return { ...strange(), members: [] };
}

function organizationIn({ organization }: SnapshotFile) {
  if (organization?.status !== 'present') throw new Error(`the organization was not read: ${JSON.stringify(organization)}`);
  return organization.value;
}

function snapshotIn(file: SnapshotFile) {
  const reading = readSnapshotValue(file);
  if (reading.kind === 'problem') throw new Error(reading.reason);
  return reading.snapshot;
}
