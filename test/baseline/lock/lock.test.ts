import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type LockLine, parseLock, printLock } from '../../../lib/baseline/lock/lock.ts';
import { CAPABILITIES, PRINCIPAL_CLASSES } from '../../../lib/model/access.ts';
import { baselineOf, issuesOf, policy } from '../../support/baseline.ts';
import { rounds } from '../../support/property.ts';

const ALICE: LockLine = {
  region: 'us-east-1',
  repository: 'team/app',
  principal: 'arn:aws:iam::111111111111:user/alice',
  principalClass: 'same-account',
  capability: 'pull',
  decision: 'allowed',
  conditions: [],
};
const PARTNER: LockLine = {
  region: 'eu-west-1',
  repository: 'team/app',
  principal: 'account:222222222222',
  principalClass: 'external',
  capability: 'push',
  decision: 'conditional',
  conditions: [
    { account: '222222222222' },
    { effect: 'Allow', operator: 'IpAddress', key: 'aws:SourceIp', values: ['203.0.113.0/24'], policy: 'repository policy', index: 0 },
  ],
};

const ALICE_LINE =
  '{"region":"us-east-1","repository":"team/app","principal":"arn:aws:iam::111111111111:user/alice","principalClass":"same-account","capability":"pull","decision":"allowed","conditions":[]}\n';
const PARTNER_LINE =
  '{"region":"eu-west-1","repository":"team/app","principal":"account:222222222222","principalClass":"external","capability":"push","decision":"conditional","conditions":[{"account":"222222222222"},{"effect":"Allow","operator":"IpAddress","key":"aws:SourceIp","values":["203.0.113.0/24"],"policy":"repository policy","index":0}]}\n';
const HEADER = '{"lockVersion":1}\n';
const PATH = 'access.lock.jsonl';

/** The grants of a valid lock. */
function grantsOf(text: string): readonly LockLine[] {
  const parsed = parseLock({ path: PATH, text });
  if (parsed.kind === 'invalid') throw new Error(parsed.issues.map(({ reason }) => reason).join('\n'));
  return parsed.grants.map(({ at: _, ...line }) => line);
}

/** The issues of a lock as `line: reason`. */
function issuesIn(text: string): readonly string[] {
  const parsed = parseLock({ path: PATH, text });
  return parsed.kind === 'lock' ? [] : parsed.issues.map(({ reason, at }) => `${at.line}: ${reason}`);
}

describe('a printed lock', () => {
  test('has one sorted line per grant, keys in the order of the contract', () => {
    expect(printLock([ALICE, PARTNER])).toBe(`${HEADER}${PARTNER_LINE}${ALICE_LINE}`);
  });

  test('without grants is its header', () => {
    expect(printLock([])).toBe(HEADER);
  });

  test.each([
    ['region first', { region: 'eu-west-1', repository: 'z' }, { region: 'us-east-1', repository: 'a' }],
    ['then repository', { repository: 'a', principal: 'service:z.amazonaws.com' }, { repository: 'a/b', principal: '*' }],
    ['then principal', { principal: '*', capability: 'push' }, { principal: 'account:111111111111', capability: 'admin' }],
    ['then capability, by name', { capability: 'pull' }, { capability: 'push' }],
    ['by code units', { repository: 'a-b' }, { repository: 'a/b' }],
  ] as const)('is sorted by %s', (_, first, second) => {
    const sorted = [
      { ...ALICE, ...first },
      { ...ALICE, ...second },
    ];
    expect(grantsOf(printLock(sorted.toReversed()))).toEqual(sorted);
  });

  test('does not depend on how the grants were made', () => {
    const { conditions, decision, ...rest } = PARTNER;
    const [account, written] = conditions;
    const other = { via: [], conditions: [account, Object.fromEntries(Object.entries(written ?? {}).toReversed())], decision, ...rest };
    expect(printLock([other as unknown as LockLine])).toBe(printLock([PARTNER]));
  });

  test('is read as what was printed', () => {
    const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 8 }).filter((each) => !each.includes('\uFFFD'));
    const condition = fc.oneof(
      fc.record({ account: text }),
      fc.record({
        effect: fc.constantFrom('Allow' as const, 'Deny' as const),
        operator: text,
        key: text,
        values: fc.array(text, { maxLength: 3 }),
        policy: text,
        index: fc.nat(),
      }),
    );
    const line = fc.record({
      region: fc.constantFrom('us-east-1', 'eu-west-1', 'us-gov-west-1'),
      repository: text.filter((each) => !/[*?]/.test(each)),
      principal: fc.oneof(
        fc.constantFrom('*', 'account:222222222222', 'arn:aws:iam::111111111111:role/ci/build'),
        text.filter((each) => !/[*?]/.test(each)).map((each) => `org:${each}`),
      ),
      principalClass: fc.constantFrom(...PRINCIPAL_CLASSES),
      capability: fc.constantFrom(...CAPABILITIES),
      decision: fc.constantFrom('allowed' as const, 'conditional' as const),
      conditions: fc.array(condition, { maxLength: 3 }),
    });
    const subject = ({ region, repository, principal, capability }: LockLine) =>
      JSON.stringify([region, repository, principal, capability]);
    fc.assert(
      fc.property(fc.uniqueArray(line, { selector: subject, maxLength: 8 }), (lines) => {
        const printed = printLock(lines);
        const read = grantsOf(printed);
        expect(new Map(read.map((each) => [subject(each), each]))).toEqual(new Map(lines.map((each) => [subject(each), each])));
        expect(printLock(read)).toBe(printed);
      }),
      { numRuns: rounds(500) },
    );
  });
});

describe('a lock', () => {
  test('knows the line of each grant', () => {
    const parsed = parseLock({ path: PATH, text: `${HEADER}${PARTNER_LINE}${ALICE_LINE}` });
    expect(parsed).toEqual({
      kind: 'lock',
      grants: [
        { ...PARTNER, at: { file: PATH, line: 2 } },
        { ...ALICE, at: { file: PATH, line: 3 } },
      ],
    });
  });

  test.each([
    ['without header', ALICE_LINE],
    ['without a line end at its end', `${HEADER}${ALICE_LINE.trimEnd()}`],
    ['with the line ends of Windows', `${HEADER}${ALICE_LINE}`.replaceAll('\n', '\r\n')],
    ['with a byte order mark', `\uFEFF${HEADER}${ALICE_LINE}`],
    ['with blank lines', `${HEADER}\n${ALICE_LINE}\n\n`],
    ['whose header tells more', `{"lockVersion":1,"tool":"ecr-drift 1.0.0"}\n${ALICE_LINE}`],
    ['with its keys in another order', `${JSON.stringify(Object.fromEntries(Object.entries(ALICE).toReversed()))}\n`],
  ])('may be %s', (_, text) => {
    expect(grantsOf(text)).toEqual([ALICE]);
  });

  test('is part of a baseline, and alone one', () => {
    const files = { 'b/access.lock.jsonl': `${HEADER}${ALICE_LINE}`, 'b/a.yaml': policy('') };
    expect(baselineOf(files).lock).toEqual([{ ...ALICE, at: { file: 'b/access.lock.jsonl', line: 2 } }]);
    expect(baselineOf({ [PATH]: ALICE_LINE }).lock).toHaveLength(1);
  });

  test('counts for the digest', () => {
    expect(baselineOf({ [PATH]: HEADER }).sha256).not.toBe(baselineOf({ [PATH]: ALICE_LINE }).sha256);
  });

  test('may have a hundred thousand grants', () => {
    const lines = Array.from({ length: 100_000 }, (_, at) => ({ ...ALICE, repository: `team/app-${at}` }));
    expect(grantsOf(printLock(lines))).toHaveLength(100_000);
  });
});

describe('a line of the lock that can hold nothing is an issue', () => {
  test.each([
    [{ principal: 'role/ci' }, '`role/ci` is no principal: expected an ARN, `account:`, `org:`, `ou:`, `service:` or `*`'],
    [{ principal: '222222222222' }, '`222222222222` is no principal: did you mean `account:222222222222`?'],
    [{ principal: 'account-name:tools' }, '`account-name:tools` is no principal: did you mean `account:`?'],
    [{ principal: 'acount:222222222222' }, '`acount:222222222222` is no principal: did you mean `account:`?'],
    [{ principal: 'account:22222222222' }, 'account id `22222222222` does not have 12 digits'],
    [{ principal: 'arn:aws:iam::1111:role/ci' }, 'account id `1111` does not have 12 digits'],
    [{ principal: 'arn:aws:iam::111111111111' }, '`arn:aws:iam::111111111111` is not an ARN: it has fewer than six fields'],
    [
      { principal: 'arn:aws:iam::222222222222:root' },
      '`arn:aws:iam::222222222222:root` is a whole account: did you mean `account:222222222222`?',
    ],
    [
      { principal: 'arn:aws:iam::111111111111:role/*' },
      '`arn:aws:iam::111111111111:role/*` is no principal: a line of the lock is about one',
    ],
    [{ region: 'useast1' }, '`useast1` is not a region such as `us-east-1`'],
    [{ repository: 'team/*' }, '`team/*` is no repository: a line of the lock is about one'],
  ])('%o', (change, reason) => {
    expect(issuesIn(`${HEADER}${ALICE_LINE}${JSON.stringify({ ...PARTNER, ...change })}\n`)).toEqual([`3: ${reason}`]);
  });

  test.each([
    '*',
    'org:o-example1234',
    'ou:o-example1234/r-1/ou-1/',
    'service:codebuild.amazonaws.com',
    'arn:aws:sts::222222222222:assumed-role/a/b',
  ])('and %s is a principal', (principal) => {
    expect(issuesIn(`${HEADER}${JSON.stringify({ ...PARTNER, principal })}\n`)).toEqual([]);
  });
});

describe('a lock that is wrong is an issue on its line', () => {
  const line = (more: Readonly<Record<string, unknown>>) => `${HEADER}${JSON.stringify({ ...ALICE, ...more })}\n`;
  const lacking = (key: string) =>
    `${HEADER}${JSON.stringify(Object.fromEntries(Object.entries(ALICE).filter(([each]) => each !== key)))}\n`;
  test.each([
    ['empty', '', ['1: the file is empty']],
    ['not UTF-8', `${HEADER}\uFFFD`, ['2: the file is not UTF-8']],
    ['bad JSON', `${HEADER}{"region":}\n`, ['2: not JSON: value expected at column 11']],
    ['cut off', `${HEADER}${ALICE_LINE.slice(0, 40)}`, ['2: not JSON: unexpected end of string at column 36']],
    ['a list', `${HEADER}[${ALICE_LINE.trim()}]\n`, ['2: `$` must be a map, not a list']],
    ['a key given twice', `${HEADER}${ALICE_LINE.replace('{', '{"region":"x",')}`, ['2: the key `region` is given twice']],
    ['a mistyped key', line({ principl: 'x' }), ['2: unknown key `principl`: did you mean `principal`?']],
    ['why it was granted', line({ via: [] }), ['2: unknown key `via`']],
    ['no capability', lacking('capability'), ['2: `capability` is missing']],
    ['no conditions', lacking('conditions'), ['2: `conditions` is missing']],
    ['a mistyped capability', line({ capability: 'pul' }), ['2: unknown `capability` `pul`: did you mean `pull`?']],
    [
      'a raw action',
      line({ capability: 'ecr:PutImage' }),
      [
        '2: unknown `capability` `ecr:PutImage`: expected `list` or `pull` or `push` or `retag` or `delete` or `configure` or `admin` or `replicate`',
      ],
    ],
    [
      'an unknown class',
      line({ principalClass: 'org' }),
      [
        '2: unknown `principalClass` `org`: expected `same-account` or `service-linked` or `organization` or `external` or `service` or `public`',
      ],
    ],
    ['a grant of unknown access', line({ decision: 'unknown' }), ['2: unknown `decision` `unknown`: expected `allowed` or `conditional`']],
    ['an empty name', line({ repository: '' }), ['2: `repository` is empty']],
    ['a number as account', line({ principal: 111111111111 }), ['2: `principal` must be a string, not a number: write it in quotes']],
    ['a condition that is none', line({ conditions: [{ acount: 'x' }] }), ['2: `conditions[0]` is not valid']],
    ['a condition that is a word', line({ conditions: ['x'] }), ['2: `conditions[0]` must be a map, not a string']],
    ['a grant given twice', `${HEADER}${ALICE_LINE}${PARTNER_LINE}${ALICE_LINE}`, ['4: this grant is already in line 2']],
    [
      'a grant given twice with other proofs',
      `${ALICE_LINE}${ALICE_LINE.replace('"allowed"', '"conditional"')}`,
      ['2: this grant is already in line 1'],
    ],
    ['another version', '{"lockVersion":2}\n', ['1: unknown `lockVersion` `2`: expected `1`']],
    ['a second header', `${HEADER}${HEADER}`, ['2: a header is for the first line only']],
    [
      'a merge that was not finished',
      `${HEADER}<<<<<<< HEAD\n${ALICE_LINE}=======\n>>>>>>> b\n`,
      [2, 4, 5].map((at) => `${at}: a merge conflict is not resolved here`),
    ],
    ['nested too deeply', `${HEADER}${'['.repeat(50_000)}${']'.repeat(10)}\n`, ['2: not JSON: nested too deeply']],
    ['a line that is too long', line({ repository: 'a'.repeat(65_536) }), ['2: a line is longer than 65536 characters']],
  ])('%s', (_, text, issues) => {
    expect(issuesIn(text)).toEqual(issues);
  });

  test('at most a hundred times', () => {
    expect(issuesIn('{}\n'.repeat(50_000)).length).toBeLessThan(110);
    expect(issuesIn(line({ conditions: Array.from({ length: 30_000 }, () => 1) })).length).toBe(100);
  });

  test('larger than 64 MiB', () => {
    expect(issuesIn(`${HEADER}${' '.repeat(64 * 1024 * 1024)}`)).toEqual(['1: the file is larger than 64 MiB']);
  });

  test('where it is not the only one', () => {
    expect(issuesOf({ 'a/access.lock.jsonl': HEADER, 'b/access.lock.jsonl': HEADER })).toEqual([
      'b/access.lock.jsonl:1: a baseline has one lock, and a/access.lock.jsonl is one already',
    ]);
  });

  test('together with the issues of other files', () => {
    expect(issuesOf({ [PATH]: '{}x', 'b.yaml': 'a: [' })).toEqual([
      'access.lock.jsonl:1: not JSON: invalid symbol at column 3',
      'b.yaml:1: not YAML: flow sequence in block collection must be sufficiently indented and end with a ]',
    ]);
  });
});
