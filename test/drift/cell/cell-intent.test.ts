// What a baseline lets be in one cell, and the conditions under which it does: by its rules, and by its lock.
import { describe, expect, test } from 'vitest';
import { prepareAccount } from '../../../lib/access/account/account.ts';
import { repositoriesOf } from '../../../lib/access/classes/repository-classes.ts';
import { type CellIntent, cellIntent } from '../../../lib/drift/cell/cell-intent.ts';
import { actionOf } from '../../../lib/ecr/actions.ts';
import { CAPABILITY_ACTIONS } from '../../../lib/ecr/capabilities.ts';
import { bitsOf } from '../../../lib/policy/logic/mask.ts';
import { ACCOUNT, snapshotOf } from '../../support/account-shorthand.ts';
import { intentOf } from '../../support/drift-cases.ts';

const account = prepareAccount(snapshotOf({ roles: { ci: {}, web: {} }, repositories: { 'team/app': {}, 'team/web': {} } }));
const CI = `arn:aws:iam::${ACCOUNT}:role/ci`;
const PULL = { capability: 'pull', actions: CAPABILITY_ACTIONS.pull };

function intentBy(words: Partial<Parameters<typeof intentOf>[0]>): CellIntent {
  return cellIntent(intentOf({ note: '', drift: [], ...words }), account.ground, account.snapshot.collectedAt);
}

function cellOf(role: string, name: string) {
  const subject = account.locals.find(({ principal }) => principal.name.endsWith(`role/${role}`));
  const repository = repositoriesOf(account).find((each) => each.name === name);
  if (!subject || !repository) throw new Error(`no ${role} or no ${name}`);
  return { subject, repository };
}

describe('the conditions of a right', () => {
  const IN_VPC = { effect: 'Allow', operator: 'StringEquals', key: 'aws:SourceVpc', values: ['vpc-1'] };
  const held = { ...IN_VPC, policy: 'p', index: 0 };
  const line = { principal: CI, capability: 'pull', decision: 'conditional' };
  const when = { StringEquals: { 'aws:PrincipalTag/team': 'a' } };
  const rules = [{ id: 'r', repositories: ['**'], allow: [{ principals: [CI], capabilities: ['pull'], when }] }];
  const BY_RULE = [{ effect: 'Allow', operator: 'StringEquals', key: 'aws:PrincipalTag/team', values: ['a'] }];

  const termsIn = (words: Parameters<typeof intentBy>[0], role = 'ci', name = 'team/app') =>
    intentBy(words).termsOf(account, cellOf(role, name), PULL);

  test('are those of its line in the lock, what another account has to say left out', () => {
    const lock = [{ ...line, conditions: [held, { account: '222222222222' }] }];
    expect(termsIn({ lock })).toEqual([[expect.objectContaining(IN_VPC)]]);
  });

  test('are those of another principal and of another repository for nobody else', () => {
    const lock = [{ ...line, conditions: [held] }];
    expect([termsIn({ lock }, 'web'), termsIn({ lock }, 'ci', 'team/web')]).toEqual([[], []]);
  });

  test('are none where its line has none, or none of the request', () => {
    expect(termsIn({ lock: [{ ...line, decision: 'allowed' }] })).toEqual([]);
    expect(termsIn({ lock: [{ ...line, conditions: [{ account: '222222222222' }] }] })).toEqual([]);
  });

  test('are those of a rule before those of the lock: each would do', () => {
    expect(termsIn({ rules, lock: [{ ...line, conditions: [held] }] })).toEqual([BY_RULE, [expect.objectContaining(IN_VPC)]]);
    expect(termsIn({ rules })).toEqual([BY_RULE]);
  });
});

describe('the actions that may be', () => {
  const allowedBeside = (...forbidden: readonly string[]) => {
    const allow = [{ principals: [CI], capabilities: ['pull', 'list'] }];
    const forbid = forbidden.length === 0 ? {} : { forbid: [{ principals: ['same-account'], capabilities: forbidden }] };
    const rules = [{ id: 'r', repositories: ['**'], allow, ...forbid }];
    return bitsOf(intentBy({ rules }).allowed(account, cellOf('ci', 'team/app'))).map((bit) => actionOf(bit));
  };
  const ALL = allowedBeside();

  test('are those of the capabilities that are allowed', () => {
    const expected = [...bitsOf(CAPABILITY_ACTIONS.pull), ...bitsOf(CAPABILITY_ACTIONS.list)].map((bit) => actionOf(bit));
    expect(ALL.toSorted()).toEqual([...new Set(expected)].toSorted());
  });

  test('are none beside a forbid of any, and all beside one of a capability, which is forbidden together only', () => {
    expect([allowedBeside('any'), allowedBeside('pull')]).toEqual([[], ALL]);
  });

  test('are without an action that is forbidden by itself', () => {
    expect(ALL).toContain('ecr:BatchGetImage');
    expect(allowedBeside('ecr:BatchGetImage', 'list')).toEqual(ALL.filter((action) => action !== 'ecr:BatchGetImage'));
  });
});
