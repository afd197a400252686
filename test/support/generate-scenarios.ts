// Made-up scenarios of a company's account, any number of them: the same options give the same bytes.

export interface ScenarioPlan {
  readonly requests: number;
  /** How many principals with a policy of their own there are, and as many repositories. */
  readonly policies: number;
}

export interface GeneratedScenario {
  readonly name: string;
  readonly request: {
    readonly principal: string;
    readonly action: string;
    readonly resource: string;
    readonly context: Readonly<Record<string, string>>;
  };
  readonly identityPolicies: readonly { readonly name: string; readonly document: GeneratedPolicy }[];
  readonly permissionsBoundary?: GeneratedPolicy;
  readonly resourcePolicies: readonly GeneratedPolicy[];
  readonly serviceControlPolicies: readonly (readonly GeneratedPolicy[])[];
}

interface GeneratedPolicy {
  readonly Version: '2012-10-17';
  readonly Statement: readonly Readonly<Record<string, unknown>>[];
}

const ACCOUNT = '111111111111';
const PARTNER = '222222222222';
const REPOSITORY = `arn:aws:ecr:eu-west-1:${ACCOUNT}:repository`;
const PULL = ['ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer', 'ecr:BatchCheckLayerAvailability'];
const PUSH = ['ecr:InitiateLayerUpload', 'ecr:UploadLayerPart', 'ecr:CompleteLayerUpload', 'ecr:PutImage'];
const ASKED = [...PULL, ...PUSH, 'ecr:DescribeImages', 'ecr:DeleteRepository', 'ecr:SetRepositoryPolicy'];

/** One after the other, none of them kept. */
export function* generateScenarios({ requests, policies }: ScenarioPlan): Generator<GeneratedScenario> {
  for (let at = 0; at < requests; at += 1) {
    const own = at % policies;
    // Most ask for what is their team's; every third asks elsewhere.
    const asked = at % 3 === 0 ? (own * 7 + 1) % policies : own;
    yield {
      name: `request ${at}`,
      request: {
        principal: principalOf(own),
        action: ASKED[at % ASKED.length] ?? '',
        resource: `${REPOSITORY}/team-${asked % 40}/service-${asked}`,
        context: {
          'aws:SourceIp': `203.0.113.${at % 256}`,
          'aws:PrincipalOrgID': 'o-exampleorgid',
          'aws:MultiFactorAuthPresent': String(at % 5 > 0),
        },
      },
      identityPolicies: [
        { name: `team-${own % 40}`, document: identityPolicy(own) },
        { name: 'read-only', document: READ_ONLY },
      ],
      ...(own % 4 === 0 && { permissionsBoundary: BOUNDARY }),
      resourcePolicies: [resourcePolicy(asked)],
      serviceControlPolicies: [[EVERYTHING], [GUARDRAILS]],
    };
  }
}

function principalOf(own: number): string {
  return own % 2 === 0
    ? `arn:aws:iam::${ACCOUNT}:user/team-${own % 40}/dev-${own}`
    : `arn:aws:sts::${ACCOUNT}:assumed-role/ci-${own}/build`;
}

function identityPolicy(own: number): GeneratedPolicy {
  const team = own % 40;
  return policy(
    { Sid: `Token${own}`, Effect: 'Allow', Action: 'ecr:GetAuthorizationToken', Resource: '*' },
    { Sid: 'Pull', Effect: 'Allow', Action: PULL, Resource: `${REPOSITORY}/team-${team}/*` },
    { Sid: 'Push', Effect: 'Allow', Action: PUSH, Resource: [`${REPOSITORY}/team-${team}/service-*`, `${REPOSITORY}/sandbox/*`] },
    { Sid: 'Look', Effect: 'Allow', Action: ['ecr:Describe*', 'ecr:List*', 's3:Get*'], Resource: '*' },
    {
      Sid: 'Logs',
      Effect: 'Allow',
      Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
      Resource: `arn:aws:logs:*:${ACCOUNT}:log-group:/team-${team}/*`,
    },
    {
      Sid: 'Mfa',
      Effect: 'Deny',
      Action: ['ecr:Delete*', 'ecr:SetRepositoryPolicy'],
      Resource: '*',
      Condition: { BoolIfExists: { 'aws:MultiFactorAuthPresent': 'false' } },
    },
  );
}

function resourcePolicy(asked: number): GeneratedPolicy {
  return policy(
    {
      Sid: 'Owners',
      Effect: 'Allow',
      Principal: { AWS: [principalOf(asked), `arn:aws:iam::${ACCOUNT}:role/owners-${asked}`] },
      Action: 'ecr:*',
    },
    { Sid: 'Partner', Effect: 'Allow', Principal: { AWS: PARTNER }, Action: PULL },
    {
      Sid: 'Organization',
      Effect: 'Allow',
      Principal: '*',
      Action: PULL,
      Condition: { StringEquals: { 'aws:PrincipalOrgID': `o-example${asked % 2 === 0 ? 'orgid' : 'other'}` } },
    },
    {
      Sid: 'Builds',
      Effect: 'Allow',
      Principal: { Service: 'codebuild.amazonaws.com' },
      Action: PULL,
      Condition: { StringEquals: { 'aws:SourceAccount': ACCOUNT } },
    },
    {
      Sid: 'Network',
      Effect: 'Deny',
      Principal: '*',
      Action: ['ecr:PutImage', 'ecr:BatchDeleteImage'],
      Condition: { NotIpAddress: { 'aws:SourceIp': ['203.0.113.0/25', '10.0.0.0/8'] } },
    },
  );
}

const EVERYTHING = policy({ Effect: 'Allow', Action: '*', Resource: '*' });
const GUARDRAILS = policy(
  { Effect: 'Allow', Action: '*', Resource: '*' },
  {
    Sid: 'Regions',
    Effect: 'Deny',
    NotAction: ['iam:*', 'sts:*'],
    Resource: '*',
    Condition: { StringNotEquals: { 'aws:RequestedRegion': ['eu-west-1', 'us-east-1'] } },
  },
  { Sid: 'Leaving', Effect: 'Deny', Action: 'organizations:LeaveOrganization', Resource: '*' },
);
const BOUNDARY = policy(
  { Effect: 'Allow', Action: ['ecr:*', 's3:*', 'logs:*'], Resource: '*' },
  { Effect: 'Deny', Action: 'ecr:DeleteRepository', Resource: `${REPOSITORY}/*` },
);
const READ_ONLY = policy({ Effect: 'Allow', Action: ['ecr:Describe*', 'ecr:Get*', 'ecr:List*', 'ecr:BatchGetImage'], Resource: '*' });

function policy(...statements: readonly Readonly<Record<string, unknown>>[]): GeneratedPolicy {
  return { Version: '2012-10-17', Statement: statements };
}
