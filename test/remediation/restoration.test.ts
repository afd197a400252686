// Mends of access that is missing.
import { describe, expect, test } from 'vitest';
import {
  ACCOUNT,
  allow,
  LOGIN,
  mendFor,
  PULL,
  policiesAfter,
  policyOf,
  repositoryArn,
  roleArn,
  rule,
  userArn,
  type World,
} from './support/account.ts';

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
const own = { Sid: 'EcrDriftAllowPull', Effect: 'Allow', Action: PULL, Resource: repositoryArn('app') };
const token = { Sid: 'EcrDriftAllowGetAuthorizationToken', Effect: 'Allow', Action: 'ecr:GetAuthorizationToken', Resource: '*' };

describe('access that is missing', () => {
  test('comes back in a policy of the principal that speaks of ECR already', () => {
    const { mend, finding } = mendFor({ users: [login], repositories: { app: null } }, need(ann), MISSING);
    expect(policiesAfter(mend)).toEqual({ login: policyOf([LOGIN, own]) });
    expect(mend).toMatchObject({ alsoRemoves: [], warnings: [], changes: [{ target: 'inlinePolicy', principal: ann, affects: [] }] });
    expect(finding.remediation).toBe(
      `allow it in an identity policy of ${ann}, on app in eu-west-1, with ecr:GetAuthorizationToken on *, or take it out of the baseline`,
    );
  });

  test('or in a managed policy that nobody else has, and not in one that others share', () => {
    const arn = `arn:aws:iam::${ACCOUNT}:policy/registry`;
    const world = (users: NonNullable<World['users']>): World => ({ users, managed: { [arn]: [LOGIN] }, repositories: { app: null } });
    const alone = { name: 'ann', attached: [arn] };
    expect(policiesAfter(mendFor(world([alone]), need(ann), MISSING).mend)).toEqual({ [arn]: policyOf([LOGIN, own]) });
    const shared = mendFor(world([alone, { name: 'bob', attached: [arn] }]), need(ann), MISSING).mend;
    expect(policiesAfter(shared)).toEqual({ 'ecr-drift-pull': policyOf([own]) });
  });

  test('comes with the token, in one new policy where the principal has none', () => {
    const { mend } = mendFor({ users: [{ name: 'ann' }], repositories: { app: null } }, need(ann), MISSING);
    expect(policiesAfter(mend)).toEqual({ 'ecr-drift-pull': policyOf([own, token]) });
  });

  test('is only the actions that are not there yet, under a Sid that is free', () => {
    const held = { Sid: 'EcrDriftAllowPull', Effect: 'Allow', Action: 'ecr:BatchGetImage', Resource: repositoryArn('app') };
    const users = [{ name: 'ann', inline: { login: [LOGIN, held] } }];
    const { mend } = mendFor({ users, repositories: { app: null } }, need(ann), MISSING);
    const added = { ...own, Sid: 'EcrDriftAllowPull2', Action: ['ecr:GetDownloadUrlForLayer'] };
    expect(policiesAfter(mend)).toEqual({ login: policyOf([LOGIN, held, added]) });
  });

  test('of outsiders stands beside what the repository policy says, without those who are gone', () => {
    const statement = { Effect: 'Allow', Principal: { AWS: [partner, 'AROAGONE'] }, Action: 'ecr:DescribeRepositories' };
    const service = need('service:lambda.amazonaws.com');
    const { mend, finding } = mendFor({ repositories: { app: [statement] } }, service, MISSING);
    expect(policiesAfter(mend)).toEqual({
      app: policyOf([
        { ...statement, Principal: { AWS: [partner] } },
        { ...given(''), Principal: { Service: 'lambda.amazonaws.com' } },
      ]),
    });
    expect(finding.remediation).toBe('allow it in the repository policy of app in eu-west-1, or take it out of the baseline');
  });

  test.each([
    ['replicate', 'ecr:ReplicateImage', 'EcrDriftAllowReplicate'],
    ['"ecr:ReplicateImage"', 'ecr:ReplicateImage', 'EcrDriftAllowReplicateImage'],
    ['"ecr:CreateRepository"', 'ecr:CreateRepository', 'EcrDriftAllowCreateRepository'],
  ])('of %s comes to the registry policy: replication is decided there (E15)', (word, action, sid) => {
    const rules = rule('app', `require: [ { principals: [ "account:333333333333" ], capabilities: [ ${word} ] } ]`);
    const { mend, finding } = mendFor({ repositories: { app: null } }, rules, { code: 'ECRD-102' });
    const statement = { Sid: sid, Effect: 'Allow', Principal: { AWS: partner }, Action: [action], Resource: repositoryArn('app') };
    expect(policiesAfter(mend)).toEqual({ 'eu-west-1': policyOf([statement]) });
    expect(mend).toMatchObject({ changes: [{ target: 'registryPolicy', command: expect.stringMatching(/^aws ecr put-registry-policy/) }] });
    expect(finding.remediation).toBe('allow it in the registry policy of eu-west-1, on app, or take it out of the baseline');
  });

  test('of upstream imports by a role of the account comes to the registry policy too, beside what it says', () => {
    const [other] = [{ Effect: 'Allow', Principal: { AWS: partner }, Action: 'ecr:ReplicateImage', Resource: '*' }];
    const rules = `${rule('app', `require: [ { principals: [ "${ann}" ], capabilities: [ replicate ] } ]`)}${rule('**', allow('account:333333333333', 'replicate'), 's')}`;
    const { mend } = mendFor({ users: [login], repositories: { app: null }, registry: [other] }, rules, { code: 'ECRD-102' });
    const statement = {
      Sid: 'EcrDriftAllowReplicate',
      Effect: 'Allow',
      Principal: { AWS: ann },
      Action: ['ecr:BatchImportUpstreamImage'],
      Resource: repositoryArn('app'),
    };
    expect(policiesAfter(mend)).toEqual({ 'eu-west-1': policyOf([other, statement]) });
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
      'statement 0 (Not) of the repository policy denies it, and no other policy can give what a Deny takes away',
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
