// Grants that drift are proved together where they are alike: not where other statements grant them.
import { describe, expect, test } from 'vitest';
import { prepareAccount } from '../../../lib/access/account/account.ts';
import { alikeGrants } from '../../../lib/access/matrix/alike-grants.ts';
import { type AccessMatrix, accessMatrix, matrixOf } from '../../../lib/access/matrix/matrix.ts';
import { membersOf } from '../../../lib/collections/subset.ts';
import type { PolicyDocument } from '../../../lib/model/policy.ts';
import { policyName } from '../../../lib/model/policy-ref.ts';
import type { AccountSnapshot, Collected } from '../../../lib/model/snapshot.ts';
import { ACCOUNT, type AccountWords, snapshotOf } from '../../support/account-shorthand.ts';

const LIST = { Effect: 'Allow', Action: 'ecr:*Images' };
const LOGIN = { policies: [['login']] };
const role = (name: string) => ({ AWS: `arn:aws:iam::${ACCOUNT}:role/${name}` });
const team = (value: string) => ({ StringEquals: { 'aws:PrincipalTag/team': value } });
const [one, two] = [
  { ...LIST, Sid: 'One' },
  { ...LIST, Sid: 'Two' },
];

/** Of each principal the statements and conditions of its one grant. */
function proofsIn(matrix: AccessMatrix): object {
  const grantsIn = alikeGrants(matrix);
  const grants = [...matrix.alike()].flatMap(({ subjects, classes, outcome: { capabilities } }) => {
    const repositories = membersOf(classes).flatMap((number) => matrix.repositoryClasses[number]?.members ?? []);
    return [...grantsIn({ subjects: membersOf(subjects), repositories, granted: capabilities })].map(({ grant }) => grant);
  });
  return Object.fromEntries(
    grants.map(({ principal, via, conditions }) => [
      principal.name.replace(`arn:aws:iam::${ACCOUNT}:`, ''),
      [
        ...via.map(({ policy, source: { sid, index } }) => `${policyName(policy)} ${sid ?? `#${index}`}`),
        ...conditions.map((each) => ('policy' in each ? `if ${policyName(each.policy)} #${each.index}` : '')),
      ],
    ]),
  );
}

const CASES: Readonly<Record<string, readonly [AccountWords, object]>> = {
  'each is named by a statement of the repository': [
    {
      roles: { dev: LOGIN, ops: LOGIN },
      repositories: {
        'team/app': {
          policy: [
            { ...one, Principal: role('dev') },
            { ...two, Principal: role('ops') },
          ],
        },
      },
    },
    { 'role/dev': ['repository policy One'], 'role/ops': ['repository policy Two'] },
  ],
  'each has the tag that a statement of the repository asks for': [
    {
      users: { alice: { ...LOGIN, tags: { team: 'a' } }, bert: { ...LOGIN, tags: { team: 'b' } } },
      repositories: {
        'team/app': {
          policy: [
            { ...one, Principal: { AWS: ACCOUNT }, Condition: team('a') },
            { ...two, Principal: { AWS: ACCOUNT }, Condition: team('b') },
            { ...LIST, Effect: 'Deny', Principal: '*', Condition: { Null: { 'aws:PrincipalTag/team': 'true' } } },
            { ...one, Sid: 'NamesA', Principal: { AWS: `arn:aws:iam::${ACCOUNT}:user/alice` }, Condition: team('a') },
            { ...one, Sid: 'NamesB', Principal: { AWS: `arn:aws:iam::${ACCOUNT}:user/bert` }, Condition: team('b') },
          ],
        },
      },
    },
    {
      'user/alice': ['repository policy One', 'repository policy NamesA'],
      'user/bert': ['repository policy Two', 'repository policy NamesB'],
    },
  ],
  'each has the tag that a statement of one policy asks for': [
    {
      users: {
        alice: {
          policies: [
            [
              { ...one, Resource: '*', Condition: team('a') },
              { ...two, Resource: '*', Condition: team('b') },
            ],
          ],
          tags: { team: 'a' },
        },
        bert: {
          policies: [
            [
              { ...one, Resource: '*', Condition: team('a') },
              { ...two, Resource: '*', Condition: team('b') },
            ],
          ],
          tags: { team: 'b' },
        },
      },
      repositories: { 'team/app': {} },
    },
    { 'user/alice': ['inline policy p0 of user alice One'], 'user/bert': ['inline policy p0 of user bert Two'] },
  ],
  'what is proved of one is said of the other under the names of its own policies': [
    {
      users: { alice: { policies: [[{ ...one, Resource: '*' }]] }, bert: { policies: [[{ ...one, Resource: '*' }]] } },
      repositories: { 'team/app': {} },
    },
    { 'user/alice': ['inline policy p0 of user alice One'], 'user/bert': ['inline policy p0 of user bert One'] },
  ],
};

describe('a proof serves whoever the same statements speak of', () => {
  test.each(Object.entries(CASES))('%s', (_, [words, expected]) => {
    expect(proofsIn(accessMatrix(snapshotOf(words)))).toEqual(expected);
  });
});

test('a policy that is its holder’s boundary as well has one name, and another’s two have two', () => {
  const policy = [{ ...LIST, Resource: '*', Condition: { StringEquals: { 'aws:SourceVpce': 'vpce-1' } } }];
  const snapshot = snapshotOf({
    users: { alice: { policies: [policy], boundary: policy }, bert: { policies: [policy], boundary: policy } },
    repositories: { 'team/app': {} },
  });
  expect(proofsIn(matrixOf(prepareAccount(withOwnBoundary(snapshot, 'alice'))))).toEqual({
    'user/alice': ['inline policy p0 of user alice #0', 'if inline policy p0 of user alice #0'],
    'user/bert': [
      ...['inline policy p0 of user bert #0', 'if inline policy p0 of user bert #0'],
      `if arn:aws:iam::${ACCOUNT}:policy/boundary-of-bert #0`,
    ],
  });
});

/** The first policy of a principal is its boundary too. */
function withOwnBoundary(snapshot: AccountSnapshot, name: string): AccountSnapshot {
  const { principals } = snapshot;
  if (principals.kind !== 'present') return snapshot;
  const value = principals.value.map((each) => {
    const boundary: Collected<PolicyDocument> | undefined = each.name === name ? each.policies[0] : undefined;
    return boundary ? { ...each, boundary } : each;
  });
  return { ...snapshot, principals: { kind: 'present', value } };
}
