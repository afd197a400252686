// A saved answer of AWS that is not all of it: nothing is concluded from it, and exit status 3.
import { describe, expect, test } from 'vitest';
import { accessSchema } from '../../lib/report/schema.ts';
import { identity, PULL, present, region, repository, snapshotFile, user } from '../snapshot/support/files.ts';
import { entry } from '../support/baseline.ts';
import { expectRefusal, workplace } from './support/program.ts';

const { run, file } = workplace();

const LONG_AGO = '2020-01-01T00:00:00Z';
const ALL = { ...PULL, Statement: [{ Effect: 'Allow', Action: 'ecr:*', Resource: '*' }] };
const ann = user('ann', { UserPolicyList: [{ PolicyName: 'All', PolicyDocument: ALL }] });
const bob = user('bob', { UserPolicyList: [{ PolicyName: 'All', PolicyDocument: ALL }] });
const REGIONS = [region('us-east-1', [repository('team/app')])];
const snapshot = (page: object) =>
  snapshotFile({ collectedAt: LONG_AGO, identity: present(identity({ UserDetailList: [ann], ...page })), regions: REGIONS });
const FORBIDDEN = entry('{ principals: ["arn:aws:iam::111111111111:user/bob"], capabilities: [push] }').replace('allow:', 'require:');

describe('identities of one page', () => {
  const name = file('page.json', snapshot({ IsTruncated: true, Marker: 'm' }));

  test('are unread in access, with what to do', () => {
    const { status, stdout, stderr } = run(['access', '--snapshot', name, '--format', 'json']);
    expect({ status, stderr }).toEqual({ status: 3, stderr: '' });
    expect(accessSchema.parse(JSON.parse(stdout))).toMatchObject({
      complete: false,
      grants: [],
      unread: [
        { part: 'identity', api: 'iam:GetAccountAuthorizationDetails', code: 'OnlyOnePage', message: expect.stringContaining('all pages') },
      ],
    });
  });

  test('are one finding in audit, and what the page lacks is not missing', () => {
    const { status, stdout } = run([
      'audit',
      '--snapshot',
      name,
      '--baseline',
      file('require.yaml', FORBIDDEN),
      '--fail-on',
      'never',
      '--verbose',
    ]);
    expect(status).toBe(3);
    expect(stdout).toContain('identity was not read: OnlyOnePage');
    expect(stdout).toContain('\n1 cause, 1 finding: 1 high\n');
  });

  test('resolve nothing that was found in all of them', () => {
    const whole = snapshotFile({ collectedAt: LONG_AGO, identity: present(identity({ UserDetailList: [ann, bob] })), regions: REGIONS });
    const baseline = [
      '--baseline',
      file('none.yaml', entry('{ principals: [same-account], capabilities: [pull] }')),
      '--state',
      'followed',
    ];
    const before = run(['audit', '--snapshot', file('whole.json', whole), ...baseline]);
    expect(before.stdout).toContain('user/bob');
    const { stdout } = run(['audit', '--snapshot', name, ...baseline, '--format', 'json']);
    const { findings } = JSON.parse(stdout) as { readonly findings: readonly { readonly principal: string; readonly state: string }[] };
    expect(findings.filter(({ state }) => state === 'resolved')).toEqual([]);
  });
});

test('a pasted get-repository-policy answer is refused with its path and the hint to take `policyText`', () => {
  const answer = { registryId: '111111111111', repositoryName: 'team/app', policyText: JSON.stringify(PULL) };
  const name = file('pasted.json', snapshotFile({ regions: [region('us-east-1', [repository('team/app', { policy: present(answer) })])] }));
  for (const command of ['audit', 'access'])
    expectRefusal(run([command, '--snapshot', name]), [
      `${name}: regions[0].repositories.value[0].policy.value: `,
      'take its `policyText`',
    ]);
});
