import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { accessMatrix } from '../../lib/access/matrix/matrix.ts';
import { policyFindingsOf } from '../../lib/checks/checks.ts';
import type { AccountSnapshot } from '../../lib/model/snapshot.ts';
import { readSnapshot } from '../../lib/snapshot/parse.ts';
import { identity, present, REFUSED, region, snapshotFile } from '../snapshot/support/files.ts';
import { generateAccount } from '../support/generate-account.ts';
import { account, factsIn, grant, lineOf, NOTHING, OTHER, PULL } from './support/facts.ts';

function acme(): AccountSnapshot {
  const reading = readSnapshot(readFileSync('examples/acme/snapshot.json', 'utf8'));
  if (reading.kind === 'problem') throw new Error(reading.reason);
  return reading.snapshot;
}

test('what an example account shows without a baseline', () => {
  const uploader = 'arn:aws:iam::111111111111:user/machines/legacy-uploader';
  expect(policyFindingsOf(accessMatrix(acme()), NOTHING).map((each) => `${each.code} ${lineOf(each)}`)).toEqual([
    `ECRD-106 medium * * ${uploader} pull`,
    `ECRD-106 medium * * ${uploader} push`,
    'ECRD-204 medium eu-west-1 payments/api account:333333333333 -',
    'ECRD-204 medium eu-west-1 storefront/checkout account:222222222222 -',
    'ECRD-204 medium us-east-1 - account:444444444444 -',
    'ECRD-204 medium us-east-1 - account:222222222222 -',
    'ECRD-205 medium eu-west-1 platform/build-images service:codebuild.amazonaws.com -',
    'ECRD-302 medium eu-west-1 payments/ledger - -',
    'ECRD-302 medium us-east-1 legacy/importer - -',
    'ECRD-304 low us-east-1 data/features AROAFEATUREBLDEXAMPLE -',
    'ECRD-307 medium - - arn:aws:iam::111111111111:user/contractors/kurt admin',
  ]);
});

test('facts are told apart by what makes up the ids of findings', () => {
  const reading = readSnapshot(JSON.stringify(generateAccount({ repositories: 400, principals: 300 })));
  if (reading.kind === 'problem') throw new Error(reading.reason);
  const facts = policyFindingsOf(accessMatrix(reading.snapshot), NOTHING);
  const keys = facts.map(({ code, region: where, subject, principal, capability }) =>
    JSON.stringify([code, where, subject, principal, capability]),
  );
  expect(facts.length).toBeGreaterThan(30);
  expect(new Set(keys).size).toBe(facts.length);
});

test('nothing is concluded from what was not read', () => {
  const unread = {
    registryPolicy: REFUSED,
    repositories: REFUSED,
    creationTemplates: REFUSED,
    replication: REFUSED,
    registryPolicyScope: REFUSED,
  };
  expect(factsIn(snapshotFile({ identity: REFUSED, organization: REFUSED, regions: [region('us-east-1', [], unread)] }))).toEqual([]);
  expect(factsIn(snapshotFile({ identity: present(identity()), regions: [] }))).toEqual([]);
});

test('text from policies is told as it is: who prints it escapes it', () => {
  const hostile = '<script>alert(1)</script>\u001b[31m';
  const [fact] = factsIn(account({ statements: [{ Sid: hostile, ...grant({ AWS: OTHER, Service: hostile }, PULL) }] }));
  expect(fact?.statement?.source.sid).toBe(hostile);
});

test('the same facts come in the same order whatever the order of the statements', () => {
  const statements = [grant({ AWS: OTHER }, PULL), grant({ Service: 'a.amazonaws.com' }, PULL), grant({ AWS: 'AROAGONE' }, 'ecr:*')];
  const keys = (list: typeof statements) => factsIn(account({ statements: list })).map(({ code, subject }) => `${code} ${subject}`);
  expect(keys(statements.toReversed())).toEqual(keys(statements));
  expect(keys(statements)).toHaveLength(3);
});
