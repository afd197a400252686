// Whom a policy document of repository style means: whoever has none of its names is granted nothing by it, wherever it is asked about.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { outsider, type Subject } from '../../../lib/access/account/subjects.ts';
import { possible } from '../../../lib/access/cell/action-formulas.ts';
import { accessMatrix } from '../../../lib/access/matrix/matrix.ts';
import { allowanceOf } from '../../../lib/drift/cell/allowance.ts';
import { namesInPolicy } from '../../../lib/drift/cell/policy-names.ts';
import { isEmpty } from '../../../lib/policy/logic/mask.ts';
import { namesOf } from '../../../lib/policy/principal-match.ts';
import { ACCOUNT, snapshotOf } from '../../support/account-shorthand.ts';
import { baselineOf } from '../../support/baseline.ts';
import { holds } from '../../support/property.ts';

const OTHER = '222222222222';
const { account } = accessMatrix(
  snapshotOf({
    roles: { dev: { path: '/team/' }, app: {} },
    users: { alice: {} },
    repositories: { app: {}, other: {} },
    regions: { 'eu-west-1': { repositories: { app: {} } } },
  }),
);
const REPOSITORIES = account.snapshot.registries.flatMap(({ repositories }) => (repositories.kind === 'present' ? repositories.value : []));
const SUBJECTS: readonly Subject[] = [
  ...account.locals,
  ...['*', 'service:lambda.amazonaws.com', `account:${OTHER}`, 'org:o-abcdefghij', `arn:aws:iam::${OTHER}:role/ci/x`].map((name) =>
    outsider(account.ground, name),
  ),
  ...[`arn:aws:sts::${OTHER}:assumed-role/x/s1`, `arn:aws:sts::${OTHER}:federated-user/bob`, `arn:aws:iam::${OTHER}:user/bob`].map((name) =>
    outsider(account.ground, name),
  ),
];

const PRINCIPALS = [
  ...['*', ACCOUNT, '{ACCOUNT_ID}', OTHER, `arn:{PARTITION}:iam::{ACCOUNT_ID}:role/{REPOSITORY}`, 'AROADEV', `arn:aws:iam::${OTHER}:root`],
  ...[`arn:aws:iam::${ACCOUNT}:role/team/dev`, `arn:aws:iam::{ACCOUNT_ID}:user/alice`, `arn:aws:sts::{ACCOUNT_ID}:assumed-role/dev/s1`],
  ...[`arn:aws:iam::${OTHER}:role/ci/x`, `arn:aws:iam::${OTHER}:role/x`, `arn:aws:sts::${OTHER}:assumed-role/x/s1`],
  ...[`arn:aws:sts::${OTHER}:federated-user/bob`, `arn:aws:iam::${OTHER}:user/bob`, '{REPOSITORY}'],
].map((AWS) => ({ AWS }));

const statement = fc.record({
  Effect: fc.constantFrom('Allow', 'Allow', 'Deny'),
  principal: fc.tuple(
    fc.constantFrom('Principal', 'Principal', 'Principal', 'NotPrincipal'),
    fc.constantFrom<unknown>(...PRINCIPALS, { Service: 'lambda.amazonaws.com' }),
  ),
});

// Seen failing: NotPrincipal taken for Principal, the names of one repository left out, those of Denies taken for those of Allows.
test('whoever has none of the names is granted nothing', () => {
  let without = 0;
  const property = fc.property(fc.array(statement, { minLength: 1, maxLength: 3 }), (written) => {
    const Statement = written.map(({ Effect, principal: [element, named] }) => ({ Effect, [element]: named, Action: 'ecr:*' }));
    const entry = entryWith({ Version: '2012-10-17', Statement });
    const names = namesInPolicy(entry, account.ground);
    if (!names) return;
    for (const subject of SUBJECTS.filter(({ caller }) => !namesOf(caller).some((name) => names.includes(name)))) {
      without += 1;
      for (const repository of REPOSITORIES) {
        expect(isEmpty(possible(allowanceOf(account, entry, { subject, repository }))), subject.principal.name).toBe(true);
      }
    }
  });
  holds(property, { runs: 300, show: (written) => JSON.stringify(written) });
  expect(without).toBeGreaterThan(20);
});

test.each([
  ['one that names a session', { AWS: `arn:aws:sts::{ACCOUNT_ID}:assumed-role/dev/s1` }, ['aws:111111111111:dev']],
  ['one that names by the repository', { AWS: 'arn:aws:iam::{ACCOUNT_ID}:role/{REPOSITORY}' }, undefined],
  ['one that names everybody', '*', undefined],
])('%s', (_, Principal, names) => {
  const document = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal, Action: 'ecr:*' }] };
  const found = namesInPolicy(entryWith(document), account.ground);
  expect(found?.filter((name) => !name.startsWith('arn:aws:sts:'))).toEqual(names);
});

function entryWith(policy: object) {
  const text = JSON.stringify({
    apiVersion: 'ecr-drift/v1',
    kind: 'AccessPolicy',
    rules: [{ id: 'a', repositories: ['**'], allow: [{ policy }] }],
  });
  const [entry] = baselineOf({ 'a.yaml': text }).rules[0]?.entries ?? [];
  if (!entry) throw new Error('no entry');
  return entry;
}
