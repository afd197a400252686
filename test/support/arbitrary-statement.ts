// Statements out of small alphabets that meet: names that begin alike, globs of every shape, variables, conditions on either side.
import fc from 'fast-check';
import { ACCOUNT } from './account-shorthand.ts';

type Json = Readonly<Record<string, unknown>>;
export type Statements = readonly Json[];

const A = ACCOUNT;
const B = '222222222222';

export const REPOSITORIES = ['team/app', 'team/app1', 'team/app12', 'team/app/x', 'team/zpp', 'team', 'alice/app', '1/app', 'x', 'xy'];
export const LINKED_PATH = '/aws-service-role/ecr.amazonaws.com/';

const ACTIONS: fc.Arbitrary<Json> = fc.oneof(
  fc
    .constantFrom<string | readonly string[]>(
      ...['ecr:*', '*', 'ecr:PutImage', 'ecr:ListImages', 'ecr:*Image', 'ecr:TagResource', 'ecr:GetAuthorizationToken'],
      ['ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer', 'ecr:GetAuthorizationToken'],
      ['ecr:ReplicateImage', 'ecr:CreateRepository', 'ecr:PutRegistryPolicy'],
    )
    .map((Action) => ({ Action })),
  fc.constantFrom('ecr:Put*', 'ecr:*', 's3:*').map((NotAction) => ({ NotAction })),
);

/** A name, or a pattern made of one: a wildcard or a variable put in the place of a piece of it. */
const NAME_GLOBS: fc.Arbitrary<string> = fc.oneof(
  { weight: 1, arbitrary: fc.constantFrom(...REPOSITORIES) },
  {
    weight: 1,
    arbitrary: fc.constantFrom('*', '?', '??', 'team/*', 'team/app*', 'team/app?', 'team/?pp', '*/app', 'te*pp*', 'x?', `\${*}`),
  },
  {
    weight: 1,
    arbitrary: fc
      .record({
        name: fc.constantFrom(...REPOSITORIES),
        from: fc.nat(6),
        length: fc.nat(4),
        piece: fc.constantFrom('*', '?', '??', '?*', `\${aws:username}`, `\${aws:PrincipalTag/a}`, `\${aws:ResourceTag/b}`),
      })
      .map(({ name, from, length, piece }) => `${name.slice(0, from)}${piece}${name.slice(from + length)}`),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom(`\${aws:username}/*`, `\${aws:PrincipalTag/a}/app`, `*/\${aws:ResourceTag/a}`, `\${aws:userid}`),
  },
);
export const RESOURCE_ARNS: fc.Arbitrary<string> = fc
  .record({
    head: fc.constantFrom(
      `arn:aws:ecr:us-east-1:${A}`,
      `arn:aws:ecr:*:${A}`,
      'arn:aws:ecr:*:*',
      'arn:*:ecr:us-*:1*',
      `arn:aws:ecr:eu-west-?:${A}`,
    ),
    glob: NAME_GLOBS,
  })
  .map(({ head, glob }) => `${head}:repository/${glob}`);
const RESOURCE: fc.Arbitrary<string | readonly string[]> = fc.oneof(
  { weight: 2, arbitrary: fc.constant('*') },
  { weight: 4, arbitrary: RESOURCE_ARNS },
  { weight: 1, arbitrary: fc.tuple(RESOURCE_ARNS, RESOURCE_ARNS) },
  { weight: 1, arbitrary: fc.constantFrom('arn:aws:ecr:*', `arn:aws:ecr:*:${A}:*`, 'arn:aws:s3:::x') },
);
const RESOURCES: fc.Arbitrary<Json> = fc.oneof(
  { weight: 6, arbitrary: RESOURCE.map((Resource): Json => ({ Resource })) },
  { weight: 1, arbitrary: RESOURCE.map((NotResource): Json => ({ NotResource })) },
);

const TAG_VALUES = ['1', '2', '1*', '?', `\${aws:ResourceTag/a}`, `\${aws:PrincipalTag/b}`, `\${aws:username}`];
const KEYS: Readonly<Record<string, readonly string[]>> = {
  'aws:PrincipalTag/a': TAG_VALUES,
  'aws:PrincipalTag/b': TAG_VALUES,
  'aws:ResourceTag/a': TAG_VALUES,
  'ecr:ResourceTag/B': TAG_VALUES,
  'aws:RequestTag/a': ['1', '2'],
  'aws:TagKeys': ['a', 'b'],
  'aws:username': ['alice', 'al', 'al*', 'bert'],
  'aws:userid': ['AIDAALICE', 'AROADEV:s1', 'AROADEV:*', 'AIDA*'],
  'aws:PrincipalArn': [`arn:aws:iam::${A}:user/al`, `arn:aws:iam::${A}:role/*`, `arn:aws:iam::${B}:*`, '*/de?'],
  'aws:PrincipalType': ['User', 'AssumedRole'],
  'aws:PrincipalOrgID': ['o-acme', 'o-other'],
  'aws:PrincipalOrgPaths': ['o-acme/r-1/*', 'o-other/r-2/ou-3/'],
  'aws:PrincipalAccount': [A, B],
  'aws:RequestedRegion': ['us-east-1', 'eu-*'],
  'aws:ViaAWSService': ['false', 'true'],
  'aws:MultiFactorAuthPresent': ['true'],
};
const OPERATORS = [
  ...['StringEquals', 'StringEquals', 'StringLike', 'StringNotEquals', 'StringNotLike', 'StringEqualsIfExists', 'StringNotLikeIfExists'],
  ...['ForAnyValue:StringLike', 'ForAllValues:StringEquals', 'ArnLike'],
];
const CONDITION: fc.Arbitrary<Json> = fc.constantFrom(...Object.keys(KEYS)).chain((key) =>
  fc.oneof(
    {
      weight: 9,
      arbitrary: fc
        .record({
          operator: fc.constantFrom(...OPERATORS),
          values: fc.array(fc.constantFrom(...(KEYS[key] ?? [])), { minLength: 1, maxLength: 2 }),
        })
        .map(({ operator, values }): Json => ({ [operator]: { [key]: values } })),
    },
    { weight: 1, arbitrary: fc.constantFrom('true', 'false').map((is): Json => ({ Null: { [key]: is } })) },
  ),
);
export const CALLER_CONDITION: fc.Arbitrary<Json> = fc
  .tuple(
    fc.constantFrom('a', 'b'),
    fc.constantFrom('StringEquals', 'StringNotEquals'),
    fc.constantFrom('1', '1', '1', `\${aws:RequestTag/a}`),
  )
  .map(([tag, operator, value]) => ({ [operator]: { [`aws:PrincipalTag/${tag}`]: value } }));
/** None, one, or two of which both have to hold. */
const CONDITIONS: fc.Arbitrary<Json> = fc.oneof(
  { weight: 2, arbitrary: fc.constant({}) },
  { weight: 3, arbitrary: CONDITION.map((Condition) => ({ Condition })) },
  { weight: 1, arbitrary: fc.tuple(CONDITION, CONDITION).map(([one, other]) => ({ Condition: { ...one, ...other } })) },
);
const EFFECT: fc.Arbitrary<Json> = fc.constantFrom('Allow', 'Allow', 'Allow', 'Deny').map((Effect) => ({ Effect }));

const PRINCIPALS: readonly Json[] = [
  ...[{ Principal: '*' }, { Principal: '*' }, { Principal: { AWS: '*' } }, { Principal: { AWS: A } }, { Principal: { AWS: B } }],
  { Principal: { AWS: [`arn:aws:iam::${A}:user/alice`, `arn:aws:iam::${A}:role/dev`] } },
  { Principal: { AWS: `arn:aws:iam::${A}:user/al` } },
  { Principal: { AWS: `arn:aws:sts::${A}:assumed-role/dev/s1` } },
  { Principal: { AWS: [`arn:aws:sts::${A}:federated-user/alice`, `arn:aws:sts::${B}:assumed-role/ci/x`] } },
  { Principal: { AWS: ['AIDABERT', 'AROAOPS', 'AROAGONE'] } },
  { Principal: { AWS: `arn:aws:iam::${A}:role${LINKED_PATH}linked` } },
  { Principal: { Service: ['lambda.amazonaws.com', 'codebuild.amazonaws.com'] } },
  { NotPrincipal: { AWS: [A, `arn:aws:iam::${A}:user/bert`] } },
  { NotPrincipal: { AWS: [A, `arn:aws:iam::${A}:role/ops`, `arn:aws:sts::${A}:assumed-role/ops/s1`] } },
];

function statement(...elements: readonly fc.Arbitrary<Json>[]): fc.Arbitrary<Json> {
  return fc.tuple(EFFECT, ACTIONS, CONDITIONS, ...elements).map((parts): Json => Object.assign({}, ...parts));
}

export const OWN = statement(RESOURCES);
export const GUARDRAIL = statement(
  fc.oneof({ weight: 2, arbitrary: fc.constant<Json>({ Resource: '*' }) }, { weight: 1, arbitrary: RESOURCES }),
);
export const ON_REPOSITORY = statement(
  fc.constantFrom(...PRINCIPALS),
  fc.oneof({ weight: 3, arbitrary: fc.constant<Json>({}) }, { weight: 1, arbitrary: RESOURCES }),
);
export const ON_REGISTRY = statement(fc.constantFrom(...PRINCIPALS), RESOURCES);
/** A Deny for everybody; often one that callers alone decide. */
export const RESOURCE_CONTROL = fc.oneof(
  statement(fc.constant<Json>({ Effect: 'Deny', Principal: '*' }), RESOURCES),
  CALLER_CONDITION.map((Condition): Json => ({ Effect: 'Deny', Principal: '*', Action: 'ecr:*Image', Resource: '*', Condition })),
);

export const EVERYTHING: Json = { Effect: 'Allow', Action: '*', Resource: '*' };
/** What is decided by the caller and the repository together, and by the repository's tags alone. */
export const MEETING: fc.Arbitrary<Json> = fc
  .constantFrom<Json>(
    { Condition: { StringEquals: { 'aws:PrincipalTag/a': `\${aws:ResourceTag/a}` } } },
    { Condition: { StringNotEquals: { 'ecr:ResourceTag/b': `\${aws:PrincipalTag/b}` } } },
    { Condition: { StringEquals: { 'aws:PrincipalTag/a': `\${aws:RequestTag/a}` } } },
    { Condition: { StringEquals: { 'aws:ResourceTag/a': '1' } } },
    { Condition: { 'ForAnyValue:StringEquals': { 'aws:ResourceTag/a': '2' } } },
    { Condition: { StringNotEquals: { 'ecr:ResourceTag/b': '1' } } },
    { Resource: `arn:aws:ecr:*:*:repository/\${aws:PrincipalTag/a}/app` },
    { Resource: `arn:aws:ecr:*:*:repository/*\${aws:ResourceTag/b}` },
    { Resource: `arn:aws:ecr:*:*:repository/\${aws:username}*` },
  )
  .map((elements) => ({ Effect: 'Allow', Action: ['ecr:*Image', 'ecr:TagResource'], Resource: '*', ...elements }));
/** A Deny of an SCP that callers alone decide. */
export const CALLER_GUARDRAIL = CALLER_CONDITION.map(
  (Condition): Json => ({ Effect: 'Deny', Action: ['ecr:*Image', 'ecr:TagResource'], Resource: '*', Condition }),
);

/** Says nothing of ECR. */
export const ELSEWHERE: Json = { Effect: 'Allow', Action: 's3:*', Resource: '*' };
export const LOGIN: Json = { Effect: 'Allow', Action: 'ecr:GetAuthorizationToken', Resource: '*' };
