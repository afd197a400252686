// Which writes may have made a finding.
import { describe, expect, test } from 'vitest';
import { judgeSnapshot } from '../../lib/audit.ts';
import { lookupsFor } from '../../lib/events/candidates.ts';
import { seeking } from '../../lib/events/seeking.ts';
import { soughtBy, soughtOfPrincipal } from '../../lib/events/sought.ts';
import { patternKey, type TouchedPattern } from '../../lib/events/touched.ts';
import type { Baseline } from '../../lib/model/baseline.ts';
import type { Finding } from '../../lib/model/finding.ts';
import { ACCOUNT, type AccountWords, snapshotOf } from '../support/account-shorthand.ts';
import { NOBODY, rules } from '../support/audited.ts';

const REGION = 'us-east-1';
const PULL = ['ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'];
const pull = (more: object = {}) => ({
  Effect: 'Allow',
  Principal: { AWS: 'arn:aws:iam::222222222222:role/vendor' },
  Action: PULL,
  ...more,
});

/** What is sought by the one finding of this code, or by the first. */
function sought(words: AccountWords, baseline: Baseline | undefined, isMeant: (finding: Finding) => boolean) {
  const snapshot = snapshotOf(words);
  const { findings } = judgeSnapshot(snapshot, baseline);
  const finding = findings.find(isMeant);
  if (!finding) throw new Error(`none of ${findings.map(({ code, principal }) => `${code} ${principal}`).join(', ')}`);
  return sorted(soughtBy(finding, snapshot));
}

function sorted(patterns: readonly TouchedPattern[]): readonly TouchedPattern[] {
  return patterns.toSorted((a, b) => (patternKey(a) < patternKey(b) ? -1 : 1));
}

const repository = (...parts: readonly ('policy' | 'existence' | 'tags')[]): readonly TouchedPattern[] =>
  parts.map((part) => ({ kind: 'repository', region: REGION, repository: 'team/app', part }));
const arn = (kind: string, name: string) => `arn:aws:iam::${ACCOUNT}:${kind}/${name}`;
const isOf = (principal: string, capability?: string) => (finding: Finding) =>
  finding.principal === principal && (capability === undefined || finding.capability === capability);

describe('access that a repository policy gives', () => {
  test('comes from its writes, and from whoever made the repository', () => {
    const words = { repositories: { 'team/app': { policy: [pull()] } } };
    expect(sought(words, NOBODY, isOf('arn:aws:iam::222222222222:role/vendor', 'pull'))).toEqual(sorted(repository('policy', 'existence')));
  });

  test('under a condition on a tag comes from the tag as well', () => {
    const policy = [pull({ Condition: { StringEquals: { 'aws:ResourceTag/shared': 'yes' } } })];
    const words = { repositories: { 'team/app': { policy, tags: { shared: 'yes' } } } };
    expect(sought(words, NOBODY, isOf('arn:aws:iam::222222222222:role/vendor', 'pull'))).toEqual(
      sorted(repository('policy', 'existence', 'tags')),
    );
  });
});

describe('access that identity policies give', () => {
  const words: AccountWords = {
    users: { ana: { groups: ['developers'], policies: ['AmazonEC2ContainerRegistryPullOnly'] } },
    groups: { developers: { policies: [['list']] } },
    repositories: { 'team/app': {} },
  };

  test('comes from an attachment, to the user or to a group of theirs', () => {
    const policy = 'arn:aws:iam::aws:policy/AmazonEC2ContainerRegistryPullOnly';
    expect(sought(words, NOBODY, isOf(arn('user', 'ana'), 'pull'))).toEqual(
      sorted([
        { kind: 'attachment', of: 'user', name: 'ana', policy },
        { kind: 'attachment', of: 'group', name: 'developers', policy },
        { kind: 'membership', name: 'ana', group: 'developers' },
      ]),
    );
  });

  test('comes from the inline policy of a group, and from whoever put the user into it', () => {
    expect(sought(words, NOBODY, isOf(arn('user', 'ana'), 'list'))).toEqual(
      sorted([
        { kind: 'inline', of: 'group', name: 'developers', policy: expect.any(String) },
        { kind: 'membership', name: 'ana', group: 'developers' },
      ]),
    );
  });
});

test('access that is missing was taken from the repository, or from the principal, with all that it was given by; what AWS writes into its own policies is nobody’s here', () => {
  const words: AccountWords = {
    roles: { ci: { policies: [['list'], 'AmazonEC2ContainerRegistryPullOnly'] } },
    repositories: { 'team/app': {} },
  };
  const required = rules(`  - { id: r, repositories: ["**"], require: [{ principals: ["${arn('role', 'ci')}"], capabilities: [push] }] }`);
  expect(sought(words, required, isOf(arn('role', 'ci'), 'push'))).toEqual(
    sorted([
      ...repository('policy', 'existence'),
      { kind: 'principal', of: 'role', name: 'ci' },
      { kind: 'inline', of: 'role', name: 'ci' },
      { kind: 'attachment', of: 'role', name: 'ci' },
    ]),
  );
});

test('access on repositories to come is the registry policy’s; a template’s, where no statement proves it, is anything of the registry', () => {
  const registry: AccountWords = {
    repositories: { x: {} },
    'registry policy': [pull({ Resource: `arn:aws:ecr:${REGION}:${ACCOUNT}:repository/vendor/*` })],
  };
  expect(sought(registry, NOBODY, ({ drift }) => drift.kind === 'coming')).toEqual(
    sorted([
      { kind: 'registry', region: REGION, part: 'policy' },
      { kind: 'registry', region: REGION, part: 'policyScope' },
    ]),
  );
  const template: AccountWords = { repositories: { x: {} }, templates: { team: { policy: [pull()] } } };
  expect(sought(template, NOBODY, ({ code }) => code === 'ECRD-207')).toEqual(
    sorted([
      { kind: 'registry', region: REGION },
      { kind: 'template', region: REGION },
    ]),
  );
});

test('repositories that no rule is about were made, or given their policy', () => {
  const elsewhere = rules('  - { id: e, repositories: [elsewhere], allow: [{ principals: [same-account], capabilities: [list] }] }');
  const words: AccountWords = { roles: { ci: { policies: [['pull', 'login']] } }, repositories: { 'team/app': {} } };
  expect(sought(words, elsewhere, ({ drift }) => drift.kind === 'unmanaged')).toEqual(sorted(repository('policy', 'existence')));
});

test('what was not read, and what is wrong with the baseline, nobody wrote into AWS', () => {
  const unread: AccountWords = { repositories: { 'team/app': { policy: 'unknown' } } };
  expect(sought(unread, NOBODY, ({ drift }) => drift.kind === 'unverified')).toEqual([]);
  const stale = rules(`  - { id: gone, repositories: [gone], allow: [{ principals: ["${arn('role', 'x')}"], capabilities: [pull] }] }`);
  expect(sought({ repositories: { 'team/app': {} } }, stale, ({ drift }) => drift.kind === 'hygiene' && drift.at !== undefined)).toEqual(
    [],
  );
});

describe('a principal', () => {
  const snapshot = snapshotOf({
    users: { ana: { groups: ['developers'], boundary: 'missing', policies: ['missing'] } },
    groups: { developers: {} },
    repositories: {},
  });

  test('has its own policies, its groups and theirs, and documents that nobody could fetch', () => {
    const patterns = soughtOfPrincipal(arn('user', 'ana'), snapshot);
    expect(patterns).toEqual(
      expect.arrayContaining([
        { kind: 'inline', of: 'user', name: 'ana' },
        { kind: 'membership', name: 'ana' },
        { kind: 'attachment', of: 'group', name: 'developers' },
        { kind: 'managed', policy: expect.stringMatching(/^arn:aws:iam::/) },
      ]),
    );
  });

  test('that is gone has its own writes all the same, below whatever path', () => {
    expect(soughtOfPrincipal(arn('role', 'build/ci'), snapshot)).toEqual([
      { kind: 'principal', of: 'role', name: 'ci' },
      { kind: 'inline', of: 'role', name: 'ci' },
      { kind: 'attachment', of: 'role', name: 'ci' },
    ]);
  });

  test.each(['*', 'account:222222222222', 'arn:aws:iam::222222222222:role/ci', `arn:aws:iam::${ACCOUNT}:root`])(
    '%s has no policies here',
    (name) => {
      expect(soughtOfPrincipal(name, snapshot)).toEqual([]);
    },
  );
});

test('of what a thousand principals can do, each write is asked for once, and found among others', () => {
  const many = Array.from({ length: 1000 }, (_, at): TouchedPattern => ({ kind: 'inline', of: 'role', name: `r${at}`, policy: 'p' }));
  expect(lookupsFor(many, REGION).map(({ name }) => name)).toEqual(['DeleteRolePolicy', 'PutRolePolicy']);
  const isSought = seeking([...many, { kind: 'attachment', policy: 'arn:any' }]);
  expect(isSought({ kind: 'inline', of: 'role', name: 'R999', policy: 'P' })).toBe(true);
  expect(isSought({ kind: 'inline', of: 'role', name: 'r1000', policy: 'p' })).toBe(false);
  expect(isSought({ kind: 'attachment', of: 'user', name: 'ana', policy: 'arn:any' })).toBe(true);
});
