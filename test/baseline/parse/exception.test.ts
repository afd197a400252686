import { describe, expect, test } from 'vitest';
import { baselineOf, issuesIn, issuesOf, policy } from '../../support/baseline.ts';

const FINDING = 'ecrd-abcdefghijklmnopq234';

/** A document of one exception whose keys start on line 3. */
function exception(text: string): string {
  return `apiVersion: ecr-drift/v1\nkind: Exception\n${text}`;
}

/** A list of one exception, whose `match` is on line 5. */
function matching(match: string): string {
  return exception(`items:\n  - id: x\n    match: ${match}\n    reason: incident 5521\n    owner: sec\n    expires: 2026-10-04\n`);
}

describe('an exception', () => {
  test('may be a document', () => {
    const text = exception(
      `id: EXC-1\nmatch: { finding: ${FINDING} }\nreason: incident 5521 forensics\nowner: sec-ir\nticket: INC-5521\nexpires: 2026-10-04\n`,
    );
    expect(baselineOf({ 'a.yaml': text }).exceptions).toEqual([
      {
        id: 'EXC-1',
        match: { kind: 'finding', finding: FINDING },
        reason: 'incident 5521 forensics',
        owner: 'sec-ir',
        ticket: 'INC-5521',
        expires: '2026-10-04T23:59:59Z',
        at: { file: 'a.yaml', line: 1 },
      },
    ]);
  });

  test('may be one of a list', () => {
    const text = exception(`items:
  - id: a
    match: { code: ECRD-202, repositories: [ "payments/**" ], principals: [ "group:ir", external ], capabilities: [ pull ] }
    reason: incident 5521
    owner: sec-ir
    expires: 2026-10-04T12:00:00Z
  - { id: b, match: { code: ECRD-102, capabilities: [ push, "ecr:Describe*" ] }, reason: until the move, owner: sec, expires: 2026-10-05 }
`);
    const groups = policy('groups: { ir: [ "account:222222222222" ] }\n');
    expect(baselineOf({ 'a.yaml': text, 'b.yaml': groups }).exceptions).toEqual([
      {
        id: 'a',
        match: {
          kind: 'selector',
          code: 'ECRD-202',
          repositories: ['payments/**'],
          principals: [
            { kind: 'class', class: 'external' },
            { kind: 'account', account: '222222222222' },
          ],
          capabilities: ['pull'],
        },
        reason: 'incident 5521',
        owner: 'sec-ir',
        ticket: undefined,
        expires: '2026-10-04T12:00:00Z',
        at: { file: 'a.yaml', line: 4 },
      },
      {
        id: 'b',
        match: { kind: 'selector', code: 'ECRD-102', repositories: [], principals: [], capabilities: ['push', 'ecr:Describe*'] },
        reason: 'until the move',
        owner: 'sec',
        ticket: undefined,
        expires: '2026-10-05T23:59:59Z',
        at: { file: 'a.yaml', line: 9 },
      },
    ]);
  });

  test('may be JSON, and beside rules in one file', () => {
    const one = {
      apiVersion: 'ecr-drift/v1',
      kind: 'Exception',
      id: 'a',
      match: { finding: FINDING },
      reason: 'because of x',
      owner: 'o',
      expires: '2026-10-04',
    };
    const files = { 'a.json': JSON.stringify(one), 'b.yaml': `${policy('')}---\n${matching(`{ finding: ${FINDING} }`)}` };
    expect(baselineOf(files).exceptions.map(({ id, at }) => [id, at.line])).toEqual([
      ['a', 1],
      ['x', 7],
    ]);
  });

  test('may have the id of a rule', () => {
    const files = {
      'a.yaml': policy('rules: [{ id: x, repositories: [a], allow: [{ principals: [public], capabilities: [pull] }] }]\n'),
      'b.yaml': matching(`{ finding: ${FINDING} }`),
    };
    expect(baselineOf(files).exceptions).toHaveLength(1);
  });

  test('may be none', () => {
    expect(baselineOf({ 'a.yaml': exception('items: []\n') }).exceptions).toEqual([]);
  });
});

describe('an exception that is wrong is an issue on its line', () => {
  test.each([
    [
      'everything missing',
      exception('items:\n  - {}\n'),
      ['expires', 'id', 'match', 'owner', 'reason'].map((key) => `4: \`items[0].${key}\` is missing`),
    ],
    [
      'everything missing but the kind',
      exception(''),
      ['expires', 'id', 'match', 'owner', 'reason'].map((key) => `1: \`${key}\` is missing`),
    ],
    ['items without a list', exception('items:\n'), ['3: `items` is empty: expected a list']],
    ['an exception beside a list of them', exception(`items: []\nid: a\nreason: x\n`), ['4: unknown key `id`', '5: unknown key `reason`']],
    ['a mistyped key', exception('item: []\n'), ['3: unknown key `item`']],
    ['rules', exception('items: []\nrules: []\n'), ['4: unknown key `rules`']],
    [
      'a short reason',
      exception(`id: a\nmatch: { finding: ${FINDING} }\nreason: because\nowner: o\nexpires: 2026-10-04\n`),
      ['5: `because` is too short for a reason: 10 characters at least'],
    ],
    [
      'a reason of blanks',
      exception(`id: a\nmatch: { finding: ${FINDING} }\nreason: "           x"\nowner: o\nexpires: 2026-10-04\n`),
      ['5: `           x` is too short for a reason: 10 characters at least'],
    ],
    [
      'a duration',
      exception(`id: a\nmatch: { finding: ${FINDING} }\nreason: because of x\nowner: o\nexpires: 90d\n`),
      ['7: `90d` is not a date such as `2026-12-31` or `2026-12-31T18:00:00Z`'],
    ],
    [
      'an empty owner and a mistyped key',
      exception(`id: a\nmatch: { finding: ${FINDING} }\nreason: because of x\nowner: ""\nexpires: 2026-10-04\ntiket: x\n`),
      ['6: `owner` is empty', '8: unknown key `tiket`: did you mean `ticket`?'],
    ],
  ])('%s', (_, text, issues) => {
    expect(issuesIn(text)).toEqual(issues);
  });

  test.each([
    ['nothing', '', '`items[0].match` is empty: expected a map'],
    ['an empty map', '{}', '`match` is empty: expected `finding`, or `code` and some of `repositories`, `principals`, `capabilities`'],
    ['a list', '[]', '`items[0].match` must be a map, not a list'],
    ['a mistyped key', `{ findng: ${FINDING} }`, 'unknown key `findng`: did you mean `finding`?'],
    ['a finding and more', `{ finding: ${FINDING}, code: ECRD-101 }`, '`code` is not allowed beside `finding`'],
    ['a short finding', '{ finding: ecrd-abc }', '`ecrd-abc` is not the id of a finding: `ecrd-` and 20 letters or digits'],
    [
      'a finding in capitals',
      `{ finding: ${FINDING.toUpperCase()} }`,
      `\`${FINDING.toUpperCase()}\` is not the id of a finding: \`ecrd-\` and 20 letters or digits`,
    ],
    ['a code as finding', '{ finding: ECRD-101 }', '`ECRD-101` is a code, not the id of a finding: write `code: ECRD-101`'],
    ['a code in small letters', '{ code: ecrd-101, repositories: [a] }', 'unknown code `ecrd-101`: did you mean `ECRD-101`?'],
    ['a code of two digits', '{ code: ECRD-10, repositories: [a] }', 'unknown code `ECRD-10`: did you mean `ECRD-101`?'],
    ['a code of four digits', '{ code: ECRD-1001, repositories: [a] }', 'unknown code `ECRD-1001`: did you mean `ECRD-101`?'],
    ['a code that there is not', '{ code: ECRD-209, repositories: [a] }', 'unknown code `ECRD-209`: did you mean `ECRD-201`?'],
    ['the name of a code', '{ code: PublicAccess, repositories: [a] }', 'unknown code `PublicAccess`: expected one such as `ECRD-101`'],
    [
      'a whole code',
      '{ code: ECRD-101 }',
      'an exception for a whole code accepts what nobody thought of: give some of `repositories`, `principals`, `capabilities`',
    ],
    ['every code', '{ repositories: [a] }', 'an exception for every code accepts what nobody thought of: give its `code`'],
    ['a number as code', '{ code: 101, repositories: [a] }', '`items[0].match.code` must be a string, not a number: write it in quotes'],
    ['no repositories', '{ code: ECRD-101, repositories: [] }', '`items[0].match.repositories` is empty'],
    [
      'a repository in capitals',
      '{ code: ECRD-101, repositories: [A] }',
      '`A` can match no repository: their names have lower-case letters, digits and `._-/` only',
    ],
    ['a mistyped principal', '{ code: ECRD-101, principals: [externl] }', 'unknown principal `externl`: did you mean `external`?'],
    ['a group that nobody defines', '{ code: ECRD-101, principals: ["group:ir"] }', 'unknown group `ir`'],
    ['a mistyped capability', '{ code: ECRD-101, capabilities: [pul] }', 'unknown capability `pul`: did you mean `pull`?'],
  ])('in its match, %s', (_, match, issue) => {
    expect(issuesIn(matching(match))).toEqual([`5: ${issue}`]);
  });

  test('in a document of one, a group that nobody defines', () => {
    const text = exception(
      'id: a\nmatch: { code: ECRD-101, principals: ["group:ir"] }\nreason: because of x\nowner: o\nexpires: 2026-10-04\n',
    );
    expect(issuesIn(text)).toEqual(['4: unknown group `ir`']);
  });

  test('with an id that is taken, in whichever form', () => {
    const single = exception(`id: x\nmatch: { finding: ${FINDING} }\nreason: because of x\nowner: o\nexpires: 2026-10-04\n`);
    expect(issuesOf({ 'a.yaml': matching(`{ finding: ${FINDING} }`), 'b.yaml': single })).toEqual([
      'b.yaml:3: exception id `x` is already used in a.yaml:4',
    ]);
  });

  test('that is too large', () => {
    const many = 'a,'.repeat(20_001);
    expect(issuesIn(matching(`{ repositories: [${many}] }`))).toEqual(['4: one rule, group or exception holds more than 20000 values']);
    expect(issuesIn(exception(`match: { repositories: [${many}] }\n`))).toEqual([
      '3: one rule, group or exception holds more than 20000 values',
    ]);
  });
});
