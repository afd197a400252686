// What is left of a statement when actions, a bound or principals are taken out of it.
import { describe, expect, test } from 'vitest';
import { actionBit } from '../../../lib/ecr/actions.ts';
import { maskOf } from '../../../lib/policy/logic/mask.ts';
import { parsePolicy } from '../../../lib/policy/parse/parse.ts';
import { type Speaks, withoutActions } from '../../../lib/remediation/policy/action-edit.ts';
import { withoutBound } from '../../../lib/remediation/policy/condition-edit.ts';
import { compactText, documentOf, prettyText, statementsOf, withStatements } from '../../../lib/remediation/policy/document.ts';
import { withoutPrincipals } from '../../../lib/remediation/policy/principal-edit.ts';
import { policyOf } from '../support/account.ts';

type Json = Readonly<Record<string, unknown>>;

function left(actions: Json, cut: readonly string[], speaks: Speaks): unknown {
  const json = { Effect: 'Allow', ...actions, Resource: '*' };
  const reading = parsePolicy(JSON.stringify(policyOf([json])), 'identity');
  if (reading.kind !== 'policy') throw new Error('malformed');
  const [read] = reading.policy.statements;
  const found = withoutActions({ read: read!, json }, maskOf(cut.map((name) => actionBit(name)!)), speaks);
  if (found === undefined || found === 'empty') return found;
  return 'Action' in found ? found['Action'] : { NotAction: found['NotAction'] };
}

describe('actions taken out of a statement', () => {
  const PUT = ['ecr:PutImage'];
  test.each<[what: string, actions: Json, speaks: Speaks, expected: unknown, cut?: readonly string[]]>([
    ['leave the others as they are written', { Action: ['ECR:putimage', 'ecr:List*', 's3:Get*'] }, 'everywhere', ['ecr:List*', 's3:Get*']],
    [
      'leave no list where there was none',
      { Action: 'ecr:PutImage*' },
      'everywhere',
      ['ecr:PutImage', 'ecr:PutImageScanningConfiguration'],
      ['ecr:PutImageTagMutability'],
    ],
    ['leave nothing', { Action: PUT }, 'everywhere', 'empty'],
    ['leave no companion of pull and push by itself', { Action: [...PUT, 'ecr:BatchCheckLayerAvailability'] }, 'ofRepositories', 'empty'],
    [
      'leave the companion to an identity',
      { Action: [...PUT, 'ecr:BatchCheckLayerAvailability'] },
      'everywhere',
      ['ecr:BatchCheckLayerAvailability'],
    ],
    ['cannot be spelled out of everything', { Action: '*' }, 'everywhere', undefined],
    ['cannot be spelled out of what may be another service too', { Action: 'e*:PutImage' }, 'everywhere', undefined],
    ['are not spelled out of too much', { Action: 'ecr:*' }, 'ofRepositories', undefined],
    ['join what is left out', { NotAction: ['ecr:Delete*'] }, 'everywhere', { NotAction: ['ecr:Delete*', 'ecr:PutImage'] }],
  ])('%s', (_, ...[actions, speaks, expected, cut = PUT]) => {
    expect(left(actions, cut, speaks)).toEqual(expected);
  });
});

describe('a bound taken out of a condition', () => {
  test.each<[what: string, condition: Json | undefined, principal: string, expected: Json | undefined]>([
    [
      'leaves the others',
      { StringEquals: { 'AWS:PrincipalOrgID': ['o-a', 'o-b'], 'aws:SourceVpce': ['o-b'] } },
      'org:o-b',
      { StringEquals: { 'AWS:PrincipalOrgID': ['o-a'], 'aws:SourceVpce': ['o-b'] } },
    ],
    [
      'knows the account',
      { StringEquals: { 'aws:PrincipalAccount': ['1', '2'] } },
      'account:2',
      { StringEquals: { 'aws:PrincipalAccount': ['1'] } },
    ],
    [
      'knows a unit with all below it',
      { 'ForAnyValue:StringLike': { 'aws:PrincipalOrgPaths': ['o-a/r-1/*', 'o-a/r-2/*'] } },
      'ou:o-a/r-2/',
      {
        'ForAnyValue:StringLike': { 'aws:PrincipalOrgPaths': ['o-a/r-1/*'] },
      },
    ],
    ['is not the only one: nobody would be let in', { StringEquals: { 'aws:PrincipalOrgID': ['o-b'] } }, 'org:o-b', undefined],
    ['is not one that keeps out', { StringNotEquals: { 'aws:PrincipalOrgID': ['o-a', 'o-b'] } }, 'org:o-b', undefined],
    ['is nowhere without a condition', undefined, 'org:o-b', undefined],
  ])('%s', (_, condition, principal, expected) => {
    const statement = { Effect: 'Allow', Principal: '*', ...(condition ? { Condition: condition } : {}) };
    expect(withoutBound(statement, principal)).toEqual(expected && { ...statement, Condition: expected });
  });
});

describe('principals taken out of a statement', () => {
  const [ann, bob] = ['arn:aws:iam::111111111111:user/ann', 'arn:aws:iam::111111111111:user/bob'];
  test.each<[what: string, principal: unknown, expected: unknown]>([
    ['leave a list a list', { AWS: [ann, bob] }, { AWS: [bob] }],
    ['take their type along', { AWS: ann, Service: 'lambda.amazonaws.com' }, { Service: 'lambda.amazonaws.com' }],
    ['leave everybody alone', '*', '*'],
    ['leave a lone principal in the form that it has', { AWS: bob }, { AWS: bob }],
    ['leave nobody', { AWS: [ann] }, 'empty'],
  ])('%s', (_, principal, expected) => {
    const found = withoutPrincipals({ Principal: principal }, 'Principal', (each) => each.kind === 'entity' && each.arn === ann);
    expect(found === 'empty' ? found : found['Principal']).toEqual(expected);
  });
});

describe('a document', () => {
  test('keeps what it holds besides statements, and a single statement as it was written', () => {
    const document = { Version: '2008-10-17', Id: 'x', Statement: { Effect: 'Allow' } };
    expect(withStatements(document, [{ Effect: 'Deny' }])).toEqual({ ...document, Statement: { Effect: 'Deny' } });
    expect(withStatements(document, [{ Effect: 'Deny' }, { Effect: 'Allow' }])).toEqual({
      ...document,
      Statement: [{ Effect: 'Deny' }, { Effect: 'Allow' }],
    });
    expect(withStatements(document, [])).toBeNull();
    expect(statementsOf(document)).toEqual([{ Effect: 'Allow' }]);
  });

  test.each(['', '[]', '{"a":1,"a":2}', 'null'])('is not `%s`', (text) => {
    expect(documentOf(text)).toBeUndefined();
  });

  test('says the same in characters that a terminal shows', () => {
    const document = { Version: '2012-10-17', Statement: [{ Sid: 'a\u202eb\u001b[31m\u{e0041}' }] };
    for (const text of [compactText(document), prettyText(document)]) {
      expect(JSON.parse(text)).toEqual(document);
      expect(text).toContain('a\\u202eb\\u001b[31m\\udb40\\udc41');
    }
  });
});
