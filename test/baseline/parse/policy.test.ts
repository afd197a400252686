import { describe, expect, test } from 'vitest';
import { fillPlaceholders } from '../../../lib/baseline/read/placeholder.ts';
import { policyFilesNamed } from '../../../lib/baseline/read/policy-file.ts';
import { baselineOf, entry, issuesIn, issuesOf, policy, rule, rulesIn } from '../../support/baseline.ts';

const ALLOW = '{ Effect: Allow, Action: "ecr:BatchGetImage", Resource: "*" }';
const PULL_FILE = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: '*', Action: 'ecr:BatchGetImage' }],
});

/** The policies that valid files mean, entry by entry. */
function policiesOf(files: Readonly<Record<string, string>>) {
  return baselineOf(files).rules.flatMap(({ entries }) => entries.map((each) => each.policy));
}

describe('a policy written in an entry', () => {
  test('is an identity policy of the principals beside it', () => {
    const [found] = rulesIn(entry(`{ principals: [same-account], policy: { Version: "2012-10-17", Statement: [${ALLOW}] } }`));
    expect(found?.entries.map(({ principals, capabilities, policy: meant }) => ({ principals, capabilities, meant }))).toEqual([
      {
        principals: [{ kind: 'class', class: 'same-account' }],
        capabilities: [],
        meant: {
          name: 'policy',
          style: 'identity',
          text: '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"ecr:BatchGetImage","Resource":"*"}]}',
        },
      },
    ]);
  });

  test.each([
    ['a principal', '[{ Effect: Allow, Principal: "*", Action: "ecr:*" }]'],
    ['one statement instead of a list', '{ Effect: Allow, Principal: { AWS: "111111111111" }, Action: "ecr:*" }'],
    ['everybody but one', '[{ Effect: Deny, NotPrincipal: { AWS: "111111111111" }, Action: "ecr:*" }]'],
  ])('is a repository policy where it names %s', (_, statements) => {
    expect(policiesOf({ 'a.yaml': entry(`{ policy: { Statement: ${statements} } }`) })).toMatchObject([{ style: 'repository' }]);
  });

  test('may stand in every verb, beside conditions and an end', () => {
    const meant = `{ policy: { Statement: { Effect: Allow, Principal: "*", Action: "ecr:*" } }, when: { Bool: { "aws:SecureTransport": true } }, expires: 2026-12-31 }`;
    const rules = rulesIn(rule(`id: a\nrepositories: [a]\nallow: [${meant}]\nrequire: [${meant}]\nforbid: [${meant}]`));
    expect(rules[0]?.entries.map(({ verb, policy: found, when, expires }) => [verb, found?.name, when[0]?.values, expires])).toEqual(
      ['allow', 'require', 'forbid'].map((verb) => [verb, 'policy', ['true'], '2026-12-31T23:59:59Z']),
    );
  });

  test('may be meant several times by an alias', () => {
    const text = rule(
      `id: a\nrepositories: [a]\nallow: &same\n  - { policy: { Statement: { Effect: Allow, Principal: "*", Action: "ecr:*" } } }\nforbid: *same`,
    );
    expect(rulesIn(text)[0]?.entries.map(({ verb, policy: found }) => [verb, found?.style])).toEqual([
      ['allow', 'repository'],
      ['forbid', 'repository'],
    ]);
  });
});

describe('a policy in a file', () => {
  test('is a document of its own, named as it was written', () => {
    const files = { 'base/a.yaml': entry('{ policy: policies/pull.json }'), 'base/policies/pull.json': PULL_FILE };
    expect(policiesOf(files)).toEqual([{ name: 'policies/pull.json', style: 'repository', text: PULL_FILE }]);
  });

  test.each([
    ['beside the file', 'base/a.yaml', 'pull.json', 'base/pull.json'],
    ['below the file', 'base/x/a.yaml', 'y/pull.json', 'base/x/y/pull.json'],
    ['from a single file', 'a.yaml', 'policies/pull.json', 'policies/pull.json'],
    ['with `./`', './base/a.yaml', './pull.json', 'base/pull.json'],
    ['with a slash too many', 'base//a.yaml', 'p//pull.json', 'base/p/pull.json'],
    ['from an absolute path', '/srv/base/a.yaml', 'pull.json', '/srv/base/pull.json'],
    ['from above', '../base/a.yaml', 'pull.json', '../base/pull.json'],
    ['on Windows', 'C:\\base\\a.yaml', 'p/pull.json', 'C:\\base\\p\\pull.json'],
    ['as YAML', 'a.yaml', 'pull.yaml', 'pull.yaml'],
  ])('is found %s', (_, from, written, path) => {
    expect(policiesOf({ [from]: entry(`{ policy: "${written}" }`), [path]: PULL_FILE })).toMatchObject([{ name: written }]);
  });

  test('may be named by many', () => {
    const both = rule('id: a\nrepositories: [a]\nallow: [{ policy: pull.json }]\nforbid: [{ policy: ./pull.json }]');
    expect(policiesOf({ 'a.yaml': both, 'pull.json': PULL_FILE }).map((each) => each?.name)).toEqual(['pull.json', './pull.json']);
  });

  test('is no document of the baseline, whatever its place', () => {
    const files = { 'a.json': PULL_FILE, 'z.yaml': entry('{ policy: a.json }') };
    expect(policiesOf(files)).toHaveLength(1);
  });

  test('counts for the digest', () => {
    const digest = (pull: string) => baselineOf({ 'a.yaml': entry('{ policy: pull.json }'), 'pull.json': pull }).sha256;
    expect(digest(PULL_FILE)).not.toBe(digest(`${PULL_FILE}\n`));
  });
});

describe('the policy files of a baseline', () => {
  test('are those that its entries name, from the file that names them', () => {
    const files = [
      { path: 'base/a.yaml', text: entry('{ policy: policies/pull.json }') },
      { path: 'base/x/b.yaml', text: rule('id: b\nrepositories: [b]\nforbid: [{ policy: ./p.json }, { policy: ../../etc/p.json }]') },
      { path: 'base/c.yaml', text: entry(`{ policy: { Statement: ${ALLOW} }, principals: [same-account] }`) },
      { path: 'base/broken.yaml', text: 'a: [' },
      { path: 'base/access.lock.jsonl', text: '' },
      { path: 'base/policies/pull.json', text: PULL_FILE },
    ];
    expect(policyFilesNamed(files)).toEqual(['base/policies/pull.json', 'base/x/p.json']);
  });

  test.each(['AccessPolicy', 'Exception', 'x'])('are none where nothing is named: %s', (kind) => {
    expect(policyFilesNamed([{ path: 'a.yaml', text: `kind: ${kind}\nrules: [1, {allow: [{policy: 1}, {policy: ""}]}]\n` }])).toEqual([]);
  });
});

describe('a policy that is wrong is an issue on its line', () => {
  const inline = (body: string) => entry(`{ principals: [same-account], policy: {\n${body}\n} }`);
  test.each([
    [
      'capabilities beside it',
      entry(`{ capabilities: [pull], policy: x.json }`),
      ['6: `capabilities` is not allowed beside `policy`', '6: no such policy file: `x.json`'],
    ],
    [
      'an identity policy of nobody',
      entry(`{ policy: { Statement: ${ALLOW} } }`),
      ['6: the policy is an identity policy: `principals` must say whose'],
    ],
    [
      'a repository policy of somebody else',
      entry(`{ policy: { Statement: { Effect: Allow, Principal: "*", Action: "ecr:*" } },\n principals: [public] }`),
      ['7: `principals` is not allowed: the policy names its own'],
    ],
    [
      'a mistyped effect',
      inline(`Statement:\n  [{ Effect: Alow, Action: "ecr:*", Resource: "*" }]`),
      ['8: `Statement[0].Effect`: `Alow` is not an effect: use Allow or Deny'],
    ],
    [
      'a mistyped element',
      inline(
        `Version: "2012-10-17",\nStatement: [{ Effect: Allow, Action: "ecr:*", Resource: "*" },\n{ Effect: Allow, Action: "ecr:*",\nResorce: "*" }]`,
      ),
      [
        '10: `Statement[1].Resorce`: unknown element `Resorce`: did you mean `Resource`?',
        '9: `Statement[1]`: a statement of an identity policy needs `Resource`',
      ],
    ],
    ['no statement', inline('Version: "2012-10-17"'), ['6: `Statement`: a policy needs `Statement`']],
    [
      'another version',
      inline(`Version: 2012-10-18,\nStatement: []`),
      ['7: `Version`: `2012-10-18` is not a policy version: use 2012-10-17'],
    ],
    [
      'an unknown operator',
      inline(`Statement: {\nEffect: Allow, Action: "ecr:*", Resource: "*",\nCondition: {\nStringEqual: { "aws:x": y } } }`),
      ['10: `Statement.Condition.StringEqual`: unknown condition operator `StringEqual`: did you mean `StringEquals`?'],
    ],
    [
      'a key that is no plain name',
      inline(`Statement: {\nEffect: Allow, Action: "ecr:*", Resource: "*",\nCondition: { Bool: {\n"aws:x y": [true,\n{}] } } }`),
      ['11: `Statement.Condition.Bool["aws:x y"][1]`: a condition value is a string, a number or a boolean, this is a object'],
    ],
    [
      'a principal in some statements only',
      entry(`{ policy: { Statement: [\n{ Effect: Allow, Principal: "*", Action: "ecr:*" },\n{ Effect: Allow, Action: "ecr:*" }] } }`),
      ['8: `Statement[1]`: a statement of a resource policy needs `Principal`'],
    ],
    [
      'an account id that is a number',
      inline(
        `Statement: {\nEffect: Allow, Action: "ecr:*", Resource: "*", Condition: { StringEquals: {\n"aws:SourceAccount": 012345678901 } } }`,
      ),
      ['9: account id `012345678901` must be in quotes'],
    ],
    [
      'a number that YAML reads as another',
      inline(`Statement: {\nEffect: Allow, Action: "ecr:*", Resource: "*", Condition: { StringEquals: {\n"aws:x": 0123 } } }`),
      ['9: `0123` must be in quotes'],
    ],
    ['a list', entry('{ policy: [] }'), ['6: `rules[0].allow[0].policy` must be a string or a map, not a list']],
    ['a number', entry('{ policy: 1 }'), ['6: `rules[0].allow[0].policy` must be a string or a map, not a number']],
    ['nothing', entry('{ policy: }'), ['6: `rules[0].allow[0].policy` is empty: expected a string or a map']],
    ['an empty path', entry('{ policy: "" }'), ['6: `rules[0].allow[0].policy` is empty']],
    ['a way up', entry('{ policy: ../pull.json }'), ['6: `../pull.json` leads out of the folder: `..` is not allowed']],
    ['a way down and up', entry('{ policy: a/../../pull.json }'), ['6: `a/../../pull.json` leads out of the folder: `..` is not allowed']],
    ['a path from the root', entry('{ policy: /etc/pull.json }'), ['6: `/etc/pull.json` is not a path from this file']],
    ['a drive', entry('{ policy: "C:pull.json" }'), ['6: `C:pull.json` is not a path from this file']],
    ['an address', entry('{ policy: "https://x/pull.json" }'), ['6: `https://x/pull.json` is not a path from this file']],
    ['a backslash', entry(`{ policy: 'p\\pull.json' }`), ['6: `p\\pull.json` has a backslash: write `/` between folders']],
    [
      'another kind of file',
      entry('{ policy: pull.tf }'),
      ['6: `pull.tf` is not a policy file: its name must end in `.json`, `.yaml` or `.yml`'],
    ],
  ])('%s', (_, text, issues) => {
    expect(issuesIn(text).toSorted()).toEqual(issues.toSorted());
  });

  const naming = entry('{ policy: p/pull.json }');
  test.each([
    [
      'in its own file',
      { 'b/p/pull.json': '{\n"Statement": [\n{ "Effect": "Allow", "Principal": "*", "Acton": "ecr:*" }] }' },
      [
        'b/p/pull.json:3: `Statement[0].Acton`: unknown element `Acton`: did you mean `Action`?',
        'b/p/pull.json:3: `Statement[0]`: a statement of a resource policy needs `Action`',
      ],
    ],
    ['as bad JSON', { 'b/p/pull.json': '{\n"Statement": [,] }' }, ['b/p/pull.json:2: not JSON: value expected at column 15']],
    [
      'as a key given twice',
      { 'b/p/pull.json': '{"Statement": [],\n"Statement": [] }' },
      ['b/p/pull.json:2: the key `Statement` is given twice'],
    ],
    ['as a list', { 'b/p/pull.json': '[]' }, ['b/p/pull.json:1: a policy is an object, this is a list']],
    [
      'as a document of a baseline',
      { 'b/p/pull.json': '\n{ "apiVersion": "ecr-drift/v1", "kind": "AccessPolicy" }' },
      ['b/p/pull.json:2: a baseline document, not an AWS policy document'],
    ],
    ['by not being there', {}, ['b/a.yaml:6: no such policy file: `p/pull.json`']],
    [
      'by having another name',
      { 'b/p/pul.json': PULL_FILE },
      [
        'b/a.yaml:6: no such policy file: `p/pull.json`: did you mean `p/pul.json`?',
        'b/p/pul.json:1: an AWS policy document that no rule means: name its file as `policy` of an entry',
      ],
    ],
  ])('%s', (_, files, issues) => {
    expect(issuesOf({ 'b/a.yaml': naming, ...files })).toEqual(issues);
  });

  test('once, however many name its file', () => {
    const twice = rule('id: a\nrepositories: [a]\nallow: [{ policy: p.json }]\nforbid: [{ policy: p.json }]');
    expect(issuesOf({ 'a.yaml': twice, 'p.json': '{ "Statement": { "Effect": "Allow", "Principal": "*", "Action": 1 } }' })).toEqual([
      'p.json:1: `Statement.Action`: expected a string, this is a number',
    ]);
  });

  test('in a YAML file of several documents', () => {
    const files = { 'a.yaml': entry('{ policy: p.yaml }'), 'p.yaml': `---\n${PULL_FILE}\n---\n${PULL_FILE}\n` };
    expect(issuesOf(files)).toEqual(['p.yaml:4: a policy file holds one document']);
  });

  test('at most a hundred times', () => {
    const statements = Array.from({ length: 20_000 }, () => ({}));
    const issues = issuesOf({ 'a.yaml': entry('{ policy: p.json }'), 'p.json': JSON.stringify({ Statement: statements }, null, 1) });
    expect(issues.length).toBe(100);
  });

  test('and its file is not called superfluous where a file that may name it cannot be read', () => {
    expect(issuesOf({ 'a.yaml': 'a: [', 'p.json': PULL_FILE })).toEqual([
      'a.yaml:1: not YAML: flow sequence in block collection must be sufficiently indented and end with a ]',
    ]);
  });
});

describe('placeholders', () => {
  const resource = (text: string) =>
    entry(`{ principals: [same-account], policy: { Statement: { Effect: Allow, Action: "ecr:*",\n Resource: "${text}" } } }`);

  test.each([
    'arn:aws:ecr:{REGION}:{ACCOUNT_ID}:repository/{REPOSITORY}',
    `arn:aws:ecr:*:*:repository/\${aws:PrincipalTag/team}/{REPOSITORY}`,
    `arn:aws:ecr:*:*:repository/\${*}`,
    'arn:aws:ecr:*:*:repository/{}',
  ])('%s is understood', (text) => {
    expect(issuesIn(resource(text))).toEqual([]);
  });

  test.each([
    ['{REPO}', '{REPOSITORY}'],
    ['{repository}', '{REPOSITORY}'],
    ['{repositoryName}', '{REPOSITORY}'],
    ['{AccountId}', '{ACCOUNT_ID}'],
    ['{account-id}', '{ACCOUNT_ID}'],
    ['{AWS_REGION}', '{REGION}'],
    ['{REGOIN}', '{REGION}'],
    ['{ REGION }', '{REGION}'],
    ['{{REGION}}', '{REGION}'],
    // Terraform's, and no variable of a policy, which would have a colon.
    [`\${REGION}`, '{REGION}'],
  ])('%s is none: did you mean %s?', (written, meant) => {
    expect(issuesIn(resource(`arn:aws:ecr:*:*:repository/${written}/x`))).toEqual([
      `7: unknown placeholder \`${written}\`: did you mean \`${meant}\`?`,
    ]);
  });

  test('like no other are told which there are', () => {
    expect(issuesIn(resource('{x}'))).toEqual([
      '7: unknown placeholder `{x}`: expected `{PARTITION}`, `{REGION}`, `{ACCOUNT_ID}`, `{REPOSITORY}`',
    ]);
  });

  test('may be in keys and in files', () => {
    const statement = { Effect: 'Allow', Principal: '*', Action: 'ecr:*', Condition: { StringEquals: { 'aws:ResourceTag/{REPO}': 'x' } } };
    expect(issuesOf({ 'a.yaml': entry('{ policy: p.json }'), 'p.json': JSON.stringify({ Statement: statement }) })).toEqual([
      'p.json:1: unknown placeholder `{REPO}`: did you mean `{REPOSITORY}`?',
    ]);
  });

  test('mean nothing in conditions of the entry itself', () => {
    const text = entry(
      '{ principals: [service], capabilities: [pull],\n when: { StringEquals: { "aws:SourceAccount": "{ACCOUNT_ID}" } } }',
    );
    expect(issuesIn(text)).toEqual(['7: `{ACCOUNT_ID}` is for policy documents only']);
  });

  test('become what one repository has', () => {
    const values = { partition: 'aws-cn', region: 'cn-north-1', account: '111111111111', repository: 'team/app' };
    expect(fillPlaceholders('{PARTITION} {REGION} {ACCOUNT_ID} {REPOSITORY} {REGION} {X}', values)).toBe(
      'aws-cn cn-north-1 111111111111 team/app cn-north-1 {X}',
    );
  });

  test('of a hundred thousand braces are looked at once', () => {
    expect(issuesIn(resource('{'.repeat(100_000)))).toEqual([]);
  });
});

describe('conditions that are wrong are an issue on their line', () => {
  const when = (text: string) => entry(`{ principals: [service], capabilities: [pull],\n when: ${text} }`);
  test.each([
    ['nothing', '{}', ['7: `when` holds no condition']],
    ['an operator without keys', '{ StringEquals: {} }', ['7: `when` holds no condition']],
    ['null', '', ['7: `rules[0].allow[0].when` is empty: expected a map']],
    ['a list', '[]', ['7: `rules[0].allow[0].when` must be a map, not a list']],
    [
      'a mistyped operator',
      '{\nStringEqual: { "aws:SourceAccount": x } }',
      ['8: `when.StringEqual`: unknown condition operator `StringEqual`: did you mean `StringEquals`?'],
    ],
    [
      'keys without operator',
      '{ "aws:SourceAccount": "111111111111" }',
      ['7: `when["aws:SourceAccount"]`: unknown condition operator `aws:SourceAccount`'],
    ],
    [
      'an operator without a map',
      '{ StringEquals: x }',
      ['7: `when.StringEquals`: a condition operator holds an object of keys, this is a string'],
    ],
    [
      'a value that is a map',
      '{ StringEquals: { "aws:x": [a,\n {}] } }',
      ['8: `when.StringEquals["aws:x"][1]`: a condition value is a string, a number or a boolean, this is a object'],
    ],
    [
      'an account id that is a number',
      '{ StringEquals: { "aws:SourceAccount": 111111111111 } }',
      ['7: account id `111111111111` must be in quotes'],
    ],
  ])('%s', (_, text, issues) => {
    expect(issuesIn(when(text))).toEqual(issues);
  });

  test('numbers and booleans are none', () => {
    const [found] = rulesIn(when('{ NumericLessThan: { "aws:MultiFactorAuthAge": 3600 }, Bool: { "aws:SecureTransport": true } }'));
    expect(found?.entries[0]?.when.map(({ base, values }) => [base, values])).toEqual([
      ['NumericLessThan', ['3600']],
      ['Bool', ['true']],
    ]);
  });
});

test('a policy document that no entry names is an issue', () => {
  expect(issuesOf({ 'a.yaml': policy(''), 'p.json': PULL_FILE })).toEqual([
    'p.json:1: an AWS policy document that no rule means: name its file as `policy` of an entry',
  ]);
});
