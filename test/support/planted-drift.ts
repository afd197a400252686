// Drift planted into a made-up account, as data: statements, attachments and policies that somebody might have written.
import fc from 'fast-check';

type Json = Record<string, unknown>;

const ACCOUNT = '111111111111';

const ACTION_SETS = [
  ['ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'],
  ['ecr:BatchCheckLayerAvailability', 'ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'],
  [
    'ecr:BatchCheckLayerAvailability',
    'ecr:InitiateLayerUpload',
    'ecr:UploadLayerPart',
    'ecr:CompleteLayerUpload',
    'ecr:PutImage',
    'ecr:BatchGetImage',
    'ecr:GetDownloadUrlForLayer',
  ],
  ['ecr:PutImage'],
  ['ecr:BatchGetImage', 'ecr:PutImage'],
  ['ecr:GetRepositoryPolicy', 'ecr:SetRepositoryPolicy'],
  ['ecr:BatchDeleteImage', 'ecr:ListImages', 'ecr:DescribeImages'],
  ['ecr:*'],
  ['ecr:Get*', 'ecr:BatchGet*', 'ecr:List*', 'ecr:Describe*'],
  ['ecr:Put*', 'ecr:DescribeRepositories'],
  ['ecr:TagResource', 'ecr:UntagResource'],
  ['ecr:ReplicateImage'],
  ['ecr:GetAuthorizationToken', 'ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer', 's3:GetObject'],
] as const;

const CONDITIONS = [
  undefined,
  undefined,
  undefined,
  { StringEquals: { 'aws:PrincipalOrgID': 'o-bigco12345' } },
  { StringEquals: { 'aws:PrincipalOrgID': ['o-bigco12345', 'o-otherco999'] } },
  { StringEquals: { 'aws:SourceVpce': 'vpce-0123' } },
  { StringEquals: { 'aws:PrincipalAccount': ['333333333333', ACCOUNT] } },
  { ArnLike: { 'aws:PrincipalArn': [`arn:aws:iam::${ACCOUNT}:role/team-000/*`, 'arn:aws:iam::333333333333:role/x'] } },
  { IpAddress: { 'aws:SourceIp': '203.0.113.0/24' } },
  { 'ForAllValues:StringEquals': { 'aws:PrincipalOrgID': 'o-bigco12345' } },
  { StringEqualsIfExists: { 'aws:SourceAccount': ACCOUNT } },
] as const;

const OUTSIDERS = [
  { AWS: '*' },
  { AWS: 'arn:aws:iam::333333333333:root' },
  { AWS: ['333333333333', 'arn:aws:iam::222222222222:root'] },
  { AWS: 'arn:aws:iam::333333333333:role/ci/build' },
  { Service: 'lambda.amazonaws.com' },
  { Service: ['lambda.amazonaws.com', 'codebuild.amazonaws.com'], AWS: 'arn:aws:iam::222222222222:role/deploy' },
  { AWS: ['AROAGONEEXAMPLEXXXXX', `arn:aws:iam::${ACCOUNT}:user/nobody`] },
  { AWS: [`arn:aws:iam::${ACCOUNT}:root`] },
  { AWS: 'arn:aws:sts::333333333333:assumed-role/ci/session' },
] as const;

/** What `number` picks from a list. */
const pick = fc.nat({ max: 9_999 });
const oneOf = <T>(list: readonly T[], number: number): T => list[number % list.length]!;

export type Plant = (file: Json) => void;

const policyPlant = fc
  .record({
    where: fc.constantFrom('repository', 'repository', 'repository', 'registry'),
    place: pick,
    who: fc.array(pick, { minLength: 0, maxLength: 3 }),
    outsider: fc.option(fc.constantFrom(...OUTSIDERS), { freq: 2 }),
    actions: fc.constantFrom(...ACTION_SETS),
    condition: fc.constantFrom(...CONDITIONS),
    form: fc.constantFrom('plain', 'plain', 'plain', 'plain', 'plain', 'notAction', 'notPrincipal', 'deny'),
    sid: fc.option(fc.constantFrom('Old', 'with space', "it's"), { nil: undefined }),
  })
  .map(({ where, place, who, outsider, actions, condition, form, sid }): Plant => {
    return (file) => {
      const regions = file['regions'] as Json[];
      const region = where === 'registry' ? regions[0]! : oneOf(regions, place);
      const repositories = contentOf(region['repositories']) as Json[];
      const names = who.map((number) => oneOf(principalsOf(file), number));
      const principal = principalOf(outsider, names);
      const statement = {
        ...(sid === undefined ? {} : { Sid: sid }),
        Effect: form === 'deny' ? 'Deny' : 'Allow',
        ...(form === 'notPrincipal' ? { NotPrincipal: principal } : { Principal: principal }),
        ...(form === 'notAction' ? { NotAction: ['ecr:Delete*', 'ecr:SetRepositoryPolicy', 'ecr:Put*'] } : { Action: actions }),
        ...(where === 'registry' ? { Resource: resourceOf(String(region['region']), repositories, place) } : {}),
        ...(condition === undefined ? {} : { Condition: condition }),
      };
      if (where === 'registry') region['registryPolicy'] = withStatement(region['registryPolicy'], statement);
      else if (repositories.length > 0) {
        const repository = oneOf(repositories, place);
        repository['policy'] = withStatement(repository['policy'], statement);
      }
    };
  });

const identityPlant = fc
  .record({
    who: pick,
    place: pick,
    reach: fc.constantFrom('one', 'two', 'pattern', 'everything', 'region'),
    actions: fc.constantFrom(...ACTION_SETS, ['*'] as const),
    carrier: fc.constantFrom('inline', 'inline', 'managed', 'shared', 'group'),
    condition: fc.constantFrom(undefined, undefined, { Bool: { 'aws:MultiFactorAuthPresent': 'true' } }),
  })
  .map(({ who, place, reach, actions, carrier, condition }): Plant => {
    return (file) => {
      const identity = contentOf(file['identity']) as Json;
      const region = oneOf(file['regions'] as Json[], place);
      const repositories = contentOf(region['repositories']) as Json[];
      const document = {
        Version: '2012-10-17',
        Statement: [
          { Effect: 'Allow', Action: actions, Resource: reachOf(reach, String(region['region']), repositories, place) },
          { Sid: 'Logs', Effect: 'Allow', Action: 'logs:PutLogEvents', Resource: '*' },
        ].map((each, index) => (condition && index === 0 ? { ...each, Condition: condition } : each)),
      };
      const people = peopleOf(identity);
      const holder = oneOf(people, who);
      if (carrier === 'inline') return addInline(holder, `planted-${place}`, document);
      const arn = `arn:aws:iam::${ACCOUNT}:policy/planted-${carrier}-${place}-${who}`;
      (identity['Policies'] as Json[]).push({
        PolicyName: arn.slice(arn.lastIndexOf('/') + 1),
        Arn: arn,
        DefaultVersionId: 'v1',
        PolicyVersionList: [{ VersionId: 'v1', IsDefaultVersion: true, Document: document }],
      });
      const groups = identity['GroupDetailList'] as Json[];
      const holders = carrier === 'group' ? [oneOf(groups, place)] : [holder, ...(carrier === 'shared' ? [oneOf(people, who + 1)] : [])];
      for (const each of holders) attach(each, arn);
    };
  });

const attachPlant = fc
  .record({ who: pick, policy: fc.constantFrom('FullAccess', 'PowerUser', 'ReadOnly', 'PullOnly') })
  .map(({ who, policy }): Plant => {
    return (file) =>
      attach(oneOf(peopleOf(contentOf(file['identity']) as Json), who), `arn:aws:iam::aws:policy/AmazonEC2ContainerRegistry${policy}`);
  });

/** One statement for many, in one policy or in several: some of what it gives is meant, where rules say so of some of them. */
const sharedPlant = fc
  .record({
    places: fc.array(pick, { minLength: 1, maxLength: 3 }),
    who: fc.array(pick, { minLength: 1, maxLength: 3 }),
    others: fc.subarray(['333333333333', 'arn:aws:iam::222222222222:role/deploy', 'arn:aws:iam::444444444444:root']),
    service: fc.boolean(),
    actions: fc.subarray([...ACTION_SETS.slice(0, 8)], { minLength: 1, maxLength: 3 }),
  })
  .map(({ places, who, others, service, actions }): Plant => {
    return (file) => {
      const all = (file['regions'] as Json[]).flatMap((region) => contentOf(region['repositories']) as Json[]);
      const AWS = [...others, ...who.map((number) => oneOf(principalsOf(file), number))];
      const Principal = { AWS, ...(service ? { Service: 'lambda.amazonaws.com' } : {}) };
      const statement = { Sid: 'Shared', Effect: 'Allow', Principal, Action: [...new Set(actions.flat())] };
      for (const repository of new Set(places.map((place) => oneOf(all, place))))
        repository['policy'] = withStatement(repository['policy'], statement);
    };
  });

/** Statements that some should have and others not. */
export const sharedPlants: fc.Arbitrary<readonly Plant[]> = fc.array(sharedPlant, { minLength: 1, maxLength: 2 });

/** One to four of them. */
export const plants: fc.Arbitrary<readonly Plant[]> = fc.array(
  fc.oneof({ weight: 4, arbitrary: policyPlant }, { weight: 3, arbitrary: identityPlant }, attachPlant),
  {
    minLength: 1,
    maxLength: 4,
  },
);

/** Rules beside those that the account was made for. */
const RULES = [
  'forbid: [ { principals: [ public ], capabilities: [ any ] } ]',
  'forbid: [ { principals: [ external ], capabilities: [ push, retag, delete, configure, admin, replicate ] } ]',
  `forbid: [ { principals: [ "arn:aws:iam::${ACCOUNT}:user/**" ], capabilities: [ admin, "ecr:PutImage" ] } ]`,
  `forbid: [ { principals: [ "arn:aws:iam::${ACCOUNT}:role/workloads/**" ], capabilities: [ any ] } ]`,
  'allow: [ { principals: [ "service:lambda.amazonaws.com" ], capabilities: [ pull ] } ]',
  'allow: [ { principals: [ same-account ], capabilities: [ pull ] } ]',
  'allow: [ { principals: [ "account:333333333333" ], capabilities: [ list, pull ] } ]',
  `require: [ { principals: [ "arn:aws:iam::${ACCOUNT}:role/team-000/team-000-runtime-pull" ], capabilities: [ pull, delete ] } ]`,
  'require: [ { principals: [ "account:222222222222" ], capabilities: [ pull ] } ]',
  'require: [ { principals: [ "account:222222222222" ], capabilities: [ replicate ] } ]',
  `allow: [ { principals: [ "service:lambda.amazonaws.com" ], capabilities: [ pull ], when: { StringEquals: { "aws:SourceAccount": "${ACCOUNT}" } } } ]`,
  'allow: [ { principals: [ "account:333333333333", "account:222222222222" ], capabilities: [ any ], when: { StringEquals: { "aws:SourceVpce": vpce-0123 } } } ]',
  'allow: [ { principals: [ public ], capabilities: [ pull ], when: { StringEquals: { "aws:PrincipalOrgID": o-bigco12345 } } } ]',
  'allow: [ { principals: [ same-account ], capabilities: [ "ecr:Describe*", "ecr:BatchGetImage" ] } ]',
  'allow: [ { principals: [ same-account ], capabilities: [ push ], when: { Bool: { "aws:MultiFactorAuthPresent": "true" } } } ]',
  `require: [ { principals: [ "arn:aws:iam::${ACCOUNT}:role/workloads/lambda/*", "org:o-bigco12345" ], capabilities: [ push ] } ]`,
] as const;

/** Of those, the ones that let some do some of what a shared statement gives. */
export const SHARING_RULES = [4, 5, 6, 13] as const;

/** How many there are to choose from. */
export const EXTRA_RULES = RULES.length;

export function extraRules(numbers: readonly number[]): string {
  const rules = numbers.map(
    (number, at) => `  - id: extra-${at}\n    repositories: [ "${at % 2 === 0 ? '**' : '*/s*'}" ]\n    ${RULES[number]}`,
  );
  return ['apiVersion: ecr-drift/v1', 'kind: AccessPolicy', ...(rules.length === 0 ? ['rules: []'] : ['rules:', ...rules])].join('\n');
}

function contentOf(part: unknown): unknown {
  return (part as Json)['value'];
}

function peopleOf(identity: Json): readonly Json[] {
  return [...(identity['UserDetailList'] as Json[]), ...(identity['RoleDetailList'] as Json[])];
}

/** ARNs, and the unique id of one in five. */
function principalsOf(file: Json): readonly string[] {
  const people = peopleOf(contentOf(file['identity']) as Json);
  return people.flatMap((each, index) => [String(each['Arn']), ...(index % 5 === 0 ? [String(each['UserId'] ?? each['RoleId'])] : [])]);
}

function principalOf(outsider: (typeof OUTSIDERS)[number] | null, names: readonly string[]): unknown {
  if (!outsider) return { AWS: names.length > 0 ? names : '*' };
  if (names.length === 0) return outsider;
  return { ...outsider, AWS: ['AWS' in outsider ? outsider.AWS : [], names].flat(2) };
}

function withStatement(part: unknown, statement: Json): Json {
  const { status, value } = part as Json;
  if (status !== 'present') return { status: 'present', value: { Version: '2008-10-17', Statement: statement } };
  const document = (typeof value === 'string' ? JSON.parse(value) : value) as Json;
  return { status: 'present', value: { ...document, Statement: [statement, document['Statement']].flat() } };
}

function resourceOf(region: string, repositories: readonly Json[], place: number): string | readonly string[] {
  const [one, two] = [place, place + 1].map((number) =>
    repositories.length > 0 ? String(oneOf(repositories, number)['repositoryArn']) : '*',
  );
  return oneOf([`arn:aws:ecr:${region}:${ACCOUNT}:repository/*`, one!, [one!, two!]], place);
}

function reachOf(reach: string, region: string, repositories: readonly Json[], place: number): string | readonly string[] {
  const arns = [place, place + 1].map((number) => (repositories.length > 0 ? String(oneOf(repositories, number)['repositoryArn']) : '*'));
  if (reach === 'one') return arns[0]!;
  if (reach === 'two') return [...new Set(arns)];
  if (reach === 'pattern') return `arn:aws:ecr:*:${ACCOUNT}:repository/*/s*`;
  return reach === 'region' ? `arn:aws:ecr:${region}:${ACCOUNT}:repository/*` : '*';
}

function addInline(holder: Json, name: string, document: unknown): void {
  const list = 'UserName' in holder ? 'UserPolicyList' : 'RolePolicyList';
  const others = ((holder[list] ?? []) as Json[]).filter((each) => each['PolicyName'] !== name);
  holder[list] = [...others, { PolicyName: name, PolicyDocument: document }];
}

function attach(holder: Json, arn: string): void {
  const attached = (holder['AttachedManagedPolicies'] ?? []) as Json[];
  if (attached.some((each) => each['PolicyArn'] === arn)) return;
  holder['AttachedManagedPolicies'] = [...attached, { PolicyName: arn.slice(arn.lastIndexOf('/') + 1), PolicyArn: arn }];
}
