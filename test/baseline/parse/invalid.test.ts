import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseBaseline } from '../../../lib/baseline/parse/parse.ts';
import { entry, issuesIn, issuesOf, policy, rule } from '../../support/baseline.ts';
import { rounds } from '../../support/property.ts';

const PULL = '{ principals: [public], capabilities: [pull] }';

describe('an entry that is wrong is an issue on its line', () => {
  test.each([
    ['a mistyped capability', '{ principals: [public], capabilities: [pul] }', ['6: unknown capability `pul`: did you mean `pull`?']],
    [
      'an action that ECR has not',
      '{ principals: [public], capabilities: ["ecr:PutImages"] }',
      ['6: unknown action `ecr:PutImages`: did you mean `ecr:PutImage`?'],
    ],
    ['a glob that matches no action', '{ principals: [public], capabilities: ["ecr:X*"] }', ['6: `ecr:X*` matches no ECR action']],
    ['a mistyped class', '{ principals: [externl], capabilities: [pull] }', ['6: unknown principal `externl`: did you mean `external`?']],
    ['`*` as principal', '{ principals: ["*"], capabilities: [pull] }', ['6: unknown principal `*`: did you mean `public`?']],
    ['a short account id', '{ principals: ["account:123"], capabilities: [pull] }', ['6: account id `123` does not have 12 digits']],
    ['a group that nobody defines', '{ principals: ["group:ci"], capabilities: [pull] }', ['6: unknown group `ci`']],
    ['no principals', '{ principals: [], capabilities: [pull] }', ['6: `rules[0].allow[0].principals` is empty']],
    ['no capabilities', '{ principals: [public], capabilities: [] }', ['6: `rules[0].allow[0].capabilities` is empty']],
    [
      'missing keys',
      '{ reason: because }',
      ['6: `rules[0].allow[0].capabilities` is missing', '6: `rules[0].allow[0].principals` is missing'],
    ],
    [
      'a word instead of a list',
      '{ principals: public, capabilities: [pull] }',
      ['6: `rules[0].allow[0].principals` must be a list, not a string'],
    ],
    [
      'nothing instead of a list',
      '{ principals: , capabilities: [pull] }',
      ['6: `rules[0].allow[0].principals` is empty: expected a list'],
    ],
    [
      'a number among principals',
      '{ principals: [ 111111111111 ], capabilities: [pull] }',
      ['6: `rules[0].allow[0].principals[0]` must be a string, not a number: write it in quotes'],
    ],
    [
      'an account id without prefix',
      '{ principals: [ "111111111111" ], capabilities: [pull] }',
      ['6: unknown principal `111111111111`: did you mean `account:111111111111`?'],
    ],
    [
      'a list among capabilities',
      '{ principals: [public], capabilities: [[pull]] }',
      ['6: `rules[0].allow[0].capabilities[0]` must be a string, not a list'],
    ],
    [
      'a number as ticket',
      '{ principals: [public], capabilities: [pull], ticket: 7 }',
      ['6: `rules[0].allow[0].ticket` must be a string, not a number: write it in quotes'],
    ],
    ['a reason without words', '{ principals: [public], capabilities: [pull], reason: "" }', ['6: `rules[0].allow[0].reason` is empty']],
    ['a string instead of an entry', 'public', ['6: `rules[0].allow[0]` must be a map, not a string']],
    [
      'a duration instead of a date',
      '{ principals: [public], capabilities: [pull], expires: 90d }',
      ['6: `90d` is not a date such as `2026-12-31` or `2026-12-31T18:00:00Z`'],
    ],
    [
      'a date that does not exist',
      '{ principals: [public], capabilities: [pull], expires: 2026-02-30 }',
      ['6: `2026-02-30` is not a date such as `2026-12-31` or `2026-12-31T18:00:00Z`'],
    ],
    [
      'a time without zone',
      '{ principals: [public], capabilities: [pull], expires: 2026-12-31T12:00:00 }',
      ['6: `2026-12-31T12:00:00` is not a date such as `2026-12-31` or `2026-12-31T18:00:00Z`'],
    ],
    [
      'a number as date',
      '{ principals: [public], capabilities: [pull], expires: 20261231 }',
      ['6: `rules[0].allow[0].expires` must be a string, not a number: write it in quotes'],
    ],
    [
      'a placeholder outside of a policy',
      '{ principals: ["arn:aws:iam::{ACCOUNT_ID}:role/ci"], capabilities: [pull] }',
      ['6: `{ACCOUNT_ID}` is for policy documents only'],
    ],
    [
      'a mistyped key, and nothing about the key that was meant',
      '{ principal: [public], capabilities: [pull] }',
      ['6: unknown key `principal`: did you mean `principals`?'],
    ],
    [
      'a mistyped key that may be left out',
      '{ principals: [public], capabilities: [pull], expire: 2026-12-31 }',
      ['6: unknown key `expire`: did you mean `expires`?'],
    ],
    ['a key that is like no other', '{ principals: [public], capabilities: [pull], access: read }', ['6: unknown key `access`']],
    ['a key of every object', '{ principals: [public], capabilities: [pull], constructor: x }', ['6: unknown key `constructor`']],
    [
      '`__proto__`',
      '{ principals: [public], capabilities: [pull], __proto__: { polluted: true } }',
      ['6: the key `__proto__` is not allowed'],
    ],
  ])('%s: %s', (_, text, issues) => {
    expect(issuesIn(entry(text))).toEqual(issues);
  });
});

describe('a rule that is wrong is an issue on its line', () => {
  test.each([
    ['no verb', 'id: a\nrepositories: [a]', ['4: rule `a` has no `allow`, `require` or `forbid`']],
    [
      'a mistyped verb, and nothing about the verb that was meant',
      `id: a\nrepositories: [a]\nrequires: [${PULL}]`,
      ['6: unknown key `requires`: did you mean `require`?'],
    ],
    ['an empty list of requirements', 'id: a\nrepositories: [a]\nrequire: []', ['6: `rules[0].require` is empty']],
    ['a mistyped key', `id: a\nrepositores: [a]\nallow: [${PULL}]`, ['5: unknown key `repositores`: did you mean `repositories`?']],
    ['no id', `repositories: [a]\nallow: [${PULL}]`, ['4: `rules[0].id` is missing']],
    ['an empty id', `id: ""\nrepositories: [a]\nallow: [${PULL}]`, ['4: `rules[0].id` is empty']],
    [
      'a number as id',
      `id: 7\nrepositories: [a]\nallow: [${PULL}]`,
      ['4: `rules[0].id` must be a string, not a number: write it in quotes'],
    ],
    ['no repositories', `id: a\nallow: [${PULL}]`, ['4: `rules[0].repositories` is missing']],
    ['an empty list of repositories', `id: a\nrepositories: []\nallow: [${PULL}]`, ['5: `rules[0].repositories` is empty']],
    [
      'one repository without a list',
      `id: a\nrepositories: team/app\nallow: [${PULL}]`,
      ['5: `rules[0].repositories` must be a list, not a string'],
    ],
    ['an empty repository', `id: a\nrepositories: [""]\nallow: [${PULL}]`, ['5: a repository glob is empty']],
    [
      'a repository in capitals',
      `id: a\nrepositories:\n  - a\n  - Team/**\nallow: [${PULL}]`,
      ['7: `Team/**` can match no repository: their names have lower-case letters, digits and `._-/` only'],
    ],
    [
      'a repository with braces',
      `id: a\nrepositories: ["{a,b}"]\nallow: [${PULL}]`,
      ['5: `{a,b}` can match no repository: their names have lower-case letters, digits and `._-/` only'],
    ],
    ['an empty list of entries', 'id: a\nrepositories: [a]\nallow: []', ['6: `rules[0].allow` is empty']],
    ['nothing as entries', 'id: a\nrepositories: [a]\nallow:', ['6: `rules[0].allow` is empty: expected a list']],
    ['one entry without a list', `id: a\nrepositories: [a]\nallow: ${PULL}`, ['6: `rules[0].allow` must be a list, not a map']],
    [
      'an account id that is a number',
      `id: a\nrepositories: [a]\naccounts: [ 111111111111 ]\nallow: [${PULL}]`,
      ['6: account id `111111111111` must be in quotes'],
    ],
    [
      'an account id whose zero YAML would lose',
      `id: a\nrepositories: [a]\naccounts:\n  - "111111111111"\n  - 012345678901\nallow: [${PULL}]`,
      ['8: account id `012345678901` must be in quotes'],
    ],
    [
      'an account id that is too short',
      `id: a\nrepositories: [a]\naccounts: [ "1234" ]\nallow: [${PULL}]`,
      ['6: account id `1234` does not have 12 digits'],
    ],
    ['an empty list of accounts', `id: a\nrepositories: [a]\naccounts: []\nallow: [${PULL}]`, ['6: `rules[0].accounts` is empty']],
    [
      'a region that cannot be',
      `id: a\nrepositories: [a]\nregions: [ us-east1, "eu-*" ]\nallow: [${PULL}]`,
      ['6: `eu-*` is not a region such as `us-east-1`', '6: `us-east1` is not a region such as `us-east-1`'],
    ],
    [
      'a tag that is no string',
      `id: a\nrepositories: [a]\ntags: { env: true }\nallow: [${PULL}]`,
      ['6: `rules[0].tags.env` must be a string, not a boolean: write it in quotes'],
    ],
    ['tags as a list', `id: a\nrepositories: [a]\ntags: [ env=prod ]\nallow: [${PULL}]`, ['6: `rules[0].tags` must be a map, not a list']],
    ['no tags', `id: a\nrepositories: [a]\ntags: {}\nallow: [${PULL}]`, ['6: `tags` is empty']],
    ['a tag without a key', `id: a\nrepositories: [a]\ntags: { "": x }\nallow: [${PULL}]`, ['6: `rules[0].tags` has an empty key']],
    ['a tag as glob', `id: a\nrepositories: [a]\ntags: { env: "prod*" }\nallow: [${PULL}]`, ['6: `prod*`: tags are compared exactly']],
    [
      'a key that is a number',
      `id: a\nrepositories: [a]\ntags:\n  1: x\nallow: [${PULL}]`,
      ['6: `tags` is empty', '7: a key must be a string: write `1` in quotes'],
    ],
    ['a key that is a list', `id: a\nrepositories: [a]\n? [a]\n: b\nallow: [${PULL}]`, ['6: a key must be a string']],
    ['a key given twice', `id: a\nrepositories: [a]\nallow: [${PULL}]\nallow: [${PULL}]`, ['7: the key `allow` is given twice']],
  ])('%s', (_, text, issues) => {
    expect(issuesIn(rule(text))).toEqual(issues);
  });
});

describe('a document that is wrong is an issue on its line', () => {
  test.each([
    ['a list', '- a\n', ['1: a document must be a map, not a list']],
    ['a word', '# comment\nhello\n', ['2: a document must be a map, not a string']],
    ['nothing', '~\n', ['1: a document must be a map, not nothing']],
    [
      'a document of another kind',
      'Version: "2012-10-17"\nStatement: []\n',
      ['1: an AWS policy document that no rule means: name its file as `policy` of an entry'],
    ],
    [
      'a document of nothing known',
      '# comment\nname: x\n',
      ['2: not a baseline document: it lacks `apiVersion: ecr-drift/v1` and `kind: AccessPolicy` or `Exception`'],
    ],
    ['a number as kind', 'apiVersion: ecr-drift/v1\nkind: 1\n', ['2: `kind` must not be a number: expected `AccessPolicy` or `Exception`']],
    ['no kind', 'apiVersion: ecr-drift/v1\n', ['1: `kind` is missing']],
    ['a mistyped kind', 'apiVersion: ecr-drift/v1\nkind: AccesPolicy\n', ['2: unknown `kind` `AccesPolicy`: did you mean `AccessPolicy`?']],
    ['another kind', 'apiVersion: ecr-drift/v1\nkind: Pod\n', ['2: unknown `kind` `Pod`: expected `AccessPolicy` or `Exception`']],
    [
      'another version',
      'apiVersion: ecr-drift/v2\nkind: AccessPolicy\n',
      ['1: unknown `apiVersion` `ecr-drift/v2`: did you mean `ecr-drift/v1`?'],
    ],
    ['a number as version', 'apiVersion: 1\nkind: AccessPolicy\n', ['1: `apiVersion` must not be a number: expected `ecr-drift/v1`']],
    ['no version', '\nkind: AccessPolicy\n', ['2: `apiVersion` is missing']],
    ['an unknown key', policy('rule: []\n'), ['3: unknown key `rule`: did you mean `rules`?']],
    ['rules without a list', policy('rules:\n'), ['3: `rules` is empty: expected a list']],
    ['a review in months', policy('metadata:\n  review: 6m\n'), ['4: `6m` is not a number of days such as `180d`']],
    ['a review in no days', policy('metadata: { review: 0 }\n'), ['3: `0` is not a number of days such as `180d`']],
    ['a review in half days', policy('metadata: { review: 1.5 }\n'), ['3: `1.5` is not a number of days such as `180d`']],
    ['a review that is a list', policy('metadata: { review: [180] }\n'), ['3: `metadata.review` must be a string or a number, not a list']],
    ['nothing as review', policy('metadata: { review: }\n'), ['3: `metadata.review` is empty: expected a string or a number']],
    ['an unknown key of metadata', policy('metadata:\n  owner: a\n  ownr: b\n'), ['5: unknown key `ownr`: did you mean `owner`?']],
    ['a merge key', policy('metadata: &m { owner: a }\ngroups: { <<: *m }\n'), ['4: `groups["<<"]` must be a list, not a map']],
    ['an empty group', policy('groups:\n  ci: []\n'), ['4: `groups.ci` is empty']],
    ['a group without a list', policy('groups:\n  ci: public\n'), ['4: `groups.ci` must be a list, not a string']],
    ['groups as a list', policy('groups: [ci]\n'), ['3: `groups` must be a map, not a list']],
    ['a wrong word in a group', policy('groups:\n  ci:\n    - publik\n'), ['5: unknown principal `publik`: did you mean `public`?']],
  ])('%s', (_, text, issues) => {
    expect(issuesIn(text)).toEqual(issues);
  });
});

describe('groups', () => {
  test.each([
    ['an unknown group with its neighbour', '{ ci: [public], b: ["group:cj"] }', ['3: unknown group `cj`: did you mean `ci`?']],
    ['a group in itself', '{ a: ["group:a"] }', ['3: group `a` contains itself']],
    ['groups in a ring', '{ a: ["group:b"], b: ["group:c"], c: ["group:a"] }', ['3: group `a` contains itself by way of `b`, `c`']],
    [
      'a ring once, not what leads to it',
      '{ x: ["group:a"], a: ["group:b"], b: ["group:a"] }',
      ['3: group `a` contains itself by way of `b`'],
    ],
    ['two rings', '{ a: ["group:a"], b: ["group:b"] }', ['3: group `a` contains itself', '3: group `b` contains itself']],
  ])('%s', (_, groups, issues) => {
    expect(issuesIn(policy(`groups: ${groups}\n`))).toEqual(issues);
  });

  test('a ring is reported at the reference that closes it', () => {
    expect(issuesIn(policy('groups:\n  a:\n    - "group:b"\n  b:\n    - public\n    - "group:a"\n'))).toEqual([
      '8: group `a` contains itself by way of `b`',
    ]);
  });

  test('two groups of one name, in any files', () => {
    const files = { 'a.yaml': policy('groups:\n  ci: [public]\n'), 'b.yaml': policy('\n\ngroups: { ci: [external] }\n') };
    expect(issuesOf(files)).toEqual(['b.yaml:5: group `ci` is already defined in a.yaml:4']);
  });

  test('a long ring is cut in the message', () => {
    const ring = Array.from({ length: 3_000 }, (_, at) => `  g${at}: ["group:g${(at + 1) % 3_000}"]\n`).join('');
    expect(issuesIn(policy(`groups:\n${ring}`))).toEqual([
      '3003: group `g0` contains itself by way of `g1`, `g2`, `g3`, `g4`, `g5` and 2994 more',
    ]);
  });

  test('are not called unknown where a file that may define them cannot be read', () => {
    expect(issuesOf({ 'a.yaml': entry('{ principals: ["group:ci"], capabilities: [pull] }'), 'b.yaml': 'a: [' })).toEqual([
      'b.yaml:1: not YAML: flow sequence in block collection must be sufficiently indented and end with a ]',
    ]);
  });

  test('that multiply beyond four million words are refused', () => {
    const words = Array.from({ length: 2_000 }, (_, at) => `"service:a${at}.b"`).join(', ');
    const entries = Array.from({ length: 2_100 }, () => '      - { principals: ["group:all"], capabilities: [pull] }\n').join('');
    const text = policy(`groups: { all: [${words}] }\nrules:\n  - id: r\n    repositories: [a]\n    allow:\n${entries}`);
    expect(issuesIn(text)).toEqual(['2007: groups expand to more than 4000000 principals']);
  });
});

describe('a file that cannot be read is one issue', () => {
  const nested = (depth: number) => policy(`groups: ${'['.repeat(depth)}${']'.repeat(depth)}\n`);
  const bomb = policy(
    `metadata: { owner: &a0 x }\ngroups:\n${Array.from({ length: 12 }, (_, at) => `  a${at + 1}: &a${at + 1} [${Array(9).fill(`*a${at}`).join(', ')}]\n`).join('')}`,
  );
  test.each([
    ['empty', '', '1: the file is empty'],
    ['blank', ' \n\n', '1: the file is empty'],
    ['only comments', '# nothing\n# here\n', '1: the file is empty'],
    ['only document marks', '---\n---\n', '1: the file is empty'],
    ['not closed', 'a: [b\nc: d\n', '2: not YAML: flow sequence in block collection must be sufficiently indented and end with a ]'],
    ['not closed at the end', policy('metadata: { owner: "a }\n'), '3: not YAML: missing closing "quote'],
    ['indented with tabs', 'rules:\n\t- a\n', '2: not YAML: tabs are not allowed as indentation'],
    [
      'another language, of which no more is told than a line holds',
      readFileSync('examples/terraform/main.tf', 'utf8'),
      '23: not YAML: unexpected scalar token in YAML stream: "resource \\"aws_ecr_repository\\" \\"storefront\\" {\\n  name = \\"storefront/web\\"\\n}\\n\\nresour..."',
    ],
    ['two values in one line', 'a: b: c\n', '1: not YAML: nested mappings are not allowed in compact mappings'],
    ['an unknown tag', 'a: 1\nb: !include x.yaml\n', '2: not YAML: unresolved tag: !include'],
    ['a tag of YAML 1.1', 'a: !!timestamp 2026-01-01\n', '1: not YAML: unresolved tag: tag:yaml.org,2002:timestamp'],
    ['a version of YAML that does not exist', '%YAML 3.0\n---\na: 1\n', '1: not YAML: unsupported YAML version 3.0'],
    [
      'an alias without an anchor',
      policy('metadata: { owner: *x }\n'),
      '3: unknown alias `*x`: a glob that starts with `*` must be in quotes',
    ],
    ['a mistyped alias', policy('metadata: { owner: &team x, contact: *tem }\n'), '3: unknown alias `*tem`: did you mean `team`?'],
    ['a glob without quotes', rule('id: a\nrepositories: [ ** ]'), '5: unknown alias `**`: a glob that starts with `*` must be in quotes'],
    [
      'a star without quotes',
      rule('id: a\nrepositories: [ * ]'),
      '5: not YAML: alias cannot be an empty string: a glob that starts with `*` must be in quotes',
    ],
    ['an alias in itself', policy('groups: &g { a: *g }\n'), '3: alias `*g` contains itself'],
    ['an alias bomb', bomb, '9: aliases repeat more than 10000 values'],
    ['33 levels deep', nested(33), '3: nested more than 32 levels deep'],
    ['a thousand levels deep', nested(1_000), '3: nested more than 32 levels deep'],
    ['20,000 levels deep', nested(20_000), '3: nested more than 32 levels deep'],
    ['20,000 levels deep in blocks', policy(`groups:\n  ${'- '.repeat(20_000)}x\n`), '4: nested more than 32 levels deep'],
    ['5 MB', `# ${'x'.repeat(5_000_000)}\n${policy('')}`, '1: the file is larger than 1 MiB'],
    ['more bytes than characters', `# ${'\u00e9'.repeat(600_000)}\n`, '1: the file is larger than 1 MiB'],
    ['a million commas', `a: [${','.repeat(1_000_000)}`, '1: the file has more than 600000 YAML tokens'],
    ['half a million commas', `a: [${','.repeat(500_000)}`, '1: not YAML: unexpected , in flow sequence'],
    ['a million brackets', '['.repeat(1_000_000), '1: nested more than 32 levels deep'],
    ['a million closing brackets', ']'.repeat(1_000_000), '1: not YAML: unexpected flow-seq-end token in YAML document: "]"'],
    ['a million dashes', '- '.repeat(500_000), '1: nested more than 32 levels deep'],
    ['a quarter of a million tags', '! '.repeat(250_000), '1: not YAML: a node can have at most one tag'],
    ['thousands of reserved words', `a: [${'@\n'.repeat(100_000)}`, '1: not YAML: plain value cannot start with reserved character @'],
    ['thousands of documents', '--- a\n'.repeat(2_000), '1: the file has more than 1000 documents'],
    ['bytes that are not UTF-8', policy('metadata:\n  owner: \uFFFD\n'), '4: the file is not UTF-8'],
  ])('%s', (_, text, issue) => {
    expect(issuesIn(text)).toEqual([issue]);
  });

  test('32 levels are read, and are wrong for another reason', () => {
    expect(issuesIn(nested(31))).toEqual(['3: `groups` must be a map, not a list']);
  });

  test.each([
    ['a comment', '{} // no\n', '1: not JSON: invalid comment token at column 4'],
    ['a comma too many', '{\n  "a": [1,]\n}\n', '2: not JSON: value expected at column 11'],
    ['YAML', 'apiVersion: ecr-drift/v1\n', '1: not JSON: invalid symbol at column 1'],
    [
      'a key given twice',
      '{"apiVersion": "ecr-drift/v1",\n"kind": "AccessPolicy",\n"kind": "AccessPolicy"}',
      '3: the key `kind` is given twice',
    ],
  ])('JSON with %s', (_, text, issue) => {
    expect(issuesIn(text, 'a.json')).toEqual([issue]);
  });

  test.each([
    ['grants.jsonl', '1: not a baseline file: its name must end in `.yaml`, `.yml`, `.json` or `.lock.jsonl`'],
    ['notes.txt', '1: not a baseline file: its name must end in `.yaml`, `.yml`, `.json` or `.lock.jsonl`'],
  ])('%s', (path, issue) => {
    expect(issuesIn(policy(''), path)).toEqual([issue]);
  });
});

describe('all issues', () => {
  test('of all files come at once, by file and line', () => {
    const files = {
      'b.yml': rule(`id: a\nrepositories: [a]\nallow: [{ principals: [publik], capabilities: [pul, push] }]`),
      'a.yaml': `${rule(`id: a\nrepositories: [a]\nallow: [${PULL}]`)}---\n${policy('owner: x\nmetadata:\n  owner: 1\n')}`,
      'c.json': '[',
    };
    expect(issuesOf(files)).toEqual([
      'a.yaml:10: unknown key `owner`',
      'a.yaml:12: `metadata.owner` must be a string, not a number: write it in quotes',
      'b.yml:4: rule id `a` is already used in a.yaml:4',
      'b.yml:6: unknown capability `pul`: did you mean `pull`?',
      'b.yml:6: unknown principal `publik`: did you mean `public`?',
      'c.json:1: not JSON: close bracket expected at column 2',
    ]);
  });

  test('are one short line each, whatever the text', () => {
    const hostile = `"a\\nb\\u202e\\u0007${'x'.repeat(500)}"`;
    const [capability] = issuesIn(entry(`{ principals: [public], capabilities: [${hostile}] }`));
    expect(capability).toMatch(/^6: unknown capability `a\\u\{a\}b\\u\{202e\}\\u\{7\}x{75}\.\.\.`: expected /);
    const [key] = issuesIn(policy(`${hostile}: 1\n`));
    expect(key).toMatch(/^3: unknown key `a\\u\{a\}b\\u\{202e\}\\u\{7\}x{75}\.\.\.`$/);
    const [path] = issuesIn(policy(`groups:\n  ? ${hostile}\n  : 1\n`));
    expect(path?.length).toBeLessThan(200);
  });

  test('of an oversized rule or group are one', () => {
    const many = '1,'.repeat(20_001);
    expect(issuesIn(rule(`id: a\nrepositories: [a]\naccounts: [${many}]`))).toEqual([
      '4: one rule, group or exception holds more than 20000 values',
    ]);
    expect(issuesIn(policy(`groups:\n  a: [${many}]\n`))).toEqual(['4: one rule, group or exception holds more than 20000 values']);
  });

  test('of thousands of keys are found without comparing each with each', () => {
    const keys = Array.from({ length: 20_000 }, (_, at) => `k${at}: x\n`).join('');
    expect(issuesIn(policy(keys)).length).toBe(20_000);
  });
});

describe('no text makes parsing fail', () => {
  const KEYS = [
    'apiVersion',
    'kind',
    'metadata',
    'groups',
    'rules',
    'id',
    'repositories',
    'allow',
    'require',
    'principals',
    'capabilities',
    'policy',
    'when',
    'expires',
    'Statement',
    'StringEquals',
    'items',
    'match',
    'finding',
    'tags',
    '__proto__',
    'constructor',
  ];
  const WORDS = ['ecr-drift/v1', 'AccessPolicy', 'Exception', 'group:a', 'public', 'pull', 'ecr:*', 'x', ''];

  test('not one made of pieces of YAML', () => {
    const piece = fc.constantFrom(
      ...KEYS.map((key) => `${key}: `),
      ...WORDS,
      '\n',
      '\n  ',
      '- ',
      '[',
      ']',
      '{',
      '}',
      ', ',
      '&a ',
      '*a',
      '!!str ',
      '|',
      '>',
      '"',
      "'",
      '#',
      '---\n',
      '\t',
      '? ',
      ': ',
      '<<: *a',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
        expectWhole(pieces.join(''));
      }),
      { numRuns: rounds(2_000) },
    );
  });

  test('not one that is a tree of the right words in the wrong places', () => {
    const { tree } = fc.letrec((tie) => ({
      tree: fc.oneof(
        { maxDepth: 6 },
        fc.constantFrom<unknown>(...WORDS, 1, null, true),
        fc.array(tie('tree'), { maxLength: 3 }),
        fc.dictionary(fc.constantFrom(...KEYS), tie('tree'), { maxKeys: 4 }),
      ),
    }));
    fc.assert(
      fc.property(tree, (value) => {
        expectWhole(JSON.stringify({ apiVersion: 'ecr-drift/v1', kind: 'AccessPolicy', rules: value, groups: value }));
        expectWhole(JSON.stringify({ apiVersion: 'ecr-drift/v1', kind: 'Exception', items: value }));
        expectWhole(JSON.stringify({ apiVersion: 'ecr-drift/v1', kind: 'Exception', match: value }));
      }),
      { numRuns: rounds(700) },
    );
  });

  function expectWhole(text: string): void {
    const parsed = parseBaseline('b', [{ path: 'a.yaml', text }]);
    if (parsed.kind === 'baseline') return;
    expect(parsed.issues.length).toBeGreaterThan(0);
    const lines = text.split('\n').length;
    for (const { reason, at } of parsed.issues) {
      expect(reason).toMatch(/^[^\p{Cc}\p{Zl}\p{Zp}]+$/u);
      expect(at.line).toBeGreaterThanOrEqual(1);
      expect(at.line).toBeLessThanOrEqual(lines);
    }
  }
});
