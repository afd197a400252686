// Mends of access that has lost its condition, and of a bound that binds nobody.
import { describe, expect, test } from 'vitest';
import { ACCOUNT, allow, LOGIN, mendFor, PULL, PUSH, policiesAfter, policyOf, roleArn, rule, type World } from './support/account.ts';

const partner = 'arn:aws:iam::333333333333:root';
const [deploy, scan] = ['arn:aws:iam::333333333333:role/deploy', 'arn:aws:iam::333333333333:role/scan'];
const TEAM = { StringEquals: { 'aws:PrincipalTag/team': 'a' } };
const WHEN = 'when: { StringEquals: { "aws:PrincipalTag/team": a } }';
const WEAKENED = { code: 'ECRD-105' };

function when(principal: string, capabilities = 'pull', condition = WHEN): string {
  return rule('**', `allow: [ { principals: [ "${principal}" ], capabilities: [ ${capabilities} ], ${condition} } ]`, 'bound');
}

function grant(Principal: unknown, Action: unknown = PULL, Condition?: unknown): Readonly<Record<string, unknown>> {
  return { Effect: 'Allow', Principal, Action, ...(Condition === undefined ? {} : { Condition }) };
}

const app = (...statements: readonly Readonly<Record<string, unknown>>[]): World => ({ repositories: { app: statements } });

describe('a condition that is lost', () => {
  test.each<[what: string, principal: string, written: unknown]>([
    ['a service', 'service:lambda.amazonaws.com', { Service: 'lambda.amazonaws.com' }],
    ['another account', 'account:333333333333', { AWS: partner }],
    ['a role of another account', deploy, { AWS: deploy }],
    ['everybody', 'public', '*'],
  ])('of %s is written back into the statement', (_, principal, written) => {
    const condition = 'when: { StringEquals: { "aws:SourceVpce": vpce-1 } }';
    const { mend, finding } = mendFor(app(grant(written)), when(principal, 'pull', condition), { capability: 'pull' });
    expect(policiesAfter(mend)).toEqual({ app: policyOf([grant(written, PULL, { StringEquals: { 'aws:SourceVpce': 'vpce-1' } })]) });
    expect(finding).toMatchObject({
      code: principal === 'public' ? 'ECRD-201' : 'ECRD-105',
      remediation: 'write the condition back into the statement that gives the access, or loosen `when` in the baseline',
    });
  });

  test('of one of several in a statement leaves the others as they are', () => {
    const rules = `${when(deploy)}${rule('**', allow(scan, 'pull'), 's')}`;
    const { mend } = mendFor(app(grant({ AWS: [deploy, scan] })), rules, WEAKENED);
    expect(policiesAfter(mend)).toEqual({ app: policyOf([grant({ AWS: [scan] }), grant({ AWS: [deploy] }, PULL, TEAM)]) });
  });

  test('of some of the actions leaves the others as they are', () => {
    const list = ['ecr:DescribeImages', 'ecr:ListImages'];
    const rules = `${when(deploy)}${rule('**', allow(deploy, 'list'), 's')}`;
    const { mend } = mendFor(app(grant({ AWS: deploy }, [...PULL, ...list])), rules, WEAKENED);
    expect(policiesAfter(mend)).toEqual({ app: policyOf([grant({ AWS: deploy }, list), grant({ AWS: deploy }, PULL, TEAM)]) });
  });

  test('of several capabilities ends the findings of all', () => {
    const { mend, all } = mendFor(app(grant({ AWS: deploy }, [...PULL, 'ecr:BatchDeleteImage'])), when(deploy, 'pull, delete'), WEAKENED);
    const codes = all.filter(({ code }) => code === 'ECRD-105');
    expect(codes).toHaveLength(2);
    expect(mend).toMatchObject({ kind: 'change', alsoRemoves: [codes[1]?.id] });
  });

  test.each(['StringEqualsIfExists', 'ForAllValues:StringEquals'])('takes the place of %s, which asks for less', (operator) => {
    const loose = { [operator]: { 'aws:PrincipalTag/team': 'a' }, Bool: { 'aws:SecureTransport': 'true' } };
    const { mend } = mendFor(app(grant({ AWS: deploy }, PULL, loose)), when(deploy), WEAKENED);
    expect(policiesAfter(mend)).toEqual({
      app: policyOf([grant({ AWS: deploy }, PULL, { Bool: { 'aws:SecureTransport': 'true' }, ...TEAM })]),
    });
  });

  test('of the registry policy is written back there', () => {
    const statement = { ...grant({ AWS: partner }, ['ecr:ReplicateImage']), Resource: '*' };
    const { mend, finding } = mendFor(
      { repositories: { app: null }, registry: [statement] },
      when('account:333333333333', 'replicate'),
      WEAKENED,
    );
    expect(policiesAfter(mend)).toEqual({ 'eu-west-1': policyOf([{ ...statement, Condition: TEAM }]) });
    expect(finding.severity).toBe('critical');
  });

  test('of a role of the account is written back into its policy', () => {
    const given = { Effect: 'Allow', Action: PULL, Resource: '*' };
    const mfa = { Bool: { 'aws:MultiFactorAuthPresent': 'true' } };
    const condition = 'when: { Bool: { "aws:MultiFactorAuthPresent": "true" } }';
    const world = { roles: [{ name: 'ci', inline: { p: [LOGIN, given] } }], repositories: { app: null } };
    const { mend } = mendFor(world, when(roleArn('ci'), 'pull', condition), WEAKENED);
    expect(policiesAfter(mend)).toEqual({ p: policyOf([LOGIN, { ...given, Condition: mfa }]) });
  });

  test('in a policy that others share is told in words, and taken from nobody', () => {
    const arn = 'arn:aws:iam::aws:policy/AmazonEC2ContainerRegistryPullOnly';
    const world = {
      roles: [{ name: 'ci', attached: [arn] }],
      managed: { [arn]: [{ Effect: 'Allow', Action: [...PULL, 'ecr:GetAuthorizationToken'], Resource: '*' }] },
      repositories: { app: null },
    };
    const { mend } = mendFor(world, when(roleArn('ci'), 'pull', 'when: { Bool: { "aws:MultiFactorAuthPresent": "true" } }'), WEAKENED);
    expect(mend).toMatchObject({
      kind: 'none',
      why: expect.stringMatching(/^write back what rule `bound` .*Bool on aws:MultiFactorAuthPresent \(true\)/),
    });
  });

  test('of a whole account is the role that the baseline means', () => {
    const { mend, finding } = mendFor(app(grant({ AWS: partner })), rule('**', allow(deploy, 'pull')), { capability: 'pull' });
    expect(policiesAfter(mend)).toEqual({ app: policyOf([grant({ AWS: partner }, PULL, { ArnEquals: { 'aws:PrincipalArn': deploy } })]) });
    expect(finding.code).toBe('ECRD-105');
  });

  test('is not lost where the account is bounded to that role', () => {
    const bounded = grant({ AWS: partner }, PULL, { ArnLike: { 'aws:PrincipalArn': deploy } });
    expect(() => mendFor(app(bounded), rule('**', allow(deploy, 'pull')), { capability: 'pull' })).toThrow('no such finding');
  });

  test('beside access that nobody expects is not taken away with it', () => {
    const { mend } = mendFor(app(grant({ AWS: deploy }, [...PULL, 'ecr:BatchDeleteImage'])), when(deploy), { capability: 'delete' });
    expect(policiesAfter(mend)).toEqual({ app: policyOf([grant({ AWS: deploy })]) });
  });

  test('that an expired entry asked for goes with the access', () => {
    const rules = rule('**', `allow: [ { principals: [ "${deploy}" ], capabilities: [ pull ], expires: 2026-01-01, ${WHEN} } ]`);
    const { mend, finding } = mendFor(app(grant({ AWS: deploy })), rules, WEAKENED);
    expect(policiesAfter(mend)).toEqual({ app: null });
    expect(finding.remediation).toMatch(/^remove the grant .* or renew the entry/);
  });
});

describe('a bound that binds nobody', () => {
  const ORG = { 'aws:PrincipalOrgID': 'o-abc1234567' };

  test.each(['ForAllValues:StringEquals', 'StringEqualsIfExists'])(
    'under %s is told, and mended by the plain operator with Null',
    (operator) => {
      const { mend, finding } = mendFor(app(grant('*', PULL, { [operator]: ORG })), rule('**', allow('org:o-abc1234567', 'pull')), {
        code: 'ECRD-201',
      });
      expect(finding.message).toContain(`in statement 0 of the repository policy \`${operator}\` on aws:PrincipalOrgID binds nobody`);
      expect(finding.remediation).toMatch(/^write `StringEquals` with `Null` `false`, or `ForAnyValue:StringEquals`, instead of/);
      const bound = { StringEquals: ORG, Null: { 'aws:PrincipalOrgID': 'false' } };
      expect(policiesAfter(mend)).toEqual({ app: policyOf([grant('*', PULL, bound)]) });
      expect(mend).toMatchObject({ warnings: [] });
    },
  );

  test('on a key of several values is mended by ForAnyValue, and says who is told by name then', () => {
    const paths = { 'aws:PrincipalOrgPaths': 'o-abc1234567/r-ab12/ou-ab12-11111111/*' };
    const { mend } = mendFor(
      app(grant('*', [...PULL, ...PUSH], { 'ForAllValues:StringLike': paths })),
      rule('**', allow('public', 'list')),
      {
        code: 'ECRD-201',
        capability: 'push',
      },
    );
    expect(policiesAfter(mend)).toEqual({ app: policyOf([grant('*', [...PULL, ...PUSH], { 'ForAnyValue:StringLike': paths })]) });
    // The rule that lets everybody list says nothing any more: nobody comes in as one of all.
    expect(mend).toMatchObject({
      warnings: [
        expect.stringMatching(/^`ou:o-abc1234567\/r-ab12\/ou-ab12-11111111\/` is told by itself/),
        expect.stringMatching(/^no policy gives `\*` access after this: .* \(ECRD-405\)$/),
      ],
    });
  });

  test('of a service says which condition it is, and how to write it', () => {
    const source = { 'aws:SourceAccount': ACCOUNT };
    const statement = grant({ Service: 'lambda.amazonaws.com' }, PULL, { 'ForAllValues:StringEquals': source });
    const { mend, finding } = mendFor(app(statement), rule('**', allow('public', 'list')), { code: 'ECRD-205' });
    expect(finding.message).toMatch(
      /`ForAllValues:StringEquals` on aws:SourceAccount binds nobody: it holds for a request without the key \(C12\)$/,
    );
    expect(mend).toMatchObject({
      kind: 'none',
      why: expect.stringMatching(/^write the condition by an operator that fails without the key/),
    });
  });

  test('is nothing where the operator fails without the key', () => {
    const bound = grant('*', PULL, { StringEquals: ORG });
    expect(() => mendFor(app(bound), rule('**', allow('org:o-abc1234567', 'pull')), {})).toThrow('no such finding');
  });
});

describe('what everybody has', () => {
  test.each<[who: string, condition: unknown]>([
    ['org:o-abc1234567', { StringEquals: { 'aws:PrincipalOrgID': 'o-abc1234567' } }],
    ['account:333333333333', { StringEquals: { 'aws:PrincipalAccount': '333333333333' } }],
    [deploy, { ArnEquals: { 'aws:PrincipalArn': deploy } }],
  ])('is bounded to %s where the baseline means that one, with what it means', (who, condition) => {
    const { mend } = mendFor(app(grant('*', [...PULL, ...PUSH])), rule('**', allow(who, 'pull')), { code: 'ECRD-201', capability: 'push' });
    expect(policiesAfter(mend)).toEqual({ app: policyOf([grant('*', PULL, condition)]) });
    expect(mend).toMatchObject({ alsoRemoves: [expect.any(String), expect.any(String)], warnings: [] });
  });

  test('goes whole, whichever of its capabilities is mended', () => {
    const { mend, finding, all } = mendFor(
      app(grant('*', [...PULL, ...PUSH, 'ecr:StartImageScan'])),
      rule('**', allow('service:lambda.amazonaws.com', 'pull')),
      { code: 'ECRD-201', capability: 'pull' },
    );
    expect(policiesAfter(mend)).toEqual({ app: null });
    expect(mend).toMatchObject({ alsoRemoves: all.filter(({ code, id }) => code === 'ECRD-201' && id !== finding.id).map(({ id }) => id) });
    expect(finding.remediation).not.toContain('remove the statement');
  });

  test('keeps what everybody may', () => {
    const list = ['ecr:DescribeImages', 'ecr:ListImages'];
    const { mend } = mendFor(app(grant('*', [...list, ...PUSH, 'ecr:StartImageScan'])), rule('**', allow('public', 'list')), {
      code: 'ECRD-201',
    });
    expect(policiesAfter(mend)).toEqual({ app: policyOf([grant('*', list)]) });
  });
});

describe('a command', () => {
  test('takes no single action away that the baseline allows', () => {
    const arn = 'arn:aws:iam::aws:policy/AmazonEC2ContainerRegistryReadOnly';
    const reading = [LOGIN, { Effect: 'Allow', Action: [...PULL, 'ecr:DescribeRepositories'], Resource: '*' }];
    const world = { roles: [{ name: 'ci', attached: [arn] }], managed: { [arn]: reading }, repositories: { app: null } };
    const unwanted = { code: 'ECRD-101', capability: 'pull' };
    const told = rule('**', allow(roleArn('other'), 'list'));
    expect(mendFor(world, told, unwanted).mend).toMatchObject({ changes: [{ target: 'attachment' }] });
    const kept = `${told}${rule('**', allow(roleArn('ci'), '"ecr:DescribeRepositories", "ecr:BatchGetImage"'), 'k')}`;
    expect(mendFor(world, kept, unwanted).mend).toMatchObject({
      changes: [{ target: 'inlinePolicy', after: expect.stringContaining('"ecr:GetDownloadUrlForLayer"') }],
    });
    const { mend } = mendFor(world, kept, unwanted);
    expect(JSON.stringify(mend)).not.toContain('BatchGetImage');
  });
});
