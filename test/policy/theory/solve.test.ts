// What conditions say of each other: by cases that policies have, each answer in both directions.
import { describe, expect, test } from 'vitest';
import { all, any, not } from '../../../lib/policy/logic/formula.ts';
import { ANYTHING, type Context, known, SOMETHING } from '../../../lib/policy/match/context.ts';
import { areDisjoint, areEquivalent, contextOf, implies, isNever, solve, witnessOf } from '../../../lib/policy/theory/solve.ts';
import { type Block, formulaOf } from '../../support/condition-pairs.ts';

const TEAM = `\${aws:PrincipalTag/team}`;
const tag = (operator: string, ...values: readonly string[]): Block => ({ [operator]: { 'aws:ResourceTag/team': values } });

/** Whether the first implies the second, and the second the first. */
function bothWays(a: Block, b: Block): string {
  return `${implies(formulaOf(a), formulaOf(b), 'ofKind').kind}, ${implies(formulaOf(b), formulaOf(a), 'ofKind').kind}`;
}

describe('one statement and another', () => {
  test.each<[string, Block, Block, string]>([
    [
      'a network in another',
      { IpAddress: { 'aws:SourceIp': ['10.1.0.0/16'] } },
      { IpAddress: { 'aws:SourceIp': ['10.0.0.0/8'] } },
      'yes, no',
    ],
    [
      'the other family',
      { IpAddress: { 'aws:SourceIp': ['2001:db8::/32'] } },
      { NotIpAddress: { 'aws:SourceIp': ['0.0.0.0/0'] } },
      'yes, no',
    ],
    [
      'two halves and the whole',
      { IpAddress: { 'aws:SourceIp': ['10.0.0.0/9', '10.128.0.0/9'] } },
      { IpAddress: { 'aws:SourceIp': ['10.0.0.0/8'] } },
      'yes, yes',
    ],
    [
      'one of many functions',
      { ArnEquals: { 'aws:SourceArn': ['arn:aws:lambda:us-east-1:111111111111:function:one'] } },
      { ArnLike: { 'aws:SourceArn': ['arn:aws:lambda:us-east-1:111111111111:function:*'] } },
      'yes, no',
    ],
    [
      'a value, and that there is one',
      { StringEquals: { 'aws:SourceVpce': ['vpce-1'] } },
      { Null: { 'aws:SourceVpce': ['false'] } },
      'yes, no',
    ],
    [
      'a value, and it or none',
      { StringEquals: { 'aws:SourceVpce': ['vpce-1'] } },
      { StringEqualsIfExists: { 'aws:SourceVpce': ['vpce-1'] } },
      'yes, no',
    ],
    [
      'a time between two',
      { DateGreaterThan: { 'aws:CurrentTime': ['2026-01-01'] }, DateLessThan: { 'aws:CurrentTime': ['2026-02-01'] } },
      { DateLessThanEquals: { 'aws:CurrentTime': ['2026-02-01T00:00:00Z'] } },
      'yes, no',
    ],
    [
      'each tag, and some tag',
      { 'ForAllValues:StringEquals': { 'aws:TagKeys': ['a'] }, Null: { 'aws:TagKeys': ['false'] } },
      { 'ForAnyValue:StringEquals': { 'aws:TagKeys': ['a', 'b'] } },
      'yes, no',
    ],
    [
      'the role, and its account',
      { ArnEquals: { 'aws:PrincipalArn': ['arn:aws:iam::111111111111:role/ci'] } },
      { StringEquals: { 'aws:PrincipalAccount': ['111111111111'] } },
      'yes, no',
    ],
    [
      'the role, and its type',
      { ArnLike: { 'aws:PrincipalArn': ['arn:aws:iam::*:role/*'] } },
      { StringEquals: { 'aws:PrincipalType': ['AssumedRole'] } },
      'yes, no',
    ],
    [
      'the type, and the ARN by its field',
      { StringEquals: { 'aws:PrincipalType': ['User'] } },
      { Null: { 'aws:username': ['false'] } },
      'yes, yes',
    ],
    [
      'a user by name, and by ARN',
      { StringEquals: { 'aws:username': ['ann'] } },
      { StringLike: { 'aws:PrincipalArn': ['*/ann'] } },
      'yes, no',
    ],
    [
      'the unit, and the organization',
      { 'ForAnyValue:StringLike': { 'aws:PrincipalOrgPaths': ['o-acme/r-1/*'] } },
      { StringEquals: { 'aws:PrincipalOrgID': ['o-acme'] } },
      'yes, no',
    ],
    [
      'the tag of a resource by both its names',
      { StringEquals: { 'ecr:ResourceTag/team': ['a'] } },
      { StringEquals: { 'aws:ResourceTag/team': ['a'] } },
      'yes, yes',
    ],
    [
      'a tag that is the one of who asks',
      { ...tag('StringEquals', TEAM), StringLike: { 'aws:ResourceTag/team': ['a'] } },
      { StringEquals: { 'aws:PrincipalTag/team': ['a'] } },
      'yes, no',
    ],
    [
      'a tag that is the one of who asks, who has one',
      tag('StringEquals', TEAM),
      { Null: { 'aws:PrincipalTag/team': ['false'] } },
      'yes, no',
    ],
    ['a tag that is another one', tag('StringNotEquals', TEAM), { StringNotLike: { 'aws:ResourceTag/team': [TEAM] } }, 'yes, yes'],
  ])('%s', (_, a, b, expected) => {
    expect(bothWays(a, b)).toBe(expected);
  });

  test('equal, apart, and neither', () => {
    const [one, two, either] = [['a'], ['b'], ['a', 'b']].map((values) => formulaOf(tag('StringEquals', ...values)));
    if (!one || !two || !either) throw new Error('three formulas');
    expect(areDisjoint(one, two)).toEqual({ kind: 'yes' });
    expect(areEquivalent(any(one, two), either)).toEqual({ kind: 'yes' });
    expect(areEquivalent(one, either)).toMatchObject({ kind: 'no', witness: { values: new Map([['aws:resourcetag/team', ['b']]]) } });
  });
});

describe('witnesses', () => {
  test('what is known of a value is kept', () => {
    const session: Context = (key) => (key === 'aws:userid' ? { kind: 'prefix', prefix: 'AROAX:' } : ANYTHING);
    const formula = formulaOf({ StringLike: { 'aws:userid': ['*:ann', 'AROAX:b*'] }, StringNotLike: { 'aws:userid': ['*ann'] } }, session);
    expect(witnessOf(formula)?.values.get('aws:userid')).toEqual(['AROAX:b']);
    expect(isNever(all(formula, formulaOf({ StringNotLike: { 'aws:userid': ['AROAX:*'] } }, session)))).toBe(true);
  });

  test('a key that is there is not taken for one that is not', () => {
    const there: Context = () => SOMETHING;
    expect(solve(formulaOf({ StringNotLike: { 'aws:userid': ['*'] } }, there)).kind).toBe('false');
    expect(solve(formulaOf({ StringNotLike: { 'aws:userid': ['*'] } })).kind).toBe('open');
  });

  test('a key that no answer depends on is not there', () => {
    const formula = any(formulaOf({ StringEquals: { 'aws:SourceVpce': ['a'] } }), formulaOf({ StringEquals: { 'aws:SourceVpc': ['a'] } }));
    const witness = witnessOf(formula);
    expect([...(witness?.values ?? [])].map(([, values]) => values.length).toSorted()).toEqual([0, 1]);
    expect(witness && contextOf(witness)('aws:other')).toEqual({ kind: 'absent' });
  });

  test('there is none of what never holds', () => {
    expect(witnessOf(formulaOf({ StringEquals: { 'aws:SourceVpce': ['a'] }, StringNotLike: { 'aws:SourceVpce': ['*'] } }))).toBeUndefined();
  });

  test('what no key tells stands beside them', () => {
    const context: Context = (key) => (key === 'aws:username' ? known('ann') : ANYTHING);
    const formula = formulaOf({ StringEqualsIgnoreCase: { 'aws:username': [`\${aws:PrincipalTag/name}`] } }, context);
    expect(witnessOf(formula)?.besides).toHaveLength(1);
    expect(witnessOf(not(formula))?.besides).toEqual([]);
  });
});

describe('what is not found out', () => {
  test('texts compared with many others', () => {
    const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'].map((name) => `aws:PrincipalTag/${name}`);
    const compared = names.map((name, at) =>
      formulaOf({ StringEquals: { [name]: [`\${${names[(at + 1) % names.length]}}`, `${name}*`, 'x', 'y'] } }),
    );
    expect(implies(all(...compared), not(all(...compared.toReversed()))).kind).toBe('unknown');
    expect(solve(all(...compared))).toMatchObject({ kind: 'open', exact: false });
  });

  test('one value as a text and as a number', () => {
    const both = formulaOf({ StringLike: { 'x:n': ['7*'] }, NumericGreaterThan: { 'x:n': ['50'] } });
    expect([solve(both).kind, implies(both, not(both)).kind]).toEqual(['open', 'unknown']);
    expect(implies(formulaOf({ StringEquals: { 'x:n': ['60'] } }), formulaOf({ NumericLessThan: { 'x:n': ['50'] } })).kind).toBe('no');
  });
});
