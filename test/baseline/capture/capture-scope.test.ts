// What is captured of accounts that were read in part, and of accounts in which names are odd.

import { describe, expect, test } from 'vitest';
import { prepareAccount } from '../../../lib/access/account/account.ts';
import { accessMatrix } from '../../../lib/access/matrix/matrix.ts';
import { captureRules } from '../../../lib/baseline/capture/capture.ts';
import { captureLock, captureScope } from '../../../lib/baseline/capture/lock.ts';
import { driftFrom } from '../../../lib/drift/drift.ts';
import type { Drift } from '../../../lib/model/drift.ts';
import { gapPartName } from '../../../lib/model/gap-part.ts';
import { baselineOf } from '../../support/baseline.ts';
import { ACCOUNT, type Json, snapshotOf } from '../../support/small-account.ts';

const PULL = ['ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'];
const UNREAD = { status: 'unknown', error: { code: 'AccessDeniedException' } };

describe('a lock', () => {
  test('of an account is silent when the same account is audited', () => {
    const repositories = [repository('app', allow('*', PULL)), repository('lib', allow({ AWS: '222222222222' }, PULL)), repository('base')];
    const snapshot = snapshotOf(account(repositories, repositories, [role('ci/build', 'ecr:*'), role('ci/deploy', 'ecr:*Image*')]));
    const matrix = accessMatrix(snapshot);
    const baseline = baselineOf({ 'access.lock.jsonl': captureLock(matrix) });
    expect(driftFrom(matrix, baseline, snapshot.collectedAt).drift).toEqual([]);
  });

  test('has a line per grant, without the statements behind it', () => {
    const matrix = accessMatrix(snapshotOf(account([repository('app', allow({ AWS: '222222222222' }, PULL))])));
    expect(captureLock(matrix).split('\n').slice(1)).toEqual([
      '{"region":"eu-west-1","repository":"app","principal":"account:222222222222","principalClass":"external","capability":"pull","decision":"conditional","conditions":[{"account":"222222222222"}]}',
      '',
    ]);
  });
});

describe('a scan that is incomplete', () => {
  const file = account([repository('app', allow({ AWS: '222222222222' }, PULL))], [repository('lib', allow('*', PULL)), unread('secret')]);

  test('has regions that may be captured and others that say what is unread', () => {
    const { complete, rest } = captureScope(prepareAccount(snapshotOf(file)));
    expect(complete).toEqual(['eu-west-1']);
    expect(rest.map((each) => [each.region, each.unread.map(({ part }) => gapPartName(part))])).toEqual([
      ['us-east-1', ['repository policy of secret in us-east-1']],
    ]);
  });

  test('of identities leaves no region complete', () => {
    expect(captureScope(prepareAccount(snapshotOf({ ...file, identity: UNREAD }))).complete).toEqual([]);
  });

  test('is captured in the regions that are asked for, and rules say that they are about no other', () => {
    const matrix = accessMatrix(snapshotOf(file));
    expect(captureRules(matrix, { regions: ['eu-west-1'] })).toContain(
      '    repositories: [ "app" ]\n    accounts: [ "111111111111" ]\n    regions: [ eu-west-1 ]\n',
    );
    expect(captureRules(matrix, { regions: ['eu-west-1'] })).not.toContain('lib');
    expect(captureLock(matrix, ['eu-west-1'])).not.toContain('us-east-1');
  });

  test('is silent in these regions', () => {
    const matrix = accessMatrix(snapshotOf(file));
    const rules = baselineOf({ 'captured.yaml': captureRules(matrix, { regions: ['eu-west-1'] }) }).rules;
    const { drift } = driftFrom(matrix, { rules, lock: [], hasLock: false }, matrix.account.ground.at);
    expect(drift.flatMap((each) => ('grant' in each ? [each.grant.region] : []))).toEqual(['us-east-1']);
  });
});

describe('odd names', () => {
  test('a wildcard in the path of a role means that role and no other', () => {
    const file = account([repository('app')], [], [role('a*b/x', 'ecr:SetRepositoryPolicy'), role('azzb/x')]);
    expect(captureRules(accessMatrix(snapshotOf(file)))).toContain(`[ "arn:aws:iam::${ACCOUNT}:role/a?b/x" ]`);
    expect(driftOf(file)).toEqual([]);
  });

  test('a role that no selector means alone is left out, and the file says so', () => {
    const odd = `arn:aws:iam::${ACCOUNT}:role/a*b/x`;
    const file = account([repository('app')], [], [role('a*b/x', 'ecr:SetRepositoryPolicy'), role('azb/x')]);
    expect(captureRules(accessMatrix(snapshotOf(file)))).toContain(`# Not captured, because no selector means it alone: \`${odd}\`\n`);
  });

  test.each(['App', 'a b', 'app\n- id: evil', '*', '../x', '__proto__', 'null', '1.5'])('a repository called %j breaks no rule', (name) => {
    const text = captureRules(accessMatrix(snapshotOf(account([repository(name, allow('*', PULL)), repository('app', allow('*', PULL))]))));
    const { rules } = baselineOf({ 'captured.yaml': text });
    expect(rules.map(({ entries }) => entries.map(({ principals }) => principals))).toEqual([[[{ kind: 'class', class: 'public' }]]]);
  });

  test.each(['aws:x\n- id: evil', 'aws:\u2028x', 'aws:x\r- y', '# x'])('a condition on %j stays one condition', (key) => {
    const statement = { ...allow('*', PULL), Condition: { StringEquals: { [key]: 'y' } } };
    const text = captureRules(accessMatrix(snapshotOf(account([repository('app', statement)]))));
    const conditions = baselineOf({ 'captured.yaml': text }).rules.flatMap(({ entries }) => entries.flatMap(({ when }) => when));
    expect(conditions.map((condition) => condition.key)).toEqual([key.toLowerCase()]);
  });

  test('a condition that no file can hold leaves its grant out, and the file says so', () => {
    const statement = { ...allow('*', PULL), Condition: { StringEquals: { 'aws:\uFFFD': 'y' } } };
    const text = captureRules(accessMatrix(snapshotOf(account([repository('app', statement)]))));
    expect(baselineOf({ 'captured.yaml': text }).rules).toEqual([]);
    expect(text).toContain('# Not captured, because no condition says on what it depends: `* (pull)`\n');
  });

  test('the own organization is told by its class, which the own principals are not in', () => {
    const statement = { ...allow('*', PULL), Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-own1234567' } } };
    const file = account([repository('app', statement), repository('other')], [], [role('ci/build')]);
    const organization = {
      id: 'o-own1234567',
      managementAccount: '999999999999',
      path: 'o-own1234567/r-1234/ou-1234-abcd/',
      serviceControlPolicies: [],
      resourceControlPolicies: [],
      accounts: [],
    };
    const text = captureRules(accessMatrix(snapshotOf({ ...file, organization: { status: 'present', value: organization } })));
    expect(text).toContain('- principals: [ organization ]\n');
  });

  test('an organizational unit above the account says whom else it means', () => {
    const unit = 'o-own1234567/r-1234/ou-1234-abcd/';
    const statement = { ...allow('*', PULL), Condition: { 'ForAnyValue:StringLike': { 'aws:PrincipalOrgPaths': `${unit}*` } } };
    const file = account([repository('app', statement)], [], [role('ci/build')]);
    const organization = {
      id: 'o-own1234567',
      managementAccount: '999999999999',
      path: unit,
      serviceControlPolicies: [],
      resourceControlPolicies: [],
      accounts: [],
    };
    const text = captureRules(accessMatrix(snapshotOf({ ...file, organization: { status: 'present', value: organization } })));
    expect(text).toContain(
      `# also means 1 of the account's own principals, which are in that unit\n      - principals: [ "ou:${unit}" ]\n`,
    );
  });
});

test('an account without access has no rules', () => {
  expect(baselineOf({ 'captured.yaml': captureRules(accessMatrix(snapshotOf(account([repository('app')])))) }).rules).toEqual([]);
});

function driftOf(file: Json): readonly Drift[] {
  const matrix = accessMatrix(snapshotOf(file));
  const { rules } = baselineOf({ 'captured.yaml': captureRules(matrix) });
  return driftFrom(matrix, { rules, lock: [], hasLock: false }, matrix.account.ground.at).drift;
}

type Repository = (region: string) => Json;

function account(first: readonly Repository[], second: readonly Repository[] = [], roles: readonly Json[] = []): Json {
  const regionOf = (region: string, repositories: readonly Repository[]): Json => {
    return {
      region,
      registryPolicy: { status: 'absent' },
      repositories: { status: 'present', value: repositories.map((each) => each(region)) },
    };
  };
  const regions = [regionOf('eu-west-1', first), regionOf('us-east-1', second)];
  const identity = { status: 'present', value: { UserDetailList: [], GroupDetailList: [], RoleDetailList: roles, Policies: [] } };
  return {
    schemaVersion: 1,
    partition: 'aws',
    account: ACCOUNT,
    collectedAt: '2026-11-21T20:00:00Z',
    identity,
    organization: { status: 'absent' },
    regions,
  };
}

function repository(name: string, statement?: Json): Repository {
  const policy = statement ? { status: 'present', value: { Version: '2012-10-17', Statement: [statement] } } : { status: 'absent' };
  return (region) => ({ repositoryName: name, repositoryArn: `arn:aws:ecr:${region}:${ACCOUNT}:repository/${name}`, policy });
}

function unread(name: string): Repository {
  return (region) => ({ ...repository(name)(region), policy: UNREAD });
}

function allow(principal: unknown, action: readonly string[]): Json {
  return { Effect: 'Allow', Principal: principal, Action: action };
}

function role(place: string, action = 'ecr:ListTagsForResource'): Json {
  const cut = place.lastIndexOf('/') + 1;
  const name = place.slice(cut);
  return {
    Path: `/${place.slice(0, cut)}`,
    RoleName: name,
    RoleId: `AROA${Buffer.from(place).toString('hex').toUpperCase()}`,
    Arn: `arn:aws:iam::${ACCOUNT}:role/${place}`,
    AssumeRolePolicyDocument: { Version: '2012-10-17', Statement: [] },
    RolePolicyList: [
      { PolicyName: 'own', PolicyDocument: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: action, Resource: '*' }] } },
    ],
    AttachedManagedPolicies: [],
  };
}
