// The framework itself, as somebody starts it: what it refuses, and how that looks.
import { describe, expect, test } from 'vitest';
import { checkout, type Ran } from './support/checkout.ts';

/** The lines of the error, which the framework prints below one of its own. */
function errorOf({ status, stdout, stderr }: Ran): readonly string[] {
  expect(status).toBe(1);
  expect(`${stdout}${stderr}`).not.toMatch(/^\s+at .*:\d+/m);
  return stdout
    .split('\n')
    .slice(1)
    .filter((line) => line !== '');
}

describe('before anything is built', () => {
  test('every mistake of the command line and of deploy.yml is told, a line each, without a stack', async () => {
    const { write, serverless } = checkout();
    write('deploy.yml', 'emial: you@example.com\naccounts: [this, 222222222222]\n');
    const wrong = ['schedule=rate(1day)', 'timezone=Berlin', 'minimumSeverity=hihg', 'regions=eu-west1', 'chat=onn', 'colour=red'];
    const ran = await serverless('deploy', '--stage', 'prod', ...wrong.map((param) => `--param=${param}`));
    expect(errorOf(ran)).toEqual([
      'there is no parameter `emial`: did you mean `email`? (deploy.yml:1)',
      'accounts: put `222222222222` in quotes, or YAML reads a number (deploy.yml:2)',
      'there is no parameter `colour` (--param)',
      'schedule: rate takes a number and a unit, such as rate(6 hours), got `1day` (--param)',
      'timezone: `Berlin` is no time zone such as Europe/Berlin: did you mean `Europe/Berlin`? (--param)',
      'minimumSeverity: expected info, low, medium, high, critical, got `hihg`: did you mean `high`? (--param)',
      'regions: `eu-west1` is no region that this version knows: did you mean `eu-west-1`? (--param)',
      'chat: expected on, off, got `onn`: did you mean `on`? (--param)',
    ]);
  });

  test.each([
    ['a parameter without a value', ['--param=email='], 'email: the value is empty: leave it out, or change deploy.yml (--param)'],
    ['a stage that no bucket can be named after', ['--stage', 'Prod'], /^stage: `Prod` is no name for a bucket/],
    ['a stage that the framework refuses by itself', ['--stage', 'my_stage'], /^Invalid stage name\./],
    [
      'a region that is none',
      ['--region', 'eu-wset-1'],
      /^region: `eu-wset-1` is no region .*: did you mean `eu-west-1`\? \(--region or AWS_REGION\)$/,
    ],
  ])('%s is refused by `print` as well', async (_, args, line) => {
    const [first, ...others] = errorOf(await checkout().serverless('print', ...args));
    if (typeof line === 'string') expect(first).toBe(line);
    else expect(first).toMatch(line);
    expect(others).toEqual([]);
  });

  test('a deployment without its file is refused: its parameters would be gone', async () => {
    const { remove, serverless } = checkout();
    remove('deploy.yml');
    expect(errorOf(await serverless('package'))).toEqual([
      'cannot read deploy.yml (ENOENT): it holds the parameters; an empty file stands for the defaults',
    ]);
  });

  test('an invalid baseline is not packed, and is told with file and line', async () => {
    const { write, serverless } = checkout();
    write(
      'baseline/broken.yaml',
      'apiVersion: ecr-drift/v1\nkind: AccessPolicy\nrules:\n  - id: a\n    repositories: ["**"]\n    alow: []\n',
    );
    const lines = errorOf(await serverless('package'));
    expect(lines).toEqual([expect.stringMatching(/`alow`: did you mean `allow`\? \(baseline\/broken\.yaml:6\)$/)]);
  });

  test('a baseline on S3 lets the packaged one be', async () => {
    const { write, serverless } = checkout();
    write('baseline/broken.yaml', 'rules: [');
    expect(await serverless('package', '--param=baseline=s3://baselines/acme.json')).toMatchObject({ status: 0 });
  });
});

test('a bare deployment keeps what deploy.yml says, and a stage has its own', async () => {
  const { write, serverless, resources } = checkout();
  write(
    'deploy.yml',
    "email: team@example.com\nslackWebhook: ssm:/team/slack\naccounts: [this, '222222222222']\nexternalId: audit-4711\nregion: eu-west-1\nstages:\n  dev: { email: dev@example.com }\n",
  );
  const deployed = () => ({
    email: resources()['EmailSubscription']?.Properties['Endpoint'],
    webhook: JSON.stringify(resources()['SlackLambdaFunction']?.Properties['Environment']).includes('ssm:/team/slack'),
    reads: JSON.stringify(resources()['CollectRole']).includes('222222222222:role/ecr-drift-reader'),
    role: resources()['PlanRole']?.Properties['RoleName'],
  });
  expect(await serverless('package')).toMatchObject({ status: 0 });
  expect(deployed()).toEqual({ email: 'team@example.com', webhook: true, reads: true, role: 'ecr-drift-prod-eu-west-1-plan' });
  expect(await serverless('package', '--stage', 'dev', '--region', 'us-east-1')).toMatchObject({ status: 0 });
  expect(deployed()).toEqual({ email: 'dev@example.com', webhook: true, reads: true, role: 'ecr-drift-dev-us-east-1-plan' });
});
