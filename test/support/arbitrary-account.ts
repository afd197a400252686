// Small accounts, dense with what keeps principals and repositories apart: one policy on several holders, tags in several
// combinations, two conditions in one policy, and parts that nobody could read.
import fc from 'fast-check';
import { ACCOUNT, type AccountWords, type PrincipalWords, type RegionWords } from './account-shorthand.ts';
import {
  CALLER_CONDITION,
  CALLER_GUARDRAIL,
  ELSEWHERE,
  EVERYTHING,
  GUARDRAIL,
  LINKED_PATH,
  LOGIN,
  MEETING,
  ON_REGISTRY,
  ON_REPOSITORY,
  OWN,
  REPOSITORIES,
  RESOURCE_ARNS,
  RESOURCE_CONTROL,
  type Statements,
} from './arbitrary-statement.ts';

type Json = Statements[number];

const A = ACCOUNT;
const B = '222222222222';

const USERS = ['alice', 'al', 'bert', '1'];
const ROLES = ['dev', 'de', 'ops', 'linked'];

/** A few documents, which several holders share: what is alike is judged once. */
function documents(of: fc.Arbitrary<Json>): fc.Arbitrary<readonly Statements[]> {
  return fc.array(fc.array(of, { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 3 });
}

const TAGS: fc.Arbitrary<Readonly<Record<string, string>>> = fc.constantFrom(
  ...[{}, { a: '1' }, { b: '1' }, { a: '1', b: '1' }, { A: '2' }, { a: '2', b: '1' }, { a: '1', A: '2' }, { b: 'app' }],
);
const ANYBODY_TAGS: readonly object[] = [{ Effect: 'Allow', Principal: { AWS: A }, Action: ['sts:AssumeRole', 'sts:TagSession'] }];

function holder(pool: readonly Statements[]): fc.Arbitrary<PrincipalWords> {
  const policy = fc.constantFrom(...pool, [LOGIN]);
  const boundary = fc.oneof(
    { weight: 4, arbitrary: fc.constant(undefined) },
    { weight: 2, arbitrary: fc.constantFrom<Statements>(...pool, ...pool.map((one) => [ELSEWHERE, ...one]), [EVERYTHING], [ELSEWHERE]) },
    { weight: 1, arbitrary: fc.constant('missing' as const) },
  );
  const policies = fc.oneof(
    { weight: 12, arbitrary: fc.constantFrom(...pool.slice(0, 1)).map((first) => [first]) },
    { weight: 4, arbitrary: fc.constantFrom(...pool.slice(0, 1)).chain((first) => fc.constantFrom([first, [LOGIN]], [[LOGIN], first])) },
    { weight: 6, arbitrary: fc.array(policy, { maxLength: 2 }) },
    { weight: 1, arbitrary: fc.constant(['missing']) },
    { weight: 1, arbitrary: fc.constant([{ Statement: 'malformed' }]) },
  );
  const trust = fc.constantFrom(undefined, undefined, undefined, ANYBODY_TAGS);
  return fc.record({ tags: TAGS, policies, boundary, trust }).map(defined);
}

function people(pool: readonly Statements[]): fc.Arbitrary<Pick<AccountWords, 'users' | 'roles'>> {
  const among = (names: readonly string[]) =>
    fc
      .uniqueArray(fc.tuple(fc.constantFrom(...names), holder(pool)), { maxLength: 4, selector: ([name]) => name })
      .map((entries) =>
        Object.fromEntries(entries.map(([name, words]) => [name, name === 'linked' ? { ...words, path: LINKED_PATH } : words])),
      );
  return fc.record({ users: among(USERS), roles: among(ROLES) });
}

interface Pools {
  readonly own: readonly Statements[];
  readonly repository: readonly Statements[];
  readonly registry: readonly Statements[];
}

/** Anything beside anything. */
const MIXED: fc.Arbitrary<Pools> = fc.record({
  own: documents(OWN).map((pool) => [...pool, [EVERYTHING]]),
  repository: documents(ON_REPOSITORY),
  registry: documents(ON_REGISTRY),
});

/** Patterns decide alone, so that nothing hides which repositories each of them matches. */
const NAMES: fc.Arbitrary<Pools> = fc.record({
  own: fc.array(
    RESOURCE_ARNS.map((Resource) => [LOGIN, { Effect: 'Allow', Action: 'ecr:*Image', Resource }]),
    { minLength: 2, maxLength: 4 },
  ),
  repository: fc.constant([]),
  registry: fc.constant([]),
});

/** Conditions of a repository's policy decide alone, each for an action of its own: callers differ by which of them they meet. */
const CALLERS: fc.Arbitrary<Pools> = fc.record({
  own: fc.constant([[LOGIN]]),
  repository: fc.array(
    fc.tuple(CALLER_CONDITION, CALLER_CONDITION).map(
      (conditions): Statements =>
        conditions.map((Condition, at) => ({
          Effect: 'Allow',
          Principal: '*',
          Action: [['ecr:PutImage', 'ecr:TagResource'], 'ecr:ListImages'][at],
          Condition,
        })),
    ),
    { minLength: 1, maxLength: 2 },
  ),
  registry: fc.constant([]),
});

/** Policies of principals that speak of tags and names on both sides. */
const MEETINGS: fc.Arbitrary<Pools> = fc.record({
  own: fc
    .array(MEETING, { minLength: 1, maxLength: 2 })
    .chain((statements) => fc.shuffledSubarray<Statements>([[LOGIN, ...statements], [EVERYTHING]], { minLength: 2 })),
  repository: fc.constant([]),
  registry: fc.constant([]),
});

const POOLS: fc.Arbitrary<Pools> = fc.oneof(
  { weight: 4, arbitrary: MIXED },
  { weight: 1, arbitrary: NAMES },
  { weight: 1, arbitrary: CALLERS },
  { weight: 2, arbitrary: MEETINGS },
);

function region({ repository, registry }: Pools): fc.Arbitrary<RegionWords> {
  const policy = fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom(undefined, ...repository) },
    { weight: 1, arbitrary: fc.constantFrom('unknown' as const, { Statement: 'malformed' }) },
  );
  const tags = fc.oneof({ weight: 8, arbitrary: TAGS }, { weight: 1, arbitrary: fc.constant('unknown' as const) });
  const entry = fc.tuple(fc.constantFrom(...REPOSITORIES), fc.record({ policy, tags }).map(defined));
  return fc
    .record({
      repositories: fc
        .uniqueArray(entry, { minLength: 1, maxLength: 6, selector: ([name]) => name })
        .map((list) => Object.fromEntries(list)),
      'registry policy': fc.constantFrom(undefined, undefined, ...registry, 'unknown' as const),
      'registry scope': fc.constantFrom(undefined, 'V1' as const, 'V2' as const, 'unknown' as const),
    })
    .map(defined);
}

const ORGANIZATION: fc.Arbitrary<AccountWords['organization']> = fc.oneof(
  { weight: 1, arbitrary: fc.constantFrom(undefined, undefined, 'unknown' as const) },
  {
    weight: 1,
    arbitrary: fc
      .record({
        management: fc.constantFrom(undefined, undefined, A),
        accounts: fc.constantFrom(undefined, { [B]: 'o-acme/r-1/' }),
        scps: fc.array(
          fc.array(fc.oneof(GUARDRAIL, CALLER_GUARDRAIL), { maxLength: 1 }).map((more) => [[EVERYTHING, ...more]]),
          { maxLength: 2 },
        ),
        rcps: fc.array(RESOURCE_CONTROL, { maxLength: 1 }).map((denials) => denials.map((denial) => [[denial]])),
      })
      .map(defined),
  },
);

/** A small account in the words of test/corpus/access. */
export const arbitraryAccount: fc.Arbitrary<AccountWords> = POOLS.chain((pools) =>
  fc
    .record({
      people: people(pools.own),
      home: region(pools),
      other: fc.option(region(pools), { freq: 3, nil: undefined }),
      organization: ORGANIZATION,
    })
    .map(({ people: words, home, other, organization }) =>
      defined({ ...words, ...home, organization, regions: other && { 'eu-west-1': other } }),
    ),
);

type Defined<T> = { readonly [Name in keyof T]?: Exclude<T[Name], undefined> };

/** Without what is undefined, so that a counterexample reads as a case of the corpus. */
function defined<T extends object>(words: T): Defined<T> {
  // INVARIANT: whatever was undefined is gone.
  return Object.fromEntries(Object.entries(words).filter(([, value]) => value !== undefined)) as Defined<T>;
}
