import { describe, expect, test } from 'vitest';
import {
  ACCOUNT,
  allow,
  LOGIN,
  mendFor,
  PULL,
  PUSH,
  policiesAfter,
  policyOf,
  repositoryArn,
  roleArn,
  rule,
  userArn,
} from '../support/account.ts';

const ann = userArn('ann');
const managedArn = `arn:aws:iam::${ACCOUNT}:policy/images`;
const fullAccess = 'arn:aws:iam::aws:policy/AmazonEC2ContainerRegistryFullAccess';
const administrator = 'arn:aws:iam::aws:policy/AdministratorAccess';
const logs = { Effect: 'Allow', Action: 'logs:PutLogEvents', Resource: '*' };
const repositories = { app: null, web: null };
const annPulls = rule('**', allow(ann, 'pull'));

const pullOn = (...names: readonly string[]): Record<string, unknown> => {
  const [first, ...others] = names.map(repositoryArn);
  return { Effect: 'Allow', Action: PULL, Resource: others.length > 0 ? names.map(repositoryArn) : first };
};

describe("in a principal's inline policy", () => {
  test('the statement goes, and what is about other services stays', () => {
    const users = [{ name: 'ann', inline: { images: [LOGIN, pullOn('app'), logs] } }];
    const { mend } = mendFor({ users, repositories }, rule('app', allow(ann, 'list')), { capability: 'pull' });
    expect(policiesAfter(mend)).toEqual({ images: policyOf([LOGIN, logs]) });
  });

  test('only the actions go where the others are expected', () => {
    const statement = { Effect: 'Allow', Action: ['ecr:*Image', ...PULL, 's3:*'], Resource: repositoryArn('app') };
    const users = [{ name: 'ann', inline: { images: [LOGIN, statement] } }];
    const { mend } = mendFor({ users, repositories }, annPulls, { capability: 'delete' });
    const left = ['ecr:BatchGetImage', 'ecr:BatchImportUpstreamImage', 'ecr:PutImage', 'ecr:ReplicateImage', 'ecr:GetDownloadUrlForLayer'];
    expect(policiesAfter(mend)).toEqual({ images: policyOf([LOGIN, { ...statement, Action: [...left, 's3:*'] }]) });
  });

  test('one repository leaves the list of resources', () => {
    const users = [{ name: 'ann', inline: { images: [LOGIN, pullOn('app', 'web')] } }];
    const { mend } = mendFor({ users, repositories }, rule('app', allow(ann, 'pull')), { code: 'ECRD-401' });
    expect(mend.kind).toBe('none');
    const rules = `${rule('app', allow(ann, 'pull'))}${rule('web', allow(ann, 'list'), 'b')}`;
    const unexpected = mendFor({ users, repositories }, rules, { repository: 'web' });
    expect(policiesAfter(unexpected.mend)).toEqual({ images: policyOf([LOGIN, { ...pullOn('app'), Resource: [repositoryArn('app')] }]) });
  });

  test('a grant on everything shrinks to the repositories where it is expected', () => {
    const Condition = { Bool: { 'aws:MultiFactorAuthPresent': 'true' } };
    const statement = { Effect: 'Allow', Action: [...PULL, 'ecr:DescribeImages'], Resource: '*', Condition };
    const users = [{ name: 'ann', inline: { images: [LOGIN, statement] } }];
    const { mend } = mendFor({ users, repositories }, `${rule('app', allow(ann, 'pull'))}${rule('web', allow(ann, 'list'), 'b')}`, {
      repository: '*',
    });
    expect(policiesAfter(mend)).toEqual({
      images: policyOf([
        LOGIN,
        { ...statement, Action: ['ecr:DescribeImages'] },
        { Effect: 'Allow', Action: PULL, Resource: repositoryArn('app'), Condition },
      ]),
    });
  });

  test('what everything allows is met by a Deny beside it', () => {
    const everything = { Effect: 'Allow', Action: '*', Resource: '*' };
    const users = [{ name: 'ann', inline: { all: [everything] } }];
    const { mend } = mendFor({ users, repositories }, annPulls, { capability: 'replicate' });
    expect(policiesAfter(mend)).toEqual({
      all: policyOf([
        everything,
        {
          Sid: 'EcrDriftDenyReplicate',
          Effect: 'Deny',
          Action: ['ecr:BatchImportUpstreamImage', 'ecr:ReplicateImage'],
          Resource: `arn:aws:ecr:*:${ACCOUNT}:repository/*`,
        },
      ]),
    });
  });

  test('nothing is offered that IAM would not store', () => {
    const long = { Sid: 'x'.repeat(1_990), Effect: 'Allow', Action: '*', Resource: '*' };
    const users = [{ name: 'ann', inline: { all: [long] } }];
    const { mend } = mendFor({ users, repositories }, annPulls, { capability: 'replicate' });
    expect(mend).toMatchObject({
      kind: 'none',
      why: expect.stringMatching(/^the inline policies of user ann would take \d+ of 2048 characters$/),
    });
  });
});

describe('in a managed policy', () => {
  const managed = { [managedArn]: [LOGIN, { Effect: 'Allow', Action: [...PULL, 'ecr:BatchDeleteImage'], Resource: '*' }] };

  test('of nobody else there is a new version', () => {
    const users = [{ name: 'ann', attached: [managedArn] }];
    const { mend } = mendFor({ users, managed, repositories }, annPulls, { capability: 'delete' });
    expect(policiesAfter(mend)).toEqual({ [managedArn]: policyOf([LOGIN, { Effect: 'Allow', Action: PULL, Resource: '*' }]) });
    expect(mend).toMatchObject({
      changes: [{ target: 'managedPolicy', command: expect.stringMatching(/^aws iam create-policy-version .* --set-as-default$/) }],
      warnings: ['IAM keeps five versions of a managed policy: where there are five, delete one first'],
    });
  });

  test.each([
    [
      'that others have',
      {
        users: [
          { name: 'ann', attached: [managedArn] },
          { name: 'bob', attached: [managedArn] },
        ],
      },
    ],
    [
      'that bounds others',
      {
        users: [
          { name: 'ann', attached: [managedArn] },
          { name: 'bob', boundary: managedArn },
        ],
      },
    ],
  ])('%s nothing is changed: a Deny is for the one', (_, world) => {
    const rules = `${annPulls}${rule('**', allow(userArn('bob'), 'pull, delete'), 'b')}`;
    const { mend, finding } = mendFor({ ...world, managed, repositories }, rules, { principal: ann, capability: 'delete' });
    expect(policiesAfter(mend)).toEqual({
      [`ecr-drift-${finding.id}`]: policyOf([
        {
          Sid: 'EcrDriftDenyDelete',
          Effect: 'Deny',
          Action: ['ecr:BatchDeleteImage'],
          Resource: `arn:aws:ecr:*:${ACCOUNT}:repository/*`,
        },
      ]),
    });
    expect(mend).toMatchObject({ changes: [{ target: 'inlinePolicy', principal: ann, before: null, affects: [] }] });
  });

  test("AWS's own for ECR is taken from a role that does not need it, with whatever else it holds", () => {
    const roles = [{ name: 'report', attached: [fullAccess] }];
    const world = { roles, managed: { [fullAccess]: [{ Effect: 'Allow', Action: ['ecr:*', 'cloudtrail:LookupEvents'], Resource: '*' }] } };
    const { mend, all } = mendFor({ ...world, repositories }, rule('app', allow(ann, 'list')), { capability: 'admin' });
    expect(mend).toMatchObject({
      changes: [
        {
          target: 'attachment',
          after: null,
          command: `aws iam detach-role-policy --role-name report --policy-arn ${fullAccess}`,
        },
      ],
      warnings: [`${roleArn('report')} also loses what the policy allows besides ECR: cloudtrail:LookupEvents`],
    });
    const others = all.filter(({ principal, capability }) => principal === roleArn('report') && capability !== 'admin');
    expect(mend.kind === 'change' && mend.alsoRemoves).toEqual(expect.arrayContaining(others.map(({ id }) => id)));
  });

  test('that the role needs elsewhere stays, and a Deny leaves out where', () => {
    const roles = [{ name: 'report', attached: [fullAccess] }];
    const world = {
      roles,
      managed: { [fullAccess]: [{ Effect: 'Allow', Action: ['ecr:GetAuthorizationToken', ...PULL, ...PUSH], Resource: '*' }] },
    };
    const rules = `${rule('app', allow(roleArn('report'), 'push'))}${rule('web', allow(ann, 'list'), 'b')}`;
    const { mend, finding } = mendFor({ ...world, repositories }, rules, { capability: 'push' });
    expect(policiesAfter(mend)).toEqual({
      [`ecr-drift-${finding.id}`]: policyOf([{ Sid: 'EcrDriftDenyPush', Effect: 'Deny', Action: PUSH, NotResource: repositoryArn('app') }]),
    });
  });

  test('for everything stays on the role: ECR is not all that it is for', () => {
    const roles = [{ name: 'report', attached: [administrator] }];
    const world = { roles, managed: { [administrator]: [{ Effect: 'Allow', Action: '*', Resource: '*' }] }, repositories };
    const { mend } = mendFor(world, rule('app', allow(ann, 'list')), { capability: 'delete' });
    expect(mend).toMatchObject({ changes: [{ target: 'inlinePolicy' }] });
  });

  test('of a user is not detached: it may have it through a group', () => {
    const users = [{ name: 'ann', attached: [fullAccess] }];
    const world = { users, managed: { [fullAccess]: [{ Effect: 'Allow', Action: 'ecr:*', Resource: '*' }] }, repositories };
    const { mend } = mendFor(world, rule('app', allow(ann, 'list')), { capability: 'delete' });
    expect(mend).toMatchObject({ changes: [{ target: 'inlinePolicy' }] });
  });
});

describe('access that comes from several sides', () => {
  test('goes from each of them', () => {
    const users = [{ name: 'ann', inline: { images: [LOGIN, pullOn('app')] } }];
    const statement = { Effect: 'Allow', Principal: { AWS: ann }, Action: [...PULL, 'ecr:ListImages'] };
    const { mend } = mendFor({ users, repositories: { app: [statement] } }, rule('app', allow(ann, 'list')), { capability: 'pull' });
    expect(policiesAfter(mend)).toEqual({ app: policyOf([{ ...statement, Action: ['ecr:ListImages'] }]), images: policyOf([LOGIN]) });
  });

  test('on everything ends by one Deny where it would take many changes', () => {
    const names = ['a', 'b', 'c', 'd', 'e'];
    const users = [{ name: 'ann', inline: { images: [LOGIN, { Effect: 'Allow', Action: PULL, Resource: '*' }] } }];
    const policy = [{ Effect: 'Allow', Principal: { AWS: ann }, Action: PULL }];
    const world = { users, repositories: Object.fromEntries(names.map((name) => [name, policy])) };
    const { mend } = mendFor(world, rule('**', allow(userArn('bob'), 'list')), { repository: '*', capability: 'pull' });
    expect(mend).toMatchObject({ changes: [{ target: 'inlinePolicy', before: null }] });
  });
});

describe('a role of IAM Identity Center', () => {
  const path = '/aws-reserved/sso.amazonaws.com/';
  const sso = { name: 'AWSReservedSSO_Dev_0123456789abcdef', path, inline: { images: [LOGIN, pullOn('app')] } };
  const arn = roleArn(sso.name, path);

  test('is shut out by the repository policy: nobody but Identity Center changes its own', () => {
    const { mend } = mendFor({ roles: [sso], repositories }, rule('app', allow(ann, 'list')), { principal: arn });
    expect(policiesAfter(mend)).toEqual({
      app: policyOf([{ Sid: 'EcrDriftDenyPull', Effect: 'Deny', Principal: { AWS: arn }, Action: PULL }]),
    });
  });
});
