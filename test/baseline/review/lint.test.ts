import { describe, expect, test } from 'vitest';
import { lintBaseline } from '../../../lib/baseline/review/lint.ts';
import { type Instant, instant } from '../../../lib/model/ids.ts';
import { baselineOf, policy } from '../../support/baseline.ts';

const NOW = instantOf('2026-11-20T12:00:00Z');

function instantOf(text: string): Instant {
  const time = instant(text);
  if (!time) throw new Error(`no instant: ${text}`);
  return time;
}

/** What lint has to say of valid files, as `file:line: severity: reason`. */
function lintOf(files: Readonly<Record<string, string>>, now = NOW): readonly string[] {
  const issues = lintBaseline(baselineOf(files), now);
  return issues.map(({ reason, severity, at: { file, line } }) => `${file}:${line}: ${severity}: ${reason}`);
}

/** Of one document with an owner, whose `rules` start on line 5: without the name of the file. */
function lintIn(rules: string): readonly string[] {
  return lintOf({ 'a.yaml': policy(`metadata: { owner: o }\nrules:\n${rules}`) }).map((each) => each.slice('a.yaml:'.length));
}

const PULL = '{ principals: [public], capabilities: [pull] }';
const rule = (id: string, body: string, repositories = '["**"]') => `  - { id: ${id}, repositories: ${repositories}, ${body} }\n`;
const exception = (items: string) => `apiVersion: ecr-drift/v1\nkind: Exception\nitems:\n${items}`;

describe('what expires', () => {
  const expiring = (expires: string) => lintIn(rule('r', `allow: [{ principals: [public], capabilities: [pull], expires: ${expires} }]`));

  test.each([
    ['yesterday', '2026-11-19', ['5: warning: this allow has expired: it was until 2026-11-19']],
    ['now', '2026-11-20T12:00:00Z', ['5: warning: this allow has expired: it was until 2026-11-20T12:00:00Z']],
    ['today', '2026-11-20', ['5: note: this allow expires soon: it is until 2026-11-20']],
    ['in 14 days', '2026-12-04T12:00:00Z', ['5: note: this allow expires soon: it is until 2026-12-04T12:00:00Z']],
    ['a second later', '2026-12-04T12:00:01Z', []],
  ])('%s', (_, expires, issues) => {
    expect(expiring(expires)).toEqual(issues);
  });

  test('may be a require or a forbid', () => {
    const entry = '{ principals: [public], capabilities: [pull], expires: 2026-01-01 }';
    expect(lintIn(rule('r', `require: [${entry}],\n     forbid: [${entry}]`))).toEqual([
      '5: warning: this require has expired: it was until 2026-01-01',
      '6: warning: this forbid has expired: it was until 2026-01-01',
    ]);
  });

  test('may be an exception', () => {
    const item = (id: string, expires: string) =>
      `  - { id: ${id}, match: { code: ECRD-101, repositories: [a] }, reason: because of x, owner: o, expires: ${expires} }\n`;
    expect(lintOf({ 'a.yaml': exception(`${item('a', '2026-11-01')}${item('b', '2026-12-01')}`) })).toEqual([
      'a.yaml:4: warning: exception `a` has expired: it was until 2026-11-01',
      'a.yaml:5: note: exception `b` expires soon: it is until 2026-12-01',
    ]);
  });
});

describe('what is there twice', () => {
  test.each([
    ['in one list', rule('r', `allow: [${PULL},\n     ${PULL}]`), ['6: warning: this allow is already in a.yaml:5']],
    ['in two rules', rule('r', `forbid: [${PULL}]`) + rule('s', `forbid: [${PULL}]`), ['6: warning: this forbid is already in a.yaml:5']],
    [
      'in another order',
      rule(
        'r',
        'require: [{ principals: [public, external], capabilities: [pull, push] },\n     { principals: [external, public], capabilities: [push, pull] }]',
      ),
      ['6: warning: this require is already in a.yaml:5'],
    ],
    [
      'for another reason',
      rule('r', `allow: [${PULL},\n     { principals: [public], capabilities: [pull], reason: x, ticket: y }]`),
      ['6: warning: this allow is already in a.yaml:5'],
    ],
  ])('%s', (_, rules, issues) => {
    expect(lintIn(rules)).toEqual(issues);
  });

  test.each([
    ['as another verb', rule('r', `allow: [${PULL}], require: [${PULL}]`)],
    ['in other repositories', rule('r', `allow: [${PULL}]`, '[a]') + rule('s', `allow: [${PULL}]`, '[b]')],
    [
      'under other conditions',
      rule(
        'r',
        'allow: [{ principals: [public], capabilities: [pull], when: { Bool: { a: true } } }, { principals: [public], capabilities: [pull], when: { Bool: { a: false } } }]',
      ),
    ],
  ])('not %s', (_, rules) => {
    expect(lintIn(rules)).toEqual([]);
  });

  test('may be a policy document', () => {
    const meant = '{ policy: { Statement: { Effect: Allow, Principal: "*", Action: "ecr:PutImage" } } }';
    expect(lintIn(rule('r', `allow: [${meant},\n     ${meant}]`))).toEqual(['6: warning: this allow is already in a.yaml:5']);
  });

  test('may be an exception that is in force', () => {
    const item = (id: string, expires: string) =>
      `  - { id: ${id}, match: { code: ECRD-101, repositories: [a] }, reason: because of x, owner: o, expires: ${expires} }\n`;
    const items = `${item('a', '2026-01-01')}${item('b', '2027-01-01')}${item('c', '2027-01-02')}`;
    expect(lintOf({ 'a.yaml': exception(items) })).toEqual([
      'a.yaml:4: warning: exception `a` has expired: it was until 2026-01-01',
      'a.yaml:6: warning: exception `c` is for what `b` is for: a.yaml:5',
    ]);
  });
});

describe('an allow that another allow of its rule covers', () => {
  const pair = (wide: string, narrow: string) => lintIn(rule('r', `allow: [${wide},\n     ${narrow}]`));
  const entry = (principals: string, capabilities: string, more = '') =>
    `{ principals: [${principals}], capabilities: [${capabilities}]${more} }`;
  const COVERED = ['6: warning: the allow in a.yaml:5 covers this one'];

  test.each([
    ['by more capabilities', entry('public', 'pull, push'), entry('public', 'pull')],
    ['by the same actions', entry('public', 'pull, push'), entry('public', 'retag')],
    ['by a capability, being a raw action', entry('public', 'pull'), entry('public', '"ecr:BatchGetImage"')],
    ['by any', entry('public', 'any'), entry('public', 'admin, list')],
    ['by more principals', entry('public, external', 'pull'), entry('external', 'pull')],
    ['by a glob over ARNs', entry('"arn:aws:iam::*:role/ci/**"', 'pull'), entry('"arn:aws:iam::111111111111:role/ci/a"', 'pull')],
    ['by the account of its ARN', entry('"account:111111111111"', 'pull'), entry('"arn:aws:iam::111111111111:role/**"', 'pull')],
    ['by the organization of its unit', entry('"org:o-abc"', 'pull'), entry('"ou:o-abc/r-ab12/ou-ab12-prod"', 'pull')],
    ['by a unit above', entry('"ou:o-abc/r-ab12/ou-ab12-prod"', 'pull'), entry('"ou:o-abc/r-ab12/ou-ab12-prod/ou-ab12-eu"', 'pull')],
    ['by the class of services', entry('service', 'pull'), entry('"service:codebuild.amazonaws.com"', 'pull')],
    ['by one without conditions', entry('public', 'pull'), entry('public', 'pull', ', when: { Bool: { a: true } }')],
    [
      'by one of a wider network',
      entry('public', 'pull', ', when: { IpAddress: { "aws:SourceIp": 54.0.0.0/8 } }'),
      entry('public', 'pull', ', when: { IpAddress: { "aws:SourceIp": 54.1.0.0/16 } }'),
    ],
    [
      'by one that asks for any value',
      entry('public', 'pull', ', when: { "Null": { "aws:SourceVpce": "false" } }'),
      entry('public', 'pull', ', when: { StringEquals: { "aws:SourceVpce": vpce-1 } }'),
    ],
    ['by one that lasts longer', entry('public', 'pull, push', ', expires: 2999-12-31'), entry('public', 'pull', ', expires: 2998-12-31')],
  ])('%s', (_, wide, narrow) => {
    expect(pair(wide, narrow)).toEqual(COVERED);
    expect(pair(narrow, wide)).toEqual(['5: warning: the allow in a.yaml:6 covers this one']);
  });

  test.each([
    ['by some of its capabilities', entry('public', 'pull, list'), entry('public', 'pull, push')],
    ['by some of its principals', entry('public, service', 'pull'), entry('public, external', 'pull')],
    ['by an ARN of another account', entry('"account:222222222222"', 'pull'), entry('"arn:aws:iam::111111111111:role/**"', 'pull')],
    ['by an account that a wildcard may leave', entry('"account:111111111111"', 'pull'), entry('"arn:aws:*::111111111111:role/a"', 'pull')],
    ['by an organization whose id goes on', entry('"org:o-ab"', 'pull'), entry('"ou:o-abc/r-ab12/ou-ab12-prod"', 'pull')],
    ['by a class that its principal may not be in', entry('same-account', 'pull'), entry('"arn:aws:iam::111111111111:role/a"', 'pull')],
    ['by one under conditions', entry('public', 'pull, push', ', when: { Bool: { a: true } }'), entry('public', 'pull')],
    ['by one that ends', entry('public', 'pull, push', ', expires: 2999-12-31'), entry('public', 'pull')],
  ])('not %s', (_, wide, narrow) => {
    expect(pair(wide, narrow)).toEqual([]);
  });

  test('not by one that has ended', () => {
    expect(pair(entry('public', 'any', ', expires: 2026-01-01'), entry('public', 'pull'))).toEqual([
      '5: warning: this allow has expired: it was until 2026-01-01',
    ]);
  });

  test('not in another rule, which may be about something else', () => {
    const rules = rule('r', `allow: [${entry('public', 'any')}]`) + rule('s', `allow: [${entry('public', 'pull')}]`);
    expect(lintIn(rules)).toEqual([]);
  });

  test('only the later one where both say the same', () => {
    expect(pair(entry('public', 'retag'), entry('public', '"ecr:BatchGetImage", "ecr:PutImage"'))).toEqual(COVERED);
  });

  test('not by a policy document, which says what it says', () => {
    const meant = '{ policy: { Statement: { Effect: Allow, Principal: "*", Action: "ecr:*" } } }';
    expect(pair(meant, entry('public', 'pull'))).toEqual([]);
  });
});

test('of two allows whose conditions say the same in other words the later one is covered', () => {
  const entry = (values: string) => `{ principals: [public], capabilities: [pull], when: { IpAddress: { "aws:SourceIp": ${values} } } }`;
  const lines = lintIn(rule('r', `allow: [${entry('[54.0.0.0/9, 54.128.0.0/9]')},\n     ${entry('54.0.0.0/8')}]`));
  expect(lines).toEqual(['6: warning: the allow in a.yaml:5 covers this one']);
});

describe('a `when` that no request meets', () => {
  test.each([
    ['a value that no endpoint has', '{ StringEquals: { "aws:SourceVpce": VPCE-1 } }'],
    ['two values of one key', '{ StringEquals: { "aws:SourceVpc": vpc-1 }, StringLike: { "aws:SourceVpc": "vpc-2*" } }'],
    [
      'a role and another account',
      '{ ArnLike: { "aws:PrincipalArn": "arn:aws:iam::111111111111:role/*" }, StringEquals: { "aws:PrincipalAccount": "222222222222" } }',
    ],
    [
      'a number less than itself',
      '{ NumericLessThan: { "aws:MultiFactorAuthAge": "5" }, NumericGreaterThan: { "aws:MultiFactorAuthAge": "5" } }',
    ],
  ])('%s', (_, when) => {
    for (const verb of ['allow', 'forbid']) {
      expect(lintIn(rule('r', `${verb}: [{ principals: [public], capabilities: [pull], when: ${when} }]`))).toEqual([
        `5: warning: no request meets the \`when\` of this ${verb}: it ${verb}s nothing`,
      ]);
    }
  });
});

describe('what a forbid always beats', () => {
  const FORBID = '{ principals: [public, "arn:aws:iam::*:role/**"], capabilities: [push, admin] }';
  const forbidden = (body: string, repositories = '["team/**"]') =>
    lintIn(rule('no', `forbid: [${FORBID}]`, '["team/**", "x"]') + rule('r', body, repositories));

  test.each([
    ['an allow', 'allow: [{ principals: [public], capabilities: [push] }]', undefined, 'allow'],
    ['a require', 'require: [{ principals: ["arn:aws:iam::111111111111:role/ci"], capabilities: [push, admin] }]', undefined, 'require'],
    ['an allow in fewer repositories', 'allow: [{ principals: [public], capabilities: [push] }]', '["team/*/app", "x"]', 'allow'],
    ['an allow in some regions', 'allow: [{ principals: [public], capabilities: [push] }], regions: [eu-west-1]', undefined, 'allow'],
    ['an allow for a time', 'allow: [{ principals: [public], capabilities: [push], expires: 2999-01-01 }]', undefined, 'allow'],
  ])('%s', (_, body, repositories, verb) => {
    expect(forbidden(body, repositories)).toEqual([`6: warning: rule \`no\` forbids what this ${verb} means: a.yaml:5 wins`]);
  });

  test.each([
    ['an allow of something else besides', 'allow: [{ principals: [public], capabilities: [push, pull] }]', undefined],
    ['an allow of a part of it', 'allow: [{ principals: [public], capabilities: ["ecr:PutImage"] }]', undefined],
    ['an allow for somebody else besides', 'allow: [{ principals: [public, external], capabilities: [push] }]', undefined],
    ['an allow in other repositories besides', 'allow: [{ principals: [public], capabilities: [push] }]', '["team/**", "y"]'],
    ['an allow everywhere', 'allow: [{ principals: [public], capabilities: [push] }]', '["**"]'],
  ])('not %s', (_, body, repositories) => {
    expect(forbidden(body, repositories)).toEqual([]);
  });

  test.each([
    ['by any', 'any', 'list, "ecr:GetLifecyclePolicy"', 1],
    ['by all of its raw actions', '"ecr:*"', 'list, "ecr:GetLifecyclePolicy"', 1],
    ['by a glob over them', '"ecr:Batch*"', '"ecr:BatchGet*"', 1],
    ['not by some of them', '"ecr:BatchGetImage"', 'pull', 0],
  ])('%s', (_, words, allowed, count) => {
    const rules =
      rule('no', `forbid: [{ principals: [public], capabilities: [${words}] }]`) +
      rule('r', `allow: [{ principals: [public], capabilities: [${allowed}] }]`);
    expect(lintIn(rules)).toHaveLength(count);
  });

  test('and what is only allowed where it forbids', () => {
    const under = (verb: string, network: string) =>
      `${verb}: [{ principals: [public], capabilities: [pull], when: { IpAddress: { "aws:SourceIp": ${network} } } }]`;
    const both = (wide: string, narrow: string) => lintIn(rule('no', under('forbid', wide)) + rule('r', under('allow', narrow)));
    expect(both('54.0.0.0/8', '54.1.0.0/16')).toEqual(['6: warning: rule `no` forbids what this allow means: a.yaml:5 wins']);
    expect(both('54.1.0.0/16', '54.0.0.0/8')).toEqual([]);
  });

  test.each([
    ['under conditions', ', when: { Bool: { a: true } }', ''],
    ['for a time', ', expires: 2999-01-01', ''],
    ['in some accounts', '', 'accounts: ["111111111111"],'],
    ['in some regions', '', 'regions: [eu-west-1],'],
    ['where tags say so, which may be unread', '', 'tags: { a: b },'],
  ])('not what it only forbids %s', (_, more, selector) => {
    const rules = `${rule('no', `${selector} forbid: [{ principals: [public], capabilities: [any]${more} }]`)}${rule('r', `allow: [${PULL}]`)}`;
    expect(lintIn(rules)).toEqual([]);
  });
});

test('rules that nobody answers for', () => {
  const owned = '{ principals: [public], capabilities: [push], owner: o }';
  const text = policy(`rules:\n${rule('r', `allow: [${PULL}, ${owned}]`, '[a]')}${rule('s', `allow: [${owned}]`, '[b]')}`);
  expect(lintOf({ 'a.yaml': text })).toEqual([
    'a.yaml:4: note: nobody answers for rule `r`: give it an `owner`, or the document a `metadata.owner`',
  ]);
});

describe('what is odd', () => {
  test('in a policy document, once', () => {
    const statement = {
      Effect: 'Allow',
      Principal: { AWS: 'arn:aws:iam::account-id:user/username' },
      Action: ['ecr:PutImages', 'ecr:Get*', 's3:*'],
    };
    const text = policy(`metadata: { owner: o }\nrules:\n${rule('r', 'allow: [{ policy: p.json }],\n     forbid: [{ policy: p.json }]')}`);
    expect(lintOf({ 'a.yaml': text, 'p.json': JSON.stringify({ Statement: statement }) })).toEqual([
      'a.yaml:5: note: `p.json`: `Statement.Principal.AWS[0]`: `arn:aws:iam::account-id:user/username` matches nobody: not a principal',
      'a.yaml:5: note: `p.json`: `Statement[0]`: unknown action `ecr:PutImages`: did you mean `ecr:PutImage`?',
    ]);
  });

  test('in conditions', () => {
    const when = '{ StringEquals: { "aws:SourceAccount": [] } }';
    expect(lintIn(rule('r', `allow: [{ principals: [service], capabilities: [pull],\n     when: ${when} }]`))).toEqual([
      '5: note: `when.StringEquals["aws:SourceAccount"]`: a condition without values',
    ]);
  });
});

describe('lint', () => {
  test('has nothing to say of a good baseline', () => {
    const rules =
      rule('r', `allow: [${PULL}, { principals: [external], capabilities: [pull] }]`, '[a]') +
      rule('s', 'forbid: [{ principals: [public], capabilities: [push] }]');
    expect(lintIn(rules)).toEqual([]);
  });

  test('says it by file and line', () => {
    const text = policy(`rules:\n${rule('r', `allow: [${PULL}]`)}`);
    expect(lintOf({ 'b.yaml': text.replace('id: r', 'id: q'), 'a.yaml': text }).map((each) => each.slice(0, 14))).toEqual([
      'a.yaml:4: note',
      'b.yaml:4: note',
      'b.yaml:4: warn',
    ]);
  });

  test('gives up before thousands of entries with thousands of principals cost more than seconds', () => {
    const words = Array.from({ length: 800 }, (_, at) => `"arn:aws:iam::111111111111:role/**a${at}"`).join(', ');
    const names = ['list', 'pull', 'push', 'retag', 'delete', 'configure', 'admin', 'replicate'];
    const entries = Array.from({ length: 600 }, (_, at) => {
      const capabilities = names.filter((__, bit) => ((at % 255) + 1) & (1 << bit)).join(', ');
      return `      - { principals: ["group:all", "service:s${at}.x"], capabilities: [${capabilities}] }\n`;
    }).join('');
    const text = policy(
      `metadata: { owner: o }\ngroups: { all: [${words}] }\nrules:\n  - id: r\n    repositories: [a]\n    allow:\n${entries}`,
    );
    expect(lintOf({ 'a.yaml': text })).toEqual([]);
  });
});
