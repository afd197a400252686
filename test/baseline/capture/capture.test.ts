import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { repositoriesOf } from '../../../lib/access/classes/repository-classes.ts';
import { grantsOf } from '../../../lib/access/matrix/grants.ts';
import { type AccessMatrix, accessMatrix } from '../../../lib/access/matrix/matrix.ts';
import { captureRules } from '../../../lib/baseline/capture/capture.ts';
import { capabilityMask } from '../../../lib/baseline/match/capability-selector.ts';
import { selects, selectsRepository } from '../../../lib/baseline/match/selector.ts';
import { lintBaseline } from '../../../lib/baseline/review/lint.ts';
import { membersOf } from '../../../lib/collections/subset.ts';
import { driftFrom } from '../../../lib/drift/drift.ts';
import { ALL_CAPABILITY_ACTIONS } from '../../../lib/ecr/capabilities.ts';
import type { GrantPrincipal } from '../../../lib/model/access.ts';
import type { Rule } from '../../../lib/model/baseline.ts';
import type { Drift } from '../../../lib/model/drift.ts';
import type { AccountSnapshot } from '../../../lib/model/snapshot.ts';
import { type ActionMask, bitsOf, emptyMask, intersection, union } from '../../../lib/policy/logic/mask.ts';
import { shapedAccount } from '../../support/account-shapes.ts';
import { snapshotOf as shorthandSnapshot } from '../../support/account-shorthand.ts';
import { baselineOf } from '../../support/baseline.ts';
import { generateAccount } from '../../support/generate-account.ts';
import { rounds } from '../../support/property.ts';
import { smallAccount, snapshotOf, withGrant } from '../../support/small-account.ts';
import { driftOf, rulesOf } from './support/captured-rules.ts';

const acme = snapshotOf(JSON.parse(readFileSync('examples/acme/snapshot.json', 'utf8')));

describe('what was captured is expected', () => {
  test('an audit of the account that was captured finds no drift', () => {
    expect(driftAfterCapture(acme)).toEqual([]);
  });

  test.each([
    { repositories: 1, principals: 1, seed: 1 },
    { repositories: 40, principals: 30, seed: 2 },
    { repositories: 120, principals: 90, seed: 3, regions: ['eu-west-1'] },
    { repositories: 400, principals: 300, seed: 4 },
  ])('$repositories repositories and $principals principals of seed $seed give no drift', (shape) => {
    expect(driftAfterCapture(snapshotOf(generateAccount(shape)))).toEqual([]);
  });

  // Each role and each repository has a condition of its own. Seen failing: the role forbidden what everybody else is denied.
  test('an account in which everybody but one role is denied what comes from elsewhere gives no drift', () => {
    const file = JSON.stringify(shapedAccount('conditional', { repositories: 6, principals: 3 }));
    const spared = '"ArnNotEquals":{"aws:PrincipalArn":"arn:aws:iam::111111111111:role/role-1"},"NotIpAddress"';
    const matrix = accessMatrix(snapshotOf(JSON.parse(file.replace('"NotIpAddress"', spared))));
    const rules = rulesOf(matrix);
    expect(driftOf(matrix, rules)).toEqual([]);
    const forbidding = rules.flatMap(({ entries }) => entries.filter(({ verb }) => verb === 'forbid'));
    const toOwn = forbidding.filter(({ principals }) => principals.some((each) => each.kind === 'class' && each.class === 'same-account'));
    expect([forbidding.length, toOwn.length]).toEqual([6, 5]);
  });

  // Seen failing where ways were compared by their letters alone.
  test('a way that another one lets through too is not written', () => {
    const statement = (network: string) => ({
      Effect: 'Allow',
      Principal: { AWS: '222222222222' },
      Action: ['ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'],
      Condition: { IpAddress: { 'aws:SourceIp': network } },
    });
    const policy = [statement('54.1.0.0/16'), statement('54.0.0.0/8'), statement('54.1.0.0/16')];
    const matrix = accessMatrix(shorthandSnapshot({ repositories: { 'team/app': { policy } } }));
    const entries = rulesOf(matrix).flatMap(({ entries: all }) => all);
    expect(entries.map(({ when }) => when.map(({ values }) => values))).toEqual([[['54.0.0.0/8']]]);
    expect(driftOf(matrix, rulesOf(matrix))).toEqual([]);
  });

  // Seen failing where a set of repositories was left to its parts without what they leave over.
  test('no account drifts from its own capture', () => {
    fc.assert(
      fc.property(smallAccount, (file) => {
        expect(driftAfterCapture(snapshotOf(file))).toEqual([]);
      }),
      { numRuns: rounds(100) },
    );
  });
});

describe('nothing else is allowed', () => {
  test.each([
    ['the example account', acme],
    ['a generated account', snapshotOf(generateAccount({ repositories: 60, principals: 50 }))],
    [
      'a generated account in one region',
      snapshotOf(generateAccount({ repositories: 50, principals: 60, regions: ['eu-west-1'], seed: 5 })),
    ],
  ])('in %s every principal is allowed on each repository what it is granted there', (_, snapshot) => {
    const matrix = accessMatrix(snapshot);
    expect(differences(matrix, rulesOf(matrix))).toEqual([]);
  });

  // Seen failing where a glob over principals was taken although one of them lay outside the cluster.
  test('rules allow the principals of an account exactly what is granted to them', () => {
    fc.assert(
      fc.property(smallAccount, (file) => {
        const matrix = accessMatrix(snapshotOf(file));
        expect(differences(matrix, rulesOf(matrix))).toEqual([]);
      }),
      { numRuns: rounds(100) },
    );
  });
});

describe('what comes later is drift', () => {
  const gainer = fc.constantFrom('555555555555', 'arn:aws:iam::111111111111:role/ci/deploy', 'arn:aws:iam::111111111111:user/carl');

  // Seen failing with groups of capabilities written as `any`.
  test('one more grant is one drift', () => {
    fc.assert(
      fc.property(smallAccount, gainer, fc.nat(), (file, principal, choice) => {
        const before = accessMatrix(snapshotOf(file));
        const more = snapshotOf(
          withGrant(file, { Effect: 'Allow', Principal: { AWS: principal }, Action: 'ecr:BatchDeleteImage' }, choice),
        );
        const after = accessMatrix(more);
        const known = grantKeys(before);
        const gained = [...grantKeys(after)].filter((key) => !known.has(key));
        // An account without any access has no rules, and without rules everything is only observed.
        fc.pre(gained.length === 1 && known.size > 0);
        expect(driftFrom(after, baselineOf({ 'captured.yaml': captureRules(before) }), more.collectedAt).drift).toHaveLength(1);
      }),
      { numRuns: rounds(100) },
    );
  });
});

describe('a person can read it', () => {
  test('principals and repositories that are alike are told by globs, with how many they are', () => {
    const text = captureRules(accessMatrix(snapshotOf(generateAccount({ repositories: 200, principals: 150 }))));
    expect(text).toContain(
      ['  # 20 known repositories', '  - id: team-003', '    repositories: [ "team-003/**" ]', '    accounts: [ "111111111111" ]'].join(
        '\n',
      ),
    );
    // A glob would mean whoever comes later too.
    expect(text).not.toContain('user/team-003/*');
    expect(text).toContain('"sso:ReadOnlyAccess"');
  });

  test('what depends on conditions says on which', () => {
    expect(captureRules(accessMatrix(acme))).toContain('aws:sourcearn: [ "arn:');
  });

  test('the same snapshot gives the same bytes, whatever the order of its parts', () => {
    const { identity, regions, ...rest } = generateAccount({ repositories: 60, principals: 40 });
    if (identity.status !== 'present') throw new Error('the generator reads identities');
    const value = { ...identity.value, RoleDetailList: identity.value.RoleDetailList.toReversed() };
    const turned = { ...rest, identity: { ...identity, value }, regions: regions.toReversed() };
    const text = captureRules(accessMatrix(snapshotOf({ identity, regions, ...rest })));
    expect(captureRules(accessMatrix(snapshotOf(turned)))).toBe(text);
  });

  test('the linter has nothing to warn of', () => {
    const matrix = accessMatrix(snapshotOf(generateAccount({ repositories: 60, principals: 50 })));
    const issues = lintBaseline(baselineOf({ 'captured.yaml': captureRules(matrix) }), acme.collectedAt);
    expect(issues.filter(({ severity }) => severity === 'warning')).toEqual([]);
  });
});

/** An account without access has no rules, and then everything is only observed. */
function driftAfterCapture(snapshot: AccountSnapshot): readonly Drift[] {
  const matrix = accessMatrix(snapshot);
  return driftOf(matrix, rulesOf(matrix));
}

/**
 * Cells in which rules allow more or less than is granted, one by one and without the code that audits. What an organization is allowed
 * its accounts are allowed too, even one from which a Deny takes some of it: no allow can say that.
 */
function differences(matrix: AccessMatrix, rules: readonly Rule[]): readonly string[] {
  const { locals, ground } = matrix.account;
  const granted = grantedIn(matrix);
  const own = locals.flatMap(({ principal }) => repositoriesOf(matrix.account).map((repository) => ({ principal, repository })));
  const cells = new Map([...own, ...granted.values()].map((cell) => [cellKey(cell), cell]));
  return [...cells].flatMap(
    ([
      key,
      {
        principal,
        repository: { region, name },
      },
    ]) => {
      const applying = rules.filter(
        (rule) => selectsRepository(rule.repositories, { account: ground.account, region, name, tags: {} }) === 'yes',
      );
      const allowed = applying.flatMap(({ entries }) =>
        entries.filter((entry) => entry.verb !== 'forbid' && entry.principals.some((each) => selects(each, principal))),
      );
      const mask = intersection(capabilityMask(allowed.flatMap(({ capabilities }) => capabilities)), ALL_CAPABILITY_ACTIONS);
      const shared = [...granted.values()].filter((each) => each.repository.name === name && each.repository.region === region);
      const given = shared
        .filter((each) => isOrganizationOf(each.principal.name, principal))
        .reduce((sum, each) => union(sum, each.mask), granted.get(key)?.mask ?? emptyMask());
      const [expected, found] = [given, mask].map((each) => bitsOf(each).join());
      return expected === found ? [] : [`${key}: granted ${expected}, allowed ${found}`];
    },
  );
}

function isOrganizationOf(name: string, principal: GrantPrincipal): boolean {
  if (principal.class !== 'organization') return false;
  if (name.startsWith('org:')) return selects({ kind: 'organization', id: name.slice('org:'.length) }, principal);
  return name.startsWith('ou:') && selects({ kind: 'organizationalUnit', path: name.slice('ou:'.length) }, principal);
}

interface Cell {
  readonly principal: GrantPrincipal;
  readonly repository: { readonly region: string; readonly name: string };
}

function cellKey({ principal, repository: { region, name } }: Cell): string {
  return `${principal.name} ${region} ${name}`;
}

function grantedIn(matrix: AccessMatrix): ReadonlyMap<string, Cell & { readonly mask: ActionMask }> {
  const granted = new Map<string, Cell & { readonly mask: ActionMask }>();
  for (const { subjects, classes, outcome } of matrix.groups()) {
    const mask = outcome.capabilities.reduce((all, { actions }) => union(all, actions), emptyMask());
    for (const { principal } of membersOf(subjects)) {
      for (const repository of membersOf(classes).flatMap((number) => matrix.repositoryClasses[number]?.members ?? [])) {
        granted.set(cellKey({ principal, repository }), { principal, repository, mask });
      }
    }
  }
  return granted;
}

function grantKeys(matrix: AccessMatrix): ReadonlySet<string> {
  return new Set(
    grantsOf(matrix).map(({ region, repository, principal, capability }) => [region, repository, principal.name, capability].join(' ')),
  );
}
