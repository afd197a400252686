// B26: what is left of a principal that a proposal deletes, or makes again under the same name.
import { expect, test } from 'vitest';
import type { ProposedChange } from '../../lib/proposal/change.ts';
import { overlay } from '../../lib/proposal/overlay.ts';
import { proposalOf, sourceOf, toldOf } from './support/checked.ts';

const A = '111111111111';
const REGION = 'us-east-1';
const CI = `arn:aws:iam::${A}:role/ci`;

function naming(arn: string, ...actions: readonly string[]) {
  return { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: { AWS: [arn] }, Action: actions }] };
}

const ASSUME = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: { AWS: CI }, Action: 'sts:AssumeRole' }] };
const DELETING = naming(CI, 'ecr:BatchDeleteImage');

function role(name: string, trust: object) {
  return {
    RoleName: name,
    RoleId: `AROA${name.toUpperCase()}`,
    Arn: `arn:aws:iam::${A}:role/${name}`,
    Path: '/',
    AssumeRolePolicyDocument: trust,
  };
}

const SOURCE = sourceOf({
  schemaVersion: 1,
  partition: 'aws',
  account: A,
  collectedAt: '2026-11-21T20:00:00Z',
  identity: {
    status: 'present',
    value: { UserDetailList: [], GroupDetailList: [], RoleDetailList: [role('ci', ASSUME), role('target', ASSUME)], Policies: [] },
  },
  organization: { status: 'absent' },
  regions: [
    {
      region: REGION,
      registryPolicy: { status: 'absent' },
      repositories: {
        status: 'present',
        value: ['app', 'web'].map((name) => ({
          repositoryName: name,
          repositoryArn: `arn:aws:ecr:${REGION}:${A}:repository/${name}`,
          policy: { status: 'present', value: JSON.stringify(DELETING) },
          tags: { status: 'present', value: {} },
        })),
      },
    },
  ],
});

const GONE: ProposedChange = { kind: 'noPrincipal', principal: { kind: 'role', name: 'ci' } };
const AGAIN: ProposedChange = { kind: 'principal', principal: { kind: 'role', name: 'ci' }, path: '/', trust: ASSUME, tags: undefined };

test('whoever is deleted has nothing any more, wherever his name stands', () => {
  expect(toldOf(SOURCE, GONE)).toMatchObject({ gained: [], lost: ['ci delete app', 'ci delete web'] });
});

test('whoever is made again under the name is somebody else: policies that stay as they are do not name him', () => {
  expect(toldOf(SOURCE, GONE, AGAIN)).toMatchObject({ gained: [], changed: [], lost: ['ci delete app', 'ci delete web'] });
});

test('a policy that is written in the same proposal names him who is there then', () => {
  const written: ProposedChange = { kind: 'repositoryPolicy', region: REGION, repository: 'app', document: DELETING };
  expect(toldOf(SOURCE, GONE, AGAIN, written)).toMatchObject({ gained: [], lost: ['ci delete web'] });
});

test('trust policies of others keep the unique id; his own is written anew', () => {
  const { snapshot } = overlay(SOURCE, proposalOf(GONE, AGAIN));
  const trusts =
    snapshot.principals.kind === 'present' ? snapshot.principals.value.map(({ name, trust }) => [name, trust?.text ?? '']) : [];
  const [own, other] = ['ci', 'target'].map((name) => trusts.find(([each]) => each === name)?.[1]);
  expect(own).toContain(CI);
  expect(other).toContain('AROACI');
  expect(other).not.toContain(CI);
});

test('whoever is changed and stays the same is named as before', () => {
  const retagged: ProposedChange = { ...AGAIN, tags: { tier: 'test' } };
  expect(toldOf(SOURCE, retagged)).toMatchObject({ gained: [], lost: [], changed: [] });
});
