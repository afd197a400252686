// What an open decision depends on: the conditions that are told to people.
import { describe, expect, test } from 'vitest';
import type { NamedResidual } from '../../lib/model/decision.ts';
import { evaluateScenario } from '../../lib/scenario/evaluate.ts';

const ROLE = 'arn:aws:iam::111111111111:role/dev';
const SESSION = 'arn:aws:sts::111111111111:assumed-role/dev/s1';
const FROM_OFFICE = { IpAddress: { 'aws:SourceIp': '203.0.113.0/24' } };
const SHUT = [{ Effect: 'Allow', Action: 's3:*', Resource: '*' }];

/** The conditions of a pull by the role, of which nobody knows from where and in which session. */
function conditionsOf(statements: readonly object[], layers: object = {}): readonly string[] {
  const output = evaluateScenario({
    request: {
      principal: ROLE,
      action: 'ecr:BatchGetImage',
      resource: 'arn:aws:ecr:us-east-1:111111111111:repository/team/app',
      unknownContext: ['aws:SourceIp', 'aws:SourceVpce'],
    },
    resourcePolicies: [policyOf(statements)],
    ...layers,
  });
  if ('error' in output) throw new Error(output.error);
  return output.conditions.map(told);
}

function told(condition: NamedResidual): string {
  if ('account' in condition) return `account ${condition.account}`;
  return `${condition.effect} ${condition.key} ${condition.values.join()}`;
}

function policyOf(Statement: readonly object[]): object {
  return { Version: '2012-10-17', Statement };
}

function allowing(AWS: readonly string[], more: object = {}): object {
  return { Effect: 'Allow', Principal: { AWS }, Action: 'ecr:*', ...more };
}

describe('a named session', () => {
  test('is the condition under which its role is let in', () => {
    expect(conditionsOf([allowing([SESSION])])).toEqual(['Allow sts:RoleSessionName s1']);
  });

  test('is no condition where the role is named beside it', () => {
    expect(conditionsOf([allowing([ROLE, SESSION], { Condition: FROM_OFFICE })])).toEqual(['Allow aws:SourceIp 203.0.113.0/24']);
  });

  test('is one again where a boundary shuts the role out', () => {
    const layers = { permissionsBoundary: policyOf(SHUT) };
    expect(conditionsOf([allowing([ROLE, SESSION])], layers)).toEqual(['Allow sts:RoleSessionName s1']);
  });

  test('is told once, however often it is named', () => {
    expect(conditionsOf([allowing([SESSION, SESSION])])).toEqual(['Allow sts:RoleSessionName s1']);
  });
});

describe('conditions of several statements', () => {
  test('are told of every statement that asks for the same key, with its own values', () => {
    const statements = [
      allowing([ROLE], { Condition: { StringEquals: { 'aws:SourceVpce': 'vpce-1' } } }),
      { Effect: 'Deny', Principal: '*', Action: 'ecr:*', Condition: { StringEquals: { 'aws:SourceVpce': 'vpce-2' } } },
    ];
    expect(conditionsOf(statements)).toEqual(['Allow aws:SourceVpce vpce-1', 'Deny aws:SourceVpce vpce-2']);
  });

  test('are told of a statement of which one alone matters, that one alone', () => {
    const fromNetwork = { StringEquals: { 'aws:SourceVpce': 'vpce-1' } };
    const statements = [allowing([ROLE], { Condition: fromNetwork }), allowing([ROLE], { Condition: { ...fromNetwork, ...FROM_OFFICE } })];
    expect(conditionsOf(statements)).toEqual(['Allow aws:SourceVpce vpce-1', 'Allow aws:SourceVpce vpce-1']);
  });

  test('are not told of a statement without any, beside one that has them', () => {
    const guardrails = [[policyOf([{ Effect: 'Allow', Action: '*', Resource: '*' }])]];
    const layers = { serviceControlPolicies: guardrails };
    expect(conditionsOf([allowing([ROLE], { Condition: FROM_OFFICE })], layers)).toEqual(['Allow aws:SourceIp 203.0.113.0/24']);
  });
});

describe('an action without resource', () => {
  const decisionOf = (layers: object): unknown => {
    const request = { principal: ROLE, action: 'ecr:GetAuthorizationToken', resource: '*', resourceAccount: '111111111111' };
    const output = evaluateScenario({ request, ...layers });
    if ('error' in output) throw new Error(output.error);
    const { decision, deniedBy, unread } = output;
    return { decision, deniedBy, unread };
  };
  const unknown = { status: 'unknown' };

  test('is granted by no resource policy, so that none that was not read can grant it (E6)', () => {
    expect(decisionOf({ resourcePolicies: unknown })).toEqual({ decision: 'implicitDeny', deniedBy: ['identity'], unread: [] });
  });

  test('may be denied by one that was not read (E6)', () => {
    const identityPolicies = [policyOf([{ Effect: 'Allow', Action: '*', Resource: '*' }])];
    const open = { decision: 'unknown', deniedBy: [], unread: ['resourcePolicies'] };
    expect(decisionOf({ identityPolicies, resourcePolicies: unknown })).toEqual(open);
  });
});

describe('a role that is to be assumed', () => {
  const assuming = (trusted: string): unknown => {
    const output = evaluateScenario({
      request: { principal: ROLE, action: 'sts:AssumeRole', resource: 'arn:aws:iam::111111111111:role/deploy' },
      identityPolicies: [policyOf([{ Effect: 'Allow', Action: 'sts:AssumeRole', Resource: '*' }])],
      resourcePolicies: [policyOf([{ Effect: 'Allow', Principal: { AWS: trusted }, Action: 'sts:AssumeRole' }])],
    });
    return 'error' in output ? output.error : [output.decision, ...output.deniedBy];
  };

  test('has to trust the caller even inside one account, whatever the identity policy allows (A5)', () => {
    expect(assuming('arn:aws:iam::111111111111:role/other')).toEqual(['implicitDeny', 'resource']);
  });

  test('trusts it by its account as well (A5)', () => {
    expect(assuming('111111111111')).toEqual(['allowed']);
  });
});
