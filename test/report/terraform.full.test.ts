// What is written for Terraform means the same to Terraform itself: the real program reads it, where there is one.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { hclString, hclValue } from '../../lib/report/hcl.ts';
import { policyDocument } from '../../lib/report/terraform-document.ts';
import { findTerraform } from '../terraform/support/terraform.ts';

const isThere = spawnSync('terraform', ['version'], { encoding: 'utf8' }).status === 0;
const terraform = findTerraform();
const why = isThere ? '' : ' (skipped: there is no terraform)';
const whyNot = terraform.kind === 'missing' ? ` (skipped: ${terraform.reason})` : '';

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** The outputs of a configuration once it is applied. */
function applied(text: string, options: readonly string[] = []): Record<string, unknown> {
  const folder = mkdtempSync(join(tmpdir(), 'ecr-drift-terraform-'));
  folders.push(folder);
  writeFileSync(join(folder, 'main.tf'), text);
  const { TF_CLI_CONFIG_FILE: _, ...env } = process.env;
  const run = (...args: readonly string[]): string =>
    execFileSync('terraform', [...args], { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], env });
  run('init', '-input=false', ...options);
  run('apply', '-input=false', '-auto-approve');
  const outputs = JSON.parse(run('output', '-json')) as Record<string, { readonly value: unknown }>;
  return Object.fromEntries(Object.entries(outputs).map(([name, { value }]) => [name, value]));
}

const HOSTILE = [
  // biome-ignore lint/suspicious/noTemplateCurlyInString: a variable of IAM.
  '${aws:username}',
  '$${aws:username}',
  // biome-ignore lint/suspicious/noTemplateCurlyInString: a variable of IAM.
  '$$${a}',
  '%{ if true }x%{ endif }',
  '%%{x',
  '"} } resource "null" "x" {',
  'back\\slash \\u0041 \\n',
  'line\nbreak\r\ttab\u0000\u001b[31m',
  '\u202eright to left\u2028',
  '$',
  '${',
  '%{',
  '$%{',
  '{',
  'EOF\n',
];

describe.skipIf(why !== '')(`strings of strangers${why}`, () => {
  test('are the same to terraform', () => {
    const texts = [
      ...HOSTILE,
      ...fc.sample(fc.string({ unit: fc.constantFrom('$', '%', '{', '}', '"', '\\', '\n', 'a', '~') }), { seed: 1, numRuns: 80 }),
    ];
    const outputs = texts.map((text, at) => `output "t${at}" {\n  value = ${hclString(text)}\n}\n`);
    const value = { [HOSTILE[0] ?? '']: texts, nested: [{ n: 1, yes: true, no: null, empty: [], none: {} }] };
    const whole = `output "whole" {\n  value = jsonencode(${hclValue(value, '  ')})\n}\n`;
    const found = applied([...outputs, whole].join('\n'));
    expect(texts.map((_, at) => found[`t${at}`])).toEqual(texts);
    expect(JSON.parse(String(found['whole']))).toEqual(value);
  });
});

const PROVIDER = [
  'provider "aws" {',
  '  region                      = "us-east-1"',
  '  access_key                  = "none"',
  '  secret_key                  = "none"',
  '  skip_credentials_validation = true',
  '  skip_requesting_account_id  = true',
  '  skip_metadata_api_check     = true',
  '}',
  '',
].join('\n');

type Statement = Readonly<Record<string, unknown>>;

const ARNS = ['arn:aws:iam::111111111111:role/a', 'arn:aws:iam::222222222222:root'];
const statement: fc.Arbitrary<Statement> = fc
  .record({
    Effect: fc.constantFrom('Allow', 'Deny'),
    who: fc.constantFrom<Statement>(
      { Principal: '*' },
      { Principal: { AWS: '*' } },
      { Principal: { AWS: ARNS, Service: 'lambda.amazonaws.com' } },
      { NotPrincipal: { AWS: ARNS[0] } },
      {},
    ),
    what: fc.constantFrom<Statement>(
      { Action: 'ecr:*' },
      { Action: ['ecr:PutImage', 'ecr:BatchGetImage'] },
      { NotAction: 'ecr:DeleteRepository' },
    ),
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a variable of IAM.
    where: fc.constantFrom<Statement>({}, { Resource: '*' }, { NotResource: ['arn:aws:ecr:*:*:repository/a/${aws:PrincipalTag/team}'] }),
    when: fc.constantFrom<Statement>(
      {},
      {
        Condition: {
          // biome-ignore lint/suspicious/noTemplateCurlyInString: a variable of IAM.
          StringEquals: { 'aws:PrincipalTag/a': ['x', '${aws:username}'], 'aws:SourceAccount': '111111111111' },
          Bool: { 'aws:SecureTransport': true },
        },
      },
      {
        Condition: {
          'ForAnyValue:StringLike': { 'aws:PrincipalOrgPaths': 'o-1/%{x}/*' },
          NumericLessThan: { 'aws:MultiFactorAuthAge': 3600 },
        },
      },
    ),
  })
  .map(({ Effect, who, what, where, when }) => ({ Effect, ...who, ...what, ...where, ...when }));

/** What is the same to IAM: a text and a list of it, the order of lists, true and its text. */
function meaning(value: unknown): unknown {
  if (Array.isArray(value)) {
    const items = value.map((each: unknown) => meaning(each));
    return items.length === 1 ? items[0] : items.sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
  }
  if (typeof value !== 'object' || value === null) return String(value);
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, meaning(each)]));
}

describe.skipIf(whyNot !== '')(`policies${whyNot}`, () => {
  test('are the same policies as data sources, and formatted as terraform has them', () => {
    const documents = fc
      .sample(fc.tuple(fc.constantFrom('2012-10-17', '2008-10-17'), fc.array(statement, { minLength: 1, maxLength: 3 })), {
        seed: 2,
        numRuns: 40,
      })
      .map(([Version, list], at) => ({
        Version,
        Id: `policy "${at}"`,
        Statement: list.map((each, number) => ({ Sid: `S${number}`, ...each })),
      }));
    const written = documents.map((each, at) => policyDocument(`d${at}`, each) ?? '');
    expect(written).not.toContain('');
    const outputs = documents.map((_, at) => `output "d${at}" {\n  value = data.aws_iam_policy_document.d${at}.json\n}\n`);
    const text = [PROVIDER, ...written, ...outputs].join('\n');
    expect(spawnSync('terraform', ['fmt', '-'], { input: text, encoding: 'utf8' }).stdout).toBe(text);
    const found = applied(text, [`-plugin-dir=${terraform.kind === 'ready' ? terraform.mirror : ''}`]);
    expect(documents.map((_, at) => meaning(JSON.parse(String(found[`d${at}`]))))).toEqual(documents.map(meaning));
  });
});
