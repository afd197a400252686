// What statements give, found for many principals and classes of repositories at once, against each principal and repository by itself.
// Seen failing on bugs planted in a copy of lib: one of those of whom different things are expected judged for all, statements with other actions
// or that speak in another way taken together, whoever is named alone or by NotPrincipal judged as one of the account, conditions left out,
// classes that a group leaves out not left out, one of several repositories taken for all.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { stringify } from 'yaml';
import { repositoriesOf } from '../../lib/access/classes/repository-classes.ts';
import { type AccessMatrix, accessMatrix } from '../../lib/access/matrix/matrix.ts';
import type { Given, Watched } from '../../lib/checks/statements/heard.ts';
import { appliesTo } from '../../lib/checks/statements/statement-applies.ts';
import { statementGrants } from '../../lib/checks/statements/statement-grants.ts';
import { resourcePolicies } from '../../lib/checks/survey/resource-policies.ts';
import { rightsFrom } from '../../lib/checks/survey/statement-rights.ts';
import { seen } from '../../lib/checks/survey/survey.ts';
import { membersOf } from '../../lib/collections/subset.ts';
import { expectedAccess, type IsExpected } from '../../lib/drift/cell/expected.ts';
import type { Right } from '../../lib/drift/cell/right.ts';
import { type Intent, NO_INTENT } from '../../lib/drift/cell/without-baseline.ts';
import { CAPABILITY_RULES } from '../../lib/ecr/capabilities.ts';
import { isCapability } from '../../lib/model/access.ts';
import { FALSE } from '../../lib/policy/logic/formula.ts';
import { covers, intersection, isEmpty } from '../../lib/policy/logic/mask.ts';
import { ANYTHING } from '../../lib/policy/match/context.ts';
import { ACCOUNT, type AccountWords, snapshotOf } from '../support/account-shorthand.ts';
import { alikeAccount } from '../support/alike-account.ts';
import { arbitraryAccount } from '../support/arbitrary-account.ts';
import { rules } from '../support/audited.ts';
import { holds } from '../support/property.ts';

/** What a baseline allows to some of the account's own, by their places in the account as far as there are so many, and to others. */
interface Allowed {
  readonly whom: readonly number[];
  readonly others: readonly string[];
  readonly capabilities: readonly string[];
  readonly where: 'everywhere' | 'inOne';
}

const allowed: fc.Arbitrary<Allowed> = fc.record({
  whom: fc.uniqueArray(fc.nat(7), { minLength: 1, maxLength: 5 }),
  others: fc.constantFrom(['account:222222222222'], ['account:222222222222', 'public']),
  capabilities: fc.constantFrom(['any'], ['list'], ['delete'], ['list', 'pull', 'push']),
  where: fc.constantFrom('everywhere', 'inOne'),
});

function intentOf({ account }: AccessMatrix, entries: readonly Allowed[]): Intent {
  if (entries.length === 0) return NO_INTENT;
  const [repository] = repositoriesOf(account);
  return rules(
    entries
      .map(({ whom, others, capabilities, where }, number) => {
        const names = account.locals.filter((_, at) => whom.includes(at)).map(({ principal: { name } }) => name);
        const selector = where === 'everywhere' ? '**' : (repository?.name ?? '**');
        const allow = [{ principals: [...others, ...names], capabilities }];
        return `\n  - ${JSON.stringify({ id: `rule-${number}`, repositories: [selector], allow })}`;
      })
      .join(''),
  );
}

/** Every Allow of a policy of a repository or a registry, with the repositories of which it may speak. */
function watchedIn({ account }: AccessMatrix): readonly Watched[] {
  return resourcePolicies(account).flatMap(({ inForce, repositories }) =>
    inForce.flatMap((statement) =>
      statement.effect === 'Allow' && repositories.kind === 'present'
        ? [{ statement, repositories: repositories.value.filter(({ arn }) => statement.resource.covers(arn, () => ANYTHING) !== FALSE) }]
        : [],
    ),
  );
}

const GRAVITY: readonly Given[] = ['nothing', 'expected', 'unexpected'];

/** As the definition has it: everybody whom it names, everywhere. */
function givenByEach(matrix: AccessMatrix, isExpected: IsExpected, { statement, repositories }: Watched): Given {
  const cells = [...matrix.alike()].flatMap(({ subjects, classes, outcome }) =>
    membersOf(subjects).flatMap((subject) =>
      membersOf(classes)
        .flatMap((number) => matrix.repositoryClasses[number]?.members ?? [])
        .filter((repository) => repositories.includes(repository))
        .map((repository): Given => {
          const way = statement.principal.match(subject.caller, FALSE);
          if (subject.principal.class === 'service-linked' || way.some === FALSE) return 'nothing';
          const all = rightsFrom(outcome, statement.actions, subject);
          // A22: where only the account is named, nothing of which the statement does not speak comes of it.
          const isDelegated = subject.local !== undefined && way.direct === FALSE && way.role === FALSE;
          const rights = isDelegated ? all.flatMap((right) => withinStatement(right, statement.actions)) : all;
          if (rights.length === 0 || !appliesTo(matrix.account, statement, subject, repository)) return 'nothing';
          return rights.every((right) => isExpected({ ...right, subject, repository })) ? 'expected' : 'unexpected';
        }),
    ),
  );
  return GRAVITY[Math.max(0, ...cells.map((cell) => GRAVITY.indexOf(cell)))] ?? 'nothing';
}

function withinStatement(right: Right, actions: Watched['statement']['actions']): readonly Right[] {
  const { capability } = right;
  if (isCapability(capability) && CAPABILITY_RULES[capability].needs === 'all') return covers(actions, right.actions) ? [right] : [];
  const shared = intersection(right.actions, actions);
  return isEmpty(shared) ? [] : [{ capability, actions: shared }];
}

const ROLES = ['a', 'b', 'c', 'd'] as const;
const LIST = ['ecr:DescribeImages', 'ecr:ListImages'];
const PULL = ['ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer', 'ecr:GetAuthorizationToken'];
const roleArn = (name: string): string => `arn:aws:iam::${ACCOUNT}:role/${name}`;
const ownPolicy = fc.constantFrom<readonly object[]>(
  [],
  [{ Effect: 'Allow', Action: LIST, Resource: '*' }],
  [{ Effect: 'Allow', Action: LIST, Resource: 'arn:aws:ecr:*:*:repository/x/*' }],
  [{ Effect: 'Allow', Action: [...LIST, 'ecr:BatchDeleteImage'], Resource: '*' }],
  [{ Effect: 'Allow', Action: PULL, Resource: '*' }],
  [
    { Effect: 'Allow', Action: LIST, Resource: '*' },
    { Effect: 'Deny', Action: LIST, Resource: 'arn:aws:ecr:*:*:repository/x/a' },
  ],
);
const naming = fc.constantFrom(
  ...[[ACCOUNT], [ACCOUNT], [ACCOUNT, roleArn('b')], [roleArn('a')], ['222222222222'], ['*']].map((AWS) => ({ Principal: { AWS } })),
  { NotPrincipal: { AWS: [roleArn('c')] } },
);
const what = fc.constantFrom<string | readonly string[]>('ecr:*', LIST, 'ecr:BatchDeleteImage', 'ecr:BatchGetImage');
const delegation = fc.tuple(fc.constantFrom('Allow', 'Allow', 'Allow', 'Deny'), what, naming).map(([Effect, Action, those]) => ({
  ...(Effect === 'Deny' ? { Principal: { AWS: [roleArn('a')] } } : those),
  Effect,
  Action,
}));
const policyOf = fc.array(delegation, { minLength: 1, maxLength: 2 }).map((policy) => ({ policy }));
/** Repositories that are the whole account's, and roles that have something in some of them. */
const delegatingAccount: fc.Arbitrary<AccountWords> = fc.record({
  roles: fc.record(Object.fromEntries(ROLES.map((name) => [name, fc.record({ policies: ownPolicy.map((policy) => [policy]) })]))),
  repositories: fc.record({ 'x/a': policyOf, 'x/b': policyOf, y: policyOf }),
});

test.each([
  ['is delegated', delegatingAccount, 1000],
  ['looks alike', alikeAccount, 400],
  ['is anything', arbitraryAccount, 400],
])('where much %s, a statement gives what it gives to each', (_, accounts, runs) => {
  const given = fc.record({ words: accounts, entries: fc.array(allowed, { maxLength: 3 }) });
  const property = fc.property(given, ({ words, entries }) => {
    const matrix = accessMatrix(snapshotOf(words));
    const isExpected = expectedAccess(matrix.account, intentOf(matrix, entries), matrix.account.snapshot.collectedAt);
    const watched = watchedIn(matrix);
    const grants = statementGrants(matrix, isExpected, watched);
    for (const group of matrix.alike()) grants.see(seen(group));
    expect(watched.map(grants.given)).toEqual(watched.map((each) => givenByEach(matrix, isExpected, each)));
  });
  holds(property, { runs, show: (shown) => stringify([shown], { lineWidth: 0, aliasDuplicateObjects: false }) });
});
