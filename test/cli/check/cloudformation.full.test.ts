// `check` of CloudFormation templates as its users run it: options, files beside a template, and what is said of those that are none.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { checkSchema } from '../../../lib/report/schema.ts';
import { ACME, ACME_BASELINE, expectRefusal, workplace } from '../support/program.ts';

const { run, file } = workplace();
const ON_ACME = ['check', '--snapshot', ACME, '--region', 'eu-west-1'];
const REPOSITORY = file(
  'repository.yaml',
  'Parameters: { Name: { Type: String } }\nResources:\n  Own: { Type: "AWS::ECR::Repository", Properties: { RepositoryName: !Ref Name } }\n',
);

test('the example of the documentation prints what the documentation says', () => {
  const root = fileURLToPath(new URL('../../..', import.meta.url));
  const [, output] = /<!-- output of the template -->\n```\n(.*?)```/s.exec(readFileSync(join(root, 'docs/check.md'), 'utf8')) ?? [];
  const at = (name: string): string => join(root, 'examples/cdk-template', name);
  const args = ['--cloudformation', at('Telemetry.template.json'), '--previous', at('before.template.json')];
  const { stdout, status } = run([...ON_ACME, '--baseline', ACME_BASELINE, ...args]);
  expect(stdout.replaceAll(root, '')).toBe(output);
  expect(status).toBe(2);
});

describe('what is told', () => {
  const told = (...args: readonly string[]) => {
    const { status, stdout } = run([...ON_ACME, ...args, '--format', 'json']);
    return { status, view: checkSchema.parse(JSON.parse(stdout)) };
  };

  test('parameters one at a time, from a file, and for several templates', () => {
    const other = file('other.yaml', 'Resources:\n  Other: { Type: "AWS::ECR::Repository", Properties: { RepositoryName: new/other } }\n');
    const parameters = file('parameters.json', [{ ParameterKey: 'Name', ParameterValue: 'new/app' }]);
    for (const given of ['Name=new/app', parameters]) {
      const { view } = told('--cloudformation', REPOSITORY, '--cloudformation', other, '--parameters', given);
      expect(view.changes.map(({ address, what, action }) => `${action} ${address} ${what}`)).toEqual([
        'create Own repository new/app in eu-west-1',
        'create Other repository new/other in eu-west-1',
      ]);
    }
  });

  test('a parameter without a value is unresolved: 3', () => {
    const { status, view } = told('--cloudformation', REPOSITORY);
    expect(status).toBe(3);
    expect(view.unresolved).toEqual([
      {
        address: 'Own',
        attribute: 'RepositoryName',
        why: 'parameter `Name` has no value: give it as --parameters Name=VALUE',
        scope: { of: 'repositories', names: ['every repository in eu-west-1'] },
      },
    ]);
  });

  test('nested templates below the folder are read, and no others', () => {
    file('stacks/inner/leaf.yaml', 'Resources:\n  Leaf: { Type: "AWS::ECR::Repository", Properties: { RepositoryName: new/leaf } }\n');
    file('outside.yaml', 'Resources: {}\n');
    const nested = (url: string): string =>
      file('stacks/outer.yaml', `Resources:\n  Inner: { Type: "AWS::CloudFormation::Stack", Properties: { TemplateURL: "${url}" } }\n`);
    expect(told('--cloudformation', nested('./inner/leaf.yaml')).view.changes).toMatchObject([{ address: 'Inner/Leaf' }]);
    const reasons = ['../outside.yaml', '/etc/passwd', './missing.yaml', './outer.yaml'].map((url) => {
      const { status, view } = told('--cloudformation', nested(url));
      expect(status).toBe(3);
      return view.unresolved.map(({ why }) => why).join();
    });
    expect(reasons).toEqual([
      expect.stringContaining('is not below the folder'),
      expect.stringContaining('is not below the folder'),
      expect.stringContaining('missing.yaml'),
      expect.stringContaining('nested more than'),
    ]);
  });

  test('names of strangers are shown as harmless lines', () => {
    const hostile = file('hostile.yaml', 'Resources:\n  "A\\e[31m\\u202E\\n": { Type: "AWS::IAM::Later" }\n');
    const { stdout, status } = run([...ON_ACME, '--cloudformation', hostile]);
    expect(status).toBe(3);
    for (const char of ['\u001b', '\u202e']) expect(stdout).not.toContain(char);
    expect(stdout).toContain('\\u{1b}');
  });
});

describe('input that is none is refused in one line', () => {
  test.each([
    ['no file', ['--cloudformation', 'missing.yaml'], ['cannot read missing.yaml']],
    ['parameters alone', ['--parameters', 'A=1'], ['--parameters goes with --cloudformation']],
    ['a template before, and none now', ['--previous', REPOSITORY], ['--previous goes with --cloudformation']],
    [
      'one before for two now',
      ['--cloudformation', REPOSITORY, '--cloudformation', REPOSITORY, '--previous', REPOSITORY],
      ['one for each'],
    ],
    ['a parameter that is not there', ['--cloudformation', REPOSITORY, '--parameters', 'Nam=x'], ['`Nam`', 'did you mean `Name`']],
    ['parameters of another form', ['--cloudformation', REPOSITORY, '--parameters', file('odd.json', '[1]')], ['odd.json', 'AWS CLI']],
    ['50 MB', ['--cloudformation', file('large.yaml', 'x'.repeat(50_000_000))], ['large.yaml:1', '48 MiB']],
    ['a plan', ['--cloudformation', file('plan.json', { format_version: '1.2', resource_changes: [] })], ['Terraform plan']],
    ['another region', ['--cloudformation', REPOSITORY, '--region', 'eu-west-2'], ['eu-west-2', 'eu-west-1']],
  ])('%s', (_, args, words) => {
    expectRefusal(run([...ON_ACME, ...args]), words);
  });
});
