import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, inject, onTestFinished, test } from 'vitest';
import { packaged } from '../deploy/support/packaged.ts';

const python = inject('python');
const root = fileURLToPath(new URL('../..', import.meta.url));

/** Empty where the linter of AWS has no error to tell; warnings are not asked for. */
function errorsIn(bin: string, template: string): string {
  const { stdout, stderr } = spawnSync(join(bin, 'cfn-lint'), ['--non-zero-exit-code', 'error', '--ignore-checks', 'W', '--', template], {
    encoding: 'utf8',
  });
  return `${stdout}${stderr}`;
}

const PARAMETERS: readonly (readonly [string, Readonly<Record<string, string>>])[] = [
  ['without parameters', {}],
  [
    'with all of them',
    {
      email: 'a@example.com',
      chat: 'on',
      slackWebhook: 'ssm:/slack',
      slackKey: 'arn:aws:kms:us-east-1:111111111111:key/11111111-2222-3333-4444-555555555555',
      accounts: 'this,222222222222',
      externalId: 'audit-4711',
      accessLogs: 'acme-logs',
      tracing: 'on',
      securityHub: 'on',
      baseline: 's3://baselines/a.json',
      baselineKey: 'arn:aws:kms:eu-west-1:333333333333:key/11111111-2222-3333-4444-555555555555',
    },
  ],
];

test.for(PARAMETERS)('the template %s has no errors', async ([, parameters], { skip }) => {
  if (python.kind === 'missing') return skip(python.reason);
  const { path, remove } = await packaged(parameters);
  onTestFinished(remove);
  expect(errorsIn(python.bin, path)).toBe('');
});

test.for(['reader-role', 'events'])('the template %s for other accounts has no errors', (name, { skip }) => {
  if (python.kind === 'missing') return skip(python.reason);
  expect(errorsIn(python.bin, join(root, `serverless/${name}.yml`))).toBe('');
});
