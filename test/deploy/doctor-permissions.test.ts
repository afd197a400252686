// What the guide says that `doctor --deployment` needs, compared with the calls that its code makes.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { actionsCalledIn } from './support/calls.ts';

const SOURCES = ['deployment/deployment', 'deployment/event-looks', 'collect/regions'].map((name) => `lib/aws/${name}.ts`);
/** The published baseline, with its key and that of the secret. */
const BESIDE = ['kms:Decrypt', 's3:GetObject', 's3:ListBucket'];

test('the policy in the guide allows whoever looks at a deployment what is asked, and no more', () => {
  const guide = readFileSync(new URL('../../docs/deploy.md', import.meta.url), 'utf8');
  const [, section = ''] = guide.split('## Is everything in place?');
  const [, policy = '{}'] = /```json\n([^`]+)```/.exec(section) ?? [];
  const called = actionsCalledIn(SOURCES);
  expect(JSON.parse(policy).Statement[0].Action).toEqual([...called, ...BESIDE].sort());
  // None of them changes anything.
  expect(called.filter((action) => !/:(?:Describe|Get|List)/.test(action))).toEqual([]);
});
