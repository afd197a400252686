// The folder of a configuration: what is read of it, what is not, and what is said of one that is none.
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: it is what expressions of Terraform look like
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { readSources } from '../../../../lib/cli/input/terraform-source.ts';
import type { ProposedResource } from '../../../../lib/proposal/change.ts';
import { readPlan } from '../../../../lib/proposal/terraform/plan.ts';
import { terraformProposal } from '../../../../lib/proposal/terraform/terraform.ts';

const top = mkdtempSync(join(tmpdir(), 'ecr-drift-folder-'));
afterAll(() => rmSync(top, { recursive: true }));
let made = 0;

type Files = Readonly<Record<string, string>>;

function folder(files: Files): string {
  made += 1;
  const path = join(top, String(made), 'root');
  mkdirSync(path, { recursive: true });
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(path, name)), { recursive: true });
    writeFileSync(join(path, name), text);
  }
  return path;
}

const ARN = 'arn:aws:iam::111111111111:role/ci';

/** The policy of the repository `app`, of a plan that knows it after apply and that has a new role `ci`; `module` is where it is. */
function planned(module = '', more: object = {}) {
  const address = (of: string): string => `${module === '' ? '' : `${module}.`}${of}`;
  const resource = (type: string, name: string, after: object, unknown: object) => ({
    address: address(`${type}.${name}`),
    ...(module === '' ? {} : { module_address: module }),
    ...{ mode: 'managed', type, name },
    change: { actions: ['create'], before: null, after, after_unknown: unknown },
  });
  const reading = readPlan({
    format_version: '1.2',
    resource_changes: [
      {
        ...resource('aws_iam_role', 'ci', { name: 'ci', path: '/', assume_role_policy: '{}' }, { arn: true }),
        address: 'aws_iam_role.ci',
        module_address: undefined,
      },
      resource('aws_ecr_repository_policy', 'app', { repository: 'app' }, { policy: true }),
    ],
    ...more,
  });
  if (reading.kind === 'problem') throw new Error(reading.reason);
  return reading.plan;
}

async function policyBy(path: string, plan = planned()): Promise<unknown> {
  const resources: readonly ProposedResource[] = terraformProposal(plan, {
    ...{ partition: 'aws', account: '111111111111', region: 'us-east-1' },
    sources: await readSources(path),
  });
  return resources
    .flatMap(({ changes }) => changes)
    .map((change) => {
      if (change.kind === 'unread') return change.why;
      return change.kind === 'repositoryPolicy' ? change.document : undefined;
    })
    .find((each) => each !== undefined);
}

const ROLE = 'resource "aws_iam_role" "ci" {\n  name = "ci"\n}\n';

function policy(text: string): string {
  return `resource "aws_ecr_repository_policy" "app" {\n  repository = "app"\n  policy = ${text}\n}\n`;
}

describe('what is read', () => {
  test('all files of the folder, and none below it', async () => {
    const path = folder({
      'main.tf': policy('jsonencode(local.document)'),
      'locals.tf': 'locals {\n  document = { a = aws_iam_role.ci.arn, b = local.b }\n}\n',
      'more.tf.json': '{"locals": {"b": "${upper(\\"b\\")}"}}',
      'other/locals.tf': 'locals {\n  b = "other"\n}\n',
      '.hidden.tf': 'locals {\n  b = "hidden"\n}\n',
    });
    expect(await policyBy(path)).toBe(`{"a":"${ARN}","b":"B"}`);
  });

  test('an override comes last, argument by argument', async () => {
    const path = folder({ 'a_override.tf': policy('jsonencode([aws_iam_role.ci.name])'), 'main.tf': policy('"{}"') });
    expect(await policyBy(path)).toBe('["ci"]');
  });

  test('variables of the plan, else their defaults', async () => {
    const path = folder({
      'main.tf': `variable "a" {\n  default = "no"\n}\nvariable "b" {\n  default = { x = ["b"] }\n}\n${policy('jsonencode([aws_iam_role.ci.arn, var.a, var.b.x[0]])')}`,
    });
    expect(await policyBy(path, planned('', { variables: { a: { value: 'yes' } } }))).toBe(`["${ARN}","yes","b"]`);
  });

  test('a module of the folder with what it is given, by its own names', async () => {
    const path = folder({
      'main.tf': `${ROLE}locals {\n  who = aws_iam_role.ci.arn\n}\nmodule "m" {\n  source = "./modules/m"\n  for_each = { x = "one" }\n  who = "\${local.who}-\${each.value}"\n}\n`,
      'modules/m/main.tf': `variable "who" {}\nlocals {\n  who = [var.who]\n}\n${policy('jsonencode(local.who)')}`,
    });
    expect(await policyBy(path, planned('module.m["x"]'))).toBe(`["${ARN}-one"]`);
  });

  test('a module that was fetched, where `terraform init` says that it is', async () => {
    const path = folder({
      'main.tf': `module "m" {\n  source = "terraform-aws-modules/ecr/aws"\n  who = "x"\n}\n`,
      '.terraform/modules/modules.json': JSON.stringify({
        Modules: [
          { Key: '', Dir: '.' },
          { Key: 'm', Dir: '.terraform/modules/m' },
        ],
      }),
      '.terraform/modules/m/main.tf': `variable "who" {}\n${policy('jsonencode(var.who)')}`,
    });
    expect(await policyBy(path, planned('module.m'))).toBe('"x"');
  });

  test('names in other alphabets', async () => {
    const path = folder({ 'main.tf': `locals {\n  größe = aws_iam_role.ci.arn\n}\n${policy('jsonencode(local.größe)')}` });
    const resource = { address: 'aws_ecr_repository_policy.app', mode: 'managed', type: 'aws_ecr_repository_policy', name: 'app' };
    const configuration = { root_module: { resources: [{ ...resource, expressions: { policy: { references: ['local.größe'] } } }] } };
    expect(await policyBy(path, planned('', { configuration }))).toBe(JSON.stringify(ARN));
    const others = { root_module: { resources: [{ ...resource, expressions: { policy: { references: ['local.other'] } } }] } };
    expect(await policyBy(path, planned('', { configuration: others }))).toContain('which the sources and the plan do not both refer to');
  });

  test('dynamic blocks that come to none are as if nobody had written any', async () => {
    const path = folder({
      'main.tf':
        'resource "aws_iam_role" "ci" {\n  name = "ci"\n  dynamic "inline_policy" {\n    for_each = []\n    content {\n      name = "a"\n    }\n  }\n}\n',
    });
    const resources = terraformProposal(planned(), {
      partition: 'aws',
      account: '111111111111',
      region: 'us-east-1',
      sources: await readSources(path),
    });
    expect(resources[0]?.changes.map(({ kind }) => kind)).toEqual(['principal']);
  });
});

describe('a document that waits', () => {
  const document = {
    ...{ address: 'data.aws_iam_policy_document.d', mode: 'data', type: 'aws_iam_policy_document', name: 'd' },
    change: {
      actions: ['read'],
      before: null,
      after: {
        version: null,
        statement: [{ sid: 'A', effect: null, actions: ['ecr:ListImages'], principals: [{ type: 'AWS', identifiers: [null] }] }],
      },
      after_unknown: { json: true, statement: [{ actions: [false], principals: [{ identifiers: [true] }] }] },
    },
  };
  const of = (actions: string, identifier: string): string =>
    `data "aws_iam_policy_document" "d" {\n  statement {\n    sid = "A"\n    actions = ${actions}\n    principals {\n      type = "AWS"\n      identifiers = [${identifier}]\n    }\n  }\n}\n${policy('data.aws_iam_policy_document.d.json')}`;
  const plan = (): ReturnType<typeof planned> => {
    const before = planned();
    return { ...before, resource_changes: [...(before.resource_changes ?? []), document] };
  };

  test('has from the sources what the plan leaves open, and all else as the plan has it', async () => {
    const path = folder({ 'main.tf': of('split(",", file("actions"))', 'replace(aws_iam_role.ci.arn, "/ci", "/cd")') });
    expect(JSON.parse(String(await policyBy(path, plan())))).toEqual({
      Version: '2012-10-17',
      Statement: [{ Sid: 'A', Effect: 'Allow', Action: ['ecr:ListImages'], Principal: { AWS: [ARN.replace('/ci', '/cd')] } }],
    });
  });

  test('says which attribute is open, and by what', async () => {
    const path = folder({ 'main.tf': of('["ecr:ListImages"]', 'sha1(aws_iam_role.ci.arn)') });
    expect(await policyBy(path, plan())).toBe(
      'it is known only after apply, by data.aws_iam_policy_document.d: statement[0].principals[0].identifiers, by the function sha1, which is not evaluated',
    );
  });
});

describe('what is not read', () => {
  const OPEN = 'it is known only after apply, by ';

  test.each([
    ['file("../secret.json")', 'the function file, which is not evaluated'],
    ['templatefile("x", {})', 'the function templatefile, which is not evaluated'],
    ['jsonencode(path.module)', 'path.module'],
    ['jsonencode(local.nothing)', 'local.nothing'],
    ['jsonencode(var.nothing)', 'var.nothing'],
    ['jsonencode(aws_vpc.main.id)', 'aws_vpc.main'],
    ['jsonencode(aws_iam_role.ci.unique_id)', 'aws_iam_role.ci.unique_id'],
    ['jsonencode(data.aws_vpc.main.id)', 'data.aws_vpc.main'],
    ['jsonencode(aws_iam_role.ci)', 'aws_iam_role.ci'],
  ])('%s', async (text, by) => {
    expect(await policyBy(folder({ 'main.tf': ROLE + policy(text) }))).toBe(OPEN + by);
  });

  test('a local that comes to itself', async () => {
    const path = folder({ 'main.tf': `locals {\n  a = [local.b]\n  b = [local.a]\n}\n${policy('jsonencode(local.a)')}` });
    expect(await policyBy(path)).toBe(`${OPEN}local.a, which comes to itself`);
  });

  test('a link that leads out of the folder, and a module that is not in it', async () => {
    const path = folder({
      'main.tf': `module "m" {\n  source = "../outside"\n}\nmodule "n" {\n  source = "./linked"\n}\n${policy('jsonencode([local.linked, module.m.who, module.n.who])')}`,
    });
    mkdirSync(join(path, '../outside'));
    writeFileSync(join(path, '../outside/main.tf'), 'output "who" {\n  value = "outside"\n}\nlocals {\n  linked = "outside"\n}\n');
    symlinkSync(join(path, '../outside'), join(path, 'linked'));
    symlinkSync(join(path, '../outside/main.tf'), join(path, 'linked.tf'));
    expect(await policyBy(path)).toBe(`${OPEN}local.linked`);
    writeFileSync(join(path, 'main.tf'), `module "m" {\n  source = "../outside"\n}\n${policy('jsonencode(module.m.who)')}`);
    expect(await policyBy(path)).toBe(`${OPEN}module.m.who`);
  });

  test('a module that calls itself, and one whose folder is not there', async () => {
    const path = folder({
      'main.tf': `module "m" {\n  source = "./"\n}\nmodule "n" {\n  source = "./nowhere"\n}\n${policy('jsonencode(module.n.who)')}`,
    });
    expect(await policyBy(path)).toBe(`${OPEN}module.n.who`);
  });
});

describe('what is said of a folder that is none', () => {
  async function refusal(path: string): Promise<string> {
    return readSources(path).then(
      () => 'it was read',
      (error: Error) => error.message.replaceAll(top, ''),
    );
  }

  test('one line each, with file and line of what cannot be read', async () => {
    const of = async (text: string): Promise<string> => (await refusal(folder({ 'main.tf': text }))).replace(/^\/\d+\/root\//, '');
    expect(await refusal(join(top, 'nowhere'))).toBe(
      '--terraform-source /nowhere: no such file or folder: give the folder that `terraform plan` ran in',
    );
    expect(await refusal(join(folder({ 'main.tf': '' }), 'main.tf'))).toMatch(
      /main\.tf: it is no folder: give the folder that `terraform plan` ran in$/,
    );
    expect(await refusal(folder({ 'main.txt': '', 'below/main.tf': '' }))).toMatch(
      /: no \.tf file in it: give the folder that `terraform plan` ran in$/,
    );
    expect(await of('locals {\n  a = (1\n}\n')).toBe('main.tf:3: unbalanced parentheses: it is no configuration that Terraform would read');
    expect(await of('resource "x" {\n')).toBe('main.tf:1: unclosed configuration block: it is no configuration that Terraform would read');
    expect(await of('a = 1\na = 2\n')).toBe('main.tf:2: attribute redefined: it is no configuration that Terraform would read');
    expect(await of('\u0000<b>`')).toMatch(/^main\.tf:1: invalid character: /);
    expect(await of(`a = 1\nb = ${'['.repeat(100_000)}`)).toBe('main.tf:2: it is nested more than 300 deep');
    expect(await refusal(folder({ 'main.tf.json': '{\n"a" 1}' }))).toMatch(/^\/\d+\/root\/main\.tf\.json:2: /);
  });

  test('names that objects have of their own are names like others', async () => {
    const path = folder({
      'main.tf': `locals {\n  __proto__ = { a = 1 }\n  constructor = [aws_iam_role.ci.name]\n  map = { __proto__ = 1, "<b>\`" = 2 }\n}\nresource "__proto__" "constructor" {}\n${policy('jsonencode([local.__proto__.a, local.constructor, local.map, try(local.map.toString, "none")])')}`,
    });
    expect(await policyBy(path)).toBe('[1,["ci"],{"\\u003cb\\u003e`":2,"__proto__":1},"none"]');
  });

  test.each([
    ['jsonencode(local.a60)', '"x"'],
    ['jsonencode(flatten(local.a60))', '[]'],
    ['local.a60', '[]'],
    ['jsonencode(toset(local.a60))', '{}'],
  ])('what doubles with every step ends: %s of %s', async (text, first) => {
    const names = Array.from({ length: 60 }, (_, index) => `  a${index + 1} = [local.a${index}, local.a${index}]\n`).join('');
    const path = folder({ 'main.tf': `locals {\n  a0 = ${first}\n${names}}\n${policy(text)}` });
    expect(await policyBy(path)).toBe('it is known only after apply, by a list that is too long');
  });
});
