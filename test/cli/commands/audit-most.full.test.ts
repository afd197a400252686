// An audit that lists a part of what drifts, as a whole process.
import { describe, expect, test } from 'vitest';
import { auditSchema } from '../../../lib/report/schema.ts';
import { identity, present, region, repository, snapshotFile, user } from '../../snapshot/support/files.ts';
import { entry } from '../../support/baseline.ts';
import { ACME, ACME_BASELINE, expectRefusal, workplace } from '../support/program.ts';

const { run, file, folder } = workplace();
const LISTED = ['app', 'web'].map((name) => `arn:aws:ecr:*:*:repository/team/${name}`);
const acme = (...options: readonly string[]) => run(['audit', '--snapshot', ACME, '--baseline', ACME_BASELINE, ...options]);
const MORE = 'more accesses or policies are not what was meant, or were not looked into';

describe('--most', () => {
  test('says how many accesses are not listed, in every format that people or programs read', () => {
    const { leftOut, complete, findings } = auditSchema.parse(JSON.parse(acme('--most', '2', '--format', 'json').stdout));
    expect(complete).toBe(true);
    expect(leftOut).toBeGreaterThan(0);
    const whole = auditSchema.parse(JSON.parse(acme('--format', 'json').stdout));
    expect(whole.leftOut).toBeUndefined();
    expect(whole.findings.length).toBeGreaterThan(findings.length);
    for (const format of ['table', 'markdown', 'html', 'sarif', 'junit'])
      expect(acme('--most', '2', '--format', format).stdout).toContain(`${leftOut} ${MORE}`);
    expect(acme('--most', '2', '--verbose').stdout).toContain(`LISTED IN PART: ${leftOut} ${MORE}`);
    expect(acme('--format', 'junit').stdout).not.toContain(MORE);
  });

  test('the exit status is 2 where what is listed is grave enough, and 0 where nothing may fail', () => {
    expect(acme('--most', '1').status).toBe(2);
    expect(acme('--most', '1', '--fail-on', 'never').status).toBe(0);
  });

  // Seen failing: 0, as if all of it had been looked at.
  test('the exit status is 3 where what is listed is not grave enough', () => {
    const policies = [
      {
        PolicyName: 'Own',
        PolicyDocument: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 'ecr:BatchDeleteImage', Resource: LISTED }] },
      },
    ];
    const regions = [region('us-east-1', [repository('team/app'), repository('team/web')])];
    const ann = user('ann', { UserPolicyList: policies });
    const snapshot = file('low.json', snapshotFile({ identity: present(identity({ UserDetailList: [ann] })), regions }));
    const baseline = file('pull.yaml', entry('{ principals: [same-account], capabilities: [pull] }'));
    const status = (...options: readonly string[]) => run(['audit', '--snapshot', snapshot, '--baseline', baseline, ...options]).status;
    expect([status(), status('--most', '1')]).toEqual([0, 3]);
  });

  // A state keeps what it knew, and what is listed again is the same finding.
  test('a known finding that is not listed stays', () => {
    const state = folder('state');
    acme('--state', state, '--format', 'json');
    const later = auditSchema.parse(JSON.parse(acme('--state', state, '--most', '1', '--format', 'json').stdout));
    expect(later.events).toEqual([]);
    expect(later.summary.byState).toMatchObject({ resolved: 0 });
    const again = auditSchema.parse(JSON.parse(acme('--state', state, '--format', 'json').stdout));
    expect(again.events).toEqual([]);
  });

  test.each(['0', '-1', '1.5', 'many', '1e3', ''])('%j is refused', (most) => {
    expectRefusal(acme(`--most=${most}`), ['most']);
  });
});
