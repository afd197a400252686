// Condition blocks and request contexts over a few keys, each with values of its own kind that meet.
import fc from 'fast-check';
import type { Request } from '../oracle/world.ts';

type Scalar = string | number | boolean;
export type ConditionJson = Readonly<Record<string, Readonly<Record<string, Scalar | readonly Scalar[]>>>>;

interface Kind {
  readonly keys: readonly string[];
  readonly operators: readonly string[];
  /** What requests carry. */
  readonly given: readonly Scalar[];
  /** What policies ask for, patterns and values of the wrong type included. */
  readonly wanted: readonly Scalar[];
}

const A = '111111111111';
const TEXT: Kind = {
  keys: ['aws:PrincipalTag/team', 'AWS:principaltag/Team', 'aws:TagKeys', 'aws:PrincipalOrgID', 'aws:username'],
  operators: ['StringEquals', 'StringNotEquals', 'StringEqualsIgnoreCase', 'StringNotEqualsIgnoreCase', 'StringLike', 'StringNotLike'],
  given: ['team', 'TEAM', 'alice', 't*m', 'a', ''],
  wanted: [
    'team',
    'Team',
    'alice',
    't*',
    't?am',
    '*',
    'a',
    '',
    `\${aws:username}`,
    `\${aws:PrincipalTag/team, 'team'}`,
    `\${*}`,
    `t\${*}m`,
    `\${`,
    7,
  ],
};
const NUMBER: Kind = {
  keys: ['s3:max-keys', 'aws:MultiFactorAuthAge'],
  operators: [
    ...['NumericEquals', 'NumericNotEquals', 'NumericLessThan', 'NumericLessThanEquals', 'NumericGreaterThan'],
    ...['NumericGreaterThanEquals', 'StringEquals'],
  ],
  given: [0, 1, '1.0', '-1', 'many', 10.5],
  wanted: [0, 1, '+1', '10.50', 'few', `\${aws:username}`],
};
const DATE: Kind = {
  keys: ['aws:CurrentTime'],
  operators: ['DateEquals', 'DateNotEquals', 'DateLessThan', 'DateLessThanEquals', 'DateGreaterThan', 'DateGreaterThanEquals'],
  given: ['2026-01-01T00:00:00Z', '2026-01-01T01:00:00+01:00', '2025-12-31', '1767225600', 'today'],
  wanted: ['2026-01-01T00:00:00Z', '2026', '2026-01-01T00:00:00.500Z', 1767225600, 'tomorrow'],
};
const BOOLEAN: Kind = {
  keys: ['aws:MultiFactorAuthPresent', 'aws:SecureTransport', 'aws:PrincipalIsAWSService', 'aws:ViaAWSService'],
  operators: ['Bool', 'StringEquals', 'Bool'],
  given: [true, false, 'TRUE', 'yes'],
  wanted: [true, false, 'True', 'no', 'FALSE'],
};
const BINARY: Kind = { keys: ['ex:Digest'], operators: ['BinaryEquals'], given: ['QUI=', 'QUI', 'QUJD'], wanted: ['QUI=', 'QUJD', 'QUI'] };
const ADDRESS: Kind = {
  keys: ['aws:SourceIp'],
  operators: ['IpAddress', 'NotIpAddress'],
  given: ['203.0.113.7', '203.0.113.200', '2001:db8::1', 'localhost'],
  wanted: ['203.0.113.7/24', '203.0.113.7', '203.0.113.0/25', '2001:db8::/32', '0.0.0.0/0', '2001:db8::1', 'somewhere', '10.0.0.0/33'],
};
const ARN: Kind = {
  keys: ['aws:PrincipalArn', 'aws:SourceArn'],
  operators: ['ArnEquals', 'ArnLike', 'ArnNotEquals', 'ArnNotLike', 'StringEquals', 'StringLike'],
  given: [`arn:aws:iam::${A}:user/alice`, `arn:aws:iam::${A}:role/dev`, 'arn:aws:codebuild:us-east-1:222222222222:project/a:b', 'alice'],
  wanted: [
    ...[
      `arn:aws:iam::${A}:user/alice`,
      `arn:aws:iam::*:role/d*`,
      `arn:aws:iam::${A}:root`,
      'arn:*:user/alice',
      'arn:aws:*:*:*:*',
      '*',
      'alice',
    ],
    ...[`arn:aws:iam::${A}:user/\${aws:username}`, 'arn:aws:iam::222222222222:user/?ob'],
  ],
};
const KINDS = [TEXT, TEXT, TEXT, NUMBER, DATE, BOOLEAN, BINARY, ADDRESS, ARN, ARN];

function wantedOf({ wanted }: Kind): fc.Arbitrary<Scalar | readonly Scalar[]> {
  const value = fc.constantFrom(...wanted);
  return fc.oneof(
    { weight: 6, arbitrary: value },
    { weight: 5, arbitrary: fc.array(value, { minLength: 1, maxLength: 3 }) },
    { weight: 1, arbitrary: fc.constant([]) },
  );
}

const QUANTIFIER = fc.constantFrom('', '', '', '', 'ForAllValues:', 'ForAnyValue:', 'foranyvalue:');
const IF_EXISTS = fc.constantFrom('', '', 'IfExists', 'ifexists');

const NULL_TEST: fc.Arbitrary<ConditionJson> = fc
  .tuple(
    fc.constantFrom('Null', 'Null', 'null', 'ForAllValues:Null', 'ForAnyValue:Null'),
    keyOfAny(),
    fc.constantFrom<Scalar | readonly Scalar[]>(true, 'false', ['true', 'false'], [], 'TRUE', 'maybe'),
  )
  .map(([operator, key, value]) => ({ [operator]: { [key]: value } }));

function keyOfAny(): fc.Arbitrary<string> {
  return fc.constantFrom(...KINDS.flatMap(({ keys }) => keys));
}

function comparison(kind: Kind): fc.Arbitrary<ConditionJson> {
  return fc
    .tuple(QUANTIFIER, fc.constantFrom(...kind.operators), IF_EXISTS, fc.constantFrom(...kind.keys), wantedOf(kind))
    .map(([quantifier, base, ifExists, key, value]) => ({ [`${quantifier}${base}${ifExists}`]: { [key]: value } }));
}

/** One or two operators, each over one key or two. */
export function arbitraryCondition(): fc.Arbitrary<ConditionJson> {
  const single = fc.oneof({ weight: 8, arbitrary: fc.constantFrom(...KINDS).chain(comparison) }, { weight: 1, arbitrary: NULL_TEST });
  return fc.oneof(
    { weight: 5, arbitrary: single },
    { weight: 2, arbitrary: fc.tuple(single, single).map(([first, second]) => joined(first, second)) },
    { weight: 1, arbitrary: fc.constant({}) },
  );
}

function joined(first: ConditionJson, second: ConditionJson): ConditionJson {
  const operators = new Set([...Object.keys(first), ...Object.keys(second)]);
  return Object.fromEntries([...operators].map((operator) => [operator, { ...first[operator], ...second[operator] }]));
}

/** A few keys of the request, in lower case half of the time; `null` and an empty list mean that the key is absent. */
export const arbitraryContext: fc.Arbitrary<NonNullable<Request['context']>> = fc
  .array(fc.constantFrom(...KINDS).chain(givenKey), { maxLength: 4 })
  .map((entries) => Object.fromEntries(new Map(entries.map(([key, value]) => [key.toLowerCase(), [key, value] as const])).values()));

function givenKey({ keys, given }: Kind): fc.Arbitrary<readonly [string, Scalar | readonly Scalar[] | null]> {
  const value = fc.constantFrom(...given);
  const values = fc.oneof(
    { weight: 8, arbitrary: value },
    { weight: 2, arbitrary: fc.array(value, { maxLength: 3 }) },
    { weight: 1, arbitrary: fc.constant(null) },
  );
  return fc.tuple(fc.constantFrom(...keys), values);
}

/** Values that a request may carry for a key, those among them that some condition of the same kind asks for. */
export function valuesFor(key: string): readonly Scalar[] {
  const kinds = KINDS.filter(({ keys }) => keys.some((each) => each.toLowerCase() === key.toLowerCase()));
  return [...new Set(kinds.flatMap(({ given, wanted }) => [...given, ...wanted]))];
}

/** Keys that conditions ask about, in lower case. */
export const KEYS: readonly string[] = [...new Set(KINDS.flatMap(({ keys }) => keys.map((key) => key.toLowerCase())))];

/** Two or three conditions on one key, to be used again and again, so that what they leave open meets. */
export const alikeConditions: fc.Arbitrary<readonly ConditionJson[]> = fc.constantFrom(...KINDS).chain((kind) => {
  const oneKey: Kind = { ...kind, keys: kind.keys.slice(0, 1) };
  const absence = fc.constantFrom(true, false).map((value): ConditionJson => ({ Null: { [oneKey.keys[0] ?? '']: value } }));
  const condition = fc.oneof({ weight: 5, arbitrary: comparison(oneKey) }, { weight: 1, arbitrary: absence });
  return fc.array(condition, { minLength: 1, maxLength: 3 });
});

/** Whether the documentation does not say if a condition holds: no values to compare with (C6), or several where one is expected (C17). */
export function isUnsettled(condition: ConditionJson, context: NonNullable<Request['context']>): boolean {
  const several = new Set(
    Object.entries(context).flatMap(([key, values]) => (Array.isArray(values) && values.length > 1 ? [key.toLowerCase()] : [])),
  );
  return Object.entries(condition).some(([operator, keys]) => {
    if (operator.includes(':')) return false;
    const asks = Object.entries(keys);
    const empty = !/ifexists$/i.test(operator) && asks.some(([, values]) => Array.isArray(values) && values.length === 0);
    return empty || (!/^null$/i.test(operator) && asks.some(([key]) => several.has(key.toLowerCase())));
  });
}
