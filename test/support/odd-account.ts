// A generated account with everything that keeps principals and repositories from being alike: variables, negations, sessions,
// foreign names, tags in two cases, and parts that nobody could read. Same seed, same account.
import { type AccountShape, generateAccount } from './generate-account.ts';

type Json = Readonly<Record<string, unknown>>;

const ACCOUNT = '111111111111';
const PULL = ['ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'];
const UNREAD = { status: 'unknown', error: { code: 'AccessDeniedException' } };

/** Statements of identity policies, boundaries among them. */
const OWN: readonly Json[] = [
  { Effect: 'Allow', Action: 'ecr:*', Resource: `arn:aws:ecr:*:${ACCOUNT}:repository/\${aws:PrincipalTag/team}/*` },
  { Effect: 'Allow', Action: PULL, Resource: `arn:aws:ecr:*:*:repository/*/service-0?` },
  { Effect: 'Allow', Action: 'ecr:List*', Resource: `arn:aws:ecr:*:*:repository/\${aws:ResourceTag/team}/s*-1?` },
  { Effect: 'Deny', Action: 'ecr:*Image', Resource: `arn:aws:ecr:*:*:repository/*/\${aws:username}-*` },
  { Effect: 'Deny', Action: 'ecr:PutImage', NotResource: `arn:aws:ecr:*:*:repository/team-00?/s*` },
  { Effect: 'Allow', Action: PULL, Resource: '*', Condition: { StringEquals: { 'ecr:ResourceTag/environment': 'staging' } } },
  { Effect: 'Deny', Action: PULL, Resource: '*', Condition: { StringNotEquals: { 'aws:ResourceTag/Team': ['team-000', 'team-001'] } } },
  { Effect: 'Allow', Action: 'ecr:TagResource', Resource: '*', Condition: { StringLike: { 'aws:RequestTag/env': 'prod*' } } },
  { Effect: 'Allow', Action: 'ecr:*', Resource: '*', Condition: { 'ForAllValues:StringEquals': { 'aws:TagKeys': ['team'] } } },
  { Effect: 'Deny', NotAction: 'ecr:Get*', Resource: '*', Condition: { StringLike: { 'aws:userid': 'AROA*:admin' } } },
  { Effect: 'Allow', Action: 'ecr:Put*', Resource: '*', Condition: { ArnLike: { 'aws:PrincipalArn': '*/team-000/*' } } },
  { Effect: 'Allow', Action: ['ecr:GetAuthorizationToken', 'ecr:PutRegistryPolicy'], Resource: '*' },
  { Effect: 'Deny', Action: 'ecr:*', Resource: '*', Condition: { StringNotEquals: { 'aws:RequestedRegion': 'eu-west-1' } } },
];

/** Statements of repository and registry policies. */
const RESOURCE: readonly Json[] = [
  { Effect: 'Allow', Principal: { AWS: `arn:aws:sts::${ACCOUNT}:assumed-role/team-000-ci-push/build` }, Action: [...PULL, 'ecr:PutImage'] },
  { Effect: 'Allow', Principal: { AWS: ACCOUNT }, Action: 'ecr:*' },
  { Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${ACCOUNT}:role/team-000/team-000-deployer` }, Action: 'ecr:*' },
  { Effect: 'Deny', NotPrincipal: { AWS: [`arn:aws:iam::${ACCOUNT}:role/team-000/team-000-readonly`, ACCOUNT] }, Action: 'ecr:Delete*' },
  { Effect: 'Allow', NotPrincipal: { AWS: '999999999999' }, Action: 'ecr:ListImages' },
  { Effect: 'Deny', Principal: '*', Action: PULL, Condition: { StringNotLike: { 'aws:PrincipalTag/team': 'team-000' } } },
  { Effect: 'Allow', Principal: '*', Action: PULL, Condition: { StringEquals: { 'aws:PrincipalTag/team': `\${aws:ResourceTag/team}` } } },
  { Effect: 'Deny', Principal: '*', Action: 'ecr:*', Resource: `arn:aws:ecr:*:${ACCOUNT}:repository/\${aws:PrincipalTag/team}/shared-*` },
  { Effect: 'Allow', Principal: '*', Action: PULL, Condition: { StringLike: { 'aws:PrincipalOrgPaths': 'o-bigco12345/r-b1gc/*' } } },
  { Effect: 'Allow', Principal: { AWS: '*' }, Action: PULL, Condition: { ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::2*:role/x' } } },
  { Effect: 'Deny', Principal: '*', Action: 'ecr:TagResource', Condition: { Null: { 'aws:RequestTag/owner': 'true' } } },
  { Effect: 'Allow', Principal: { AWS: 'AROANOBODYEXAMPLE' }, Action: 'ecr:*', Condition: { Bool: { 'aws:SecureTransport': 'false' } } },
  {
    Effect: 'Allow',
    Principal: { Service: 'lambda.amazonaws.com' },
    Action: 'ecr:*',
    Condition: { Bool: { 'aws:ViaAWSService': 'false' } },
  },
];

/** Guardrails over everybody. */
const LEVELS: readonly (readonly Json[])[] = [
  [
    { Effect: 'Allow', Action: '*', Resource: '*' },
    { Effect: 'Deny', Action: 'ecr:Delete*', Resource: '*', Condition: { StringNotLike: { 'aws:PrincipalArn': '*-deployer' } } },
  ],
  [{ Effect: 'Allow', NotAction: 'ecr:BatchDeleteImage', Resource: '*' }],
];

export function oddAccount(shape: AccountShape): unknown {
  const { identity, organization, regions, ...rest } = generateAccount(shape);
  const draw = drawerOf(shape.seed ?? 1);
  const own = (): Json => policyOf([OWN[draw(OWN.length)]!, OWN[draw(OWN.length)]!]);
  const inline = (index: number) => [{ PolicyName: `odd-${index}`, PolicyDocument: draw(12) === 0 ? { Statement: 'malformed' } : own() }];
  const person = <T extends Json>(name: 'UserPolicyList' | 'RolePolicyList', each: T, index: number): T =>
    draw(2) === 0 ? each : { ...each, [name]: inline(index), ...missing(draw) };
  const people = identity.status === 'present' ? identity.value : undefined;
  return {
    ...rest,
    identity: {
      status: 'present',
      value: {
        ...people,
        UserDetailList: people?.UserDetailList.map((each, index) => person('UserPolicyList', { ...each }, index)),
        RoleDetailList: people?.RoleDetailList.map((each, index) => person('RolePolicyList', { ...each }, index)),
      },
    },
    organization: draw(3) === 0 ? UNREAD : withLevels(organization, draw),
    regions: regions.map((region) => ({
      ...region,
      registryPolicy: draw(2) === 0 ? region.registryPolicy : { status: 'present', value: policyOf([RESOURCE[draw(RESOURCE.length)]!]) },
      registryPolicyScope: draw(2) === 0 ? UNREAD : { status: 'present', value: { name: 'REGISTRY_POLICY_SCOPE', value: 'V1' } },
      repositories: {
        status: 'present',
        value: region.repositories.status === 'present' ? region.repositories.value.map((each) => oddRepository({ ...each }, draw)) : [],
      },
    })),
  };
}

type Draw = (limit: number) => number;

function oddRepository(repository: Json, draw: Draw): Json {
  switch (draw(6)) {
    case 0:
    case 1:
      return {
        ...repository,
        policy: { status: 'present', value: policyOf([RESOURCE[draw(RESOURCE.length)]!, RESOURCE[draw(RESOURCE.length)]!]) },
      };
    case 2:
      return { ...repository, tags: draw(2) === 0 ? UNREAD : { status: 'present', value: { team: 'team-000', TEAM: 'team-001' } } };
    case 3:
      return { ...repository, policy: draw(2) === 0 ? UNREAD : { status: 'present', value: { Statement: 'malformed' } } };
    default:
      return repository;
  }
}

/** A boundary that is odd, or whose document is not there. */
function missing(draw: Draw): Json {
  if (draw(4) > 0) return {};
  return {
    PermissionsBoundary: { PermissionsBoundaryArn: `arn:aws:iam::${ACCOUNT}:policy/${draw(2) === 0 ? 'developer-boundary' : 'lost'}` },
  };
}

function withLevels(organization: unknown, draw: Draw): unknown {
  const { status, value } = organization as { readonly status: string; readonly value: Json };
  return {
    status,
    value: { ...value, serviceControlPolicies: draw(2) === 0 ? UNREAD : LEVELS.map((statements) => [policyOf(statements)]) },
  };
}

function policyOf(statements: readonly Json[]): Json {
  return { Version: '2012-10-17', Statement: statements };
}

/** Numbers below a limit, the same for the same seed. */
function drawerOf(seed: number): Draw {
  let state = seed * 2_654_435_761;
  return (limit) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return (state >>> 8) % limit;
  };
}
