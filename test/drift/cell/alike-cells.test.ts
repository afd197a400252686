// Which cells entries with conditions judge alike, and where each has to be judged by itself.
import { expect, test } from 'vitest';
import { prepareAccount } from '../../../lib/access/account/account.ts';
import { repositoriesOf } from '../../../lib/access/classes/repository-classes.ts';
import { alikeCells } from '../../../lib/drift/cell/alike-cells.ts';
import type { ConditionalEntry, Expectation } from '../../../lib/drift/cell/expectation.ts';
import { emptyMask } from '../../../lib/policy/logic/mask.ts';
import { snapshotOf } from '../../support/account-shorthand.ts';
import { entry, rulesIn } from '../../support/baseline.ts';

const account = prepareAccount(
  snapshotOf({
    roles: { a: { tags: { team: 'x' } }, b: { tags: { team: 'y' } }, c: { tags: { team: 'y' } } },
    repositories: { red: { tags: { color: 'red' } }, ruby: { tags: { color: 'red' } }, sky: { tags: { color: 'blue' } } },
  }),
);
const ALL = { subjects: account.locals, repositories: repositoriesOf(account) };
const NOTHING: Expectation = {
  allowed: emptyMask(),
  conditionalAllows: [],
  lapsed: { allowed: emptyMask(), conditionalAllows: [] },
  forbidden: [],
  conditionalForbids: [],
};

const OF_NOBODY = { StringEquals: { 'aws:SourceVpc': 'vpc-1' } };
const OF_A_ROLE = { StringEquals: { 'aws:PrincipalTag/team': 'x' } };
const OF_A_REPOSITORY = { StringEquals: { 'ecr:ResourceTag/color': 'red' } };
const OF_BOTH = { StringEquals: { 'ecr:ResourceTag/color': '$' + '{aws:PrincipalTag/team}' } };
const TOGETHER = ['a b c: red ruby sky'];

/** An entry for each of these conditions. */
function entriesWith(...conditions: readonly object[]): readonly ConditionalEntry[] {
  const texts = conditions.map((when) => entry(`{ principals: [same-account], capabilities: [pull], when: ${JSON.stringify(when)} }`));
  return texts
    .flatMap((text) => rulesIn(text))
    .flatMap(({ id, owner, at, entries }) => entries.map((each) => ({ entry: each, rule: { id, owner, at } })));
}

function asPolicies(entries: readonly ConditionalEntry[]): readonly ConditionalEntry[] {
  const policy = { name: 'policy', text: '{}', style: 'identity' } as const;
  return entries.map((each) => ({ ...each, entry: { ...each.entry, policy } }));
}

function alike(expectation: Partial<Expectation>, cells = ALL): readonly string[] | undefined {
  const groups = alikeCells(account.ground, cells, { ...NOTHING, ...expectation });
  return groups?.map(({ subjects, repositories }) => {
    const roles = subjects.map(({ principal }) => principal.name.split('/').at(-1));
    return `${roles.join(' ')}: ${repositories.map(({ name }) => name).join(' ')}`;
  });
}

test.each<[string, readonly object[], readonly string[]]>([
  ['a condition about neither leaves all together', [OF_NOBODY], TOGETHER],
  ['so do two of them', [OF_NOBODY, OF_NOBODY], TOGETHER],
  ['one about principals tells those apart', [OF_A_ROLE], ['a: red ruby sky', 'b c: red ruby sky']],
  ['one about repositories tells those apart', [OF_A_REPOSITORY], ['a b c: red ruby', 'a b c: sky']],
  ['one of each tells both apart', [OF_A_ROLE, OF_A_REPOSITORY], ['a: red ruby', 'a: sky', 'b c: red ruby', 'b c: sky']],
])('%s', (_, conditions, expected) => {
  expect(alike({ conditionalAllows: entriesWith(...conditions) })).toEqual(expected);
});

test('entries that forbid, and entries that allowed until they expired, tell apart as well', () => {
  expect(alike({ conditionalForbids: entriesWith(OF_A_ROLE) })).toEqual(['a: red ruby sky', 'b c: red ruby sky']);
  expect(alike({ lapsed: { allowed: emptyMask(), conditionalAllows: entriesWith(OF_A_ROLE) } })).toEqual([
    'a: red ruby sky',
    'b c: red ruby sky',
  ]);
});

test('a condition that compares the one with the other is asked of each pair, and so is a policy document', () => {
  expect(alike({ conditionalAllows: entriesWith(OF_BOTH) })).toBeUndefined();
  expect(alike({ conditionalAllows: entriesWith(OF_NOBODY, OF_BOTH) })).toBeUndefined();
  expect(alike({ conditionalAllows: [...entriesWith(OF_NOBODY), ...asPolicies(entriesWith(OF_NOBODY))] })).toBeUndefined();
});

test('of no principals or no repositories there are no cells', () => {
  expect(alike({ conditionalAllows: entriesWith(OF_A_ROLE) }, { ...ALL, subjects: [] })).toEqual([]);
  expect(alike({ conditionalAllows: entriesWith(OF_A_ROLE) }, { ...ALL, repositories: [] })).toEqual([]);
});
