// Remediations of findings about policies, and what takes somebody's decision.
import { describe, expect, test } from 'vitest';
import { remediationsOf } from '../support/lone-cause.ts';
import { allow, judgedWorld, LOGIN, mendFor, PULL, policiesAfter, policyOf, roleArn, rule, userArn } from './support/account.ts';

const ann = userArn('ann');
const login = { name: 'ann', inline: { login: [LOGIN] } };
const partner = 'arn:aws:iam::333333333333:root';
const annPulls = rule('app', allow(ann, 'pull'));

describe('a fact about a policy', () => {
  test('that nobody can log in is mended by the token, with the rights that come alive told beforehand', () => {
    const statement = { Effect: 'Allow', Principal: { AWS: ann }, Action: PULL };
    const { mend } = mendFor({ users: [{ name: 'ann' }], repositories: { app: [statement] } }, annPulls, { code: 'ECRD-106' });
    const token = { Sid: 'EcrDriftAllowGetAuthorizationToken', Effect: 'Allow', Action: 'ecr:GetAuthorizationToken', Resource: '*' };
    expect(policiesAfter(mend)).toEqual({ 'ecr-drift-GetAuthorizationToken': policyOf([token]) });
    expect(mend).toMatchObject({
      changes: [{ target: 'inlinePolicy', principal: ann }],
      warnings: ['with the token come pull on app in eu-west-1: where no rule allows it, the next audit tells'],
    });
  });

  test('that a principal is gone is mended by leaving it out, of what it was excepted from too', () => {
    const gone = { Effect: 'Deny', NotPrincipal: { AWS: [ann, userArn('gone')] }, Action: 'ecr:DeleteRepository' };
    const { mend } = mendFor({ users: [login], repositories: { app: [gone] } }, annPulls, { code: 'ECRD-304' });
    expect(policiesAfter(mend)).toEqual({ app: policyOf([{ ...gone, NotPrincipal: { AWS: [ann] } }]) });
  });

  test('that PutImage is there without the rest of push is mended by taking it away where nobody expects it', () => {
    const statement = { Effect: 'Allow', Principal: { AWS: ann }, Action: ['ecr:PutImage', 'ecr:DescribeImages', 'ecr:ListImages'] };
    const { mend } = mendFor({ users: [login], repositories: { app: [statement] } }, rule('app', allow(ann, 'list')), { code: 'ECRD-107' });
    expect(policiesAfter(mend)).toEqual({ app: policyOf([{ ...statement, Action: ['ecr:DescribeImages', 'ecr:ListImages'] }]) });
  });

  test('that a statement allows all but some actions is mended by the list of those that it means', () => {
    const statement = { Effect: 'Allow', Principal: { AWS: partner }, NotAction: ['ecr:[!L]*', 'ecr:A*', 'ecr:B*', 'ecr:C*', 'ecr:D*'] };
    const { mend } = mendFor({ repositories: { app: [statement] } }, rule('app', allow('account:333333333333', 'any')), {
      code: 'ECRD-303',
    });
    const after = policiesAfter(mend)['app'] as { readonly Statement: readonly { readonly Action: readonly string[] }[] };
    const { Action: actions, ...rest } = after.Statement[0]!;
    expect(rest).toEqual({ Effect: 'Allow', Principal: { AWS: partner } });
    expect(actions.filter((name) => /^ecr:[ABCD]/.test(name))).toEqual([]);
    expect(actions).toContain('ecr:PutImage');
    expect(actions).not.toContain('ecr:GetAuthorizationToken');
  });

  test.each([
    ['names a whole account', [{ Effect: 'Allow', Principal: { AWS: partner }, Action: PULL }], 'ECRD-204', /^name the roles that need it/],
    [
      'is for everybody but some',
      [{ Effect: 'Allow', NotPrincipal: { AWS: partner }, Action: PULL }],
      'ECRD-303',
      /^say whom the statement is for/,
    ],
    [
      'lets a service act for anybody',
      [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: PULL }],
      'ECRD-205',
      /^add aws:SourceAccount/,
    ],
    [
      'shuts everybody out',
      [{ Effect: 'Deny', Principal: '*', Action: 'ecr:SetRepositoryPolicy' }],
      'ECRD-308',
      /^leave the owner out of the Deny \(ArnNotEquals aws:PrincipalArn\): delete the policy first/,
    ],
    [
      'shuts everybody but the root user out',
      [{ Effect: 'Deny', NotPrincipal: { AWS: 'arn:aws:iam::111111111111:root' }, Action: 'ecr:*' }],
      'ECRD-308',
      /: the root user of the account can still call ecr:SetRepositoryPolicy$/,
    ],
    [
      'reaches nothing',
      [{ Effect: 'Allow', Principal: '*', Action: PULL, Condition: { StringEquals: { 'aws:PrincipalOrgID': 'acme' } } }],
      'ECRD-309',
      /^write what was meant, or take the statement out/,
    ],
  ])('that a statement %s needs a decision', (_, policy, code, why) => {
    const { mend } = mendFor({ users: [login], repositories: { app: policy } }, annPulls, { code });
    expect(mend).toMatchObject({ kind: 'none', why: expect.stringMatching(why) });
  });
});

const LIST = ['ecr:DescribeImages', 'ecr:ListImages'];

describe('the findings of one audit', () => {
  const users = ['ann', 'bob'].map((name) => ({ name, inline: { login: [LOGIN] } }));
  const statement = { Effect: 'Allow', Principal: '*', Action: [...PULL, ...LIST] };
  const forbidding = `forbid: [ { principals: [ "${userArn('bob')}" ], capabilities: [ pull ] } ]`;
  const judged = judgedWorld(
    { users, repositories: { app: [statement] } },
    `${rule('app', allow(roleArn('x'), 'list'))}${rule('app', forbidding, 'b')}`,
  );
  const pulling = judged.findings.find(({ code, capability }) => code === 'ECRD-201' && capability === 'pull')!;
  const listing = judged.findings.find(({ code, capability }) => code === 'ECRD-201' && capability === 'list')!;

  const ofBob = judged.findings.find(({ code }) => code === 'ECRD-103')!;

  test('go together where one policy gives what all of them tell of', () => {
    expect(remediationsOf(judged)(pulling)).toMatchObject({ kind: 'change', alsoRemoves: expect.arrayContaining([ofBob.id]) });
  });

  test('that are accepted do not: their access is expected for the time being', () => {
    const findings = judged.findings.map((each) => (each.id === listing.id ? { ...each, state: 'accepted' as const } : each));
    const mend = remediationsOf({ ...judged, findings })(pulling);
    expect(mend.kind === 'change' && mend.alsoRemoves).not.toContain(listing.id);
    expect(policiesAfter(mend)).toEqual({ app: policyOf([{ ...statement, Action: LIST }]) });
  });

  test('each say how to keep what they tell of', () => {
    expect(remediationsOf(judged)(listing).accept).toBe(
      `ecr-drift accept ${listing.id} --reason 'why it may stay' --owner 'who answers for it' --expires 90d`,
    );
  });
});
