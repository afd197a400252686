// Lists of known repositories: what rules are about, what is new to them, and what of a list is gone; and where health is silent.
import { describe, expect, test } from 'vitest';
import { judgeSnapshot } from '../../../lib/audit.ts';
import { parseBaseline } from '../../../lib/baseline/parse/parse.ts';
import { baselineOf } from '../../support/baseline.ts';
import { ACCOUNT, type Json, snapshotOf } from '../../support/small-account.ts';

const PULL = ['ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'];
const HEADER = 'apiVersion: ecr-drift/v1\nkind: AccessPolicy\n';
const ADMIN = `arn:aws:iam::${ACCOUNT}:role/admin`;
const PARTNER = { Effect: 'Allow', Principal: { AWS: '222222222222' }, Action: PULL };

describe('a document that lists its repositories', () => {
  const baseline = `${HEADER}rules:
  - id: all
    repositories: [ "**" ]
    require:
      - { principals: [ "${ADMIN}" ], capabilities: [ list ] }
    allow:
      - { principals: [ "account:222222222222" ], capabilities: [ pull ] }
  - id: new
    repositories: [ "**" ]
    new: true
    allow:
      - { principals: [ "${ADMIN}" ], capabilities: [ list ] }
known:
  eu-west-1: [ "app" ]
`;

  test('is silent where there is nothing else', () => {
    expect(told(baseline, account({ app: [PARTNER] }))).toEqual([]);
  });

  test('tells a new repository that a grant on everything reaches, once and as information', () => {
    expect(told(baseline, account({ app: [PARTNER], lib: [] }))).toEqual([
      'ECRD-401 info lib in eu-west-1 is new to the baseline, and grants on every repository reach it, as rule `new` allows: list it in `known` of rules.yaml',
    ]);
  });

  test('tells what a foreign account has in a new repository, whatever it has in those that are known', () => {
    expect(told(baseline, account({ app: [PARTNER], lib: [PARTNER] })).join('\n')).toContain(
      'ECRD-202 high account:222222222222 can pull from lib in eu-west-1',
    );
  });

  test('takes a repository of a known name in another region for new', () => {
    expect(told(baseline, account({ app: [PARTNER] }, { app: [PARTNER] })).join('\n')).toContain(
      'account:222222222222 can pull from app in us-east-1',
    );
  });

  test('tells a repository of the list that is gone, but not in a region that was not part of the run', () => {
    const other = baseline.replace('[ "app" ]', '[ "app", "old" ]\n  us-east-1: [ "far" ]');
    expect(told(other, account({ app: [PARTNER] }))).toEqual([
      'ECRD-402 medium `known` lists old in eu-west-1, and there is no such repository',
    ]);
  });

  test('requires nothing in a new repository', () => {
    const deny = { Effect: 'Deny', Principal: '*', Action: 'ecr:ListImages' };
    expect(told(baseline, account({ app: [PARTNER], lib: [deny] })).filter((each) => each.startsWith('ECRD-102'))).toEqual([]);
  });

  test('expects nothing where it has no rules', () => {
    expect(told(`${HEADER}rules: []\nknown: { eu-west-1: [ "app" ] }\n`, account({ app: [PARTNER] })).join('\n')).toContain(
      'ECRD-202 high account:222222222222 can pull from app',
    );
  });

  test.each([
    ['new: true', 'without `known`'],
    ['new: true\n    require: [ { principals: [ public ], capabilities: [ pull ] } ]', 'nothing can be required'],
  ])('a rule with %j is invalid where %s', (words, reason) => {
    const known = reason.startsWith('nothing') ? 'known: { eu-west-1: [ "app" ] }\n' : '';
    const allow = reason.startsWith('nothing') ? '' : '\n    allow: [ { principals: [ public ], capabilities: [ pull ] } ]';
    const text = `${HEADER}${known}rules:\n  - id: a\n    repositories: [ "**" ]\n    ${words}${allow}\n`;
    expect(() => baselineOf({ 'rules.yaml': text })).toThrow(reason);
  });
});

describe('health', () => {
  const stale = (where: string): string => `${HEADER}rules:
  - id: old
    repositories: [ "gone", "team/**" ]
    ${where}
    allow:
      - { principals: [ "arn:aws:iam::${ACCOUNT}:role/gone" ], capabilities: [ pull ], expires: 2026-01-01 }
`;

  test('tells what is gone, stale or over where the rule is about what is audited', () => {
    const codes = told(stale(`accounts: [ "${ACCOUNT}" ]`), account({ app: [] })).map((each) => each.slice(0, 8));
    expect(codes).toEqual(expect.arrayContaining(['ECRD-402', 'ECRD-404', 'ECRD-405']));
  });

  test.each([
    ['another account', 'accounts: [ "999999999999" ]'],
    ['a region that is not audited', 'regions: [ ap-south-1 ]'],
  ])('is silent about a rule of %s', (_, where) => {
    expect(told(stale(where), account({ app: [] })).filter((each) => !each.startsWith('ECRD-401'))).toEqual([]);
  });

  test('is silent about repositories of a rule without regions where the baseline names a region that was not part of the run', () => {
    const elsewhere =
      '  - id: far\n    repositories: [ "far" ]\n    regions: [ us-east-1 ]\n    allow: [ { principals: [ service ], capabilities: [ pull ] } ]\n';
    const codes = told(stale('') + elsewhere, account({ app: [] })).map((each) => each.slice(0, 8));
    expect(codes).not.toContain('ECRD-402');
    expect(codes).not.toContain('ECRD-405');
  });

  test('is silent about a region that could not be read, and not about one that was', () => {
    const file = account({ app: [] }, {});
    const [first, second] = file.regions;
    const unread = {
      ...file,
      regions: [first, { ...second, repositories: { status: 'unknown', error: { code: 'AccessDeniedException' } } }],
    };
    const of = (region: string): readonly string[] =>
      told(stale(`regions: [ ${region} ]`), unread).filter((each) => each.startsWith('ECRD-402'));
    expect([of('us-east-1'), of('eu-west-1')]).toEqual([[], ['ECRD-402 medium rule `old` names gone, and there is no such repository']]);
  });
});

/** What the baseline makes of an account: code, severity and message. */
function told(baseline: string, file: Json): readonly string[] {
  const { findings } = judgeSnapshot(snapshotOf(file), baselineOf({ 'rules.yaml': baseline }));
  return findings
    .filter(({ drift, code }) => drift.kind !== 'unverified' && (drift.kind !== 'hygiene' || code.startsWith('ECRD-40')))
    .map(({ code, severity, message }) => `${code} ${severity} ${message}`);
}

type Policies = Readonly<Record<string, readonly Json[]>>;

function account(...regions: readonly Policies[]): Json & { readonly regions: readonly Json[] } {
  const admin = {
    Path: '/',
    RoleName: 'admin',
    RoleId: 'AROAADMINADMINADMIN1',
    Arn: ADMIN,
    AssumeRolePolicyDocument: { Version: '2012-10-17', Statement: [] },
    RolePolicyList: [
      {
        PolicyName: 'own',
        PolicyDocument: documentOf([{ Effect: 'Allow', Action: ['ecr:ListImages', 'ecr:DescribeImages'], Resource: '*' }]),
      },
    ],
    AttachedManagedPolicies: [],
  };
  return {
    schemaVersion: 1,
    partition: 'aws',
    account: ACCOUNT,
    collectedAt: '2026-11-21T20:00:00Z',
    identity: { status: 'present', value: { UserDetailList: [], GroupDetailList: [], RoleDetailList: [admin], Policies: [] } },
    organization: { status: 'absent' },
    regions: regions.map((policies, at) => regionOf(['eu-west-1', 'us-east-1'][at] ?? '', policies)),
  };
}

function regionOf(region: string, policies: Policies): Json {
  const value = Object.entries(policies).map(([name, statements]) => ({
    repositoryName: name,
    repositoryArn: `arn:aws:ecr:${region}:${ACCOUNT}:repository/${name}`,
    policy: statements.length > 0 ? { status: 'present', value: documentOf(statements) } : { status: 'absent' },
  }));
  return { region, registryPolicy: { status: 'absent' }, repositories: { status: 'present', value } };
}

function documentOf(statements: readonly Json[]): Json {
  return { Version: '2012-10-17', Statement: statements };
}

test('a registry URI is no name of a known repository, and the error says what to write', () => {
  const text = `${HEADER}rules: []\nknown:\n  us-east-1: [ "111111111111.dkr.ecr.us-east-1.amazonaws.com/team/app:1" ]\n`;
  const parsed = parseBaseline('', [{ path: 'k.yaml', text }]);
  expect(parsed.kind === 'invalid' && parsed.issues.map(({ reason }) => reason)).toEqual([
    '`111111111111.dkr.ecr.us-east-1.amazonaws.com/team/app:1` is a registry URI, not the name of a repository: write `repositories: ["team/app"], regions: [us-east-1], accounts: ["111111111111"]`',
  ]);
});
