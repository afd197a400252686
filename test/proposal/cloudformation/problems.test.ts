// Templates that AWS would refuse, and files that are none: one line that says what and where.
import { describe, expect, test } from 'vitest';
import { readParameters } from '../../../lib/proposal/cloudformation/parameters.ts';
import { snapshotFile } from '../../support/account-shorthand.ts';
import { sourceOf } from '../support/checked.ts';
import { type Given, proposalOf } from './support.ts';

const ONE = sourceOf(snapshotFile({ repositories: { app: {} } }));
const TWO = sourceOf(snapshotFile({ repositories: { app: {} }, regions: { 'eu-west-1': { repositories: {} } } }));
const EMPTY = 'Resources: {}\n';

function reasonOf(given: Given | string, source = ONE): string {
  const proposal = proposalOf(source, typeof given === 'string' ? { text: given } : given);
  if (proposal.kind !== 'problem') return 'none';
  expect(proposal.reasons.join('').split('\n')).toHaveLength(1);
  return proposal.reasons.join('; ');
}

describe('not a template', () => {
  const files: readonly (readonly [string, string, string])[] = [
    ['nothing', '', 'template.yaml:1: the file is empty: name a CloudFormation template'],
    ['comments', '# x\n', 'template.yaml:1: the file is empty: name a CloudFormation template'],
    ['half of a JSON text', '{\n"Resources": {', 'template.yaml:2: not JSON: close brace expected at column 15'],
    ['a key twice in JSON', '{"Resources": {\n"A": 1,\n"A": 2}}', 'template.yaml:3: the key `Resources.A` is given twice'],
    ['a key twice in YAML', 'Resources:\n  A: 1\n  A: 2\n', 'template.yaml:3: the key `A` is given twice'],
    ['a tag of another tool', 'Resources: !vault x\n', 'template.yaml:1: not YAML: unresolved tag: !vault'],
    [
      'several documents',
      'Resources: {}\n---\nResources: {}\n',
      'template.yaml:3: the file has several YAML documents, and a template is one',
    ],
    ['a list', '[]', 'template.yaml:1: not a CloudFormation template: expected an object with `Resources`'],
    ['an object', 'a: 1', 'template.yaml:1: not a CloudFormation template: it has no `Resources`'],
    [
      'a plan',
      '{"format_version": "1.2", "resource_changes": []}',
      'template.yaml:1: this is a Terraform plan, not a CloudFormation template',
    ],
    ['a state', '{"terraform_version": "1", "lineage": "x"}', 'template.yaml:1: this is a Terraform state, not a CloudFormation template'],
    [
      'a manifest of CDK',
      '{"version": "36.0.0", "artifacts": {}}',
      'template.yaml:1: this is the manifest of a CDK assembly: name one of the templates beside it, such as STACK.template.json',
    ],
    [
      'a manifest of Kubernetes',
      'apiVersion: v1\nkind: Pod\n',
      'template.yaml:1: this is a Kubernetes manifest, not a CloudFormation template',
    ],
    [
      'a policy',
      '{"Version": "2012-10-17", "Statement": []}',
      'template.yaml:1: this is a policy, not a template: use --repository-policy, --registry-policy or --identity-policy',
    ],
    ['an alias of itself', 'Resources: &a\n  A: *a\n', 'template.yaml:2: alias `*a` contains itself'],
  ];
  test.each(files)('%s', (_, text, reason) => {
    expect(reasonOf(text)).toBe(reason);
  });

  test('50 MB', () => {
    expect(reasonOf('x'.repeat(50_000_000))).toBe(
      'template.yaml:1: the file has 48 MiB, and AWS takes templates of at most 1 MiB: name the template itself',
    );
  });

  test('deeper than anybody writes', () => {
    expect(reasonOf(`{"Resources": ${'['.repeat(70)}${']'.repeat(70)}}`)).toBe('template.yaml:1: nested more than 64 levels deep');
    expect(reasonOf(`Resources: ${'['.repeat(70)}${']'.repeat(70)}`)).toMatch(/^template.yaml:1: nested more than 32 levels deep$/);
  });
});

describe('refused by AWS', () => {
  const resource = (properties: string): string => `Resources:\n  A: { Type: "AWS::X::Y", Properties: ${properties} }\n`;

  test('a circle of resources, of conditions, and one that is as long as a template may be', () => {
    const circle = `Resources:\n  A:\n    Type: X\n    DependsOn: B\n  B: { Type: X, Properties: { P: !Sub "\${A.Arn}" } }\n`;
    expect(reasonOf(circle)).toBe('template.yaml:2: a circle of resources: `A` -> `B` -> `A`: AWS would refuse the template');
    const conditions = `Conditions:\n  C: !Not [ !Condition D ]\n  D: !And [ !Condition C ]\n${EMPTY}`;
    expect(reasonOf(conditions)).toBe('template.yaml:2: a circle of conditions: `C` -> `D` -> `C`: AWS would refuse the template');
    const long = Object.fromEntries(Array.from({ length: 5000 }, (_, at) => [`R${at}`, { Type: 'X', DependsOn: `R${at + 1}` }]));
    expect(reasonOf(JSON.stringify({ Resources: { ...long, R5000: { Type: 'X' } } }))).toBe('none');
  });

  test('names that nothing has', () => {
    expect(reasonOf(resource('{ P: !Ref B }'))).toBe(
      'template.yaml:2: Resources.A.Properties.P: the template has no parameter or resource `B`: did you mean `A`?',
    );
    expect(reasonOf(`Parameters: { Stage: { Type: String } }\n${resource(`{ P: [ !Sub "\${Stag}" ] }`)}`)).toBe(
      'template.yaml:3: Resources.A.Properties.P[0]: the template has no parameter or resource `Stag`: did you mean `Stage`?',
    );
    expect(reasonOf('Resources:\n  A: { Type: X, Condition: C }\n')).toBe(
      'template.yaml:2: Resources.A.Condition: the template has no condition `C`',
    );
    expect(reasonOf('{"Resources": {\n"A": {"Type": "X",\n"Properties": {"P": {"Fn::GetAtt": ["B", "Arn"]}}}}}')).toMatch(
      /^template.yaml:3: /,
    );
  });

  test('a resource without a type', () => {
    expect(reasonOf('Resources:\n  A: {}\n')).toBe('template.yaml:2: resource `A` has no `Type`: AWS would refuse the template');
  });

  test('loops that cannot be written out', () => {
    const loop = (list: string, body = `{ "A\${X}": { Type: T } }`): string => `Resources:\n  Fn::ForEach::Loop: [ X, ${list}, ${body} ]\n`;
    expect(reasonOf(loop('!Ref AWS::NotificationARNs'))).toMatch(/goes over a list that is not known/);
    expect(reasonOf(loop('[ a, a ]'))).toBe('template.yaml: a loop makes `Aa` twice');
    expect(reasonOf(loop('[ a ]', 'b'))).toBe('template.yaml: `Fn::ForEach::Loop` expects an identifier, a list and an object');
    const many = `[ ${Array.from({ length: 200 }, (_, at) => at).join(', ')} ]`;
    expect(reasonOf(loop(many, `{ "Fn::ForEach::Inner": [ Y, ${many}, { "A\${X}x\${Y}": { Type: T } } ] }`))).toBe(
      'template.yaml: its loops make more than 20000 parts',
    );
  });
});

describe('parameters', () => {
  const text = `Parameters: { Stage: { Type: String } }\n${EMPTY}`;

  test('the three forms', () => {
    const given = (json: string) => {
      const reading = readParameters('p.json', json);
      return reading.kind === 'parameters' ? Object.fromEntries(reading.given) : reading.reason;
    };
    expect(given('[{"ParameterKey": "A", "ParameterValue": "1"}, {"ParameterKey": "B", "UsePreviousValue": true}]')).toEqual({
      A: '1',
      B: null,
    });
    expect(given('["A=1=2", "B="]')).toEqual({ A: '1=2', B: '' });
    expect(given('{"A": 1, "B": ["x", "y"]}')).toEqual({ A: '1', B: 'x,y' });
    expect(given('{"Parameters": {"A": "1"}}')).toEqual({ A: '1' });
    expect(given('"A"')).toMatch(/^p.json: expected the list of the AWS CLI/);
    expect(given('[{"A": 1}]')).toMatch(/^p.json: expected the list of the AWS CLI/);
    expect(given('{')).toMatch(/^p.json:1: not JSON/);
  });

  test('one that the template does not know', () => {
    expect(reasonOf({ text, parameters: { Stag: 'x' } })).toBe('--parameters: the template has no parameter `Stag`: did you mean `Stage`?');
    expect(reasonOf({ text: EMPTY, parameters: { Stage: 'x' } })).toBe('--parameters: the template has no parameter `Stage`: it has none');
    expect(reasonOf({ text, parameters: { 'AWS::StackName': 'x' } })).toBe('none');
  });
});

test('the region: the only one of the snapshot, else the one that is named', () => {
  expect(reasonOf(EMPTY)).toBe('none');
  expect(reasonOf(EMPTY, TWO)).toBe('the template could be for any region of the snapshot: add --region with one of us-east-1, eu-west-1');
  expect(reasonOf({ text: EMPTY, region: 'eu-west-1' }, TWO)).toBe('none');
  expect(reasonOf({ text: EMPTY, region: 'eu-west-2' }, TWO)).toMatch(/^--region: no region `eu-west-2` in the snapshot/);
});
