// Parts of the organization, read again: what is nothing to the account, what takes more than ten calls, and who may know.
import { describe, expect, test } from 'vitest';
import type { OrganizationTouched } from '../../../../lib/events/touched.ts';
import { overlaid } from '../../../../lib/scoped/overlaid.ts';
import { stillAs } from '../../../../lib/scoped/still-as.ts';
import type { SnapshotFile } from '../../../../lib/snapshot/schema.ts';
import { ACCOUNT, AUDIT_ROLE, OTHER } from '../../server/world.ts';
import { collecting } from '../support/collecting.ts';
import { eventWorld, judged, LATER, reread, withSmallOrganization } from './support/rereading.ts';

const account = await collecting(eventWorld);
const { server, world, scan, open } = account;
const ROOT = 'r-ex01';
const UNIT = 'ou-ex01-payments';
const ROLE = { arn: AUDIT_ROLE, externalId: 'secret-word' };

const touched = (part: Omit<Extract<OrganizationTouched, { part: 'attachment' }>, 'kind'> | Other): OrganizationTouched => ({
  kind: 'organization',
  ...part,
});
type Other =
  | { readonly part: 'policy'; readonly policy: string }
  | { readonly part: 'member'; readonly account: string }
  | { readonly part: 'policyTypes' | 'policyName' | 'members' };

async function read(base: SnapshotFile, ...parts: readonly Parameters<typeof touched>[0][]) {
  const before = server.calls.length;
  const outcome = await reread(account, base, parts.map(touched));
  const asked = server.calls.slice(before).filter(({ service }) => service === 'organizations');
  return { ...outcome, calls: asked.length };
}

describe('a write to the organization', () => {
  test('that is not on the way to the account is nothing to it, and asks nothing', async () => {
    const base = await scan();
    world.organization!.units.push({ id: 'ou-ex01-other', name: 'other', parent: ROOT });
    expect(await read(base, { part: 'attachment', target: 'ou-ex01-other' })).toEqual({ parts: [], failed: [], calls: 0 });
    expect(await read(base, { part: 'attachment', target: OTHER })).toEqual({ parts: [], failed: [], calls: 0 });
  });

  test('about a policy that is attached to nothing above the account is nothing to it', async () => {
    const organization = world.organization!;
    organization.policies = organization.policies.map((each) => (each.id === 'p-guard' ? { ...each, targets: [OTHER] } : each));
    const base = await scan();
    expect(await read(base, { part: 'policy', policy: 'p-guard' })).toEqual({ parts: [], failed: [], calls: 1 });
  });

  test('that renames a policy reads the policies of every level', async () => {
    const base = await scan();
    const organization = world.organization!;
    organization.policies = organization.policies.map((each) => (each.id === 'p-guard' ? { ...each, name: 'renamed' } : each));
    const { parts, failed, calls } = await read(base, { part: 'policy', policy: 'p-guard' }, { part: 'policyName' });
    expect({ failed, calls, kinds: parts.map(({ kind }) => kind) }).toEqual({ failed: [], calls: 11, kinds: ['controlPolicies'] });
    expect(judged(overlaid(base, parts))).toEqual(judged(await scan()));
  });

  test('about a policy and its target at once leaves nothing unread', async () => {
    const base = await scan();
    const organization = world.organization!;
    organization.policies = organization.policies.map((each) =>
      each.id === 'p-guard' ? { ...each, targets: [ROOT, ACCOUNT], content: '{"Version":"2012-10-17","Statement":[]}' } : each,
    );
    const { parts, failed } = await read(base, ...[UNIT, ROOT, ACCOUNT].map((target) => ({ part: 'attachment', target }) as const), {
      part: 'policy',
      policy: 'p-guard',
    });
    expect(failed).toEqual([]);
    expect(judged(overlaid(base, parts))).toEqual(judged(await scan()));
  });

  test('that puts another policy of the same name in the place of one is seen', async () => {
    const base = await scan();
    const organization = world.organization!;
    const content = '{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"*","Resource":"*"}]}';
    organization.policies = organization.policies.map((each) => (each.id === 'p-guard' ? { ...each, id: 'p-again', content } : each));
    const { parts, failed } = await read(base, { part: 'attachment', target: UNIT });
    expect(failed).toEqual([]);
    expect(stillAs(base, parts)).toEqual([]);
    expect(judged(overlaid(base, parts))).toEqual(judged(await scan()));
  });

  test('that takes more than ten calls is left to the next full scan, and told', async () => {
    const base = await scan();
    const { parts, failed, calls } = await read(base, { part: 'members' });
    expect(calls).toBe(10);
    expect(parts).toEqual([]);
    expect(failed).toMatchObject([
      { part: { kind: 'organization' }, code: 'TooManyCalls', message: 'more than 10 calls to read it whole: the next full scan reads it' },
    ]);
  });
});

describe('the organization', () => {
  test('is read whole where ten calls are enough', async () => {
    withSmallOrganization(world);
    const base = await scan();
    const organization = world.organization!;
    organization.members = [...organization.members, { id: '333333333333', name: 'new', parent: ROOT, status: 'ACTIVE' }];
    const { parts, failed, calls } = await read(base, { part: 'members' });
    expect({ failed, kinds: parts.map(({ kind }) => kind) }).toEqual({ failed: [], kinds: ['organization'] });
    expect(calls).toBeLessThanOrEqual(10);
    expect(judged(overlaid(base, parts))).toEqual(judged(await scan()));
  });

  test('is read whole for an account that nobody has heard of, since only its list has the name', async () => {
    withSmallOrganization(world);
    const base = await scan();
    const organization = world.organization!;
    organization.members = [...organization.members, { id: '333333333333', name: 'new', parent: ROOT, status: 'ACTIVE' }];
    const { parts, failed, calls } = await read(base, { part: 'member', account: '333333333333' });
    expect({ failed, calls, kinds: parts.map(({ kind }) => kind) }).toEqual({ failed: [], calls: 9, kinds: ['organization'] });
    expect(judged(overlaid(base, parts))).toEqual(judged(await scan()));
  });

  test('whose policies the last scan could not read is asked for all of them', async () => {
    server.faults.inject({ operation: 'DescribePolicy', fault: { kind: 'deny' } });
    const base = await scan();
    server.faults.clear();
    expect(base.organization).toMatchObject({ value: { serviceControlPolicies: { status: 'unknown' } } });
    const { parts, failed } = await read(base, { part: 'attachment', target: UNIT });
    expect({ failed, kinds: parts.map(({ kind }) => kind) }).toEqual({ failed: [], kinds: ['controlPolicies'] });
    expect(judged(overlaid(base, parts))).toEqual(judged(await scan()));
  });
});

describe('the place of an account', () => {
  test('in another organization than the one that was known is no answer about this one', async () => {
    const base = await scan({ role: ROLE });
    const organization = world.organization!;
    world.otherOrganization = { ...organization, id: 'o-other000001', members: organization.members.filter(({ id }) => id === ACCOUNT) };
    organization.members = organization.members.filter(({ id }) => id !== ACCOUNT);
    organization.managementAccount = '999999999999';
    const { parts, failed } = await reread(account, base, [touched({ part: 'member', account: '999999999999' })], {
      session: await open({ role: ROLE, timing: LATER }),
    });
    expect(parts).toEqual([]);
    expect(failed).toMatchObject([{ part: { kind: 'member', account: '999999999999' } }]);
  });

  test('through a role is asked of the auditor first', async () => {
    const organization = world.organization!;
    organization.policies = organization.policies.map((each) => ({ ...each, targets: [...each.targets, OTHER] }));
    const base = await scan({ role: ROLE });
    organization.members = organization.members.map((each) => (each.id === OTHER ? { ...each, parent: ROOT } : each));
    const before = server.calls.length;
    const { parts, failed } = await reread(account, base, [touched({ part: 'member', account: OTHER })], {
      session: await open({ role: ROLE, timing: LATER }),
    });
    expect(failed).toEqual([]);
    const asked = server.calls.slice(before).filter(({ service }) => service === 'organizations');
    expect([...new Set(asked.map((each) => each.account))]).toEqual([ACCOUNT]);
    expect(judged(overlaid(base, parts))).toEqual(judged(await scan({ role: ROLE })));
  });
});
