import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { identity, present, REFUSED, region, repository, snapshotFile, user } from '../../snapshot/support/files.ts';
import { ACME, workplace } from '../support/program.ts';

const { run, file } = workplace();

const resultSchema = z.object({
  principal: z.string(),
  region: z.string(),
  repository: z.string(),
  explanations: z.array(
    z.object({
      action: z.string(),
      resource: z.string(),
      decision: z.object({ kind: z.string(), deniedBy: z.array(z.string()) }),
      layers: z.array(
        z.object({
          layer: z.string(),
          level: z.number(),
          state: z.string(),
          statements: z.array(z.object({ sid: z.string().nullable() })),
        }),
      ),
    }),
  ),
});

const ADMIN = 'arn:aws:iam::111111111111:role/platform/platform-admin';

function explained(principal: string, name: string, action: string, ...options: readonly string[]) {
  const question = ['--principal', principal, '--repository', name, '--action', action];
  const { status, stdout, stderr } = run(['explain', '--snapshot', ACME, ...question, '--format', 'json', ...options]);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  return resultSchema.parse(JSON.parse(stdout));
}

describe('an explanation', () => {
  test('shows each layer in the order in which AWS evaluates them, with the statement that decides', () => {
    const { stdout } = run([
      'explain',
      '--snapshot',
      ACME,
      '--principal',
      ADMIN,
      '--repository',
      'payments/archive',
      '--action',
      'ecr:BatchGetImage',
    ]);
    expect(stdout.split('\n').map((line) => line.replaceAll(/ {2,}/g, ' | '))).toEqual([
      'ecr:BatchGetImage on arn:aws:ecr:eu-west-1:111111111111:repository/payments/archive: explicitly denied by repository and registry policy',
      ' | LAYER | SAYS | STATEMENTS',
      ' | resource control policies | allows',
      ' | service control policies level 0 | allows | Allow SCP FullAWSAccess statement 0',
      ' | service control policies level 1 | allows | Allow SCP FullAWSAccess statement 0',
      ' | service control policies level 2 | allows | Allow SCP FullAWSAccess statement 0',
      ' | repository and registry policy | denies | Deny repository policy statement 0 (DenyPull)',
      ' | identity policies | allows | Allow arn:aws:iam::aws:policy/AdministratorAccess statement 0',
      ' | permissions boundary | none',
      ' | session policy | none',
      '',
    ]);
  });

  test('has the same layers in the same order as JSON', () => {
    const { explanations } = explained(ADMIN, 'payments/archive', 'ecr:BatchGetImage');
    expect(
      explanations.map(({ decision, layers }) => ({
        decision,
        layers: layers.map(({ layer, level, state }) => `${layer} ${level} ${state}`),
      })),
    ).toEqual([
      {
        decision: { kind: 'explicitDeny', deniedBy: ['resource'] },
        layers: [
          'rcp 0 allows',
          'scp 0 allows',
          'scp 1 allows',
          'scp 2 allows',
          'resource 0 denies',
          'identity 0 allows',
          'boundary 0 none',
          'session 0 none',
        ],
      },
    ]);
  });

  test('of a capability has one part for each of its actions, the login last', () => {
    const { explanations } = explained('arn:aws:iam::111111111111:user/staff/dora', 'payments/ledger', 'pull');
    expect(explanations.map(({ action, resource, decision }) => [action, resource, decision.kind])).toEqual([
      ['ecr:BatchGetImage', 'arn:aws:ecr:eu-west-1:111111111111:repository/payments/ledger', 'allowed'],
      ['ecr:GetDownloadUrlForLayer', 'arn:aws:ecr:eu-west-1:111111111111:repository/payments/ledger', 'allowed'],
      ['ecr:GetAuthorizationToken', '*', 'allowed'],
    ]);
  });

  test('shows the login that full rights on a repository do not give', () => {
    const { explanations } = explained('arn:aws:iam::111111111111:user/machines/legacy-uploader', 'legacy/importer', 'pull');
    expect(explanations.map(({ action, decision }) => `${action} ${decision.kind}`)).toEqual([
      'ecr:BatchGetImage allowed',
      'ecr:GetDownloadUrlForLayer allowed',
      'ecr:GetAuthorizationToken implicitDeny',
    ]);
  });

  test('asks no login of a service', () => {
    const { explanations } = explained('service:codebuild.amazonaws.com', 'platform/build-images', 'pull');
    expect(explanations.map(({ action }) => action)).toEqual(['ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer']);
  });

  test('leaves the layers of another account to that account', () => {
    const { explanations } = explained('account:333333333333', 'payments/api', 'ecr:BatchGetImage');
    expect(explanations[0]?.decision).toEqual({ kind: 'conditional', deniedBy: [] });
    expect(explanations[0]?.layers.map(({ layer, state }) => `${layer} ${state}`)).toContain("identity the other account's");
  });

  test('takes an action with and without its service, in any case', () => {
    const [first, ...others] = ['ecr:BatchGetImage', 'BatchGetImage', 'ECR:batchgetimage'].map((action) =>
      explained(ADMIN, 'payments/archive', action),
    );
    for (const other of others) expect(other).toEqual(first);
  });

  test('is about the region that is named', () => {
    const { region: where, explanations } = explained(ADMIN, 'mirror/nginx', 'ecr:PutImage', '--region', 'us-east-1');
    expect([where, explanations[0]?.resource]).toEqual(['us-east-1', 'arn:aws:ecr:us-east-1:111111111111:repository/mirror/nginx']);
  });

  test('is the same bytes for the same input', () => {
    const args = [
      'explain',
      '--snapshot',
      ACME,
      '--principal',
      ADMIN,
      '--repository',
      'payments/api',
      '--action',
      'push',
      '--format',
      'json',
    ];
    expect(run(args)).toEqual(run(args));
  });

  test('says what was not read, with exit status 3', () => {
    const regions = [region('us-east-1', [repository('team/app', { policy: REFUSED })])];
    const name = file('partial.json', snapshotFile({ identity: present(identity({ UserDetailList: [user('ann')] })), regions }));
    const question = ['--principal', 'arn:aws:iam::111111111111:user/ann', '--repository', 'team/app', '--action', 'ecr:PutImage'];
    const { status, stdout, stderr } = run(['explain', '--snapshot', name, ...question]);
    expect({ status, stderr }).toEqual({ status: 3, stderr: '' });
    expect(stdout).toContain(': unknown\n  not read: repository policy of team/app in us-east-1 (AccessDeniedException)\n');
  });

  test('but not of other repositories and principals', () => {
    const regions = [region('us-east-1', [repository('team/app'), repository('team/secret', { policy: REFUSED })])];
    const malformed = [{ PolicyName: 'own', PolicyDocument: { Statement: [{ Effect: 'Maybe' }] } }];
    const users = [user('ann'), user('bob', { UserPolicyList: malformed })];
    const name = file('others.json', snapshotFile({ identity: present(identity({ UserDetailList: users })), regions }));
    const statusOf = (who: string) =>
      run(['explain', '--snapshot', name, '--principal', who, '--repository', 'team/app', '--action', 'ecr:PutImage']).status;
    expect(['ann', 'bob'].map((who) => statusOf(`arn:aws:iam::111111111111:user/${who}`))).toEqual([0, 3]);
  });
});
