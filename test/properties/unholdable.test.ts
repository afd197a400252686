// What is said never to hold is false of every request. Requests have values as AWS writes them, made here without a look at lib.
// The property was seen failing on bugs planted in lib; the comment above it says which, and after how many runs.
import fc from 'fast-check';
import { test } from 'vitest';
import { compilePolicy } from '../../lib/policy/compile.ts';
import { all } from '../../lib/policy/logic/formula.ts';
import { ABSENT, ANYTHING, known } from '../../lib/policy/match/context.ts';
import { parsePolicy } from '../../lib/policy/parse/parse.ts';
import { isNever } from '../../lib/policy/theory/solve.ts';
import { unholdable } from '../../lib/policy/theory/unholdable.ts';
import { holds } from '../support/property.ts';

const PARTS = ['a', 'b', 'ci', 'ci-*', '*', 'A', '?'];
const NAME = fc.constantFrom('a', 'b', 'ci', 'ci-a', 'A', 'ann.lee@x');
const PATH = fc.constantFrom('', 'a/', 'team*/', '*/b/', 'x?y/');
const ACCOUNT = fc.constantFrom('111111111111', '222222222222');

/** Values that requests bring, and the beginnings and ends of what policies ask for. */
const KEYS = {
  'aws:PrincipalArn': {
    given: fc.oneof(
      fc
        .tuple(ACCOUNT, fc.constantFrom('user', 'role'), PATH, NAME)
        .map(([id, type, path, name]) => `arn:aws:iam::${id}:${type}/${path}${name}`),
      ACCOUNT.map((id) => `arn:aws:iam::${id}:root`),
      fc.tuple(ACCOUNT, NAME).map(([id, name]) => `arn:aws:sts::${id}:federated-user/${name}`),
    ),
    heads: [
      ...['arn:aws:iam::111111111111:role/', 'arn:aws:iam::*:user/', 'arn:aws:sts::111111111111:assumed-role/ci/', ''],
      ...['arn:aws:sts::222222222222:federated-user/', 'arn:aws:iam::111111111111:root', 'arn:aws:iam::111111111111:role/team*/'],
    ],
  },
  'aws:SourceAccount': { given: ACCOUNT, heads: ['111111111111', '1111', '', '222222222222'] },
  'aws:userid': {
    given: fc.tuple(fc.constantFrom('AROAX', 'AIDAX'), NAME).map(([id, name]) => (id === 'AROAX' ? `${id}:${name}` : id)),
    heads: ['AROAX:', 'AIDAX', 'AROAX', ''],
  },
  'aws:username': { given: NAME, heads: ['', 'ci', 'a'] },
  'aws:SourceArn': {
    given: fc.oneof(
      fc.tuple(ACCOUNT, NAME).map(([id, name]) => `arn:aws:codebuild:us-east-1:${id}:project/${name}`),
      fc.tuple(ACCOUNT, NAME).map(([id, name]) => `arn:aws:logs:us-east-1:${id}:log-group:${name}:*`),
      NAME.map((name) => `arn:aws:s3:::${name}`),
    ),
    heads: [
      'arn:aws:codebuild:us-east-1:111111111111:project/',
      'arn:aws:logs:us-east-1:111111111111:log-group:a:',
      'arn:aws:s3:::',
      'arn:aws:s3:*:',
    ],
  },
} as const;

const OPERATORS = ['StringEquals', 'StringNotEquals', 'StringEqualsIgnoreCase', 'StringLike', 'StringNotLike', 'ArnLike', 'ArnNotEquals'];
const PREFIXES = ['', '', '', 'ForAnyValue:', 'ForAllValues:'];

interface Case {
  readonly key: string;
  readonly block: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly given: string | undefined;
}

const cases: fc.Arbitrary<Case> = fc
  .constantFrom(...Object.entries(KEYS))
  .chain(([key, { given, heads }]) => fc.record({ key: fc.constant(key), asked: given, heads: fc.constant(heads), isThere: fc.boolean() }))
  .chain(({ key, asked, heads, isThere }) => {
    const value = fc.tuple(fc.constantFrom(...heads), fc.constantFrom('', ...PARTS)).map(([head, part]) => `${head}${part}`);
    const operator = fc
      .tuple(fc.constantFrom(...PREFIXES), fc.constantFrom(...OPERATORS), fc.constantFrom('', '', 'IfExists'))
      .map(([prefix, base, suffix]) => `${prefix}${base}${suffix}`);
    // Policies also ask for what the request brings.
    const condition = fc.tuple(operator, fc.array(fc.oneof(value, fc.constant(asked)), { minLength: 1, maxLength: 2 }));
    const absence = fc.tuple(fc.constant('Null'), fc.constantFrom(['true'], ['false']));
    const conditions = fc.array(fc.oneof({ weight: 5, arbitrary: condition }, { weight: 1, arbitrary: absence }), {
      minLength: 1,
      maxLength: 3,
    });
    return conditions.map((list) => ({
      key,
      block: Object.fromEntries(list.map(([name, values]) => [name, { [key]: values }])),
      given: isThere ? asked : undefined,
    }));
  });

/** Whether the block is said never to hold, and whether it does of a request. */
function outcome({ key, block, given }: Case): { readonly never: boolean; readonly fails: boolean } {
  const Statement = [{ Effect: 'Allow', Action: 'a:b', Resource: '*', Condition: block }];
  const reading = parsePolicy({ Version: '2012-10-17', Statement }, 'identity');
  if (reading.kind === 'malformed') throw new Error(reading.issues[0].reason);
  const conditions = compilePolicy(reading.policy, 'identity', ['a:b']).statements[0]?.conditions ?? [];
  const value = given === undefined ? ABSENT : known(given);
  const asked = conditions.map((each) => each.holds((name) => (name === key.toLowerCase() ? value : ANYTHING)));
  return { never: unholdable(conditions, reading.policy.variables) !== undefined, fails: isNever(all(...asked)) };
}

// Seen: paths without `*` (492 runs); IfExists that does not leave the key missing (49).
test('no request meets what is said never to hold', () => {
  const property = fc.property(cases, (each) => {
    const { never, fails } = outcome(each);
    return !never || fails;
  });
  holds(property, { runs: 4000, show: (each) => JSON.stringify(each, null, 1) });
});
