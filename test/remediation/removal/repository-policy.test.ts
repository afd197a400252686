import { describe, expect, test } from 'vitest';
import { ACCOUNT, allow, LOGIN, mendFor, PULL, PUSH, policiesAfter, policyOf, roleArn, rule, userArn } from '../support/account.ts';

const login = { inline: { login: [LOGIN] } };
const users = ['ann', 'bob', 'cyd'].map((name) => ({ name, ...login }));
const ann = userArn('ann');
const bob = userArn('bob');
const cyd = userArn('cyd');
const annPulls = rule('app', allow(ann, 'pull'));
const partner = 'arn:aws:iam::333333333333:root';

/** Who comes in with everybody is told of only where a rule is against it. */
const against = (principal: string): string => rule('app', `forbid: [ { principals: [ "${principal}" ], capabilities: [ pull ] } ]`, 'd');

describe('in a repository policy', () => {
  test('a principal leaves the list of a statement, and all else stays as it is', () => {
    const document = {
      Version: '2008-10-17',
      Id: 'of the team',
      Statement: [
        { Sid: 'its pull', Effect: 'Allow', Principal: { Service: 'codebuild.amazonaws.com', AWS: [ann, bob] }, Action: PULL },
        { Sid: 'its pull', Effect: 'Deny', Principal: '*', Action: 'ecr:BatchDeleteImage' },
      ],
    };
    const rules = `${annPulls}${rule('app', allow('service:codebuild.amazonaws.com', 'pull'), 'b')}`;
    const { mend } = mendFor({ users, repositories: { app: document } }, rules, { principal: bob });
    expect(policiesAfter(mend)).toEqual({
      app: {
        ...document,
        Statement: [{ ...document.Statement[0], Principal: { Service: 'codebuild.amazonaws.com', AWS: [ann] } }, document.Statement[1]],
      },
    });
  });

  test('only the actions go where the rest of the statement is expected', () => {
    const actions = [...PULL, 'ecr:SetRepositoryPolicy', 'ecr:DescribeRepositories'];
    const statement = { Effect: 'Allow', Principal: { AWS: ann }, Action: actions };
    const { mend } = mendFor({ users, repositories: { app: [statement] } }, annPulls, { capability: 'admin' });
    expect(policiesAfter(mend)).toEqual({ app: policyOf([{ ...statement, Action: [...PULL, 'ecr:DescribeRepositories'] }]) });
  });

  test('a principal gets a statement of its own where the others need the actions that it must not have', () => {
    const statement = { Sid: 'push', Effect: 'Allow', Principal: { AWS: [ann, bob] }, Action: [...PULL, ...PUSH] };
    const rules = `${rule('app', allow(ann, 'pull'))}${rule('app', allow(bob, 'pull, push'), 'b')}`;
    const { mend } = mendFor({ users, repositories: { app: [statement] } }, rules, { capability: 'push' });
    expect(policiesAfter(mend)).toEqual({
      app: policyOf([
        { ...statement, Principal: { AWS: [bob] } },
        // BatchCheckLayerAvailability goes along with pull.
        { Effect: 'Allow', Principal: { AWS: [ann] }, Action: [...PULL, 'ecr:BatchCheckLayerAvailability'] },
      ]),
    });
  });

  test('the policy goes when nothing is left of it', () => {
    const statement = { Effect: 'Allow', Principal: { AWS: partner }, Action: ['ecr:BatchCheckLayerAvailability', ...PULL] };
    const { mend } = mendFor({ users, repositories: { app: [statement] } }, annPulls, { code: 'ECRD-202' });
    expect(policiesAfter(mend)).toEqual({ app: null });
    expect(mend).toMatchObject({ changes: [{ command: 'aws ecr delete-repository-policy --region eu-west-1 --repository-name app' }] });
  });

  test('a wildcard is spelled out without the action, one for everything is met by a Deny', () => {
    const spelled = { Effect: 'Allow', Principal: { AWS: ann }, Action: [...PULL, 'ecr:PutImageS*', 'ecr:DeleteRepo*'] };
    const some = mendFor({ users, repositories: { app: [spelled] } }, annPulls, { capability: 'delete' });
    expect(policiesAfter(some.mend)).toEqual({
      app: policyOf([{ ...spelled, Action: [...PULL, 'ecr:PutImageS*', 'ecr:DeleteRepositoryPolicy'] }]),
    });
    const everything = { Effect: 'Allow', Principal: { AWS: ann }, Action: 'ecr:*' };
    const all = mendFor({ users, repositories: { app: [everything] } }, annPulls, { capability: 'delete' });
    expect(policiesAfter(all.mend)).toEqual({
      app: policyOf([
        everything,
        {
          Sid: 'EcrDriftDenyDelete',
          Effect: 'Deny',
          Principal: { AWS: ann },
          Action: ['ecr:BatchDeleteImage', 'ecr:DeleteRepository'],
        },
      ]),
    });
  });

  test('principals that do not exist go too, because ECR would refuse the policy with them', () => {
    const gone = { Effect: 'Allow', Principal: { AWS: [ann, 'AROAGONE', userArn('nobody')] }, Action: PULL };
    const { mend, all } = mendFor({ users, repositories: { app: [gone, { ...gone, Principal: { AWS: bob } }] } }, annPulls, {
      principal: bob,
    });
    expect(policiesAfter(mend)).toEqual({ app: policyOf([{ ...gone, Principal: { AWS: [ann] } }]) });
    const orphans = all.filter(({ code }) => code === 'ECRD-304').map(({ id }) => id);
    expect(mend).toMatchObject({
      alsoRemoves: orphans.toSorted(),
      warnings: [
        '`AROAGONE` does not exist any more and goes too: ECR refuses a policy that names it',
        `\`${userArn('nobody')}\` does not exist any more and goes too: ECR refuses a policy that names it`,
      ],
    });
  });

  test('everybody goes, with all who came in by that, and they are named beforehand', () => {
    const statement = { Effect: 'Allow', Principal: '*', Action: PULL };
    const { mend, all } = mendFor({ users, repositories: { app: [statement] } }, rule('app', allow(ann, 'list')), {
      code: 'ECRD-201',
    });
    expect(policiesAfter(mend)).toEqual({ app: null });
    const others = all.filter(({ principal, capability }) => principal?.includes(':user/') && capability === 'pull');
    expect(mend).toMatchObject({ alsoRemoves: others.map(({ id }) => id).toSorted(), changes: [{ affects: [ann, bob, cyd] }] });
  });

  test('everybody shrinks to the accounts that are expected', () => {
    const statement = { Effect: 'Allow', Principal: '*', Action: PULL };
    const named = { ...statement, Principal: { AWS: partner }, Action: 'ecr:DescribeImages' };
    const rules = `${rule('app', allow('same-account', 'pull'))}${rule('app', allow('account:333333333333', 'pull'), 'b')}`;
    const { mend } = mendFor({ users, repositories: { app: [statement, named] } }, rules, { code: 'ECRD-201' });
    const Condition = { StringEquals: { 'aws:PrincipalAccount': [ACCOUNT, '333333333333'] } };
    expect(policiesAfter(mend)).toEqual({ app: policyOf([{ ...statement, Condition }, named]) });
  });

  test('of the values of a condition only the one that lets them in goes', () => {
    const statement = (of: readonly string[]): Record<string, unknown> => {
      return { Effect: 'Allow', Principal: '*', Action: PULL, Condition: { StringEquals: { 'aws:PrincipalOrgID': of } } };
    };
    const { mend } = mendFor({ repositories: { app: [statement(['o-ours', 'o-theirs'])] } }, rule('app', allow('org:o-ours', 'pull')), {
      principal: 'org:o-theirs',
    });
    expect(policiesAfter(mend)).toEqual({ app: policyOf([statement(['o-ours'])]) });
  });

  test('whoever is let in with others that are expected is shut out by a Deny, and that is said', () => {
    const statement = { Effect: 'Allow', Principal: '*', Action: PULL };
    const rules = `${annPulls}${rule('app', allow('public', 'pull'), 'b')}${rule('app', allow(bob, 'pull'), 'c')}${against(cyd)}`;
    const { mend } = mendFor({ users, repositories: { app: [statement] } }, rules, { principal: cyd });
    expect(policiesAfter(mend)).toEqual({
      app: policyOf([statement, { Sid: 'EcrDriftDenyPull', Effect: 'Deny', Principal: { AWS: cyd }, Action: 'ecr:*' }]),
    });
    expect(mend).toMatchObject({
      alsoRemoves: [],
      warnings: [
        'whoever the new Deny is for cannot change the policy afterwards: ECR asks such a caller for --force',
        'a Deny wins over every other policy: whoever gives this access later has to take the Deny out first',
      ],
    });
  });

  test('who is not to be let in joins the NotPrincipal of an Allow', () => {
    const statement = { Effect: 'Allow', NotPrincipal: { AWS: [ann] }, Action: PULL };
    const rules = `${rule('app', allow('public', 'pull'))}${against(cyd)}`;
    const { mend } = mendFor({ users, repositories: { app: [statement] } }, rules, { principal: cyd });
    expect(policiesAfter(mend)).toEqual({ app: policyOf([{ ...statement, NotPrincipal: { AWS: [ann, cyd] } }]) });
  });

  test('who is forbidden everything leaves with everything that it has', () => {
    const statement = { Effect: 'Allow', Principal: { AWS: partner }, Action: [...PULL, 'ecr:GetRepositoryPolicy'] };
    const rules = rule('app', 'forbid: [ { principals: [ external ], capabilities: [ any ] } ]');
    const { mend } = mendFor({ repositories: { app: [statement] } }, rules, { code: 'ECRD-103' });
    expect(policiesAfter(mend)).toEqual({ app: null });
  });

  test('a policy that would grow beyond what ECR stores is not offered', () => {
    const long = { Sid: 'x'.repeat(10_000), Effect: 'Allow', Principal: '*', Action: PULL };
    const sso = roleArn('sso', '/aws-reserved/sso.amazonaws.com/');
    const rules = `${annPulls}${rule('app', allow('public', 'pull'), 'b')}${rule('app', allow(bob, 'pull'), 'c')}${against(sso)}`;
    const roles = [{ name: 'sso', path: '/aws-reserved/sso.amazonaws.com/', inline: { login: [LOGIN] } }];
    const { mend } = mendFor({ users, roles, repositories: { app: [long] } }, rules, {
      principal: sso,
    });
    expect(mend).toMatchObject({ kind: 'none', why: expect.stringMatching(/^the policy would take \d+ of 10240 characters$/) });
  });

  test('where a Deny already keeps everybody from changing it, that is said', () => {
    const lock = { Effect: 'Deny', Principal: '*', Action: 'ecr:SetRepositoryPolicy' };
    const statement = { Effect: 'Allow', Principal: { AWS: [ann, bob] }, Action: PULL };
    const { mend } = mendFor({ users, repositories: { app: [statement, lock] } }, annPulls, { principal: bob });
    expect(mend).toMatchObject({
      warnings: ['the policy denies ecr:SetRepositoryPolicy to everybody: ECR refuses the command as long as it does'],
    });
  });

  test('what the expected access is made of stays, and then there is nothing to take away', () => {
    const statement = { Effect: 'Allow', Principal: { AWS: ann }, Action: [...PULL, ...PUSH] };
    const forbid = `${allow(ann, 'pull, push')}, forbid: [ { principals: [ "${ann}" ], capabilities: [ retag ] } ]`;
    const { mend } = mendFor({ users, repositories: { app: [statement] } }, rule('app', forbid), { code: 'ECRD-103' });
    expect(mend).toMatchObject({ kind: 'none', why: 'ecr:BatchGetImage, ecr:PutImage on app are needed for access that is expected' });
  });
});

describe('in a registry policy', () => {
  const resource = `arn:aws:ecr:eu-west-1:${ACCOUNT}:repository/*`;
  const statement = { Effect: 'Allow', Principal: { AWS: partner }, Action: 'ecr:ReplicateImage', Resource: resource };

  test('the statement goes where nobody needs it', () => {
    const { mend } = mendFor({ registry: [statement], repositories: { app: null } }, annPulls, { code: 'ECRD-202' });
    expect(mend).toMatchObject({
      changes: [{ target: 'registryPolicy', after: null, command: 'aws ecr delete-registry-policy --region eu-west-1' }],
    });
  });

  test('a Deny for one repository leaves the others alone', () => {
    const rules = rule('mirror/*', allow('account:333333333333', 'replicate'));
    const { mend } = mendFor({ registry: [statement], repositories: { app: null, 'mirror/a': null } }, rules, { code: 'ECRD-202' });
    expect(policiesAfter(mend)).toEqual({
      'eu-west-1': policyOf([
        statement,
        {
          Sid: 'EcrDriftDenyReplicate',
          Effect: 'Deny',
          Principal: { AWS: partner },
          Action: ['ecr:ReplicateImage'],
          Resource: [`arn:aws:ecr:eu-west-1:${ACCOUNT}:repository/app`],
        },
      ]),
    });
  });
});
