// What plans carry besides the changes of their resources, and changes of other kinds: each is understood, or told as what nobody can tell.
import { describe, expect, test } from 'vitest';
import { readPlan } from '../../../lib/proposal/terraform/plan.ts';
import { terraformProposal } from '../../../lib/proposal/terraform/terraform.ts';

const TRUST = '{"Version": "2012-10-17", "Statement": []}';
const ROLE = { name: 'ci', path: '/', assume_role_policy: TRUST, tags: null };

interface Change {
  readonly type?: string;
  readonly name?: string;
  readonly actions: readonly string[];
  readonly before?: object;
  readonly after?: object;
  readonly unknown?: object | true;
  readonly more?: object;
  readonly deposed?: string;
}

function changeOf({ type = 'aws_iam_role', name = 'x', actions, before, after, unknown = {}, more, deposed }: Change) {
  const change = { actions, before: before ?? null, after: after ?? null, after_unknown: unknown, ...more };
  return { address: `${type}.${name}`, mode: 'managed', type, name, change, ...(deposed === undefined ? {} : { deposed }) };
}

function proposed(parts: object) {
  const reading = readPlan({ format_version: '1.2', ...parts });
  if (reading.kind === 'problem') throw new Error(reading.reason);
  return terraformProposal(reading.plan, { partition: 'aws', account: '111111111111', region: 'us-east-1' });
}

const of = (...changes: readonly Change[]) => proposed({ resource_changes: changes.map(changeOf) });

describe('a change that is put off', () => {
  const deferred = (...changes: readonly Change[]) =>
    proposed({
      complete: false,
      deferred_changes: changes.map((each) => ({ reason: 'deferred_prereq', resource_change: changeOf(each) })),
    });

  test('leaves unknown what it is about, and says why', () => {
    const policy = { role: 'ci', name: 'push', policy: TRUST };
    expect(deferred({ type: 'aws_iam_role_policy', actions: ['create'], after: policy })).toMatchObject([
      {
        address: 'aws_iam_role_policy.x',
        changes: [
          {
            kind: 'unread',
            place: { kind: 'owner', owner: { kind: 'role', name: 'ci' } },
            attribute: 'deferred_changes',
            why: 'Terraform puts it off to a later plan (deferred_prereq)',
          },
        ],
      },
    ]);
  });

  test('of which nobody knows whose it is leaves as much unknown as if it were made', () => {
    const unknown = { role: true, name: true, policy: true };
    const [resource] = deferred({ type: 'aws_iam_role_policy', actions: ['create'], after: {}, unknown });
    expect(resource?.changes).toMatchObject([{ kind: 'unread', place: { kind: 'principals' } }]);
  });

  test('that takes something away takes nothing away yet', () => {
    expect(deferred({ actions: ['delete'], before: ROLE })[0]?.changes).toMatchObject([{ kind: 'unread', place: { kind: 'owner' } }]);
  });

  test('and has no bearing on access is left out', () => {
    expect(deferred({ type: 'aws_vpc', actions: ['create'], after: {} }, { actions: ['no-op'], before: ROLE, after: ROLE })).toEqual([]);
  });
});

describe('an action of a provider', () => {
  const invocation = (type: string) => ({ address: `action.${type}.x`, type, name: 'x', config_values: {} });

  test.each([
    ['action_invocations', { action_invocations: [invocation('aws_iam_future')] }],
    ['deferred_action_invocations', { deferred_action_invocations: [{ reason: 'x', action_invocation: invocation('aws_iam_future') }] }],
  ])('that could bear on access leaves everything unknown: %s', (_, parts) => {
    expect(proposed(parts)).toMatchObject([
      { address: 'action.aws_iam_future.x', action: 'unknown', changes: [{ kind: 'unread', place: { kind: 'everything' } }] },
    ]);
  });

  test('that cannot is left out', () => {
    expect(proposed({ action_invocations: [invocation('aws_lambda_invoke')] })).toEqual([]);
  });
});

describe('what Terraform forgets stays', () => {
  const other = { ...ROLE, name: 'new' };

  test.each([[['forget']], [['no-op', 'forget']]])('%j', (actions) => {
    expect(of({ actions, before: ROLE })).toEqual([]);
  });

  test.each([[['create', 'forget']], [['forget', 'create']]])('also where another takes its place: %j', (actions) => {
    const [resource] = of({ actions, before: ROLE, after: other });
    expect(resource?.action).toBe('create');
    expect(resource?.changes.map(({ kind }) => kind)).toEqual(['principal']);
  });
});

describe('what is imported', () => {
  const more = { importing: { id: 'ci' }, generated_config: 'resource "aws_iam_role" "x" {}' };

  test('as it is changes nothing', () => {
    expect(of({ actions: ['no-op'], before: ROLE, after: ROLE, more })).toEqual([]);
  });

  test('and altered is altered from what it is', () => {
    const [resource] = of({
      actions: ['update'],
      before: { ...ROLE, permissions_boundary: 'arn:aws:iam::111111111111:policy/b' },
      after: ROLE,
      more,
    });
    expect(resource).toMatchObject({ action: 'update', changes: [{ kind: 'principal' }, { kind: 'boundary', arn: null }] });
  });
});

test('an object that was deposed goes, and what has its address stays known', () => {
  const attached = { role: 'ci-2', policy_arn: 'arn:aws:iam::aws:policy/ReadOnlyAccess' };
  const resources = proposed({
    resource_changes: [
      changeOf({ actions: ['no-op'], before: { ...ROLE, name: 'ci-2' }, after: { ...ROLE, name: 'ci-2' } }),
      changeOf({ actions: ['delete'], before: { ...ROLE, name: 'ci-1' }, deposed: '00000001' }),
      changeOf({
        type: 'aws_iam_role_policy_attachment',
        actions: ['create'],
        after: { policy_arn: attached.policy_arn },
        unknown: { role: true },
      }),
    ],
    configuration: {
      root_module: {
        resources: [
          { address: 'aws_iam_role.x', mode: 'managed', type: 'aws_iam_role', name: 'x', expressions: {} },
          {
            ...{ address: 'aws_iam_role_policy_attachment.x', mode: 'managed', type: 'aws_iam_role_policy_attachment', name: 'x' },
            expressions: { role: { references: ['aws_iam_role.x.name', 'aws_iam_role.x'] } },
          },
        ],
      },
    },
  });
  expect(resources.map(({ changes }) => changes)).toMatchObject([
    [{ kind: 'noPrincipal', principal: { name: 'ci-1' } }],
    [{ kind: 'attachment', owner: { kind: 'role', name: 'ci-2' } }],
  ]);
});

test.each([[['transmute']], [['create', 'update']], [['delete', 'create', 'delete']]])(
  'what Terraform does by %j is not known, and neither is anything',
  (actions) => {
    expect(of({ actions, before: ROLE, after: ROLE })).toMatchObject([
      { action: 'unknown', changes: [{ kind: 'unread', place: { kind: 'everything' }, attribute: 'actions' }] },
    ]);
    expect(of({ type: 'aws_vpc', actions, before: {}, after: {} })).toEqual([]);
  },
);

test.each([
  ['what has drifted', { resource_drift: [changeOf({ actions: ['delete'], before: ROLE })] }],
  ['failed checks', { checks: [{ address: { kind: 'check', name: 'x' }, status: 'fail', instances: [] }] }],
  ['outputs', { output_changes: { arn: { actions: ['create'], before: null, after: 'x' } } }],
  ['what is read, and forms that come later', { timestamp: 'x', applyable: true, relevant_attributes: [], later: { anything: [] } }],
])('%s proposes nothing', (_, parts) => {
  expect(proposed(parts)).toEqual([]);
});
