// The matrix by shapes of policies, against cells judged one at a time: accounts of every shape, and accounts in which both sides ask about
// the same keys. Each property was seen failing on bugs planted in a copy of lib; the comment above it says which, and after how many runs.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { stringify } from 'yaml';
import { accessMatrix } from '../../lib/access/matrix/matrix.ts';
import { readSnapshot } from '../../lib/snapshot/parse.ts';
import { SHAPES, type Shape, shapedAccount } from '../support/account-shapes.ts';
import { type AccountWords, snapshotOf } from '../support/account-shorthand.ts';
import { allCells, classWise, inexactCells } from '../support/cell-by-cell.ts';
import { holds } from '../support/property.ts';

const SIZE = { repositories: 14, principals: 8 };

test.each<Shape>(SHAPES)('groups of an account of the shape %s are its cells', (shape) => {
  const reading = readSnapshot(JSON.stringify(shapedAccount(shape, SIZE)));
  if (reading.kind === 'problem') throw new Error(reading.reason);
  const matrix = accessMatrix(reading.snapshot);
  const cells = allCells(matrix.account);
  expect(classWise(matrix)).toEqual(cells);
  expect(classWise(matrix, undefined, 'groups')).toEqual(cells);
  expect(inexactCells(matrix)).toEqual([]);
});

test('policies that differ only in the names of networks and endpoints are judged once', () => {
  const groups = SIZES.map((size) => {
    const reading = readSnapshot(JSON.stringify(shapedAccount('conditional', size)));
    if (reading.kind === 'problem') throw new Error(reading.reason);
    return [...accessMatrix(reading.snapshot).alike()].length;
  });
  expect(groups).toEqual([2, 2]);
});

const SIZES = [
  { repositories: 8, principals: 4 },
  { repositories: 40, principals: 20 },
];

type Condition = Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;

const value = (key: string): string => ['$', '{', key, '}'].join('');

/** On few keys, so that the two sides often ask about the same: equal and other values, opposites, patterns, tags of either in place of the other. */
const CONDITIONS = fc.constantFrom<Condition | undefined>(
  undefined,
  { StringEquals: { 'aws:SourceVpce': 'vpce-1' } },
  { StringEquals: { 'aws:SourceVpce': 'vpce-2' } },
  { StringEquals: { 'aws:SourceVpc': 'vpc-1' } },
  { StringNotEquals: { 'aws:SourceVpce': 'vpce-1' } },
  { StringLike: { 'aws:SourceVpce': 'vpce-*' } },
  { StringEqualsIfExists: { 'aws:SourceVpce': ['vpce-1', 'vpce-3'] } },
  { IpAddress: { 'aws:SourceIp': '10.1.0.0/16' } },
  { NotIpAddress: { 'aws:SourceIp': '10.1.2.0/24' } },
  { IpAddress: { 'aws:SourceIp': '10.2.0.0/16' }, StringEquals: { 'aws:SourceVpce': 'vpce-1' } },
  { Bool: { 'aws:MultiFactorAuthPresent': 'true' } },
  { Bool: { 'aws:MultiFactorAuthPresent': 'false' } },
  { BoolIfExists: { 'aws:MultiFactorAuthPresent': 'false' } },
  { NumericLessThan: { 'aws:MultiFactorAuthAge': '3600' } },
  { NumericGreaterThanEquals: { 'aws:MultiFactorAuthAge': '3600' } },
  { Null: { 'aws:SourceVpce': 'true' } },
  { Null: { 'aws:ResourceTag/team': 'false' } },
  { StringLike: { 'aws:ResourceTag/team': '*' } },
  { StringLike: { 'aws:ResourceTag/team': 'a*' } },
  { StringEquals: { 'aws:ResourceTag/team': value('aws:PrincipalTag/team') } },
  { StringNotEquals: { 'aws:ResourceTag/team': value('aws:PrincipalTag/team') } },
  { StringNotEquals: { 'aws:PrincipalTag/team': value('aws:ResourceTag/team') } },
  { StringLike: { 'aws:ResourceTag/team': `a${value('aws:PrincipalTag/team')}` } },
  { StringEqualsIgnoreCase: { 'aws:ResourceTag/team': value('aws:PrincipalTag/team') } },
  { StringEquals: { 'aws:RequestTag/team': value('aws:PrincipalTag/team') } },
  { 'ForAnyValue:StringLike': { 'aws:PrincipalTag/team': ['a', 'b*'] } },
);

const ACTIONS = fc.constantFrom<readonly string[]>(
  ['ecr:BatchGetImage', 'ecr:PutImage'],
  ['ecr:BatchGetImage'],
  ['ecr:*'],
  ['ecr:TagResource'],
);
const TAGS = fc.constantFrom<Readonly<Record<string, string>>>({}, { team: 'a' }, { team: 'b' }, { team: 'aa' }, { team: 'a', Team: 'b' });

const ROLE = fc.record({
  tags: TAGS,
  policies: fc
    .array(
      fc.record({
        Effect: fc.constantFrom('Allow', 'Allow', 'Deny'),
        Action: ACTIONS,
        Resource: fc.constantFrom(
          ...['*', 'arn:aws:ecr:*:*:repository/one*', `arn:aws:ecr:*:*:repository/${value('aws:PrincipalTag/team')}/*`],
          `arn:aws:ecr:*:*:repository/${value('aws:ResourceTag/team')}/*`,
        ),
        Condition: CONDITIONS,
      }),
      { minLength: 1, maxLength: 3 },
    )
    .map((statements) => [statements.map(plain)]),
  trust: fc.constantFrom<readonly object[]>([], [{ Effect: 'Allow', Principal: { AWS: '111111111111' }, Action: 'sts:TagSession' }]),
});

const PRINCIPAL = fc.constantFrom<string | object>(
  ...['*', { AWS: 'arn:aws:iam::111111111111:role/r0' }, { AWS: ['arn:aws:iam::111111111111:role/r1', '222222222222'] }],
  { AWS: 'arn:aws:sts::111111111111:assumed-role/r0/somebody' },
);

const STATEMENTS = fc
  .array(fc.record({ Effect: fc.constantFrom('Allow', 'Deny', 'Deny'), Principal: PRINCIPAL, Action: ACTIONS, Condition: CONDITIONS }), {
    minLength: 1,
    maxLength: 2,
  })
  .map((statements) => statements.map(plain));

const REPOSITORY = fc.record({
  tags: fc.oneof(TAGS, fc.constant('unknown' as const)),
  policy: fc.oneof(fc.constant('absent' as const), STATEMENTS),
});

const REGISTRY = fc.constantFrom<'absent' | readonly object[]>('absent', [
  {
    Effect: 'Allow',
    Principal: { AWS: '111111111111' },
    Action: ['ecr:BatchGetImage'],
    Resource: `arn:aws:ecr:*:111111111111:repository/${value('aws:PrincipalTag/team')}/*`,
  },
]);

const ACCOUNTS = fc
  .record({
    roles: fc.array(ROLE, { minLength: 2, maxLength: 4 }),
    repositories: fc.array(REPOSITORY, { minLength: 2, maxLength: 5 }),
    registry: REGISTRY,
  })
  .map(({ roles, repositories, registry }): AccountWords => {
    return {
      roles: Object.fromEntries(roles.map((role, at) => [`r${at}`, role])),
      repositories: Object.fromEntries(repositories.map((repository, at) => [NAMES[at] ?? `n${at}`, repository])),
      'registry policy': registry,
    };
  });

const NAMES = ['one', 'one/more', 'a/x', 'b/x', 'aa/x'];

function plain({ Condition, ...statement }: { readonly Condition: Condition | undefined }): object {
  return Condition ? { ...statement, Condition } : statement;
}

const SOME: ReadonlySet<string> = new Set([
  ...['ecr:batchgetimage', 'ecr:putimage', 'ecr:tagresource', 'ecr:getauthorizationtoken', 'ecr:setrepositorypolicy'],
]);

const show = (words: object): string => stringify([words], { lineWidth: 0, aliasDuplicateObjects: false });

const agree = (words: AccountWords): void => {
  const matrix = accessMatrix(snapshotOf(words));
  const cells = allCells(matrix.account, SOME);
  expect(classWise(matrix, SOME)).toEqual(cells);
  expect(classWise(matrix, SOME, 'groups')).toEqual(cells);
  expect(inexactCells(matrix)).toEqual([]);
};

// Seen failing: no key told by its name, after 95 runs; no value of a variable looked up, after 127.
test('groups by shape are the cells of accounts whose policies ask about the same', () => {
  holds(fc.property(ACCOUNTS, agree), { runs: 500, show });
});

/** Of one form, so that the sides of an account often differ in nothing but what their conditions have to do with each other. */
const ALIKE = fc.constantFrom<Condition>(
  { StringEquals: { 'aws:SourceVpce': 'vpce-1' } },
  { StringEquals: { 'aws:SourceVpce': 'vpce-2' } },
  { StringLike: { 'aws:SourceVpce': 'vpce-*' } },
  { StringLike: { 'aws:SourceVpce': 'vpce-1*' } },
  { IpAddress: { 'aws:SourceIp': '54.1.0.0/16' } },
  { IpAddress: { 'aws:SourceIp': '54.1.2.0/24' } },
  { IpAddress: { 'aws:SourceIp': ['54.2.0.0/16', '54.3.0.0/16'] } },
  { NotIpAddress: { 'aws:SourceIp': '54.3.1.0/24' } },
  { IpAddress: { 'aws:SourceIp': '0.0.0.0/1' } },
  { StringEquals: { 'aws:SourceIp': '54.1.2.3' } },
  { StringEqualsIfExists: { 'aws:SourceVpce': 'vpce-3' } },
  { StringNotEquals: { 'aws:SourceVpce': ['vpce-3', 'vpce-4'] } },
  { Null: { 'aws:SourceVpce': 'true' } },
  { NumericLessThan: { 'aws:MultiFactorAuthAge': '60' } },
  { NumericGreaterThanEquals: { 'aws:MultiFactorAuthAge': '60' } },
  { StringEquals: { 'aws:SourceVpc': 'vpc-1' } },
);

const pull = (Effect: string, Condition: Condition, rest: object): object => ({ Effect, Action: 'ecr:BatchGetImage', Condition, ...rest });

const RELATED = fc
  .record({
    roles: fc.array(fc.tuple(ALIKE, fc.option(ALIKE)), { minLength: 2, maxLength: 4 }),
    repositories: fc.array(fc.option(ALIKE), { minLength: 2, maxLength: 4 }),
  })
  .map(({ roles, repositories }): AccountWords => {
    const statements = roles.map(([allowed, denied]) => [
      pull('Allow', allowed, { Resource: '*' }),
      ...(denied ? [pull('Deny', denied, { Resource: '*' })] : []),
    ]);
    return {
      roles: Object.fromEntries(statements.map((policy, at) => [`r${at}`, { policies: [policy] }])),
      repositories: Object.fromEntries(
        repositories.map((denied, at) => [`n${at}`, denied ? { policy: [pull('Deny', denied, { Principal: '*' })] } : {}]),
      ),
    };
  });

// Seen failing: no relation between the tests of one side, after 139 runs; resource sides always without names, after 1.
test('groups by shape are the cells where conditions of one form exclude and imply each other', () => {
  holds(fc.property(RELATED, agree), { runs: 500, show });
});

/** Conditions on one key, each also as what a Deny spares: nested networks, and texts that are equal or whatever. */
type Pair = readonly [Condition, Condition];
const within = (...networks: readonly string[]): Pair => [
  { IpAddress: { 'aws:SourceIp': networks } },
  { NotIpAddress: { 'aws:SourceIp': networks } },
];
const being = (...endpoints: readonly string[]): Pair => [
  { StringEquals: { 'aws:SourceVpce': endpoints } },
  { StringNotEquals: { 'aws:SourceVpce': endpoints } },
];
const like = (...endpoints: readonly string[]): Pair => [
  { StringLike: { 'aws:SourceVpce': endpoints } },
  { StringNotLike: { 'aws:SourceVpce': endpoints } },
];
const account = (...patterns: readonly string[]): Pair => [
  { StringLike: { 'aws:SourceAccount': patterns } },
  { StringNotLike: { 'aws:SourceAccount': patterns } },
];
const ONE_KEY: readonly (readonly Pair[])[] = [
  [within('54.1.0.0/16'), within('54.1.2.0/24'), within('54.1.2.3'), within('54.2.0.0/16', '54.3.0.0/16'), within('54.3.1.0/24')],
  [within('54.0.0.0/8'), within('54.1.2.77/24'), within('54.1.3.0/24'), within('2001:db8::/32'), within('2001:db8::1')],
  [being('vpce-1'), being('vpce-2'), being('vpce-3', 'vpce-4'), being('vpce-2', 'vpce-4')],
  [
    ...[being('vpce-1'), being('vpce-2')],
    [{ Null: { 'aws:SourceVpce': 'true' } }, { Null: { 'aws:SourceVpce': 'false' } }],
    [{ StringLike: { 'aws:SourceVpce': 'vpce-*' } }, { StringNotLike: { 'aws:SourceVpce': 'vpce-1*' } }],
  ],
  [like('vpce-1*'), like('vpce-12*'), like('vpce-1?3', 'vpce-2*'), being('vpce-12'), being('vpce-123', 'vpce-3')],
  [like('vpce-1'), like('*-1'), like('vpce-*'), like('vpce-1*', 'vpce-2*', 'vpce-3*', 'vpce-4*', 'vpce-5*'), being('vpce-6')],
  [account('1*', '2*', '3*', '4*'), account('5*', '6*', '7*', '8*'), account('9*'), account('0*', '12*')],
  [within('2001:db8::/32'), within('2001:db8:1::/48'), within('2001:db8:1::5'), within('2001:db9::/32', '54.1.0.0/16'), within('::/1')],
];

const LENGTH = { minLength: 2, maxLength: 5 };

const MEETING = fc
  .constantFrom(...ONE_KEY)
  .chain((pairs) =>
    fc.record({ roles: fc.array(fc.constantFrom(...pairs), LENGTH), repositories: fc.array(fc.constantFrom(...pairs), LENGTH) }),
  )
  .map(({ roles, repositories }): AccountWords => {
    return {
      roles: Object.fromEntries(roles.map(([allowed], at) => [`r${at}`, { policies: [[pull('Allow', allowed, { Resource: '*' })]] }])),
      repositories: Object.fromEntries(
        repositories.map(([, spared], at) => [`n${at}`, { policy: [pull('Deny', spared, { Principal: '*' })] }]),
      ),
    };
  });

// Seen failing: nothing within another looked up, after 3 runs; a pattern taken for a text, after 27; no pattern around a text, after 61 of the full round.
test('groups by shape are the cells where each asks one key for values of its own', () => {
  holds(fc.property(MEETING, agree), { runs: 300, show });
});
