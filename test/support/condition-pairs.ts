// Made-up statements with conditions on keys of every kind, whose values are near each other, and what the engine says of two of them.
import fc from 'fast-check';
import { compilePolicy } from '../../lib/policy/compile.ts';
import { all, type Formula } from '../../lib/policy/logic/formula.ts';
import { ANYTHING, type Context } from '../../lib/policy/match/context.ts';
import { parsePolicy } from '../../lib/policy/parse/parse.ts';

/** The operators of a block by their spelling, each with its keys. */
export type Block = Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;

/** How the values of a key are compared, by the first letters of the operators. */
export type KeyKind = 'String' | 'Arn' | 'Numeric' | 'Date' | 'Bool' | 'Binary' | 'Ip';

interface KeyPlan {
  readonly kind: KeyKind;
  /** Whether set operators ask for it. */
  readonly isSet: boolean;
  readonly operators: readonly string[];
  readonly values: fc.Arbitrary<string>;
}

const TEXT = ['StringEquals', 'StringNotEquals', 'StringEqualsIgnoreCase', 'StringNotEqualsIgnoreCase', 'StringLike', 'StringNotLike'];
const ARN = ['ArnEquals', 'ArnLike', 'ArnNotEquals', 'ArnNotLike', 'StringLike'];
const ORDERED = ['Equals', 'NotEquals', 'LessThan', 'LessThanEquals', 'GreaterThan', 'GreaterThanEquals'];

const LETTERS = fc.string({ unit: fc.constantFrom('a', 'b', 'A', '*', '?'), maxLength: 4 });
const PIECE = fc.constantFrom('*', 'one', 'o?e', 'two', 'one*', '*:x', 'one:x');
const ARN_TEXT = fc
  .tuple(
    fc.constantFrom('aws', '*', 'aws*'),
    fc.constantFrom('lambda', '*', 'lambd?'),
    fc.constantFrom('111111111111', '222222222222', '*'),
    PIECE,
  )
  .map(([partition, service, account, rest]) => `arn:${partition}:${service}:us-east-1:${account}:function:${rest}`);
const VARIABLE = fc.constantFrom(`\${aws:username}`, `\${aws:PrincipalTag/team}`, `a\${aws:username}`, `\${aws:username, 'b'}`);

const sets = (kind: KeyKind, operators: readonly string[], values: fc.Arbitrary<string>): KeyPlan => ({
  kind,
  isSet: true,
  operators,
  values,
});
const single = (kind: KeyKind, operators: readonly string[], values: fc.Arbitrary<string>): KeyPlan => ({
  kind,
  isSet: false,
  operators,
  values,
});

export const KEY_PLANS: Readonly<Record<string, KeyPlan>> = {
  'aws:SourceVpce': single('String', TEXT, LETTERS),
  'aws:username': single('String', TEXT, fc.oneof({ weight: 4, arbitrary: LETTERS }, { weight: 1, arbitrary: VARIABLE })),
  'aws:PrincipalTag/team': single('String', TEXT, fc.oneof({ weight: 3, arbitrary: LETTERS }, { weight: 1, arbitrary: VARIABLE })),
  'aws:TagKeys': sets('String', TEXT, LETTERS),
  'aws:SourceArn': single(
    'Arn',
    ARN,
    fc.oneof({ weight: 9, arbitrary: ARN_TEXT }, { weight: 1, arbitrary: fc.constantFrom('arn:aws:*', '*') }),
  ),
  'aws:MultiFactorAuthAge': single(
    'Numeric',
    ORDERED.map((name) => `Numeric${name}`),
    fc.constantFrom('1', '2', '2.5', '3', '-1', '1e1'),
  ),
  's3:max-keys': sets(
    'Numeric',
    ORDERED.map((name) => `Numeric${name}`),
    fc.constantFrom('1', '2', '3'),
  ),
  'aws:CurrentTime': single(
    'Date',
    ORDERED.map((name) => `Date${name}`),
    fc.constantFrom('2026-01-01', '2026-01-01T00:00:00Z', '2026-06-01T12:00:00+02:00', '1767225600'),
  ),
  'aws:SecureTransport': single('Bool', ['Bool'], fc.constantFrom('true', 'false', 'True')),
  'x:Binary': single('Binary', ['BinaryEquals'], fc.constantFrom('QQ==', 'QQ', 'QUI=', 'QUJD')),
  'aws:SourceIp': single(
    'Ip',
    ['IpAddress', 'NotIpAddress'],
    fc.constantFrom('10.0.0.0/8', '10.1.0.0/16', '10.1.2.3', '10.1.2.200/24', '0.0.0.0/0', '2001:db8::/32', '2001:db8:1::/48', '::/0'),
  ),
};

const NAMES = Object.keys(KEY_PLANS);
const BOUNDS: readonly string[] = ['true', 'false'];

function condition(names: readonly string[]): fc.Arbitrary<readonly [string, string, readonly string[]]> {
  return fc.constantFrom(...names).chain((key) => {
    const { isSet, operators, values } = KEY_PLANS[key] ?? { isSet: false, operators: [], values: fc.constant('') };
    const prefix = isSet ? fc.constantFrom('ForAnyValue:', 'ForAllValues:') : fc.constant('');
    const compared = fc
      .tuple(
        prefix,
        fc.constantFrom(...operators),
        fc.constantFrom('', '', '', 'IfExists'),
        fc.array(values, { minLength: 1, maxLength: 3 }),
      )
      .map(
        ([set, base, suffix, list]) =>
          [`${set}${base}${suffix}`, key, base.includes('IgnoreCase') ? list.map(withoutVariable) : list] as const,
      );
    const absent = fc.constantFrom(...BOUNDS).map((value) => ['Null', key, [value]] as const);
    return fc.oneof({ weight: 7, arbitrary: compared }, { weight: 1, arbitrary: absent });
  });
}

/** Z3 has no words for texts that are equal but for their case. */
function withoutVariable(text: string): string {
  return text.includes('${') ? 'a' : text;
}

function block(names: readonly string[]): fc.Arbitrary<Block> {
  return fc.array(condition(names), { minLength: 1, maxLength: 4 }).map((list) => {
    const found: Record<string, Record<string, readonly string[]>> = {};
    for (const [operator, key, values] of list) found[operator] = { ...found[operator], [key]: values };
    return found;
  });
}

export interface BlockPair {
  readonly a: Block;
  readonly b: Block;
}

/** Two blocks about a few keys that they share, so that one often says something of the other. */
export const BLOCK_PAIRS: fc.Arbitrary<BlockPair> = fc
  .subarray(NAMES, { minLength: 1, maxLength: 3 })
  .chain((names) => fc.record({ a: block(names), b: block(names) }));

/** Where the block holds, as a formula of what the context does not know. */
export function formulaOf(asked: Block, context: Context = () => ANYTHING): Formula {
  const reading = parsePolicy(policyWith(asked), 'identity');
  if (reading.kind === 'malformed') throw new Error(reading.issues[0].reason);
  const conditions = compilePolicy(reading.policy, 'identity', ['ecr:batchgetimage']).statements[0]?.conditions ?? [];
  return all(...conditions.map(({ holds }) => holds(context)));
}

/** A policy that allows one action under the conditions of a block. */
export function policyWith(asked: Block): Readonly<Record<string, unknown>> {
  return { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 'ecr:BatchGetImage', Resource: '*', Condition: asked }] };
}
