// AWS's managed policies out of the dated copy: where the snapshot lacks a document, and only there.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkProposal } from '../../lib/check.ts';
import { loadManagedCopy } from '../../lib/cli/input/managed-copy.ts';
import type { ProposedChange } from '../../lib/proposal/change.ts';
import { lackedPolicies, type ManagedCopy } from '../../lib/proposal/managed-copy.ts';
import { holds } from '../support/property.ts';
import { proposalOf, sourceOf, toldBy } from './support/checked.ts';

const A = '111111111111';
const AWS = 'arn:aws:iam::aws:policy';
const POWER = `${AWS}/AmazonEC2ContainerRegistryPowerUser`;
const LIST = document('ecr:DescribeImages', 'ecr:ListImages');
const DELETE = document('ecr:BatchDeleteImage');
const [ci, idle] = [role('ci'), role('idle')];

function document(...actions: readonly string[]) {
  return { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: actions, Resource: '*' }] };
}

function role(name: string) {
  return { kind: 'role', name } as const;
}

interface Held {
  readonly partition?: string;
  /** ARNs of what the role `ci` has. */
  readonly attached?: readonly string[];
  readonly documents?: Readonly<Record<string, object>>;
}

function accountWith({ partition = 'aws', attached = [], documents = {} }: Held) {
  const roleFile = (name: string, arns: readonly string[]) => ({
    ...{ RoleName: name, RoleId: `AROA${name}`, Arn: `arn:${partition}:iam::${A}:role/${name}`, Path: '/', AssumeRolePolicyDocument: LIST },
    AttachedManagedPolicies: arns.map((PolicyArn) => ({ PolicyArn })),
  });
  const repository = { repositoryName: 'app', repositoryArn: `arn:${partition}:ecr:us-east-1:${A}:repository/app` };
  return sourceOf({
    ...{ schemaVersion: 1, partition, account: A, collectedAt: '2026-11-21T20:00:00Z' },
    identity: {
      status: 'present',
      value: {
        ...{ UserDetailList: [], GroupDetailList: [], RoleDetailList: [roleFile('ci', attached), roleFile('idle', [])] },
        Policies: Object.entries(documents).map(([Arn, Document]) => ({
          ...{ Arn, DefaultVersionId: 'v1', PolicyVersionList: [{ VersionId: 'v1', IsDefaultVersion: true, Document }] },
        })),
      },
    },
    regions: [
      {
        ...{ region: 'us-east-1', registryPolicy: { status: 'absent' } },
        repositories: {
          ...{ status: 'present', value: [{ ...repository, policy: { status: 'absent' }, tags: { status: 'present', value: {} } }] },
        },
      },
    ],
  });
}

function copyOf(documents: Readonly<Record<string, object>>): ManagedCopy {
  const policies = new Map(Object.entries(documents));
  return {
    asOf: '2026-01-02',
    policy: (arn) => {
      const found = policies.get(arn);
      return found && { version: 'v7', document: JSON.stringify(found) };
    },
  };
}

function told(held: Held, changes: readonly ProposedChange[], copy: ManagedCopy) {
  const checked = checkProposal(accountWith(held), undefined, proposalOf(...changes), { copy });
  const { head } = checked.result;
  return { ...toldBy(checked), assumed: head.changes.flatMap(({ assumed }) => assumed), base: head.base.complete, unread: head.unread };
}

const attach = (owner: typeof ci | typeof idle, arn: string): ProposedChange => ({ kind: 'attachment', owner, arn, attached: true });
const ASSUMED = `the document of ${POWER}, which the snapshot lacks, is taken as AWS had it on 2026-01-02 (v7)`;

describe('a document that the snapshot lacks', () => {
  test('is that of the copy, which is told', () => {
    expect(told({}, [attach(idle, POWER)], copyOf({ [POWER]: LIST }))).toEqual({
      ...{ gained: ['idle list app'], lost: [], changed: [], unresolved: [] },
      ...{ assumed: [ASSUMED], base: true, unread: [] },
    });
  });

  test.each<readonly [string, ProposedChange]>([
    ['an exclusive list of attachments', { kind: 'onlyAttachments', owner: idle, arns: [POWER] }],
    ['an exclusive list of holders', { kind: 'attachedOnlyTo', arn: POWER, owners: [idle] }],
  ])('also by %s', (_, change) => {
    expect(told({}, [change], copyOf({ [POWER]: LIST }))).toMatchObject({ gained: ['idle list app'], assumed: [ASSUMED] });
  });

  test('bounds a role as that of the snapshot does', () => {
    const own = { [`arn:aws:iam::${A}:policy/all`]: document('ecr:*') };
    const bound: ProposedChange = { kind: 'boundary', owner: ci, arn: POWER };
    const { lost, assumed } = told({ attached: Object.keys(own), documents: own }, [bound], copyOf({ [POWER]: LIST }));
    expect(lost).toContain('ci delete app');
    expect(lost).not.toContain('ci list app');
    expect(assumed).toEqual([ASSUMED]);
  });

  test('that somebody has already is no gain of the change, and the account stays one that was not read whole', () => {
    const { gained, base, unread } = told({ attached: [POWER] }, [attach(idle, POWER)], copyOf({ [POWER]: LIST }));
    expect(gained).toEqual(['idle list app']);
    expect(base).toBe(false);
    expect(unread).toMatchObject([{ part: `policy ${POWER}`, code: 'DocumentMissing' }]);
  });

  test('is unresolved where the copy does not have it either', () => {
    const { unresolved, assumed } = told({}, [attach(idle, `${AWS}/Newer`)], copyOf({ [POWER]: LIST }));
    expect({ unresolved, assumed }).toEqual({ unresolved: ['proposed policy_arn'], assumed: [] });
  });
});

test('a document of the snapshot goes before that of the copy', () => {
  expect(told({ documents: { [POWER]: DELETE } }, [attach(idle, POWER)], copyOf({ [POWER]: LIST }))).toMatchObject({
    ...{ gained: ['idle delete app'], assumed: [] },
  });
});

test('nothing is lent that is not attached, nor a policy of the account', () => {
  const own = `arn:aws:iam::${A}:policy/own`;
  const detach: ProposedChange = { kind: 'attachment', owner: ci, arn: POWER, attached: false };
  expect(lackedPolicies(accountWith({}).file, proposalOf(detach, attach(ci, own)))).toEqual([]);
});

// Seen failing: the copy taken for the snapshot's, after 1 run.
test('whatever is lent gives what the same document of the snapshot gives', () => {
  const documents: Readonly<Record<string, object>> = {
    [`${AWS}/list`]: LIST,
    [`${AWS}/delete`]: DELETE,
    [`${AWS}/both`]: document('ecr:*'),
  };
  const arns = fc.subarray(Object.keys(documents));
  holds(
    fc.property(arns, arns, fc.subarray(Object.keys(documents), { minLength: 1 }), (known, attached, proposed) => {
      const held = attached.filter((arn) => known.includes(arn));
      const changes = proposed.map((arn) => attach(idle, arn));
      const some = Object.fromEntries(known.map((arn) => [arn, documents[arn] ?? {}]));
      const { assumed: lent, ...copied } = told({ attached: held, documents: some }, changes, copyOf(documents));
      const { assumed: none, ...whole } = told({ attached: held, documents }, changes, copyOf({}));
      expect(copied).toEqual(whole);
      expect([none, lent.length]).toEqual([[], proposed.filter((arn) => !known.includes(arn)).length]);
    }),
    { runs: 100, show: (known) => known.join(' ') },
  );
});

describe('the copy of the package', () => {
  test('has the policies of ECR, of services and of jobs, and none of another partition', async () => {
    const { asOf, policy } = await loadManagedCopy();
    expect(asOf).toMatch(/^20\d\d-\d\d-\d\d$/);
    const names = ['AmazonEC2ContainerRegistryPullOnly', 'service-role/AmazonECSTaskExecutionRolePolicy', 'job-function/ViewOnlyAccess'];
    for (const name of names) expect(policy(`${AWS}/${name}`)?.version).toMatch(/^v\d+$/);
    expect(policy('arn:aws-cn:iam::aws:policy/AdministratorAccess')).toBeUndefined();
    expect(policy(`arn:aws:iam::${A}:policy/AdministratorAccess`)).toBeUndefined();
    expect(policy(`${AWS}/NotAPolicyOfAws`)).toBeUndefined();
  });

  test.each([
    ['AmazonEC2ContainerRegistryReadOnly', ['list', 'pull']],
    ['AmazonEC2ContainerRegistryPowerUser', ['list', 'pull', 'push', 'retag']],
    ['AmazonEC2ContainerRegistryFullAccess', ['admin', 'configure', 'delete', 'list', 'pull', 'push', 'replicate', 'retag']],
    ['AdministratorAccess', ['admin', 'configure', 'delete', 'list', 'pull', 'push', 'replicate', 'retag']],
  ])('%s gives what AWS says', async (name, capabilities) => {
    const { gained } = told({}, [attach(idle, `${AWS}/${name}`)], await loadManagedCopy());
    expect(gained.toSorted()).toEqual(capabilities.map((capability) => `idle ${capability} app`));
  });

  test('has nothing for an account of another partition: unresolved', async () => {
    const change = attach(idle, 'arn:aws-cn:iam::aws:policy/AdministratorAccess');
    const { unresolved, gained } = told({ partition: 'aws-cn' }, [change], await loadManagedCopy());
    expect({ unresolved, gained }).toEqual({ unresolved: ['proposed policy_arn'], gained: [] });
  });
});
