// Whoever is deleted, made again or new: what is left of whom.
import { describe, expect, test } from 'vitest';
import { overlaid } from '../../lib/scoped/overlaid.ts';
import type { Reread } from '../../lib/scoped/schema.ts';
import type { SnapshotFile } from '../../lib/snapshot/schema.ts';
import { minute } from './support/readings.ts';

const ROOT = 'arn:aws:iam::111111111111';
const TRUST = { Version: '2012-10-17', Statement: [] };
const PULL = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 'ecr:BatchGetImage', Resource: '*' }] };

const role = (id: string, name = 'ci') => ({
  RoleName: name,
  RoleId: id,
  Arn: `${ROOT}:role/${name}`,
  Path: '/',
  AssumeRolePolicyDocument: TRUST,
});
const present = <T>(value: T) => ({ status: 'present' as const, value });
const absent = { status: 'absent' } as const;

const BASE: SnapshotFile = {
  ...{ schemaVersion: 1, partition: 'aws', account: '111111111111', collectedAt: minute(0), regions: [] },
  organization: present({
    ...{ id: 'o-a', managementAccount: '999999999999', path: 'o-a/r-a/' },
    serviceControlPolicies: [[{ name: 'n', document: PULL }], []],
    accounts: [],
  }),
  identity: present({
    ...{ UserDetailList: [], GroupDetailList: [], Policies: [] },
    RoleDetailList: [{ ...role('AROA1'), RolePolicyList: [{ PolicyName: 'pull', PolicyDocument: PULL }], AttachedManagedPolicies: [] }],
  }),
};

const head = (id: string, at: number, name = 'ci'): Reread => ({
  kind: 'principal',
  of: 'role',
  name,
  asOf: minute(at),
  value: present(role(id, name)),
});
const gone = (at: number): Reread => ({ kind: 'principal', of: 'role', name: 'CI', asOf: minute(at), value: absent });
const inline = (id: string, at: number, policy = 'push'): Reread => ({
  ...{ kind: 'inline', of: 'role', name: 'ci', id, policy, asOf: minute(at) },
  value: present(PULL),
});
const attached = (id: string, at: number): Reread => ({
  kind: 'attached',
  of: 'role',
  name: 'ci',
  id,
  asOf: minute(at),
  value: present([]),
});

function rolesAfter(...parts: readonly Reread[]): readonly unknown[] {
  const { identity } = overlaid(BASE, parts);
  return identity.status === 'present'
    ? identity.value.RoleDetailList.map(({ RoleName, RoleId, RolePolicyList = [] }) => [
        RoleName,
        RoleId,
        ...RolePolicyList.map(({ PolicyName }) => PolicyName),
      ])
    : [];
}

describe('a role', () => {
  test('that is deleted is gone, whichever way its name is spelt', () => {
    expect(rolesAfter(gone(1))).toEqual([]);
  });

  test('that is made again has nothing of the one before, whenever that was read', () => {
    const again = [head('AROA2', 2), attached('AROA2', 2)];
    expect(rolesAfter(...again)).toEqual([['ci', 'AROA2']]);
    expect(rolesAfter(...again, inline('AROA1', 1), inline('AROA1', 3))).toEqual([['ci', 'AROA2']]);
    expect(rolesAfter(...again, inline('AROA2', 2))).toEqual([['ci', 'AROA2', 'push']]);
  });

  test('that is made again keeps what it has when only itself is read later', () => {
    const whole = [attached('AROA2', 1), inline('AROA2', 1)];
    expect(rolesAfter(head('AROA2', 5), ...whole)).toEqual([['ci', 'AROA2', 'push']]);
  });

  test('that is new counts with all that it has, or not at all', () => {
    expect(overlaid(BASE, [head('AROA2', 1)])).toBe(BASE);
    expect(overlaid(BASE, [head('AROA3', 1, 'other'), inline('AROA3', 1)])).toBe(BASE);
    expect(rolesAfter(head('AROA3', 1, 'other'), attached('AROA3', 1))).toEqual([
      ['ci', 'AROA1', 'pull'],
      ['other', 'AROA3'],
    ]);
  });

  test('that was read under two names is called as it was read last', () => {
    expect(rolesAfter(head('AROA1', 1, 'a'), head('AROA1', 2, 'b'))).toEqual([['b', 'AROA1', 'pull']]);
    expect(rolesAfter(head('AROA1', 2, 'a'), head('AROA1', 1, 'b'))).toEqual([['a', 'AROA1', 'pull']]);
  });

  test('that is gone takes along what was read of it', () => {
    const after = overlaid(BASE, [inline('AROA1', 1), gone(2)]);
    expect(after.reread).toEqual([{ part: { kind: 'principal', of: 'role', name: 'CI' }, asOf: minute(2) }]);
  });
});

describe('control policies', () => {
  const policies = (path: string, at: number): Reread => ({
    ...{ kind: 'controlPolicies', organization: 'o-a', path, asOf: minute(at) },
    value: present({ resourceControlPolicies: [[], []] }),
  });
  const whole: Reread = {
    kind: 'organization',
    asOf: minute(2),
    value: present({ id: 'o-a', managementAccount: '999999999999', path: 'o-a/r-a/' }),
  };

  test('are those of where the account is: one that is not there any more is switched off', () => {
    const { organization } = overlaid(BASE, [policies('o-a/r-a/', 1)]);
    expect(organization).toEqual(
      present({ id: 'o-a', managementAccount: '999999999999', path: 'o-a/r-a/', accounts: [], resourceControlPolicies: [[], []] }),
    );
  });

  test('of another place change nothing', () => {
    expect(overlaid(BASE, [policies('o-a/r-a/ou-x/', 1)])).toBe(BASE);
  });

  test('that are older than the organization change nothing', () => {
    expect(overlaid(BASE, [policies('o-a/r-a/', 1), whole]).organization).toEqual(whole.value);
    expect(overlaid(BASE, [policies('o-a/r-a/', 3), whole]).organization).not.toEqual(whole.value);
  });
});
