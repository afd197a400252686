// `check` as its users run it: what it prints in each format, how it ends, and what it says of input that is none.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { checkSchema } from '../../../lib/report/schema.ts';
import { ACME, ACME_BASELINE, expectRefusal, workplace } from '../support/program.ts';

const { run, file } = workplace();
const PULL = ['ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'];
const LOOSE = file('loose.json', {
  Version: '2012-10-17',
  Statement: [
    { Effect: 'Allow', Principal: '*', Action: PULL, Condition: { 'ForAllValues:StringEquals': { 'aws:PrincipalOrgID': 'o-exampleorg' } } },
  ],
});
const ON_ACME = ['check', '--snapshot', ACME, '--baseline', ACME_BASELINE];
const OWN = file('own.json', { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: PULL, Resource: '*' }] });

function plan(...changes: readonly object[]) {
  return { format_version: '1.2', terraform_version: '1.11.4', resource_changes: changes };
}

function created(address: string, type: string, after: object, unknown: object = {}) {
  return { address, mode: 'managed', type, name: 'x', change: { actions: ['create'], before: null, after, after_unknown: unknown } };
}

describe('what is told', () => {
  test('who gets in by a policy that looks as if it were about one organization, and that a rule forbids it: 2', () => {
    const { status, stdout } = run([...ON_ACME, '--repository-policy', `payments/api=${LOOSE}`]);
    expect(status).toBe(2);
    expect(stdout).toContain('OPENS FINDINGS: gives 1 grant, takes 2 grants');
    expect(stdout).toMatch(/^anyone +\+pull \(under conditions\) +payments\/api +eu-west-1$/m);
    expect(stdout).toContain(`--repository-policy payments/api=${LOOSE}`);
  });

  test('JSON is as its schema says, and the same bytes again', () => {
    const args = [...ON_ACME, '--repository-policy', `payments/api=${LOOSE}`, '--format', 'json'];
    const { stdout } = run(args);
    const view = checkSchema.parse(JSON.parse(stdout));
    expect(view.gained.map(({ principal, capability }) => `${principal} ${capability}`)).toEqual(['* pull']);
    expect(view.opened.map(({ code, addresses }) => [code, addresses])).toEqual([
      ['ECRD-103', [`--repository-policy payments/api=${LOOSE}`]],
    ]);
    expect(view.summary).toMatchObject({ changes: 1, unresolved: 0, gained: 1, lost: 2, changed: 0 });
    expect(run(args).stdout).toBe(stdout);
  });

  test('a policy that is there already changes nothing, whatever is wrong with it: 0', () => {
    const before: unknown = JSON.parse(
      run(['check', '--snapshot', ACME, '--registry-policy', 'eu-west-1=none', '--format', 'json']).stdout,
    );
    expect(checkSchema.parse(before)).toMatchObject({ gained: [], lost: [], changed: [], opened: [], resolved: [] });
  });

  test.each(['markdown', 'html', 'sarif', 'junit'])('%s names the finding', (format) => {
    const { status, stdout } = run([...ON_ACME, '--repository-policy', `payments/api=${LOOSE}`, '--format', format]);
    expect(status).toBe(2);
    expect(stdout).toContain('ECRD-103');
  });

  test('--fail-on decides about what is opened alone', () => {
    expect(run([...ON_ACME, '--repository-policy', `payments/api=${LOOSE}`, '--fail-on', 'never']).status).toBe(0);
    expect(run([...ON_ACME, '--repository-policy', 'payments/api=none']).status).toBe(0);
  });

  test('names of a proposal are shown as one harmless line in a table', () => {
    const plans = file('hostile.json', plan(created('aws_iam_future.x["\u001b[31m\n"]', 'aws_iam_future', {})));
    const { status, stdout } = run(['check', '--snapshot', ACME, '--terraform', plans]);
    expect(status).toBe(3);
    expect(stdout).not.toContain('\u001b');
    expect(stdout).toContain('\\u{1b}');
  });

  test('a type that is not modelled is unresolved, and nothing is concluded: 3', () => {
    const plans = file('organizations.json', plan(created('aws_organizations_policy.x', 'aws_organizations_policy', {})));
    const { status, stdout } = run([...ON_ACME, '--terraform', plans, '--format', 'json']);
    const view = checkSchema.parse(JSON.parse(stdout));
    expect(status).toBe(3);
    expect(view).toMatchObject({ gained: [], lost: [], changed: [], resolved: [], complete: false });
    expect(view.unresolved).toMatchObject([{ address: 'aws_organizations_policy.x', scope: { of: 'everything', names: [] } }]);
  });

  test('a plan that does a part of what is asked for is told beside the result', () => {
    const whole = run([...ON_ACME, '--terraform', file('whole.json', { ...plan(), complete: true })]);
    expect(whole).toMatchObject({ status: 0, stderr: '' });
    const { status, stdout, stderr } = run([...ON_ACME, '--terraform', file('part.json', { ...plan(), complete: false })]);
    expect({ status, stdout }).toEqual({ status: 0, stdout: whole.stdout });
    expect(stderr).toMatch(/^part\.json: the plan does a part of what its configuration asks for .*\n$/);
  });

  test('a new repository says no region: the one of --region, without which it is unresolved where there are several', () => {
    const plans = file('repository.json', plan(created('aws_ecr_repository.x', 'aws_ecr_repository', { name: 'new/app' }, { arn: true })));
    expect(run(['check', '--snapshot', ACME, '--terraform', plans]).stdout).toContain('add --region');
    expect(run(['check', '--snapshot', ACME, '--terraform', plans, '--region', 'eu-west-1']).stdout).not.toContain('UNRESOLVED');
  });
});

test('the example of the documentation prints what the documentation says', () => {
  const root = fileURLToPath(new URL('../../..', import.meta.url));
  const [, output] = /<!-- output -->\n```\n(.*?)```/s.exec(readFileSync(join(root, 'docs/check.md'), 'utf8')) ?? [];
  const at = (name: string): string => join(root, 'examples/terraform', name);
  const { stdout, status } = run([
    'check',
    '--snapshot',
    at('snapshot.json'),
    '--baseline',
    at('baseline.yaml'),
    '--terraform',
    at('plan.json'),
  ]);
  expect(stdout.replaceAll(root, '')).toBe(output);
  expect(status).toBe(2);
});

describe('input that is none is refused in one line', () => {
  test.each([
    ['nothing', [], ['nothing is proposed']],
    ['a repository that is not there', ['--repository-policy', `payments/apis=${LOOSE}`], ['payments/api', 'did you mean']],
    ['one that is in two regions', ['--repository-policy', `mirror/nginx=${LOOSE}`], ['eu-west-1 and us-east-1', 'mirror/nginx@eu-west-1']],
    ['a region that is not there', ['--registry-policy', 'eu-west-2=none'], ['eu-west-1']],
    ['no file', ['--repository-policy', 'payments/api'], ['NAME[@REGION]=FILE']],
    ['somebody who is not there', ['--identity-policy', `arn:aws:iam::111111111111:role/nobody#x=${OWN}`], ['no such role']],
    ['a policy of another account', ['--identity-policy', `arn:aws:iam::222222222222:role/x#x=${OWN}`], ['222222222222', '111111111111']],
    [
      'a policy that is malformed',
      ['--repository-policy', `payments/api=${file('odd.json', { Version: '2012-10-17', Statement: 'x' })}`],
      ['odd.json'],
    ],
    ['no JSON', ['--terraform', file('text.json', 'Terraform will perform')], ['text.json:1', 'terraform show -json']],
    [
      'a state',
      ['--terraform', file('state.json', { version: 4, lineage: 'x', serial: 1, resources: [] })],
      ['state file', 'terraform show -json'],
    ],
    ['the JSON of a state', ['--terraform', file('shown.json', { format_version: '1.0', values: {} })], ['of a state and not of a plan']],
    [
      'a plan as Terraform saves it',
      ['--terraform', file('plan.bin', Buffer.from([0x50, 0x4b, 3, 4, 0, 255]))],
      ['terraform show -json plan.bin'],
    ],
    ['another version', ['--terraform', file('old.json', { format_version: '0.2', resource_changes: [] })], ['0.2', '1.x']],
    ['a template', ['--terraform', file('template.json', { Resources: {} })], ['CloudFormation template']],
    ['a plan that failed', ['--terraform', file('failed.json', { format_version: '1.2', errored: true })], ['planning failed']],
    [
      'a plan of another form',
      ['--terraform', file('form.json', { format_version: '1.2', resource_changes: [{}] })],
      ['resource_changes[0]'],
    ],
    ['an unknown region', ['--terraform', file('empty.json', plan()), '--region', 'eu-west-9'], ['eu-west-9']],
  ])('%s', (_, args, fragments) => {
    expectRefusal(run(['check', '--snapshot', ACME, ...args]), fragments);
  });
});

test('a plan that is wholly about another account is refused: 1', () => {
  const role = { name: 'ci', arn: 'arn:aws:iam::222222222222:role/ci' };
  const gone = {
    address: 'aws_iam_role.ci',
    mode: 'managed',
    type: 'aws_iam_role',
    name: 'ci',
    change: { actions: ['delete'], before: role, after: null },
  };
  const foreign = file('foreign.json', plan(gone));
  expectRefusal(run([...ON_ACME, '--terraform', foreign]), [
    'the plan is about account 222222222222, and the snapshot is of 111111111111: give one of that account',
  ]);
});

describe('an account that was read in half', () => {
  const acme: { readonly regions: readonly { readonly region: string }[] } = JSON.parse(readFileSync(ACME, 'utf8'));
  const error = { api: 'ecr:DescribeRepositories', code: 'AccessDeniedException', message: 'no' };
  const half = (blind: readonly string[]) =>
    file(`without-${blind.join('-')}.json`, {
      ...acme,
      regions: acme.regions.map((each) => (blind.includes(each.region) ? { ...each, repositories: { status: 'unknown', error } } : each)),
    });
  const template = file('public.template.json', {
    Resources: { Api: { Type: 'AWS::ECR::Repository', Properties: { RepositoryName: 'payments/api', RepositoryPolicyText: {} } } },
  });

  test('a repository of a region that was not read is not said to be missing: 1', () => {
    const one = ['check', '--snapshot', half(['eu-west-1']), '--repository-policy'];
    const unread = 'the repositories of eu-west-1 were not read, so that nobody can tell';
    expectRefusal(run([...one, `payments/api@eu-west-1=${LOOSE}`]), [`${unread} whether it is there`]);
    expectRefusal(run([...one, `data/features=${LOOSE}`]), [`${unread} which one is meant: say data/features@us-east-1 if it is that`]);
    expect(run([...one, `data/features@us-east-1=${LOOSE}`]).stdout).toContain('repositories of eu-west-1');
  });

  test('what a template makes of it is unresolved: 3', () => {
    const args = ['check', '--snapshot', half(['eu-west-1']), '--cloudformation', template, '--region', 'eu-west-1'];
    const { status, stdout } = run(args);
    expect(status).toBe(3);
    expect(stdout).toMatch(/^UNRESOLVED: /m);
    expect(stdout).toContain('the repositories of eu-west-1 were not read');
  });
});
