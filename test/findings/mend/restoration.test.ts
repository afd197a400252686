// Mends of access that is missing.
import { describe, expect, test } from 'vitest';
import { ACCOUNT, LOGIN, mendFor, PULL, policiesAfter, policyOf, repositoryArn, roleArn, rule, userArn, type World } from './account.ts';

const ann = userArn('ann');
const partner = 'arn:aws:iam::333333333333:root';
const login = { name: 'ann', inline: { login: [LOGIN] } };
const MISSING = { code: 'ECRD-102', capability: 'pull' };

function need(principals: string, more = ''): string {
  return rule('app', `require: [ { principals: [ "${principals}" ], capabilities: [ pull ] } ]${more}`);
}

const given = (principal: string): Readonly<Record<string, unknown>> => ({
  Sid: 'EcrDriftAllowPull',
  Effect: 'Allow',
  Principal: { AWS: principal },
  Action: PULL,
});
const token = { Sid: 'EcrDriftAllowGetAuthorizationToken', Effect: 'Allow', Action: 'ecr:GetAuthorizationToken', Resource: '*' };

describe('access that is missing', () => {
  test('comes back by a statement of the repository policy', () => {
    const { mend } = mendFor({ users: [login], repositories: { app: null } }, need(ann), MISSING);
    expect(policiesAfter(mend)).toEqual({ app: policyOf([given(ann)]) });
    expect(mend).toMatchObject({ alsoRemoves: [], warnings: [], changes: [{ before: null, affects: [] }] });
  });

  test('comes with the token in a policy of its own: no repository policy can give that', () => {
    const { mend } = mendFor({ users: [{ name: 'ann' }], repositories: { app: null } }, need(ann), MISSING);
    expect(policiesAfter(mend)).toEqual({ app: policyOf([given(ann)]), 'ecr-drift-GetAuthorizationToken': policyOf([token]) });
  });

  test('is only the actions that are not there yet, beside what the policy says, and without those who are gone', () => {
    const held = { Effect: 'Allow', Action: 'ecr:BatchGetImage', Resource: repositoryArn('app') };
    const statement = { Effect: 'Allow', Principal: { AWS: [partner, 'AROAGONE'] }, Action: 'ecr:DescribeRepositories' };
    const users = [{ name: 'ann', inline: { login: [LOGIN, held] } }];
    const { mend } = mendFor({ users, repositories: { app: [statement] } }, need(ann), MISSING);
    expect(policiesAfter(mend)).toEqual({
      app: policyOf([
        { ...statement, Principal: { AWS: [partner] } },
        { ...given(ann), Action: ['ecr:GetDownloadUrlForLayer'] },
      ]),
    });
  });

  test('of another account comes to its root, and that account does the rest', () => {
    const { mend } = mendFor({ repositories: { app: null } }, need('account:333333333333'), MISSING);
    expect(policiesAfter(mend)).toEqual({ app: policyOf([given(partner)]) });
  });

  test('of several at once names the finding that the same statement answers', () => {
    const rules = rule('app', `require: [ { principals: [ "${ann}" ], capabilities: [ pull, list, "ecr:BatchGetImage" ] } ]`);
    const { mend, all } = mendFor({ users: [login], repositories: { app: null } }, rules, MISSING);
    const alsoRemoves = all.filter(({ capability }) => capability === 'ecr:BatchGetImage').map(({ id }) => id);
    expect(alsoRemoves).toHaveLength(1);
    expect(mend).toMatchObject({ kind: 'change', alsoRemoves });
  });

  const path = '/aws-reserved/sso.amazonaws.com/';
  const sso = roleArn('sso', path);
  test.each<[what: string, world: World, rules: string, why: string]>([
    [
      'a Deny takes it away',
      { users: [login], repositories: { app: [{ Sid: 'Not', Effect: 'Deny', Principal: '*', Action: 'ecr:BatchGetImage' }] } },
      need(ann),
      'statement 1 (Not) of the repository policy denies it, and no other policy can give what a Deny takes away',
    ],
    [
      'a boundary keeps it back',
      {
        users: [{ ...login, boundary: `arn:aws:iam::${ACCOUNT}:policy/edge` }],
        managed: { [`arn:aws:iam::${ACCOUNT}:policy/edge`]: [LOGIN] },
        repositories: { app: null },
      },
      need(ann),
      'the permissions boundary does not let it through: only a change there gives it back',
    ],
    [
      'the role does not exist',
      { repositories: { app: null } },
      need(roleArn('gone')),
      `${roleArn('gone')} does not exist: make it first, or take it out of the baseline`,
    ],
    [
      'nobody here may change the policies of the role',
      { roles: [{ name: 'sso', path }], repositories: { app: null } },
      need(sso),
      `the policies of ${sso} are not the account's to change`,
    ],
    [
      'another rule forbids one of its actions',
      { users: [login], repositories: { app: null } },
      `${need(ann)}${rule('**', 'forbid: [ { principals: [ same-account ], capabilities: [ "ecr:BatchGetImage" ] } ]', 'never')}`,
      'another rule forbids some of its actions: the baseline has to make up its mind first',
    ],
  ])('has no mend where %s', (_, world, rules, why) => {
    expect(mendFor(world, rules, MISSING).mend).toMatchObject({ kind: 'none', why });
  });
});
