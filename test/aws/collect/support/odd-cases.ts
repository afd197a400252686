// Odd answers that no single change of one place makes: answers that are well formed, and contradict the question or each other.
import type { Api } from '../../../../lib/aws/api/permissions.ts';
import type { Call } from '../../../support/aws-server/service.ts';
import { ACCOUNT, LOCAL, OTHER, REGION } from '../../server/world.ts';
import { ORGANIZATION } from './account-world.ts';
import type { Rewriting } from './odd-scans.ts';

export interface OddCase extends Rewriting {
  readonly name: string;
}

type Members = Record<string, unknown>;
type Edit = (answer: Members, call: Call) => Members;

/** The answer of a JSON service after `edit`. */
function json(api: Api, name: string, edit: Edit): OddCase {
  return { api, name, rewrite: (body, call) => JSON.stringify(edit(JSON.parse(body) as Members, call)) };
}

/** An XML answer with one text in the place of another. */
type Replacing = (...found: readonly string[]) => string;

function xml(api: Api, name: string, from: string | RegExp, to: string | Replacing): OddCase {
  return { api, name, rewrite: (body) => (typeof to === 'string' ? body.replace(from, to) : body.replace(from, to)) };
}

function listIn(answer: Members, name: string): readonly Members[] {
  return answer[name] as readonly Members[];
}

/** Every member of a list after `edit`. */
function members(list: string, edit: (member: Members) => Members): Edit {
  return (answer) => ({ ...answer, [list]: listIn(answer, list).map(edit) });
}

const ROOTS = 'organizations:ListRoots';
const PARENTS = 'organizations:ListParents';
const UNITS = 'organizations:ListOrganizationalUnitsForParent';
const ACCOUNTS = 'organizations:ListAccountsForParent';
const ATTACHED = 'organizations:ListPoliciesForTarget';
const POLICY = 'organizations:DescribePolicy';
const REPOSITORIES = 'ecr:DescribeRepositories';
const REPOSITORY_POLICY = 'ecr:GetRepositoryPolicy';
const SETTING = 'ecr:GetAccountSetting';
const DETAILS = 'iam:GetAccountAuthorizationDetails';
const TAGS = 'tag:GetResources';
const UNIT = 'ou-ex01-payments';

function ofStatus(status: string): Edit {
  return members('Roots', (root) => ({ ...root, PolicyTypes: listIn(root, 'PolicyTypes').map((type) => ({ ...type, Status: status })) }));
}

const ORGANIZATION_CASES: readonly OddCase[] = [
  json(ROOTS, 'two roots', (answer) => ({ Roots: [...listIn(answer, 'Roots'), { Id: 'r-zz99', PolicyTypes: [] }] })),
  json(
    ROOTS,
    'a root that the account is not below',
    members('Roots', (root) => ({ ...root, Id: 'r-zz99' })),
  ),
  json(ROOTS, 'policy types that are being enabled', ofStatus('PENDING_ENABLE')),
  json(ROOTS, 'policy types that are being disabled', ofStatus('PENDING_DISABLE')),
  json(ROOTS, 'policy types of a status that nobody knows', ofStatus('SUSPENDED')),
  json(
    ROOTS,
    'a policy type that is enabled and is not',
    members('Roots', (root) => ({
      ...root,
      PolicyTypes: listIn(root, 'PolicyTypes').flatMap((type) => [type, { ...type, Status: 'PENDING_DISABLE' }]),
    })),
  ),
  json(PARENTS, 'two parents', (answer) => ({
    Parents: [...listIn(answer, 'Parents'), { Id: 'ou-ex01-other', Type: 'ORGANIZATIONAL_UNIT' }],
  })),
  json(PARENTS, 'parents in a circle', () => ({ Parents: [{ Id: UNIT, Type: 'ORGANIZATIONAL_UNIT' }] })),
  json(
    PARENTS,
    'a parent of another kind than its id',
    members('Parents', (parent) => ({ ...parent, Type: 'ROOT' })),
  ),
  json(
    PARENTS,
    'a parent of a kind that nobody knows',
    members('Parents', (parent) => ({ ...parent, Type: 'BRANCH' })),
  ),
  json(PARENTS, 'a way that is shorter than the tree', () => ({ Parents: [{ Id: 'r-ex01', Type: 'ROOT' }] })),
  json(UNITS, 'a unit that is below itself', (_, { input }) => ({
    OrganizationalUnits: [{ Id: String(input['ParentId']).startsWith('r-') ? UNIT : input['ParentId'] }],
  })),
  json(UNITS, 'units in a circle', (_, { input }) => ({
    OrganizationalUnits: [{ Id: input['ParentId'] === UNIT ? 'ou-ex01-back' : UNIT }],
  })),
  json(ACCOUNTS, 'the account in every unit', (answer) => ({
    Accounts: [...listIn(answer, 'Accounts'), { Id: ACCOUNT, Name: 'payments' }],
  })),
  json(ACCOUNTS, 'accounts without the account itself', (answer) => ({
    Accounts: listIn(answer, 'Accounts').filter(({ Id }) => Id !== ACCOUNT),
  })),
  json(ACCOUNTS, 'accounts without the management account', (answer) => ({
    Accounts: listIn(answer, 'Accounts').filter(({ Id }) => Id !== '999999999999'),
  })),
  json(ACCOUNTS, 'no accounts anywhere', () => ({ Accounts: [] })),
  json(
    ATTACHED,
    'policies of another type',
    members('Policies', (policy) => ({ ...policy, Type: 'TAG_POLICY' })),
  ),
  json(POLICY, 'another policy', (answer) => summarized(answer, { Id: 'p-other' })),
  json(POLICY, 'a policy of another type', (answer) => summarized(answer, { Type: 'TAG_POLICY' })),
  json(POLICY, 'a document that is none', (answer) => ({ Policy: { ...(answer['Policy'] as Members), Content: 'not JSON' } })),
  json(POLICY, 'a document that is a list', (answer) => ({ Policy: { ...(answer['Policy'] as Members), Content: '[]' } })),
  json('organizations:DescribeOrganization', 'an id that is none', ({ Organization: of }) => ({
    Organization: { ...(of as Members), Id: `x${ORGANIZATION}` },
  })),
];

function summarized({ Policy: policy }: Members, summary: Members): Members {
  const { PolicySummary: before, ...rest } = policy as Members;
  return { Policy: { ...rest, PolicySummary: { ...(before as Members), ...summary } } };
}

const ECR_CASES: readonly OddCase[] = [
  json(
    REPOSITORIES,
    'repositories of another account',
    members('repositories', (each) => ({ ...each, repositoryArn: String(each['repositoryArn']).replace(ACCOUNT, OTHER) })),
  ),
  json(
    REPOSITORIES,
    'repositories of another registry',
    members('repositories', (each) => ({ ...each, registryId: OTHER })),
  ),
  json(
    REPOSITORIES,
    'repositories of another region',
    members('repositories', (each) => ({ ...each, repositoryArn: String(each['repositoryArn']).replace(REGION, 'us-east-1') })),
  ),
  json(
    REPOSITORIES,
    'names that ECR never gives',
    members('repositories', (each) => ({
      ...each,
      repositoryName: '__proto__',
      repositoryArn: `arn:aws:ecr:${REGION}:${ACCOUNT}:repository/__proto__`,
    })),
  ),
  json(REPOSITORY_POLICY, 'the policy of another repository', (answer) => ({ ...answer, repositoryName: 'team/other' })),
  json(REPOSITORY_POLICY, 'the policy of another registry', (answer) => ({ ...answer, registryId: OTHER })),
  json(REPOSITORY_POLICY, 'a policy of blanks', (answer) => ({ ...answer, policyText: ' \n' })),
  json(REPOSITORY_POLICY, 'a policy that is no JSON', (answer) => ({ ...answer, policyText: 'none' })),
  json(REPOSITORY_POLICY, 'a policy that is null', (answer) => ({ ...answer, policyText: 'null' })),
  json('ecr:GetRegistryPolicy', 'the policy of another registry', (answer) => ({ ...answer, registryId: OTHER })),
  json(SETTING, 'a value that nobody knows', (answer) => ({ ...answer, value: 'V9' })),
  json(SETTING, 'another setting', (answer) => ({ ...answer, name: 'BASIC_SCAN_TYPE_VERSION' })),
  json('ecr:DescribeRepositoryCreationTemplates', 'templates of another registry', (answer) => ({ ...answer, registryId: OTHER })),
  json('ecr:DescribeRegistry', 'another registry', (answer) => ({ ...answer, registryId: OTHER })),
  json(
    'ecr:DescribePullThroughCacheRules',
    'rules of another registry',
    members('pullThroughCacheRules', (rule) => ({ ...rule, registryId: OTHER })),
  ),
  json(
    'ecr:DescribePullThroughCacheRules',
    'members without end',
    members('pullThroughCacheRules', (rule) => ({ ...rule, credentialArn: nested(200) })),
  ),
  json(
    'ecr:DescribeRepositoryCreationTemplates',
    'members without end',
    members('repositoryCreationTemplates', (each) => ({ ...each, description: nested(200) })),
  ),
  json(
    TAGS,
    'a tag twice, with different values',
    members('ResourceTagMappingList', (mapping) => ({
      ...mapping,
      Tags: [
        { Key: 'env', Value: 'a' },
        { Key: 'env', Value: 'b' },
      ],
    })),
  ),
  json(TAGS, 'a repository twice, with different tags', (answer) => {
    const list = listIn(answer, 'ResourceTagMappingList');
    return { ...answer, ResourceTagMappingList: [...list, ...list.map((mapping) => ({ ...mapping, Tags: [] }))] };
  }),
  json(
    TAGS,
    'resources that are no repositories',
    members('ResourceTagMappingList', (mapping) => ({ ...mapping, ResourceARN: `arn:aws:ec2:${REGION}:${ACCOUNT}:instance/i-1` })),
  ),
  json(
    TAGS,
    'repositories of another account',
    members('ResourceTagMappingList', (mapping) => ({ ...mapping, ResourceARN: String(mapping['ResourceARN']).replace(ACCOUNT, OTHER) })),
  ),
];

function nested(levels: number): unknown {
  return levels === 0 ? 'end' : { further: nested(levels - 1) };
}

const SECOND_GROUP = `<member><GroupName>Developers</GroupName><Arn>arn:aws:iam::${ACCOUNT}:group/Developers</Arn><GroupPolicyList/><AttachedManagedPolicies/></member></GroupDetailList>`;

const IAM_CASES: readonly OddCase[] = [
  xml(DETAILS, 'a user of another account', `arn:aws:iam::${ACCOUNT}:user/ana`, `arn:aws:iam::${OTHER}:user/ana`),
  xml(DETAILS, 'a group of another account', `arn:aws:iam::${ACCOUNT}:group/developers`, `arn:aws:iam::${OTHER}:group/developers`),
  xml(DETAILS, 'a role of another account', `arn:aws:iam::${ACCOUNT}:role/ci`, `arn:aws:iam::${OTHER}:role/ci`),
  xml(DETAILS, 'a policy of another account', `<Arn>${LOCAL}`, `<Arn>${LOCAL.replace(ACCOUNT, OTHER)}`),
  xml(DETAILS, 'a user whose ARN names another', '<UserName>ana', '<UserName>bob'),
  xml(DETAILS, 'a name that IAM never gives', /<UserName>ana(.*?)user\/ana</, '<UserName>a/na$1user/a/na<'),
  xml(DETAILS, 'a path that the ARN does not have', '<Path>/</Path>', '<Path>/people/</Path>'),
  xml(DETAILS, 'a group twice, in another case and without its policies', '</GroupDetailList>', SECOND_GROUP),
  xml(DETAILS, 'a user in a group that is not there', /(<GroupList><member>)developers/, '$1operators'),
  xml(DETAILS, 'two versions in force', /<IsDefaultVersion>false/, '<IsDefaultVersion>true'),
  xml(DETAILS, 'no version in force', /<IsDefaultVersion>true/, '<IsDefaultVersion>false'),
  xml(DETAILS, 'another version in force than the one named', '<DefaultVersionId>v2', '<DefaultVersionId>v1'),
  xml(DETAILS, 'more pages without a marker', '<IsTruncated>false', '<IsTruncated>true'),
  xml(DETAILS, 'a marker without more pages', '<IsTruncated>false', '<Marker>more</Marker><IsTruncated>false'),
  xml(DETAILS, 'neither more pages nor not', '<IsTruncated>false', '<IsTruncated>perhaps'),
  xml(DETAILS, 'a role twice, once with another policy', /(<RoleDetailList>)(.*)(?=<\/RoleDetailList>)/, (_, list, roles) => {
    return `${list}${roles}${roles.replaceAll('<PolicyName>pull', '<PolicyName>push')}`;
  }),
  xml(
    DETAILS,
    'a list whose members are of another name',
    /<UserDetailList>(.*?)<\/UserDetailList>/,
    '<UserDetailList><entry>$1</entry></UserDetailList>',
  ),
  xml(DETAILS, 'a document that is no JSON', /<Document>[^<]*/, '<Document>none'),
  xml(DETAILS, 'a trust policy that is a list', /<AssumeRolePolicyDocument>[^<]*/, '<AssumeRolePolicyDocument>[]'),
  xml('iam:GetPolicy', 'another policy', /<Arn>[^<]*/, `<Arn>${LOCAL}`),
  xml('iam:GetPolicyVersion', 'another version', /<VersionId>[^<]*/, '<VersionId>v1'),
  xml('iam:GetPolicyVersion', 'a version that is no longer in force', '<IsDefaultVersion>true', '<IsDefaultVersion>false'),
];

/** One oddity each; every one is a gap. */
export const ODD_CASES: readonly OddCase[] = [...ORGANIZATION_CASES, ...ECR_CASES, ...IAM_CASES];
