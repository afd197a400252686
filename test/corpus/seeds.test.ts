// Policies that people really copy: the examples of AWS's guides, as published, and what each of them means.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { evaluateScenario } from '../../lib/scenario/evaluate.ts';

const OWNER = '123456789012';
const STRANGER = '222222222222';
const REPOSITORY = `arn:aws:ecr:us-east-1:${OWNER}:repository/my-repo`;
const FULL = { Version: '2012-10-17', Statement: { Effect: 'Allow', Action: 'ecr:*', Resource: '*' } };

const PULL = ['ecr:GetDownloadUrlForLayer', 'ecr:BatchGetImage', 'ecr:BatchCheckLayerAvailability'];
const UPLOAD = ['ecr:PutImage', 'ecr:InitiateLayerUpload', 'ecr:UploadLayerPart', 'ecr:CompleteLayerUpload'];
const DESCRIBE = ['ecr:DescribeImages', 'ecr:DescribeRepositories'];

const user = (name: string, account = OWNER) => `arn:aws:iam::${account}:user/${name}`;

interface Question {
  readonly seed: unknown;
  readonly as: 'resourcePolicies' | 'identityPolicies';
  readonly principal: string;
  readonly action: string;
  readonly resource?: string;
  readonly also?: Readonly<Record<string, unknown>>;
}

/** The document as published, with its placeholders filled in where some are given. */
function seed(name: string, placeholders: Readonly<Record<string, string>> = {}): unknown {
  const text = readFileSync(join(import.meta.dirname, 'seeds', `${name}.json`), 'utf8');
  const filled = Object.entries(placeholders).reduce((result, [from, to]) => result.replaceAll(from, to), text);
  return JSON.parse(filled) as unknown;
}

function ask({ seed: document, as, principal, action, resource = REPOSITORY, also = {} }: Question): string {
  const output = evaluateScenario({ request: { principal, action, resource }, ...also, [as]: [document] });
  return 'error' in output ? `error: ${output.error}` : [output.decision, ...output.deniedBy].join(' ');
}

/** The decisions on several actions, if they agree; otherwise all of them. */
function askAll(question: Omit<Question, 'action'>, actions: readonly string[]): string {
  return [...new Set(actions.map((action) => ask({ ...question, action })))].join(', ');
}

describe('a repository policy of 2008 that lets one user describe', () => {
  const question = { seed: seed('describe-2008'), as: 'resourcePolicies', principal: user('MyUsername') } as const;

  test('the user describes images and the repository without any identity policy', () => {
    expect(askAll(question, DESCRIBE)).toBe('allowed');
  });
  test('the user gets no image', () => {
    expect(askAll(question, [...PULL, ...UPLOAD])).toBe('implicitDeny identity');
  });
  test('nobody else describes anything', () => {
    expect(askAll({ ...question, principal: user('OtherUsername') }, DESCRIBE)).toBe('implicitDeny identity');
  });
  test('a name in other letters is another user', () => {
    expect(askAll({ ...question, principal: user('myusername') }, DESCRIBE)).toBe('implicitDeny identity');
  });
});

describe.each(['identity-with-principal-2008', 'identity-with-principal-placeholders'])(
  '%s, an identity policy with a Principal',
  (name) => {
    test('is malformed, and the reason names the element', () => {
      const answer = ask({ seed: seed(name), as: 'identityPolicies', principal: user('MyUsername'), action: 'ecr:DescribeImages' });
      expect(answer).toMatch(/^error: .*Principal/);
      expect(answer).toMatch(/identityPolicies/);
    });
    test('is accepted as a repository policy, where a Principal belongs, and names another repository there', () => {
      const answer = ask({ seed: seed(name), as: 'resourcePolicies', principal: user('MyUsername'), action: 'ecr:DescribeImages' });
      expect(answer).toBe('implicitDeny identity');
    });
  },
);

describe('a repository policy that lets all accounts pull', () => {
  const question = { seed: seed('all-accounts-pull'), as: 'resourcePolicies' } as const;

  test('the account’s own users pull without any identity policy', () => {
    expect(askAll({ ...question, principal: user('anybody') }, PULL)).toBe('allowed');
  });
  test('strangers pull where their own account agrees', () => {
    expect(askAll({ ...question, principal: user('bob', STRANGER), also: { identityPolicies: [FULL] } }, PULL)).toBe('allowed');
  });
  test('strangers do not pull where it does not', () => {
    expect(askAll({ ...question, principal: user('bob', STRANGER) }, PULL)).toBe('implicitDeny identity');
  });
  test('strangers do not push', () => {
    const answer = askAll({ ...question, principal: user('bob', STRANGER), also: { identityPolicies: [FULL] } }, UPLOAD);
    expect(answer).toBe('implicitDeny resource');
  });
  test('nobody gets a login token by it', () => {
    expect(ask({ ...question, principal: user('anybody'), action: 'ecr:GetAuthorizationToken', resource: '*' })).toBe(
      'implicitDeny identity',
    );
  });
});

describe('a repository policy that lets two users push and pull', () => {
  const question = { seed: seed('users-push-pull'), as: 'resourcePolicies' } as const;

  test.each(['push-pull-user-1', 'push-pull-user-2'])('%s pushes and pulls', (name) => {
    expect(askAll({ ...question, principal: user(name) }, [...PULL, ...UPLOAD])).toBe('allowed');
  });
  test('a third user does neither', () => {
    expect(askAll({ ...question, principal: user('push-pull-user-3') }, [...PULL, ...UPLOAD])).toBe('implicitDeny identity');
  });
  test('the two delete nothing', () => {
    expect(ask({ ...question, principal: user('push-pull-user-1'), action: 'ecr:BatchDeleteImage' })).toBe('implicitDeny identity');
  });
});

describe('a repository policy that lets another account push (it names the account that here owns the repository, so both are tried)', () => {
  const question = { seed: seed('other-account-push'), as: 'resourcePolicies' } as const;
  const PUSH = ['ecr:GetDownloadUrlForLayer', 'ecr:BatchCheckLayerAvailability', ...UPLOAD];
  const elsewhere = `arn:aws:ecr:us-east-1:${STRANGER}:repository/my-repo`;

  test('users of the named account push where their identity policy agrees', () => {
    const also = { identityPolicies: [FULL] };
    expect(askAll({ ...question, principal: user('ci'), resource: elsewhere, also }, PUSH)).toBe('allowed');
  });
  test('and do not where it is silent', () => {
    expect(askAll({ ...question, principal: user('ci'), resource: elsewhere }, PUSH)).toBe('implicitDeny identity');
  });
  test('the root user of the named account pushes', () => {
    expect(askAll({ ...question, principal: `arn:aws:iam::${OWNER}:root`, resource: elsewhere }, PUSH)).toBe('allowed');
  });
  test('it lacks BatchGetImage, so nobody pulls by it', () => {
    const also = { identityPolicies: [FULL] };
    expect(ask({ ...question, principal: user('ci'), resource: elsewhere, also, action: 'ecr:BatchGetImage' })).toBe(
      'implicitDeny resource',
    );
  });
  test('inside the account it only delegates', () => {
    expect(askAll({ ...question, principal: user('ci') }, PUSH)).toBe('implicitDeny identity');
  });
  test('a third account gets nothing', () => {
    const also = { identityPolicies: [FULL] };
    const principal = user('bob', '333333333333');
    expect(askAll({ ...question, principal, resource: elsewhere, also }, PUSH)).toBe('implicitDeny resource');
  });
});

describe('a repository policy with users who pull and one who does everything', () => {
  const question = { seed: seed('users-pull-admin'), as: 'resourcePolicies' } as const;
  const ALL = [...PULL, ...UPLOAD, ...DESCRIBE, 'ecr:SetRepositoryPolicy', 'ecr:DeleteRepository', 'ecr:TagResource'];

  test.each(['pull-user-1', 'pull-user-2'])('%s pulls', (name) => {
    expect(askAll({ ...question, principal: user(name) }, PULL)).toBe('allowed');
  });
  test('those who pull do not push', () => {
    expect(askAll({ ...question, principal: user('pull-user-1') }, UPLOAD)).toBe('implicitDeny identity');
  });
  test('the administrator does everything to the repository', () => {
    expect(askAll({ ...question, principal: user('admin-user') }, ALL)).toBe('allowed');
  });
  test('but has no login token by it', () => {
    expect(ask({ ...question, principal: user('admin-user'), action: 'ecr:GetAuthorizationToken' })).toBe('implicitDeny identity');
  });
  test('the statement that carried the decision is named', () => {
    const request = { principal: user('admin-user'), action: 'ecr:BatchGetImage', resource: REPOSITORY };
    expect(evaluateScenario({ request, resourcePolicies: [question.seed] })).toMatchObject({
      decision: 'allowed',
      statements: [{ policy: 'resourcePolicies[0]', sid: 'AllowAll', index: 1, effect: 'Allow' }],
    });
  });
});

describe('a repository policy that denies everybody the pull', () => {
  const question = { seed: seed('deny-pull'), as: 'resourcePolicies', also: { identityPolicies: [FULL] } } as const;

  test.each([user('admin'), `arn:aws:iam::${OWNER}:root`, `arn:aws:iam::${OWNER}:role/ci`])('%s is denied', (principal) => {
    expect(askAll({ ...question, principal }, PULL)).toBe('explicitDeny resource');
  });
  test('a service is denied', () => {
    expect(askAll({ ...question, principal: 'codebuild.amazonaws.com' }, PULL)).toBe('explicitDeny resource');
  });
  test('pushing is left to the identity policies', () => {
    expect(askAll({ ...question, principal: user('admin') }, UPLOAD)).toBe('allowed');
  });
});

describe('a repository policy that lets CodeBuild pull', () => {
  const question = { seed: seed('codebuild'), as: 'resourcePolicies' } as const;

  test('CodeBuild pulls', () => {
    expect(askAll({ ...question, principal: 'codebuild.amazonaws.com' }, PULL)).toBe('allowed');
  });
  test('CodeBuild does not push', () => {
    expect(askAll({ ...question, principal: 'codebuild.amazonaws.com' }, UPLOAD)).toBe('implicitDeny resource');
  });
  test('no condition says for whom, so CodeBuild pulls for any account', () => {
    const request = { principal: 'codebuild.amazonaws.com', action: 'ecr:BatchGetImage', resource: REPOSITORY };
    const context = { 'aws:SourceAccount': STRANGER };
    expect(evaluateScenario({ request: { ...request, context }, resourcePolicies: [question.seed] })).toMatchObject({
      decision: 'allowed',
    });
  });
  test('another service does not pull', () => {
    expect(askAll({ ...question, principal: 'lambda.amazonaws.com' }, PULL)).toBe('implicitDeny resource');
  });
  test('a role of a build project does not pull by it', () => {
    expect(askAll({ ...question, principal: `arn:aws:iam::${OWNER}:role/codebuild` }, PULL)).toBe('implicitDeny identity');
  });
});

describe('an identity policy with placeholders', () => {
  const placeholders = { '{REGION}': 'us-east-1', '{ACCOUNT_ID}': OWNER, '{REPOSITORY}': 'my-repo' };
  const CONTENTS = [...PULL, ...UPLOAD, ...DESCRIBE, 'ecr:ListImages', 'ecr:GetRepositoryPolicy'];
  const filled = { seed: seed('identity-template', placeholders), as: 'identityPolicies', principal: user('dev') } as const;
  const published = { seed: seed('identity-template'), as: 'identityPolicies', principal: user('dev') } as const;

  test('filled in, it pushes, pulls and lists the repository', () => {
    expect(askAll(filled, CONTENTS)).toBe('allowed');
  });
  test('filled in, it touches no other repository', () => {
    expect(askAll({ ...filled, resource: `${REPOSITORY}-two` }, CONTENTS)).toBe('implicitDeny identity');
  });
  test('filled in, it neither deletes nor administers', () => {
    const answer = askAll(filled, ['ecr:BatchDeleteImage', 'ecr:DeleteRepository', 'ecr:SetRepositoryPolicy', 'ecr:PutLifecyclePolicy']);
    expect(answer).toBe('implicitDeny identity');
  });
  test('as published, it logs in', () => {
    expect(ask({ ...published, action: 'ecr:GetAuthorizationToken', resource: '*' })).toBe('allowed');
  });
  test('as published, it reaches no repository: a placeholder is plain text', () => {
    expect(askAll(published, CONTENTS)).toBe('implicitDeny identity');
  });
});

describe('a repository policy with the placeholder account-id', () => {
  const as = 'resourcePolicies';
  const principal = user('username');

  test('as published, it names nobody', () => {
    expect(askAll({ seed: seed('describe-placeholders'), as, principal }, DESCRIBE)).toBe('implicitDeny identity');
  });
  test('filled in, the user describes', () => {
    expect(askAll({ seed: seed('describe-placeholders', { 'account-id': OWNER }), as, principal }, DESCRIBE)).toBe('allowed');
  });
  test('filled in, the user gets no image', () => {
    expect(askAll({ seed: seed('describe-placeholders', { 'account-id': OWNER }), as, principal }, PULL)).toBe('implicitDeny identity');
  });
});
