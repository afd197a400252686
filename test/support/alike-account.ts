// Small accounts in which much looks alike and is not: one document under several names and in several orders, statements that differ in whom
// or in which tag they ask for, variables in a Resource, tags that a request brings along, boundaries, groups, guardrails.
import fc from 'fast-check';
import { ACCOUNT, type AccountWords, type PrincipalWords, type RegionWords } from './account-shorthand.ts';
import { EVERYTHING, LOGIN, type Statements } from './arbitrary-statement.ts';

type Json = Statements[number];

const user = (name: string): string => `arn:aws:iam::${ACCOUNT}:user/${name}`;
const role = (name: string): string => `arn:aws:iam::${ACCOUNT}:role/${name}`;
const named = (name: string): string => `arn:aws:ecr:*:*:repository/${name}`;

const TAG_KEYS = ['aws:RequestTag/a', 'aws:ResourceTag/a', 'aws:PrincipalTag/a', 'aws:PrincipalTag/b'];
const KEYS = [
  ...TAG_KEYS,
  ...TAG_KEYS,
  'aws:TagKeys',
  'aws:SourceVpce',
  'aws:SourceVpc',
  'aws:PrincipalArn',
  'aws:username',
  'aws:PrincipalType',
];
const VARIABLES = [...TAG_KEYS, 'aws:username', 'aws:SourceVpce'].map((key) => `\${${key}}`);
const OPERATORS = ['StringEquals', 'StringEquals', 'StringNotEquals', 'StringLike', 'ForAllValues:StringEquals', 'StringEqualsIfExists'];

const CONDITION: fc.Arbitrary<Json> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc
      .tuple(fc.constantFrom(...OPERATORS), fc.constantFrom(...KEYS), fc.constantFrom('x', 'y', ...VARIABLES.slice(0, 4)))
      .map(([operator, key, value]) => ({ [operator]: { [key]: value } })),
  },
  {
    weight: 1,
    arbitrary: fc.tuple(fc.constantFrom(...KEYS), fc.constantFrom('true', 'false')).map(([key, is]) => ({ Null: { [key]: is } })),
  },
);
const CONDITIONS: fc.Arbitrary<Json> = fc.oneof(
  fc.constant({}),
  CONDITION.map((Condition) => ({ Condition })),
  fc.tuple(CONDITION, CONDITION).map(([one, other]) => ({ Condition: { ...one, ...other } })),
);
const PATTERN: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom('*', named('x/*'), named('y/*'), named('x/a')),
  fc.constantFrom(...VARIABLES).chain((variable) => fc.constantFrom(named(`${variable}/*`), named(`${variable}*`), named(`*/${variable}`))),
);
const RESOURCE: fc.Arbitrary<Json> = fc.oneof(
  { weight: 3, arbitrary: PATTERN.map((Resource) => ({ Resource })) },
  { weight: 2, arbitrary: fc.tuple(PATTERN, PATTERN).map((Resource) => ({ Resource })) },
  { weight: 1, arbitrary: PATTERN.map((NotResource) => ({ NotResource })) },
);
const PULL = ['ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'];
const ACTION = fc
  .constantFrom<string | readonly string[]>('ecr:TagResource', 'ecr:TagResource', 'ecr:*', PULL, [...PULL, 'ecr:GetAuthorizationToken'])
  .map((Action) => ({ Action }));
const PRINCIPAL: fc.Arbitrary<Json> = fc.constantFrom<Json>(
  ...[{ Principal: '*' }, { Principal: '*' }, { Principal: { AWS: ACCOUNT } }],
  ...[user('x'), role('dev'), role('ops'), [role('ops'), user('y')]].map((AWS) => ({ Principal: { AWS } })),
  ...[[ACCOUNT, role('dev')], '*'].map((AWS) => ({ NotPrincipal: { AWS } })),
);
const EFFECT = fc.constantFrom('Allow', 'Allow', 'Allow', 'Deny').map((Effect) => ({ Effect }));
const SID = fc.constantFrom({}, { Sid: 'A' }, { Sid: 'B' });

function documentOf(...elements: readonly fc.Arbitrary<Json>[]): fc.Arbitrary<Statements> {
  const statement = fc.tuple(SID, EFFECT, ACTION, CONDITIONS, ...elements).map((parts): Json => Object.assign({}, ...parts));
  return fc.array(statement, { minLength: 1, maxLength: 3 });
}

/** The same as it is, in another order, or with a name for its first statement. */
function resembling(document: Statements): fc.Arbitrary<Statements> {
  const [first, ...others] = document;
  return fc.oneof(
    { weight: 2, arbitrary: fc.constant(document) },
    { weight: 1, arbitrary: fc.shuffledSubarray([...document], { minLength: document.length }) },
    { weight: 1, arbitrary: fc.constant([{ ...first, Sid: 'Other' }, ...others]) },
  );
}

const TAGS = fc.constantFrom<Readonly<Record<string, string>>>({}, { a: 'x' }, { a: 'y' }, { a: 'x', b: 'y' }, { b: 'x' });
const TAGGING = [{ Effect: 'Allow', Principal: { AWS: ACCOUNT }, Action: ['sts:AssumeRole', 'sts:TagSession'] }];

interface Pool {
  readonly own: readonly Statements[];
  readonly resource: readonly Statements[];
  readonly registry: Statements;
  readonly control: Statements;
}

function holder({ own }: Pool): fc.Arbitrary<PrincipalWords> {
  const policy = fc.constantFrom(...own, [LOGIN], [EVERYTHING]).chain(resembling);
  return fc
    .record({
      policies: fc.array(policy, { minLength: 1, maxLength: 2 }),
      tags: TAGS,
      boundary: fc.constantFrom<Statements | undefined>(undefined, undefined, undefined, own[0], [EVERYTHING]),
    })
    .map(({ boundary, ...words }) => (boundary ? { ...words, boundary } : words));
}

function people(pool: Pool): fc.Arbitrary<Pick<AccountWords, 'users' | 'roles' | 'groups'>> {
  const users = fc
    .tuple(holder(pool), fc.constantFrom<readonly string[]>([], ['g', 'h'], ['h']))
    .map(([words, groups]) => ({ ...words, groups }));
  const roles = fc.tuple(holder(pool), fc.boolean()).map(([words, mayTag]) => (mayTag ? { ...words, trust: TAGGING } : words));
  const group = fc
    .constantFrom(...pool.own)
    .chain(resembling)
    .map((policy) => ({ policies: [policy] }));
  return fc.record({
    users: fc.dictionary(fc.constantFrom('x', 'y', 'z'), users, { maxKeys: 3 }),
    roles: fc.dictionary(fc.constantFrom('dev', 'ops', 'ci'), roles, { maxKeys: 3 }),
    groups: fc.record({ g: group, h: group }),
  });
}

function region({ resource, registry }: Pool): fc.Arbitrary<RegionWords> {
  const policy = fc.oneof(fc.constant(undefined), fc.constantFrom(...resource).chain(resembling));
  const repository = fc.tuple(policy, TAGS).map(([own, tags]) => (own ? { policy: own, tags } : { tags }));
  return fc
    .record({
      repositories: fc.dictionary(fc.constantFrom('x/a', 'x/b', 'y/a', 'z'), repository, { minKeys: 1, maxKeys: 4 }),
      hasPolicy: fc.boolean(),
    })
    .map(({ repositories, hasPolicy }) =>
      hasPolicy ? { repositories, 'registry policy': registry, 'registry scope': 'V2' as const } : { repositories },
    );
}

function organization({ control }: Pool): fc.Arbitrary<AccountWords['organization']> {
  const denials = control.map((each): Json => ({ ...each, Effect: 'Deny', Principal: '*' }));
  return fc.constantFrom<AccountWords['organization']>(undefined, undefined, { scps: [[[EVERYTHING], control]] }, { rcps: [[denials]] });
}

const POOL: fc.Arbitrary<Pool> = fc.record({
  own: fc.array(documentOf(RESOURCE), { minLength: 1, maxLength: 2 }),
  resource: fc.array(documentOf(PRINCIPAL), { minLength: 1, maxLength: 2 }),
  registry: documentOf(PRINCIPAL, RESOURCE),
  control: documentOf(RESOURCE),
});

const OF_TAGS: fc.Arbitrary<Json> = fc
  .tuple(fc.constantFrom('aws:PrincipalTag/a', 'aws:PrincipalTag/b', 'aws:RequestTag/a'), fc.constantFrom('x', 'y'))
  .map(([key, value]) => ({ Condition: { StringEquals: { [key]: value } } }));
/** One kind of Allow, and several statements that give it: to whoever is named, has a tag, or is meant with everybody. */
const NARROW: fc.Arbitrary<AccountWords> = fc
  .constantFrom<string | readonly string[]>('ecr:TagResource', PULL)
  .chain((Action) => {
    const statements = (...elements: readonly fc.Arbitrary<Json>[]): fc.Arbitrary<Statements> =>
      fc.array(
        fc.tuple(SID, ...elements).map((parts): Json => Object.assign({ Effect: 'Allow', Action }, ...parts)),
        { minLength: 2, maxLength: 3 },
      );
    const condition = fc.oneof({ weight: 1, arbitrary: fc.constant<Json>({}) }, { weight: 2, arbitrary: OF_TAGS });
    const names = fc.constantFrom<Json>(
      ...[{ Principal: '*' }, { Principal: { AWS: role('dev') } }, { Principal: { AWS: role('ops') } }, { Principal: { AWS: role('ci') } }],
    );
    const resource = PATTERN.map((Resource): Json => ({ Resource }));
    const tags = fc.constantFrom<Readonly<Record<string, string>>>({ a: 'x' }, { a: 'y' }, { b: 'x' });
    return fc.record({
      own: fc.oneof(fc.constant<Statements>([LOGIN]), statements(condition, resource)),
      tags: fc.array(tags, { minLength: 3, maxLength: 3 }),
      policy: statements(condition, names),
      registry: fc.option(statements(names, resource), { nil: undefined }),
    });
  })
  .map(({ own, tags, policy, registry }) => ({
    roles: Object.fromEntries(['dev', 'ops', 'ci'].map((name, at) => [name, { policies: [own], tags: tags[at] ?? {} }])),
    repositories: { 'x/a': { policy, tags: { a: 'x' } }, 'y/a': {} },
    ...(registry ? { 'registry policy': registry, 'registry scope': 'V2' as const } : {}),
  }));

const MIXED: fc.Arbitrary<AccountWords> = POOL.chain((pool) =>
  fc
    .tuple(people(pool), region(pool), fc.option(region(pool), { freq: 3, nil: undefined }), organization(pool))
    .map(([words, home, other, guardrails]) => ({
      ...words,
      ...home,
      ...(guardrails ? { organization: guardrails } : {}),
      ...(other ? { regions: { 'eu-west-1': other } } : {}),
    })),
);

const TAG_OPERATORS = ['StringEquals', 'StringEquals', 'StringNotEquals', 'StringLike', 'StringEqualsIfExists', 'StringNotLike'];
const ASKED_TAGS: readonly (readonly [key: string, values: readonly string[]])[] = ['a', 'b'].flatMap((tag) => [
  [`aws:ResourceTag/${tag}`, ['x']],
  [`aws:ResourceTag/${tag}`, ['x*', 'y']],
  [`aws:ResourceTag/${tag}`, [`\${aws:PrincipalTag/a}`, 'z']],
  [`aws:PrincipalTag/${tag}`, [`\${aws:ResourceTag/b}`]],
]);
/** Two or three conditions, each by an operator of its own. */
const ASKING_TAGS: fc.Arbitrary<Json> = fc
  .uniqueArray(fc.tuple(fc.constantFrom(...TAG_OPERATORS), fc.constantFrom(...ASKED_TAGS)), {
    minLength: 2,
    maxLength: 3,
    selector: ([operator]) => operator,
  })
  .map((asked) => ({ Condition: Object.fromEntries(asked.map(([operator, [key, values]]) => [operator, { [key]: values }])) }));

/** Statements that ask for several tags of a repository at once, and repositories with every pair of their values. */
export const tagsTogether: fc.Arbitrary<AccountWords> = fc
  .record({
    statements: fc.array(
      fc
        .tuple(EFFECT, ASKING_TAGS)
        .map((parts): Json => Object.assign({ Action: ['ecr:DescribeImages', 'ecr:ListImages'], Resource: '*' }, ...parts)),
      { minLength: 1, maxLength: 2 },
    ),
    isOpen: fc.boolean(),
    tags: fc.array(TAGS, { minLength: 2, maxLength: 2 }),
  })
  .map(({ statements, isOpen, tags }) => {
    const open = { Effect: 'Allow', Action: 'ecr:BatchDeleteImage', Resource: '*' };
    const own = isOpen ? [...statements, open] : statements;
    const values = ['x', 'xy', 'y', 'z'];
    return {
      roles: Object.fromEntries(['dev', 'ops'].map((name, at) => [name, { policies: [own], tags: tags[at] ?? {} }])),
      repositories: Object.fromEntries(values.flatMap((a) => values.map((b) => [`${a}/${b}`, { tags: { a, b } }]))),
    };
  });

/** In the words of test/corpus/access. */
export const alikeAccount: fc.Arbitrary<AccountWords> = fc.oneof({ weight: 2, arbitrary: MIXED }, { weight: 1, arbitrary: NARROW });
