// Accounts of one shape each, of any size: what makes audits dear is what differs, and each shape differs in one way. Same shape, same bytes.
import { generateAccount } from './generate-account.ts';

export const SHAPES = [
  'regular',
  'abac',
  'abac-deny',
  'several-tags',
  'conditional',
  'same-key',
  'named',
  'delegated',
  'denied',
  'writers',
  'irregular',
] as const;

/**
 * - `regular`: a big company's account (generate-account.ts).
 * - `abac`: roles may pull what has their own value of the tag `team`; each role and each repository has one of `size / 2` values.
 * - `abac-deny`: roles may pull everything, and repositories deny whoever has another value.
 * - `several-tags`: roles may pull what has their own values of three tags, one of which has few values.
 * - `conditional`: each role and each repository has a condition of its own.
 * - `same-key`: the same, and all of them ask about one key: networks of their own.
 * - `named`: each repository names 20 roles.
 * - `delegated`: each repository leaves it to the account who has it, and names one role; roles may pull everything, and push to a hundredth.
 * - `denied`: roles may pull everything, and each repository denies it to ten of them, every other one where they come from elsewhere.
 * - `writers`: roles may pull everything and write the registry policy; each repository names one of them.
 * - `irregular`: every role has a policy of its own, and every repository too: names, prefixes, tags, conditions, denies, outsiders.
 */
export type Shape = (typeof SHAPES)[number];

export interface Size {
  readonly repositories: number;
  readonly principals: number;
}

type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };
type Statement = { readonly [key: string]: Json };

interface RoleShape {
  readonly tags?: Readonly<Record<string, string>>;
  readonly statements: readonly Statement[];
}

interface RepositoryShape {
  readonly tags?: Readonly<Record<string, string>>;
  readonly statements?: readonly Statement[];
}

interface AccountShape {
  readonly roleAt: (index: number) => RoleShape;
  readonly repositoryAt: (index: number) => RepositoryShape;
}

const ACCOUNT = '111111111111';
const REGIONS = ['eu-west-1', 'us-east-1'] as const;
const PULL = ['ecr:BatchCheckLayerAvailability', 'ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'] as const;
const PUSH = ['ecr:InitiateLayerUpload', 'ecr:UploadLayerPart', 'ecr:CompleteLayerUpload', 'ecr:PutImage'] as const;
const LOGIN: Statement = { Effect: 'Allow', Action: 'ecr:GetAuthorizationToken', Resource: '*' };

/** A snapshot of the shape. */
export function shapedAccount(shape: Shape, size: Size): object {
  return shape === 'regular' ? generateAccount(size) : snapshotOf(shapeOf(shape, size), size);
}

/** The baseline of one rule: only one role may pull, and outsiders nothing. */
export function oneRuleBaseline(): string {
  return [
    'apiVersion: ecr-drift/v1',
    'kind: AccessPolicy',
    'rules:',
    '  - id: all',
    '    repositories: [ "**" ]',
    '    allow:',
    `      - { principals: [ "${roleArn(0)}" ], capabilities: [ pull ] }`,
    '    forbid:',
    '      - { principals: [ public, external ], capabilities: [ any ] }',
    '',
  ].join('\n');
}

function shapeOf(shape: Exclude<Shape, 'regular'>, { repositories, principals }: Size): AccountShape {
  const values = Math.max(1, Math.floor(Math.min(repositories, principals) / 2));
  const teamOf = (index: number): Readonly<Record<string, string>> => ({ team: `team-${index % values}` });
  switch (shape) {
    case 'abac':
      return {
        roleAt: (index) => ({ tags: teamOf(index), statements: [LOGIN, allow(PULL, '*', sameTag('StringEquals'))] }),
        repositoryAt: (index) => ({ tags: teamOf(index) }),
      };
    case 'abac-deny':
      return {
        roleAt: (index) => ({ tags: teamOf(index), statements: [LOGIN, allow(PULL, '*')] }),
        repositoryAt: (index) => ({
          tags: teamOf(index),
          statements: [{ ...everybody('Deny', ['ecr:*']), Condition: sameTag('StringNotEquals') }],
        }),
      };
    case 'several-tags': {
      const tags = (index: number) => ({ team: `team-${index % 100}`, stage: `stage-${index % 7}`, project: `project-${index % 500}` });
      const own = (tag: string): Statement => ({ [`aws:ResourceTag/${tag}`]: ['$', `{aws:PrincipalTag/${tag}}`].join('') });
      const asked = { StringEquals: { ...own('team'), ...own('stage') }, StringLike: own('project') };
      return {
        roleAt: (index) => ({ tags: tags(index), statements: [LOGIN, allow(PULL, '*', asked)] }),
        repositoryAt: (index) => ({ tags: tags(index) }),
      };
    }
    case 'conditional':
      return {
        roleAt: (index) => ({ statements: [LOGIN, allow(PULL, '*', { StringEquals: { 'aws:SourceVpce': `vpce-${index}` } })] }),
        repositoryAt: (index) => ({
          statements: [
            {
              ...everybody('Deny', ['ecr:*']),
              Condition: { NotIpAddress: { 'aws:SourceIp': networkAt(index) } },
            },
          ],
        }),
      };
    case 'same-key':
      return {
        roleAt: (index) => ({ statements: [LOGIN, allow(PULL, '*', { IpAddress: { 'aws:SourceIp': networkAt(index) } })] }),
        repositoryAt: (index) => ({
          statements: [{ ...everybody('Deny', ['ecr:*']), Condition: { NotIpAddress: { 'aws:SourceIp': networkAt(index) } } }],
        }),
      };
    case 'named':
      return {
        roleAt: () => ({ statements: [LOGIN] }),
        repositoryAt: (index) => ({
          statements: [
            {
              Effect: 'Allow',
              Principal: { AWS: Array.from({ length: 20 }, (_, each) => roleArn((index * 7 + each * 131) % principals)) },
              Action: PULL,
            },
          ],
        }),
      };
    case 'denied':
      return {
        roleAt: () => ({ statements: [LOGIN, allow(PULL, '*')] }),
        repositoryAt: (index) => ({
          statements: [
            {
              Effect: 'Deny',
              Principal: { AWS: Array.from({ length: 10 }, (_, each) => roleArn((index * 7 + each * 131) % principals)) },
              Action: PULL,
              ...(index % 2 === 0 ? {} : { Condition: { StringNotEquals: { 'aws:SourceVpce': 'vpce-1' } } }),
            },
          ],
        }),
      };
    case 'delegated':
      return {
        roleAt: (index) => ({
          statements: [LOGIN, allow(PULL, '*'), allow(PUSH, `arn:aws:ecr:*:${ACCOUNT}:repository/group-${index % 97}/*`)],
        }),
        repositoryAt: (index) => ({
          statements: [
            { Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` }, Action: 'ecr:*' },
            { Effect: 'Allow', Principal: { AWS: roleArn(index % principals) }, Action: PUSH },
          ],
        }),
      };
    case 'writers':
      return {
        roleAt: () => ({ statements: [LOGIN, allow([...PULL, 'ecr:PutRegistryPolicy'], '*')] }),
        repositoryAt: (index) => ({ statements: [{ Effect: 'Allow', Principal: { AWS: roleArn(index % principals) }, Action: PUSH }] }),
      };
    case 'irregular':
      return {
        roleAt: (index) => irregularRole(index, repositories, teamOf),
        repositoryAt: (index) => irregularRepository(index, principals, teamOf),
      };
  }
}

/** Of public addresses: nobody calls from a private one. */
function networkAt(index: number): string {
  return `54.${(index >> 8) % 256}.${index % 256}.0/24`;
}

function irregularRole(index: number, repositories: number, tagsOf: (index: number) => Readonly<Record<string, string>>): RoleShape {
  const own = (number: number): string => repositoryArn(number % repositories);
  const statements: readonly Statement[] = [
    LOGIN,
    allow(PULL, [own(index * 3), own(index * 5 + 1), own(index * 11 + 2)]),
    allow(PUSH, [`arn:aws:ecr:*:${ACCOUNT}:repository/group-${index % 97}/*`], { StringEquals: { 'aws:SourceVpce': `vpce-${index}` } }),
    ...(index % 3 === 0 ? [allow(PULL, '*', sameTag('StringEquals'))] : []),
    ...(index % 5 === 0 ? [{ Effect: 'Deny', Action: 'ecr:Put*', Resource: own(index * 13) }] : []),
  ];
  return { tags: tagsOf(index), statements };
}

function irregularRepository(
  index: number,
  principals: number,
  tagsOf: (index: number) => Readonly<Record<string, string>>,
): RepositoryShape {
  const role = (number: number): string => roleArn(number % principals);
  const statements: readonly Statement[] = [
    { Effect: 'Allow', Principal: { AWS: [role(index * 3), role(index * 17 + 1), role(index * 29 + 2)] }, Action: [...PULL, ...PUSH] },
    ...(index % 2 === 0
      ? [
          {
            ...everybody('Deny', ['ecr:Batch*']),
            Condition: { NotIpAddress: { 'aws:SourceIp': networkAt(index) } },
          },
        ]
      : []),
    ...(index % 7 === 0
      ? [{ Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${String(222222222222 + index)}:root` }, Action: PULL }]
      : []),
  ];
  return { tags: tagsOf(index), statements };
}

function allow(Action: readonly string[], Resource: string | readonly string[], Condition?: Statement): Statement {
  return { Effect: 'Allow', Action, Resource, ...(Condition ? { Condition } : {}) };
}

function everybody(Effect: 'Allow' | 'Deny', Action: readonly string[]): Statement {
  return { Effect, Principal: '*', Action };
}

function sameTag(operator: string): Statement {
  return { [operator]: { 'aws:ResourceTag/team': ['$', '{aws:PrincipalTag/team}'].join('') } };
}

function snapshotOf({ roleAt, repositoryAt }: AccountShape, { repositories, principals }: Size): object {
  const places = Array.from({ length: repositories }, (_, index) => ({ index, region: REGIONS[index % REGIONS.length]! }));
  return {
    schemaVersion: 1,
    partition: 'aws',
    account: ACCOUNT,
    collectedAt: '2026-11-21T20:00:00Z',
    identity: present({
      UserDetailList: [],
      GroupDetailList: [],
      RoleDetailList: Array.from({ length: principals }, (_, index) => roleJson(index, roleAt(index))),
      Policies: [],
    }),
    organization: { status: 'absent' },
    regions: REGIONS.map((region) => ({
      region,
      registryPolicy: { status: 'absent' },
      registryPolicyScope: present({ name: 'REGISTRY_POLICY_SCOPE', value: 'V2' }),
      repositories: present(
        places.filter((place) => place.region === region).map(({ index }) => repositoryJson(index, region, repositoryAt(index))),
      ),
    })),
  };
}

function roleJson(index: number, { tags = {}, statements }: RoleShape): Json {
  return {
    RoleName: `role-${index}`,
    RoleId: `AROA${String(index)
      .padStart(17, 'X')
      .replaceAll(/[0189]/g, (digit) => ({ 0: 'A', 1: 'B', 8: 'C', 9: 'D' })[digit] ?? 'E')}`,
    Path: '/',
    Arn: roleArn(index),
    CreateDate: '2024-05-06T07:08:09+00:00',
    AssumeRolePolicyDocument: policy([{ Effect: 'Allow', Principal: { Service: 'ecs-tasks.amazonaws.com' }, Action: 'sts:AssumeRole' }]),
    InstanceProfileList: [],
    RolePolicyList: [{ PolicyName: 'own', PolicyDocument: policy(statements) }],
    AttachedManagedPolicies: [],
    Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
    RoleLastUsed: {},
  };
}

function repositoryJson(index: number, region: string, { tags = {}, statements }: RepositoryShape): Json {
  return {
    repositoryName: repositoryName(index),
    repositoryArn: `arn:aws:ecr:${region}:${ACCOUNT}:repository/${repositoryName(index)}`,
    tags: present(tags),
    policy: statements ? present(policy(statements)) : { status: 'absent' },
  };
}

function policy(statements: readonly Statement[]): { readonly [key: string]: Json } {
  return { Version: '2012-10-17', Statement: statements };
}

function present<const T>(value: T): { readonly status: 'present'; readonly value: T } {
  return { status: 'present', value };
}

function repositoryName(index: number): string {
  return `group-${index % 97}/image-${index}`;
}

function repositoryArn(index: number): string {
  return `arn:aws:ecr:${REGIONS[index % REGIONS.length]}:${ACCOUNT}:repository/${repositoryName(index)}`;
}

function roleArn(index: number): string {
  return `arn:aws:iam::${ACCOUNT}:role/role-${index}`;
}
