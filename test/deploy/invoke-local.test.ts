import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { deployment, OWN } from '../functions/support/deployment.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** `serverless invoke local` with an event of `events/`, against the server that the environment names. */
async function invokeLocal(name: string, event: string, environment: readonly string[]): Promise<unknown> {
  const variables = environment.flatMap((variable) => ['-e', variable]);
  const argv = [
    join(root, 'node_modules/serverless/bin/serverless.js'),
    'invoke',
    'local',
    '-f',
    name,
    '-p',
    `events/${event}.json`,
    ...variables,
  ];
  const { stdout } = await promisify(execFile)(process.execPath, argv, { cwd: root, env: process.env });
  // What the function logs comes before what it returns.
  return JSON.parse(stdout.slice(stdout.search(/^\{$/m)));
}

test('a function runs on the machine of whoever develops it, as it is bundled', async () => {
  await deployment();
  expect(await invokeLocal('plan', 'plan', ['ACCOUNTS=this'])).toMatchObject({ mode: 'audit', accounts: [OWN] });
});
