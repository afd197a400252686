// `check` with AWS-managed policies that the snapshot lacks: the dated copy, and where each format says so.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { checkSchema } from '../../../lib/report/schema.ts';
import { ACME, workplace } from '../support/program.ts';

const { run, file } = workplace();
const AWS = 'arn:aws:iam::aws:policy';
const TRUST = JSON.stringify({ Version: '2012-10-17', Statement: [] });

/** A role and what is attached to it, as a plan has them. */
function planOf(arn: string): string {
  const created = (type: string, after: object) => ({
    ...{ address: `${type}.x`, mode: 'managed', type, name: 'x' },
    change: { actions: ['create'], before: null, after, after_unknown: {} },
  });
  return file('plan.json', {
    format_version: '1.2',
    resource_changes: [
      created('aws_iam_role', { name: 'new', path: '/', assume_role_policy: TRUST }),
      created('aws_iam_role_policy_attachment', { role: 'new', policy_arn: arn }),
    ],
  });
}

function templateOf(arn: string): string {
  const properties = { RoleName: 'new', AssumeRolePolicyDocument: JSON.parse(TRUST), ManagedPolicyArns: [arn] };
  return file('template.json', { Resources: { New: { Type: 'AWS::IAM::Role', Properties: properties } } });
}

const ON_ACME = ['check', '--snapshot', ACME, '--region', 'eu-west-1'];

test.each([
  ['--terraform', planOf, 'aws_iam_role_policy_attachment.x'],
  ['--cloudformation', templateOf, 'New'],
] as const)('%s: what is attached is taken out of the copy, and every format says so', (option, make, address) => {
  const arn = `${AWS}/PowerUserAccess`;
  const given = [...ON_ACME, option, make(arn)];
  const { status, stdout } = run([...given, '--format', 'json']);
  const view = checkSchema.parse(JSON.parse(stdout));
  const assumed = view.changes.find((each) => each.address === address)?.assumed ?? [];
  expect(assumed).toEqual([
    expect.stringMatching(/^the document of \S+\/PowerUserAccess, which the snapshot lacks, is taken as AWS had it on 20\S+ \(v\d+\)$/),
  ]);
  expect(view.gained.some(({ capability }) => capability === 'admin')).toBe(true);
  expect({ status, unresolved: view.unresolved }).toEqual({ status: 0, unresolved: [] });
  for (const format of ['table', 'markdown', 'html']) {
    const text = run([...given, '--format', format]).stdout.replace(/\s+/g, ' ');
    expect(text).toContain('which the snapshot lacks, is taken as AWS had it on');
  }
});

test.each([
  ['--terraform', planOf],
  ['--cloudformation', templateOf],
] as const)('%s: one that is not in the copy is unresolved: 3', (option, make) => {
  const { status, stdout } = run([...ON_ACME, option, make(`${AWS}/NotAPolicyOfAws`), '--format', 'json']);
  const { unresolved } = checkSchema.parse(JSON.parse(stdout));
  expect(unresolved.map(({ why }) => why)).toEqual([
    `the document of ${AWS}/NotAPolicyOfAws is neither in the snapshot nor in the copy of AWS's policies`,
  ]);
  expect(status).toBe(3);
});

test('the program does not load the copy where nothing asks for it', () => {
  const program = readFileSync(fileURLToPath(new URL('../../../dist/cli/ecr-drift.js', import.meta.url)), 'utf8');
  expect(program).not.toContain('aws_managed_policies.py');
  expect(program).toMatch(/import\("\.\/parts\/aws-managed-policies-\w+\.js"\)/);
});
