// A company in three regions: 300 repositories of 20 teams, 200 principals, and one access that nobody meant to give.
import { type Account, emptyAccount, type Repository, regionWith } from '../../support/aws-server/world.ts';
import type { Group, Role, User } from '../../support/aws-server/world-identity.ts';

export const COMPANY_REGIONS = ['eu-central-1', 'eu-west-1', 'us-east-1'] as const;
const PARTNER = '222222222222';

const PULL = ['ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'];
const PUSH = [
  'ecr:BatchCheckLayerAvailability',
  'ecr:InitiateLayerUpload',
  'ecr:UploadLayerPart',
  'ecr:CompleteLayerUpload',
  'ecr:PutImage',
];
const TEAMS = Array.from({ length: 20 }, (_, index) => `team-${String(index).padStart(2, '0')}`);
const SERVICES = [0, 1, 2, 3, 4].map((index) => `svc-${index}`);
const MEMBERS = [0, 1, 2, 3, 4, 5, 6, 7].map((index) => `member-${index}`);
const ROBOTS = ['build', 'release'];

/** Members pull and robots push what their team owns; svc-0 is shared with a partner, svc-1 takes no pushes. */
export function companyAccount(account: string): Account {
  const repositories = TEAMS.flatMap((team) => SERVICES.map((service) => repositoryOf(team, service)));
  return {
    ...emptyAccount(),
    identity: {
      Policies: [],
      GroupDetailList: TEAMS.map((team) => groupOf(team, account)),
      UserDetailList: TEAMS.flatMap((team) => MEMBERS.map((member) => userOf(team, member, account))),
      RoleDetailList: TEAMS.flatMap((team) => ROBOTS.map((robot) => roleOf(team, robot, account))),
    },
    regions: Object.fromEntries(COMPANY_REGIONS.map((region) => [region, regionWith(repositories)])),
  };
}

/** Every grant that the company has, as `region repository principal capability decision`, sorted. */
export function companyGrants(account: string): readonly string[] {
  const grants = COMPANY_REGIONS.flatMap((region) =>
    TEAMS.flatMap((team) =>
      SERVICES.flatMap((service) => grantsOn(team, service, account).map((grant) => `${region} ${team}/${service} ${grant}`)),
    ),
  );
  return grants.sort();
}

/** The desired state: everything but the one access that nobody meant to give. */
export function companyBaseline(account: string): string {
  const rules = TEAMS.map((team) => ({
    id: team,
    repositories: [`${team}/*`],
    allow: [
      { principals: [arnOf(account, `user/${team}/*`)], capabilities: ['pull'] },
      { principals: [arnOf(account, `role/${team}/*`)], capabilities: ['push'] },
    ],
  }));
  const partner = { id: 'partner', repositories: ['*/svc-0'], allow: [{ principals: [`account:${PARTNER}`], capabilities: ['pull'] }] };
  return JSON.stringify({ apiVersion: 'ecr-drift/v1', kind: 'AccessPolicy', metadata: { owner: 'platform' }, rules: [...rules, partner] });
}

function grantsOn(team: string, service: string, account: string): readonly string[] {
  return [
    ...MEMBERS.map((member) => `${arnOf(account, `user/${team}/${team}-${member}`)} pull allowed`),
    ...(service === 'svc-1' ? [] : ROBOTS.map((robot) => `${arnOf(account, `role/${team}/${team}-${robot}`)} push allowed`)),
    ...(service === 'svc-0' ? [`account:${PARTNER} pull conditional`] : []),
    ...(team === 'team-03' && service === 'svc-2' ? [`${arnOf(account, 'user/team-03/team-03-member-0')} delete allowed`] : []),
  ];
}

function repositoryOf(team: string, service: string): Repository {
  const name = `${team}/${service}`;
  if (service === 'svc-0')
    return { name, policyText: policy({ Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${PARTNER}:root` }, Action: PULL }) };
  if (service === 'svc-1') return { name, policyText: policy({ Effect: 'Deny', Principal: '*', Action: ['ecr:PutImage'] }) };
  return { name, tags: { team } };
}

function groupOf(team: string, account: string): Group {
  const document = documentOf(account, team, PULL);
  return {
    GroupName: team,
    Arn: arnOf(account, `group/${team}/${team}`),
    Path: `/${team}/`,
    GroupPolicyList: [{ PolicyName: 'pull', PolicyDocument: document }],
  };
}

function userOf(team: string, member: string, account: string): User {
  const UserName = `${team}-${member}`;
  const slip = {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: 'ecr:BatchDeleteImage', Resource: `arn:aws:ecr:*:${account}:repository/team-03/svc-2` }],
  };
  return {
    UserName,
    UserId: `AIDA${UserName}`,
    Arn: arnOf(account, `user/${team}/${UserName}`),
    Path: `/${team}/`,
    GroupList: [team],
    UserPolicyList: UserName === 'team-03-member-0' ? [{ PolicyName: 'slip', PolicyDocument: slip }] : [],
  };
}

function roleOf(team: string, robot: string, account: string): Role {
  const RoleName = `${team}-${robot}`;
  const trusted = { Effect: 'Allow', Principal: { Service: 'codebuild.amazonaws.com' }, Action: 'sts:AssumeRole' };
  return {
    RoleName,
    RoleId: `AROA${RoleName}`,
    Arn: arnOf(account, `role/${team}/${RoleName}`),
    Path: `/${team}/`,
    AssumeRolePolicyDocument: { Version: '2012-10-17', Statement: [trusted] },
    RolePolicyList: [{ PolicyName: 'push', PolicyDocument: documentOf(account, team, PUSH) }],
  };
}

function documentOf(account: string, team: string, Action: readonly string[]): object {
  return {
    Version: '2012-10-17',
    Statement: [
      { Effect: 'Allow', Action: 'ecr:GetAuthorizationToken', Resource: '*' },
      { Effect: 'Allow', Action, Resource: `arn:aws:ecr:*:${account}:repository/${team}/*` },
    ],
  };
}

function policy(statement: object): string {
  return JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
}

function arnOf(account: string, resource: string): string {
  return `arn:aws:iam::${account}:${resource}`;
}
