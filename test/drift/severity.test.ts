// How grave access is, by who has it and what it lets him do.
import { describe, expect, test } from 'vitest';
import { accessSeverity, raised, reaches } from '../../lib/drift/severity.ts';
import { CAPABILITIES, type Grant, PRINCIPAL_CLASSES, type PrincipalClass } from '../../lib/model/access.ts';
import type { Residual } from '../../lib/model/decision.ts';
import { SEVERITIES, type Severity } from '../../lib/model/severity.ts';

function grant(principalClass: PrincipalClass, capability: string, conditions: readonly Residual[] = []): Grant {
  const nowhere = { account: undefined, organizationPath: undefined, accountName: { kind: 'none' } } as const;
  const principal = { name: 'x', class: principalClass, ...nowhere, uniqueId: undefined, tags: {} };
  return { region: 'us-east-1', repository: 'team/app', principal, capability, decision: 'allowed', conditions, via: [] };
}

const condition = (key: string): Residual => {
  const policy = { kind: 'managed', arn: 'arn:aws:iam::111111111111:policy/p' } as const;
  return { effect: 'Allow', operator: 'StringEquals', key, values: ['x'], policy, index: 0 };
};

describe('access of', () => {
  const READING = ['list', 'pull'];
  const WRITING = ['push', 'retag', 'delete', 'configure', 'replicate'];

  test.each<readonly [PrincipalClass, Severity, Severity, Severity]>([
    ['same-account', 'low', 'medium', 'high'],
    ['service-linked', 'info', 'info', 'info'],
    ['organization', 'medium', 'high', 'critical'],
    ['external', 'high', 'critical', 'critical'],
    ['service', 'low', 'medium', 'high'],
    ['public', 'critical', 'critical', 'critical'],
  ])('%s: reading is %s, writing %s, administering %s', (principalClass, reading, writing, admin) => {
    const severities = CAPABILITIES.map((capability) => [capability, accessSeverity(grant(principalClass, capability), false)]);
    const expected = [...READING.map((each) => [each, reading]), ...WRITING.map((each) => [each, writing]), ['admin', admin]];
    expect(Object.fromEntries(severities)).toEqual(Object.fromEntries(expected));
  });

  test('every class has a price for every capability', () => {
    for (const principalClass of PRINCIPAL_CLASSES) {
      for (const capability of CAPABILITIES) expect(SEVERITIES).toContain(accessSeverity(grant(principalClass, capability), false));
    }
  });
});

describe('one step', () => {
  test('up in production', () => {
    expect(accessSeverity(grant('same-account', 'pull'), true)).toBe('medium');
  });

  test('down where the network or the organization bounds it', () => {
    for (const key of ['aws:SourceIp', 'AWS:SourceVpce', 'aws:PrincipalOrgID']) {
      expect(accessSeverity(grant('external', 'pull', [condition(key)]), false)).toBe('medium');
    }
  });

  test('and no further for a second bound', () => {
    expect(accessSeverity(grant('external', 'pull', [condition('aws:SourceIp'), condition('aws:SourceVpc')]), false)).toBe('medium');
  });

  test('but not for other conditions, nor for what another account decides', () => {
    expect(accessSeverity(grant('external', 'pull', [condition('aws:MultiFactorAuthPresent'), { account: '222222222222' }]), false)).toBe(
      'high',
    );
  });

  test('up in production and down again where it is bounded', () => {
    expect(accessSeverity(grant('same-account', 'push', [condition('aws:SourceIp')]), true)).toBe('medium');
  });

  test('never above critical nor below info', () => {
    expect(accessSeverity(grant('public', 'admin'), true)).toBe('critical');
    expect(accessSeverity(grant('service-linked', 'list', [condition('aws:SourceIp')]), false)).toBe('info');
    expect(raised('critical')).toBe('critical');
  });

  test('up for a grant by the registry policy, which reaches repositories to come', () => {
    expect(SEVERITIES.map(raised)).toEqual(['low', 'medium', 'high', 'critical', 'critical']);
  });
});

test.each([
  ['ecr:DescribeImages', 'low'],
  ['ecr:GetLifecyclePolicy', 'low'],
  ['ecr:BatchCheckLayerAvailability', 'medium'],
  ['ecr:PutImage', 'medium'],
  ['ecr:CreateRepository', 'medium'],
  ['ecr:StartImageScan', 'medium'],
  ['ecr:SetRepositoryPolicy', 'high'],
])('the raw action %s is %s to a principal of the account', (action, severity) => {
  expect(accessSeverity(grant('same-account', action), false)).toBe(severity);
});

test('a severity reaches itself and all that are milder', () => {
  expect(SEVERITIES.filter((bar) => reaches('medium', bar))).toEqual(['info', 'low', 'medium']);
});
