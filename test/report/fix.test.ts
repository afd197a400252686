// What `fix` prints, of policies that strangers wrote: harmless to a terminal, and the same policy to the tools that read it.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { fixRendered } from '../../lib/report/fix.ts';
import { type FixView, fixSchema } from '../../lib/report/schema.ts';
import { holds } from '../support/property.ts';

type Changed = Extract<FixView['remediation'], { readonly changes: unknown }>;
type Change = Changed['changes'][number];

const POLICY = { Version: '2012-10-17', Statement: [{ Sid: 'A', Effect: 'Allow', Principal: '*', Action: 'ecr:*' }] };

function change(after: unknown, parts: Partial<Change> = {}): Change {
  const place = { target: 'repositoryPolicy', name: 'team/app', principal: null, region: 'eu-west-1' } as const;
  return {
    ...place,
    before: null,
    after: after === null ? null : JSON.stringify(after),
    diff: '--- a\n+++ b\n@@ -1 +1 @@\n',
    command: 'aws x',
    affects: [],
    ...parts,
  };
}

function view(changes: readonly Change[], parts: Partial<Changed> = {}): FixView {
  const remediation = {
    changes: [...changes],
    alsoRemoves: ['ecrd-b'],
    leaves: ['ecrd-c'],
    warnings: ['mind the gap'],
    accept: 'ecr-drift accept ecrd-a',
    ...parts,
  };
  const about = { id: 'ecrc-1', severity: 'high', message: 'it is open', cause: 'ecrc-1', findings: ['ecrd-a', 'ecrd-c'] } as const;
  return { schemaVersion: 1, account: '111111111111', complete: true, of: 'cause', ...about, findings: [...about.findings], remediation };
}

describe('the text', () => {
  test('has what is wrong, the change with its command, what goes with it, what is left, and how to keep it', () => {
    expect(fixRendered(view([change(POLICY)]), 'text').split('\n')).toEqual([
      'high  it is open',
      '  ecrc-1',
      '  2 findings: ecrd-a, ecrd-c',
      '',
      'leaves: ecrd-c',
      'change the repository policy of team/app in eu-west-1',
      '  @@ -1 +1 @@',
      '  ',
      'run: aws x',
      'also ends: ecrd-b',
      'warning: mind the gap',
      'keep it instead: ecr-drift accept ecrd-a',
      '',
    ]);
  });

  test('of one finding of several names its cause', () => {
    expect(fixRendered({ ...view([change(POLICY)]), of: 'finding', id: 'ecrd-a' }, 'text')).toContain(
      '  one of 2 findings of ecrc-1: `ecr-drift fix ecrc-1` mends them together\n',
    );
  });

  test('says why there is no change', () => {
    const none = { ...view([]), remediation: { why: 'only you can say', leaves: [], accept: 'ecr-drift accept ecrd-a' } };
    expect(fixRendered(none, 'text')).toContain('no change by itself: only you can say\n');
    expect(fixRendered(none, 'terraform')).toBe(
      '# ecrc-1: it is open\n# no change by itself: only you can say\n# keep it instead: ecr-drift accept ecrd-a\n',
    );
  });

  test('is one harmless line for whatever strangers wrote', () => {
    const hostile = 'x\u001b[31m\r\nrm -rf /\u202e';
    for (const format of ['text', 'terraform', 'cloudformation'] as const) {
      const text = fixRendered({ ...view([change(POLICY, { name: hostile })], { warnings: [hostile] }), message: hostile }, format);
      expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
      expect(text.split('\n').filter((line) => line.startsWith('rm '))).toEqual([]);
    }
  });
});

test('the JSON is as its schema says', () => {
  const text = fixRendered(view([change(POLICY)]), 'json');
  expect(fixSchema.strict().parse(JSON.parse(text))).toEqual(view([change(POLICY)]));
});

const attachment = change(null, {
  target: 'attachment',
  name: 'arn:aws:iam::aws:policy/X',
  principal: 'arn:aws:iam::111111111111:role/ci/deploy',
  region: null,
});
const inline = (principal: string): Change => change(POLICY, { target: 'inlinePolicy', name: 'own', principal, region: null });
const managed = change(POLICY, { target: 'managedPolicy', name: 'arn:aws:iam::111111111111:policy/team/pull', region: null });
const registry = change(POLICY, { target: 'registryPolicy', name: 'eu-west-1' });
const ONE_OF_EACH = [
  change(POLICY),
  registry,
  inline('arn:aws:iam::111111111111:role/ci/deploy'),
  inline('arn:aws:iam::111111111111:user/kurt'),
  managed,
];

describe('the Terraform text', () => {
  test('has a resource for each kind of policy', () => {
    const text = fixRendered(view(ONE_OF_EACH), 'terraform');
    expect(text.match(/^resource .*/gm)).toEqual([
      'resource "aws_ecr_repository_policy" "team_app" {',
      'resource "aws_ecr_registry_policy" "registry_eu_west_1" {',
      'resource "aws_iam_role_policy" "deploy_own" {',
      'resource "aws_iam_user_policy" "kurt_own" {',
      'resource "aws_iam_policy" "pull" {',
    ]);
    expect(text).toContain('  name   = "pull"\n  path   = "/team/"\n  policy = data.aws_iam_policy_document.pull.json\n');
  });

  test('says in a line where there is nothing to write', () => {
    const text = fixRendered(view([change(null), attachment]), 'terraform');
    expect(text).toContain('# Nothing is left of it: remove the aws_ecr_repository_policy.\n');
    expect(text).toContain('# Take the attachment out: aws_iam_role_policy_attachment of arn:aws:iam::aws:policy/X,');
    expect(text).not.toContain('resource "');
  });

  test.each([
    ['a key that it does not know', { ...POLICY, Other: 1 }],
    ['what it would fill in', { ...POLICY, Id: '&{x}' }],
    ['a Sid that occurs twice', { ...POLICY, Statement: [...POLICY.Statement, ...POLICY.Statement] }],
    ['nobody', { ...POLICY, Statement: [{ Effect: 'Allow', Principal: { AWS: [] }, Action: 'ecr:*' }] }],
    ['a Version of its own', { ...POLICY, Version: '2020-01-01' }],
  ])('writes a policy as it is where the data source cannot say it: %s', (_, document) => {
    expect(fixRendered(view([change(document)]), 'terraform')).toMatch(/policy += jsonencode\(/);
  });

  test('does not write what Terraform would compose', () => {
    expect(fixRendered(view([change({ ...POLICY, Id: 'e\u0301' })]), 'terraform')).toContain('use the command');
  });
});

const json = fc.dictionary(
  fc
    .string({ unit: 'binary', maxLength: 6 })
    .filter((key) => key !== 'Ref' && !key.startsWith('Fn::') && key !== '__proto__' && key !== '<<'),
  fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.array(fc.string({ unit: fc.constantFrom('$', '{', '}', ':', '#', '-', "'", '"', ' ', '\n', '1', 'n', 'o') })),
    fc.boolean(),
    fc.integer(),
  ),
  { maxKeys: 4 },
);

describe('the CloudFormation text', () => {
  test('has a resource for each kind of policy', () => {
    const read = parse(fixRendered(view(ONE_OF_EACH), 'cloudformation')) as unknown;
    expect(read).toEqual({
      Resources: {
        TeamAppPolicy: { Type: 'AWS::ECR::Repository', Properties: { RepositoryName: 'team/app', RepositoryPolicyText: POLICY } },
        RegistryEuWest1Policy: { Type: 'AWS::ECR::RegistryPolicy', Properties: { PolicyText: POLICY } },
        DeployOwnPolicy: { Type: 'AWS::IAM::RolePolicy', Properties: { RoleName: 'deploy', PolicyName: 'own', PolicyDocument: POLICY } },
        KurtOwnPolicy: { Type: 'AWS::IAM::UserPolicy', Properties: { UserName: 'kurt', PolicyName: 'own', PolicyDocument: POLICY } },
        PullPolicy: { Type: 'AWS::IAM::ManagedPolicy', Properties: { ManagedPolicyName: 'pull', Path: '/team/', PolicyDocument: POLICY } },
      },
    });
  });

  // Seen failing: with strings unquoted where YAML 1.1 reads `no` and `1:1` as something else.
  test('is the same policy to whoever reads YAML, old or new', () => {
    holds(
      fc.property(json, (document) => {
        const text = fixRendered(view([change(document)]), 'cloudformation');
        for (const version of ['1.1', '1.2'] as const) {
          expect(parse(text, { version })).toMatchObject({
            Resources: { TeamAppPolicy: { Properties: { RepositoryPolicyText: document } } },
          });
        }
      }),
      { runs: 200, show: (document) => JSON.stringify(document) },
    );
  });

  test.each([
    ['a reference that it resolves', { ...POLICY, Id: '{{resolve:ssm:/secret}}' }],
    ['a function', { ...POLICY, Id: { 'Fn::Sub': 'x' } }],
  ])('leaves %s to the command', (_, document) => {
    const text = fixRendered(view([change(document)]), 'cloudformation');
    expect(text).toContain('CloudFormation would read a part of the policy as its own');
    expect(text).not.toContain('Resources');
  });

  test('says in a line where there is nothing to write', () => {
    const text = fixRendered(view([change(null), attachment]), 'cloudformation');
    expect(text).toContain('nothing is left of it, remove RepositoryPolicyText.\n');
    expect(text).toContain('take it out of its ManagedPolicyArns.\n');
    expect(text).not.toContain('Resources');
  });
});
