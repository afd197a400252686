// When what policies show by themselves is over: a lockout (308) bears on identities, an idle statement (309) on whatever holds it.
import { describe, expect, test } from 'vitest';
import { judgeSnapshot } from '../../../lib/audit.ts';
import { type Followed, followFindings } from '../../../lib/lifecycle/follow.ts';
import { emptyState } from '../../../lib/lifecycle/state.ts';
import type { AccountSnapshot } from '../../../lib/model/snapshot.ts';
import type { AccountState } from '../../../lib/model/state.ts';
import { present, REFUSED, repository, role } from '../../snapshot/support/files.ts';
import { account, type Shape, told } from '../../support/following.ts';

function policy(...Statement: readonly unknown[]) {
  return { Version: '2012-10-17', Statement };
}

const EVERYTHING = { Effect: 'Allow', Action: 'ecr:*', Resource: '*' };
const inline = (...statements: readonly unknown[]) => ({ RolePolicyList: [{ PolicyName: 'own', PolicyDocument: policy(...statements) }] });
const ADMIN = role('admin', inline(EVERYTHING));
const UNREAD_ADMIN = role('admin', {
  AttachedManagedPolicies: [{ PolicyName: 'gone', PolicyArn: 'arn:aws:iam::111111111111:policy/gone' }],
});

function followed(snapshot: AccountSnapshot, known: AccountState = emptyState(snapshot.account)): Followed {
  const { matrix, findings } = judgeSnapshot(snapshot, undefined);
  return followFindings({ matrix, findings, baseline: undefined, known, now: snapshot.collectedAt });
}

/** What of the code is told when `first` is followed by `then`. */
function toldOf(code: string, first: Shape, then: Shape): readonly string[] {
  const known = followed(account(first), undefined).state;
  return told(followed(account(then), known)).filter((each) => each.includes(code));
}

describe('a lockout by an exception that nobody meets', () => {
  const denying = (name: string) => [
    repository('team/app', {
      policy: present(
        policy({
          Effect: 'Deny',
          Principal: '*',
          Action: 'ecr:*',
          Condition: { ArnNotEquals: { 'aws:PrincipalArn': `arn:aws:iam::111111111111:role/${name}` } },
        }),
      ),
    }),
  ];
  const locked: Shape = { roles: [ADMIN], repositories: denying('gone') };

  test.each<[string, Shape, boolean]>([
    ['the exception is for somebody', { ...locked, repositories: denying('admin') }, true],
    ['somebody of that name is there who may', { ...locked, roles: [ADMIN, role('gone', inline(EVERYTHING))] }, true],
    ['the Deny is gone', { ...locked, repositories: [repository('team/app')] }, true],
    ['users and roles were not read', { ...locked, fields: { identity: REFUSED } }, false],
    [
      'the Deny is gone, and users and roles were not read',
      { repositories: [repository('team/app')], fields: { identity: REFUSED } },
      false,
    ],
    ['the policies of a role were not read', { ...locked, repositories: denying('admin'), roles: [UNREAD_ADMIN] }, false],
    ['the policy was not read', { ...locked, repositories: [repository('team/app', { policy: REFUSED })] }, false],
  ])('%s: over %#', (_, then, over) => {
    expect(toldOf('ECRD-308', locked, then)).toEqual(over ? ['resolved corrected ECRD-308 team/app'] : []);
  });
});

describe('a statement that reaches nothing', () => {
  const idle = { Effect: 'Allow', Action: 'ecr:*', Resource: 'arn:aws:us-east-1:111111111111:repository/app' };
  const template = (statement: unknown) => ({
    regional: { creationTemplates: present([{ prefix: 'team', repositoryPolicy: JSON.stringify(policy(statement)) }]) },
  });

  test('of a creation template is not over where the templates were not read', () => {
    const first: Shape = template({ ...idle, Principal: '*' });
    expect(toldOf('ECRD-309', first, { regional: { creationTemplates: REFUSED } })).toEqual([]);
    expect(toldOf('ECRD-309', first, template({ ...EVERYTHING, Effect: 'Deny', Principal: '*' }))).toEqual(['resolved corrected ECRD-309']);
  });

  test('of an identity policy is not over where policies were not read', () => {
    const first: Shape = { roles: [role('admin', inline(idle))] };
    expect(toldOf('ECRD-309', first, { roles: [UNREAD_ADMIN] })).toEqual([]);
    expect(toldOf('ECRD-309', first, { fields: { identity: REFUSED } })).toEqual([]);
    expect(toldOf('ECRD-309', first, { roles: [ADMIN] })).toEqual(['resolved corrected ECRD-309']);
  });

  test('of a repository policy is over with the repository', () => {
    const first: Shape = { repositories: [repository('team/app', { policy: present(policy({ ...idle, Principal: '*' })) })] };
    expect(toldOf('ECRD-309', first, { repositories: [repository('team/app', { policy: REFUSED })] })).toEqual([]);
    expect(toldOf('ECRD-309', first, { repositories: [] })).toEqual(['resolved repository-deleted ECRD-309 team/app']);
  });
});

// Seen failing: what is told together was told to be corrected.
test('what is told of many repositories together, and one by one again, is not called corrected', () => {
  const PARTIAL = { Effect: 'Allow', Action: 'ecr:PutImage', Resource: 'arn:aws:ecr:*:*:repository/group/*' };
  const among = (count: number): Shape => {
    const repositories = Array.from({ length: 21 }, (_, index) => repository(index < count ? `group/${index}` : `other/${index}`));
    return { roles: [role('ci', inline(PARTIAL))], repositories };
  };
  const line = (kind: string, name: string): string => `${kind} ECRD-107 role/ci ${name} ecr:PutImage`;
  const single = Array.from({ length: 20 }, (_, index) => `group/${index}`);
  expect(toldOf('ECRD-107', among(20), among(21))).toEqual(
    [line('opened', '*'), ...single.map((name) => line('resolved superseded', name))].sort(),
  );
  expect(toldOf('ECRD-107', among(21), among(20))).toEqual(
    [...single.map((name) => line('opened', name)), line('resolved superseded', '*')].sort(),
  );
  expect(toldOf('ECRD-107', among(21), among(0))).toEqual([line('resolved corrected', '*')]);
});
