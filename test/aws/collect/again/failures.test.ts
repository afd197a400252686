// What is not there any more, what is new, and what cannot be read: what is left of what was known.
import { describe, expect, test } from 'vitest';
import type { Touched } from '../../../../lib/events/touched.ts';
import { overlaid } from '../../../../lib/scoped/overlaid.ts';
import type { SnapshotFile } from '../../../../lib/snapshot/schema.ts';
import { ACCOUNT, AUDIT_ROLE, OTHER, PULL, REGION } from '../../server/world.ts';
import { collecting } from '../support/collecting.ts';
import { AWS_POLICY, DEPLOY, eventWorld, identityIn, judged, LATER, reread, userIn } from './support/rereading.ts';

const account = await collecting(eventWorld);
const { server, world, scan, open } = account;

const ANA: Touched = { kind: 'principal', of: 'user', name: 'ana', part: 'tags' };

describe('what is not there', () => {
  const gone = async (touched: Touched, change: () => void) => {
    const base = await scan();
    change();
    const { parts, failed } = await reread(account, base, [touched]);
    expect(failed).toEqual([]);
    return parts.map(({ kind, value }) => [kind, value.status]);
  };
  const region = () => world.accounts[ACCOUNT]!.regions[REGION]!;

  test('of a repository is its policy alone, where the repository has none', async () => {
    const change = () => {
      region().repositories = [{ name: 'team/app' }];
    };
    expect(await gone({ kind: 'repository', region: REGION, repository: 'team/app', part: 'policy' }, change)).toEqual([
      ['repository', 'present'],
    ]);
  });

  test('is a repository that is deleted between two calls', async () => {
    const base = await scan();
    server.faults.inject({
      operation: 'GetRepositoryPolicy',
      fault: {
        kind: 'before',
        change: () => {
          region().repositories = [];
        },
      },
    });
    const { parts } = await reread(account, base, [{ kind: 'repository', region: REGION, repository: 'team/app', part: 'policy' }]);
    expect(parts.map(({ value }) => value.status)).toEqual(['absent']);
  });

  test('is an inline policy, and not whoever had it', async () => {
    const change = () => userIn(world, (user) => ({ ...user, UserPolicyList: [] }));
    expect(await gone({ kind: 'inline', of: 'user', name: 'ana', policy: 'pull' }, change)).toEqual([
      ['inline', 'absent'],
      ['principal', 'present'],
    ]);
  });

  test('is whoever had an inline policy, and not the policy of another one', async () => {
    expect(await gone({ kind: 'inline', of: 'user', name: 'ana', policy: 'pull' }, () => userIn(world, () => undefined))).toEqual([
      ['principal', 'absent'],
    ]);
  });

  test('is nobody whom an event spells in another way than the account does', async () => {
    const base = await scan();
    const { parts, failed } = await reread(account, base, [{ kind: 'principal', of: 'user', name: 'ANA', part: 'tags' }]);
    expect({ failed, parts: parts.map((part) => part.kind === 'principal' && [part.name, part.value.status]) }).toEqual({
      failed: [],
      parts: [['ana', 'present']],
    });
  });

  test('is a version that was replaced, which says nothing of the policy', async () => {
    const base = await scan();
    server.faults.inject({
      operation: 'GetPolicyVersion',
      fault: { kind: 'refuse', status: 404, code: 'NoSuchEntity', message: 'no such version' },
    });
    const { parts, failed } = await reread(account, base, [{ kind: 'managed', policy: DEPLOY }]);
    expect({ parts, failed }).toMatchObject({ parts: [], failed: [{ api: 'iam:GetPolicyVersion' }] });
  });
});

describe('a principal that is new', () => {
  const many = (count: number) => Array.from({ length: count }, (_, at) => ({ PolicyName: `p${at}`, PolicyDocument: PULL }));
  const created: Touched = { kind: 'principal', of: 'role', name: 'new-ci', part: 'existence' };
  const role = (inline: number) =>
    identityIn(world, {
      RoleDetailList: [
        ...world.accounts[ACCOUNT]!.identity.RoleDetailList,
        {
          ...{
            RoleName: 'new-ci',
            RoleId: 'AROANEWCI',
            Arn: `arn:aws:iam::${ACCOUNT}:role/new-ci`,
            Path: '/',
            AssumeRolePolicyDocument: PULL,
          },
          RolePolicyList: many(inline),
        },
      ],
    });

  test('is read whole', async () => {
    const base = await scan();
    role(4);
    const { parts, failed } = await reread(account, base, [created]);
    expect(failed).toEqual([]);
    expect(judged(overlaid(base, parts))).toEqual(judged(await scan()));
  });

  test('is not read at all where that takes more than ten calls, and told', async () => {
    const base = await scan();
    role(12);
    const calls = server.calls.length;
    const { parts, failed } = await reread(account, base, [created]);
    expect(server.calls.length - calls).toBeLessThanOrEqual(10 + 1);
    expect(parts).toEqual([]);
    expect(failed).toMatchObject([{ part: { kind: 'principal', of: 'role', name: 'new-ci' }, code: 'TooManyCalls' }]);
  });

  test('whose policy cannot be read counts for nothing, also where another one had the name', async () => {
    const base = await scan();
    identityIn(world, {
      RoleDetailList: world.accounts[ACCOUNT]!.identity.RoleDetailList.map((each) => ({ ...each, RoleId: 'AROAAGAIN' })),
    });
    server.faults.inject({ operation: 'GetRolePolicy', fault: { kind: 'deny' } });
    const { parts, failed } = await reread(account, base, [{ kind: 'principal', of: 'role', name: 'ci', part: 'existence' }]);
    expect({ parts, failed }).toMatchObject({ parts: [], failed: [{ api: 'iam:GetRolePolicy', part: { kind: 'principal', name: 'ci' } }] });
  });
});

describe('a managed policy that is attached and that the snapshot lacks', () => {
  const attached: Touched = { kind: 'attachment', of: 'user', name: 'ana', policy: AWS_POLICY };

  test('is fetched with the list, and once for everybody who has it', async () => {
    const base = await scan();
    userIn(world, (user) => ({ ...user, AttachedManagedPolicies: [{ PolicyArn: AWS_POLICY }] }));
    const groups = world.accounts[ACCOUNT]!.identity.GroupDetailList;
    identityIn(world, { GroupDetailList: groups.map((group) => ({ ...group, AttachedManagedPolicies: [{ PolicyArn: AWS_POLICY }] })) });
    const { parts } = await reread(account, base, [attached, { ...attached, of: 'group', name: 'developers' }]);
    expect(parts.map(({ kind }) => kind)).toEqual(['attached', 'attached', 'managed', 'principal', 'principal']);
    expect(server.calls.filter(({ operation }) => operation === 'GetPolicy').length).toBe(2);
    expect(judged(overlaid(base, parts))).toEqual(judged(await scan()));
  });

  test('leaves the list as it was where it cannot be read, and both are told', async () => {
    const base = await scan();
    userIn(world, (user) => ({ ...user, AttachedManagedPolicies: [{ PolicyArn: AWS_POLICY }] }));
    server.faults.inject({ operation: 'GetPolicyVersion', fault: { kind: 'deny' } });
    const { parts, failed } = await reread(account, base, [attached]);
    expect(parts.map(({ kind }) => kind)).toEqual(['principal']);
    expect(failed.map(({ part, api }) => [part.kind, api])).toEqual([
      ['attached', 'iam:GetPolicyVersion'],
      ['managed', 'iam:GetPolicyVersion'],
    ]);
  });
});

describe('what the last full scan', () => {
  const unread = { status: 'unknown', error: { code: 'AccessDenied', api: 'iam:GetAccountAuthorizationDetails' } } as const;

  test('could not read is not asked for, and told', async () => {
    const whole = await scan();
    const base: SnapshotFile = { ...whole, identity: unread, regions: whole.regions.map((each) => ({ ...each, repositories: unread })) };
    const calls = server.calls.length;
    const { parts, failed } = await reread(account, base, [
      ANA,
      { kind: 'managed', policy: DEPLOY },
      { kind: 'repository', region: REGION, repository: 'team/app', part: 'policy' },
    ]);
    expect(server.calls.slice(calls).map(({ service }) => service)).toEqual(['sts']);
    expect(parts).toEqual([]);
    expect(failed.map(({ part, code }) => [part.kind, code])).toEqual([
      ['principal', 'UnreadBefore'],
      ['managed', 'UnreadBefore'],
      ['repository', 'UnreadBefore'],
    ]);
  });

  test('did not have as a region is not of the audit', async () => {
    const outcome = await reread(account, await scan(), [
      { kind: 'registry', region: 'ap-south-1', part: 'policy' },
      { kind: 'repository', region: 'ap-south-1', repository: 'a', part: 'existence' },
    ]);
    expect(outcome).toEqual({ parts: [], failed: [] });
  });
});

describe('a reading', () => {
  test('ends when its time is over, and tells what is left', async () => {
    const base = await scan();
    const calls = server.calls.length;
    const { parts, failed } = await reread(account, base, [ANA, { kind: 'registry', region: REGION, part: 'policy' }], {
      until: LATER.now(),
    });
    expect(parts).toEqual([]);
    expect(failed.map(({ code }) => code)).toEqual(['OutOfTime', 'OutOfTime']);
    expect(server.calls.slice(calls).map(({ service }) => service)).toEqual(['sts']);
  });

  test('asks for the same thing once, however many writes there were', async () => {
    const base = await scan();
    const calls = server.calls.length;
    const existence: Touched = { kind: 'repository', region: REGION, repository: 'team/app', part: 'existence' };
    const { parts } = await reread(account, base, [existence, { ...existence, part: 'policy' }, { ...existence, part: 'tags' }, existence]);
    expect(parts).toHaveLength(1);
    expect(server.calls.length - calls).toBe(3 + 1);
  });

  test('through a role asks the auditor of the organization first, and the role where the auditor may not', async () => {
    const role = { arn: AUDIT_ROLE, externalId: 'secret-word' };
    const organization = world.organization!;
    organization.policies = organization.policies.map((each) => ({ ...each, targets: [...each.targets, OTHER] }));
    const unit: Touched = { kind: 'organization', part: 'attachment', target: 'ou-ex01-payments' };
    const base = await scan({ role });
    const before = server.calls.length;
    const first = await reread(account, base, [unit], {
      session: await open({ role, timing: LATER }),
    });
    expect(first).toMatchObject({ failed: [], parts: [{ kind: 'controlLevel' }] });
    const asked = server.calls.slice(before).filter(({ service }) => service === 'organizations');
    expect([...new Set(asked.map((each) => each.account))]).toEqual([ACCOUNT]);
    world.organization!.delegatedAdministrators = [OTHER];
    const second = await reread(account, base, [unit], {
      session: await open({ role, timing: LATER }),
    });
    expect(second).toMatchObject({ failed: [], parts: [{ kind: 'controlLevel' }] });
  });
});
