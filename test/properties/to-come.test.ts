// Access on repositories to come, held against accounts in which one of them has come.
// Each property was seen failing on bugs planted in a copy of lib; the comment above it says which, and after how many runs.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { stringify } from 'yaml';
import { grantsOf } from '../../lib/access/matrix/grants.ts';
import { accessMatrix } from '../../lib/access/matrix/matrix.ts';
import { NO_INTENT } from '../../lib/drift/cell/without-baseline.ts';
import { driftFrom } from '../../lib/drift/drift.ts';
import { placeholderDrift } from '../../lib/drift/placeholder/placeholder-drift.ts';
import { isCapability } from '../../lib/model/access.ts';
import type { PlaceholderAccess } from '../../lib/model/drift.ts';
import { commonName, isNameOf, resourceNames, UNWRITTEN } from '../../lib/text/name-pattern.ts';
import { type AccountWords, type RegionWords, type RepositoryWords, snapshotOf, type TemplateWords } from '../support/account-shorthand.ts';
import { arbitraryAccount } from '../support/arbitrary-account.ts';
import { ON_REGISTRY, ON_REPOSITORY, REPOSITORIES } from '../support/arbitrary-statement.ts';
import { baselineOf, policy } from '../support/baseline.ts';
import { holds } from '../support/property.ts';

const show = (words: object): string => stringify([words], { lineWidth: 0, aliasDuplicateObjects: false });

const HOME = 'us-east-1';

function regionsOf({ regions = {}, ...home }: AccountWords): readonly (readonly [string, RegionWords])[] {
  return [[HOME, home], ...Object.entries(regions)];
}

/** Every one has a registry policy, all of which is in force. */
const REGISTERED: fc.Arbitrary<AccountWords> = fc
  .tuple(arbitraryAccount, fc.array(ON_REGISTRY, { minLength: 1, maxLength: 3 }))
  .map(([words, statements]) => ({ ...words, 'registry policy': statements, 'registry scope': 'V2' }));

/** The account in which a repository has come. */
function withRepository(words: AccountWords, region: string, name: string, repository: RepositoryWords = {}): AccountWords {
  const added = (there: RegionWords): RegionWords => ({ ...there, repositories: { ...Object(there.repositories), [name]: repository } });
  if (region === HOME) return { ...words, ...added(words) };
  return { ...words, regions: { ...words.regions, [region]: added(words.regions?.[region] ?? {}) } };
}

function isListed({ repositories = {} }: RegionWords, name: string): boolean {
  return typeof repositories === 'string' || Object.hasOwn(repositories, name);
}

function observed(words: AccountWords): readonly PlaceholderAccess[] {
  const matrix = accessMatrix(snapshotOf(words));
  return placeholderDrift(matrix, NO_INTENT, matrix.account.ground.at, { drift: [], leftOut: 0 }).filter(
    (each) => each.of === 'repositories',
  );
}

/** `principal capability decision` of outsiders on one repository. */
function outsidersAt(words: AccountWords, region: string, name: string): readonly string[] {
  const matrix = accessMatrix(snapshotOf(words));
  const grants = grantsOf(matrix, { repository: (each) => each.region === region && each.name === name, subject: ({ local }) => !local });
  return grants
    .filter(({ decision, principal }) => decision !== 'unknown' && (principal.class === 'public' || principal.class === 'external'))
    .map(({ principal, capability, decision }) => `${principal.name} ${capability} ${decision}`);
}

/** Whether what an outsider has may be told of another: everybody, or somebody of its account. Who is only named in a Deny is one of those. */
function standsFor({ principal }: PlaceholderAccess['access'], name: string): boolean {
  return principal.name === name || principal.name === '*' || (principal.account !== undefined && name.includes(principal.account));
}

// Seen failing: what a NotResource leaves taken for nothing, after 19 runs.
test('what outsiders have on a repository that comes was told before it came', () => {
  const property = fc.property(REGISTERED, fc.constantFrom(...REPOSITORIES, 'team/new', 'xyz', 'a/b/c'), (words, name) => {
    const told = observed(words);
    for (const [region, there] of regionsOf(words)) {
      if (isListed(there, name)) continue;
      for (const line of outsidersAt(withRepository(words, region, name), region, name)) {
        const [principal, capability] = line.split(' ');
        const found = told.some(
          ({ access }) =>
            access.region === region &&
            access.capability === capability &&
            standsFor(access, principal ?? '') &&
            isNameOf(resourceNames(access.repository), name),
        );
        expect({ line, region, name, found }).toEqual({ line, region, name, found: true });
      }
    }
  });
  holds(property, { runs: 300, show });
});

// Seen failing: names that a pattern tells apart given one outcome, after 59 runs.
test('what is told of all names of a pattern is so once one has come', () => {
  const property = fc.property(REGISTERED, (words) => {
    for (const { access, among } of observed(words)) {
      const { region, repository: pattern, principal, capability, decision } = access;
      const name = commonName([resourceNames(pattern)])?.replaceAll(UNWRITTEN, 'q');
      const there = regionsOf(words).find(([each]) => each === region)?.[1] ?? {};
      if (among.length > 0 || name === undefined || isListed(there, name) || !isCapability(capability)) continue;
      const line = `${principal.name} ${capability} ${decision}`;
      expect(outsidersAt(withRepository(words, region, name), region, name)).toContain(line);
    }
  });
  holds(property, { runs: 300, show });
});

const FORBIDDING = baselineOf({
  'baseline.yaml': policy(
    stringify({ rules: [{ id: 'all', repositories: ['**'], forbid: [{ principals: ['public', 'external'], capabilities: ['any'] }] }] }),
  ),
});

const TEMPLATES: fc.Arbitrary<Readonly<Record<string, TemplateWords>>> = fc.dictionary(
  fc.constantFrom('team', 'x', 'ROOT', 'team/app'),
  fc.record({
    policy: fc.array(ON_REPOSITORY, { minLength: 1, maxLength: 2 }),
    tags: fc.constantFrom<Readonly<Record<string, string>>>({}, { a: '1' }, { b: 'app' }),
  }),
  { minKeys: 1 },
);

/** `principal capability` of what is forbidden on one repository. */
function forbiddenAt(words: AccountWords, name: string): ReadonlySet<string> {
  const matrix = accessMatrix(snapshotOf(words));
  const { drift } = driftFrom(matrix, FORBIDDING, matrix.account.ground.at);
  const here = drift.flatMap((each) => (each.kind === 'forbidden' && each.grant.repository === name ? [each.grant] : []));
  return new Set(here.filter(({ region }) => region === HOME).map(({ principal, capability }) => `${principal.name} ${capability}`));
}

// Seen failing: a template's repository given the outcome of one without its policy, after 18 runs; only those whom the template names asked
// about, after 181; access under narrower conditions taken for the same, after 178.
test('what a template makes a new repository give away, where a rule forbids it, was told before', () => {
  const drawn = fc.tuple(arbitraryAccount, TEMPLATES).map(([words, templates]) => ({ ...words, templates }));
  const property = fc.property(drawn, (account) => {
    const matrix = accessMatrix(snapshotOf(account));
    const told = placeholderDrift(matrix, FORBIDDING, matrix.account.ground.at, { drift: [], leftOut: 0 }).filter(
      ({ template }) => template !== undefined,
    );
    for (const [prefix, template] of Object.entries(account.templates)) {
      const name = prefix === 'ROOT' ? 'other/new' : `${prefix}/new`;
      if (isListed(account, name)) continue;
      const without = forbiddenAt(withRepository(account, HOME, name, { tags: template.tags ?? {} }), name);
      const having = [...forbiddenAt(withRepository(account, HOME, name, template), name)];
      const ofTemplate = told.filter((each) => each.template === prefix);
      const missed = having.filter((line) => {
        const [principal = '', capability] = line.split(' ');
        const isOld = without.has(line) || without.has(`* ${capability}`);
        return !isOld && !ofTemplate.some(({ access }) => access.capability === capability && standsFor(access, principal));
      });
      expect({ prefix, missed }).toEqual({ prefix, missed: [] });
      const whole = ofTemplate.filter(({ among }) => among.length === 0);
      expect(having).toEqual(expect.arrayContaining(whole.map(({ access }) => `${access.principal.name} ${access.capability}`)));
    }
  });
  holds(property, { runs: 100, show });
});
